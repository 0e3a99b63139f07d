//! MyReports' methods.

use acesso_sandbox::Sandbox;
use myreports::{NewCustomer, NewUser, Patch};
use serde_json::Value;

use super::{Row, data, without};

mod billing;
mod enterprise;
mod pbxs;
mod reseller;

/// What an answer holds that says no more than that it worked.
fn nothing(_: Value) -> Value {
    Value::Null
}

fn rename() -> Patch {
    Patch::new().replace("/displayName", "Ana Example")
}

fn ana<Role>() -> NewUser<Role> {
    NewUser::new("ana@example.com", "Ana Example")
}

/// A customer with all that one can be created with.
fn clinic() -> NewCustomer {
    NewCustomer::default()
        .name("Clinic")
        .description("Example Clinic")
        .reference("ABC00001")
        .enabled(true)
        .timezone("America/Sao_Paulo")
        .country_code("BR")
        .pbx_connection_profile(pbxs::full())
        .send_new_user_email(false)
        .send_connect_welcome_email(false)
        .trial_duration(30)
        .tenant_profile_type("TenantProfileType_analytics")
        .culture("pt-BR")
}

/// The kinds of records that the sandbox has, and an id of each.
pub(super) fn ids(sandbox: &Sandbox) -> impl Iterator<Item = (&'static str, String)> {
    let example = sandbox.example();
    let of_example = [
        ("account", example.account_tenant_id().to_owned()),
        ("customer", example.customer_tenant_id().to_owned()),
        ("customer_user", example.user_id().to_owned()),
    ];
    sandbox
        .myreports()
        .first_ids()
        .filter(|(kind, _)| !["account", "customer", "customer_user"].contains(kind))
        .chain(of_example)
}

/// Every operation that has a method.
pub(super) fn rows() -> Vec<Row> {
    [enterprise::rows(), pbxs::rows(), billing::rows(), reseller::rows()].into_iter().flatten().collect()
}

/// A customer, whose PBXs are read as far as they say which they are.
fn customer(answer: Value) -> Value {
    with_brief_pbxs(data(answer))
}

fn customers(answer: Value) -> Value {
    data(answer).as_array().into_iter().flatten().cloned().map(with_brief_pbxs).collect()
}

fn with_brief_pbxs(mut customer: Value) -> Value {
    let pbxs = customer.get_mut("pbxConnectionProfiles").and_then(Value::as_array_mut);
    for pbx in pbxs.into_iter().flatten() {
        let details =
            ["accountId", "apiKey", "hostRest", "hostWebsocket", "licenseKey", "monitorSubAccounts", "username"];
        *pbx = without(pbx.take(), &details);
    }
    customer
}
