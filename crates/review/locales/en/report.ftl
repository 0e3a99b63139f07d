# The report of a run.

report-title = { $title }, run { $run } of { $day }
report-heading = Access review
report-sandbox = SANDBOX DATA: imaginary people
report-skip = Skip to the contents
report-sections = Sections
report-run = Run { $run }
report-lead = Who could do what in { $services }, as { $count ->
    [one] this service
   *[other] these services
} said { $period }.
report-on-day = on { $day }, between { $from } and { $to }
report-on-days = between { $from } and { $to }
report-clock = times in { $clock }
report-read = Read
report-from-to = { $from } to { $to }
report-state-complete = complete
report-state-incomplete = incomplete
report-state-reading = not ended
report-warning = Not all there.
report-incomplete = Something of this run could not be read, or did not add up: what is missing can hide people, accesses and findings.
report-not-ended = This run is being read, or was stopped while it was: what is missing can hide people, accesses and findings.
report-pseudonymised = Pseudonymised, not anonymous: codes stand for the names and addresses of people. What they hold can still tell who they are.
report-number = { $count }
report-unknown = unknown
report-not-known = Not known

report-status = Status
report-review = Review
report-signed = Signed
report-not-signed = Not signed
report-signed-by = by { $name }, as claimed, on { $day }
report-decided = { $decided } of { $of } decided
report-decided-own = { $count ->
    [one] { $count } decided by the holder
   *[other] { $count } decided by the holders themselves
}
report-people = People
report-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
report-accounts-and-keys = { $count } accounts, { $keys } of them keys
report-without-address = { $count ->
    [one] { $count } account has no address: it may be one of the others
   *[other] { $count } accounts have no address: they may be some of the others
}
report-accesses = Accesses
report-findings = Findings
report-suppressed-count = { $count } more suppressed
report-changes = Changes
report-since-run = since run { $run }
report-change-counts = { $gained } gained, { $lost } lost, { $changed } changed
report-without = without { $services }
report-no-earlier-run = No earlier run can be compared with this one.
report-not-compared = Not compared:

report-by-severity = Findings by severity
report-first = What to look at first
report-before-and-after = Before and after: run { $old } had { $before } accesses, run { $new } has { $after }
report-gained = gained
report-lost = lost
report-changed = changed
report-attributed = known by name now
report-severity = Severity
report-severity-high = high
report-severity-medium = medium
report-severity-low = low
report-severity-info = info

report-each-change = Each change
report-more-changes = { $count } more: `acesso diff` has them all.

report-decisions = Decisions
report-campaign = { $title }: to be decided by { $due }.
report-asked = Who was asked
report-done = Progress
report-carried-by = carried over: kept by signature { $number }
report-carried = Carried over, as kept before
report-not-asked = Not asked again
report-more-asked = { $count ->
    [one] { $count } more was asked.
   *[other] { $count } more were asked.
}
report-nothing-decided = Nothing is decided yet.
report-reviewer = Who decided
report-own = About own access
report-last-on = Last on
report-more-reviewers = { $count ->
    [one] { $count } more decided: the XLSX has all decisions.
   *[other] { $count } more decided: the XLSX has all decisions.
}
report-to-do = To be done after this review
report-to-do-counts = { $revoke } to be removed, { $change } to be changed: each with its reason
report-to-remove = to remove
report-to-change = to change
report-more-to-do = { $count } more: the XLSX has all decisions.

report-complete = Is it complete?
report-does-not-hold = Does not hold:
report-nothing-read = No service was read.
report-what-was-asked = What was asked
report-address = Address: { $value }
report-credential = Credential: { $value } (the start of its SHA-256)
report-operation = Operation
report-filters = Filters
report-answers = Pages
report-items = Items
report-counted = Service's count
report-retries = Retries
report-from = From
report-to = To
report-kind-customer = customer
report-kind-operator = operator
report-kind-user = user
report-kind-key = key
report-count-customer = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
}
report-count-operator = { $count ->
    [one] { $count } operator
   *[other] { $count } operators
}
report-count-user = { $count ->
    [one] { $count } user
   *[other] { $count } users
}
report-count-key = { $count ->
    [one] { $count } key
   *[other] { $count } keys
}

report-not-covered = What this does not cover

report-revoked = Revoked in earlier reviews
report-none-revoked = No signed review before this run revoked anything.
report-revoked-held = still held
report-revoked-again = granted again
report-revoked-removed = removed
report-revoked-unknown = not known
report-revoked-in = revoked in run { $run } by { $reviewer } on { $day }
report-revoked-in-run = revoked in run { $run }
report-more-revocations = { $count } more: the XLSX has them all.

report-filter-findings = Narrow the findings
report-filter-people = Narrow the people
report-search = Search
report-search-people = Search people and what they hold
report-service = Service
report-reset = Reset
report-everybody = everybody, also those without findings
report-show-everybody = Show everybody
report-shown = { $shown } of { $total } shown
report-no-findings = Nothing was found. What could not be asked or answered stands under “What this does not cover”.
report-suppressed-tag = suppressed
report-suppressed-heading = Findings that somebody answers for, until a day
report-suppressed = By { $author } until { $until }: { $reason }
report-what-they-hold = what they hold
report-expired = Suppressions whose day is past
report-gone = Found in run { $run }, and no longer there
report-perhaps-gone = Found in run { $run }, and not in this one: nobody can tell whether they are gone
report-more-findings = { $count } more: the XLSX and `acesso findings --all` have them all.

report-nobody = This run has no accounts.
report-findings-of-person = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}
report-manager = manager { $manager }
report-left-on = left on { $day }
report-left = no longer here
report-unattributed = Nobody by name
report-unattributed-why = accesses that were found under no operator
report-no-address = no e-mail address
report-key-of = API key { $person }
report-everywhere = everything
report-resource = Resource
report-permission = Access
report-since = Since
report-decision = Decision
report-undecided = undecided
report-decided-by = { $reviewer }, { $day }
report-decided-by-own = { $reviewer }, { $day }, about their own access
report-holds-nothing = Holds nothing.
report-more-accesses = { $count ->
    [one] And { $count } more: `acesso who` and the XLSX have it.
   *[other] And { $count } more: `acesso who` and the XLSX have them all.
}
report-more-people = { $count ->
    [one] { $count } more is not on this page: the XLSX and `acesso who` have everybody.
   *[other] { $count } more are not on this page: the XLSX and `acesso who` have everybody.
}

report-evidence = How to check this
report-hash = SHA-256 of the run
report-tool = Read with
report-hash-of-roster = SHA-256 of the roster
report-hash-of-settings = SHA-256 of the settings
report-settings-of = Settings of { $service }
report-times = Days and times are as the clock showed them where the run was read: { $clock }. `acesso verify` computes the hash anew from the data of the run.
report-page = Page
report-page-of = of
