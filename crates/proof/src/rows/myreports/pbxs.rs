//! PBX connections, of enterprises and resellers.

use myreports::{AcceptCharges, Client, NewPbx, Patch, PbxKind, operations};
use serde_json::Value;

use super::{
    super::{Row, data, one, whole, without},
    nothing,
};

/// What is written of a connection again: its keys are not.
fn pbx(answer: Value) -> Value {
    without(data(answer), &["apiKey", "licenseKey"])
}

fn pbxs(answer: Value) -> Value {
    data(answer).as_array().into_iter().flatten().map(|pbx| without(pbx.clone(), &["apiKey", "licenseKey"])).collect()
}

fn least() -> NewPbx {
    NewPbx::new(PbxKind::Kazoo)
}

/// With all that the contract has of a connection, what the service gives included.
pub(super) fn full() -> NewPbx {
    least()
        .name("Example PBX")
        .country_code("BR")
        .enabled(true)
        .host_rest("https://rest.example.com")
        .host_websocket("wss://ws.example.com")
        .account_id("12345")
        .api_key("example-key")
        .monitor_sub_accounts(true)
        .license_key("example-licence")
        .username("ana")
        .extra("id", "p")
        .extra("tenantId", "c")
}

fn enable() -> Patch {
    Patch::new().replace("/enabled", "true")
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_PBXS,
            "accounts().pbxs(account, customer)",
            |c, ids| c.accounts().pbxs(ids.id("account"), ids.id("customer")),
            &[],
            pbxs,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_CREATE_PBX,
            "accounts().create_pbx(account, customer, pbx)",
            |c, ids| c.accounts().create_pbx(ids.id("account"), ids.id("customer"), least()).accept_charges(),
            &[|c, _| c.accounts().create_pbx("a", "c", full())],
            pbx,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_PBX,
            "accounts().pbx(account, customer, pbx)",
            |c, ids| c.accounts().pbx(ids.id("account"), ids.id("customer"), ids.id("pbx")),
            &[],
            pbx,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_PATCH_PBX,
            "accounts().update_pbx(account, customer, pbx, patch)",
            |c, ids| {
                let (account, customer, pbx) = (ids.id("account"), ids.id("customer"), ids.id("pbx"));
                c.accounts().update_pbx(account, customer, pbx, enable()).accept_charges()
            },
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_DELETE_PBX,
            "accounts().delete_pbx(account, customer, pbx)",
            |c, ids| c.accounts().delete_pbx(ids.id("account"), ids.id("customer"), ids.id("pbx")),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_FIND_PBX_INSTANCE,
            "accounts().find_pbx(instance)",
            |c, _| c.accounts().find_pbx("12345"),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_FIND_PBX_INSTANCE,
            "customers().find_pbx(instance)",
            |c, _| c.customers().find_pbx("12345"),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::RESELLER_CREATE_PBX,
            "customers().create_pbx(customer, pbx)",
            |c, ids| c.customers().create_pbx(ids.id("customer"), least()).accept_charges(),
            &[|c, _| c.customers().create_pbx("c", full())],
            pbx,
        ),
        one::<Client, _>(
            &operations::RESELLER_PATCH_PBX,
            "customers().update_pbx(customer, pbx, patch)",
            |c, ids| c.customers().update_pbx(ids.id("customer"), ids.id("pbx"), enable()).accept_charges(),
            &[],
            nothing,
        ),
    ]
}
