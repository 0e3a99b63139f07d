# How it is known that a service was read whole, or that it was not.

proof-counted = the service counts { $first } { $what }, and { $ours } were read
proof-counted-otherwise = the service counts { $first } { $what }, but { $ours } were read
proof-counted-changed = the service counted { $first } { $what } at first{ $between } and { $last } in the end, and { $ours } were read: the list changed while it was read
proof-counted-between = , { $between } in between
proof-read-twice = { $lists ->
    [0] the list of { $both } { $what } was read twice, the same both times
    [one] one list of { $what } was read twice, the same both times, with { $both } different ones
   *[other] each of the { $lists } lists of { $what } was read twice, the same both times, with { $both } different ones in all
}{ $meanwhile ->
    [0] { "" }
   *[other] { " " }(and { $meanwhile } that were created meanwhile)
}; compared by { $members }
proof-read-twice-changed = { $lists ->
    [0] the list of { $what } was
    [one] one list of { $what } was
   *[other] the { $lists } lists of { $what } were
} read twice and not the same: the second time { $gone } were gone, { $new } were new, and { $changed } were told of otherwise; compared by { $members }
proof-read-once = { $lists ->
    [0] the list of { $items } { $what } was read to its end, once
    [one] one list of { $what } was read to its end, once, with { $items } different ones
   *[other] each of the { $lists } lists of { $what } was read to its end, once, with { $items } different ones in all
}
proof-counted-each = { $lists ->
    [one] one list of { $what } that the service counts has as many as it says, { $items }
   *[other] each of the { $lists } lists of { $what } that the service counts has as many as it says, { $items } in all; somebody in several lists is one account
}{ $uncounted ->
    [0] { "" }
    [one] ; one more has no count
   *[other] ; { $uncounted } more have no count
}
proof-roles-skipped = roles not read: of { $grants } accounts it is known where they are, not what they may do there, as --skip-roles asks
proof-roles-unknown = of { $grants } accounts it is known where they are, not what they may do there: the service did not say, or could not be asked
proof-metrics = the service's own counts of users by role agree with what was read: { $agree } of { $agree }{ $uncounted ->
    [0] { "" }
   *[other] { " " }({ $uncounted } more were read that it does not count)
}
proof-metrics-differ = of the service's own counts of users by role { $agree } agree with what was read and { $differ } differ, for example: { $example }; they are of another moment, and whether they have guests and disabled users in them is not documented{ $uncounted ->
    [0] { "" }
   *[other] { " " }({ $uncounted } more were read that it does not count)
}
proof-sampled = the permissions of { $what } come from the list; of { $checked } that were checked one by one (picked with seed { $seed }), { $agree } agree
proof-repeated = the list of { $what } named { $count } more than once: it changed while it was read
proof-shared-keys = { $count } { $what } share a key with another one by which the service is asked (an internal id or an e-mail address), so nobody knows what they may do: { $example }
proof-contradicted = the list of { $what } and the exact call contradict each other about { $count }: one of the two is about somebody else, or it changed while it was read
proof-nameless = { $count } { $what } are shown by id alone: the one page of them that the service documents does not name them
proof-not-there = { $operators ->
    [one] { $operators } operator of your own list is none of the service's: is the id right?
   *[other] { $operators } operators of your own list are none of the service's: are the ids right?
}
proof-no-address = { $accounts ->
    [one] { $accounts } account has something that is no e-mail address where one belongs: no person is matched with it
   *[other] { $accounts } accounts have something that is no e-mail address where one belongs: no person is matched with them
}
proof-attributed = { $deleted ->
    [0] each of the { $permissions } permissions that are not deleted was found under one of { $operators } operators
    [one] { $deleted } of the { $all } permissions is deleted; each of the other { $permissions } was found under one of { $operators } operators
   *[other] { $deleted } of the { $all } permissions are deleted; each of the other { $permissions } was found under one of { $operators } operators
}
proof-attributed-in-part = { $deleted ->
    [0] of { $permissions } permissions that are not deleted, { $under } were found under one of { $operators } operators, and { $nobodys } under none: nobody knows whose they are
    [one] { $deleted } of the { $all } permissions is deleted; of the other { $permissions }, { $under } were found under one of { $operators } operators, and { $nobodys } under none: nobody knows whose they are
   *[other] { $deleted } of the { $all } permissions are deleted; of the other { $permissions }, { $under } were found under one of { $operators } operators, and { $nobodys } under none: nobody knows whose they are
}
proof-operators-not-read = { $count } of the operators could not be asked for, so some may be theirs
proof-operators-not-known = { $count } of the operators are unknown to the service
proof-permissions-created-meanwhile = { $count } permissions were created while the list was read
proof-permissions-not-listed = { $count } were found under an operator and are missing from the list, so it is not whole
proof-permissions-told-otherwise = { $count } were told of otherwise under an operator than in the list (company, roles, deletion or date of creation), so one of the two changed
proof-no-operators = whose the { $permissions } permissions are that are not deleted is not known, since the service does not name operators: give a list of them with --operators FILE
proof-operator-ignored = the service gave permissions of an operator who does not exist, so it does not look at whom one asks for: nobody is said to have any of the { $permissions } permissions
proof-one-operator = all permissions were found under one operator, so nothing shows that the service looks at whom one asks for: nobody is said to have any of the { $permissions } permissions; add an operator to the list of --operators who has others
proof-two-operators = the service gave the same permission under two operators ({ $example }), so it is not known whose it is: nobody is said to have any of the { $permissions } permissions
proof-unread-items = { $count ->
    [one] { $count } item of { $what } could not be read and is missing, while the others were
   *[other] { $count } items of { $what } could not be read and are missing, while the others were
}, for example: { $example }
proof-unread = could not read { $what }{ $count ->
    [one] { "" }
   *[other] { " " }({ $count } times)
}, for example: { $example }

# What the two readings of a list are compared by; underscores are hyphens here.
proof-member = { $member ->
    [id] id
    [email] e-mail address
    [internal-id] internal id
    [organization] organization
    [approved] approval
    [active] activity
    [email-validated] validation of the address
    [may-create-tickets] right to create tickets
    [monthly-tickets] monthly tickets
    [mail-hash] e-mail hash
    [company] company
    [roles] roles
    [deleted] deletion
    [since] date of creation
    [rules] rules
    [ip-ranges] network addresses
    [revoked-on] day of revocation
    [enabled] state
    [parent] parent tenant
    [home] primary tenant
   *[other] { $member }
}

# What a list is of; blanks are hyphens here.
proof-things = { $what ->
    [customers] customers
    [organizations] organizations
    [departments] departments
    [operators] operators
    [permissions] permissions
    [permissions-of-an-operator] permissions of an operator
    [companies] companies
    [API-keys] API keys
    [tenants] tenants
    [users] users
   *[other] { $what }
}

# What an operation reads. One that has no words here is called as the vendor's contract calls it.
proof-operation = { $operation ->
    [customer_list] the list of customers
    [customer_permissions_basic_get] a customer's permissions
    [organization_list] the list of organizations
    [department_list] the list of departments
    [department_operator_list] the operators of a department
    [list_permissions] the list of permissions
    [list_permissions_of_nobody] the permissions of an operator who does not exist, as a test
    [list_operator_permissions] an operator's permissions
    [take_operators] the list of operators
    [list_companies] the list of companies
    [list_api_keys] the list of API keys
    [find_portal] whose token it is, a reseller's or an enterprise's
    [list_again] a list for the second time
    [reseller_list_customers] the list of tenants
    [enterprise_list_customers] the list of tenants
    [reseller_list_customer_users] the users of a tenant
    [enterprise_list_customer_users] the users of a tenant
    [reseller_get_customer_user] the roles of a tenant's user
    [enterprise_get_customer_user] the roles of a tenant's user
    [enterprise_list_accounts] the list of accounts
    [enterprise_list_account_users] the users of an account
    [enterprise_get_account_user] the roles of an account's user
    [enterprise_get_account_metrics] an account's own counts of roles
   *[other] { $operation }
}
