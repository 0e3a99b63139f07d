//! What holds for whatever bytes TomTicket answers.

use acesso_core::testing::Script;
use serde_json::json;
use tomticket::{Client, CustomerFilter, Page, RetryPolicy};

use super::answers::Answer;

/// Answers one of TomTicket's operations with these bytes, and checks what becomes of it.
pub fn check(bytes: &[u8]) {
    let Some(answer) = Answer::of(bytes) else { return };
    match answer.operation % 7 {
        0 => answer.one(|script| client(script).customers().permissions("42"), r#"{"data":{"details":$}}"#),
        1 => answer.one(|script| client(script).customers().details("42"), r#"{"data":$}"#),
        2 => answer.one(|script| client(script).customers().exists("42"), r#"{"exists":$}"#),
        3 => answer.one(|script| client(script).departments().list(true), "$"),
        4 => answer.one(|script| client(script).departments().operators("d"), "$"),
        5 => answer.page(|script| client(script).customers().list(CustomerFilter::default()), frame),
        _ => answer.page(|script| client(script).organizations().list(), frame),
    }
}

fn client(script: Script) -> Client {
    let builder = Client::builder("example-token").transport(script).rate_limit(None);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn frame<T: serde::Serialize>(page: &Page<T>) -> serde_json::Value {
    let next = page.next.as_ref().map(|cursor| cursor.as_str());
    json!({ "data": page.items, "next_page": next, "size": page.total })
}
