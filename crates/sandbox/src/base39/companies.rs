//! Companies, their groups, and API keys, as they are on the first day.

use serde_json::{Value, json};

use super::{company_id, group_id, key_id, time};
use crate::company::{Company, Kind};
use crate::records::{First, set};

pub(super) const COMPANIES: First = First::Made { count: companies, make: company };
pub(super) const GROUPS: First = First::Made { count: groups, make: group };
pub(super) const API_KEYS: First = First::Made { count: |_| 4, make: api_key };

pub(super) fn companies(company: Company) -> usize {
    company.one_in(20, 3, 500)
}

fn groups(company: Company) -> usize {
    company.one_in(400, 2, 20)
}

fn company(_: Company, index: usize) -> Value {
    let number = index + 1;
    json!({
        "id": company_id(index),
        "status": if index % 9 == 8 { "inactive" } else { "active" },
        // Not a valid CNPJ: its check digits are wrong.
        "document": format!("{number:014}"),
        "name": format!("Empresa Exemplo {number} SA"),
        "friendlyName": format!("Exemplo {number}"),
        "group": group_id(index % 2),
        "address": {
            "city": Company::city(index),
            "state": "SP",
            "country": "BR",
            "line1": "Rua Exemplo",
            "number": number.to_string(),
            "postalCode": "00000000",
            "neighborhood": "Centro",
        },
        "creditPolicies": [{ "id": format!("crpl_{}", Kind::LoanPolicy.hex24(index)) }],
    })
}

fn group(_: Company, index: usize) -> Value {
    json!({
        "id": group_id(index),
        "name": format!("Grupo Exemplo {}", index + 1),
        "metadata": { "region": Company::city(index) },
        "createdAt": time(index, 0),
        "updatedAt": time(index, 0),
        "deleted": index % 6 == 5,
    })
}

fn api_key(company: Company, index: usize) -> Value {
    let person = company.person(index);
    let some = json!([
        { "resource": "/v1/permissions", "rule": "readOnly" },
        { "resource": "/v1/loans", "rule": "readWrite" },
    ]);
    let mut key = json!({
        "id": key_id(index),
        "rules": if matches!(index, 0 | 3) { "*".into() } else { some },
        "email": person.email,
        "name": person.name,
        "apiKey": "****************************0039",
    });
    if index != 1 {
        // Addresses that are documentation's (RFC 5737).
        set(&mut key, "allowedIps", json!([{ "ip": "192.0.2.0/24", "description": "escritório" }]));
    }
    if index == 3 {
        set(&mut key, "revokedIn", "2024-12-25");
    }
    key
}
