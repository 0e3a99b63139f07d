//! MyReports, as `contracts/myreports.openapi.yaml` describes it, and its login as far as the contract goes.

mod login;
mod metrics;
mod serving;
mod table;
mod tenants;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::company::Company;
use crate::records::Records;
use crate::server::{Routes, Service, Vendor, json, lock};
use login::{authorize, token};
use tenants::{ACCOUNT, CUSTOMER, CUSTOMER_USER, OWN_ACCOUNT, RESOURCES, customers_of, date};

const RESELLER_TOKEN: &str = "sandbox-myreports-reseller-token";
const ENTERPRISE_TOKEN: &str = "sandbox-myreports-enterprise-token";
const CLIENT_ID: &str = "sandbox-myreports-client";
const CLIENT_SECRET: &str = "sandbox-myreports-secret";
const REDIRECT_URI: &str = "http://127.0.0.1:8000";
const AUTHORIZE_PATH: &str = "/connect/authorize";
const TOKEN_PATH: &str = "/connect/token";
const SCOPES: [&str; 3] = ["openid", "offline_access", "onboarding"];

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
    settings: Settings,
    tokens: Mutex<Tokens>,
    records: Mutex<Records>,
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

    /// The kinds of records that it keeps (`account`, `account_user`, `pbx`, `invoice` …), and the id of the first of each.
    pub fn first_ids(&self) -> impl Iterator<Item = (&'static str, String)> {
        RESOURCES.iter().map(|resource| (resource.name, resource.id(0)))
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
        {
            let records = lock(&self.vendor().records);
            customers_of(&records, OWN_ACCOUNT).into_iter().filter(|one| one.record(&records).is_some()).count()
        }
    }
}

impl MyReports {
    pub(crate) fn new(company: Company, settings: Settings) -> Self {
        let samples = include_str!("myreports/samples.json");
        let records = Mutex::new(Records::new(company, RESOURCES, samples, date));
        Self { settings, tokens: Mutex::default(), records }
    }
}

impl Vendor for MyReports {
    const BASE: &'static str = "/api";

    fn routes() -> Routes<Self> {
        serving::serve(Routes::new())
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
    #[serde(rename = "errorCode", skip_serializing_if = "Option::is_none")]
    error_code: Option<&'static str>,
    message: &'a str,
    status: &'static str,
    timestamp: &'a str,
}

/// An error in the envelope.
struct Refusal {
    status: StatusCode,
    error_code: Option<&'static str>,
    message: String,
    timestamp: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let Self { status, error_code, message, timestamp } = &self;
        let error = status.as_u16();
        let failure = Failure { error, error_code: *error_code, message, status: "error", timestamp };
        json(*status, &failure)
    }
}

type Answer = Result<Response<Body>, Refusal>;

impl MyReports {
    fn success(&self, page_size: Option<usize>, page_index: Option<usize>, data: impl Serialize) -> Response<Body> {
        let timestamp = &self.settings.timestamp;
        json(StatusCode::OK, &Success { page_size, page_index, data, status: "success", timestamp })
    }

    fn acknowledged(&self, status: StatusCode) -> Response<Body> {
        #[derive(Serialize)]
        struct Acknowledgement<'a> {
            status: &'static str,
            timestamp: &'a str,
        }
        json(status, &Acknowledgement { status: "success", timestamp: &self.settings.timestamp })
    }

    fn not_found(&self) -> Refusal {
        self.refusal(StatusCode::NOT_FOUND, "Not Found".to_owned())
    }

    fn not_valid(&self, value: &str) -> Refusal {
        let message = format!("The value '{value}' is not valid.");
        self.refusal(StatusCode::BAD_REQUEST, message)
    }

    fn refusal(&self, status: StatusCode, message: String) -> Refusal {
        Refusal { status, error_code: None, message, timestamp: self.settings.timestamp.clone() }
    }

    fn check_guid(&self, id: &str) -> Result<(), Refusal> {
        let mut groups = id.split('-');
        let is_guid = [8, 4, 4, 4, 12].into_iter().all(|length| {
            groups.next().is_some_and(|group| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit()))
        });
        if is_guid && groups.next().is_none() { Ok(()) } else { Err(self.not_valid(id)) }
    }
}

/// "Every page shows the status line alone: no headers and no body."
const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

/// The members of records as the samples order them.
const ORDER: &[&str] = &[
    "accountTenantId",
    "accountName",
    "tenantId",
    "tenantName",
    "id",
    "pbxType",
    "instanceId",
    "name",
    "displayName",
    "email",
    "primaryTenant",
    "isParent",
    "description",
    "enabled",
    "parentTenantId",
    "reference",
    "dateCreated",
    "tenantProfileType",
    "pbxProfiles",
    "customers",
    "pbxs",
    "roles",
    "monitorSubAccounts",
];

type Shared = State<Arc<MyReports>>;

pub(crate) fn account_tenant_id(index: usize) -> String {
    ACCOUNT.id(index)
}

pub(crate) fn customer_tenant_id(index: usize) -> String {
    CUSTOMER.id(index)
}

pub(crate) fn user_id(person: usize) -> String {
    CUSTOMER_USER.id(person)
}
