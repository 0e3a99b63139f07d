# The questions that every run is asked. Of each: the question; the data that it rests on; of whom it can't be answered
# ("for 3: …"); the sentence about one finding; and the sentence about many alike.
#
# Whom and what a sentence is about, among which it may choose: who, principal, permissions (and how many roles they are),
# place, resources (how many), accesses, left-on (a day, or `unknown`); about many, also count.

finding-roster-left-question = Who left but still has access? Keys have a question of their own.
finding-roster-left-data = status and last day of each person on the roster, and the e-mail addresses of all accounts
finding-roster-left-unknown = accounts without an e-mail address or a known holder, and people of whom the roster leaves open whether they left, or by which address they are known
finding-roster-left-one = { $who } left{ $left-on ->
    [unknown] { "" }
   *[other] { " " }on { $left-on }
}, says the roster, but still holds { $accesses }
finding-roster-left-many = { $count } people left, says the roster, but still hold accesses, for example { $who }

finding-roster-not-listed-question = Who has access and is not on the roster, though the address is of a domain that `internal_domains` names? Others are outsiders, of whom nobody expects it.
finding-roster-not-listed-data = the roster, and the e-mail addresses of all accounts
finding-roster-not-listed-unknown = accounts without an e-mail address or a known holder
finding-roster-not-listed-one = { $who } is not on the roster but holds { $accesses }
finding-roster-not-listed-many = { $count } people have access and are not on the roster, for example { $who }

finding-revoked-still-held-question = Who still holds what the newest signed decision about it revoked?
finding-revoked-still-held-data = what became of each revoked access in this run
finding-revoked-still-held-unknown = accesses of a service that was not read whole, or with --quick, or elsewhere, and those of which it is not known with which roles or permission the account is there, whose they are, or whether another account or permission is the same person's
finding-revoked-still-held-one = { $who } still holds { $permissions } in { $place }, though that was revoked
finding-revoked-still-held-many = { $count } accounts still hold what was revoked, for example { $who }: { $permissions } in { $place }

finding-revoked-granted-again-question = Who holds again what was revoked, though an earlier run saw that it was gone?
finding-revoked-granted-again-data = what became of each revoked access in this run and in those before it
finding-revoked-granted-again-unknown = accesses of a service that was not read whole, or with --quick, or elsewhere, and those of which it is not known with which roles or permission the account is there, whose they are, or whether another account or permission is the same person's
finding-revoked-granted-again-one = { $who } holds { $permissions } in { $place } again, though that was revoked and gone
finding-revoked-granted-again-many = { $count } accounts hold again what was revoked and gone, for example { $who }: { $permissions } in { $place }

# A rule that this version does not have any more.
finding-of-unknown-rule = { $rule }: { $who }

# Whom and what a finding is about.
who-named = { $name } ({ $known-by })
who-key = the API key with the id { $person }
who-key-of = the API key with the id { $key } of { $person }
who-permission = permission { $id }
at-every-resource = every resource
at-resources = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other resource
   *[other] { $first } and { $others } other resources
}
accesses-in-services = { $count ->
    [one] { $count } access
   *[other] { $count } accesses
}, in { $services }

# Why a question could not be asked.
need-enabled = switched off in acesso.toml
need-service = { $service } is not among the services of the run
need-conflicts = `conflicts` in acesso.toml names no roles
need-roster = there is no roster, which says who works here (`--roster FILE`)
need-departures = the roster says of nobody whether they left
need-internal-domains = `internal_domains` in acesso.toml names no domain

# Of whom it could not be answered.
gap-unknown = for { $count }: { $whom }
gap-rest = for the rest: { $services } { $count ->
    [one] was
   *[other] were
} not read whole

expired-suppression = { $author } suppressed this until { $until } ({ $reason }); findings that it no longer hides: { $findings }
expired-suppression-for = { $author } suppressed this for { $account } until { $until } ({ $reason }); findings that it no longer hides: { $findings }

# What a line of the findings is.
finding-state = { $state ->
    [found] found
    [suppressed] suppressed
    [gone] gone
    [not_evaluated] not evaluated
   *[expired] suppression expired
}
not-evaluated-for = for { $whom }
