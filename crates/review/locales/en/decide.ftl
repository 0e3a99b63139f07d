# What people decide about a run, what they sign, and what became of what they revoked.

# What differs from what was signed.
differs-run = the data of run { $run } is not what it was when the run ended: its hash was { $was } and is { $is }
differs-signed-run = the data of run { $run } is not what signature { $number } signed: its hash was { $was } and is { $is }
differs-decisions = the decisions about run { $run } are not those that signature { $number } signed: their hash was { $was } and is { $is }
differs-campaign = the campaign about run { $run } is not the one that signature { $number } signed: its hash was { $was } and is { $is }
differs-counts = signature { $number } does not count what run { $run } and its decisions hold
differs-member = signature { $number } says of run { $run } that its { $member } is { $was }, and it is { $is }
differs-remains = the data of run { $run } is said to be removed, and some of it is there, or nothing says how much it was
differs-unrecorded = what is decided about some access of run { $run } is not what was recorded about it last
differs-statement = the statement of signature { $number }, of run { $run }, is not what was signed: its hash was { $was } and is { $is }
differs-unreadable = the statement of signature { $number }, of run { $run }, can't be read
differs-place = the statement of signature { $number }, of run { $run }, is that of another number or run
differs-chain = signature { $number } does not follow the one before it: one was changed, put in, or taken away

# What can be decided about an access. A file is understood with these words, in any case.
decision-keep = keep
decision-change = change
decision-revoke = revoke

# What `acesso decide` answers.
decide-passed-over = without decisions: { $files }
decide-refused = { $file }: REFUSED, and nothing of it is recorded
decide-dry-run = NOT RECORDED: this is what would be
decide-file = { $file }, run { $run }: { $added } { $added ->
    [one] decision
   *[other] decisions
} recorded for the first time, { $replaced } replaced, { $unchanged } as before
decide-in-place-of = in place of { $reviewer }: { $why }
decide-withdrawn = { $count } { $count ->
    [one] decision
   *[other] decisions
} taken back
decide-counts = { $decided } of { $accesses } { $accesses ->
    [one] access
   *[other] accesses
} decided: keep { $keep }, change { $change }, revoke { $revoke }; { $undecided } undecided
decide-own = { $count } { $count ->
    [one] decision is about access of the reviewer's own
   *[other] decisions are about access of the reviewer's own
}
decide-not-as-exported = warning: this file was exported by an earlier version and does not say what was decided then: cells that were cleared since are not noticed

# What `acesso sign` answers.
sign-is = run { $run } is SIGNED: signature { $number }. No decision about it changes any more.
sign-would-be = NOT SIGNED: this would be signature { $number }, of run { $run }
sign-undecided = { $count } { $count ->
    [one] access stays undecided
   *[other] accesses stay undecided
}
sign-carried = { $count ->
    [one] of them { $count } starts with the decision of an earlier review
   *[other] of them { $count } start with the decision of an earlier review
}
sign-forced = it is signed though not all is as it was: { $reason }
sign-incomplete = INCOMPLETE: run { $run } does not have all of what it was to read, and that is what the signature says
sign-who = by { $name }, as claimed; the system's user { $user } on { $host }, { $time }
sign-hash = SHA-256 of the statement: { $sha256 }
sign-follows = follows signature { $number }
sign-is-first = the first in this store

# What became of an access that was revoked.
revocation = revocation
revocation-decided = revoked in run { $run }
revocation-removed = removed
revocation-held = still held
revocation-granted-again = granted again
revocation-unknown = unknown
revocation-by = { $state }, by { $permission } on { $place }
revocation-by-account = { $state }, by { $permission } on { $place }, under another account of the same address: { $account }
revocation-by-holder = { $state }, by { $permission } on { $place }, which is { $account }'s
revocation-counts = of what was revoked: { $removed } removed, { $held } still held, { $granted_again } granted again, { $unknown } unknown
