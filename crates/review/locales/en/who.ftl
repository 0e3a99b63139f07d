# What `acesso who` says about somebody beside their accesses.

who-roster = { $name }: { $said }
who-status = { $status ->
    [left] { $is-dated ->
        [yes] left on { $day }
       *[no] left
    }
    [active] { $is-dated ->
        [yes] works here, last day { $day }
       *[no] works here
    }
   *[other] { $is-dated ->
        [yes] roster says "{ $status }", last day { $day }
       *[no] roster says "{ $status }"
    }
}
who-manager = manager { $manager }
who-not-listed = { $address } is not on the roster
who-found = { $count ->
    [0] Nothing was found about this person.
    [one] { $count } finding:
   *[other] { $count } findings:
}
who-without-address = { $account }, { $service }: no e-mail address; `acesso grants --person` takes the id
