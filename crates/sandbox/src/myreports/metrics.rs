//! What an account uses: members in the order of the newer sample.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tenants::{ACCOUNT, PBX, customers_of, users_of};
use crate::company::Kind;
use crate::records::{Records, set};

/// Metrics have six digits where tenants have three.
fn to_microseconds(tenant: &Value) -> Value {
    tenant.get("dateCreated").and_then(Value::as_str).map(|date| format!("{date}000")).into()
}

/// The metrics of an account; with `one_too_many`, one user too many for one role at the first customer.
pub(super) fn metrics(records: &Records, account: usize, one_too_many: bool) -> Value {
    let tenant = records.get(&ACCOUNT, account).unwrap_or_default();
    let mut customers: Vec<_> = customers_of(records, account)
        .into_iter()
        .filter_map(|customer| Some(customer_metrics(records, customer.index, &customer.record(records)?)))
        .collect();
    let first = customers.first_mut().filter(|_| one_too_many).and_then(|first| first.get_mut("roles"));
    if let Some(count) = first.and_then(Value::as_object_mut).and_then(|roles| roles.values_mut().next()) {
        *count = count.as_u64().map(|count| count + 1).into();
    }
    json!({
        "accountTenantId": tenant.get("id"),
        "accountName": tenant.get("name"),
        "enabled": tenant.get("enabled"),
        "dateCreated": to_microseconds(&tenant),
        "pbxProfiles": [{
            "id": format!("TeamsPbxProvisionerProfile_{}", Kind::PbxProfile.guid(account)),
            "pbxType": "Teams",
        }],
        "customers": customers,
    })
}

/// Counts everybody whom the customer's list of users has, guests and the reseller's users included.
fn customer_metrics(records: &Records, index: usize, customer: &Value) -> Value {
    let mut roles = BTreeMap::<String, usize>::new();
    for user in users_of(records, index).into_iter().filter_map(|user| user.record(records)) {
        let own = user.get("roles").and_then(Value::as_array).into_iter().flatten();
        for role in own.filter_map(Value::as_str) {
            *roles.entry(role.to_owned()).or_default() += 1;
        }
    }
    let mut metrics = json!({
        "tenantId": customer.get("id"),
        "tenantName": customer.get("name"),
        "enabled": customer.get("enabled"),
        "dateCreated": to_microseconds(customer),
        "tenantProfileType": "TenantProfileType_analytics",
        "pbxs": [{
            "id": PBX.id(index),
            "pbxType": "Teams",
            "instanceId": Kind::PbxInstance.guid(index),
            "name": "Teams",
            "enabled": true,
            "monitorSubAccounts": false,
        }],
    });
    set(&mut metrics, "roles", serde_json::to_value(roles).unwrap_or_default());
    metrics
}
