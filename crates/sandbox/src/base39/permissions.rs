//! Permissions: those of the first day follow from their number, those created since are kept.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::companies::{CompanyBody, company};
use super::credentials::Caller;
use super::lists::{Fields, Page, PageRequest, deleted};
use super::{Answer, Base39, Created, Refusal, company_id, key_id, operator_id, permission_id};
use crate::company::{Kind, pick};
use crate::fault::Trick;
use crate::server::{Asked, Pairs, json, lock};

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
    Company(Box<CompanyBody>),
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
pub(super) fn time(index: usize, later: i64) -> String {
    let minutes = i64::try_from(index).unwrap_or_default().saturating_mul(MINUTE);
    let milliseconds = FIRST_DAY.saturating_add(minutes).saturating_add(134).saturating_add(later);
    Timestamp::from_millisecond(milliseconds).map(|time| format!("{time:.3}")).unwrap_or_default()
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

pub(super) const NO_OPERATOR: Refusal =
    Refusal { status: StatusCode::NOT_FOUND, code: Some("OPERATOR_NOT_FOUND"), message: "No operator has this id." };

/// The body of this 409 is not documented.
pub(super) const STILL_RUNNING: Refusal = Refusal {
    status: StatusCode::CONFLICT,
    code: Some("IDEMPOTENCY_CONFLICT"),
    message: "A request with this key is still running.",
};

impl Created {
    /// The first answer again for a key that was used before. A call that failed leaves no answer behind, so that its
    /// repeat runs.
    pub(super) fn once(
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
