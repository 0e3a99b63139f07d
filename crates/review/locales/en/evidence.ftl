# How a run was read: the sheets of an XLSX.

evidence-sheet = Evidence
evidence-operations-sheet = Operations
evidence-service = service
evidence-what = what
evidence-value = value
evidence-none = none
evidence-read = read (UTC)
evidence-read-local = read (local time)
evidence-between = from { $began } to { $ended }
evidence-user = user, as the system calls them
evidence-host = computer
evidence-tool = program
evidence-command = command line
evidence-settings = SHA-256 of acesso.toml
evidence-roster = SHA-256 of the roster
evidence-operators = SHA-256 of the list of operators
evidence-complete = complete
evidence-address = address
evidence-credential = credential, first digits of its SHA-256
evidence-problem = stopped
evidence-because = because
evidence-not-because = not complete, because
evidence-not-covered = not covered
evidence-operation = operation
evidence-asked = asked for
evidence-filters = filters
evidence-began = began (UTC)
evidence-began-local = began (local time)
evidence-ended = ended (UTC)
evidence-ended-local = ended (local time)
evidence-answers = answers
evidence-items = items
evidence-counted = the service's own count
evidence-reconciled = reconciled
evidence-requests = requests
evidence-retries = of them repeated

# What `acesso verify` says. Each difference stands behind the place where it is.

verify-holds = every hash fits, and nothing contradicts anything else
verify-differs = { $count ->
    [one] { $count } thing is not as it was
   *[other] { $count } things are not as they were
}
verify-line = { $file }, line { $line }
verify-sum = its SHA-256 is { $found }, and SHA256SUMS says { $expected }
verify-no-sum-line = this is not 64 lower-case digits, two blanks and the name of a file of a pack
verify-listed-twice = it is listed twice
verify-not-listed = it is in the folder and not in SHA256SUMS
verify-missing = it is missing
verify-no-plain-file = it is no plain file
verify-not-canonical = it does not have the form of RFC 8785
verify-no-run = the run itself does not stand here
verify-not-in-form = it can't be read
verify-run-hash = its SHA-256 is { $found }, and evidence.json says { $expected }
verify-member = it says { $found }, and run.jsonl says { $expected }
verify-statement-hash = the SHA-256 of the statement is { $found }, and { $expected } stands beside it
verify-statement = the statement is no longer one that was signed
verify-chain = it does not name the signature before it
verify-signed-run = the SHA-256 of run.jsonl is { $found }, and { $expected } was signed
verify-signed-decisions = the SHA-256 of decisions.jsonl is { $found }, and { $expected } was signed
verify-signed-campaign = the SHA-256 of campaign.jsonl is { $found }, and { $expected } was signed
verify-no-hash = the hash that was kept when it ended is gone
verify-order = it stands twice, or in another place than its own
verify-not-recorded = what is decided about its access is not what was recorded last
verify-no-access = it is about an access that the run does not have
verify-state = what it says of how far it was read contradicts itself
verify-signed-counts = it does not count what run.jsonl and decisions.jsonl hold
verify-signed-member = it says { $found }, and run.jsonl says { $expected }
verify-no-sentences = the sentences of evidence.json were not compared: they are another version's words, or about a run of an early one
verify-checked-sums = SHA-256 of SHA256SUMS: { $sha256 }
verify-checked-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
verify-checked-lines = { $file }: { $count ->
    [one] { $count } line
   *[other] { $count } lines
}
verify-checked-run = SHA-256 of run { $run }: { $sha256 }
verify-data-removed = the data of run { $run } was removed at { $time }: its SHA-256 { $sha256 } is left, to compare with what was signed
verify-checked-signatures = { $count ->
    [one] { $count } signature
   *[other] { $count } signatures
}
verify-no-signature = no signature
