//! Subscriptions, and events that are sent again.

use acesso_core::testing::MockTransport;
use base39::{Endpoint, ErrorKind, EventSelection, EventType, Safety, SubscriptionInput, http::Method, operations};
use serde_json::{Value, json};

use crate::support::{client, page};

#[tokio::test]
async fn resending_is_a_get_that_is_sent_once() {
    assert_eq!(operations::RESEND_EVENTS.safety, Safety::Once);
    let mock = MockTransport::new().respond(503, "").respond(200, page([], false));
    let error = client(&mock).events().resend(EventSelection::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Server, true));
    assert_eq!((mock.requests().len(), mock.requests()[0].method()), (1, &Method::GET));
    let keyed = client(&mock).events().resend(EventSelection::default()).idempotent().await.unwrap_err();
    assert_eq!(keyed.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_selection_of_events_is_sent_in_the_body() {
    let mock = MockTransport::new().respond(200, page([], false));
    let selection = EventSelection::default().ids(["evnt_1", "evnt_2"]).event_type(EventType::LoanCreated).limit(5);
    client(&mock).events().resend(selection).await.unwrap();
    let request = &mock.requests()[0];
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body, json!({ "id": "evnt_1,evnt_2", "eventType": "loan.created", "limit": 5 }));
    assert_eq!(request.uri().query(), None);

    for selection in [
        EventSelection::default().ids(["evnt_1", ""]),
        EventSelection::default().ids(["evnt_1,evnt_2"]),
        EventSelection::default().starting_after("evnt_1").ending_before("evnt_2"),
        // Each would select far more than was meant.
        EventSelection::default().data_id(""),
        EventSelection::default().event_type(EventType::Unknown(String::new())),
        EventSelection::default().starting_after(""),
        EventSelection::default().ending_before(""),
    ] {
        let error = client(&mock).events().resend(selection).await.unwrap_err();
        assert_eq!((error.kind(), mock.requests().len()), (ErrorKind::InvalidInput, 1));
    }
}

#[tokio::test]
async fn a_new_subscription_has_all_that_the_contract_requires() {
    let mock = MockTransport::new();
    for (new, problem) in [
        (SubscriptionInput::new("", [EventType::LoanCreated], "https://api.example.com"), "name is empty"),
        (SubscriptionInput::default().name("Example").notification("https://api.example.com"), "events is missing"),
        (SubscriptionInput::default().name("Example").events([EventType::LoanCreated]), "notification is missing"),
    ] {
        let error = client(&mock).subscriptions().create(new).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(problem), "{error}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_absent_part_of_a_subscription_is_empty() {
    let mock = MockTransport::new().respond(200, r#"{"id":"subs_1","name":null}"#);
    let read = client(&mock).subscriptions().update("subs_1", SubscriptionInput::default()).await.unwrap();
    assert_eq!((read.name.as_str(), read.events.len(), read.notification), ("", 0, Endpoint::default()));
}
