# Campaigns: who is asked to decide about which access, and by when.

# By which rule an access came to its reviewer.
assigned-by-owner = owner
assigned-by-manager = manager
assigned-by-department = head of department
assigned-by-fallback = fallback

# Why something that was to name a reviewer names none.
unmatched-nobody = nobody is called so
unmatched-several = several people are called so
unmatched-no-address = whoever is called so has no e-mail address
unmatched-left = whoever is called so left
unmatched-no-head = it has no head in the file of departments
unmatched-no-owner = it has no owner

# What it was that was to name one.
unmatched-what = { $names ->
    [manager] the manager
    [department] the department
    [service] the service
   *[resource] the resource
}

# What `acesso campaign start` answers.
campaign-started = STARTED: { $title }, about run { $run }, to be decided by { $due }
campaign-would-be = NOT STARTED: this would be { $title }, about run { $run }, to be decided by { $due }
campaign-counts = { $accesses ->
    [one] { $accesses } access
   *[other] { $accesses } accesses
} for { $reviewers ->
    [one] { $reviewers } reviewer
   *[other] { $reviewers } reviewers
}
campaign-unknown-reviewer = { $reviewer }, whom neither the roster nor an account knows
campaign-own-moved = { $count ->
    [one] { $count } access goes to somebody else, since nobody reviews their own
   *[other] { $count } accesses go to somebody else, since nobody reviews their own
}
campaign-idle-lines = { $count ->
    [one] a line of the owners names nobody's access: { $lines }
   *[other] lines of the owners name nobody's access: { $count } in all, { $lines }
}
campaign-unmatched = Nobody is found by these, so the fallback reviews:
campaign-unmatched-one = { $what }: { $why }; { $accesses ->
    [one] { $accesses } access
   *[other] { $accesses } accesses
}
campaign-unmatched-more = and { $count } more, in unmatched.csv
campaign-written = written to { $folder }: { $files }
campaign-packets = { $count ->
    [one] { $count } packet: the page in which the reviewer decides
   *[other] { $count } packets: for each reviewer the page to decide in
}

# What `acesso status` answers.
status-campaign = { $title }: run { $run }, to be decided by { $due }, { $left }
status-campaign-closed = { $title }: run { $run }, was to be decided by { $due }
status-no-campaign = run { $run }: nobody is asked to decide, there is no campaign
status-last-day = and that is today
status-days-left = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
status-days-late = { $days ->
    [one] { $days } day LATE
   *[other] { $days } days LATE
}
status-carried = carried over from the last signed review: { $carried }; not asked again: { $notasked }
status-open = not signed
status-open-elsewhere = run { $run } has a campaign that is not signed: { $title }. `acesso status { $run }{ $place }` says how far it is
status-signed = SIGNED: signature { $number }, by { $name }, { $day }
status-revocations = { $count ->
    [0] nothing is left to do about what was revoked
    [one] { $count } access that was revoked is not known to be gone
   *[other] { $count } accesses that were revoked are not known to be gone
}
status-nothing-revoked = nothing was revoked
status-of = { $decided } of { $asked }
status-late = { $who }, LATE
status-by-others = { $count ->
    [one] { $count } access was decided by somebody else than whoever was asked
   *[other] { $count } accesses were decided by somebody else than whoever was asked
}
status-conflicts = { $count ->
    [one] about { $count } access people decided differently:
   *[other] about { $count } accesses people decided differently:
}
status-conflict = { $permission } on { $place }, { $who }: { $said }; the last one holds
delegated = { $to } decides in place of { $from } until { $until }: { $reason }
status-absence-ended = the absence of { $from } ended on { $until }, and { $to } still has some of it to decide: `acesso campaign delegate { $run } --from { $to } --to { $from } --reason REASON{ $place }` gives it back

# What comes next.
next-campaign = how to ask people to decide
next-decide = record what people send back
next-status = who is how far
next-sign = close the review: no decision changes any more
next-revocations = what has to be taken away where
next-review = read again: what was revoked is checked
next-review-anew = read again: the next review begins
placeholder-name = NAME
placeholder-file = FILE
placeholder-email = EMAIL

# What `acesso campaign delegate` answers.
campaign-delegated = { $to } decides in place of { $from } until { $until }: { $count ->
    [one] { $count } access
   *[other] { $count } accesses
}
campaign-old-packet = the packet that { $from } got before is refused from now on
campaign-no-new-packet = no packet was written: name a folder with --output DIR/ next time, or send the spreadsheet of `acesso export`

# What reviewers are told who are due or late.
remind-subject = { $title }: { $open ->
    [one] { $open } access to decide by { $due }
   *[other] { $open } accesses to decide by { $due }
}
remind-left = { $days ->
    [0] today is the last day
    [one] { $days } day left
   *[other] { $days } days left
}
remind-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
remind-message =
    Hello { $name },

    for “{ $title }”, { $open ->
        [one] { $open } access is
       *[other] { $open } accesses are
    } still yours to decide by { $due } ({ $left }). { $decided ->
        [0] Nothing is decided yet.
       *[other] Decided so far: { $decided }.
    }

    1. Open the page that you were sent in a browser: { $packet }
    2. If you have begun, load the file that you saved into it.
    3. Decide what is left, save, and send the saved file back.

    If you decide in the spreadsheet, send that back.

    Thank you
campaign-nobody-to-remind = nobody has to be reminded yet
campaign-reminded = { $count ->
    [one] { $count } reviewer is to be reminded
   *[other] { $count } reviewers are to be reminded
}; written to { $folder }. The tool sends nothing.
