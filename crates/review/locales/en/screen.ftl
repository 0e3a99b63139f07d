# The answer of a review, on one screen.

screen-run = Run { $run }
screen-when = of { $began }, took { $took }{ $resumed ->
    [0] { "" }
    [one] , resumed once
   *[other] , resumed { $resumed } times
}
screen-state = { $state ->
    [complete] complete
    [incomplete] INCOMPLETE
   *[reading] NOT ENDED
}

screen-read = What was read, and how we know that it is all
screen-read-in-brief = What was read (--verbose says how we know that it is all)
screen-checks = { $count ->
    [one] { $count } check shows that this is all
   *[other] { $count } checks show that this is all
}
screen-stopped = stopped
screen-incomplete = incomplete
screen-roster = roster
screen-roster-people = { $people ->
    [one] { $people } person
   *[other] { $people } people
}, { $left } of whom left{ $unknown ->
    [0] { "" }
   *[other] ; for { $unknown } more it does not say
}
screen-no-roster = none, so nobody can be told to have left: give a list of who works here with --roster FILE

screen-findings = Findings
screen-no-findings = none
screen-nothing-to-tell = not known, since nothing was read
screen-findings-without = { $counts }, not counting what could not be read of { $services }
screen-findings-suppressed = { $counts }; { $suppressed } suppressed in acesso.toml
screen-more-kinds = and { $count ->
    [one] { $count } kind
   *[other] { $count } kinds
} more: { $command }

screen-changes = Changes
screen-changes-unknown = not known, no earlier run can be compared with this one
screen-changes-since = since run { $run }: { $gained } gained, { $lost } lost, { $changed } changed{ $attributed ->
    [0] { "" }
   *[other] , { $attributed } no longer without a name
}
screen-not-compared = { $service } not compared: { $reason }

screen-not-covered = Not covered
not-covered-service = { $service }: not read
not-covered-missing = { $service }: what could not be read of it; there may be more findings there
not-covered-not-asked = not asked: { $rules }; { $reason }
not-covered-no-answer = { $questions } Not known for { $count }: { $whom }
not-covered-no-answer-in-brief = { $questions } Not known for { $count }
not-covered-no-more-answers = { $count ->
    [one] { $count } more question has
   *[other] { $count } more questions have
} no answer for some: `acesso findings` says which
not-covered-log-ins = no service says when somebody last logged in
not-covered-hidden = what the account's plan or the credentials hide

screen-next = Next
next-check = whether the services answer and the credentials are good
next-resume = asks again for what is missing
next-anew = reads everything anew: the lists did not add up
next-findings = every finding, and what could not be told
next-who = everything that one person holds
next-grants = the whole list: who holds what, where
next-diff = what has changed, one by one
next-report = the report, to show and to print
next-export = the spreadsheet to decide in
