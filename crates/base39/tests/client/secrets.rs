//! What is secret among what is written and read: it goes where it should, and into no `Debug`.

use std::fmt::Debug;

use acesso_core::testing::MockTransport;
use base39::{ApiKeyRules, Endpoint, EventType, NewApiKey, SubscriptionInput};

use crate::support::client;

#[track_caller]
fn assert_hides(secret: &str, shown: &impl Debug) {
    let shown = format!("{shown:?}");
    assert!(!shown.contains(secret), "{shown}");
}

#[tokio::test]
async fn a_new_key_is_given_and_not_shown() {
    let mock = MockTransport::new().respond(201, r#"{"id":"key_1","value":"bs_sandbox_1","new":"bs_sandbox_1"}"#);
    let new = NewApiKey::new(ApiKeyRules::FullAccess, "dev@example.com", "Example");
    let created = client(&mock).api_keys().create(new).await.unwrap();
    assert_eq!((created.id.as_str(), created.value.expose()), ("key_1", "bs_sandbox_1"));
    assert_hides("bs_sandbox_1", &created);
}

#[tokio::test]
async fn the_headers_of_an_endpoint_are_sent_and_not_shown() {
    let endpoint = Endpoint::new("https://api.example.com/").header("Authorization", "key-12345");
    let new = SubscriptionInput::new("Example", [EventType::LoanCreated], endpoint);
    assert_hides("key-12345", &new);
    let mock = MockTransport::new().respond(
        201,
        r#"{"id":"subs_1","name":"Example","events":[{"eventType":"loan.created"}],
            "notification":{"url":"https://api.example.com/","headers":{"Authorization":"key-12345"}}}"#,
    );
    let created = client(&mock).subscriptions().create(new).await.unwrap();
    assert_hides("key-12345", &created);
    assert_eq!(created.notification.headers.unwrap()["Authorization"].expose(), "key-12345");
    assert_eq!(
        String::from_utf8_lossy(mock.requests()[0].body()),
        r#"{"name":"Example","events":[{"eventType":"loan.created"}],"notification":{"url":"https://api.example.com/","headers":{"Authorization":"key-12345"}}}"#
    );
}
