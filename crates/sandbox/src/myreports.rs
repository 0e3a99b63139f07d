//! MyReports, as `contracts/myreports.openapi.yaml` describes it, and its login as far as the contract goes.

mod login;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::company::{Company, Kind, pick};
use crate::fault::Trick;
use crate::server::{self, Asked, Pairs, Routes, Service, Vendor, json, lock};
use login::{authorize, token};

const RESELLER_TOKEN: &str = "sandbox-myreports-reseller-token";
const ENTERPRISE_TOKEN: &str = "sandbox-myreports-enterprise-token";
const CLIENT_ID: &str = "sandbox-myreports-client";
const CLIENT_SECRET: &str = "sandbox-myreports-secret";
const REDIRECT_URI: &str = "http://127.0.0.1:8000";
const AUTHORIZE_PATH: &str = "/connect/authorize";
const TOKEN_PATH: &str = "/connect/token";
const SCOPES: [&str; 3] = ["openid", "offline_access", "onboarding"];
const PAGE_SIZE: usize = 1000;

/// The reseller account whose token the sandbox hands out. It has every customer but the last.
const OWN_ACCOUNT: usize = 0;
const ACCOUNTS: usize = 2;

/// How MyReports answers where its contract leaves a choice.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The `timestamp` of every answer.
    pub timestamp: String,
    /// The `expires_in` of access tokens, in seconds; `None` leaves it out. Only stated: a token ends when
    /// [`expire_tokens`](Service::expire_tokens) ends it.
    pub expires_in: Option<u64>,
    /// Counts one user too many in `enterprise_get_account_metrics`: for one role at the first customer.
    pub metrics_off_by_one: bool,
    /// Gives no code without a code challenge (PKCE, RFC 7636).
    pub require_pkce: bool,
}

impl Default for Settings {
    /// A fixed time, whose seven digits end in zeros, tokens for an hour, metrics that agree with the users, and PKCE for
    /// those who ask for it.
    fn default() -> Self {
        Self {
            timestamp: "2026-01-02T03:04:05.1234500Z".to_owned(),
            expires_in: Some(3600),
            metrics_off_by_one: false,
            require_pkce: false,
        }
    }
}

/// The state of the MyReports service.
#[derive(Debug)]
pub struct MyReports {
    company: Company,
    settings: Settings,
    tokens: Mutex<Tokens>,
}

#[derive(Debug, Default)]
struct Tokens {
    issued: usize,
    access: Vec<String>,
    refresh: Vec<String>,
    /// Authorization codes that wait to be exchanged, with what they were given for.
    codes: HashMap<String, Grant>,
}

#[derive(Debug, Clone)]
struct Grant {
    redirect_uri: String,
    offline: bool,
    /// What the code's verifier hashes to, where the code was asked for with PKCE.
    code_challenge: Option<String>,
}

impl Service<MyReports> {
    /// The token of the reseller, for paths under `/v1.0/customers`.
    pub fn token(&self) -> &'static str {
        RESELLER_TOKEN
    }

    /// The token of the enterprise, for paths under `/v1.0/accounts`.
    pub fn enterprise_token(&self) -> &'static str {
        ENTERPRISE_TOKEN
    }

    /// The client id for [`authorize_url`](Self::authorize_url) and [`token_url`](Self::token_url).
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The client secret for [`token_url`](Self::token_url).
    pub fn client_secret(&self) -> &'static str {
        CLIENT_SECRET
    }

    /// Where a person would sign in. The sandbox agrees at once and redirects with a code. Any `http` address of this
    /// machine is accepted as `redirect_uri`.
    pub fn authorize_url(&self) -> String {
        format!("{}{AUTHORIZE_PATH}", self.origin())
    }

    /// Where a code or a refresh token becomes an access token, which acts for the reseller.
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.origin())
    }

    /// The default redirect address: `http://127.0.0.1:8000`.
    pub fn redirect_uri(&self) -> &'static str {
        REDIRECT_URI
    }

    /// An authorization code, given for [`redirect_uri`](Self::redirect_uri), as a signed-in person would bring one who was
    /// sent without a code challenge: it is exchanged without a verifier.
    pub fn authorization_code(&self) -> String {
        let grant = Grant { redirect_uri: REDIRECT_URI.to_owned(), offline: true, code_challenge: None };
        lock(&self.vendor().tokens).new_code(grant)
    }

    /// A refresh token, as an earlier sign-in would have left one.
    pub fn refresh_token(&self) -> String {
        lock(&self.vendor().tokens).new_refresh()
    }

    /// Ends every access token issued so far. Refresh tokens and the two fixed tokens stay good.
    pub fn expire_tokens(&self) {
        lock(&self.vendor().tokens).access.clear();
    }

    /// How many customers the reseller has.
    pub fn customer_count(&self) -> usize {
        self.vendor().own_customers()
    }
}

impl MyReports {
    pub(crate) fn new(company: Company, settings: Settings) -> Self {
        Self { company, settings, tokens: Mutex::default() }
    }
}

impl Vendor for MyReports {
    const BASE: &'static str = "/api";

    fn routes() -> Routes<Self> {
        const ACCOUNT: &str = "/v1.0/accounts/{ACCOUNT_TENANT_ID}";
        const CUSTOMER: &str = "/v1.0/customers/{CUSTOMER_TENANT_ID}";
        let account = |rest: &str| format!("{ACCOUNT}{rest}");
        let customer = |rest: &str| format!("{CUSTOMER}{rest}");
        let account_customer = |rest: &str| format!("{ACCOUNT}/customers/{{CUSTOMER_TENANT_ID}}{rest}");
        Routes::new()
            .get("reseller_list_customers", "/v1.0/customers", reseller_customers)
            .get("reseller_get_customer", &customer(""), reseller_customer)
            .get("reseller_list_customer_users", &customer("/users"), reseller_users)
            .get("reseller_get_customer_user", &customer("/users/{USER_ID}"), reseller_user)
            .get("enterprise_list_accounts", "/v1.0/accounts", accounts)
            .get("enterprise_get_account", &account(""), account_by_id)
            .get("enterprise_get_account_metrics", &account("/metrics"), account_metrics)
            .get("enterprise_list_account_users", &account("/users"), account_users)
            .get("enterprise_get_account_user", &account("/users/{USER_ID}"), account_user)
            .get("enterprise_list_customers", &account("/customers"), account_customers)
            .get("enterprise_list_customer_users", &account_customer("/users"), account_customer_users)
            .get("enterprise_get_customer_user", &account_customer("/users/{USER_ID}"), account_customer_user)
            .at_root()
            .get("authorize", AUTHORIZE_PATH, authorize)
            .post("token", TOKEN_PATH, token)
    }

    /// Without an envelope: no page documents this, and a wrong base URL must not look like a missing customer.
    fn unknown_route() -> Response<Body> {
        StatusCode::NOT_FOUND.into_response()
    }
}

// --- answers ---

/// The frame of a success: members in the order of the samples.
#[derive(Serialize)]
struct Success<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_size: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_index: Option<usize>,
    data: T,
    status: &'static str,
    timestamp: &'a str,
}

/// The frame of an error: members in the order that the documented lengths fit.
#[derive(Serialize)]
struct Failure<'a> {
    error: u16,
    message: &'a str,
    status: &'static str,
    timestamp: &'a str,
}

/// An error in the envelope.
struct Refusal {
    status: StatusCode,
    message: String,
    timestamp: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let Self { status, message, timestamp } = &self;
        let failure = Failure { error: status.as_u16(), message, status: "error", timestamp };
        json(*status, &failure)
    }
}

type Answer = Result<Response<Body>, Refusal>;

impl MyReports {
    fn one(&self, data: impl Serialize) -> Response<Body> {
        self.success(None, None, data)
    }

    fn list<T: Serialize>(&self, asked: Asked, mut data: Vec<T>) -> Response<Body> {
        if asked.is(Trick::EmptyPage) {
            data.clear();
        }
        self.success(Some(asked.count(data.len())), None, data)
    }

    fn success(&self, page_size: Option<usize>, page_index: Option<usize>, data: impl Serialize) -> Response<Body> {
        let timestamp = &self.settings.timestamp;
        json(StatusCode::OK, &Success { page_size, page_index, data, status: "success", timestamp })
    }

    fn not_found(&self) -> Refusal {
        self.refusal(StatusCode::NOT_FOUND, "Not Found".to_owned())
    }

    fn not_valid(&self, value: &str) -> Refusal {
        let message = format!("The value '{value}' is not valid.");
        self.refusal(StatusCode::BAD_REQUEST, message)
    }

    fn refusal(&self, status: StatusCode, message: String) -> Refusal {
        Refusal { status, message, timestamp: self.settings.timestamp.clone() }
    }

    /// The number behind an id in the path: 400 when it is no GUID, 404 when nothing has it.
    fn find(&self, kind: Kind, id: &str, count: usize) -> Result<usize, Refusal> {
        self.check_guid(id)?;
        kind.find(&id.to_ascii_lowercase(), count, |index| kind.guid(index)).ok_or_else(|| self.not_found())
    }

    fn check_guid(&self, id: &str) -> Result<(), Refusal> {
        let mut groups = id.split('-');
        let is_guid = [8, 4, 4, 4, 12].into_iter().all(|length| {
            groups.next().is_some_and(|group| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit()))
        });
        if is_guid && groups.next().is_none() { Ok(()) } else { Err(self.not_valid(id)) }
    }
}

// --- who may call ---

/// A caller with the reseller's token.
struct Reseller;

/// A caller with the enterprise's token.
struct Enterprise;

/// "Every page shows the status line alone: no headers and no body."
const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

impl FromRequestParts<Arc<MyReports>> for Reseller {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<MyReports>) -> Result<Self, StatusCode> {
        let issued = |token: &str| lock(&service.tokens).access.iter().any(|own| own == token);
        let is_known = |token: &str| token == RESELLER_TOKEN || issued(token);
        accepted(parts, is_known).then_some(Self).ok_or(UNAUTHORIZED)
    }
}

impl FromRequestParts<Arc<MyReports>> for Enterprise {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<MyReports>) -> Result<Self, StatusCode> {
        accepted(parts, |token| token == ENTERPRISE_TOKEN).then_some(Self).ok_or(UNAUTHORIZED)
    }
}

fn accepted(parts: &Parts, is_known: impl Fn(&str) -> bool) -> bool {
    server::bearer(parts).is_some_and(is_known) && !Asked::of(parts).is(Trick::RefuseCredentials)
}

// --- tenants ---

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tenant {
    id: String,
    name: String,
    description: String,
    enabled: bool,
    parent_tenant_id: String,
    reference: String,
    date_created: String,
}

pub(crate) fn account_tenant_id(index: usize) -> String {
    Kind::Account.guid(index)
}

pub(crate) fn customer_tenant_id(index: usize) -> String {
    Kind::Customer.guid(index)
}

pub(crate) fn user_id(person: usize) -> String {
    Kind::CustomerUser.guid(person)
}

fn tenant(id: String, what: &str, index: usize, parent_tenant_id: String, enabled: bool) -> Tenant {
    let number = index + 1;
    Tenant {
        id,
        name: format!("{what} {number}"),
        description: format!("{what} de exemplo {number}"),
        enabled,
        parent_tenant_id,
        reference: format!("REF{number:05}"),
        date_created: format!("2019-{:02}-{:02}T09:00:00.000", 1 + index % 12, 1 + index % 28),
    }
}

fn account(index: usize) -> Tenant {
    tenant(account_tenant_id(index), "Revenda", index, Kind::Enterprise.guid(0), index == OWN_ACCOUNT)
}

impl MyReports {
    /// Customers of the reseller; one more belongs to the other account and has no users.
    fn own_customers(&self) -> usize {
        self.company.one_in(100, 3, 10_000)
    }

    fn account_of(&self, customer: usize) -> usize {
        if customer < self.own_customers() { OWN_ACCOUNT } else { OWN_ACCOUNT + 1 }
    }

    /// The customers of an account, which are neighbours.
    fn customers_of(&self, account: usize) -> std::ops::Range<usize> {
        let own = self.own_customers();
        if account == OWN_ACCOUNT { 0..own } else { own..own + 1 }
    }

    fn customer(&self, index: usize) -> Tenant {
        let parent = account_tenant_id(self.account_of(index));
        tenant(customer_tenant_id(index), "Cliente", index, parent, index % 3 != 2)
    }

    /// The customer of this id, which must be the account's.
    fn find_customer(&self, id: &str, account: usize) -> Result<usize, Refusal> {
        let customer = self.find(Kind::Customer, id, self.own_customers() + 1)?;
        Some(customer).filter(|customer| self.account_of(*customer) == account).ok_or_else(|| self.not_found())
    }

    fn find_account(&self, id: &str) -> Result<usize, Refusal> {
        self.find(Kind::Account, id, ACCOUNTS)
    }
}

// --- users ---

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    display_name: String,
    email: String,
    primary_tenant: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_parent: Option<bool>,
    /// Lists don't have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<&'static str>>,
}

/// Somebody in a customer's list of users.
#[derive(Clone, Copy)]
enum Member {
    /// A person of the customer, or a guest whose primary tenant is another customer.
    Person(usize),
    /// A user of the reseller.
    Parent(usize),
}

impl Member {
    fn id(self) -> String {
        match self {
            Self::Person(person) => user_id(person),
            Self::Parent(person) => Kind::AccountUser.guid(person),
        }
    }

    fn roles(self) -> Vec<&'static str> {
        match self {
            Self::Person(person) => customer_roles(person),
            Self::Parent(_) => vec!["customer.user", "customer.settings"],
        }
    }
}

impl MyReports {
    /// The users of a customer: every so-manieth person, sometimes a guest, sometimes a user of the reseller.
    fn members_of(&self, customer: usize) -> impl Iterator<Item = Member> {
        let (customers, people) = (self.own_customers(), self.company.people);
        let own = (customer..people).step_by(customers).take_while(move |_| customer < customers);
        let guest = Some((customer + 1) % customers).filter(|guest| *guest < people && *guest != customer);
        let guest = guest.filter(|_| customer.is_multiple_of(5) && customer < customers);
        let parent = (customer % 5 == 1 && customer < customers && people > 0).then_some(0);
        own.chain(guest).map(Member::Person).chain(parent.map(Member::Parent))
    }

    fn user(&self, member: Member) -> User {
        match member {
            Member::Person(person) => {
                let primary = customer_tenant_id(person % self.own_customers());
                self.person(person, member.id(), primary, Some(false))
            }
            Member::Parent(person) => self.person(person, member.id(), account_tenant_id(OWN_ACCOUNT), Some(true)),
        }
    }

    fn person(&self, person: usize, id: String, primary_tenant: String, is_parent: Option<bool>) -> User {
        let person = self.company.person(person);
        User { id, display_name: person.name, email: person.email, primary_tenant, is_parent, roles: None }
    }

    /// The user of this id among a customer's.
    fn customer_user(&self, customer: usize, id: &str) -> Answer {
        self.check_guid(id)?;
        let id = id.to_ascii_lowercase();
        let member = self.members_of(customer).find(|member| member.id() == id).ok_or_else(|| self.not_found())?;
        Ok(self.one(User { roles: Some(member.roles()), ..self.user(member) }))
    }

    fn customer_users(&self, customer: usize, asked: Asked) -> Response<Body> {
        self.list(asked, self.members_of(customer).map(|member| self.user(member)).collect())
    }
}

fn customer_roles(person: usize) -> Vec<&'static str> {
    const FURTHER: [&str; 6] = [
        "customer.user.supervisorl1",
        "customer.user.pbx",
        "customer.user.acd",
        "customer.settings",
        "customer.user.supervisorl3",
        "customer.user.crm",
    ];
    let administers = (person % 8 == 5).then_some("admin.user");
    ["customer.user", pick(&FURTHER, person)].into_iter().chain(administers).collect()
}

/// The users of an account: the first has administrator roles.
fn account_user_numbers(account: usize) -> std::ops::Range<usize> {
    if account == OWN_ACCOUNT { 0..2 } else { 2..3 }
}

fn account_roles(person: usize) -> Vec<&'static str> {
    match person {
        0 => vec!["account.user", "user.admin", "onboarding.admin"],
        _ => vec!["account.user"],
    }
}

impl MyReports {
    fn account_user(&self, account: usize, person: usize) -> User {
        self.person(person, Kind::AccountUser.guid(person), account_tenant_id(account), None)
    }
}

// --- metrics ---

/// What an account uses: members in the order of the newer sample.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    account_tenant_id: String,
    account_name: String,
    enabled: bool,
    date_created: String,
    pbx_profiles: [PbxProfile; 1],
    customers: Vec<CustomerMetrics>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PbxProfile {
    id: String,
    pbx_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerMetrics {
    tenant_id: String,
    tenant_name: String,
    enabled: bool,
    date_created: String,
    tenant_profile_type: &'static str,
    pbxs: [Pbx; 1],
    /// How many users have each role.
    roles: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pbx {
    id: String,
    pbx_type: &'static str,
    instance_id: String,
    name: &'static str,
    enabled: bool,
    monitor_sub_accounts: bool,
}

/// Metrics have six digits where tenants have three.
fn to_microseconds(date: &str) -> String {
    format!("{date}000")
}

impl MyReports {
    fn metrics(&self, account_index: usize) -> Metrics {
        let account = account(account_index);
        let mut customers: Vec<_> =
            self.customers_of(account_index).map(|customer| self.customer_metrics(customer)).collect();
        let first_count = customers.first_mut().and_then(|first| first.roles.values_mut().next());
        if let Some(count) = first_count.filter(|_| self.settings.metrics_off_by_one) {
            *count += 1;
        }
        Metrics {
            account_tenant_id: account.id,
            account_name: account.name,
            enabled: account.enabled,
            date_created: to_microseconds(&account.date_created),
            pbx_profiles: [PbxProfile {
                id: format!("TeamsPbxProvisionerProfile_{}", Kind::PbxProfile.guid(account_index)),
                pbx_type: "Teams",
            }],
            customers,
        }
    }

    /// Counts everybody whom the customer's list of users has, guests and the reseller's users included.
    fn customer_metrics(&self, index: usize) -> CustomerMetrics {
        let customer = self.customer(index);
        let mut roles = BTreeMap::new();
        for role in self.members_of(index).flat_map(Member::roles) {
            *roles.entry(role).or_default() += 1;
        }
        CustomerMetrics {
            tenant_id: customer.id,
            tenant_name: customer.name,
            enabled: customer.enabled,
            date_created: to_microseconds(&customer.date_created),
            tenant_profile_type: "TenantProfileType_analytics",
            pbxs: [Pbx {
                id: Kind::Pbx.guid(index),
                pbx_type: "Teams",
                instance_id: Kind::PbxInstance.guid(index),
                name: "Teams",
                enabled: true,
                monitor_sub_accounts: false,
            }],
            roles,
        }
    }
}

// --- reseller ---

type Shared = State<Arc<MyReports>>;

async fn reseller_customers(_: Reseller, State(service): Shared, asked: Asked, query: Pairs) -> Answer {
    service.page_of_customers(OWN_ACCOUNT, asked, &query)
}

async fn reseller_customer(_: Reseller, State(service): Shared, Path(customer): Path<String>) -> Answer {
    let customer = service.find_customer(&customer, OWN_ACCOUNT)?;
    Ok(service.one(service.customer(customer)))
}

async fn reseller_users(_: Reseller, State(service): Shared, Path(customer): Path<String>, asked: Asked) -> Answer {
    let customer = service.find_customer(&customer, OWN_ACCOUNT)?;
    Ok(service.customer_users(customer, asked))
}

async fn reseller_user(_: Reseller, State(service): Shared, Path((customer, user)): Path<(String, String)>) -> Answer {
    let customer = service.find_customer(&customer, OWN_ACCOUNT)?;
    service.customer_user(customer, &user)
}

// --- enterprise ---

async fn accounts(_: Enterprise, State(service): Shared, asked: Asked, query: Pairs) -> Answer {
    // No maximum is stated for accounts.
    service.page(asked, &query, usize::MAX, (0..ACCOUNTS).map(account))
}

async fn account_by_id(_: Enterprise, State(service): Shared, Path(id): Path<String>) -> Answer {
    let index = service.find_account(&id)?;
    Ok(service.one(account(index)))
}

async fn account_metrics(_: Enterprise, State(service): Shared, Path(account): Path<String>) -> Answer {
    let account = service.find_account(&account)?;
    Ok(service.one(service.metrics(account)))
}

async fn account_users(_: Enterprise, State(service): Shared, Path(account): Path<String>, asked: Asked) -> Answer {
    let account = service.find_account(&account)?;
    let users = account_user_numbers(account).map(|person| service.account_user(account, person));
    Ok(service.list(asked, users.collect()))
}

async fn account_user(_: Enterprise, State(service): Shared, Path((account, user)): Path<(String, String)>) -> Answer {
    let account = service.find_account(&account)?;
    let numbers = account_user_numbers(account);
    let person = service.find(Kind::AccountUser, &user, numbers.end)?;
    if !numbers.contains(&person) {
        return Err(service.not_found());
    }
    let roles = Some(account_roles(person));
    Ok(service.one(User { roles, ..service.account_user(account, person) }))
}

async fn account_customers(
    _: Enterprise,
    State(service): Shared,
    Path(account): Path<String>,
    asked: Asked,
    query: Pairs,
) -> Answer {
    let account = service.find_account(&account)?;
    service.page_of_customers(account, asked, &query)
}

async fn account_customer_users(
    _: Enterprise,
    State(service): Shared,
    Path((account, customer)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let account = service.find_account(&account)?;
    let customer = service.find_customer(&customer, account)?;
    Ok(service.customer_users(customer, asked))
}

async fn account_customer_user(
    _: Enterprise,
    State(service): Shared,
    Path((account, customer, user)): Path<(String, String, String)>,
) -> Answer {
    let account = service.find_account(&account)?;
    let customer = service.find_customer(&customer, account)?;
    service.customer_user(customer, &user)
}

// --- pages ---

impl MyReports {
    fn page_of_customers(&self, account: usize, asked: Asked, query: &Pairs) -> Answer {
        let wanted = query.get("filter").unwrap_or_default().to_lowercase();
        let contains = |text: &str| text.to_lowercase().contains(&wanted);
        let customers = self.customers_of(account).map(|index| self.customer(index));
        let kept = customers.filter(|customer| contains(&customer.name) || contains(&customer.reference));
        self.page(asked, query, PAGE_SIZE, kept)
    }

    fn page<T: Serialize>(
        &self,
        asked: Asked,
        query: &Pairs,
        largest: usize,
        items: impl Iterator<Item = T>,
    ) -> Answer {
        let refuse = |name| self.not_valid(query.get(name).unwrap_or_default());
        let index: usize = query.read("pageIndex").map_err(|_| refuse("pageIndex"))?.unwrap_or(0);
        let size = match query.read("pageSize") {
            Ok(None) => PAGE_SIZE,
            Ok(Some(size)) if (1..=largest).contains(&size) => size,
            _ => return Err(refuse("pageSize")),
        };
        let index = if asked.starts_over() { 0 } else { index };
        let skipped = index.saturating_mul(size).saturating_add(asked.shift());
        let taken = if asked.is(Trick::EmptyPage) { 0 } else { size };
        let mut items: Vec<T> = items.skip(skipped).take(taken).collect();
        if asked.is(Trick::EmptyPage) {
            items.clear();
        }
        Ok(self.success(Some(asked.count(items.len())), Some(index), items))
    }
}
