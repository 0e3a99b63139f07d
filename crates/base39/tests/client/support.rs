//! What the tests share.

use acesso_core::testing::Script;
use base39::{Client, Credentials};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "bs_sandbox_example";

pub(crate) fn client(script: &Script) -> Client {
    Client::builder(Credentials::api_key(KEY)).transport(script.clone()).build().unwrap()
}

/// A script that answers everything with an empty page.
pub(crate) fn empty_pages() -> Script {
    Script::new().answer(200, page([], false)).forever()
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

/// The query of the script's request of this number, decoded, sorted by name.
pub(crate) fn query(script: &Script, number: usize) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = script.requests()[number].url.query_pairs().into_owned().collect();
    pairs.sort();
    pairs
}

pub(crate) fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
