# What is said about Base39 alone.

# A permission on all companies, those of the future included.
resource-base39-all = every company

at-every-base39 = every company
at-base39 = { $others ->
    [0] { $first }
    [one] { $first } and { $others } other company
   *[other] { $first } and { $others } other companies
}

# What each permission allows.
allows-base39-approver = Approve
means-base39-approver = Base39 only names this role, and does not say what it allows.
allows-base39-financial = Handle finances
means-base39-financial = Base39 only names this role, and does not say what it allows.
allows-base39-administrator = Administer
means-base39-administrator = Base39 only names this role, and does not say what it allows.
allows-base39-backoffice = Work in the back office
means-base39-backoffice = Base39 only names this role, and does not say what it allows.
allows-base39-backoffice-financial = Handle finances in the back office
means-base39-backoffice-financial = Base39 only names this role, and does not say what it allows.
allows-base39-backoffice-automation = Automate the back office
means-base39-backoffice-automation = Base39 only names this role, and does not say what it allows.
allows-base39-full-access = Everything that the API can do
means-base39-full-access = The key may call every operation of the API.
allows-base39-readonly = Read through the API
means-base39-readonly = The key may read under this path of the API, and change nothing.
allows-base39-writeonly = Write through the API
means-base39-writeonly = The key may change data under this path of the API, and not read it.
allows-base39-readwrite = Read and write through the API
means-base39-readwrite = The key may read and change data under this path of the API.

finding-base39-conflicting-roles-question = Which operators hold two roles that conflict for the same company? Operators of one address, or of one person on the roster, are one. A role on every company counts for each; `[base39] conflicts` says which pairs conflict.
finding-base39-conflicting-roles-data = the permissions of each operator
finding-base39-conflicting-roles-unknown = permissions with one of these roles of which it is not known who holds them, operators without an e-mail address who may be one person with another, and roles that Base39 does not document
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
finding-base39-administrator-unknown = administrator permissions of which it is not known who holds them, and roles that Base39 does not document
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
finding-base39-key-any-address-data = `any_address` and `revoked_on` of each key
finding-base39-key-any-address-unknown = keys of which Base39 does not say it
finding-base39-key-any-address-one = { $who } may be used from any network address in Base39
finding-base39-key-any-address-many = { $count } API keys of Base39 may be used from any network address, for example { $who }

finding-base39-key-of-leaver-question = Which API keys that are not revoked belong to somebody who left?
finding-base39-key-of-leaver-data = the e-mail address and `revoked_on` of each key, and the roster
finding-base39-key-of-leaver-unknown = keys whose person is not on the roster, or of whom it does not say whether they left, or says both
finding-base39-key-of-leaver-one = { $who } still works in Base39 though that person left
finding-base39-key-of-leaver-many = { $count } API keys of Base39 still work though the person left, for example { $who }

remedy-base39-key = Send the rules that are to stay. Base39 does not say what becomes of a field that is left out. To revoke the whole key, use the panel.
advice-base39 = set BASE39_API_KEY, or BASE39_CLIENT_ID and BASE39_CLIENT_SECRET
