//! Base39, as `contracts/base39.openapi.yaml` describes it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::company::{Company, Kind, pick};
use crate::fault::Trick;
use crate::server::{self, Asked, Pairs, Routes, Service, Vendor, json, lock};

const API_KEY: &str = "bs_sandbox_000000000000000000000039";
const CLIENT_ID: &str = "sandbox-base39-client";
const CLIENT_SECRET: &str = "sandbox-base39-secret";
const TOKEN_PATH: &str = "/oauth2/token";

/// The contract's `PermissionRole`.
const ROLES: [&str; 6] =
    ["approver", "financial", "administrator", "backoffice", "backoffice_financial", "backoffice_automation"];
/// The one role for which `*` as company is not documented.
const NEVER_EVERYWHERE: &str = "approver";
const UNKNOWN_ROLE: &str = "auditor";
const EVERY_COMPANY: &str = "*";
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
    created: Mutex<Created>,
    /// Those of the permissions that were there from the start of which it was said anew whether they are deleted.
    deleted: Mutex<HashMap<usize, bool>>,
}

#[derive(Debug, Default)]
struct Tokens {
    issued: usize,
    valid: HashSet<String>,
}

#[derive(Debug, Default)]
struct Created {
    permissions: Vec<Permission>,
    /// The answers that were given to idempotency keys.
    answers: HashMap<String, Value>,
}

impl Service<Base39> {
    /// The API key that the service accepts, as Bearer token and as user of Basic.
    pub fn api_key(&self) -> &'static str {
        API_KEY
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
        Self { company, settings, tokens: Mutex::default(), created: Mutex::default(), deleted: Mutex::default() }
    }

    fn companies(&self) -> usize {
        self.company.one_in(20, 3, 500)
    }

    fn groups(&self) -> usize {
        self.company.one_in(400, 2, 20)
    }

    /// Permissions that were there from the start: one for each person, and a second one for every fourth.
    fn first_permissions(&self) -> usize {
        self.company.people + self.company.people / 4
    }

    fn permission_count(&self) -> usize {
        self.first_permissions() + lock(&self.created).permissions.len()
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

impl Vendor for Base39 {
    const BASE: &'static str = "";

    fn routes() -> Routes<Self> {
        Routes::new()
            .post("oauth2_token", TOKEN_PATH, token)
            .get("list_permissions", "/v1/permissions", permissions)
            .get("list_operator_permissions", "/v1/operators/{operator}/permissions", operator_permissions)
            .post("create_operator_permission", "/v1/operators/{operator}/permissions", create_permission)
            .get("list_companies", "/v1/companies", companies)
            .get("list_company_groups", "/v1/company-groups", groups)
            .get("list_api_keys", "/v1/tenants/api-keys", api_keys)
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
    code: Option<&'static str>,
    message: &'static str,
}

type Answer = Result<Response<Body>, Refusal>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        json(self.status, &self)
    }
}

impl Refusal {
    fn bad_query(message: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: Some("INVALID_QUERY"), message }
    }

    fn bad_body(message: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: Some("INVALID_BODY"), message }
    }

    fn without_code(status: StatusCode, message: &'static str) -> Self {
        Self { status, code: None, message }
    }
}

// --- credentials ---

/// A caller with a good API key or OAuth token.
struct Caller {
    client_id: String,
}

impl FromRequestParts<Arc<Base39>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Base39>) -> Result<Self, Refusal> {
        if !parts.headers.contains_key(http::header::AUTHORIZATION) {
            let message = "Missing Authentication Token";
            return Err(Refusal::without_code(StatusCode::FORBIDDEN, message));
        }
        credentials(parts)
            .and_then(|credentials| service.client_of(&credentials))
            .filter(|_| !Asked::of(parts).is(Trick::RefuseCredentials))
            .map(|client_id| Self { client_id })
            .ok_or(Refusal::without_code(StatusCode::UNAUTHORIZED, "Unauthorized"))
    }
}

/// The Bearer token, or the user of Basic when its password is empty.
fn credentials(parts: &Parts) -> Option<String> {
    if let Some(token) = server::bearer(parts) {
        return Some(token.to_owned());
    }
    let pair = BASE64_STANDARD.decode(server::authorization(parts, "Basic")?).ok()?;
    Some(String::from_utf8(pair).ok()?.strip_suffix(':')?.to_owned())
}

impl Base39 {
    fn client_of(&self, credentials: &str) -> Option<String> {
        if credentials == API_KEY {
            return Some(key_id(0));
        }
        lock(&self.tokens).valid.contains(credentials).then(|| CLIENT_ID.to_owned())
    }
}

/// Client credentials (RFC 6749, section 4.4). The errors are the RFC's (section 5.2): the contract has none.
async fn token(State(service): State<Arc<Base39>>, asked: Asked, form: Bytes) -> Response<Body> {
    #[derive(Serialize)]
    struct Token {
        access_token: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        token_type: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
    }
    #[derive(Serialize)]
    struct TokenError {
        error: &'static str,
    }

    let form = Pairs::parse(&form);
    let refuse = |status, error| json(status, &TokenError { error });
    let known = form.get("client_id") == Some(CLIENT_ID) && form.get("client_secret") == Some(CLIENT_SECRET);
    if !known || asked.is(Trick::RefuseCredentials) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if form.get("grant_type") != Some("client_credentials") {
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let scope = form.get("scope").unwrap_or_default();
    if !scope.split_whitespace().all(|scope| ["read", "write"].contains(&scope)) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_scope");
    }
    let mut tokens = lock(&service.tokens);
    tokens.issued += 1;
    let access_token = format!("sandbox-base39-access-{}", tokens.issued);
    tokens.valid.insert(access_token.clone());
    let expires_in = service.settings.expires_in;
    json(StatusCode::OK, &Token { access_token, token_type: expires_in.map(|_| "Bearer"), expires_in })
}

// --- permissions ---

/// A permission in the few bytes that filters look at.
#[derive(Debug, Clone)]
struct Permission {
    index: usize,
    operator: usize,
    /// `None` is every company.
    company: Option<usize>,
    roles: Vec<&'static str>,
    deleted: bool,
    client: ClientOf,
}

#[derive(Debug, Clone)]
enum ClientOf {
    Seed,
    Caller { client_id: String, external_client_id: Option<String> },
}

impl Base39 {
    /// One of the permissions that were there from the start.
    fn first_permission(&self, index: usize) -> Permission {
        let operator = index.checked_sub(self.company.people).map_or(index, |second| second * 4);
        let company = (index % 10 != 3).then(|| index % self.companies());
        let mut roles = match index % 5 {
            1 if company.is_some() => vec!["approver", "financial"],
            _ => vec![pick(&ROLES, index)],
        };
        if company.is_none() && roles.contains(&NEVER_EVERYWHERE) {
            roles = vec!["backoffice"];
        }
        if self.settings.unknown_role && index % 5 == 2 {
            roles.push(UNKNOWN_ROLE);
        }
        let deleted = lock(&self.deleted).get(&index).copied().unwrap_or(index % 17 == 7);
        Permission { index, operator, company, roles, deleted, client: ClientOf::Seed }
    }

    fn permission(&self, index: usize, created: &[Permission]) -> Permission {
        match index.checked_sub(self.first_permissions()).and_then(|nth| created.get(nth)) {
            Some(created) => created.clone(),
            None => self.first_permission(index),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PermissionBody {
    id: String,
    company: Reference,
    roles: Vec<&'static str>,
    created_at: String,
    updated_at: String,
    deleted: bool,
    created_by: Actor,
    updated_by: Actor,
}

/// An id, or the object itself when asked for by `expand`.
#[derive(Serialize)]
#[serde(untagged)]
enum Reference {
    Id(String),
    Company(Box<CompanyBody>),
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Actor {
    client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_client_id: Option<String>,
    app: &'static str,
}

impl Permission {
    fn body(self, expand_company: bool) -> PermissionBody {
        let company = match self.company {
            None => Reference::Id(EVERY_COMPANY.to_owned()),
            Some(index) if expand_company => Reference::Company(Box::new(company(index))),
            Some(index) => Reference::Id(company_id(index)),
        };
        let actor = match self.client {
            ClientOf::Seed => Actor { client_id: key_id(0), external_client_id: None, app: "backoffice" },
            ClientOf::Caller { client_id, external_client_id } => Actor { client_id, external_client_id, app: "api" },
        };
        let changed_later = if self.index % 3 == 1 { 90 * MINUTE } else { 0 };
        PermissionBody {
            id: permission_id(self.index),
            company,
            roles: self.roles,
            created_at: time(self.index, 0),
            updated_at: time(self.index, changed_later),
            deleted: self.deleted,
            created_by: actor.clone(),
            updated_by: actor,
        }
    }
}

/// A minute after the one before; milliseconds as in the documented samples.
fn time(index: usize, later: i64) -> String {
    let minutes = i64::try_from(index).unwrap_or_default().saturating_mul(MINUTE);
    let milliseconds = FIRST_DAY.saturating_add(minutes).saturating_add(134).saturating_add(later);
    Timestamp::from_millisecond(milliseconds).map(|time| format!("{time:.3}")).unwrap_or_default()
}

/// What a permission must be to be listed.
struct Filter<'a> {
    companies: Option<Vec<Option<usize>>>,
    roles: Option<Vec<&'a str>>,
    deleted: Option<bool>,
}

impl Filter<'_> {
    fn keeps(&self, permission: &Permission) -> bool {
        self.companies.as_ref().is_none_or(|wanted| wanted.contains(&permission.company))
            && self.roles.as_ref().is_none_or(|wanted| permission.roles.iter().any(|role| wanted.contains(role)))
            && self.deleted.is_none_or(|wanted| wanted == permission.deleted)
    }
}

/// A filter that the contract has on some operations only.
fn deleted(query: &Pairs) -> Result<Option<bool>, Refusal> {
    query.read("deleted").map_err(|_| Refusal::bad_query("deleted must be true or false"))
}

async fn permissions(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let fields = Fields::read(&query)?;
    let page = service.page_of_permissions(&query, asked, query.get("operator"), None)?;
    Ok(page.into_response(|permission| fields.choose(permission)))
}

async fn operator_permissions(
    _: Caller,
    State(service): State<Arc<Base39>>,
    Path(operator): Path<String>,
    asked: Asked,
    query: Pairs,
) -> Answer {
    let deleted = deleted(&query)?;
    let page = service.page_of_permissions(&query, asked, Some(&operator), deleted)?;
    Ok(page.into_response(|permission| permission))
}

impl Base39 {
    fn page_of_permissions(
        &self,
        query: &Pairs,
        asked: Asked,
        operator: Option<&str>,
        deleted: Option<bool>,
    ) -> Result<Page<PermissionBody>, Refusal> {
        let filter = Filter { companies: self.wanted_companies(query), roles: query.list("role"), deleted };
        let expand_company = query.names("expand", "data.company");
        let created = lock(&self.created).permissions.clone();
        let count = self.first_permissions() + created.len();
        let page = PageRequest::read(query, asked, |id| Kind::LoanPermission.find(id, count, permission_id))?;

        let permission = |index| self.permission(index, &created);
        let item = |index| Some(permission(index)).filter(|one| filter.keeps(one)).map(|one| one.body(expand_company));
        let range = page.range(count);
        Ok(match operator.filter(|_| !asked.is(Trick::IgnoredOperator)) {
            None => page.take(range, item),
            // An operator who doesn't exist has no permissions: "this request should never fail".
            Some(operator) => {
                let own = self.permissions_of(self.find_operator(operator), &created);
                page.take(own.into_iter().filter(|index| range.contains(index)), item)
            }
        })
    }

    /// The companies that a filter names: an unknown one is no company's.
    fn wanted_companies(&self, query: &Pairs) -> Option<Vec<Option<usize>>> {
        let wanted = |id| match id {
            EVERY_COMPANY => Some(None),
            id => Kind::LoanCompany.find(id, self.companies(), company_id).map(Some),
        };
        query.list("company").map(|ids| ids.into_iter().filter_map(wanted).collect())
    }

    fn find_operator(&self, id: &str) -> Option<usize> {
        Kind::LoanOperator.find(id, self.company.people, operator_id)
    }

    /// The numbers of one operator's permissions, the oldest first.
    fn permissions_of(&self, operator: Option<usize>, created: &[Permission]) -> Vec<usize> {
        let Some(operator) = operator else {
            return Vec::new();
        };
        let second = operator.is_multiple_of(4).then(|| self.company.people + operator / 4);
        let second = second.filter(|index| *index < self.first_permissions());
        let created = created.iter().filter(|one| one.operator == operator).map(|one| one.index);
        [operator].into_iter().chain(second).chain(created).collect()
    }
}

#[derive(Deserialize)]
struct PermissionCreate {
    company: String,
    roles: Vec<String>,
}

async fn create_permission(
    caller: Caller,
    State(service): State<Arc<Base39>>,
    Path(operator): Path<String>,
    asked: Asked,
    query: Pairs,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let header = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let client =
        ClientOf::Caller { client_id: caller.client_id, external_client_id: header("base39-external-client-id") };
    let expand_company = query.names("expand", "company");
    let create = |created: &mut Created| {
        let operator = service.find_operator(&operator).ok_or(NO_OPERATOR)?;
        let (company, roles) = service.read_create(header("content-type"), &body)?;
        let index = service.first_permissions() + created.permissions.len();
        let permission = Permission { index, operator, company, roles, deleted: false, client };
        created.permissions.push(permission.clone());
        Ok(serde_json::to_value(permission.body(expand_company)).unwrap_or_default())
    };
    let mut created = lock(&service.created);
    let permission = match header("idempotency-key") {
        None => create(&mut created)?,
        Some(_) if asked.is(Trick::StillRunning) => return Err(STILL_RUNNING),
        Some(key) => created.once(key, create)?,
    };
    Ok(json(StatusCode::CREATED, &permission))
}

const NO_OPERATOR: Refusal =
    Refusal { status: StatusCode::NOT_FOUND, code: Some("OPERATOR_NOT_FOUND"), message: "No operator has this id." };

/// The body of this 409 is not documented.
const STILL_RUNNING: Refusal = Refusal {
    status: StatusCode::CONFLICT,
    code: Some("IDEMPOTENCY_CONFLICT"),
    message: "A request with this key is still running.",
};

impl Created {
    /// The first answer again for a key that was used before. A call that failed leaves no answer behind, so that its
    /// repeat runs.
    fn once(
        &mut self,
        key: String,
        create: impl FnOnce(&mut Self) -> Result<Value, Refusal>,
    ) -> Result<Value, Refusal> {
        if let Some(answer) = self.answers.get(&key) {
            return Ok(answer.clone());
        }
        let answer = create(self)?;
        self.answers.insert(key, answer.clone());
        Ok(answer)
    }
}

impl Base39 {
    fn read_create(
        &self,
        content_type: Option<String>,
        body: &[u8],
    ) -> Result<(Option<usize>, Vec<&'static str>), Refusal> {
        if !content_type.is_some_and(|value| value.starts_with("application/json")) {
            return Err(Refusal::bad_body("the body must be application/json"));
        }
        let asked: PermissionCreate =
            serde_json::from_slice(body).map_err(|_| Refusal::bad_body("company and roles are needed"))?;
        let known = |role: &String| ROLES.into_iter().find(|known| known == role);
        let roles: Option<Vec<_>> = asked.roles.iter().map(known).collect();
        let roles =
            roles.filter(|roles| !roles.is_empty()).ok_or_else(|| Refusal::bad_body("roles must name known roles"))?;
        if asked.company == EVERY_COMPANY {
            return match roles.contains(&NEVER_EVERYWHERE) {
                true => Err(Refusal::bad_body("approver is not for every company")),
                false => Ok((None, roles)),
            };
        }
        let company = Kind::LoanCompany.find(&asked.company, self.companies(), company_id);
        company.map(|company| (Some(company), roles)).ok_or_else(|| Refusal::bad_body("no company has this id"))
    }
}

// --- companies, groups, keys ---

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CompanyBody {
    id: String,
    status: &'static str,
    document: String,
    name: String,
    friendly_name: String,
    group: String,
    address: Address,
    credit_policies: [CreditPolicy; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    city: &'static str,
    state: &'static str,
    country: &'static str,
    line1: &'static str,
    number: String,
    postal_code: &'static str,
    neighborhood: &'static str,
}

#[derive(Serialize)]
struct CreditPolicy {
    id: String,
}

fn company(index: usize) -> CompanyBody {
    CompanyBody {
        id: company_id(index),
        status: if index % 9 == 8 { "inactive" } else { "active" },
        // Not a valid CNPJ: its check digits are wrong.
        document: format!("{:014}", index + 1),
        name: format!("Empresa Exemplo {} SA", index + 1),
        friendly_name: format!("Exemplo {}", index + 1),
        group: group_id(index % 2),
        address: Address {
            city: Company::city(index),
            state: "SP",
            country: "BR",
            line1: "Rua Exemplo",
            number: (index + 1).to_string(),
            postal_code: "00000000",
            neighborhood: "Centro",
        },
        credit_policies: [CreditPolicy { id: format!("cpol_{}", Kind::LoanPolicy.hex24(index)) }],
    }
}

async fn companies(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let count = service.companies();
    let find = |id: &str| Kind::LoanCompany.find(id, count, company_id);
    let page = PageRequest::read(&query, asked, find)?;
    Ok(page.take(page.range(count), Some).into_response(company))
}

async fn groups(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Group {
        id: String,
        name: String,
        metadata: Map<String, Value>,
        created_at: String,
        updated_at: String,
        deleted: bool,
    }

    let name = |index: usize| format!("Grupo Exemplo {}", index + 1);
    let is_deleted = |index: usize| index % 6 == 5;
    let wanted_name = query.get("name").unwrap_or_default();
    let wanted_deleted = deleted(&query)?;
    let fields = Fields::read(&query)?;
    let count = service.groups();
    let find = |id: &str| Kind::LoanGroup.find(id, count, group_id);
    let page = PageRequest::read(&query, asked, find)?;
    let kept = page.take(page.range(count), |index| {
        let keeps =
            name(index).contains(wanted_name) && wanted_deleted.is_none_or(|wanted| wanted == is_deleted(index));
        keeps.then_some(index)
    });
    Ok(kept.into_response(|index| {
        fields.choose(Group {
            id: group_id(index),
            name: name(index),
            metadata: Map::from_iter([("region".to_owned(), Company::city(index).into())]),
            created_at: time(index, 0),
            updated_at: time(index, 0),
            deleted: is_deleted(index),
        })
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiKey {
    id: String,
    rules: Rules,
    email: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_ips: Option<[IpRange; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_in: Option<&'static str>,
    api_key: &'static str,
}

#[derive(Serialize)]
struct IpRange {
    ip: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Rules {
    Everything(&'static str),
    Some([Rule; 2]),
}

#[derive(Serialize)]
struct Rule {
    resource: &'static str,
    rule: &'static str,
}

const API_KEYS: usize = 4;

impl Base39 {
    fn api_key(&self, index: usize) -> ApiKey {
        let person = self.company.person(index);
        let rules = match index {
            0 | 3 => Rules::Everything("*"),
            _ => Rules::Some([
                Rule { resource: "/v1/permissions", rule: "readOnly" },
                Rule { resource: "/v1/loans", rule: "readWrite" },
            ]),
        };
        ApiKey {
            id: key_id(index),
            rules,
            email: person.email,
            name: person.name,
            // Addresses that are documentation's (RFC 5737).
            allowed_ips: (index != 1).then_some([IpRange { ip: "192.0.2.0/24", description: "escritório" }]),
            revoked_in: (index == 3).then_some("2024-12-25"),
            api_key: "****************************0039",
        }
    }
}

async fn api_keys(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let find = |id: &str| Kind::LoanKey.find(id, API_KEYS, key_id);
    let page = PageRequest::read(&query, asked, find)?;
    let keys = page.take(page.range(API_KEYS), Some);
    Ok(keys.into_response(|index| service.api_key(index)))
}

// --- fields ---

/// The parameter `fields`: which members of an item are wanted.
enum Fields {
    All,
    Only(Vec<String>),
    Except(Vec<String>),
}

impl Fields {
    fn read(query: &Pairs) -> Result<Self, Refusal> {
        let names: Vec<_> =
            query.list("fields").unwrap_or_default().into_iter().filter(|name| !name.is_empty()).collect();
        let (except, only): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.starts_with('-'));
        match (only.is_empty(), except.is_empty()) {
            (true, true) => Ok(Self::All),
            (false, true) => Ok(Self::Only(only.into_iter().map(str::to_owned).collect())),
            (true, false) => Ok(Self::Except(except.iter().map(|name| name.replacen('-', "", 1)).collect())),
            (false, false) => Err(Refusal::bad_query("fields to include and fields to exclude can't be mixed")),
        }
    }

    fn choose<T: Serialize>(&self, item: T) -> Chosen<T> {
        let keep = |name: &String| match self {
            Self::All => true,
            Self::Only(names) => names.contains(name),
            Self::Except(names) => !names.contains(name),
        };
        match (self, serde_json::to_value(&item)) {
            (Self::Only(_) | Self::Except(_), Ok(Value::Object(members))) => {
                Chosen::Part(members.into_iter().filter(|(name, _)| keep(name)).collect())
            }
            _ => Chosen::Whole(item),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Chosen<T> {
    Whole(T),
    Part(Map<String, Value>),
}

// --- pages ---

/// Where a page begins. Items are numbered from the oldest on; a list has the newest first.
enum Cursor {
    Start,
    After(usize),
    Before(usize),
}

struct PageRequest {
    cursor: Cursor,
    limit: usize,
    asked: Asked,
}

struct Page<T> {
    items: Vec<T>,
    has_more: bool,
}

impl PageRequest {
    fn read(query: &Pairs, asked: Asked, find: impl Fn(&str) -> Option<usize>) -> Result<Self, Refusal> {
        let limit = match query.read("limit") {
            Ok(None) => 10,
            Ok(Some(limit @ 1..=100)) => limit,
            _ => return Err(Refusal::bad_query("limit must be between 1 and 100")),
        };
        let find = |id| find(id).ok_or_else(|| Refusal::bad_query("no object has the cursor's id"));
        let cursor = match (query.get("starting_after"), query.get("ending_before")) {
            (Some(_), Some(_)) => {
                return Err(Refusal::bad_query("starting_after and ending_before can't be combined"));
            }
            (Some(id), None) => Cursor::After(find(id)?),
            (None, Some(id)) => Cursor::Before(find(id)?),
            (None, None) => Cursor::Start,
        };
        let cursor = if asked.starts_over() { Cursor::Start } else { cursor };
        Ok(Self { cursor, limit, asked })
    }

    /// The numbers on the asked side of the cursor, out of `count`.
    fn range(&self, count: usize) -> Range<usize> {
        match self.cursor {
            Cursor::Start => 0..count,
            Cursor::After(cursor) => 0..cursor,
            Cursor::Before(cursor) => cursor + 1..count,
        }
    }

    /// The page out of these numbers, the oldest first; `item` leaves out what the request doesn't want.
    fn take<T>(&self, numbers: impl DoubleEndedIterator<Item = usize>, item: impl Fn(usize) -> Option<T>) -> Page<T> {
        // One more than the page holds tells whether there is more.
        let (wanted, shift) = (self.limit + 1, self.asked.shift());
        let mut items: Vec<T> = match self.cursor {
            Cursor::Before(_) => numbers.filter_map(item).skip(shift).take(wanted).collect(),
            Cursor::Start | Cursor::After(_) => numbers.rev().filter_map(item).skip(shift).take(wanted).collect(),
        };
        let has_more = items.len() > self.limit || self.asked.is(Trick::Endless);
        items.truncate(self.limit);
        if matches!(self.cursor, Cursor::Before(_)) {
            items.reverse();
        }
        if self.asked.is(Trick::EmptyPage) {
            items.clear();
        }
        Page { items, has_more }
    }
}

impl<T> Page<T> {
    fn into_response<B: Serialize>(self, body: impl Fn(T) -> B) -> Response<Body> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct List<B> {
            has_more: bool,
            data: Vec<B>,
        }
        let data = self.items.into_iter().map(body).collect();
        json(StatusCode::OK, &List { has_more: self.has_more, data })
    }
}
