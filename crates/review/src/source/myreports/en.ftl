# What is said about MyReports alone.

at-every-myreports = every tenant
at-myreports = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other tenant
   *[other] { $first } and { $others } other tenants
}

# What each permission allows.
allows-myreports-member = Have access to the tenant
means-myreports-member = What the user may do there was not read.
allows-myreports-account-user = Use the reseller portal
means-myreports-account-user = May log in to the reseller portal.
allows-myreports-user-admin = Manage users of the reseller
means-myreports-user-admin = Decides what other users of the reseller may do.
allows-myreports-account-service-status = Be told of the service’s state
means-myreports-account-service-status = Receives status updates and release notes.
allows-myreports-account-storage-admin = Manage storage accounts
allows-myreports-branding-admin = Edit the portal’s branding
allows-myreports-customer-admin = Manage customers
means-myreports-customer-admin = Manages the accounts of the reseller’s customers.
allows-myreports-onboarding-admin = Administer the REST API
allows-myreports-webhooks-admin = Administer webhooks
allows-myreports-customer-user = Use the website
means-myreports-customer-user = The basic access: every new user has it.
allows-myreports-customer-user-pbx = Be logged in calls (Essential User)
means-myreports-customer-user-pbx = The person’s calls are logged.
allows-myreports-customer-user-pbx-realtime = Real-time add-on
means-myreports-customer-user-pbx-realtime = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-user-acd = Agent add-on
means-myreports-customer-user-acd = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-user-uc = Unified communications
means-myreports-customer-user-uc = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-user-uc-essential = Unified communications, Essential
means-myreports-customer-user-uc-essential = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-user-uc-remote = Softphone and mobile (Professional User)
means-myreports-customer-user-uc-remote = May use the softphone and the mobile app.
allows-myreports-customer-user-crm = CRM integration
means-myreports-customer-user-crm = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-user-microsoftteams = Be monitored in Teams
means-myreports-customer-user-microsoftteams = The person’s Teams calls are monitored.
allows-myreports-customer-user-supervisorl1 = Supervise, level 1
means-myreports-customer-user-supervisorl1 = Supervisor of reports. A person has one supervisor level at most.
allows-myreports-customer-user-supervisorl2 = Supervise, level 2
means-myreports-customer-user-supervisorl2 = Supervisor of reports. A person has one supervisor level at most.
allows-myreports-customer-user-supervisorl3 = Supervise, level 3
means-myreports-customer-user-supervisorl3 = Supervisor of reports. A person has one supervisor level at most.
allows-myreports-admin-user = Administer users
means-myreports-admin-user = Decides what other users of the tenant may do.
allows-myreports-customer-settings = Change the tenant’s settings
allows-myreports-customer-billables-admin = Administer billing
means-myreports-customer-billables-admin = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-device-admin = Administer devices
means-myreports-customer-device-admin = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-device-readonly = See devices
means-myreports-customer-device-readonly = MyReports only names this role, and does not say what it allows.
allows-myreports-customer-directories-manage = Manage directories
means-myreports-customer-directories-manage = MyReports only names this role, and does not say what it allows.

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

remedy-myreports-account-roles = Replace `/roles` by the roles that are to stay: all others go.
remedy-myreports-account-member = In the tenant where the user is at home it deletes the user everywhere; in any other one it only takes the user out of it.
remedy-myreports-customer-roles = Replace `/roles` by the roles that are to stay: all others go, except the one that comes from the PBX.
advice-myreports = set MYREPORTS_TOKEN, or set MYREPORTS_CLIENT_ID and MYREPORTS_CLIENT_SECRET and use `acesso login myreports`
