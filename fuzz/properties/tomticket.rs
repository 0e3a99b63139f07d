//! What holds for whatever bytes TomTicket answers.

use acesso_core::testing::MockTransport;
use serde_json::json;
use tomticket::{Client, CustomerFilter, DepartmentFilter, Listing, OrganizationFilter, Page, RetryPolicy};

use super::answers::Answer;

/// Answers one of TomTicket's operations with these bytes, and checks what becomes of it.
pub fn check(bytes: &[u8]) {
    let Some(answer) = Answer::of(bytes) else { return };
    match answer.operation % 7 {
        0 => answer.one(|mock| client(mock).customers().permissions("42"), r#"{"data":{"details":$}}"#),
        1 => answer.one(|mock| client(mock).customers().details("42"), r#"{"data":$}"#),
        2 => answer.one(|mock| client(mock).customers().exists("42"), r#"{"exists":$}"#),
        3 => answer.listing(
            |mock| client(mock).departments().list(DepartmentFilter::default().show_nested_items(true)),
            |listing| listing,
            whole,
        ),
        4 => answer.listing(|mock| client(mock).departments().operators("d"), |listing| listing, whole),
        5 => answer.page(|mock| client(mock).customers().list(CustomerFilter::default()), frame),
        _ => answer.page(|mock| client(mock).organizations().list(OrganizationFilter::default()), frame),
    }
}

fn client(mock: MockTransport) -> Client {
    let builder = Client::builder("example-token").transport(mock).rate_limit(None);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn whole<T: serde::Serialize>(listing: &Listing<T>) -> serde_json::Value {
    json!({ "data": listing.items(), "size": listing.count() })
}

fn frame<T: serde::Serialize>(page: &Page<T>) -> serde_json::Value {
    json!({ "data": page.items(), "next_page": page.next().text(), "size": page.total() })
}
