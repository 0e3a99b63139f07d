//! Every operation that has a method, from one table: each request that a client can build is in the vendor's contract and
//! can have all that the contract names; each answer that the contract shows or allows is read, and has every member again
//! when it is written; each call succeeds at the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod documented;
mod front_pages;
mod odd;

use std::collections::BTreeSet;

use acesso_core::{ErrorKind, testing::MockTransport};
use acesso_proof::rows::{Asked, Built, Clients, Given, Row, Vendor, all};
use acesso_sandbox::{Sandbox, contract::Sent, tomticket};
use documented::{Answer, Documented, Fields, contract};
use jiff::{Timestamp, civil::DateTime};
use serde_json::Value;

/// Sent although the contract does not demand them: what an answer shows must not depend on a default that can change, and
/// pages are as large as they may be.
const ALWAYS_SENT: [&str; 5] = ["customer_type_id", "customer_id_type", "show_nested_items", "limit", "pageIndex"];

/// Sent although the contract does not demand it: a transfer to nowhere is none, and parts of permissions are chosen.
const NEEDED: [(&str, &str); 2] = [("ticket_transfer", "department_id"), ("list_permissions", "fields")];

/// Sent although the contract requires no member of these bodies: without them the calls would ask for nothing.
const POINTLESS_WITHOUT: [(&str, &str); 5] = [
    ("create_operator_permission", "company"),
    ("create_operator_permission", "roles"),
    ("attach_loan_file", "file"),
    ("create_payment_method", "method"),
    ("create_payment_method", "methodData"),
];

/// Any JSON object is an answer to it: no member of one is documented.
const ANSWERED_BY_ANY_OBJECT: &str = "update_settings";

/// Objects whose members are no names but data.
const MAPS: [&str; 1] = ["roles"];

/// A client that gets this one answer.
fn answered(answer: &Answer) -> Clients {
    Clients::of(&MockTransport::new().respond(answer.status, answer.text())).unwrap()
}

fn least(row: &Row) -> Built {
    asked(row).built.unwrap()
}

fn asked(row: &Row) -> Asked {
    (row.least)(&Clients::of(&MockTransport::new()).unwrap(), &Given::made_up())
}

fn full(row: &Row) -> Vec<Built> {
    let (clients, given) = (Clients::of(&MockTransport::new()).unwrap(), Given::made_up());
    row.full.iter().map(|call| call(&clients, &given).built.unwrap()).collect()
}

impl Documented {
    fn of_row(row: &Row) -> Self {
        Self::of(row.vendor, row.operation.id)
    }
}

/// The names and values of a multipart body, of files the name and the media type.
fn parts(media_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let body = body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let part = |part: &str| {
        let (head, content) = part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n").unwrap();
        let (name, file) =
            head.strip_prefix("Content-Disposition: form-data; name=\"").unwrap().split_once('"').unwrap();
        (name.to_owned(), format!("{}{content}", file.trim_start_matches("; ")))
    };
    body.split(&format!("--{boundary}\r\n")).skip(1).map(part).collect()
}

/// The parameters of the query, or the fields of a form.
fn sent_fields(built: &Built) -> Vec<(String, String)> {
    match &built.body {
        Some((media_type, body)) if media_type.starts_with("multipart/form-data") => parts(media_type, body),
        _ => built.parameters.clone(),
    }
}

fn json_body(built: &Built) -> Option<Value> {
    let (media_type, body) = built.body.as_ref()?;
    media_type.contains("json").then(|| serde_json::from_slice(body).unwrap())
}

/// What the contract does not know of a call.
fn violations(vendor: Vendor, built: &Built) -> Vec<String> {
    let form = built.body.as_ref().filter(|(media_type, _)| media_type.starts_with("multipart/form-data"));
    let sent = Sent {
        method: &built.method,
        template: &built.template,
        path: &built.path,
        query: built.query.as_deref(),
        headers: &[],
        body: built.body.as_ref().filter(|_| form.is_none()).map(|(media_type, body)| (media_type.as_str(), &**body)),
    };
    match contract(vendor).check_request(&sent) {
        Ok(operation) => assert_eq!(operation, built.operation),
        // The contract's own check can't look into a form.
        Err(violations) if form.is_some() && violations.iter().eq(["the body is missing"]) => {}
        Err(violations) => return violations.iter().map(str::to_owned).collect(),
    }
    if form.is_some() { form_violations(vendor, built) } else { Vec::new() }
}

fn form_violations(vendor: Vendor, built: &Built) -> Vec<String> {
    let Fields { required, named, bracketed } = Documented::of(vendor, &built.operation).fields();
    let fields = sent_fields(built);
    let is_bracketed =
        |name: &str| bracketed.iter().any(|begin| name.starts_with(&format!("{begin}[")) && name.ends_with(']'));
    let unknown = fields.iter().filter(|(name, _)| !named.contains_key(name) && !is_bracketed(name));
    let unknown = unknown.map(|(name, _)| format!("unknown {name}"));
    let missing = required.iter().filter(|name| !fields.iter().any(|(sent, _)| sent == *name));
    let wrong = fields.iter().filter(|(name, value)| named.get(name).is_some_and(|schema| !allows(schema, value)));
    let wrong = wrong.map(|(name, value)| format!("{name} can't be {value}"));
    unknown.chain(missing.map(|name| format!("missing {name}"))).chain(wrong).collect()
}

fn allows(schema: &Value, text: &str) -> bool {
    let value =
        if schema["type"] == "integer" { text.parse::<u64>().map_or(Value::Null, Value::from) } else { text.into() };
    let is_listed = |values: &Vec<Value>| values.contains(&value);
    !value.is_null() && schema.get("enum").and_then(Value::as_array).is_none_or(is_listed)
}

#[test]
fn a_row_calls_the_operation_that_it_names_and_no_two_the_same() {
    let rows = all();
    for row in &rows {
        for built in [least(row)].iter().chain(&full(row)) {
            assert_eq!(built.operation, row.operation.id, "{}", row.method);
        }
    }
    let methods: BTreeSet<_> = rows.iter().map(|row| (row.operation.id, row.method)).collect();
    assert_eq!(methods.len(), rows.len());
}

#[test]
fn every_request_is_in_the_contract() {
    for row in all() {
        for built in [least(&row)].iter().chain(&full(&row)) {
            assert_eq!(violations(row.vendor, built), Vec::<String>::new(), "{}", built.operation);
        }
    }
}

#[test]
fn every_parameter_that_the_contract_has_can_be_sent_and_none_has_to_be_that_it_does_not_require() {
    for row in all() {
        let (id, least) = (row.operation.id, least(&row));
        let Fields { required, named, bracketed } = Documented::of_row(&row).fields();
        // All methods of the operation together.
        let all_sent: Vec<_> = all()
            .iter()
            .filter(|other| other.operation.id == id)
            .flat_map(|row| full(row).into_iter().chain([self::least(row)]))
            .flat_map(|built| sent_fields(&built))
            .collect();
        let sent: BTreeSet<&str> = all_sent.iter().map(|(name, _)| name.split('[').next().unwrap()).collect();
        let known: BTreeSet<&str> = named.keys().chain(&bracketed).map(String::as_str).collect();
        assert_eq!(sent, known, "{id}");

        let is_needed =
            |name: &String| required.contains(name) || ALWAYS_SENT.contains(&&**name) || NEEDED.contains(&(id, name));
        let surplus: Vec<_> = sent_fields(&least).into_iter().filter(|(name, _)| !is_needed(name)).collect();
        assert!(surplus.is_empty(), "{id}: {surplus:?}");
    }
}

/// The members of a body, as dotted paths.
fn members(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| members(&format!("{path}[]"), item, paths)),
        Value::Object(named) => {
            for (name, value) in named {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                members(&path, value, paths);
                paths.insert(path);
            }
        }
        _ => {}
    }
}

#[test]
fn every_member_that_the_contract_has_can_be_sent_and_none_has_to_be_that_it_does_not_require() {
    for row in all() {
        let (id, least, documented) = (row.operation.id, least(&row), Documented::of_row(&row));
        let mut sent = BTreeSet::new();
        for body in full(&row).iter().chain([&least]).filter_map(json_body) {
            members("", &body, &mut sent);
        }
        let unsent: Vec<_> = documented.body_members().into_iter().filter(|path| !sent.contains(path)).collect();
        assert!(unsent.is_empty(), "{id} can't be sent {unsent:#?}");

        let required = documented.required_members();
        let body = json_body(&least).unwrap_or_default();
        let is_needed = |name: &String| required.contains(name) || POINTLESS_WITHOUT.contains(&(id, name));
        let surplus: Vec<_> = body.as_object().into_iter().flatten().filter(|(name, _)| !is_needed(name)).collect();
        assert!(surplus.is_empty(), "{id}: {surplus:?}");
    }
}

#[test]
fn files_and_custom_fields_are_named_as_the_contract_has_them() {
    let rows = all();
    let row = rows.iter().find(|row| row.operation.id == "ticket_create").unwrap();
    let fields = sent_fields(&full(row)[0]);
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let file = "filename=\"log.txt\"\r\nContent-Type: text/plainpaper jam";
    assert_eq!(value("custom_field[0414000000000000000000000000aaaa]"), Some("Financeiro"));
    assert_eq!(
        (value("attachment[0]"), value("attachment[1]"), value("attachment[2]")),
        (Some(file), Some(file), None)
    );
    assert_eq!((value("customer_id_type"), value("priority")), (Some("E"), Some("4")));
}

#[test]
fn what_the_contract_lacks_is_caught() {
    let built = |parameters: &[(&str, &str)]| {
        let boundary = "b";
        let part = |(name, value): &(&str, &str)| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = parameters.iter().map(part).collect::<String>() + "--b--\r\n";
        Built {
            operation: "ticket_create".to_owned(),
            method: "POST".to_owned(),
            template: "/ticket/new".to_owned(),
            path: "/ticket/new".to_owned(),
            query: None,
            parameters: Vec::new(),
            body: Some(("multipart/form-data; boundary=b".to_owned(), body.into_bytes())),
        }
    };
    for (name, value, why) in [
        ("ticketid", "1", "unknown ticketid"),
        ("ticket_id", "1", "missing message"),
        ("priority", "5", "priority can't be 5"),
        ("priority", "high", "priority can't be high"),
        ("customer_id_type", "X", "customer_id_type can't be X"),
        ("customer_type_id", "E", "unknown customer_type_id"),
        ("attachment", "1", "unknown attachment"),
        ("custom_field[1", "1", "unknown custom_field[1"),
    ] {
        let found = violations(Vendor::TomTicket, &built(&[(name, value)]));
        assert!(found.iter().any(|violation| violation == why), "{why}: {found:?}");
    }
    let other = Built { query: Some("departmentid=1".to_owned()), method: "GET".to_owned(), body: None, ..built(&[]) };
    assert!(!violations(Vendor::TomTicket, &other).is_empty());
}

/// The same with nulls left out, since null is as good as absent, and with moments in one form.
fn normal(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, normal(value))).collect())
        }
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::String(text) if text.contains('T') => match (text.parse::<Timestamp>(), text.parse::<DateTime>()) {
            (Ok(moment), _) => moment.to_string().into(),
            (_, Ok(moment)) => moment.to_string().into(),
            _ => text.into(),
        },
        other => other,
    }
}

#[tokio::test]
async fn every_answer_that_the_contract_shows_or_allows_is_read_and_written_back_whole() {
    let mut wrong = Vec::new();
    for row in all() {
        let id = row.operation.id;
        for answer in Documented::of_row(&row).answers() {
            let body = answer.text();
            let media_type = match answer.file {
                Some(_) => Some("application/octet-stream"),
                None => answer.body.as_ref().map(|_| "application/json"),
            };
            let checked = contract(row.vendor).check_answer(id, answer.status, media_type, body.as_bytes());
            if let Err(violations) = checked {
                wrong.push(format!("{id}: the sample itself: {violations}: {body}"));
            }
            let read = (row.least)(&answered(&answer), &Given::made_up()).answer.await;
            let shown = normal((row.part)(answer.body.unwrap_or_default()));
            match read.map(normal) {
                Ok(read) if read == shown => {}
                Ok(read) => wrong.push(format!("{id}: {shown}\nis written back as {read}")),
                Err(error) => wrong.push(format!("{id}: {error}: {body}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The same with a member that nobody knows in every object.
fn with_news(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let news = |(name, value): (String, Value)| {
                let value = if MAPS.contains(&&*name) { value } else { with_news(value) };
                (name, value)
            };
            let known = members.into_iter().map(news);
            Value::Object(known.chain([("new".to_owned(), serde_json::json!({"a": [1]}))]).collect())
        }
        Value::Array(items) => items.into_iter().map(with_news).collect(),
        other => other,
    }
}

#[tokio::test]
async fn members_that_nobody_knows_break_no_answer() {
    for row in all() {
        for answer in Documented::of_row(&row).answers() {
            let answer = Answer { body: answer.body.map(with_news), ..answer };
            let read = (row.least)(&answered(&answer), &Given::made_up()).answer.await;
            read.unwrap_or_else(|error| panic!("{}: {error}: {}", row.operation.id, answer.text()));
        }
    }
}

#[tokio::test]
async fn a_success_without_the_vendors_shape_is_none_for_any_operation() {
    let anywhere = ["<html>Log in</html>", "no JSON"];
    let elsewhere = ["", "{}", "[]", "null", r#"{"message": "welcome"}"#, r#"{"success": "perhaps"}"#];
    for row in all() {
        // Of an operation of Base39 or MyReports without a documented answer nothing but success is known.
        let is_shapeless = row.operation.answers.is_empty() && row.vendor != Vendor::TomTicket;
        let is_answer =
            |body: &str| is_shapeless || row.operation.id == ANSWERED_BY_ANY_OBJECT && body.starts_with('{');
        for body in anywhere.iter().chain(elsewhere.iter().filter(|body| !is_answer(body))) {
            let clients = Clients::of(&MockTransport::new().respond(200, *body)).unwrap();
            let error = (row.least)(&clients, &Given::made_up()).answer.await.expect_err(row.operation.id);
            assert_eq!(error.kind(), ErrorKind::Decode, "{} {body}", row.operation.id);
            let is_read = row.operation.method() == "GET" && row.operation.id != "resend_events";
            assert_eq!(error.may_have_happened(), !is_read, "{} {body}", row.operation.id);
        }
    }
}

#[tokio::test]
async fn a_failure_inside_a_200_is_one_for_any_operation_of_tomticket() {
    for body in [r#"{"error": true, "message": "No."}"#, r#"{"success": false, "message": "No."}"#] {
        for row in all().iter().filter(|row| row.vendor == Vendor::TomTicket) {
            let clients = Clients::of(&MockTransport::new().respond(200, body)).unwrap();
            let error = (row.least)(&clients, &Given::made_up()).answer.await.expect_err(row.operation.id);
            assert_eq!(error.kind(), ErrorKind::Rejected, "{}", row.operation.id);
            assert_eq!(error.message(), Some("No."), "{}", row.operation.id);
        }
    }
}

async fn start() -> Sandbox {
    let unlimited = tomticket::Settings { requests_per_second: None, ..tomticket::Settings::default() };
    Sandbox::builder().tomticket(unlimited).start().await.unwrap()
}

#[tokio::test]
async fn every_operation_succeeds_at_the_sandbox() {
    let first = start().await;
    let given = Given::find(&first, &Clients::at(&first).unwrap()).await.unwrap();
    let mut wrong = Vec::new();
    for row in all() {
        // A sandbox of its own: what one row deletes, another reads.
        let sandbox = start().await;
        let asked = (row.least)(&Clients::at(&sandbox).unwrap(), &given);
        if let Err(error) = asked.all.await {
            wrong.push(format!("{}: {error}", row.operation.id));
        }
        let seen = match row.vendor {
            // The contract's own check can't look into a form.
            Vendor::TomTicket => Vec::new(),
            Vendor::Base39 => sandbox.base39().requests(),
            Vendor::MyReports => sandbox.myreports().requests(),
        };
        for violations in seen.iter().filter_map(|seen| contract(row.vendor).check_seen(seen).err()) {
            wrong.push(format!("{}, headers and all: {violations}", row.operation.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
