//! What is read of TomTicket: customers with their basic permissions, organizations, the operators of departments.

use serde_json::{Value, json};
use tomticket::{Client, Customer, CustomerFilter, CustomerKey, CustomerPermissions, Quota};

use super::{
    engine::{Source, Trouble, origin},
    proof::Proof,
};
use crate::{
    failure::Failure,
    model::{Attributes, Grant, MEMBER, Principal, PrincipalKind, Resource},
    store::{Answer, Due, Next, Reading, StoredAttributes, Task},
};

const CUSTOMERS: &str = "customer_list";
const PERMISSIONS: &str = "customer_permissions_basic_get";
const ORGANIZATIONS: &str = "organization_list";
const DEPARTMENTS: &str = "department_list";
const OPERATORS: &str = "department_operator_list";

/// The account's help desk as a whole, in which a customer may create tickets.
const HELP_DESK: &str = "help-desk";
const CREATE_TICKETS: &str = "create_tickets";
const ORGANIZATION: &str = "organization";

/// How many customers of a quick reading are checked with the exact call.
const SAMPLE: usize = 25;
/// The argument of a task that checks what the list said.
const CHECK: &str = "check";
/// Not a call: picks the customers to check, once the list is whole.
const PICK_SAMPLE: &str = "pick_sample";

/// How a customer is named in a task: what the contract's `customer_type_id` says.
const BY_INTERNAL_ID: &str = "I";
const BY_EMAIL: &str = "E";

/// TomTicket's limit, which the client keeps to.
const CALLS_PER_SECOND: f64 = 3.0;
/// How many customers a page of the list has.
const PAGE: u64 = 50;

/// TomTicket, and how to read it.
#[derive(Debug)]
pub(crate) struct TomTicket {
    pub(crate) client: Client,
    /// Take the permissions that list items carry, and check some of them with the exact call.
    pub(crate) quick: bool,
    pub(crate) calls_per_second: Option<f64>,
}

impl Source for TomTicket {
    fn settings(&self) -> Value {
        json!({ "origin": origin(self.client.base_url()), "quick": self.quick })
    }

    fn first_tasks(&self) -> Vec<Task> {
        [CUSTOMERS, ORGANIZATIONS, DEPARTMENTS].map(|operation| Task::new(operation, [])).into()
    }

    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        match due.operation.as_str() {
            CUSTOMERS => self.customers(due, reading).await,
            PERMISSIONS => self.permissions(due, reading).await,
            PICK_SAMPLE => pick_sample(due, reading),
            ORGANIZATIONS => self.organizations(due, reading).await,
            DEPARTMENTS => self.departments(due, reading).await,
            OPERATORS => self.operators(due, reading).await,
            _ => Err(Trouble::unknown_operation(due)),
        }
    }

    /// What waits, and what the customers that are not listed yet will bring.
    fn calls_left(&self, reading: &Reading) -> Result<Option<u64>, Failure> {
        let tally = reading.tally(CUSTOMERS)?;
        if tally.answers == 0 {
            return Ok(None);
        }
        let unlisted = tally.counted_last.unwrap_or(0).saturating_sub(tally.items);
        let exact = if self.quick { 0 } else { unlisted };
        Ok(Some(reading.count_tasks("waiting")? + unlisted.div_ceil(PAGE) + exact))
    }

    fn calls_per_second(&self) -> Option<f64> {
        Some(self.calls_per_second.unwrap_or(CALLS_PER_SECOND))
    }

    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure> {
        let customers = reading.count_principals(PrincipalKind::Customer)?;
        let organizations = reading.count_resources(ORGANIZATION)?;
        let mut proofs = vec![
            reading.tally(CUSTOMERS)?.proof("customers", customers),
            reading.tally(ORGANIZATIONS)?.proof("organizations", organizations),
        ];
        if self.quick {
            let checked = |agrees| reading.count_principals_with("list_agrees", agrees);
            proofs.push(Proof::Sampled {
                what: "customers".to_owned(),
                agree: checked(true)?,
                differ: checked(false)?,
                seed: seed(reading),
            });
        }
        Ok(proofs)
    }
}

impl TomTicket {
    async fn customers(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let mut pages = due.go_on(self.client.customers().list(CustomerFilter::default()));
        while let Some(page) = pages.next_page().await {
            let page = page?;
            let mut answer = Answer { items: page.items.len(), counted: page.total, ..Answer::default() };
            for customer in page.items {
                self.add_customer(customer, &mut answer);
            }
            if self.quick && page.next.is_none() {
                answer.tasks.push(Task::new(PICK_SAMPLE, []));
            }
            reading.save(due, &answer, &Next::after(page.next))?;
        }
        Ok(())
    }

    fn add_customer(&self, customer: Customer, answer: &mut Answer) {
        let id = customer.id.as_str();
        let mut known = Known { internal_id: internal_id(&customer), ..Known::default() };
        match customer.key() {
            Some(key) if !self.quick => {
                let (kind, key) = typed(&key);
                answer.tasks.push(Task::new(PERMISSIONS, [id, kind, key]));
            }
            // A customer with neither internal id nor e-mail address can't be asked for: the list is all there is.
            _ => {
                known = Known::of_list(&customer);
                answer.grants.extend(known.grant(id));
            }
        }
        if let Some(organization) = customer.organization.as_ref().and_then(|organization| organization.id.as_ref()) {
            answer.grants.push(Grant::new(PrincipalKind::Customer, id, organization.as_str(), MEMBER));
        }
        answer.principals.push(Principal {
            kind: PrincipalKind::Customer,
            id: id.to_owned(),
            name: Some(customer.name),
            email: customer.email,
            attributes: known.attributes(),
        });
        answer.resources.push(help_desk());
    }

    async fn permissions(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let (id, kind, key) = (due.argument(0), due.argument(1), due.argument(2));
        let by_email = kind == BY_EMAIL;
        let key_of = if by_email { CustomerKey::email(key) } else { CustomerKey::internal_id(key) };
        let mut known = Known::of_call(&self.client.customers().permissions(key_of).await?);
        known.internal_id = (!by_email).then(|| key.to_owned());
        let mut attributes = known.attributes();
        if due.argument(3) == CHECK {
            let listed = reading.attributes_of(PrincipalKind::Customer, id)?;
            attributes = attributes.with("list_agrees", Some(known.agrees_with(&listed)));
        }
        let answer = Answer {
            described: vec![(PrincipalKind::Customer, id.to_owned(), attributes)],
            // What a list said before goes: the exact call knows better.
            withdrawn: vec![Grant::new(PrincipalKind::Customer, id, HELP_DESK, CREATE_TICKETS)],
            grants: known.grant(id).into_iter().collect(),
            items: 1,
            ..Answer::default()
        };
        Ok(reading.save(due, &answer, &Next::Done)?)
    }

    async fn organizations(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let mut pages = due.go_on(self.client.organizations().list());
        while let Some(page) = pages.next_page().await {
            let page = page?;
            let resource = |organization: &tomticket::Organization| Resource {
                id: organization.id.to_string(),
                kind: ORGANIZATION,
                name: Some(organization.name.clone()),
                attributes: Attributes::default(),
            };
            let answer = Answer {
                resources: page.items.iter().map(resource).collect(),
                items: page.items.len(),
                counted: page.total,
                ..Answer::default()
            };
            reading.save(due, &answer, &Next::after(page.next))?;
        }
        Ok(())
    }

    async fn departments(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let departments = self.client.departments().list(false).await?;
        agree("departments", departments.size, departments.items.len())?;
        let mut answer = Answer { items: departments.items.len(), counted: departments.size, ..Answer::default() };
        for department in departments {
            answer.tasks.push(Task::new(OPERATORS, [department.id.as_str()]));
            answer.resources.push(Resource {
                id: department.id.to_string(),
                kind: "department",
                name: Some(department.name),
                attributes: Attributes::default(),
            });
        }
        Ok(reading.save(due, &answer, &Next::Done)?)
    }

    async fn operators(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let department = due.argument(0);
        let operators = self.client.departments().operators(department).await?;
        agree("operators", operators.size, operators.items.len())?;
        let mut answer = Answer { items: operators.items.len(), counted: operators.size, ..Answer::default() };
        for operator in operators {
            answer.grants.push(Grant::new(PrincipalKind::Operator, operator.id.as_str(), department, "operator"));
            // There is a hash of the address, from which nobody can tell the address.
            answer.principals.push(Principal {
                kind: PrincipalKind::Operator,
                id: operator.id.to_string(),
                name: Some(operator.name),
                email: None,
                attributes: Attributes::default(),
            });
        }
        Ok(reading.save(due, &answer, &Next::Done)?)
    }
}

/// A list without pages is whole when it has as many items as the service says.
fn agree(what: &str, theirs: Option<u64>, ours: usize) -> Result<(), Trouble> {
    match theirs {
        Some(theirs) if u64::try_from(ours) != Ok(theirs) => {
            Err(Trouble::Contradiction(format!("the service counts {theirs} {what} and sent {ours}")))
        }
        _ => Ok(()),
    }
}

fn pick_sample(due: &Due, reading: &Reading) -> Result<(), Trouble> {
    let mut tasks = Vec::new();
    for customer in reading.sample_principals(PrincipalKind::Customer, SAMPLE, seed(reading))? {
        let (kind, key) = match (customer.attribute("internal_id"), &customer.email) {
            (Some(id), _) => (BY_INTERNAL_ID, id.to_owned()),
            (None, Some(email)) => (BY_EMAIL, email.clone()),
            (None, None) => continue,
        };
        tasks.push(Task::new(PERMISSIONS, [&customer.id, kind, &key, CHECK]));
    }
    Ok(reading.save(due, &Answer { tasks, ..Answer::default() }, &Next::Done)?)
}

/// The run's number: a resumed run picks the same customers, the next run others.
fn seed(reading: &Reading) -> u64 {
    reading.run.unsigned_abs()
}

fn internal_id(customer: &Customer) -> Option<String> {
    customer.internal_id.as_ref().map(|id| id.to_string()).filter(|id| !id.is_empty())
}

fn typed(key: &CustomerKey) -> (&'static str, &str) {
    match key {
        CustomerKey::InternalId(id) => (BY_INTERNAL_ID, id.as_str()),
        CustomerKey::Email(email) => (BY_EMAIL, email),
    }
}

fn help_desk() -> Resource {
    Resource {
        id: HELP_DESK.to_owned(),
        kind: HELP_DESK,
        name: Some("help desk".to_owned()),
        attributes: Attributes::default(),
    }
}

/// What is known of a customer's basic permissions. What is not known is `None`, never "no".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    internal_id: Option<String>,
    approved: Option<bool>,
    active: Option<bool>,
    email_validated: Option<bool>,
    may_create_tickets: Option<bool>,
    quota: Option<Quota>,
    from_list: bool,
}

impl Known {
    fn of_list(customer: &Customer) -> Self {
        Self {
            internal_id: internal_id(customer),
            approved: customer.account_approved,
            active: customer.active,
            email_validated: customer.email_validated,
            may_create_tickets: customer.allowed_create_tickets,
            quota: customer.monthly_tickets_quota.map(Quota::Limited),
            from_list: true,
        }
    }

    fn of_call(permissions: &CustomerPermissions) -> Self {
        Self {
            internal_id: None,
            approved: Some(permissions.account_approved),
            active: permissions.active,
            email_validated: Some(permissions.email_validated),
            may_create_tickets: Some(permissions.allowed_create_tickets),
            quota: Some(permissions.monthly_ticket_quota),
            from_list: false,
        }
    }

    fn attributes(&self) -> Attributes {
        let quota = self.quota.map(|quota| match quota {
            Quota::Unlimited => Value::from("unlimited"),
            Quota::Limited(tickets) => Value::from(tickets),
        });
        Attributes::default()
            .with("internal_id", self.internal_id.clone())
            .with("approved", self.approved)
            .with("active", self.active)
            .with("email_validated", self.email_validated)
            .with("may_create_tickets", self.may_create_tickets)
            .with("monthly_tickets", quota)
            .with("from_list", self.from_list.then_some(true))
    }

    fn grant(&self, customer: &str) -> Option<Grant> {
        let may = self.may_create_tickets == Some(true);
        may.then(|| Grant::new(PrincipalKind::Customer, customer, HELP_DESK, CREATE_TICKETS))
    }

    /// Whether the list said nothing else than this. What only one of the two says is no difference.
    fn agrees_with(&self, listed: &StoredAttributes) -> bool {
        let Value::Object(exact) = self.attributes().to_value() else { return true };
        exact.iter().all(|(name, value)| listed.get(name).is_none_or(|listed| listed == value))
    }
}
