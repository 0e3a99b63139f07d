//! What holds for whatever bytes MyReports answers.

use acesso_core::testing::MockTransport;
use myreports::{AccountFilter, Client, Credentials, CustomerFilter, Listing, Page, Region, RetryPolicy};
use serde_json::json;

use super::answers::Answer;

/// Answers one of MyReports' operations with these bytes, and checks what becomes of it.
pub fn check(bytes: &[u8]) {
    const ITEM: &str = r#"{"data":$}"#;
    let Some(answer) = Answer::of(bytes) else { return };
    match answer.operation % 9 {
        0 => answer.listing(|mock| client(mock).customers().users("c"), |listing| listing, whole),
        1 => answer.one(|mock| client(mock).customers().user("c", "u"), ITEM),
        2 => answer.one(|mock| client(mock).customers().get("c"), ITEM),
        3 => answer.one(|mock| client(mock).accounts().get("a"), ITEM),
        4 => answer.one(|mock| client(mock).accounts().user("a", "u"), ITEM),
        5 => answer.listing(|mock| client(mock).accounts().users("a"), |listing| listing, whole),
        6 => answer.one(|mock| client(mock).accounts().metrics("a"), ITEM),
        7 => answer.page(|mock| client(mock).accounts().list(AccountFilter::default()), frame),
        _ => answer.page(|mock| client(mock).customers().list(CustomerFilter::default()), frame),
    }
}

fn client(mock: MockTransport) -> Client {
    let builder = Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn whole<T: serde::Serialize>(listing: &Listing<T>) -> serde_json::Value {
    json!({ "data": listing.items(), "page_size": listing.count() })
}

fn frame<T: serde::Serialize>(page: &Page<T>) -> serde_json::Value {
    // A cursor is the index of the page after this one.
    let index = page.next().text().map(|index| index.parse::<u64>().unwrap() - 1);
    json!({ "data": page.items(), "page_index": index })
}
