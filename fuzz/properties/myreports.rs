//! What holds for whatever bytes MyReports answers.

use acesso_core::testing::Script;
use myreports::{AccountFilter, Client, Credentials, CustomerFilter, Page, Region, RetryPolicy};
use serde_json::json;

use super::answers::Answer;

/// Answers one of MyReports' operations with these bytes, and checks what becomes of it.
pub fn check(bytes: &[u8]) {
    const ITEM: &str = r#"{"data":$}"#;
    let Some(answer) = Answer::of(bytes) else { return };
    match answer.operation % 9 {
        0 => answer.one(|script| client(script).customers().users("c"), "$"),
        1 => answer.one(|script| client(script).customers().user("c", "u"), ITEM),
        2 => answer.one(|script| client(script).customers().get("c"), ITEM),
        3 => answer.one(|script| client(script).accounts().get("a"), ITEM),
        4 => answer.one(|script| client(script).accounts().user("a", "u"), ITEM),
        5 => answer.one(|script| client(script).accounts().users("a"), "$"),
        6 => answer.one(|script| client(script).accounts().metrics("a"), ITEM),
        7 => answer.page(|script| client(script).accounts().list(AccountFilter::default()), frame),
        _ => answer.page(|script| client(script).customers().list(CustomerFilter::default()), frame),
    }
}

fn client(script: Script) -> Client {
    let builder = Client::builder(Region::Eu, Credentials::token("example-token")).transport(script);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn frame<T: serde::Serialize>(page: &Page<T>) -> serde_json::Value {
    // A cursor is the index of the page after this one.
    let index = page.next.as_ref().map(|cursor| cursor.as_str().parse::<u64>().unwrap() - 1);
    json!({ "data": page.items, "page_index": index })
}
