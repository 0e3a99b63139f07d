//! How a customer's permissions are read.

use serde_json::{Value, json};
use tomticket::{CustomerPermissions, Error, ErrorKind, Quota};

use crate::common::answered;

/// Members in their order, so that one can stand there twice.
type Members<'a> = &'a [(&'a str, &'a str)];

const COLUMNS: Members<'_> = &[
    ("account_approved", "true"),
    ("allowed_create_tickets", "true"),
    ("monthly_ticket_quota", "10"),
    ("email_validated", "false"),
];

fn object(members: Members<'_>) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// The columns with this one left out, or with another value.
fn columns(changed: &str, value: Option<&str>) -> String {
    let members: Vec<(&str, &str)> = COLUMNS
        .iter()
        .filter_map(
            |(name, own)| if *name == changed { value.map(|value| (*name, value)) } else { Some((*name, *own)) },
        )
        .collect();
    object(&members)
}

/// The columns and some more after them.
fn columns_and(more: Members<'_>) -> String {
    object(&[COLUMNS, more].concat())
}

async fn read_body(body: &str) -> Result<CustomerPermissions, Error> {
    answered(200, body).customers().permissions("42").await
}

async fn read(details: &str) -> Result<CustomerPermissions, Error> {
    let head = r#""error": false, "message": null, "success": true, "exists": true"#;
    read_body(&format!(r#"{{{head}, "data": {{"details": {details}}}}}"#)).await
}

fn assert_unreadable(result: Result<CustomerPermissions, Error>, path: &str, why: &str) {
    let error = result.expect_err(why);
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.json_path(), Some(path), "{error}");
    assert!(error.summary().contains(why), "{error}");
}

#[tokio::test]
async fn every_column_is_read() {
    let permissions = read(&object(COLUMNS)).await.unwrap();
    assert!(permissions.account_approved);
    assert_eq!(permissions.active, None);
    assert!(permissions.allowed_create_tickets);
    assert_eq!(permissions.monthly_ticket_quota, Quota::Limited(10));
    assert!(!permissions.email_validated);
    assert!(permissions.extra.is_empty());

    for (name, reads) in [
        ("account_approved", (|read| read.account_approved) as fn(&CustomerPermissions) -> bool),
        ("allowed_create_tickets", |read| read.allowed_create_tickets),
        ("email_validated", |read| read.email_validated),
    ] {
        for value in [true, false] {
            let permissions = read(&columns(name, Some(&value.to_string()))).await.unwrap();
            assert_eq!(reads(&permissions), value, "{name}");
        }
    }
}

#[tokio::test]
async fn an_object_and_an_array_of_one_are_the_same() {
    let columns = columns_and(&[("account_approved", "false")]);
    let object = read(&columns).await.unwrap();
    let array = read(&format!("[{columns}]")).await.unwrap();
    assert_eq!(object, array);
    assert_eq!(array.active, Some(false));
}

#[tokio::test]
async fn an_array_of_none_or_several_is_refused() {
    let columns = object(COLUMNS);
    assert_unreadable(read("[]").await, "data.details", "expected one object, found an array of 0");
    let several = format!("[{columns}, {columns}]");
    assert_unreadable(read(&several).await, "data.details", "expected one object, found an array of 2");
}

#[tokio::test]
async fn the_second_column_of_the_same_name_means_active() {
    for (first, second) in [(true, false), (false, true), (true, true), (false, false)] {
        let (approved, active) = (first.to_string(), second.to_string());
        let details = object(&[
            ("account_approved", &approved),
            ("account_approved", &active),
            ("allowed_create_tickets", "true"),
            ("monthly_ticket_quota", "null"),
            ("email_validated", "true"),
        ]);
        let permissions = read(&details).await.unwrap();
        assert_eq!((permissions.account_approved, permissions.active), (first, Some(second)));
    }
}

#[tokio::test]
async fn a_member_called_active_means_active() {
    for (value, active) in [("true", Some(true)), ("false", Some(false)), ("null", None)] {
        let permissions = read(&columns_and(&[("active", value)])).await.unwrap();
        assert_eq!((permissions.account_approved, permissions.active), (true, active));
    }
    // Wherever it stands.
    let details = object(&[&[("active", "false")], COLUMNS].concat());
    assert_eq!(read(&details).await.unwrap().active, Some(false));
}

#[tokio::test]
async fn two_columns_that_contradict_each_other_leave_active_unknown() {
    for (second, named, active) in [
        ("true", "true", Some(true)),
        ("false", "false", Some(false)),
        ("true", "false", None),
        ("false", "true", None),
    ] {
        let details = columns_and(&[("account_approved", second), ("active", named)]);
        assert_eq!(read(&details).await.unwrap().active, active, "{second} and {named}");
    }
    let null_says_nothing = columns_and(&[("account_approved", "false"), ("active", "null")]);
    assert_eq!(read(&null_says_nothing).await.unwrap().active, Some(false));
}

#[tokio::test]
async fn a_null_quota_is_unlimited_and_an_absent_one_is_not() {
    for (value, quota) in [
        ("null", Quota::Unlimited),
        ("0", Quota::Limited(0)),
        ("18446744073709551615", Quota::Limited(u64::MAX)),
        ("\"20\"", Quota::Limited(20)),
    ] {
        let permissions = read(&columns("monthly_ticket_quota", Some(value))).await.unwrap();
        assert_eq!(permissions.monthly_ticket_quota, quota);
    }
    let absent = read(&columns("monthly_ticket_quota", None)).await;
    assert_unreadable(absent, "data.details.monthly_ticket_quota", "missing field `monthly_ticket_quota`");
    for value in ["-1", "1.5", "\"\"", "\"many\"", "true", "[]", "{}"] {
        let wrong = read(&columns("monthly_ticket_quota", Some(value))).await;
        assert_unreadable(wrong, "data.details.monthly_ticket_quota", "expected a whole number");
    }
}

#[tokio::test]
async fn the_other_spelling_of_the_quota_is_read_where_the_documented_one_is_absent() {
    for (value, quota) in [("7", Quota::Limited(7)), ("null", Quota::Unlimited)] {
        let other =
            columns("monthly_ticket_quota", None).replacen('{', &format!("{{\"monthly_tickets_quota\": {value}, "), 1);
        assert_eq!(read(&other).await.unwrap().monthly_ticket_quota, quota);
    }
    let both = columns_and(&[("monthly_tickets_quota", "7")]);
    assert_eq!(read(&both).await.unwrap().monthly_ticket_quota, Quota::Limited(10));
}

#[tokio::test]
async fn a_missing_flag_is_an_error_with_its_path_and_never_a_no() {
    for name in ["account_approved", "allowed_create_tickets", "email_validated"] {
        let details = columns(name, None);
        let why = format!("missing field `{name}`");
        assert_unreadable(read(&details).await, &format!("data.details.{name}"), &why);
        assert_unreadable(read(&format!("[{details}]")).await, &format!("data.details[0].{name}"), &why);
    }
    assert_unreadable(read("{}").await, "data.details.account_approved", "missing field `account_approved`");
}

#[tokio::test]
async fn a_flag_that_is_unknown_or_of_another_type_is_an_error_with_its_path() {
    let why = "expected true or false";
    for name in ["account_approved", "allowed_create_tickets", "email_validated"] {
        for value in ["null", "2", "-1", "0.5", "\"Y\"", "\"\"", "[true]", "{}"] {
            let details = columns(name, Some(value));
            assert_unreadable(read(&details).await, &format!("data.details.{name}"), why);
            assert_unreadable(read(&format!("[{details}]")).await, &format!("data.details[0].{name}"), why);
        }
    }
    let second = columns_and(&[("account_approved", "\"yes\"")]);
    assert_unreadable(read(&second).await, "data.details.account_approved", why);
    assert_unreadable(read(&columns_and(&[("active", "2")])).await, "data.details.active", why);
}

#[tokio::test]
async fn a_null_for_the_first_of_two_columns_is_not_made_up_for_by_the_second() {
    let details = columns("account_approved", Some("null")).replacen('}', r#", "account_approved": true}"#, 1);
    assert_unreadable(read(&details).await, "data.details.account_approved", "expected true or false");
}

#[tokio::test]
async fn a_repeated_member_that_no_page_knows_is_not_guessed_at() {
    for name in ["allowed_create_tickets", "monthly_ticket_quota", "email_validated"] {
        let value = if name == "monthly_ticket_quota" { "1" } else { "true" };
        let why = format!("duplicate field `{name}`");
        assert_unreadable(read(&columns_and(&[(name, value)])).await, "data.details", &why);
    }
}

#[tokio::test]
async fn other_forms_of_details_and_data_are_errors_with_their_path() {
    for details in ["null", "true", "\"none\"", "3"] {
        assert_unreadable(read(details).await, "data.details", "expected an object, or an array of one");
    }
    assert_unreadable(read("[null]").await, "data.details[0]", "expected an object");
    assert_unreadable(read_body(r#"{"error": false, "data": {}}"#).await, "data.details", "missing field `details`");
    for data in ["null", "[]", "\"\""] {
        let body = format!(r#"{{"error": false, "data": {data}}}"#);
        assert_unreadable(read_body(&body).await, "data", "expected an object with the member details");
    }
    assert_unreadable(read_body(r#"{"error": false, "exists": true}"#).await, "data", "missing field `data`");
}

#[tokio::test]
async fn what_is_not_json_is_an_error_that_quotes_nothing() {
    for (body, why) in [
        ("", "the answer is empty where JSON was expected"),
        ("<html><body>ana@cliente.example</body></html>", "the answer is a web page, not the service's"),
        ("ana@cliente.example", "the answer is not JSON (line 1 column 1)"),
        (r#"{"error": false, "data": {"details": {"account_app"#, "the answer is not JSON"),
    ] {
        let error = read_body(body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.summary().contains(why), "{error}");
        assert!(!format!("{error} {error:?}").contains("ana@"), "{error:?}");
        assert_eq!(error.body(), body.as_bytes());
    }
}

#[tokio::test]
async fn exists_false_is_not_found_whatever_data_looks_like() {
    let details = object(COLUMNS);
    for more in [
        String::new(),
        r#", "data": null"#.to_owned(),
        r#", "data": []"#.to_owned(),
        r#", "data": {"details": []}"#.to_owned(),
        format!(r#", "data": {{"details": {details}}}"#),
    ] {
        let body = format!(r#"{{"error": false, "message": null, "success": true, "exists": false{more}}}"#);
        let error = read_body(&body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{body}");
        let optional = answered(200, body).customers().permissions("42").optional().await;
        assert_eq!(optional.unwrap(), None);
    }
}

#[tokio::test]
async fn exists_may_be_absent_or_null_but_nothing_else_that_is_no_flag() {
    let data = format!(r#""data": {{"details": {}}}"#, object(COLUMNS));
    for exists in ["", r#""exists": null, "#, r#""exists": true, "#] {
        assert!(read_body(&format!("{{{exists}{data}}}")).await.is_ok(), "{exists}");
    }
    for exists in ["\"no\"", "2", "[]"] {
        let body = format!(r#"{{"exists": {exists}, {data}}}"#);
        assert_unreadable(read_body(&body).await, "exists", "expected true or false");
    }
}

#[tokio::test]
async fn optional_gives_what_is_there() {
    let body = format!(r#"{{"exists": true, "data": {{"details": {}}}}}"#, object(COLUMNS));
    let permissions = answered(200, body).customers().permissions("42").optional().await.unwrap();
    assert!(permissions.unwrap().account_approved);
}

#[tokio::test]
async fn it_is_written_with_the_names_of_the_wire_and_what_else_came() {
    let more = [("account_approved", "false"), ("new_column", r#"{"deep": [1, null]}"#)];
    let permissions = read(&columns_and(&more)).await.unwrap();
    let expected = json!({
        "account_approved": true,
        "active": false,
        "allowed_create_tickets": true,
        "monthly_ticket_quota": 10,
        "email_validated": false,
        "new_column": {"deep": [1, null]},
    });
    assert_eq!(serde_json::to_value(&permissions).unwrap(), expected);

    let unlimited = read(&columns("monthly_ticket_quota", Some("null"))).await.unwrap();
    let written = serde_json::to_value(&unlimited).unwrap();
    assert_eq!(written["monthly_ticket_quota"], Value::Null);
    assert_eq!(written["active"], Value::Null);
    // What was written reads the same.
    assert_eq!(read(&written.to_string()).await.unwrap(), unlimited);
    assert_eq!(read(&expected.to_string()).await.unwrap(), permissions);
}

#[test]
fn a_quota_is_shown_as_people_say_it() {
    assert_eq!(format!("{} {}", Quota::Unlimited, Quota::Limited(5)), "unlimited 5");
    assert_eq!(format!("[{:>10}|{:<3}]", Quota::Unlimited, Quota::Limited(5)), "[ unlimited|5  ]");
}
