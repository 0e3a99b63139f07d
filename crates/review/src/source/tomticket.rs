//! What is read of TomTicket: customers with their basic permissions, organizations, the operators of departments.

mod findings;
mod remedy;

use std::{path::PathBuf, rc::Rc};

use acesso_core::RateLimit;
use async_trait::async_trait;
use serde_json::{Value, json};
use tomticket::{
    Client, Customer, CustomerFilter, CustomerKey, CustomerPermissions, Department, DepartmentFilter, Operator,
    Organization, OrganizationFilter, Quota,
};

use super::{
    asking::{Batch, List, ask},
    engine::{Source, Trouble, is_sandbox, origin},
    operators::Operators,
    registry::{Registration, Setup, UnknownPermission},
};
use crate::{
    model::{
        Attributes, Failure, Fingerprint, Grant, MAIL_HASH, MEMBER, Principal, PrincipalKind, Proof, Resource,
        ServiceId, StoredAttributes, is_mail_hash,
    },
    store::{Answer, Due, Listed, Next, Reading, StoredPrincipal, Task},
};

const TOKEN: &str = "TOMTICKET_TOKEN";

const CUSTOMERS: &str = "customer_list";
const PERMISSIONS: &str = "customer_permissions_basic_get";
const ORGANIZATIONS: &str = "organization_list";
const DEPARTMENTS: &str = "department_list";
const OPERATORS: &str = "department_operator_list";

/// The account's help desk as a whole, in which a customer may create tickets.
const HELP_DESK: &str = "help-desk";
/// The permission of a customer who may create tickets.
const CREATE_TICKETS: &str = "create_tickets";
const ORGANIZATION: &str = "organization";
const DEPARTMENT: &str = "department";

/// How many customers of a quick reading are checked with the exact call.
const SAMPLE: u8 = 25;
/// How many operators of the list of one's own are looked at at once.
const BATCH: usize = 1000;
/// The argument of a task that checks what the list said.
const CHECK: &str = "check";
/// Not a call: picks the customers to check, once the list is whole.
const PICK_SAMPLE: &str = "pick_sample";

// Attributes of a customer.
const FROM_LIST: &str = "from_list";
/// The attribute of a customer that says whether they may, where the service says it.
const MAY_CREATE_TICKETS: &str = "may_create_tickets";
const INTERNAL_ID: &str = "internal_id";
const LIST_AGREES: &str = "list_agrees";
/// What the list says, until the exact call was answered.
const LISTED: &str = "listed";
/// Whether another customer has the key by which the service is asked about this one.
const SHARES_KEY: &str = "shares_key";

/// How a customer is named in a task: what the contract's `customer_type_id` says.
const BY_INTERNAL_ID: &str = "I";
const BY_EMAIL: &str = "E";

/// TomTicket's limit, which the client keeps to.
const CALLS_PER_SECOND: f64 = 3.0;
/// How many customers a page of the list has.
const PAGE: u64 = 50;

/// How it is typed and stored.
pub const TOMTICKET: ServiceId = ServiceId::new("tomticket");

/// TomTicket, and how to read it.
#[derive(Debug)]
pub struct TomTicket {
    /// Whom it asks. Retries, limits and log-in are the client's matter.
    pub client: Client,
    /// With which credential the client asks.
    pub credential: Option<Fingerprint>,
    /// By which addresses its operators are known: it tells no address of them, and a hash that is documented nowhere.
    pub operators: Option<Operators>,
    /// Read each list once, take the permissions that the items of one carry, and check some of them with the exact call.
    pub quick: bool,
    /// How many calls a second the client allows itself, to tell how long it will take; absent where it is not bound.
    pub calls_per_second: Option<f64>,
}

#[async_trait(?Send)]
impl Source for TomTicket {
    fn service(&self) -> ServiceId {
        TOMTICKET
    }

    fn address(&self) -> String {
        self.client.base_url().to_string()
    }

    fn is_sandbox(&self) -> bool {
        is_sandbox(self.client.base_url())
    }

    fn credential(&self) -> Option<&Fingerprint> {
        self.credential.as_ref()
    }

    fn settings(&self) -> Value {
        let mut settings = json!({ "origin": origin(self.client.base_url()), "quick": self.quick });
        // Without a list it is the same as for a version that had none.
        if let (Some(operators), Some(settings)) = (&self.operators, settings.as_object_mut()) {
            settings.insert("operators".to_owned(), operators.sha256().into());
        }
        settings
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
        let Some(list) = reading.progress_of(CUSTOMERS)? else {
            return Ok(None);
        };
        let all = list.counted.unwrap_or(list.items);
        let unlisted = all.saturating_sub(list.items);
        let unlisted_again = if self.quick { 0 } else { all.saturating_sub(list.items_again) };
        // The list waits, too, as long as it is read: it stands for its next page.
        let pages = (unlisted.div_ceil(PAGE) + unlisted_again.div_ceil(PAGE)).saturating_sub(1);
        let exact = match (self.quick, unlisted) {
            (false, unlisted) => unlisted,
            (true, 0) => 0,
            (true, _) => all.min(u64::from(SAMPLE)),
        };
        let read_twice: &[&str] = if self.quick { &[] } else { &[ORGANIZATIONS, DEPARTMENTS, OPERATORS] };
        Ok(Some(reading.count_calls_left(read_twice)? + pages + exact))
    }

    fn calls_per_second(&self) -> Option<f64> {
        Some(self.calls_per_second.unwrap_or(CALLS_PER_SECOND))
    }

    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure> {
        let mut proofs = reading.proofs_of_lists(SERVICE.items)?;
        proofs.extend(self.unsaid(reading)?);
        proofs.extend(self.not_there(reading)?);
        proofs.extend(shared_keys(reading)?);
        if !self.quick {
            proofs.extend(contradictions(reading)?);
        }
        if reading.is_done(&Task::new(PICK_SAMPLE, []))? == Some(true) {
            let checked = |agrees| reading.count_principals_with(LIST_AGREES, agrees);
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
    /// The client that the environment and the settings say.
    pub fn client(setup: &Setup<'_>) -> Result<Client, Failure> {
        let mut builder = Client::builder_with_env(setup.env)?;
        if let Some(requests) = calls_per_second(setup)? {
            builder = builder.rate_limit(RateLimit::per_second(requests));
        }
        Ok(builder.user_agent(setup.user_agent).build()?)
    }

    /// The operators of the list of one's own who are in no department, where all of them were read: an id may be misspelt.
    fn not_there(&self, reading: &Reading) -> Result<Option<Proof>, Failure> {
        let Some(list) = &self.operators else { return Ok(None) };
        if reading.count_undone(DEPARTMENTS)? + reading.count_undone(OPERATORS)? > 0 {
            return Ok(None);
        }
        let (mut operators, mut last) = (0, 0);
        loop {
            let batch = list.after(last, BATCH)?;
            let Some(end) = batch.last() else { break };
            last = end.number;
            for operator in &batch {
                operators += u64::from(!reading.has_account(PrincipalKind::Operator, &operator.id)?);
            }
        }
        Ok((operators > 0).then_some(Proof::NotThere { operators }))
    }

    /// The customers of whom the list is all there is, and does not say whether they may create tickets.
    fn unsaid(&self, reading: &Reading) -> Result<Option<Proof>, Failure> {
        let count = reading.count_principals_without(FROM_LIST, MAY_CREATE_TICKETS)?;
        let example = if self.quick {
            "the list does not say whether they may create tickets; without --quick each of them is asked for"
        } else {
            "the list does not say whether they may create tickets, and it gives neither an internal id nor an e-mail \
             address to ask by"
        };
        let what = PERMISSIONS.to_owned();
        Ok((count > 0).then(|| Proof::Unread { what, count, example: example.to_owned() }))
    }

    async fn customers(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let customers = || self.client.customers().list(CustomerFilter::default());
        let keep = |page: Batch<Customer>| {
            let mut answer = Answer { resources: vec![help_desk()], ..Answer::default() };
            if self.quick && page.next.is_end() {
                answer.tasks.push(Task::new(PICK_SAMPLE, []));
            }
            for customer in page.items {
                self.add_customer(customer, reading, &mut answer)?;
            }
            Ok(answer)
        };
        List::of("customers", due, reading, listed_customer).once_if(self.quick).pages(customers, keep).await
    }

    fn add_customer(&self, customer: Customer, reading: &Reading, answer: &mut Answer) -> Result<(), Failure> {
        let id = customer.id.as_str();
        let attributes = match customer.key() {
            // The exact call says it all.
            Some(key) if !self.quick => {
                let (kind, key) = typed(&key);
                answer.tasks.push(Task::new(PERMISSIONS, [id, kind, key]));
                // A list that shows the customer again must not undo that.
                if reading.attributes_of(PrincipalKind::Customer, id)?.is_empty() {
                    let listed = Known { from_list: false, ..Known::of_list(&customer) }.attributes();
                    Attributes::default()
                        .with(INTERNAL_ID, internal_id(&customer))
                        .with(LISTED, Some(listed.to_value()))
                } else {
                    Attributes::default()
                }
            }
            // A customer with neither internal id nor e-mail address can't be asked for: the list is all there is.
            _ => {
                let known = Known::of_list(&customer);
                answer.grants.extend(known.grant(id));
                known.attributes().with(INTERNAL_ID, internal_id(&customer))
            }
        };
        if let Some(organization) = customer.organization.as_ref().and_then(|organization| organization.id.as_ref()) {
            answer.grants.push(Grant::new(PrincipalKind::Customer, id, organization.as_str(), MEMBER));
        }
        answer.principals.push(Principal {
            kind: PrincipalKind::Customer,
            id: id.to_owned(),
            name: Some(customer.name),
            email: customer.email.filter(|email| !email.is_empty()),
            attributes,
        });
        Ok(())
    }

    async fn permissions(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let (id, kind, key) = (due.argument(0), due.argument(1), due.argument(2));
        let by_email = kind == BY_EMAIL;
        let key_of = if by_email { CustomerKey::email(key) } else { CustomerKey::internal_id(key) };
        let known = Known::of_call(&ask(due, reading, self.client.customers().permissions(key_of)).await?);
        let mut attributes = known.attributes().with(INTERNAL_ID, (!by_email).then_some(key));
        let stored = reading.attributes_of(PrincipalKind::Customer, id)?;
        if due.argument(3) == CHECK {
            attributes = attributes.with(LIST_AGREES, known.agrees_with(&stored));
        } else if let Some(Value::Object(listed)) = stored.get(LISTED) {
            attributes = attributes.with(LIST_AGREES, known.contradicts(listed).then_some(false));
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
        let organizations = || self.client.organizations().list(OrganizationFilter::default());
        let keep = |page: Batch<Organization>| {
            let resources = page.items.into_iter().map(|organization| Resource {
                id: organization.id.to_string(),
                kind: ORGANIZATION,
                name: Some(organization.name),
                attributes: Attributes::default(),
            });
            Ok(Answer { resources: resources.collect(), ..Answer::default() })
        };
        let listed = |organization: &Organization| Listed::new(organization.id.as_str(), []);
        List::of("organizations", due, reading, listed).once_if(self.quick).pages(organizations, keep).await
    }

    async fn departments(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let departments = || self.client.departments().list(DepartmentFilter::default());
        let keep = |page: Batch<Department>| {
            let mut answer = Answer::default();
            for department in page.items {
                answer.tasks.push(Task::new(OPERATORS, [department.id.as_str()]));
                answer.resources.push(Resource {
                    id: department.id.to_string(),
                    kind: DEPARTMENT,
                    name: Some(department.name),
                    attributes: Attributes::default(),
                });
            }
            Ok(answer)
        };
        let listed = |department: &Department| Listed::new(department.id.as_str(), []);
        List::of("departments", due, reading, listed).once_if(self.quick).listing(departments, keep).await
    }

    async fn operators(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let department = due.argument(0);
        let operators = || self.client.departments().operators(department);
        let keep = |page: Batch<Operator>| {
            let mut answer = Answer::default();
            for operator in page.items {
                answer.grants.push(Grant::new(PrincipalKind::Operator, operator.id.as_str(), department, "operator"));
                let listed = self.operators.as_ref().map(|list| list.find(operator.id.as_str())).transpose()?.flatten();
                let hash = mail_hash(&operator);
                answer.principals.push(Principal {
                    kind: PrincipalKind::Operator,
                    id: operator.id.to_string(),
                    name: Some(operator.name),
                    email: listed.and_then(|listed| listed.email),
                    attributes: Attributes::default().with(MAIL_HASH, hash),
                });
            }
            Ok(answer)
        };
        let listed = |operator: &Operator| Listed::new(operator.id.as_str(), [(MAIL_HASH, mail_hash(operator).into())]);
        List::of("operators", due, reading, listed).once_if(self.quick).listing(operators, keep).await
    }
}

/// TomTicket, as it is registered.
pub(super) static SERVICE: Registration = Registration {
    id: TOMTICKET,
    name: "TomTicket",
    words: [include_str!("tomticket/en.ftl"), include_str!("tomticket/pt-BR.ftl")],
    rules: findings::RULES,
    items: &[
        (CUSTOMERS, "customers"),
        (ORGANIZATIONS, "organizations"),
        (DEPARTMENTS, "departments"),
        (OPERATORS, "operators"),
    ],
    unknown_permissions: &[UnknownPermission {
        kind: PrincipalKind::Customer,
        permission: Some(CREATE_TICKETS),
        attribute: MAY_CREATE_TICKETS,
    }],
    remedy: remedy::of,
    is_configured: |setup| setup.env.optional(TOKEN).is_some(),
    build: |setup| {
        let calls_per_second = calls_per_second(setup)?;
        let operators: Option<PathBuf> = setup.setting("operators")?;
        Ok(Rc::new(TomTicket {
            client: TomTicket::client(setup)?,
            credential: setup.env.optional(TOKEN).as_deref().map(Fingerprint::of_token),
            operators: operators.as_deref().map(Operators::from_file).transpose()?,
            quick: setup.quick,
            calls_per_second: calls_per_second.map(f64::from),
        }))
    },
};

/// How many calls a second the settings allow.
fn calls_per_second(setup: &Setup<'_>) -> Result<Option<u32>, Failure> {
    setup.setting("requests_per_second")
}

/// What may tell whose account it is. A text of another form tells nothing, and may be another one in each answer.
fn mail_hash(operator: &Operator) -> Option<String> {
    let hash = operator.mail_hash.as_deref().map(|hash| hash.trim().to_ascii_lowercase());
    hash.filter(|hash| is_mail_hash(hash))
}

/// What grants and findings rest on, as far as the list says it: the exact call may know better, and is asked once.
fn listed_customer(customer: &Customer) -> Listed {
    let organization = customer.organization.as_ref().and_then(|organization| organization.id.as_ref());
    Listed::new(
        customer.id.as_str(),
        [
            ("email", customer.email.as_deref().into()),
            (INTERNAL_ID, internal_id(customer).into()),
            (ORGANIZATION, organization.map(ToString::to_string).into()),
            ("approved", customer.account_approved.into()),
            ("active", customer.active.into()),
            ("email_validated", customer.email_validated.into()),
            (MAY_CREATE_TICKETS, customer.allowed_create_tickets.into()),
            ("monthly_tickets", customer.monthly_tickets_quota.into()),
        ],
    )
}

fn pick_sample(due: &Due, reading: &Reading) -> Result<(), Trouble> {
    let tasks = reading.sample_principals(PrincipalKind::Customer, usize::from(SAMPLE), seed(reading), check)?;
    Ok(reading.lead_on(due, &Answer { tasks, ..Answer::default() }, &Next::Done)?)
}

/// The exact call for a customer of the list, if one can ask for this customer at all.
fn check(customer: StoredPrincipal) -> Option<Task> {
    let (kind, key) = match (customer.attribute(INTERNAL_ID), &customer.email) {
        (Some(id), _) => (BY_INTERNAL_ID, id),
        (None, Some(email)) => (BY_EMAIL, email.as_str()),
        (None, None) => return None,
    };
    Some(Task::new(PERMISSIONS, [&customer.id, kind, key, CHECK]))
}

/// Forgets what the service said about customers by a key that several have: it may be another one's.
fn shared_keys(reading: &Reading) -> Result<Option<Proof>, Failure> {
    let mut example = Vec::new();
    let mut count = 0;
    for id in reading.sharing_a_key(PrincipalKind::Customer, INTERNAL_ID)? {
        let stored = reading.attributes_of(PrincipalKind::Customer, &id)?;
        // The list itself goes by the service's own id.
        if stored.contains_key(FROM_LIST) {
            continue;
        }
        let attributes =
            Attributes::default().with(INTERNAL_ID, stored.get(INTERNAL_ID).cloned()).with(SHARES_KEY, Some(true));
        reading.correct(&Answer {
            withdrawn: vec![Grant::new(PrincipalKind::Customer, id.as_str(), HELP_DESK, CREATE_TICKETS)],
            described: vec![(PrincipalKind::Customer, id.clone(), attributes)],
            ..Answer::default()
        })?;
        count += 1;
        if example.len() < 2 {
            example.push(id);
        }
    }
    let proof = || Proof::SharedKeys { what: "customers".to_owned(), count, example: example.join(", ") };
    Ok((count > 0).then(proof))
}

/// That the list and the exact call can't both be right: one of them is of another customer, or of another moment.
fn contradictions(reading: &Reading) -> Result<Option<Proof>, Failure> {
    let count = reading.count_principals_with(LIST_AGREES, false)?;
    Ok((count > 0).then(|| Proof::Contradicted { what: "customers".to_owned(), count }))
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Known {
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
            .with("approved", self.approved)
            .with("active", self.active)
            .with("email_validated", self.email_validated)
            .with(MAY_CREATE_TICKETS, self.may_create_tickets)
            .with("monthly_tickets", quota)
            .with(FROM_LIST, self.from_list.then_some(true))
    }

    fn grant(&self, customer: &str) -> Option<Grant> {
        let may = self.may_create_tickets == Some(true);
        may.then(|| Grant::new(PrincipalKind::Customer, customer, HELP_DESK, CREATE_TICKETS))
    }

    /// Whether the list can't be right if this is. The exact call looks at the organization, too, which takes away and
    /// gives nothing but a quota; of the quota the contract does not say what null means in the list.
    fn contradicts(&self, listed: &StoredAttributes) -> bool {
        let said = |name: &str| listed.get(name).and_then(Value::as_bool);
        let differs = |name, exact: Option<bool>| said(name).is_some_and(|listed| exact == Some(!listed));
        let gained = |name, exact| said(name) == Some(false) && exact == Some(true);
        differs("approved", self.approved)
            || differs("email_validated", self.email_validated)
            || gained("active", self.active)
            || gained(MAY_CREATE_TICKETS, self.may_create_tickets)
    }

    /// Whether the list said the same, of what both say; not known where there is nothing that both say.
    fn agrees_with(&self, listed: &StoredAttributes) -> Option<bool> {
        let exact = self.attributes().to_value();
        let said_by_both = listed.iter().filter_map(|(name, listed)| Some((listed, exact.get(name)?)));
        said_by_both.map(|(listed, exact)| listed == exact).reduce(|all, one| all && one)
    }
}

#[cfg(test)]
mod tests;
