//! Base39, as `contracts/base39.openapi.yaml` describes it.

mod companies;
mod credentials;
mod keys;
mod lists;
mod permissions;
mod serving;
mod table;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::Serialize;

use crate::company::{Company, Kind};
use crate::records::Records;
use crate::server::{Routes, Service, Vendor, json, lock};
use credentials::token;
use keys::Keys;
use permissions::{Permission, create_permission, operator_permissions, permissions};
use table::RESOURCES;

const API_KEY: &str = "bs_sandbox_000000000000000000000039";
const READ_ONLY_KEY: &str = "bs_sandbox_000000000000000000000038";
const CLIENT_ID: &str = "sandbox-base39-client";
const CLIENT_SECRET: &str = "sandbox-base39-secret";
const TOKEN_PATH: &str = "/oauth2/token";

/// 2021-01-01T00:00:00Z in milliseconds.
const FIRST_DAY: i64 = 1_609_459_200_000;
const MINUTE: i64 = 60_000;

/// How Base39 answers where its contract leaves a choice.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Gives some permissions a role that the contract doesn't list (`auditor`). Off by default, so that answers keep to
    /// the contract.
    pub unknown_role: bool,
    /// The `expires_in` of OAuth tokens, in seconds. `None`, the default, leaves it out, as the contract does. Only
    /// stated: a token ends when [`expire_tokens`](Service::expire_tokens) ends it.
    pub expires_in: Option<u64>,
}

/// An operator and the person who is it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Operator {
    /// The id in Base39's paths and filters.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The person's address, the same at all three services.
    pub email: String,
}

/// The state of the Base39 service.
#[derive(Debug)]
pub struct Base39 {
    company: Company,
    settings: Settings,
    tokens: Mutex<Tokens>,
    /// The permissions that were created since the start.
    created: Mutex<Vec<Permission>>,
    records: Mutex<Records>,
    keys: Mutex<Keys>,
    /// Those of the permissions that were there from the start of which it was said anew whether they are deleted.
    deleted: Mutex<HashMap<usize, bool>>,
}

#[derive(Debug, Default)]
struct Tokens {
    issued: usize,
    /// With whether they may write.
    valid: HashMap<String, bool>,
}

impl Service<Base39> {
    /// The API key that the service accepts, as Bearer token and as user of Basic.
    pub fn api_key(&self) -> &'static str {
        API_KEY
    }

    /// An API key with `readOnly` rules: what it would change is refused.
    pub fn read_only_key(&self) -> &'static str {
        READ_ONLY_KEY
    }

    /// The kinds of records that it keeps (`loan`, `invoice`, `company_group` …), and the id of the first of each.
    pub fn first_ids(&self) -> impl Iterator<Item = (&'static str, String)> {
        RESOURCES.iter().map(|resource| (resource.name, resource.id(0)))
    }

    /// Sets the service's own clock forward, by which idempotency keys end after 24 hours.
    pub fn pass_time(&self, time: Duration) {
        lock(&self.vendor().keys).pass(time);
    }

    /// The client id for [`token_url`](Self::token_url).
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The client secret for [`token_url`](Self::token_url).
    pub fn client_secret(&self) -> &'static str {
        CLIENT_SECRET
    }

    /// Where OAuth 2 client credentials become a token.
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.origin())
    }

    /// Ends every OAuth token issued so far; the API key stays good.
    pub fn expire_tokens(&self) {
        lock(&self.vendor().tokens).valid.clear();
    }

    /// The operators, whom no answer of Base39 names: what the company has in its own books.
    pub fn operators(&self) -> impl Iterator<Item = Operator> {
        let company = self.vendor().company;
        (0..company.people).map(move |index| {
            let person = company.person(index);
            Operator { id: operator_id(index), name: person.name, email: person.email }
        })
    }

    /// Deletes a permission that was there from the start, or takes that back, as somebody does in the vendor's panel. Says
    /// whether there is such a permission.
    pub fn set_deleted(&self, permission: &str, deleted: bool) -> bool {
        let base39 = self.vendor();
        let found = Kind::LoanPermission.find(permission, base39.first_permissions(), permission_id);
        found.map(|index| lock(&base39.deleted).insert(index, deleted)).is_some()
    }

    /// How many permissions there are, of all operators, deleted ones included.
    pub fn permission_count(&self) -> usize {
        self.vendor().permission_count()
    }
}

impl Base39 {
    pub(crate) fn new(company: Company, settings: Settings) -> Self {
        let samples = include_str!("base39/samples.json");
        Self {
            company,
            settings,
            tokens: Mutex::default(),
            created: Mutex::default(),
            records: Mutex::new(Records::new(company, RESOURCES, samples, |index| time(index, 0))),
            keys: Mutex::default(),
            deleted: Mutex::default(),
        }
    }

    /// Permissions that were there from the start: one for each person, and a second one for every fourth.
    fn first_permissions(&self) -> usize {
        self.company.people + self.company.people / 4
    }

    fn permission_count(&self) -> usize {
        self.first_permissions() + lock(&self.created).len()
    }
}

pub(crate) fn operator_id(person: usize) -> String {
    format!("oprt_{}", Kind::LoanOperator.hex24(person))
}

fn permission_id(index: usize) -> String {
    format!("perm_{}", Kind::LoanPermission.hex24(index))
}

pub(crate) fn company_id(index: usize) -> String {
    format!("comp_{}", Kind::LoanCompany.hex24(index))
}

fn group_id(index: usize) -> String {
    format!("cgrp_{}", Kind::LoanGroup.hex24(index))
}

fn key_id(index: usize) -> String {
    format!("key_{}", Kind::LoanKey.hex24(index))
}

/// A minute after the one before; milliseconds as in the documented samples.
fn time(index: usize, later: i64) -> String {
    let minutes = i64::try_from(index).unwrap_or_default().saturating_mul(MINUTE);
    let milliseconds = FIRST_DAY.saturating_add(minutes).saturating_add(134).saturating_add(later);
    Timestamp::from_millisecond(milliseconds).map(|time| format!("{time:.3}")).unwrap_or_default()
}

impl Vendor for Base39 {
    const BASE: &'static str = "";

    fn routes() -> Routes<Self> {
        let routes = Routes::new()
            .post("oauth2_token", TOKEN_PATH, token)
            .get("list_permissions", "/v1/permissions", permissions)
            .get("list_operator_permissions", "/v1/operators/{operator}/permissions", operator_permissions)
            .post("create_operator_permission", "/v1/operators/{operator}/permissions", create_permission);
        serving::serve(routes)
    }

    fn unknown_route() -> Response<Body> {
        Refusal::without_code(StatusCode::NOT_FOUND, "Not Found").into_response()
    }
}

// --- errors ---

/// The contract's `Error`; its samples for 401 and 403 have no code.
#[derive(Serialize)]
struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Cow<'static, str>>,
    message: Cow<'static, str>,
}

type Answer = Result<Response<Body>, Refusal>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        json(self.status, &self)
    }
}

impl Refusal {
    fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code: Some(code.into()), message: message.into() }
    }

    fn bad_query(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_QUERY", message)
    }

    fn bad_body(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_BODY", message)
    }

    fn without_code(status: StatusCode, message: &'static str) -> Self {
        Self { status, code: None, message: Cow::Borrowed(message) }
    }
}

/// The body of this 409 is not documented.
const STILL_RUNNING: Refusal = Refusal {
    status: StatusCode::CONFLICT,
    code: Some(Cow::Borrowed("IDEMPOTENCY_CONFLICT")),
    message: Cow::Borrowed("A request with this key is still running."),
};
