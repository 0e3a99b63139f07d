//! What the tests share.

use acesso_core::testing::MockTransport;
use base39::{Client, Credentials, ListOptions, PermissionFilter, bytes::Bytes, http::Request, url::Url};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "bs_sandbox_example";

pub(crate) fn client(mock: &MockTransport) -> Client {
    Client::builder(Credentials::api_key(KEY)).transport(mock.clone()).build().unwrap()
}

/// A transport that answers everything with an empty page.
pub(crate) fn empty_pages() -> MockTransport {
    MockTransport::new().respond(200, page([], false)).repeat()
}

pub(crate) fn page(items: impl Into<Vec<Value>>, has_more: bool) -> String {
    json!({ "hasMore": has_more, "data": items.into() }).to_string()
}

/// The sample of the vendor's page.
pub(crate) fn permission(id: &str) -> Value {
    json!({
        "id": id,
        "company": "comp_62d9889bd3985729e5a048ef",
        "roles": ["approver"],
        "createdAt": "2023-08-25T22:38:41.134Z",
        "updatedAt": "2023-08-25T22:38:41.134Z",
        "deleted": false,
        "createdBy": { "clientId": "client_identifier", "externalClientId": "string", "app": "backoffice" },
        "updatedBy": { "clientId": "client_identifier", "externalClientId": "string", "app": "backoffice" },
    })
}

/// All permissions, read so.
pub(crate) fn with(options: ListOptions) -> PermissionFilter {
    PermissionFilter::default().options(options)
}

pub(crate) fn url(request: &Request<Bytes>) -> Url {
    Url::parse(&request.uri().to_string()).unwrap()
}

/// The query of the request of this number, decoded, sorted by name.
pub(crate) fn query(mock: &MockTransport, number: usize) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = url(&mock.requests()[number]).query_pairs().into_owned().collect();
    pairs.sort();
    pairs
}

pub(crate) fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
