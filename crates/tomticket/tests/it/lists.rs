//! How everything but permissions is read, and how lists are turned.

use acesso_core::testing::MockTransport;
use serde_json::{Value, json};
use tomticket::{
    Call, Client, Cursor, Customer, CustomerFilter, CustomerKey, DateText, DepartmentFilter, Error, ErrorKind,
    InternalId, OrganizationFilter, Quota, RawItem, operations,
};

use crate::common::{answered, client_of, with_nested};

/// The queries of the requests, in order.
fn queries(mock: &MockTransport) -> Vec<String> {
    mock.requests().iter().map(|request| request.uri().query().unwrap_or_default().to_owned()).collect()
}

fn page(items: Value, next_page: Value) -> String {
    json!({"error": false, "message": null, "data": items, "success": true, "size": 3, "pages": 2,
        "next_page": next_page, "previous_page": null})
    .to_string()
}

fn minimal(id: &str) -> Value {
    json!({"id": id, "name": "Ana Exemplo"})
}

async fn first_customer(item: &str) -> Result<Customer, Error> {
    let body = format!(r#"{{"error": false, "data": [{item}], "next_page": null}}"#);
    answered(200, body).customers().list(CustomerFilter::default()).next().await.unwrap()
}

fn full_item() -> Value {
    json!({
        "id": "0123456789abcdef0123456789abcdef",
        "name": "Ana Exemplo",
        "email": "ana@cliente.example",
        "phone": "5500000000001",
        "internal_id": "42",
        "monthly_tickets_quota": 5,
        "allowed_create_tickets": true,
        "email_validated": false,
        "active": true,
        "account_approved": false,
        "organization": {"id": "fedcba9876543210fedcba9876543210", "name": "Cliente Exemplo SA"},
        "creation_date": "2026-01-05 09:00:00-03:00",
        "custom_fields": [{"id": "00112233445566778899aabbccddeeff", "name": "Cidade", "value": "Recife"}],
    })
}

#[tokio::test]
async fn a_listed_customer_is_read_whole_and_written_with_the_names_of_the_wire() {
    let customer = first_customer(&full_item().to_string()).await.unwrap();
    assert_eq!(customer.id.as_str(), "0123456789abcdef0123456789abcdef");
    assert_eq!(customer.internal_id, Some(InternalId::from("42")));
    assert_eq!(customer.monthly_tickets_quota, Some(5));
    assert_eq!((customer.allowed_create_tickets, customer.email_validated), (Some(true), Some(false)));
    assert_eq!((customer.active, customer.account_approved), (Some(true), Some(false)));
    let organization = customer.organization.as_ref().unwrap();
    assert_eq!(organization.id.as_ref().unwrap().as_str(), "fedcba9876543210fedcba9876543210");
    let created = customer.creation_date.as_ref().unwrap().timestamp().unwrap();
    assert_eq!(created.to_string(), "2026-01-05T12:00:00Z");
    assert_eq!(customer.custom_fields.as_ref().unwrap()[0].value.as_deref(), Some("Recife"));

    assert_eq!(serde_json::to_value(&customer).unwrap(), full_item());
    let again: Customer = serde_json::from_value(serde_json::to_value(&customer).unwrap()).unwrap();
    assert_eq!(again, customer);
}

#[tokio::test]
async fn what_is_null_or_absent_in_a_list_is_unknown() {
    let names = ["email", "phone", "internal_id", "monthly_tickets_quota", "allowed_create_tickets", "email_validated"];
    let more = ["active", "account_approved", "organization", "creation_date", "custom_fields"];
    let mut nulls = minimal("1");
    for name in names.iter().chain(&more) {
        nulls[*name] = Value::Null;
    }
    let null = first_customer(&nulls.to_string()).await.unwrap();
    let absent = first_customer(&minimal("1").to_string()).await.unwrap();
    assert_eq!(null, absent);
    assert_eq!(serde_json::to_value(&null).unwrap(), nulls);
}

#[tokio::test]
async fn a_listed_quota_is_read_in_either_spelling() {
    for (members, quota) in [
        (r#""monthly_tickets_quota": 5"#, Some(5)),
        (r#""monthly_ticket_quota": 6"#, Some(6)),
        (r#""monthly_tickets_quota": 5, "monthly_ticket_quota": 6"#, Some(5)),
        (r#""monthly_tickets_quota": null, "monthly_ticket_quota": 6"#, Some(6)),
        (r#""monthly_tickets_quota": null"#, None),
        (r#""monthly_tickets_quota": "7""#, Some(7)),
    ] {
        let item = format!(r#"{{"id": "1", "name": "Ana", {members}}}"#);
        assert_eq!(first_customer(&item).await.unwrap().monthly_tickets_quota, quota, "{members}");
    }
}

#[tokio::test]
async fn the_listed_right_to_create_tickets_is_read_in_either_spelling() {
    for (members, allowed) in [
        (r#""allowed_create_tickets": true"#, Some(true)),
        (r#""allow_create_tickets": false"#, Some(false)),
        (r#""allowed_create_tickets": null, "allow_create_tickets": true"#, Some(true)),
        (r#""allowed_create_tickets": true, "allow_create_tickets": 1"#, Some(true)),
        // Nothing tells which of the two is right.
        (r#""allowed_create_tickets": true, "allow_create_tickets": false"#, None),
        (r#""allowed_create_tickets": false, "allow_create_tickets": true"#, None),
    ] {
        let item = format!(r#"{{"id": "1", "name": "Ana", {members}}}"#);
        assert_eq!(first_customer(&item).await.unwrap().allowed_create_tickets, allowed, "{members}");
    }
}

#[tokio::test]
async fn a_member_of_another_type_is_an_error_with_its_path() {
    for (item, path) in [
        (r#"{"id": 7, "name": "Ana"}"#, "data[0].id"),
        (r#"{"id": "7"}"#, "data[0].name"),
        (r#"{"id": "7", "name": "Ana", "active": "yes"}"#, "data[0].active"),
        (r#"{"id": "7", "name": "Ana", "monthly_tickets_quota": -1}"#, "data[0].monthly_tickets_quota"),
        (r#"{"id": "7", "name": "Ana", "organization": "Ana SA"}"#, "data[0].organization"),
        (r#"{"id": "7", "name": "Ana", "custom_fields": [{"name": 1}]}"#, "data[0].custom_fields[0].name"),
    ] {
        let error = first_customer(item).await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(path)), "{error}");
        assert!(!error.to_string().contains("Ana"), "{error}");
    }
}

#[tokio::test]
async fn a_page_without_data_is_an_error_and_no_empty_list() {
    for (body, path) in [
        (r#"{"error": false}"#, "data"),
        (r#"{"error": false, "data": null}"#, "data"),
        (r#"{"error": false, "data": {}}"#, "data"),
    ] {
        let error = answered(200, body).customers().list(CustomerFilter::default()).collect().await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(path)), "{body}");
    }
}

#[test]
fn a_date_is_read_where_it_can_be_and_kept_in_any_case() {
    for (text, moment) in [
        ("2026-08-25 08:00:00-03:00", Some("2026-08-25T11:00:00Z")),
        ("2026-08-25 08:00:00-0300", Some("2026-08-25T11:00:00Z")),
        ("2026-08-25T08:00:00-03:00", Some("2026-08-25T11:00:00Z")),
        ("2026-08-25 08:00:00+00:00", Some("2026-08-25T08:00:00Z")),
        ("2026-08-25 08:00:00.1234567891-03:00", Some("2026-08-25T11:00:00.123456789Z")),
        // Whose time of day this is nobody says.
        ("2026-08-25 08:00:00", None),
        ("2026-08-25", None),
        ("0000-00-00 00:00:00", None),
        ("0000-00-00 00:00:00-03:00", None),
        ("25/08/2026 08:00", None),
        ("", None),
    ] {
        let date: DateText = serde_json::from_value(json!(text)).unwrap();
        assert_eq!(date.timestamp().map(|moment| moment.to_string()).as_deref(), moment, "{text}");
        assert_eq!(date.as_str(), text);
        assert_eq!(date.to_string(), text);
        assert_eq!(serde_json::to_value(&date).unwrap(), json!(text));
    }
}

#[tokio::test]
async fn an_unreadable_date_breaks_no_list() {
    let item = r#"{"id": "1", "name": "Ana", "creation_date": "0000-00-00 00:00:00"}"#;
    let date = first_customer(item).await.unwrap().creation_date.unwrap();
    assert_eq!((date.as_str(), date.timestamp()), ("0000-00-00 00:00:00", None));
}

#[tokio::test]
async fn pages_are_turned_by_their_numbers_until_there_is_no_next() {
    let mock = MockTransport::new()
        .respond(200, page(json!([minimal("1"), minimal("2")]), json!(2)))
        .respond(200, page(json!([minimal("3")]), Value::Null));
    let mut pager = client_of(&mock).customers().list(CustomerFilter::default());

    let first = pager.next_page().await.unwrap().unwrap();
    assert_eq!((first.len(), first.total()), (2, Some(3)));
    assert_eq!(first.next(), &Cursor::at("2"));
    assert_eq!(pager.cursor(), &Cursor::at("2"));
    let second = pager.next_page().await.unwrap().unwrap();
    assert_eq!((second.len(), second.next()), (1, &Cursor::End));
    assert_eq!(pager.cursor(), &Cursor::End);
    assert!(pager.next_page().await.is_none());
    assert_eq!(queries(&mock), ["", "page=2"]);
}

#[tokio::test]
async fn an_absent_next_page_ends_a_list() {
    let mock = MockTransport::new().respond(200, json!({"data": [minimal("1")]}).to_string());
    let customers = client_of(&mock).customers().list(CustomerFilter::default()).collect().await.unwrap();
    assert_eq!((customers.len(), mock.requests().len()), (1, 1));
}

#[tokio::test]
async fn an_empty_page_in_the_middle_ends_nothing() {
    let mock = MockTransport::new()
        .respond(200, page(json!([]), json!(2)))
        .respond(200, page(json!([minimal("1")]), Value::Null));
    let customers = client_of(&mock).customers().list(CustomerFilter::default()).collect().await.unwrap();
    assert_eq!(customers.len(), 1);
}

#[tokio::test]
async fn a_list_that_runs_in_a_circle_is_an_error() {
    let mock = MockTransport::new().respond(200, page(json!([minimal("1")]), json!(2))).repeat();
    let error = client_of(&mock).customers().list(CustomerFilter::default()).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

/// A service that gives the same page under ever new numbers, without a count.
fn endless(item: &Value) -> MockTransport {
    (2..=100).fold(MockTransport::new(), |mock, next| {
        mock.respond(200, json!({"error": false, "data": [item], "next_page": next}).to_string())
    })
}

#[tokio::test]
async fn a_page_that_comes_again_under_another_number_ends_the_list() {
    let mock = endless(&minimal("1"));
    let mut customers = client_of(&mock).customers().list(CustomerFilter::default());
    assert_eq!(customers.next().await.unwrap().unwrap().id, "1");
    assert_eq!(customers.next().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
    assert!(customers.next().await.is_none());
    assert_eq!(queries(&mock), ["", "page=2"]);

    let mock = endless(&minimal("1"));
    let error = client_of(&mock).organizations().list(OrganizationFilter::default()).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_next_page_that_is_no_number_of_a_page_is_the_services_fault() {
    for next_page in ["0", "\"0\"", "0.0", "-1", "1.5", "\"\"", "true", "{}"] {
        let body = format!(r#"{{"error": false, "data": [{}], "next_page": {next_page}}}"#, minimal("1"));
        let errors = [
            answered(200, body.clone()).customers().list(CustomerFilter::default()).collect().await.unwrap_err(),
            answered(200, body).organizations().list(OrganizationFilter::default()).collect().await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(
                (error.kind(), error.json_path()),
                (ErrorKind::Decode, Some("next_page")),
                "{next_page}: {error}"
            );
            assert!(error.summary().contains("the answer differs from the contract"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_item_that_cant_be_read_loses_none_of_the_others() {
    let data = json!([minimal("1"), {"id": "2", "name": 7}, {"name": "Caio"}, "Davi", minimal("5")]);
    let body = page(data, Value::Null).replace(r#""size":3"#, r#""size":5"#);
    let mut customers = answered(200, body.clone()).customers().list(CustomerFilter::default());
    let mut read = Vec::new();
    while let Some(customer) = customers.next().await {
        read.push(match customer {
            Ok(customer) => format!("read {}", customer.id),
            Err(error) => {
                assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("customer_list")), "{error}");
                assert!(!format!("{error} {error:?}").contains("Caio"), "{error}");
                format!("{:?} {:?}", error.item_id(), error.json_path().unwrap())
            }
        });
    }
    let expected = ["read 1", r#"Some("2") "data[1].name""#, r#"None "data[2].id""#, r#"None "data[3]""#, "read 5"];
    assert_eq!(read, expected);

    let list = answered(200, body.clone()).customers().list(CustomerFilter::default());
    assert_eq!(list.collect().await.unwrap_err().item_id(), Some("2"));

    let page =
        answered(200, body).organizations().list(OrganizationFilter::default()).next_page().await.unwrap().unwrap();
    let paths: Vec<_> = page.errors().map(|error| error.json_path().unwrap()).collect();
    assert_eq!((page.items().len(), paths), (2, vec!["data[1].name", "data[2].id", "data[3]"]));
}

#[tokio::test]
async fn a_stored_cursor_goes_on_in_another_process() {
    let mock = MockTransport::new()
        .respond(200, page(json!([minimal("1")]), json!(2)))
        .respond(400, r#"{"error": true}"#)
        .respond(200, page(json!([minimal("2")]), Value::Null));
    let client = client_of(&mock);
    let mut customers = client.customers().list(CustomerFilter::default());
    customers.next_page().await.unwrap().unwrap();
    customers.next_page().await.unwrap().unwrap_err();
    let kept = serde_json::to_string(customers.cursor()).unwrap();
    assert_eq!(kept, r#"{"at":"2"}"#);

    let again = client.customers().list(CustomerFilter::default()).from_cursor(serde_json::from_str(&kept).unwrap());
    assert_eq!(again.collect().await.unwrap()[0].id, "2");
    assert_eq!(queries(&mock), ["", "page=2", "page=2"]);
}

#[tokio::test]
async fn the_filter_is_sent_with_every_page() {
    let mock = MockTransport::new().respond(200, page(json!([]), json!(8))).respond(200, page(json!([]), Value::Null));
    let filter = CustomerFilter::default()
        .page(7)
        .order("DESC")
        .column("creation_date")
        .organization_id("fedcba98")
        .show_custom_fields(true)
        .search_by_organization_mother(false);
    client_of(&mock).customers().list(filter).collect().await.unwrap();
    let narrowed = "order=DESC&column=creation_date&organization_id=fedcba98&show_custom_fields=1\
                    &search_by_organization_mother=0";
    assert_eq!(queries(&mock), [format!("{narrowed}&page=7"), format!("{narrowed}&page=8")]);
}

#[tokio::test]
async fn a_list_goes_on_at_a_cursor() {
    let mock = MockTransport::new().respond(200, page(json!([]), Value::Null)).repeat();
    let client = client_of(&mock);
    client.customers().list(CustomerFilter::default()).from_cursor(Cursor::at("3")).collect().await.unwrap();
    client.organizations().list(OrganizationFilter::default()).from_cursor(Cursor::at("4")).collect().await.unwrap();
    // The filter's page is where the list starts, not where it goes on.
    let filter = || CustomerFilter::default().page(7);
    client.customers().list(filter()).from_cursor(Cursor::at("9")).collect().await.unwrap();
    client.customers().list(filter()).from_cursor(Cursor::Start).collect().await.unwrap();
    assert!(client.customers().list(filter()).from_cursor(Cursor::End).next().await.is_none());
    assert_eq!(queries(&mock), ["page=3", "page=4", "page=9", "page=7"]);
}

async fn refused_filter(client: &Client, filter: CustomerFilter) -> String {
    let error = client.customers().list(filter).next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    error.summary()
}

#[tokio::test]
async fn a_bad_filter_or_cursor_is_refused_and_nothing_is_sent() {
    let mock = MockTransport::new();
    let client = client_of(&mock);
    let all = CustomerFilter::default;
    for (filter, why) in [
        (all().page(0), "page must be at least 1, it is 0"),
        (all().order(""), "order is empty"),
        (all().column(""), "column is empty"),
        // Sent empty it could list everybody.
        (all().organization_id(""), "organization_id is empty"),
    ] {
        let summary = refused_filter(&client, filter).await;
        assert!(summary.ends_with(why), "{summary}");
    }
    let all_organizations = OrganizationFilter::default;
    for (filter, why) in [
        (all_organizations().page(0), "page must be at least 1, it is 0"),
        (all_organizations().order(""), "order is empty"),
        (all_organizations().column(""), "column is empty"),
        (all_organizations().organization_mother_id(""), "organization_mother_id is empty"),
    ] {
        let error = client.organizations().list(filter).next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.summary().ends_with(why), "{error}");
    }
    for cursor in ["", "0", "00", "-1", "two", "2&order=DESC", "99999999999999999999"] {
        let mut customers = client.customers().list(all()).from_cursor(Cursor::at(cursor));
        assert_eq!(customers.next().await.unwrap().unwrap_err().kind(), ErrorKind::InvalidInput, "{cursor}");
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn a_customer_is_asked_for_by_internal_id_else_by_address() {
    let key = |internal_id: Value, email: Value| {
        let item = json!({"id": "1", "name": "Ana", "internal_id": internal_id, "email": email});
        serde_json::from_value::<Customer>(item).unwrap().key()
    };
    let ana = "ana@cliente.example";
    assert_eq!(key(json!("42"), json!(ana)), Some(CustomerKey::internal_id("42")));
    assert_eq!(key(Value::Null, json!(ana)), Some(CustomerKey::email(ana)));
    assert_eq!(key(json!(""), json!(ana)), Some(CustomerKey::email(ana)));
    assert_eq!(key(Value::Null, json!("")), None);
    assert_eq!(key(Value::Null, Value::Null), None);
}

const DETAILS: &str = r#"{"name": "Padaria Exemplo Ltda", "email": "contato@padaria.example", "phone": "5500000000001",
    "internal_id": "0001-0002", "monthly_ticket_quota": null, "active": true,
    "custom_fields": [{"name": "Cidade", "value": "Porto Alegre"}], "new_column": [1]}"#;

#[tokio::test]
async fn details_come_as_an_object_or_as_an_array_of_one() {
    for data in [DETAILS.to_owned(), format!("[{DETAILS}]")] {
        let details = answered(200, format!(r#"{{"data": {data}}}"#)).customers().details("0001-0002").await.unwrap();
        assert_eq!(details.name, "Padaria Exemplo Ltda");
        assert_eq!(details.monthly_ticket_quota, Quota::Unlimited);
        assert!(details.active);
        assert_eq!(details.custom_fields.as_ref().unwrap()[0].id, None);
        assert_eq!(details.extra["new_column"], json!([1]));
        let written = serde_json::to_value(&details).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(DETAILS).unwrap());
    }
}

#[tokio::test]
async fn details_that_lack_a_member_or_are_not_one_are_errors_with_their_path() {
    for (data, path, why) in [
        ("[]", "data", "found an array of 0"),
        (
            r#"[{"name": "A", "monthly_ticket_quota": 1, "active": true}, {"name": "A", "monthly_ticket_quota": 1, "active": true}]"#,
            "data",
            "found an array of 2",
        ),
        ("null", "data", "expected an object, or an array of one"),
        (r#"{"name": "A", "active": true}"#, "data.monthly_ticket_quota", "missing field `monthly_ticket_quota`"),
        (r#"[{"name": "A", "monthly_ticket_quota": 1}]"#, "data[0].active", "missing field `active`"),
        (r#"{"name": "A", "monthly_ticket_quota": 1, "active": null}"#, "data.active", "expected true or false"),
        (
            r#"[{"name": "A", "monthly_ticket_quota": "x", "active": true}]"#,
            "data[0].monthly_ticket_quota",
            "whole number",
        ),
    ] {
        let error = answered(200, format!(r#"{{"data": {data}}}"#)).customers().details("1").await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(path)), "{error}");
        assert!(error.summary().contains(why), "{error}");
    }
}

#[tokio::test]
async fn a_customer_exists_if_the_answer_says_so() {
    for (status, body, exists) in [
        (200, r#"{"error": false, "exists": true}"#, true),
        (200, r#"{"error": false, "exists": false}"#, false),
        (404, r#"{"error": true, "message": "Customer not found."}"#, false),
    ] {
        assert_eq!(answered(status, body).customers().exists("42").await.unwrap(), exists, "{body}");
    }
    for (body, path) in [(r#"{"error": false, "success": true}"#, Some("exists")), ("[]", Some(".")), ("<html>", None)]
    {
        let error = answered(200, body).customers().exists("42").await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, path), "{error}");
    }
    let refused = answered(401, r#"{"error": true}"#).customers().exists("42").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthorized);
}

#[tokio::test]
async fn a_filter_of_organizations_goes_with_every_page() {
    let first = page(json!([minimal("1")]), json!(4));
    let mock = MockTransport::new().respond(200, first).respond(200, page(json!([]), Value::Null));
    let filter = OrganizationFilter::default()
        .page(3)
        .order("DESC&")
        .column("name")
        .show_custom_fields(true)
        .organization_mother_id("a/b");
    let list = client_of(&mock).organizations().list(filter);
    // The member that it adds is not typed; the page's JSON has it.
    assert!(client_of(&mock).request(list.call().read_json::<Value>()).await.unwrap()["data"].is_array());
    assert_eq!(list.from_cursor(Cursor::at("4")).collect().await.unwrap().len(), 0);
    let rest = "order=DESC%26&column=name&show_custom_fields=1&organization_mother_id=a%2Fb";
    assert_eq!(queries(&mock), [format!("{rest}&page=3"), format!("{rest}&page=4")]);
}

#[tokio::test]
async fn departments_are_read_with_and_without_what_is_nested() {
    let flat = json!({"data": [{"id": "0414", "name": "Suporte"}]});
    let mock = MockTransport::new().respond(200, flat.to_string());
    let departments = client_of(&mock).departments().list(DepartmentFilter::default()).await.unwrap();
    assert_eq!((departments.count(), departments.items().len()), (None, 1));
    assert_eq!(departments.count_matches(), None);
    assert_eq!(departments.items()[0].operators, None);
    assert_eq!(queries(&mock), ["show_nested_items=0"]);

    let nested = json!({
        "id": "0414", "name": "Suporte",
        "categories": [{"id": "ca7e", "name": "Problema", "custom_fields": [{"id": "f1", "label": "Urgência"}], "x": 1}],
        "operators": [{"id": "aaaa", "name": "Bruno Exemplo"}],
        "general_custom_fields": {"tickets": [{"id": "f2", "label": "Canal"}]},
        "statuses": [{"id": "s1"}],
    });
    let mock = MockTransport::new().respond(200, json!({"data": [nested]}).to_string());
    let departments = client_of(&mock).departments().list(with_nested()).await.unwrap();
    let department = &departments.items()[0];
    assert_eq!(department.operators.as_ref().unwrap()[0].mail_hash, None);
    assert_eq!(department.extra["statuses"], json!([{"id": "s1"}]));
    assert_eq!(serde_json::to_value(department).unwrap(), nested);
    assert_eq!(queries(&mock), ["show_nested_items=1"]);
}

#[tokio::test]
async fn a_list_that_comes_whole_and_goes_on_all_the_same_is_refused() {
    for (next, goes_on) in [(json!(2), true), (json!("2"), true), (json!(0), true), (Value::Null, false)] {
        let body = json!({"error": false, "data": [{"id": "0414", "name": "Suporte"}], "next_page": next}).to_string();
        let client = || client_of(&MockTransport::new().respond(200, body.clone()));
        let departments = client().departments().list(DepartmentFilter::default()).await.map(|list| list.len());
        let operators = client().departments().operators("0414").await.map(|list| list.len());
        for read in [departments, operators] {
            assert_eq!(read.is_err(), goes_on, "{next}: {read:?}");
        }
    }
}

#[tokio::test]
async fn an_operator_or_a_department_that_cant_be_read_is_an_error_among_the_others() {
    let items = json!([{"id": "a", "name": "A"}, {"id": "b", "name": 7}, {"name": "C"}, {"id": "d", "name": "D"}]);
    let body = json!({"error": false, "size": 4, "data": items}).to_string();
    let client = || client_of(&MockTransport::new().respond(200, body.clone()));
    let told = |errors: Vec<&Error>| {
        let told =
            errors.iter().map(|error| (error.json_path().unwrap().to_owned(), error.item_id().map(str::to_owned)));
        told.collect::<Vec<_>>()
    };
    let expected = [("data[1].name".to_owned(), Some("b".to_owned())), ("data[2].id".to_owned(), None)];

    let operators = client().departments().operators("0414").await.unwrap();
    assert_eq!(told(operators.errors().collect()), expected);
    assert_eq!((operators.items().len(), operators.count_matches()), (2, Some(true)));
    let departments = client().departments().list(DepartmentFilter::default()).await.unwrap();
    assert_eq!(told(departments.errors().collect()), expected);
    assert_eq!(departments.items().len(), 2);
}

#[tokio::test]
async fn operators_come_in_a_listing_with_the_vendors_count() {
    let data = json!([{"id": "aaaa", "name": "Bruno Exemplo", "mail_hash": "9e10"}]);
    for (size, count, matches) in [(json!(1), Some(1), Some(true)), (json!("2"), Some(2), Some(false))] {
        let mock = MockTransport::new().respond(200, json!({"error": false, "size": size, "data": data}).to_string());
        let operators = client_of(&mock).departments().operators("0414").await.unwrap();
        assert_eq!((operators.count(), operators.count_matches()), (count, matches));
        assert_eq!(serde_json::to_value(operators.items()).unwrap(), data);
        assert_eq!(queries(&mock), ["department_id=0414"]);
    }
}

#[tokio::test]
async fn any_list_is_read_to_its_end_as_it_came() {
    let mock = MockTransport::new()
        .respond(200, page(json!([{"id": 1}, {"id": 2}]), json!(2)))
        .respond(200, page(json!([{"id": 3}]), Value::Null));
    let call = Call::of(&operations::CHAT_LIST).query("situation", "1");
    let chats = client_of(&mock).pages(call).collect().await.unwrap();
    assert_eq!(chats.iter().map(RawItem::text).collect::<Vec<_>>(), [r#"{"id":1}"#, r#"{"id":2}"#, r#"{"id":3}"#]);
    assert_eq!(queries(&mock), ["situation=1", "situation=1&page=2"]);
}

#[tokio::test]
async fn pages_of_items_without_ids_are_told_apart_by_what_they_say() {
    let page =
        |items: Value, next: u32| json!({"error": false, "data": items, "size": 9, "next_page": next}).to_string();
    let mock = MockTransport::new()
        .respond(200, page(json!([{"protocol": 1}, {"protocol": 2}]), 2))
        .respond(200, page(json!([{"protocol": 3}, {"protocol": 4}]), 3))
        .respond(200, page(json!([{"protocol": 3}, {"protocol": 4}]), 4));
    let mut chats = client_of(&mock).pages(Call::of(&operations::CHAT_LIST));
    for protocol in 1..=4 {
        assert_eq!(chats.next().await.unwrap().unwrap().text(), format!(r#"{{"protocol":{protocol}}}"#));
    }
    let again = chats.next().await.unwrap().unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Paging, "{again}");
}
