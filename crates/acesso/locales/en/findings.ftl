# The questions that every run is asked. Of each: the question; the data that it rests on; of whom it can't be answered
# ("for 3: …"); the sentence about one finding; and the sentence about many alike.
#
# Whom and what a sentence is about, among which it may choose: who, principal, permissions (and how many roles they are),
# place, resources (how many), accesses, left-on (a day, or `unknown`); about many, also count.

finding-tomticket-may-create-not-approved-question = Which customers may create tickets though their registration is not approved?
finding-tomticket-may-create-not-approved-data = `approved` and `may_create_tickets` of each customer
finding-tomticket-may-create-not-approved-unknown = customers of whom TomTicket does not say one of the two and the other does not settle it
finding-tomticket-may-create-not-approved-one = { $who } may create tickets in TomTicket though the registration is not approved
finding-tomticket-may-create-not-approved-many = { $count } customers may create tickets in TomTicket though they are not approved, for example { $who }

finding-tomticket-may-create-not-active-question = Which customers may create tickets though their registration is not active?
finding-tomticket-may-create-not-active-data = `active` and `may_create_tickets` of each customer
finding-tomticket-may-create-not-active-unknown = customers of whom TomTicket does not say one of the two and the other does not settle it
finding-tomticket-may-create-not-active-one = { $who } may create tickets in TomTicket though the registration is not active
finding-tomticket-may-create-not-active-many = { $count } customers may create tickets in TomTicket though they are not active, for example { $who }

finding-tomticket-email-not-validated-question = Which customers have an e-mail address that nobody has confirmed?
finding-tomticket-email-not-validated-data = `email_validated` of each customer
finding-tomticket-email-not-validated-unknown = customers of whom TomTicket does not say it
finding-tomticket-email-not-validated-one = the e-mail address of { $who } is not validated in TomTicket
finding-tomticket-email-not-validated-many = { $count } customers of TomTicket have an e-mail address that is not validated, for example { $who }

finding-tomticket-unlimited-quota-question = Which customers have no limit of tickets a month?
finding-tomticket-unlimited-quota-data = `monthly_tickets` of each customer
finding-tomticket-unlimited-quota-unknown = customers of whom TomTicket does not say it
finding-tomticket-unlimited-quota-one = { $who } has no limit of tickets a month in TomTicket
finding-tomticket-unlimited-quota-many = { $count } customers have no limit of tickets a month in TomTicket, for example { $who }

finding-base39-conflicting-roles-question = Which operators hold two roles that conflict for the same company? A role on every company counts for each; `[base39] conflicts` says which pairs conflict.
finding-base39-conflicting-roles-data = the permissions of each operator
finding-base39-conflicting-roles-unknown = permissions with one of these roles of which it is not known who holds them
finding-base39-conflicting-roles-one = { $who } holds two roles in Base39 that conflict, { $permissions }, for { $place }
finding-base39-conflicting-roles-many = { $count } operators hold two roles in Base39 that conflict for the same company, for example { $who }: { $permissions } for { $place }

finding-base39-role-on-every-company-question = Which operators hold a role on every company, those of the future included?
finding-base39-role-on-every-company-data = the permissions of each operator
finding-base39-role-on-every-company-unknown = permissions on every company of which it is not known who holds them
finding-base39-role-on-every-company-one = { $who } holds { $roles ->
    [one] the role
   *[other] the roles
} { $permissions } on every company in Base39
finding-base39-role-on-every-company-many = { $count } operators hold a role on every company in Base39, for example { $who }: { $roles ->
    [one] the role
   *[other] the roles
} { $permissions }

finding-base39-administrator-question = Who is administrator of a company?
finding-base39-administrator-data = the permissions of each operator
finding-base39-administrator-unknown = administrator permissions of which it is not known who holds them
finding-base39-administrator-one = { $who } is administrator of { $place } in Base39
finding-base39-administrator-many = { $count } operators are administrators of companies in Base39, for example { $who }

finding-base39-unattributed-permission-question = Which permissions does somebody hold whom nobody knows?
finding-base39-unattributed-permission-data = the list of all permissions, and those of each operator
finding-base39-unattributed-permission-unknown = nothing: what is not known is what it finds
finding-base39-unattributed-permission-one = nobody knows who holds { $who } of Base39: { $roles ->
    [one] the role
   *[other] the roles
} { $permissions } for { $place }
finding-base39-unattributed-permission-many = { $count } permissions of Base39 belong to somebody whom nobody knows, for example { $who }

finding-base39-key-full-access-question = Which API keys that are not revoked may do everything?
finding-base39-key-full-access-data = `full_access` and `revoked_on` of each key
finding-base39-key-full-access-unknown = keys of which Base39 does not say it
finding-base39-key-full-access-one = { $who } may do everything in Base39
finding-base39-key-full-access-many = { $count } API keys may do everything in Base39, for example { $who }

finding-base39-key-any-address-question = Which API keys that are not revoked may be used from any network address?
finding-base39-key-any-address-data = `ip_ranges` and `revoked_on` of each key
finding-base39-key-any-address-unknown = keys of which Base39 does not say it
finding-base39-key-any-address-one = { $who } may be used from any network address in Base39
finding-base39-key-any-address-many = { $count } API keys of Base39 may be used from any network address, for example { $who }

finding-base39-key-of-leaver-question = Which API keys that are not revoked belong to somebody who left?
finding-base39-key-of-leaver-data = the e-mail address and `revoked_on` of each key, and the roster
finding-base39-key-of-leaver-unknown = keys whose person is not on the roster, or of whom it does not say whether they left, or says both
finding-base39-key-of-leaver-one = { $who } still works in Base39 though that person left
finding-base39-key-of-leaver-many = { $count } API keys of Base39 still work though the person left, for example { $who }

finding-myreports-administrator-question = Who holds an administrator role? That is one with `admin` in its name, so that a new one counts, too.
finding-myreports-administrator-data = the roles of each user
finding-myreports-administrator-unknown = users whose roles were not read, all of them with `--skip-roles`
finding-myreports-administrator-one = { $who } is an administrator ({ $permissions }) at { $place } in MyReports
finding-myreports-administrator-many = { $count } users of MyReports hold an administrator role, for example { $who }: { $permissions } at { $place }

finding-myreports-guest-question = Which users belong to another tenant than the one they have access to?
finding-myreports-guest-data = `home` (the primary tenant) of each user
finding-myreports-guest-unknown = users whose primary tenant is not known
finding-myreports-guest-one = { $who } is a guest at { $place } in MyReports
finding-myreports-guest-many = { $count } users of MyReports are guests: they belong to another tenant, for example { $who }

finding-myreports-guest-administrator-question = Which guests hold an administrator role?
finding-myreports-guest-administrator-data = `home` (the primary tenant) and the roles of each user
finding-myreports-guest-administrator-unknown = users whose primary tenant or roles are not known, where the other does not settle it
finding-myreports-guest-administrator-one = { $who } is a guest at { $place } in MyReports and an administrator there ({ $permissions })
finding-myreports-guest-administrator-many = { $count } guests hold an administrator role in MyReports, for example { $who }: { $permissions } at { $place }

finding-myreports-user-in-disabled-tenant-question = Which users still have access to a tenant that is disabled?
finding-myreports-user-in-disabled-tenant-data = `enabled` of each tenant
finding-myreports-user-in-disabled-tenant-unknown = users of tenants of which MyReports does not say it
finding-myreports-user-in-disabled-tenant-one = { $who } still has access to { $place } in MyReports, though disabled
finding-myreports-user-in-disabled-tenant-many = { $count } users still have access to a MyReports tenant that is disabled, for example { $who }

finding-myreports-shared-email-question = Which e-mail addresses stand on several accounts?
finding-myreports-shared-email-data = the e-mail address of each user
finding-myreports-shared-email-unknown = users without an e-mail address
finding-myreports-shared-email-one = { $principal } stands on { $resources } accounts of MyReports
finding-myreports-shared-email-many = { $count } e-mail addresses stand on several accounts of MyReports, for example { $principal }

finding-roster-left-question = Who left but still has access? Keys have a question of their own.
finding-roster-left-data = status and last day of each person on the roster, and the e-mail addresses of all accounts
finding-roster-left-unknown = accounts without an e-mail address or a known holder, and people of whom the roster leaves open whether they left
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
finding-revoked-still-held-unknown = accesses of a service that was not read whole or was read elsewhere, and those of which it is not known with which roles or permission the account is there, or whose they are
finding-revoked-still-held-one = { $who } still holds { $permissions } in { $place }, though that was revoked
finding-revoked-still-held-many = { $count } accounts still hold what was revoked, for example { $who }: { $permissions } in { $place }

finding-revoked-granted-again-question = Who holds again what was revoked, though an earlier run saw that it was gone?
finding-revoked-granted-again-data = what became of each revoked access in this run and in those before it
finding-revoked-granted-again-unknown = accesses of a service that was not read whole or was read elsewhere, and those of which it is not known with which roles or permission the account is there, or whose they are
finding-revoked-granted-again-one = { $who } holds { $permissions } in { $place } again, though that was revoked and gone
finding-revoked-granted-again-many = { $count } accounts hold again what was revoked and gone, for example { $who }: { $permissions } in { $place }

# A rule that this version does not have any more.
finding-of-unknown-rule = { $rule }: { $who }

# Whom and what a finding is about.
who-named = { $name } ({ $known-by })
who-key = the API key with the id { $person }
who-key-of = the API key with the id { $key } of { $person }
who-permission = permission { $id }
at-every-company = every company
at-companies = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other company
   *[other] { $first } and { $others } other companies
}
at-every-tenant = every tenant
at-tenants = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other tenant
   *[other] { $first } and { $others } other tenants
}
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
    [not_evaluated] not evaluated
   *[expired] suppression expired
}
