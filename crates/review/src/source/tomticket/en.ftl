# What is said about TomTicket alone.

resource-tomticket-help-desk = help desk

not-covered-tomticket = TomTicket: operators' e-mail addresses and what they may do in the panel

# What each permission allows.
allows-tomticket-create-tickets = Open tickets
means-tomticket-create-tickets = May open tickets with the help desk.
allows-tomticket-member = Belong to the organization
means-tomticket-member = Is one of the people of this client organization.
allows-tomticket-operator = Serve the department
means-tomticket-operator = Is an operator of this department. TomTicket does not say what operators may do there.

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

remedy-tomticket-create-tickets = Send `create_tickets` as 0, and the customer's language: TomTicket does not say whether a field that is left out goes back to its default.
remedy-tomticket-member = No documented operation ends a membership alone. `customer_update` moves the customer to another organization; `customer_access_set`, which no page of TomTicket's describes, deactivates the customer altogether.
advice-tomticket = set TOMTICKET_TOKEN
