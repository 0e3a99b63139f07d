//! What holds for whatever bytes Base39 answers.

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyFilter, Client, CompanyGroupFilter, Credentials, Fields, NewPermission, OperatorPermissionFilter, Page,
    PermissionFilter, RetryPolicy, Role,
};
use serde_json::json;

use super::answers::Answer;

/// Answers one of Base39's operations with these bytes, and checks what becomes of it.
pub fn check(bytes: &[u8]) {
    let Some(answer) = Answer::of(bytes) else { return };
    let parts = || Fields::only(["company"]);
    let new = || NewPermission::for_all_companies([Role::Financial]);
    match answer.operation % 7 {
        0 => answer.page(|mock| client(mock).permissions().list(PermissionFilter::default()), frame),
        1 => answer.page(|mock| client(mock).permissions().list_parts(PermissionFilter::default(), parts()), frame),
        2 => answer.page(|mock| client(mock).operators().permissions("o", OperatorPermissionFilter::default()), frame),
        3 => answer.one(|mock| client(mock).operators().create_permission("o", new()), "$"),
        4 => answer.listing(
            |mock| client(mock).companies().list(),
            |list| &list.data,
            |list| json!({ "data": list.data.items(), "hasMore": list.has_more }),
        ),
        5 => answer.page(|mock| client(mock).company_groups().list(CompanyGroupFilter::default()), frame),
        _ => answer.page(|mock| client(mock).api_keys().list(ApiKeyFilter::default()), frame),
    }
}

fn client(mock: MockTransport) -> Client {
    let builder = Client::builder(Credentials::api_key("bs_sandbox_example")).transport(mock);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn frame<T: serde::Serialize>(page: &Page<T>) -> serde_json::Value {
    json!({ "data": page.items(), "hasMore": !page.next().is_end() })
}
