//! How everything but permissions is read, and how lists are turned.

use acesso_core::testing::Script;
use serde_json::{Value, json};
use tomticket::{Client, Cursor, Customer, CustomerFilter, CustomerKey, DateText, Error, ErrorKind, InternalId, Quota};

use crate::common::{answered, scripted};

/// The queries of the requests, in order.
fn queries(script: &Script) -> Vec<String> {
    script.requests().iter().map(|request| request.url.query().unwrap_or_default().to_owned()).collect()
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
async fn members_that_nobody_knows_break_no_list() {
    let mut item = minimal("1");
    item["new_member"] = json!({"deep": [1, 2, {"x": null}]});
    item["organization"] = json!({"id": null, "name": null, "more": 1});
    let organization = first_customer(&item.to_string()).await.unwrap().organization.unwrap();
    assert_eq!((organization.id, organization.name), (None, None));
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
    let script = Script::new()
        .answer(200, page(json!([minimal("1"), minimal("2")]), json!(2)))
        .answer(200, page(json!([minimal("3")]), Value::Null));
    let mut pager = scripted(&script).customers().list(CustomerFilter::default());

    let first = pager.next_page().await.unwrap().unwrap();
    assert_eq!((first.items.len(), first.total), (2, Some(3)));
    assert_eq!(first.next, Some(Cursor::new("2")));
    assert_eq!(pager.cursor(), Some(&Cursor::new("2")));
    let second = pager.next_page().await.unwrap().unwrap();
    assert_eq!((second.items.len(), second.next), (1, None));
    assert!(pager.next_page().await.is_none());
    assert_eq!(queries(&script), ["", "page=2"]);
}

#[tokio::test]
async fn an_absent_next_page_ends_a_list() {
    let script = Script::new().answer(200, json!({"data": [minimal("1")]}).to_string());
    let customers = scripted(&script).customers().list(CustomerFilter::default()).collect().await.unwrap();
    assert_eq!((customers.len(), script.requests().len()), (1, 1));
}

#[tokio::test]
async fn an_empty_page_in_the_middle_ends_nothing() {
    let script =
        Script::new().answer(200, page(json!([]), json!(2))).answer(200, page(json!([minimal("1")]), Value::Null));
    let customers = scripted(&script).customers().list(CustomerFilter::default()).collect().await.unwrap();
    assert_eq!(customers.len(), 1);
}

#[tokio::test]
async fn a_list_that_runs_in_a_circle_is_an_error() {
    let script = Script::new().answer(200, page(json!([minimal("1")]), json!(2))).forever();
    let error = scripted(&script).customers().list(CustomerFilter::default()).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn the_filter_is_sent_with_every_page() {
    let script = Script::new().answer(200, page(json!([]), json!(8))).answer(200, page(json!([]), Value::Null));
    let filter = CustomerFilter {
        page: Some(7),
        order: Some("DESC".into()),
        column: Some("creation_date".into()),
        organization_id: Some("fedcba98".into()),
        show_custom_fields: Some(true),
        search_by_organization_mother: Some(false),
    };
    scripted(&script).customers().list(filter).collect().await.unwrap();
    let narrowed = "order=DESC&column=creation_date&organization_id=fedcba98&show_custom_fields=1\
                    &search_by_organization_mother=0";
    assert_eq!(queries(&script), [format!("{narrowed}&page=7"), format!("{narrowed}&page=8")]);
}

#[tokio::test]
async fn a_list_goes_on_at_a_cursor() {
    let script = Script::new().answer(200, page(json!([]), Value::Null)).forever();
    let client = scripted(&script);
    client.customers().list(CustomerFilter::default()).from_cursor(Cursor::new("3")).collect().await.unwrap();
    client.organizations().list().from_cursor(Cursor::new("4")).collect().await.unwrap();
    assert_eq!(queries(&script), ["page=3", "page=4"]);
}

async fn refused_filter(client: &Client, filter: CustomerFilter) -> String {
    let error = client.customers().list(filter).next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    error.summary()
}

#[tokio::test]
async fn a_bad_filter_or_cursor_is_refused_and_nothing_is_sent() {
    let script = Script::new();
    let client = scripted(&script);
    let all = CustomerFilter::default;
    for (filter, why) in [
        (CustomerFilter { page: Some(0), ..all() }, "page must be a whole number from 1 on"),
        (CustomerFilter { order: Some(String::new()), ..all() }, "order is empty"),
        (CustomerFilter { column: Some(String::new()), ..all() }, "column is empty"),
        // Sent empty it could list everybody.
        (
            CustomerFilter { organization_id: Some("".into()), ..all() },
            "organization_id must have 1 to 512 characters, it has 0",
        ),
        (
            CustomerFilter { organization_id: Some("x".repeat(513).into()), ..all() },
            "organization_id must have 1 to 512 characters, it has 513",
        ),
    ] {
        let summary = refused_filter(&client, filter).await;
        assert!(summary.ends_with(why), "{summary}");
    }
    for cursor in ["", "0", "-1", "two", "2&order=DESC", "99999999999999999999"] {
        let mut customers = client.customers().list(all()).from_cursor(Cursor::new(cursor));
        assert_eq!(customers.next().await.unwrap().unwrap_err().kind(), ErrorKind::InvalidInput, "{cursor}");
    }
    assert!(script.requests().is_empty());
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
        (r#"{"name": "A", "monthly_ticket_quota": 1, "active": null}"#, "data.active", "expected a boolean"),
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
async fn organizations_are_read_and_written() {
    let item = json!({"id": "fedcba98", "name": "Cliente Exemplo SA"});
    let mut more = item.clone();
    more["site"] = json!("https://cliente.example");
    let organizations = answered(200, page(json!([more]), Value::Null)).organizations().list().collect().await.unwrap();
    assert_eq!(serde_json::to_value(&organizations).unwrap(), json!([item]));
}

#[tokio::test]
async fn departments_are_read_with_and_without_what_is_nested() {
    let flat = json!({"data": [{"id": "0414", "name": "Suporte"}]});
    let script = Script::new().answer(200, flat.to_string());
    let departments = scripted(&script).departments().list(false).await.unwrap();
    assert_eq!((departments.size, departments.items.len()), (None, 1));
    assert_eq!(departments.items[0].operators, None);
    assert_eq!(queries(&script), ["show_nested_items=0"]);

    let nested = json!({
        "id": "0414", "name": "Suporte",
        "categories": [{"id": "ca7e", "name": "Problema", "custom_fields": [{"id": "f1", "label": "Urgência"}], "x": 1}],
        "operators": [{"id": "aaaa", "name": "Bruno Exemplo"}],
        "general_custom_fields": {"tickets": [{"id": "f2", "label": "Canal"}]},
        "statuses": [{"id": "s1"}],
    });
    let script = Script::new().answer(200, json!({"data": [nested]}).to_string());
    let departments = scripted(&script).departments().list(true).await.unwrap();
    let department = &departments.items[0];
    assert_eq!(department.operators.as_ref().unwrap()[0].mail_hash, None);
    assert_eq!(department.extra["statuses"], json!([{"id": "s1"}]));
    assert_eq!(serde_json::to_value(department).unwrap(), nested);
    assert_eq!(queries(&script), ["show_nested_items=1"]);
}

#[tokio::test]
async fn operators_come_in_a_listing_with_its_size() {
    let body =
        json!({"error": false, "size": 1, "data": [{"id": "aaaa", "name": "Bruno Exemplo", "mail_hash": "9e10"}]});
    let script = Script::new().answer(200, body.to_string());
    let operators = scripted(&script).departments().operators("0414").await.unwrap();
    assert_eq!((operators.size, operators.items[0].mail_hash.as_deref()), (Some(1), Some("9e10")));
    assert_eq!(serde_json::to_value(&operators).unwrap(), json!({"size": 1, "data": body["data"]}));
    assert_eq!(queries(&script), ["department_id=0414"]);
}
