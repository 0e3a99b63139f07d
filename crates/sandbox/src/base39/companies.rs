//! Companies, their groups, and API keys.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};

use super::credentials::Caller;
use super::lists::{Fields, PageRequest, deleted};
use super::permissions::time;
use super::{Answer, Base39, company_id, group_id, key_id};
use crate::company::{Company, Kind};
use crate::server::{Asked, Pairs};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompanyBody {
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
pub(super) struct Address {
    city: &'static str,
    state: &'static str,
    country: &'static str,
    line1: &'static str,
    number: String,
    postal_code: &'static str,
    neighborhood: &'static str,
}

#[derive(Serialize)]
pub(super) struct CreditPolicy {
    id: String,
}

pub(super) fn company(index: usize) -> CompanyBody {
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

pub(super) async fn companies(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let count = service.companies();
    let find = |id: &str| Kind::LoanCompany.find(id, count, company_id);
    let page = PageRequest::read(&query, asked, find)?;
    Ok(page.take(page.range(count), Some).into_response(company))
}

pub(super) async fn groups(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
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
pub(super) struct ApiKey {
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
pub(super) struct IpRange {
    ip: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Rules {
    Everything(&'static str),
    Some([Rule; 2]),
}

#[derive(Serialize)]
pub(super) struct Rule {
    resource: &'static str,
    rule: &'static str,
}

pub(super) const API_KEYS: usize = 4;

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

pub(super) async fn api_keys(_: Caller, State(service): State<Arc<Base39>>, asked: Asked, query: Pairs) -> Answer {
    let find = |id: &str| Kind::LoanKey.find(id, API_KEYS, key_id);
    let page = PageRequest::read(&query, asked, find)?;
    let keys = page.take(page.range(API_KEYS), Some);
    Ok(keys.into_response(|index| service.api_key(index)))
}
