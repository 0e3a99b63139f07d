# What is said about MyReports alone.

at-every-myreports = every tenant
at-myreports = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other tenant
   *[other] { $first } and { $others } other tenants
}

finding-myreports-administrator-question = Who holds an administrator role? That is one with `admin` in its name, so that a new one counts, too.
finding-myreports-administrator-data = the roles of each user
finding-myreports-administrator-unknown = users whose roles were not read, all of them with `--skip-roles`, and roles that MyReports does not document
finding-myreports-administrator-one = { $who } is an administrator ({ $permissions }) at { $place } in MyReports
finding-myreports-administrator-many = { $count } users of MyReports hold an administrator role, for example { $who }: { $permissions } at { $place }

finding-myreports-guest-question = Which users belong to another tenant than the one they have access to?
finding-myreports-guest-data = `home` (the primary tenant) of each user
finding-myreports-guest-unknown = users whose primary tenant is not known
finding-myreports-guest-one = { $who } is a guest at { $place } in MyReports
finding-myreports-guest-many = { $count } users of MyReports are guests: they belong to another tenant, for example { $who }

finding-myreports-guest-administrator-question = Which guests hold an administrator role?
finding-myreports-guest-administrator-data = `home` (the primary tenant) and the roles of each user
finding-myreports-guest-administrator-unknown = users whose primary tenant or roles are not known, or hold a role that MyReports does not document, where the other does not settle it
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
