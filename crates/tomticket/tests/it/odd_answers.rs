//! What services really send, in the answer of every operation: a table of members and one of oddities.

use serde::Serialize;
use serde_json::{Value, json};
use tomticket::{Client, CustomerFilter, Error, ErrorKind, Listing, OrganizationFilter};

use crate::common::{answered, with_nested};

/// A text that no error may quote: it stands for personal data.
const CANARY: &str = "canary";

/// Whatever reads an answer.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Permissions,
    Details,
    Exists,
    Customers,
    Organizations,
    Departments,
    Operators,
}

use Operation::{Customers, Departments, Details, Exists, Operators, Organizations, Permissions};

const ALL: [Operation; 7] = [Permissions, Details, Exists, Customers, Organizations, Departments, Operators];

impl Operation {
    /// An answer with every member that is read.
    fn answer(self) -> Value {
        let data = match self {
            Permissions => json!({"details": {"account_approved": true, "active": true, "allowed_create_tickets": true,
                "monthly_ticket_quota": 5, "email_validated": true}}),
            Details => json!({"name": "Ana", "email": "ana@cliente.example", "phone": "55", "internal_id": "42",
                "monthly_ticket_quota": 5, "active": true, "custom_fields": [{"id": "f", "name": "Cidade", "value": "R"}]}),
            Exists => json!([]),
            Customers => json!([{"id": "1", "name": "Ana", "email": "ana@cliente.example", "phone": "55",
                "internal_id": "42", "monthly_tickets_quota": 5, "allowed_create_tickets": true, "email_validated": true,
                "active": true, "account_approved": true, "organization": {"id": "o", "name": "SA"},
                "creation_date": "2026-01-05 09:00:00-03:00",
                "custom_fields": [{"id": "f", "name": "Cidade", "value": "R"}]}]),
            Organizations => json!([{"id": "o", "name": "SA"}]),
            Departments => {
                json!([{"id": "d", "name": "Suporte", "operators": [{"id": "p", "name": "Bia", "mail_hash": "9e"}],
                "categories": [{"id": "c", "name": "Geral", "custom_fields": [{"id": "f", "label": "Urgência"}]}],
                "general_custom_fields": {"tickets": [{"id": "f", "label": "Canal"}]}}])
            }
            Operators => json!([{"id": "p", "name": "Bia", "mail_hash": "9e"}]),
        };
        json!({"error": false, "message": null, "success": true, "exists": true, "data": data, "size": 1, "pages": 1,
            "next_page": null, "previous_page": null})
    }

    /// Where in the answer what is read stands.
    fn root(self) -> &'static str {
        match self {
            Permissions => "/data/details",
            Details => "/data",
            Exists => "/exists",
            Customers | Organizations | Departments | Operators => "/data/0",
        }
    }

    /// Below the root, every member that is read.
    fn members(self) -> &'static [(&'static str, Kind)] {
        match self {
            Permissions => &[
                ("/account_approved", Kind::KnownFlag),
                ("/active", Kind::Flag),
                ("/allowed_create_tickets", Kind::KnownFlag),
                ("/monthly_ticket_quota", Kind::Quota),
                ("/email_validated", Kind::KnownFlag),
            ],
            Details => &[
                ("/name", Kind::Name),
                ("/email", Kind::Text),
                ("/phone", Kind::Metadata),
                ("/internal_id", Kind::Text),
                ("/monthly_ticket_quota", Kind::Quota),
                ("/active", Kind::KnownFlag),
                ("/custom_fields", Kind::List),
                ("/custom_fields/0/id", Kind::Text),
                ("/custom_fields/0/name", Kind::Name),
                ("/custom_fields/0/value", Kind::Text),
            ],
            Exists => &[("", Kind::KnownFlag)],
            Customers => &[
                ("/id", Kind::Id),
                ("/name", Kind::Name),
                ("/email", Kind::Text),
                ("/phone", Kind::Metadata),
                ("/internal_id", Kind::Text),
                ("/monthly_tickets_quota", Kind::Quota),
                ("/allowed_create_tickets", Kind::Flag),
                ("/email_validated", Kind::Flag),
                ("/active", Kind::Flag),
                ("/account_approved", Kind::Flag),
                ("/organization/id", Kind::Text),
                ("/organization/name", Kind::Text),
                ("/creation_date", Kind::Metadata),
                ("/custom_fields", Kind::List),
                ("/custom_fields/0/id", Kind::Text),
                ("/custom_fields/0/name", Kind::Name),
                ("/custom_fields/0/value", Kind::Text),
            ],
            Organizations => &[("/id", Kind::Id), ("/name", Kind::Name)],
            Departments => &[
                ("/id", Kind::Id),
                ("/name", Kind::Name),
                ("/operators", Kind::List),
                ("/operators/0/id", Kind::Id),
                ("/operators/0/name", Kind::Name),
                ("/operators/0/mail_hash", Kind::Metadata),
                ("/categories", Kind::List),
                ("/categories/0/id", Kind::Id),
                ("/categories/0/name", Kind::Name),
                ("/categories/0/custom_fields", Kind::List),
                ("/categories/0/custom_fields/0/id", Kind::Id),
                ("/categories/0/custom_fields/0/label", Kind::Text),
                ("/general_custom_fields/tickets", Kind::List),
                ("/general_custom_fields/tickets/0/id", Kind::Id),
                ("/general_custom_fields/tickets/0/label", Kind::Text),
            ],
            Operators => &[("/id", Kind::Id), ("/name", Kind::Name), ("/mail_hash", Kind::Metadata)],
        }
    }

    /// What is read from a body, as JSON with the names of the wire.
    async fn read(self, body: impl Into<Vec<u8>>) -> Result<Value, Error> {
        let client: Client = answered(200, body);
        let (customers, departments) = (client.customers(), client.departments());
        match self {
            Permissions => customers.permissions("42").await.map(written),
            Details => customers.details("42").await.map(written),
            Exists => customers.exists("42").await.map(written),
            Customers => only(customers.list(CustomerFilter::default()).collect().await),
            Organizations => only(client.organizations().list(OrganizationFilter::default()).collect().await),
            Departments => only(departments.list(with_nested()).await.and_then(Listing::into_items)),
            Operators => only(departments.operators("d").await.and_then(Listing::into_items)),
        }
    }
}

fn written(read: impl Serialize) -> Value {
    serde_json::to_value(read).unwrap()
}

/// The only item of a list.
fn only<T: Serialize>(list: Result<Vec<T>, Error>) -> Result<Value, Error> {
    list.map(|items| {
        let [item] = <[T; 1]>::try_from(items).unwrap_or_else(|items| panic!("{} items", items.len()));
        written(item)
    })
}

/// What a member means, and so how it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// Who or what an item is.
    Id,
    /// A text for people.
    Name,
    /// A text that may be missing.
    Text,
    /// A text that nobody decides by.
    Metadata,
    /// A flag that must be known.
    KnownFlag,
    /// A flag that may be unknown.
    Flag,
    /// A number of tickets, or null.
    Quota,
    /// A list that may be missing.
    List,
}

/// Values of each kind as they are sent, and as what they are read: `None` where they are refused.
fn oddities(kind: Kind) -> Vec<(Value, Option<Value>)> {
    let read = |value: Value, read: Value| (value, Some(read));
    let refused = |values: &[Value]| values.iter().map(|value| (value.clone(), None)).collect::<Vec<_>>();
    let no_text = [json!(5), json!(true), json!([CANARY]), json!({CANARY: 1})];
    match kind {
        Kind::Id => [refused(&no_text), refused(&[Value::Null])].concat(),
        Kind::Name => [vec![read(Value::Null, json!(""))], refused(&no_text)].concat(),
        Kind::Text => [vec![read(Value::Null, Value::Null)], refused(&no_text)].concat(),
        Kind::Metadata => no_text.into_iter().chain([Value::Null]).map(|value| read(value, Value::Null)).collect(),
        Kind::KnownFlag | Kind::Flag => {
            let no = [json!(0), json!("0"), json!("false"), json!("FALSE")].map(|value| read(value, json!(false)));
            let yes = [json!(1), json!("1"), json!("true"), json!(" True ")].map(|value| read(value, json!(true)));
            // Unknown is not "no".
            let null = (Value::Null, (kind == Kind::Flag).then_some(Value::Null));
            let others =
                [json!(2), json!(-1), json!(0.5), json!(""), json!(CANARY), json!([true]), json!({CANARY: true})];
            [no.to_vec(), yes.to_vec(), vec![null], refused(&others)].concat()
        }
        Kind::Quota => {
            let numbers = [json!("5"), json!(" 5 "), json!(5.0)].map(|value| read(value, json!(5)));
            let others = [json!(-1), json!(1.5), json!(""), json!(CANARY), json!(true), json!([5]), json!({CANARY: 5})];
            [numbers.to_vec(), vec![read(Value::Null, Value::Null)], refused(&others)].concat()
        }
        Kind::List => {
            let others = [json!(CANARY), json!(5), json!(true), json!([CANARY])];
            [vec![read(Value::Null, Value::Null), read(json!([]), json!([]))], refused(&others)].concat()
        }
    }
}

/// How a member that is not there is read: `None` where it must be there.
fn absent(operation: Operation, pointer: &str, kind: Kind) -> Option<Value> {
    match (operation, pointer) {
        // Null means "unlimited" in these two, and nothing that is known in a list.
        (Permissions | Details, "/monthly_ticket_quota") => None,
        _ => match kind {
            Kind::Id | Kind::Name | Kind::KnownFlag => None,
            Kind::Text | Kind::Metadata | Kind::Flag | Kind::Quota | Kind::List => Some(Value::Null),
        },
    }
}

/// `/data/0/name` as errors write it: `data[0].name`.
fn json_path(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, step| match (step.parse::<usize>(), path.as_str()) {
        (Ok(index), _) => format!("{path}[{index}]"),
        (Err(_), "") => step.to_owned(),
        (Err(_), _) => format!("{path}.{step}"),
    })
}

/// A member that is skipped where it is unknown is as good as null.
fn at(read: &Value, pointer: &str) -> Value {
    read.pointer(pointer).cloned().unwrap_or_default()
}

fn assert_refused(result: Result<Value, Error>, path: &str, what: &str) {
    let error = result.expect_err(what);
    assert_eq!(error.kind(), ErrorKind::Decode, "{what}: {error}");
    // Inside of a list the element can be what is wrong.
    let named = error.json_path().unwrap_or_default();
    assert!(named == path || named == format!("{path}[0]"), "{what}: {named}");
    assert!(!format!("{error} {error:?}").contains(CANARY), "{what}: {error:?}");
}

#[tokio::test]
async fn every_odd_value_of_every_member_is_read_as_it_is_meant_or_refused_with_its_path() {
    for operation in ALL {
        for (pointer, kind) in operation.members() {
            let whole = format!("{}{pointer}", operation.root());
            for (value, expected) in oddities(*kind) {
                let what = format!("{operation:?} {whole} {value}");
                let mut answer = operation.answer();
                *answer.pointer_mut(&whole).unwrap() = value;
                let result = operation.read(answer.to_string()).await;
                match expected {
                    Some(expected) => {
                        let read = result.unwrap_or_else(|error| panic!("{what}: {error}"));
                        assert_eq!(at(&read, pointer), expected, "{what}");
                    }
                    None => assert_refused(result, &json_path(&whole), &what),
                }
            }
        }
    }
}

#[tokio::test]
async fn every_member_that_is_absent_is_unknown_or_an_error_with_its_path() {
    for operation in ALL {
        for (pointer, kind) in operation.members() {
            let whole = format!("{}{pointer}", operation.root());
            let (parent, name) = whole.rsplit_once('/').unwrap();
            let mut answer = operation.answer();
            answer.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
            let result = operation.read(answer.to_string()).await;
            match absent(operation, pointer, *kind) {
                Some(expected) => assert_eq!(at(&result.unwrap(), pointer), expected, "{operation:?} {whole}"),
                None => assert_refused(result, &json_path(&whole), &format!("{operation:?} {whole}")),
            }
        }
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_in_any_text_is_a_replacement_character() {
    for operation in ALL {
        for (pointer, kind) in operation.members() {
            if !matches!(kind, Kind::Id | Kind::Name | Kind::Text | Kind::Metadata) {
                continue;
            }
            for (sent, read_as) in [
                (r"a\ud83db", "a\u{fffd}b"),
                (r"\ude00", "\u{fffd}"),
                (r"\ud83d\ude00", "\u{1f600}"),
                (r"\\ud83d", r"\ud83d"),
            ] {
                let mut answer = operation.answer();
                *answer.pointer_mut(&format!("{}{pointer}", operation.root())).unwrap() = json!("HERE");
                let read = operation.read(answer.to_string().replace("HERE", sent)).await;
                let read = read.unwrap_or_else(|error| panic!("{operation:?} {pointer} {sent}: {error}"));
                assert_eq!(at(&read, pointer), json!(read_as), "{operation:?} {pointer} {sent}");
            }
        }
    }
}

/// Bodies that hold the same answer.
fn in_other_words(answer: &Value) -> Vec<String> {
    let with = |name: &str, value: Value| {
        let mut answer = answer.clone();
        answer[name] = value;
        answer.to_string()
    };
    let text = answer.to_string();
    let mut bare = answer.clone();
    bare.as_object_mut().unwrap().retain(|name, _| name == "data" || name == "exists");
    vec![
        format!("\u{feff}{text}"),
        format!("\u{feff}\r\n {text}\n"),
        serde_json::to_string_pretty(&answer).unwrap(),
        bare.to_string(),
        with("error", Value::Null),
        with("error", json!(0)),
        with("error", json!("false")),
        with("message", json!("Done.")),
        with("message", json!(["Done."])),
        with("success", json!(1)),
        with("success", json!("true")),
        with("success", Value::Null),
        with("exists", json!(1)),
        with("exists", json!("true")),
        with("size", json!("1")),
        with("size", Value::Null),
        with("pages", Value::Null),
        with("new_member", json!({"deep": [1, {"x": null}]})),
        // Half a surrogate pair where nobody looks.
        with("new_member", json!("HERE")).replace("HERE", r"\ud83d"),
    ]
}

#[tokio::test]
async fn what_stands_around_the_data_changes_nothing() {
    for operation in ALL {
        let plain = operation.read(operation.answer().to_string()).await.unwrap();
        for body in in_other_words(&operation.answer()) {
            let read =
                operation.read(body.clone()).await.unwrap_or_else(|error| panic!("{operation:?} {body}: {error}"));
            assert_eq!(read, plain, "{operation:?} {body}");
        }
    }
}

#[tokio::test]
async fn a_failure_inside_a_200_is_seen_however_it_is_written() {
    for operation in ALL {
        let failed = |name: &str, value: Value| {
            let mut answer = operation.answer();
            answer[name] = value;
            answer["message"] = json!("HERE");
            answer.to_string()
        };
        let bodies = [
            failed("error", json!(true)),
            failed("error", json!(1)),
            failed("error", json!("1")),
            failed("error", json!("Invalid date.")),
            failed("success", json!(false)),
            failed("success", json!(0)),
            failed("success", json!("false")),
        ];
        for body in bodies {
            for (mark, message) in [("", "No \u{1f600}"), ("\u{feff}", "No"), ("", r"No \ud83d")] {
                let body = format!("{mark}{}", body.replace("HERE", message));
                let error = operation.read(body.clone()).await.expect_err(&body);
                assert_eq!(error.kind(), ErrorKind::Rejected, "{operation:?} {body}: {error}");
                assert_eq!(error.message().unwrap(), message.replace(r"\ud83d", "\u{fffd}"), "{operation:?} {body}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_answer_is_never_taken_for_one() {
    for operation in ALL {
        let text = operation.answer().to_string();
        let others =
            ["", " ", "null", "[]", "3", "\"\"", "{}", "<!DOCTYPE html><p>canary", "\u{feff}<html>canary", "canary"];
        let mut bodies = others.map(|body| body.as_bytes().to_vec()).to_vec();
        bodies.push(text.as_bytes()[..text.len() - 1].to_vec());
        // In another encoding than UTF-8.
        let (before, after) = text.split_once("\"message\":null").unwrap();
        bodies.push([before.as_bytes(), b"\"message\":\"a\xe7\xe3o\"", after.as_bytes()].concat());
        bodies.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        for body in bodies {
            let shown = String::from_utf8_lossy(&body).into_owned();
            let error = operation.read(body).await.expect_err(&shown);
            assert_eq!(error.kind(), ErrorKind::Decode, "{operation:?} {shown}: {error}");
            assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
        }
    }
}

/// How "false" may be written.
fn no() -> [Value; 4] {
    [json!(false), json!(0), json!("0"), json!("false")]
}

#[tokio::test]
async fn nobody_found_is_seen_however_it_is_written() {
    for exists in no() {
        for success in [json!(true), json!(false), json!(0)] {
            for operation in [Permissions, Details, Exists] {
                let mut answer = operation.answer();
                answer["exists"] = exists.clone();
                answer["success"] = success.clone();
                let result = operation.read(answer.to_string()).await;
                match operation {
                    Exists => assert_eq!(result.unwrap(), json!(false), "{answer}"),
                    _ => assert_eq!(result.unwrap_err().kind(), ErrorKind::NotFound, "{operation:?} {answer}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_list_that_was_not_completed_is_never_an_empty_one_whatever_exists_says() {
    for operation in [Customers, Organizations, Departments, Operators] {
        for exists in no() {
            let answer = json!({"error": false, "success": false, "exists": exists, "data": []});
            let error = operation.read(answer.to_string()).await.expect_err("it must not look empty");
            assert_eq!(error.kind(), ErrorKind::Rejected, "{operation:?} {answer}");
        }
    }
}
