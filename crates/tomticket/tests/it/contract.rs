//! Every request that this crate can build, and every member that it reads, against the vendor's contract.

use acesso_sandbox::contract::{Contract, Sent};
use serde_json::{Value, json};
use tomticket::{Call, Client, Cursor, CustomerFilter, CustomerKey, DepartmentFilter, OrganizationFilter};

use crate::common::{answered, with_nested};

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
        check(client.customers().permissions(&key).call().unwrap());
        check(client.customers().details(&key).call().unwrap());
        check(client.customers().exists(&key).call().unwrap());
    }
}

#[test]
fn every_filter_is_in_the_contract() {
    let all = CustomerFilter::default;
    for filter in [
        all(),
        all().page(7),
        all().order("DESC").column("creation_date"),
        all().organization_id("fedcba9876543210fedcba9876543210"),
        all().show_custom_fields(true).search_by_organization_mother(true),
        all().show_custom_fields(false).search_by_organization_mother(false),
    ] {
        let pager = client().customers().list(filter);
        check(&pager.call());
        check(&pager.from_cursor(Cursor::at("3")).call());
    }
}

#[test]
fn the_other_lists_are_in_the_contract() {
    let client = client();
    let all = OrganizationFilter::default;
    let some = all().page(2).order("DESC").column("name").organization_mother_id("fedcba98");
    for filter in [all(), some, all().show_custom_fields(true), all().show_custom_fields(false)] {
        let pager = client.organizations().list(filter);
        check(&pager.call());
        check(&pager.from_cursor(Cursor::at("3")).call());
    }
    check(client.departments().list(with_nested()).call().unwrap());
    check(client.departments().list(DepartmentFilter::default()).call().unwrap());
    check(client.departments().operators("0414000000000000000000000000aaaa").call().unwrap());
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

/// A client that gets this answer, after the contract has agreed that all its names exist.
#[track_caller]
fn agreed(operation: &str, mut body: Value) -> Client {
    for (name, value) in [("error", json!(false)), ("message", Value::Null), ("success", json!(true))] {
        body[name] = value;
    }
    let body = body.to_string();
    Contract::tomticket().check_answer(operation, 200, Some("application/json"), body.as_bytes()).unwrap();
    answered(200, body)
}

/// `data` as a page has it.
fn page(data: &Value) -> Value {
    json!({"data": data, "size": 1, "pages": 1, "next_page": null, "previous_page": null})
}

#[tokio::test]
async fn every_member_of_one_customer_is_read_and_written_back() {
    let columns = json!({"account_approved": true, "active": false, "allowed_create_tickets": true,
        "monthly_ticket_quota": 10, "email_validated": false});
    let client = agreed("customer_permissions_basic_get", json!({"exists": true, "data": {"details": columns}}));
    let permissions = client.customers().permissions("42").await.unwrap();
    assert!(permissions.extra.is_empty(), "{permissions:?}");
    assert_eq!(serde_json::to_value(permissions).unwrap(), columns);

    let columns = json!({"name": "Padaria Exemplo Ltda", "email": "contato@padaria.example", "phone": "5500000000001",
        "internal_id": "0001-0002", "monthly_ticket_quota": null, "active": true,
        "custom_fields": [{"id": "00112233", "name": "Cidade", "value": "Porto Alegre"}]});
    let details = agreed("customer_details_get", json!({"data": columns})).customers().details("42").await.unwrap();
    assert!(details.extra.is_empty(), "{details:?}");
    assert_eq!(serde_json::to_value(details).unwrap(), columns);

    assert!(agreed("customer_exists_check", json!({"exists": true})).customers().exists("42").await.unwrap());
}

#[tokio::test]
async fn every_member_of_a_list_is_read_and_written_back() {
    let customers = json!([{"id": "01234567", "name": "Ana Exemplo", "email": "ana@cliente.example",
        "phone": "5500000000001", "internal_id": "42", "monthly_tickets_quota": 5, "allowed_create_tickets": true,
        "email_validated": false, "active": true, "account_approved": false,
        "organization": {"id": "fedcba98", "name": "Cliente Exemplo SA"}, "creation_date": "2026-01-05 09:00:00-03:00",
        "custom_fields": [{"id": "00112233", "name": "Cidade", "value": "Recife"}]}]);
    let list = agreed("customer_list", page(&customers)).customers().list(CustomerFilter::default());
    assert_eq!(serde_json::to_value(list.collect().await.unwrap()).unwrap(), customers);

    let organizations = json!([{"id": "fedcba98", "name": "Cliente Exemplo SA"}]);
    let list = agreed("organization_list", page(&organizations)).organizations().list(OrganizationFilter::default());
    assert_eq!(serde_json::to_value(list.collect().await.unwrap()).unwrap(), organizations);

    let operators = json!({"size": 1, "data": [{"id": "aaaabbbb", "name": "Bruno Exemplo", "mail_hash": "9e107d9d"}]});
    let listing = agreed("department_operator_list", operators.clone()).departments().operators("0414").await.unwrap();
    assert_eq!(serde_json::to_value(listing.items()).unwrap(), operators["data"]);
    assert_eq!((listing.count(), listing.count_matches()), (Some(1), Some(true)));

    let departments = json!([{"id": "0414", "name": "Suporte",
        "categories": [{"id": "ca7e", "name": "Problema", "custom_fields": [{"id": "f1", "label": "Urgência"}]}],
        "operators": [{"id": "aaaabbbb", "name": "Bruno Exemplo"}],
        "general_custom_fields": {"tickets": [{"id": "f2", "label": "Canal"}]}}]);
    let client = agreed("department_list", json!({"data": departments}));
    let listing = client.departments().list(with_nested()).await.unwrap();
    let categories = listing.items()[0].categories.as_ref().unwrap();
    assert!(listing.items()[0].extra.is_empty() && categories[0].extra.is_empty(), "{listing:?}");
    assert_eq!(serde_json::to_value(listing.items()).unwrap(), departments);
}
