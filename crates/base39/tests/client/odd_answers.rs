//! Odd answers, each one through every reader that can meet it: what other services of this kind were seen to send.

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyFilter, Client, CompanyGroupFilter, Error, ErrorKind, Fields, ListOptions, NewPermission,
    OperatorPermissionFilter, Pager, PermissionFilter, Role,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{client, permission, with};

/// Every operation that reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Permissions,
    PermissionsBackwards,
    OperatorPermissions,
    PermissionParts,
    CreatedPermission,
    Companies,
    CompanyGroups,
    ApiKeys,
}

use Reader::{
    ApiKeys, Companies, CompanyGroups, CreatedPermission, OperatorPermissions, PermissionParts, Permissions,
    PermissionsBackwards,
};

const ALL: [Reader; 8] = [
    Permissions,
    PermissionsBackwards,
    OperatorPermissions,
    PermissionParts,
    CreatedPermission,
    Companies,
    CompanyGroups,
    ApiKeys,
];
/// Those that read all of a permission.
const OF_PERMISSIONS: [Reader; 4] = [Permissions, PermissionsBackwards, OperatorPermissions, CreatedPermission];

/// What is read in place of a member.
#[derive(Debug, Clone)]
enum Becomes {
    /// This, as it is written back.
    Value(Value),
    /// Nothing: it is left out when it is written back.
    Nothing,
    /// An error of the item, at this place in it.
    Error(&'static str),
}

use Becomes::{Error as IsError, Nothing};

fn value(value: impl Into<Value>) -> Becomes {
    Becomes::Value(value.into())
}

impl Reader {
    fn sample(self) -> Value {
        match self {
            Companies => json!({ "id": "comp_1", "name": "Example SA", "group": "cgrp_1", "status": "active" }),
            CompanyGroups => json!({ "id": "cgrp_1", "name": "Grupo", "createdAt": "2024-01-02T03:04:05Z" }),
            ApiKeys => json!({ "id": "key_1", "rules": "*", "email": "d@example.com", "name": "d", "allowedIps": [] }),
            _ => permission("perm_1"),
        }
    }

    /// A text that is written back as it was read.
    fn text(self) -> &'static str {
        match self {
            Companies | CompanyGroups | ApiKeys => "/name",
            _ => "/createdBy/app",
        }
    }

    /// The body of an answer that has this item between two good ones, or by itself where it is no list.
    fn body(self, item: &Value) -> Value {
        let neighbour = |id: &str| set(self.sample(), "/id", Some(json!(id)));
        match self {
            CreatedPermission => item.clone(),
            _ => json!({ "hasMore": false, "data": [neighbour("first"), item, neighbour("last")] }),
        }
    }

    /// What is read of the item in such a body, as it is written back. Its neighbours must have been read.
    async fn read(self, body: String) -> Result<Value, Error> {
        let client = client(&MockTransport::new().respond(200, body));
        match self {
            Permissions => second(client.permissions().list(PermissionFilter::default())).await,
            PermissionsBackwards => {
                second(client.permissions().list(with(ListOptions::default().ending_before("perm_0")))).await
            }
            OperatorPermissions => {
                second(client.operators().permissions("oprt_1", OperatorPermissionFilter::default())).await
            }
            PermissionParts => {
                let fields = Fields::only(["roles"]);
                second(client.permissions().list_parts(PermissionFilter::default(), fields)).await
            }
            CreatedPermission => create(&client).await,
            Companies => middle(client.companies().list().await?.data.into_results()),
            CompanyGroups => second(client.company_groups().list(CompanyGroupFilter::default())).await,
            ApiKeys => second(client.api_keys().list(ApiKeyFilter::default())).await,
        }
    }
}

async fn create(client: &Client) -> Result<Value, Error> {
    let new = NewPermission::for_company("comp_1", [Role::Approver]);
    client.operators().create_permission("oprt_1", new).await.map(|created| written(&created))
}

async fn second<T: Serialize + Send + 'static>(mut list: Pager<T>) -> Result<Value, Error> {
    middle(list.next_page().await.unwrap()?.into_results())
}

fn middle<T: Serialize>(items: impl Iterator<Item = Result<T, Error>>) -> Result<Value, Error> {
    let mut items: Vec<_> = items.collect();
    assert_eq!(items.len(), 3);
    assert!(items[0].is_ok() && items[2].is_ok(), "an odd item loses its neighbours");
    items.remove(1).map(|item| written(&item))
}

fn written(item: &impl Serialize) -> Value {
    serde_json::to_value(item).unwrap()
}

/// The item with another value at a place, which must be in it or next to something that is; `None` takes it away.
fn set(mut item: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = item.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(name.to_owned(), value),
        None => parent.remove(name),
    };
    item
}

/// Checks what each of these readers makes of a member that comes in these forms; `None` is one that does not come.
async fn check(readers: &[Reader], pointer: &str, forms: &[(Option<Value>, Becomes)]) {
    for &reader in readers {
        for (form, becomes) in forms {
            let shown = format!("{reader:?} {pointer}: {form:?}");
            let item = set(reader.sample(), pointer, form.clone());
            let read = reader.read(reader.body(&item).to_string()).await;
            match (read, becomes) {
                (Ok(read), Becomes::Value(value)) => {
                    assert_eq!(read, set(reader.sample(), pointer, Some(value.clone())), "{shown}");
                }
                (Ok(read), Nothing) => assert_eq!(read, set(reader.sample(), pointer, None), "{shown}"),
                (Err(error), IsError(place)) => assert_is_of_the_item(reader, &item, &error, place),
                (read, becomes) => panic!("{shown}: {read:?} instead of {becomes:?}"),
            }
        }
    }
}

fn assert_is_of_the_item(reader: Reader, item: &Value, error: &Error, place: &str) {
    let expected = if reader == CreatedPermission { place.to_owned() } else { format!("data[1].{place}") };
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(&*expected)), "{reader:?} {error}");
    if reader != CreatedPermission {
        let id = item.get("id").filter(|id| !id.is_null()).map(|id| id.to_string().replace('"', ""));
        assert_eq!(error.item_id(), id.as_deref(), "{reader:?} {error}");
    }
    assert!(error.operation().is_some(), "{reader:?} {error}");
}

/// A time that is read as none wherever it can't be read.
fn times() -> Vec<(Option<Value>, Becomes)> {
    let form = |form: Value, becomes: Becomes| (Some(form), becomes);
    vec![
        (None, Nothing),
        form(Value::Null, Nothing),
        form(json!("2023-08-25T22:38:41.1234567891Z"), value("2023-08-25T22:38:41.123456789Z")),
        form(json!("2023-08-25T19:38:41.1234567891234-03:00"), value("2023-08-25T22:38:41.123456789Z")),
        form(json!("2023-08-25T22:38:41Z"), value("2023-08-25T22:38:41Z")),
        form(json!("2016-12-31T23:59:60Z"), value("2016-12-31T23:59:59Z")),
        form(json!("2023-08-25T22:38:41"), Nothing), // No instant without an offset.
        form(json!("yesterday"), Nothing),
        form(json!(""), Nothing),
        form(json!(1_700_000_000), Nothing),
        form(json!(-1.5), Nothing),
        form(json!(false), Nothing),
        form(json!({ "seconds": [1, { "nanos": 2 }] }), Nothing),
        form(json!([2023, 8, 25]), Nothing),
    ]
}

/// A flag in all its forms. What is read for one that is absent or null is up to the member.
fn flags(place: &'static str, unsaid: &Becomes) -> Vec<(Option<Value>, Becomes)> {
    let form = |form: Value, becomes: Becomes| (Some(form), becomes);
    vec![
        (None, unsaid.clone()),
        form(Value::Null, unsaid.clone()),
        form(json!(true), value(true)),
        form(json!(0), value(false)),
        form(json!(1), value(true)),
        form(json!("false"), value(false)),
        form(json!("True"), value(true)),
        form(json!(2), IsError(place)),
        form(json!("no"), IsError(place)),
        form(json!([]), IsError(place)),
    ]
}

#[tokio::test]
async fn an_odd_body_says_the_same_as_a_plain_one() {
    for reader in ALL {
        let body = reader.body(&reader.sample());
        let spread = serde_json::to_string_pretty(&body).unwrap().replace('\n', "\r\n\t");
        for (oddity, body) in [
            ("nothing", body.to_string()),
            ("a byte order mark", format!("\u{feff}{body}")),
            ("blanks and line ends around it", format!("\r\n\t {body} \r\n")),
            ("a byte order mark, blanks and line ends", format!("\u{feff}\r\n{spread}\r\n")),
        ] {
            assert_eq!(reader.read(body).await.unwrap(), reader.sample(), "{reader:?}: {oddity}");
        }
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_is_a_replacement_character_and_a_whole_one_a_character() {
    for reader in ALL {
        let item = set(reader.sample(), reader.text(), Some(json!("TEXT")));
        for (escaped, expected) in [
            (r"\ud83d", "\u{fffd}"),
            (r"a \ude00 b", "a \u{fffd} b"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
            (r"\ud83d\ude00", "\u{1f600}"),
            (r"\\ud83d", r"\ud83d"),
        ] {
            let read = reader.read(reader.body(&item).to_string().replace("TEXT", escaped)).await.unwrap();
            assert_eq!(read, set(reader.sample(), reader.text(), Some(json!(expected))), "{reader:?} {escaped}");
        }
        // In a member that the contract does not know.
        let item = set(reader.sample(), "/note", Some(json!("TEXT")));
        let read = reader.read(reader.body(&item).to_string().replace("TEXT", r"\ud800")).await.unwrap();
        assert_eq!(read["id"], reader.sample()["id"], "{reader:?}");
    }
}

#[tokio::test]
async fn members_that_the_contract_does_not_know_do_no_harm() {
    for reader in ALL {
        for new in
            [json!(null), json!([null, { "deep": [1.5, -1, "x"] }]), json!({}), json!(18_446_744_073_709_551_615_u64)]
        {
            let item = set(reader.sample(), "/newThing", Some(new));
            let read = reader.read(reader.body(&item).to_string()).await.unwrap();
            assert_eq!(set(read, "/newThing", None), reader.sample(), "{reader:?}");
        }
    }
}

#[tokio::test]
async fn times_that_nobody_decides_by_lose_no_item() {
    let with_times = [&OF_PERMISSIONS[..], &[PermissionParts]].concat();
    for pointer in ["/createdAt", "/updatedAt"] {
        check(&with_times, pointer, &times()).await;
        check(&[CompanyGroups], pointer, &times()).await;
    }
}

#[tokio::test]
async fn actors_may_be_absent_say_little_and_be_anything() {
    for pointer in ["/createdBy", "/updatedBy"] {
        let forms = [
            (None, Nothing),
            (Some(Value::Null), Nothing),
            (Some(json!({})), value(json!({}))),
            (Some(json!({ "clientId": null, "app": "x" })), value(json!({ "app": "x" }))),
            (Some(json!({ "clientId": "key_1", "ip": "::1" })), value(json!({ "clientId": "key_1" }))),
            // Nobody decides by who did it: it loses no permission.
            (Some(json!("key_1")), Nothing),
            (Some(json!(1)), Nothing),
            (Some(json!(-1.5)), Nothing),
            (Some(json!(true)), Nothing),
            (Some(json!([{ "clientId": "key_1" }])), Nothing),
            (Some(json!({ "clientId": { "id": "key_1" }, "app": "x" })), value(json!({ "app": "x" }))),
            (Some(json!({ "app": 1 })), value(json!({}))),
        ];
        check(&[&OF_PERMISSIONS[..], &[PermissionParts]].concat(), pointer, &forms).await;
    }
}

#[tokio::test]
async fn flags_come_as_numbers_and_texts_too() {
    check(&OF_PERMISSIONS, "/deleted", &flags("deleted", &value(false))).await;
    check(&[PermissionParts, CompanyGroups], "/deleted", &flags("deleted", &Nothing)).await;
}

#[tokio::test]
async fn unknown_roles_and_companies_are_never_read_as_none() {
    let roles = [
        (None, IsError("roles")),
        (Some(Value::Null), IsError("roles")),
        (Some(json!("approver")), IsError("roles")),
        (Some(json!([null])), IsError("roles[0]")),
        (Some(json!(["approver", 1])), IsError("roles[1]")),
        (Some(json!([])), value(json!([]))),
        (Some(json!(["new"])), value(json!(["new"]))),
    ];
    check(&OF_PERMISSIONS, "/roles", &roles).await;
    // A part says only what was asked for: here none is "not told".
    check(&[PermissionParts], "/roles", &[(None, Nothing), (Some(Value::Null), Nothing)]).await;
    check(&[PermissionParts], "/roles", &roles[2..]).await;
    let companies = [
        (None, IsError("company")),
        (Some(Value::Null), IsError("company")),
        (Some(json!(1)), IsError("company")),
        (Some(json!({ "id": null })), IsError("company.id")),
        (Some(json!({ "id": "comp_1", "name": null })), value(json!({ "id": "comp_1" }))),
    ];
    check(&OF_PERMISSIONS, "/company", &companies).await;
    check(&[PermissionParts], "/company", &[(None, Nothing), (Some(Value::Null), Nothing)]).await;
    let rules =
        [(None, IsError("rules")), (Some(Value::Null), IsError("rules")), (Some(json!([1])), IsError("rules[0]"))];
    check(&[ApiKeys], "/rules", &rules).await;
}

#[tokio::test]
async fn ids_are_texts_and_there() {
    let forms = [
        (None, IsError("id")),
        (Some(Value::Null), IsError("id")),
        (Some(json!(7)), IsError("id")),
        (Some(json!("*")), value("*")),
    ];
    check(&ALL, "/id", &forms).await;
}

#[tokio::test]
async fn plain_texts_of_a_key_may_be_null_and_a_list_that_is_not_there_is_unknown() {
    for (pointer, place) in [("/email", "email"), ("/name", "name")] {
        let forms = [(None, value("")), (Some(Value::Null), value("")), (Some(json!(1)), IsError(place))];
        check(&[ApiKeys], pointer, &forms).await;
    }
    let ranges = [
        (None, Nothing),
        (Some(Value::Null), Nothing),
        (Some(json!([])), value(json!([]))),
        (Some(json!([{ "ip": "192.0.2.0/24", "description": null }])), value(json!([{ "ip": "192.0.2.0/24" }]))),
        (Some(json!([{ "ip": "192.0.2.0/24", "description": 1 }])), value(json!([{ "ip": "192.0.2.0/24" }]))),
        (Some(json!([{ "ip": null }])), IsError("allowedIps[0].ip")),
        (Some(json!([null])), IsError("allowedIps[0]")),
    ];
    check(&[ApiKeys], "/allowedIps", &ranges).await;
    for pointer in ["/revokedIn", "/apiKey"] {
        check(&[ApiKeys], pointer, &[(None, Nothing), (Some(Value::Null), Nothing)]).await;
    }
    // Nobody decides by what is masked.
    check(&[ApiKeys], "/apiKey", &[(Some(json!(1)), Nothing), (Some(json!(["****"])), Nothing)]).await;
    // Somebody may decide by it: unknown is not "never".
    check(&[ApiKeys], "/revokedIn", &[(Some(json!("soon")), IsError("revokedIn"))]).await;
}

#[tokio::test]
async fn nothing_but_the_id_has_to_be_told_of_companies_and_groups() {
    for pointer in
        ["/status", "/document", "/name", "/friendlyName", "/group", "/address", "/creditPolicies", "/settings"]
    {
        check(&[Companies], pointer, &[(None, Nothing), (Some(Value::Null), Nothing)]).await;
    }
    for pointer in ["/name", "/metadata"] {
        check(&[CompanyGroups], pointer, &[(None, Nothing), (Some(Value::Null), Nothing)]).await;
    }
    // Nor does what nobody decides by lose a company.
    for pointer in ["/document", "/name", "/friendlyName", "/group", "/address", "/creditPolicies"] {
        let forms = [json!(1), json!({ "id": 1, "city": 1 }), json!([{}])].map(|form| (Some(form), Nothing));
        check(&[Companies], pointer, &forms).await;
    }
    check(&[Companies], "/status", &[(Some(json!(1)), IsError("status"))]).await;
}

#[tokio::test]
async fn a_list_must_say_what_it_has_and_whether_there_is_more() {
    for reader in ALL.into_iter().filter(|reader| *reader != CreatedPermission) {
        let body = reader.body(&reader.sample());
        for (form, is_read) in [
            (Some(json!(false)), true),
            (Some(json!(0)), true),
            (Some(json!("false")), true),
            (Some(Value::Null), false),
            (Some(json!("no")), false),
            (None, false),
        ] {
            let read = reader.read(set(body.clone(), "/hasMore", form.clone()).to_string()).await;
            match read {
                Ok(_) => assert!(is_read, "{reader:?} {form:?}"),
                Err(error) => {
                    let told = (error.kind(), error.json_path(), error.item_id());
                    assert_eq!(told, (ErrorKind::Decode, Some("hasMore"), None), "{reader:?} {form:?}");
                    assert!(!is_read, "{reader:?} {form:?}: {error}");
                }
            }
        }
        for form in [None, Some(Value::Null), Some(json!({}))] {
            let error = reader.read(set(body.clone(), "/data", form.clone()).to_string()).await.unwrap_err();
            assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("data")), "{reader:?} {form:?}");
        }
    }
}

#[tokio::test]
async fn what_is_not_the_services_answer_is_an_error_of_every_reader() {
    for reader in ALL {
        for body in [
            "",
            "<html>log in</html>",
            "\u{feff}<!DOCTYPE html>",
            "{\"hasMore\":fal",
            "[]",
            "null",
            "\"text\"",
            "\u{feff}",
        ] {
            let error = reader.read(body.to_owned()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{reader:?} {body}");
            assert_eq!(error.body(), body.as_bytes());
        }
    }
}
