# Whether a finding was there before, and which one is gone.

novelty = { $since ->
    [new] new
    [known] known
   *[unknown] not known whether it is new
}
novelty-in-a-group = { $count ->
    [one] new
   *[other] { $new } new
}
findings-since = since run { $run }: { $new } new, { $gone } gone{ $unknown ->
    [0] { "" }
   *[other] ; of { $unknown } it is not known whether they are new
}{ $perhaps ->
    [0] { "" }
   *[other] ; of { $perhaps } it is not known whether they are gone
}
findings-since-nothing = no earlier run can be compared with this one, so nobody can tell which of them are new
