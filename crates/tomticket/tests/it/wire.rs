//! What goes out.

use std::sync::{Arc, Mutex};

use acesso_core::testing::MockTransport;
use mockito::{Matcher, Server};
use tomticket::{Client, CustomerFilter, CustomerKey, ErrorKind, OrganizationFilter, Quota, http::HeaderName};

use crate::common::client_of;

const FOUND: &str = r#"{"error": false, "message": null, "success": true, "exists": true, "data": {"details": {
    "account_approved": true, "allowed_create_tickets": true, "monthly_ticket_quota": null, "email_validated": false}}}"#;

#[tokio::test]
async fn a_call_has_the_shape_that_the_vendor_documents() {
    let mut server = Server::new_async().await;
    let endpoint = server
        .mock("GET", "/v2.0/customer/permissions/basic")
        .match_query(Matcher::Exact("customer_id=ana%40cliente.example&customer_type_id=E".into()))
        .match_header("authorization", "Bearer example-token")
        .match_header("accept", "application/json")
        .match_header("content-type", Matcher::Missing)
        .match_body(Matcher::Exact(String::new()))
        .with_header("content-type", "application/json")
        .with_body(FOUND)
        .expect(1)
        .create_async()
        .await;

    let client = Client::builder("example-token").base_url(format!("{}/v2.0", server.url())).build().unwrap();
    let permissions = client.customers().permissions(CustomerKey::email("ana@cliente.example")).await.unwrap();

    assert_eq!(permissions.monthly_ticket_quota, Quota::Unlimited);
    endpoint.assert_async().await;
}

/// Ids that would mean something else if they were not encoded, and how they must stand on the wire.
const AWKWARD: [(&str, &str); 12] = [
    (".", "."),
    ("..", ".."),
    ("../../organization/list", "..%2F..%2Forganization%2Flist"),
    ("a/b", "a%2Fb"),
    ("a?page=2", "a%3Fpage%3D2"),
    ("a#b", "a%23b"),
    ("a\r\nx-more: 1", "a%0D%0Ax-more%3A%201"),
    ("a&customer_type_id=E", "a%26customer_type_id%3DE"),
    ("1+1=2;3", "1%2B1%3D2%3B3"),
    ("100%2F", "100%252F"),
    ("João Ação", "Jo%C3%A3o%20A%C3%A7%C3%A3o"),
    ("\u{0}\u{7f}ñ", "%00%7F%C3%B1"),
];

#[tokio::test]
async fn an_awkward_id_stays_one_value_on_the_wire() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let mut server = Server::new_async().await;
    let seen = Arc::clone(&lines);
    server
        .mock("GET", Matcher::Any)
        .with_body_from_request(move |request| {
            seen.lock().unwrap().push(request.path_and_query().to_owned());
            assert!(!request.has_header("x-more"));
            FOUND.into()
        })
        .create_async()
        .await;
    let url = format!("{}/v2.0", server.url());
    let client = Client::builder("example-token").base_url(url).rate_limit(None).build().unwrap();
    for (id, encoded) in AWKWARD {
        client.customers().permissions(id).await.unwrap();
        let line = lines.lock().unwrap().pop().unwrap();
        let expected = format!("/v2.0/customer/permissions/basic?customer_id={encoded}&customer_type_id=I");
        assert_eq!(line, expected, "{id:?}");
    }
}

#[tokio::test]
async fn every_operation_that_takes_a_text_encodes_it() {
    let mock = MockTransport::new().respond(200, "{}").repeat();
    let client = client_of(&mock);
    let filter = CustomerFilter::default().organization_id("a&b=/?#").order("DESC&").column("naïve\n");
    drop(client.customers().details("a&b=/?#").await);
    drop(client.customers().exists("a&b=/?#").await);
    drop(client.departments().operators("a&b=/?#").await);
    drop(client.customers().list(filter).next().await);

    let sent: Vec<String> = mock.requests().iter().map(|request| request.uri().to_string()).collect();
    let base = "https://api.tomticket.com/v2.0";
    assert_eq!(
        sent,
        [
            format!("{base}/customer/details?customer_id=a%26b%3D%2F%3F%23&customer_type_id=I"),
            format!("{base}/customer/exists?customer_id=a%26b%3D%2F%3F%23&customer_type_id=I"),
            format!("{base}/department/operator/list?department_id=a%26b%3D%2F%3F%23"),
            format!("{base}/customer/list?order=DESC%26&column=na%C3%AFve%0A&organization_id=a%26b%3D%2F%3F%23"),
        ]
    );
}

#[tokio::test]
async fn the_longest_ids_are_sent_counted_in_characters() {
    let mock = MockTransport::new().respond(200, FOUND).repeat();
    let client = client_of(&mock);
    for id in ["x".repeat(250), "ã".repeat(250)] {
        client.customers().permissions(id).await.unwrap();
    }
    drop(client.departments().operators("x".repeat(512)).await);
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn no_bound_is_put_where_none_is_documented() {
    let mock = MockTransport::new().respond(200, r#"{"exists": true, "data": []}"#).repeat();
    let client = client_of(&mock);
    assert!(client.customers().exists("x".repeat(251)).await.unwrap());
    let filter = CustomerFilter::default().organization_id("x".repeat(513));
    assert!(client.customers().list(filter).collect().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_header_of_ones_own_is_on_every_request_of_that_client_alone() {
    let mock = MockTransport::new().respond(200, FOUND).repeat();
    let builder = Client::builder("example-token").transport(mock.clone()).rate_limit(None);
    let plain = builder.default_header(HeaderName::from_static("x-of-all"), "a").build().unwrap();
    let own = plain.with_header(HeaderName::from_static("x-of-one"), "b").unwrap();
    own.customers().permissions("42").await.unwrap();
    drop(own.organizations().list(OrganizationFilter::default()).next().await);
    plain.customers().permissions("42").await.unwrap();

    let headers: Vec<_> = mock
        .requests()
        .iter()
        .map(|request| ["x-of-all", "x-of-one"].map(|name| request.headers().contains_key(name)))
        .collect();
    assert_eq!(headers, [[true, true], [true, true], [true, false]]);
    let refused = plain.with_header(HeaderName::from_static("x-of-one"), "a\r\nx-more: 1").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}
