//! Permissions: those of the first day follow from their number, those created since are kept.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::companies::companies;
use super::credentials::Caller;
use super::keys::Given;
use super::lists::{Fields, Page, PageRequest, deleted};
use super::table::COMPANY;
use super::{Answer, Base39, MINUTE, Refusal, STILL_RUNNING, company_id, key_id, operator_id, permission_id, time};
use crate::company::{Kind, pick};
use crate::fault::Trick;
use crate::server::{self, Asked, Pairs, json, lock};

/// The contract's `PermissionRole`.
const ROLES: [&str; 6] =
    ["approver", "financial", "administrator", "backoffice", "backoffice_financial", "backoffice_automation"];
/// The one role for which `*` as company is not documented.
const NEVER_EVERYWHERE: &str = "approver";
const UNKNOWN_ROLE: &str = "auditor";
const EVERY_COMPANY: &str = "*";

/// A permission in the few bytes that filters look at.
#[derive(Debug, Clone)]
pub(super) struct Permission {
    index: usize,
    operator: usize,
    /// `None` is every company.
    company: Option<usize>,
    roles: Vec<&'static str>,
    deleted: bool,
    client: ClientOf,
}

#[derive(Debug, Clone)]
pub(super) enum ClientOf {
    Seed,
    Caller { client_id: String, external_client_id: Option<String> },
}

impl Base39 {
    /// One of the permissions that were there from the start.
    fn first_permission(&self, index: usize) -> Permission {
        let operator = index.checked_sub(self.company.people).map_or(index, |second| second * 4);
        let company = (index % 10 != 3).then(|| index % companies(self.company));
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
pub(super) struct PermissionBody {
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
pub(super) enum Reference {
    Id(String),
    Company(Value),
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(super) struct Actor {
    client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_client_id: Option<String>,
    app: &'static str,
}

impl Permission {
    /// `company` shows a company that is to be shown whole.
    fn body(self, company: impl Fn(usize) -> Option<Value>) -> PermissionBody {
        let company = match self.company {
            None => Reference::Id(EVERY_COMPANY.to_owned()),
            Some(index) => company(index).map_or_else(|| Reference::Id(company_id(index)), Reference::Company),
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

/// What a permission must be to be listed.
pub(super) struct Filter<'a> {
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

pub(super) async fn permissions(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let fields = Fields::read(&query)?;
    let page = service.page_of_permissions(&query, asked, query.get("operator"), None)?;
    Ok(page.into_response(|permission| fields.choose(permission)))
}

pub(super) async fn operator_permissions(
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
        let created = lock(&self.created).clone();
        let count = self.first_permissions() + created.len();
        let page = PageRequest::read(query, asked, |id| Kind::LoanPermission.find(id, count, permission_id))?;

        let permission = |index| self.permission(index, &created);
        let company = |index| expand_company.then(|| self.company_body(index)).flatten();
        let item = |index| Some(permission(index)).filter(|one| filter.keeps(one)).map(|one| one.body(company));
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
            id => self.find_company(id).map(Some),
        };
        query.list("company").map(|ids| ids.into_iter().filter_map(wanted).collect())
    }

    fn find_company(&self, id: &str) -> Option<usize> {
        lock(&self.records).find(&COMPANY, id)
    }

    fn company_body(&self, index: usize) -> Option<Value> {
        lock(&self.records).get(&COMPANY, index)
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
pub(super) struct PermissionCreate {
    company: String,
    roles: Vec<String>,
}

pub(super) async fn create_permission(
    caller: Caller,
    State(service): State<Arc<Base39>>,
    Path(operator): Path<String>,
    asked: Asked,
    query: Pairs,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    caller.may_write()?;
    let header = |name| server::header(&headers, name);
    let client =
        ClientOf::Caller { client_id: caller.client_id, external_client_id: header("base39-external-client-id") };
    let expand_company = query.names("expand", "company");
    let create = || -> Result<Given, Refusal> {
        let operator = service.find_operator(&operator).ok_or_else(no_operator)?;
        let (company, roles) = service.read_create(header("content-type"), &body)?;
        let mut created = lock(&service.created);
        let index = service.first_permissions() + created.len();
        let permission = Permission { index, operator, company, roles, deleted: false, client };
        created.push(permission.clone());
        let body = permission.body(|index| expand_company.then(|| service.company_body(index)).flatten());
        Ok((StatusCode::CREATED, serde_json::to_value(body).ok()))
    };
    let key = header("idempotency-key");
    if key.is_some() && asked.is(Trick::StillRunning) {
        return Err(STILL_RUNNING);
    }
    let (status, body) = lock(&service.keys).once("create_operator_permission", key, create)?;
    Ok(json(status, &body))
}

fn no_operator() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "OPERATOR_NOT_FOUND", "No operator has this id.")
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
        let company = self.find_company(&asked.company);
        company.map(|company| (Some(company), roles)).ok_or_else(|| Refusal::bad_body("no company has this id"))
    }
}
