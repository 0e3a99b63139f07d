# Words that stand in many places.

yes = yes
no = no
unknown = unknown
# The first two words are the same in every language: people and programs look for them.
sandbox-data = SANDBOX DATA: imaginary people
real-accounts = real accounts
list-and = { $some } and { $last }

severity = { $severity ->
    [high] high
    [medium] medium
    [low] low
   *[info] info
}
run-state = { $state ->
    [complete] complete
    [incomplete] incomplete
   *[reading] reading
}
service-state = { $state ->
    [complete] complete
    [incomplete] incomplete
   *[reading] reading
}
kind = { $kind ->
    [customer] customer
    [operator] operator
    [user] user
    [key] key
    [person] person
    [unattributed] unattributed
   *[other] { $kind }
}
resource-kind = { $kind ->
    [help-desk] help-desk
    [organization] organization
    [department] department
    [company] company
    [tenant] tenant
    [path] path
   *[other] { $kind }
}

count-access = { $count ->
    [one] { $count } access
   *[other] { $count } accesses
}
count-kind = { $kind ->
    [customer] { $count ->
        [one] { $count } customer
       *[other] { $count } customers
    }
    [operator] { $count ->
        [one] { $count } operator
       *[other] { $count } operators
    }
    [user] { $count ->
        [one] { $count } user
       *[other] { $count } users
    }
    [key] { $count ->
        [one] { $count } key
       *[other] { $count } keys
    }
   *[other] { $count } { $kind }
}

person-unattributed = unattributed ({ $id })
person-key = key { $person }
reading-not-ended = the reading has not ended
reason-not-kept = the reason was not kept
service-line = { $service } { $state ->
    [complete] complete
    [incomplete] incomplete
   *[reading] reading
}
run-line = Run { $run } of { $began }: { $services }
warning-incomplete = warning: run { $run } does not have all of { $service }: { $reason }

count-findings-of-severity = { $severity ->
    [high] { $count } high
    [medium] { $count } medium
    [low] { $count } low
   *[info] { $count } info
}

# What a fact about something is called.
fact = { $fact ->
   *[other] { $words }
}
