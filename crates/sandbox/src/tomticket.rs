//! TomTicket, as `contracts/tomticket.openapi.yaml` describes it.

mod form;
mod tickets;
mod writing;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;
use tokio::time::Instant;

use crate::company::{Company, Kind};
use crate::fault::Trick;
use crate::records::Records;
use crate::server::{self, Asked, Pairs, Routes, Service, Vendor, json, lock};
use tickets::{RESOURCES, moment};

const TOKEN: &str = "sandbox-tomticket-token";
const READ_ONLY_TOKEN: &str = "sandbox-tomticket-read-only-token";
const PAGE_SIZE: usize = 50;
const DEPARTMENTS: [&str; 3] = ["Suporte", "Financeiro", "Cadastro"];
const CATEGORIES: [&str; 2] = ["Problema", "Pedido"];
const OPERATORS_PER_DEPARTMENT: usize = 3;

/// How TomTicket answers where its contract leaves a choice.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many requests a second are served; the others get 429. `Some(0)` serves none, `None` is no limit. The
    /// vendor's limit is 3.
    pub requests_per_second: Option<usize>,
    /// In which seconds they are counted, which the vendor doesn't say.
    pub counting: Counting,
    /// The form of `data.details` in `customer_permissions_basic_get`, documented as an array with the members of an
    /// object.
    pub permissions: Form,
    /// The form of `data` in `customer_details_get`: documented as an object, read as an array by public clients.
    pub details: Form,
    /// Under which name `customer_permissions_basic_get` says whether the registration is active.
    pub active_column: ActiveColumn,
    /// How a customer who doesn't exist is reported.
    pub unknown_customer: UnknownCustomer,
}

impl Default for Settings {
    /// The vendor's limit in any second, objects, the column twice as documented, and 404.
    fn default() -> Self {
        Self {
            requests_per_second: Some(3),
            counting: Counting::Sliding,
            permissions: Form::Object,
            details: Form::Object,
            active_column: ActiveColumn::Twice,
            unknown_customer: UnknownCustomer::NotFound,
        }
    }
}

/// The seconds in which requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Any second: a sliding window.
    Sliding,
    /// One second after the other, from the first request on.
    Fixed,
}

/// One thing, or a list that holds one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{...}`
    Object,
    /// `[{...}]`
    Array,
}

/// The vendor's page lists `account_approved` twice, the second time meaning "active"; the real name is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveColumn {
    /// As documented: the name `account_approved` stands twice in the same JSON object, approved first, active second.
    Twice,
    /// As `active`, the name that the neighbouring operations use.
    Active,
    /// Not at all.
    Absent,
}

/// Two answers to an unknown customer are documented side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownCustomer {
    /// Status 404 and `error: true`.
    NotFound,
    /// Status 200 and `exists: false`.
    ExistsFalse,
}

/// The state of the TomTicket service.
#[derive(Debug)]
pub struct TomTicket {
    company: Company,
    settings: Settings,
    window: Mutex<Window>,
    /// The customers that were created or changed, by number.
    written: Mutex<BTreeMap<usize, Customer>>,
    records: Mutex<Records>,
}

impl Service<TomTicket> {
    /// The token that the service accepts.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// A token without the option "may create and change data".
    pub fn read_only_token(&self) -> &'static str {
        READ_ONLY_TOKEN
    }

    /// How many customers there are.
    pub fn customer_count(&self) -> usize {
        self.vendor().customers()
    }
}

impl TomTicket {
    pub(crate) fn new(company: Company, settings: Settings) -> Self {
        let records = Mutex::new(Records::new(company, RESOURCES, "{}", moment));
        Self { company, settings, window: Mutex::default(), written: Mutex::default(), records }
    }

    fn organizations(&self) -> usize {
        self.company.one_in(100, 2, 500)
    }

    /// How many customers there are.
    fn customers(&self) -> usize {
        let after_the_last = lock(&self.written).last_key_value().map_or(0, |(index, _)| index + 1);
        after_the_last.max(self.company.people)
    }

    /// The numbers of an organization's customers, who are every so-manieth customer unless that was changed.
    fn customers_of(&self, organization: usize) -> Vec<usize> {
        let written = lock(&self.written);
        let first = (organization..self.company.people).step_by(self.organizations());
        let first = first.filter(|index| !written.contains_key(index));
        let changed = written.values().filter(|customer| customer.organization == organization);
        let mut numbers: Vec<_> = first.chain(changed.map(|customer| customer.index)).collect();
        numbers.sort_unstable();
        numbers
    }
}

impl Vendor for TomTicket {
    const BASE: &'static str = "/v2.0";

    fn routes() -> Routes<Self> {
        let routes = Routes::new()
            .get("customer_permissions_basic_get", "/customer/permissions/basic", permissions)
            .get("customer_details_get", "/customer/details", details)
            .get("customer_list", "/customer/list", customers)
            .get("customer_exists_check", "/customer/exists", exists)
            .get("organization_list", "/organization/list", organizations)
            .get("department_operator_list", "/department/operator/list", operators)
            .get("department_list", "/department/list", departments)
            .get("department_category_list", "/department/category/list", categories)
            .get("department_custom_field_list", "/custom_field/department/list", department_fields)
            .get("customer_blacklist_search", "/customer/blacklist/search", blacklist)
            .get("ticket_list", "/ticket/list", tickets)
            .get("ticket_get", "/ticket/detail", ticket)
            .get("chat_list", "/chat/list", chats);
        writing::serve(routes)
    }

    fn unknown_route() -> Response<Body> {
        /// Captured on the vendor's host for a wrong path: neither `error` nor `success`.
        #[derive(Serialize)]
        struct UnknownRoute {
            message: &'static str,
        }
        json(StatusCode::NOT_FOUND, &UnknownRoute { message: "404 Not Found" })
    }
}

// --- answers ---

#[derive(Serialize)]
struct Envelope<B> {
    error: bool,
    message: Option<&'static str>,
    #[serde(flatten)]
    body: B,
    success: bool,
}

#[derive(Serialize)]
struct Nothing {}

fn done(body: impl Serialize) -> Response<Body> {
    json(StatusCode::OK, &Envelope { error: false, message: None, body, success: true })
}

/// An answer with `error: true`.
struct Refusal {
    status: StatusCode,
    message: &'static str,
}

type Answer = Result<Response<Body>, Refusal>;

impl Refusal {
    /// "Token or sent values not authorised": the vendor has one status for both.
    fn unauthorized(message: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, message }
    }

    fn not_found(message: &'static str) -> Self {
        Self { status: StatusCode::NOT_FOUND, message }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let message = Some(self.message);
        json(self.status, &Envelope { error: true, message, body: Nothing {}, success: false })
    }
}

#[derive(Serialize)]
struct Data<T> {
    data: T,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OneOrList<T> {
    One(T),
    List([T; 1]),
}

impl Form {
    fn of<T>(self, value: T) -> OneOrList<T> {
        match self {
            Self::Object => OneOrList::One(value),
            Self::Array => OneOrList::List([value]),
        }
    }
}

// --- who may call, and how often ---

/// A caller whose token is good and who keeps to the rate limit.
struct Caller {
    writes: bool,
}

impl Caller {
    fn may_write(&self) -> Result<(), Refusal> {
        let refusal = Refusal::unauthorized("Token not authorized to create or change data.");
        if self.writes { Ok(()) } else { Err(refusal) }
    }
}

impl FromRequestParts<Arc<TomTicket>> for Caller {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<TomTicket>) -> Result<Self, Self::Rejection> {
        let admitted = match service.settings.requests_per_second {
            None => true,
            Some(limit) => lock(&service.window).admits(limit, service.settings.counting, Instant::now()),
        };
        if !admitted {
            let status = StatusCode::TOO_MANY_REQUESTS;
            return Err((status, [("content-type", "text/html")], server::html_page(status)).into_response());
        }
        match server::bearer(parts).filter(|_| !Asked::of(parts).is(Trick::RefuseCredentials)) {
            Some(TOKEN) => Ok(Self { writes: true }),
            Some(READ_ONLY_TOKEN) => Ok(Self { writes: false }),
            _ => Err(Refusal::unauthorized("Token refused").into_response()),
        }
    }
}

/// When the requests of the last second were served.
#[derive(Debug, Default)]
struct Window {
    served: VecDeque<Instant>,
    first: Option<Instant>,
}

impl Window {
    /// "Of a burst, the first three run and the rest are rejected": rejected ones don't count.
    fn admits(&mut self, limit: usize, counting: Counting, now: Instant) -> bool {
        let first = *self.first.get_or_insert(now);
        let second = |moment: Instant| moment.duration_since(first).as_secs();
        let is_past = |served: Instant| match counting {
            Counting::Sliding => now.duration_since(served) >= Duration::from_secs(1),
            Counting::Fixed => second(served) < second(now),
        };
        while self.served.front().is_some_and(|served| is_past(*served)) {
            self.served.pop_front();
        }
        let admits = self.served.len() < limit;
        if admits {
            self.served.push_back(now);
        }
        admits
    }
}

// --- customers ---

#[derive(Debug, Clone)]
struct Customer {
    index: usize,
    name: String,
    email: String,
    phone: String,
    internal_id: Option<String>,
    quota: Option<usize>,
    approved: bool,
    active: bool,
    may_create_tickets: bool,
    email_validated: bool,
    organization: usize,
    city: Option<String>,
}

impl TomTicket {
    fn customer(&self, index: usize) -> Customer {
        if let Some(customer) = lock(&self.written).get(&index) {
            return customer.clone();
        }
        let person = self.company.person(index);
        Customer {
            index,
            name: person.name,
            email: person.email,
            // There is no area code 00.
            phone: format!("5500{:09}", index + 1),
            internal_id: internal_id(index),
            quota: (!index.is_multiple_of(3)).then_some(10 + index % 40),
            approved: index % 7 != 5,
            active: index % 5 != 4,
            may_create_tickets: index % 4 != 3,
            email_validated: index % 6 != 2,
            organization: index % self.organizations(),
            city: (index % 4 != 1).then(|| Company::city(index).to_owned()),
        }
    }

    /// The customer that a request names by `customer_id` and `customer_type_id`, or the answer to a bad request.
    fn asked_for(&self, query: &Pairs) -> Result<Option<Customer>, Refusal> {
        let id = sized(query, "customer_id", 250).ok_or(Refusal::unauthorized("Invalid customer_id."))?;
        match query.get("customer_type_id") {
            None | Some("I") => Ok(self.find_customer(id, false)),
            Some("E") => Ok(self.find_customer(id, true)),
            Some(_) => Err(Refusal::unauthorized("Invalid customer_type_id.")),
        }
    }

    /// The customer with this internal identifier, or with this address.
    fn find_customer(&self, id: &str, by_email: bool) -> Option<Customer> {
        let has_it = |customer: &Customer| match by_email {
            true => customer.email.eq_ignore_ascii_case(id),
            false => customer.internal_id.as_deref() == Some(id),
        };
        let first = if by_email { self.company.person_with_email(id) } else { self.customer_with_internal_id(id) };
        let first = first.map(|index| self.customer(index)).filter(has_it);
        first.or_else(|| lock(&self.written).values().find(|customer| has_it(customer)).cloned())
    }

    fn keep(&self, customer: Customer) {
        lock(&self.written).insert(customer.index, customer);
    }

    /// Somebody of whom nothing is known yet.
    fn new_customer(&self, internal_id: &str) -> Customer {
        Customer {
            index: self.customers(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            internal_id: Some(internal_id.to_owned()),
            quota: None,
            approved: true,
            active: true,
            may_create_tickets: true,
            email_validated: false,
            organization: 0,
            city: None,
        }
    }

    fn customer_with_internal_id(&self, id: &str) -> Option<usize> {
        let index = internal_id_number(id)?;
        (index < self.company.people && internal_id(index).as_deref() == Some(id)).then_some(index)
    }

    fn no_customer(&self) -> Answer {
        match self.settings.unknown_customer {
            UnknownCustomer::NotFound => Err(Refusal::not_found("Customer not found.")),
            UnknownCustomer::ExistsFalse => Ok(done(Exists { exists: false })),
        }
    }
}

#[derive(Serialize)]
struct Exists {
    exists: bool,
}

/// The number in an identifier of the account's own books.
fn internal_id_number(id: &str) -> Option<usize> {
    id.strip_prefix('C')?.parse::<usize>().ok()?.checked_sub(1)
}

/// The identifier in the account's own books; some customers were entered without one.
pub(crate) fn internal_id(index: usize) -> Option<String> {
    (index % 10 != 6).then(|| format!("C{:07}", index + 1))
}

async fn permissions(_: Caller, State(service): State<Arc<TomTicket>>, query: Pairs) -> Answer {
    #[derive(Serialize)]
    struct Permissions {
        account_approved: bool,
        /// The documented second column of the same name.
        #[serde(rename = "account_approved", skip_serializing_if = "Option::is_none")]
        account_approved_again: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        active: Option<bool>,
        allowed_create_tickets: bool,
        monthly_ticket_quota: Option<usize>,
        email_validated: bool,
    }
    #[derive(Serialize)]
    struct Found {
        exists: bool,
        data: Details,
    }
    #[derive(Serialize)]
    struct Details {
        details: OneOrList<Permissions>,
    }

    let Some(customer) = service.asked_for(&query)? else {
        return service.no_customer();
    };
    let column = service.settings.active_column;
    let permissions = Permissions {
        account_approved: customer.approved,
        account_approved_again: (column == ActiveColumn::Twice).then_some(customer.active),
        active: (column == ActiveColumn::Active).then_some(customer.active),
        allowed_create_tickets: customer.may_create_tickets,
        monthly_ticket_quota: customer.quota,
        email_validated: customer.email_validated,
    };
    let details = service.settings.permissions.of(permissions);
    Ok(done(Found { exists: true, data: Details { details } }))
}

#[derive(Serialize)]
struct FieldValue {
    id: String,
    name: &'static str,
    value: Option<String>,
}

fn custom_fields(city: Option<String>) -> [FieldValue; 1] {
    [FieldValue { id: Kind::TicketField.hex32(0), name: "Cidade", value: city }]
}

async fn details(_: Caller, State(service): State<Arc<TomTicket>>, query: Pairs) -> Answer {
    #[derive(Serialize)]
    struct CustomerDetails {
        name: String,
        email: String,
        phone: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        internal_id: Option<String>,
        monthly_ticket_quota: Option<usize>,
        active: bool,
        custom_fields: [FieldValue; 1],
    }

    let Some(customer) = service.asked_for(&query)? else {
        return Err(Refusal::not_found("Customer not found."));
    };
    let details = CustomerDetails {
        name: customer.name,
        email: customer.email,
        phone: customer.phone,
        internal_id: customer.internal_id,
        monthly_ticket_quota: customer.quota,
        active: customer.active,
        custom_fields: custom_fields(customer.city),
    };
    Ok(done(Data { data: service.settings.details.of(details) }))
}

async fn exists(_: Caller, State(service): State<Arc<TomTicket>>, query: Pairs) -> Answer {
    if service.asked_for(&query)?.is_none() {
        return service.no_customer();
    }
    Ok(done(Exists { exists: true }))
}

// --- pages ---

#[derive(Serialize)]
struct Page<T> {
    data: Vec<T>,
    size: usize,
    pages: usize,
    next_page: Option<usize>,
    previous_page: Option<usize>,
}

/// The page of a list of `size` items that the request asks for.
fn page<T>(query: &Pairs, asked: Asked, size: usize, item: impl Fn(usize) -> T) -> Answer
where
    T: Serialize,
{
    let Ok(Some(number @ 1..)) = query.read::<usize>("page").map(|page| page.or(Some(1))) else {
        return Err(Refusal::unauthorized("Invalid page."));
    };
    let number = if asked.starts_over() { 1 } else { number };
    let pages = size.div_ceil(PAGE_SIZE);
    let first = (number - 1).saturating_mul(PAGE_SIZE).saturating_add(asked.shift()).min(size);
    let items = if asked.is(Trick::EmptyPage) { 0 } else { PAGE_SIZE.min(size - first) };
    Ok(done(Page {
        data: (first..first + items).map(item).collect(),
        size: asked.count(size),
        pages,
        next_page: (number < pages || asked.is(Trick::Endless)).then_some(number + 1),
        previous_page: Some(number - 1).filter(|previous| *previous > 0),
    }))
}

/// A parameter that has between one and so many characters.
fn sized<'a>(query: &'a Pairs, name: &str, most: usize) -> Option<&'a str> {
    query.get(name).filter(|value| (1..=most).contains(&value.chars().count()))
}

/// A parameter that is 0 or 1.
fn flag(query: &Pairs, name: &str, default: bool) -> Option<bool> {
    match query.get(name) {
        None => Some(default),
        Some("0") => Some(false),
        Some("1") => Some(true),
        Some(_) => None,
    }
}

#[derive(Serialize)]
struct Named {
    id: String,
    name: String,
}

async fn customers(_: Caller, State(service): State<Arc<TomTicket>>, asked: Asked, query: Pairs) -> Answer {
    #[derive(Serialize)]
    struct ListedCustomer {
        id: String,
        name: String,
        email: String,
        phone: String,
        internal_id: Option<String>,
        /// With an `s` that the other operations don't have.
        monthly_tickets_quota: Option<usize>,
        allowed_create_tickets: bool,
        email_validated: bool,
        active: bool,
        account_approved: bool,
        organization: Named,
        creation_date: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        custom_fields: Option<[FieldValue; 1]>,
    }

    let Some(with_fields) = flag(&query, "show_custom_fields", false) else {
        return Err(Refusal::unauthorized("Invalid show_custom_fields."));
    };
    if flag(&query, "search_by_organization_mother", false).is_none() {
        return Err(Refusal::unauthorized("Invalid search_by_organization_mother."));
    }
    let item = |index: usize| {
        let customer = service.customer(index);
        ListedCustomer {
            id: Kind::TicketCustomer.hex32(index),
            name: customer.name,
            email: customer.email,
            phone: customer.phone,
            internal_id: customer.internal_id,
            monthly_tickets_quota: customer.quota,
            allowed_create_tickets: customer.may_create_tickets,
            email_validated: customer.email_validated,
            active: customer.active,
            account_approved: customer.approved,
            organization: organization(customer.organization),
            creation_date: format!("2024-{:02}-{:02} 09:00:00-03:00", 1 + index % 12, 1 + index % 28),
            custom_fields: with_fields.then(|| custom_fields(customer.city)),
        }
    };
    let Some(id) = query.get("organization_id") else {
        return page(&query, asked, service.customers(), item);
    };
    let organization = find(Kind::TicketOrganization, id, service.organizations());
    let numbers = organization.map(|organization| service.customers_of(organization)).unwrap_or_default();
    page(&query, asked, numbers.len(), |nth| item(numbers.get(nth).copied().unwrap_or_default()))
}

fn find(kind: Kind, id: &str, count: usize) -> Option<usize> {
    kind.find(id, count, |index| kind.hex32(index))
}

fn organization(index: usize) -> Named {
    Named { id: Kind::TicketOrganization.hex32(index), name: format!("Organização Exemplo {}", index + 1) }
}

async fn organizations(_: Caller, State(service): State<Arc<TomTicket>>, asked: Asked, query: Pairs) -> Answer {
    // The member that it adds is not known, so the items stay as they are.
    if flag(&query, "show_custom_fields", false).is_none() {
        return Err(Refusal::unauthorized("Invalid show_custom_fields."));
    }
    // None of these organizations stands below another.
    let size = if query.get("organization_mother_id").is_some() { 0 } else { service.organizations() };
    page(&query, asked, size, organization)
}

// --- departments ---

/// The people who answer for a department.
fn operators_of(department: usize, company: Company) -> impl Iterator<Item = usize> {
    let first = department * OPERATORS_PER_DEPARTMENT;
    (first..first + OPERATORS_PER_DEPARTMENT).filter(move |person| *person < company.people)
}

async fn operators(_: Caller, State(service): State<Arc<TomTicket>>, asked: Asked, query: Pairs) -> Answer {
    #[derive(Serialize)]
    struct Operator {
        id: String,
        name: String,
        /// The algorithm is not documented, so this is no hash of anything.
        mail_hash: String,
    }
    #[derive(Serialize)]
    struct Operators {
        size: usize,
        data: Vec<Operator>,
    }

    let id = sized(&query, "department_id", 512).ok_or(Refusal::unauthorized("Invalid department_id."))?;
    let department =
        find(Kind::TicketDepartment, id, DEPARTMENTS.len()).ok_or(Refusal::not_found("Department not found."))?;
    let data: Vec<_> = operators_of(department, service.company)
        .map(|person| Operator {
            id: Kind::TicketOperator.hex32(person),
            name: service.company.person(person).name,
            mail_hash: Kind::MailHash.hex32(person),
        })
        .collect();
    Ok(done(Operators { size: asked.count(data.len()), data }))
}

async fn departments(_: Caller, State(service): State<Arc<TomTicket>>, query: Pairs) -> Answer {
    #[derive(Serialize)]
    struct Department {
        #[serde(flatten)]
        named: Named,
        #[serde(flatten)]
        nested: Option<Nested>,
    }
    #[derive(Serialize)]
    struct Nested {
        categories: Vec<Category>,
        operators: Vec<Named>,
        general_custom_fields: GeneralFields,
    }
    #[derive(Serialize)]
    struct Category {
        id: String,
        name: &'static str,
        custom_fields: Vec<Field>,
    }
    #[derive(Serialize)]
    struct GeneralFields {
        tickets: Vec<Field>,
    }
    #[derive(Serialize)]
    struct Field {
        id: String,
        label: &'static str,
    }

    let field = |index, label| Field { id: Kind::TicketField.hex32(index), label };
    let Some(with_nested) = flag(&query, "show_nested_items", true) else {
        return Err(Refusal::unauthorized("Invalid show_nested_items."));
    };
    let nested = |department: usize| Nested {
        categories: (department * CATEGORIES.len()..)
            .zip(CATEGORIES)
            .map(|(index, name)| Category {
                id: Kind::TicketCategory.hex32(index),
                name,
                custom_fields: vec![field(1, "Urgência")],
            })
            .collect(),
        operators: operators_of(department, service.company)
            .map(|person| Named { id: Kind::TicketOperator.hex32(person), name: service.company.person(person).name })
            .collect(),
        general_custom_fields: GeneralFields { tickets: vec![field(2, "Canal")] },
    };
    let data: Vec<_> = DEPARTMENTS
        .iter()
        .enumerate()
        .map(|(index, name)| Department {
            named: Named { id: Kind::TicketDepartment.hex32(index), name: (*name).to_owned() },
            nested: with_nested.then(|| nested(index)),
        })
        .collect();
    Ok(done(Data { data }))
}

// --- what only its envelope, or less than its members, is known of ---

fn department_of(query: &Pairs) -> Result<usize, Refusal> {
    let id = sized(query, "department_id", 512).ok_or(Refusal::unauthorized("Invalid department_id."))?;
    find(Kind::TicketDepartment, id, DEPARTMENTS.len()).ok_or(Refusal::not_found("Department not found."))
}

async fn categories(_: Caller, query: Pairs) -> Answer {
    let first = department_of(&query)? * CATEGORIES.len();
    let data: Vec<_> = (first..)
        .zip(CATEGORIES)
        .map(|(index, name)| Named { id: Kind::TicketCategory.hex32(index), name: name.to_owned() })
        .collect();
    Ok(done(Data { data }))
}

/// The items' names were not seen; these are those of the same fields in `department_list`.
async fn department_fields(_: Caller, asked: Asked, query: Pairs) -> Answer {
    department_of(&query)?;
    let data = [serde_json::json!({ "id": Kind::TicketField.hex32(2), "label": "Canal" })];
    Ok(done(serde_json::json!({ "size": asked.count(data.len()), "data": data })))
}

/// Members beyond the envelope's were not seen.
async fn blacklist(_: Caller, query: Pairs) -> Answer {
    sized(&query, "email", 250).ok_or(Refusal::unauthorized("Invalid email."))?;
    Ok(done(Nothing {}))
}

/// There are none: no member of a chat is known.
async fn chats(_: Caller, asked: Asked, query: Pairs) -> Answer {
    page(&query, asked, 0, |_| Nothing {})
}

// --- tickets ---

async fn tickets(_: Caller, State(service): State<Arc<TomTicket>>, asked: Asked, query: Pairs) -> Answer {
    let customer = query.get("customer_id").map(|_| service.asked_for(&query)).transpose()?;
    let email = match &customer {
        Some(None) => return page(&query, asked, 0, |_| Nothing {}),
        Some(Some(customer)) => Some(customer.email.as_str()),
        None => None,
    };
    let tickets = service.tickets(&query, email);
    page(&query, asked, tickets.len(), |nth| tickets.get(nth))
}

async fn ticket(_: Caller, State(service): State<Arc<TomTicket>>, query: Pairs) -> Answer {
    sized(&query, "ticket_id", 512).ok_or(Refusal::unauthorized("Invalid ticket_id."))?;
    let data = service.ticket(&query).ok_or(Refusal::not_found("Ticket not found."))?;
    Ok(done(Data { data }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_than_the_limit() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut window = Window::default();
        let served: Vec<_> = [0, 100, 200, 300, 999, 1_000, 1_050, 1_100, 1_199, 1_200]
            .into_iter()
            .filter(|milliseconds| window.admits(3, Counting::Sliding, at(*milliseconds)))
            .collect();
        assert_eq!(served, [0, 100, 200, 1_000, 1_100, 1_200]);
    }

    #[test]
    fn fixed_seconds_follow_one_another_from_the_first_request_on() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut window = Window::default();
        let served: Vec<_> = [0, 900, 950, 999, 1_000, 1_001, 1_002, 1_999, 3_500, 3_999, 4_000]
            .into_iter()
            .filter(|milliseconds| window.admits(3, Counting::Fixed, at(*milliseconds)))
            .collect();
        assert_eq!(served, [0, 900, 950, 1_000, 1_001, 1_002, 3_500, 3_999, 4_000]);
    }

    #[test]
    fn a_limit_of_nothing_serves_nothing() {
        assert!(!Window::default().admits(0, Counting::Sliding, Instant::now()));
    }
}
