//! Every request that this crate can build, against the vendor's contract.

use acesso_sandbox::contract::{Contract, Sent};
use tomticket::{Call, Client, Cursor, CustomerFilter, CustomerKey};

fn client() -> Client {
    Client::builder("example-token").build().unwrap()
}

/// Fails where the contract does not know the path, a parameter or a value, or names the operation otherwise.
#[track_caller]
fn check<T>(call: &Call<T>) {
    let url = call.url(client().base_url()).unwrap();
    let (headers, body) = call.payload().unwrap();
    assert!(body.is_empty());
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let sent = Sent {
        method: call.method().as_str(),
        template: call.template(),
        path: url.path(),
        query: url.query(),
        headers: &headers,
        body: None,
    };
    assert_eq!(Contract::tomticket().check_request(&sent).unwrap(), call.operation());
}

#[test]
fn calls_for_one_customer_are_in_the_contract() {
    let client = client();
    for key in [CustomerKey::internal_id("42"), CustomerKey::email("ana@cliente.example")] {
        check(client.customers().permissions(&key).call());
        check(client.customers().details(&key).call());
        check(client.customers().exists(&key).call());
    }
}

#[test]
fn every_filter_is_in_the_contract() {
    let all = CustomerFilter::default;
    for filter in [
        all(),
        CustomerFilter { page: Some(7), ..all() },
        CustomerFilter { order: Some("DESC".into()), column: Some("creation_date".into()), ..all() },
        CustomerFilter { organization_id: Some("fedcba9876543210fedcba9876543210".into()), ..all() },
        CustomerFilter { show_custom_fields: Some(true), search_by_organization_mother: Some(true), ..all() },
        CustomerFilter { show_custom_fields: Some(false), search_by_organization_mother: Some(false), ..all() },
    ] {
        let pager = client().customers().list(filter);
        check(&pager.call());
        check(&pager.from_cursor(Cursor::new("3")).call());
    }
}

#[test]
fn the_other_lists_are_in_the_contract() {
    let client = client();
    check(&client.organizations().list().call());
    check(&client.organizations().list().from_cursor(Cursor::new("3")).call());
    check(client.departments().list(true).call());
    check(client.departments().list(false).call());
    check(client.departments().operators("0414000000000000000000000000aaaa").call());
}

#[test]
fn a_name_that_the_contract_lacks_is_caught() {
    let call = Call::get("department_operator_list", "/department/operator/list").query("departmentid", "0414");
    let url = call.url(client().base_url()).unwrap();
    let sent = Sent {
        method: "GET",
        template: call.template(),
        path: url.path(),
        query: url.query(),
        headers: &[],
        body: None,
    };
    assert!(Contract::tomticket().check_request(&sent).is_err());
}
