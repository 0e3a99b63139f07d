//! What an answer of Base39's can lack, and what may be odd in it: nobody loses a loan over a note.

use acesso_proof::rows::{Given, Row, Vendor, all};
use serde_json::{Value, json};

use super::{Documented, answered, documented::Answer};

/// What must be there: what something is, whether that is all, and what an audit decides by.
const NEEDED: [&str; 11] =
    ["id", "data", "hasMore", "eventType", "company", "roles", "rules", "ip", "value", "message", "messageId"];

/// What describes and decides nothing.
const DESCRIBES: [&str; 21] = [
    "address",
    "birthPlace",
    "context",
    "createdAt",
    "createdBy",
    "description",
    "fingerprint",
    "gender",
    "geolocation",
    "image",
    "maritalStatus",
    "metadata",
    "motherName",
    "nationality",
    "phone",
    "purposeKey",
    "tags",
    "title",
    "updatedAt",
    "url",
    "username",
];

/// Written again as they were read: they are lost whole or not at all, and money depends on these.
const WHOLE: [&str; 1] = ["/rebates/0/description"];

/// Where the members of a value stand. The first item of a list stands for all.
fn members(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(named) => {
            let member = |(name, value): (&String, &Value)| {
                let path = format!("{at}/{name}");
                members(value, &path).into_iter().chain([path]).collect::<Vec<_>>()
            };
            named.iter().flat_map(member).collect()
        }
        Value::Array(items) => items.first().map(|item| members(item, &format!("{at}/0"))).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The body without a member, or with another value in its place.
fn with(body: &Value, path: &str, value: Option<Value>) -> Value {
    let mut body = body.clone();
    let object = body.pointer_mut(path.rsplit_once('/').unwrap().0).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => object.insert(name(path).to_owned(), value),
        None => object.remove(name(path)),
    };
    body
}

/// The members that a row's answer can't be read without, or can't be read with such a value in their place.
async fn breaking(row: &Row, which: impl Fn(&str) -> bool, values: &[Option<Value>]) -> Vec<String> {
    let answer = Documented::of_row(row).full_answer();
    let Some(body) = &answer.body else { return Vec::new() };
    let mut breaking = Vec::new();
    for path in members(body, "").into_iter().filter(|path| which(path)) {
        for value in values {
            let body = Some(with(body, &path, value.clone()));
            let answer = Answer { body, ..answer };
            if (row.least)(&answered(&answer), &Given::made_up()).answer.await.is_err() {
                breaking.push(format!("{}: {path} is {value:?}", row.operation.id));
            }
        }
    }
    breaking
}

async fn assert_none_breaks(which: impl Fn(&str) -> bool, values: &[Option<Value>]) {
    let mut all_breaking = Vec::new();
    for row in all().iter().filter(|row| row.vendor == Vendor::Base39) {
        all_breaking.extend(breaking(row, &which, values).await);
    }
    assert!(all_breaking.is_empty(), "{}", all_breaking.join("\n"));
}

#[tokio::test]
async fn what_may_be_absent_or_null_breaks_no_answer() {
    assert_none_breaks(|path| !NEEDED.contains(&name(path)), &[None, Some(Value::Null)]).await;
}

#[tokio::test]
async fn what_only_describes_breaks_no_answer_however_odd() {
    let describes = |path: &str| DESCRIBES.contains(&name(path)) && !WHOLE.iter().any(|whole| path.ends_with(whole));
    assert_none_breaks(describes, &[Some(json!(7.5)), Some(json!([7])), Some(json!({"odd": [7]}))]).await;
}
