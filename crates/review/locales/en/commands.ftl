# What the commands say that show a run, and the words of their tables.

kept-in = kept in { $file }
run-written = run { $run } is written to { $file }
no-findings = none
nothing = nothing
key-rules = rules: { $rules }

findings-counted = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}; { $suppressed } suppressed in acesso.toml
findings-counted-in-a-line = { $count } ({ $suppressed } suppressed)
question-and-data = { $question } It rests on { $data }.
accesses-in-accounts = { $accesses ->
    [one] { $accesses } access
   *[other] { $accesses } accesses
} in { $accounts ->
    [one] { $accounts } account
   *[other] { $accounts } accounts
}
unsearchable-accounts = { $kind ->
    [unattributed] { $service } has { $count ->
        [one] { $count } access that is nobody's by name
       *[other] { $count } accesses that are nobody's by name
    }
   *[other] { $service } has { $accounts } without an e-mail address
}
note-somebody-behind-them = note: { $accounts }; some of them may belong to people in this list
note-no-address-finds = note: { $accounts }; no search by address finds them
note-left-out = note: left out: { $count ->
    [one] { $count } access
   *[other] { $count } accesses
} of accounts without an e-mail address: nobody can tell whether these people have an account at { $service }
note-no-such-permission = note: run { $run } has no permission { $asked }; there are: { $there }
note-not-read = note: run { $run } did not read { $service }
note-same-person = note: this may be the same person: { $person }, { $service } { $kind }

account-not-approved = not approved
account-not-active = not active
account-email-not-validated = e-mail not validated
account-full-access = full access
account-roles-not-read = roles not read
account-rules-not-read = may have rules that can't be read
account-by-mail-hash = known by its e-mail hash
account-guest = guest
account-revoked-on = revoked on { $day }

change = { $what ->
    [gained] gained
    [lost] lost
    [changed] changed
   *[attributed] attributed
}
the-account = (the account)
there = there
not-there = not there
held = held
not-held = not held
compared = Compared: { $services }
not-compared = Not compared: { $service }, { $reason }
warning-not-compared = warning: { $service } is not compared: { $reason }
not-compared-not-whole = run { $run } is { $state ->
    [incomplete] incomplete
   *[reading] reading
} there
not-compared-not-read = run { $run } did not read it
not-compared-another-account = nothing tells that runs { $old } and { $new } asked the same account of it
not-compared-other-settings = it was read under other settings: { $before } in run { $old }, { $after } in run { $new }
note-older-run-first = note: run { $older } is the older one, so it is compared with run { $newer }
nothing-changed = nothing changed between run { $old } and run { $new }
changes-counted = { $gained } gained, { $lost } lost, { $changed } changed, { $attributed } attributed

summary-read = read
summary-from-to = from { $from } to { $to }
summary-settings = settings: { $settings }
summary-unattributed = accesses that are nobody's by name

state-data-removed = { $state }, data removed
pseudonymised = { $whose }; pseudonymised, not anonymous
names-are-codes =
    names and addresses are codes: pseudonymised, not anonymous
    who has the key can tell whose they are, so keep it apart: { $file }
never-ended = never
nothing-to-remove = no run is older than that, or they hold nothing any more
runs-removed = { $count ->
    [one] removed what { $count } run held; its totals and its hash stay
   *[other] removed what { $count } runs held; totals and hashes stay
}
runs-would-be-removed = { $count ->
    [one] { $count } run would lose what it holds: add --execute to remove it
   *[other] { $count } runs would lose what they hold: add --execute to remove it
}
warning-differs = warning: { $sentence }
