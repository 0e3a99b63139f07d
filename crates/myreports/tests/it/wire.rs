//! One call's shape on the wire, over a real socket.

use mockito::{Matcher, Server};
use myreports::{Client, Credentials, CustomerFilter, Region};

#[tokio::test]
async fn the_users_of_a_customer_are_asked_for() {
    let mut server = Server::new_async().await;
    let mock = server
        .mock("GET", "/api/v1.0/customers/00000000-0000-0000-0000-000000000001/users")
        .match_header("authorization", "Bearer example-token")
        .match_header("accept", "application/json")
        .match_header("accept-charges", Matcher::Missing)
        .match_header("content-type", Matcher::Missing)
        .match_body("")
        .with_body(r#"{"page_size":1,"data":[{"id":"u","displayName":"User 1","email":"user1@example.com"}]}"#)
        .create_async()
        .await;
    let client = Client::builder(Region::Eu, Credentials::token("example-token"))
        .base_url(format!("{}/api", server.url()))
        .build()
        .unwrap();

    let users = client.customers().users("00000000-0000-0000-0000-000000000001").await.unwrap();

    assert_eq!(users.items()[0].email, "user1@example.com");
    mock.assert_async().await;
}

#[tokio::test]
async fn a_page_of_customers_is_asked_for() {
    let mut server = Server::new_async().await;
    let mock = server
        .mock("GET", "/api/v1.0/accounts/a/customers")
        .match_query(Matcher::AllOf(vec![
            Matcher::UrlEncoded("pageIndex".into(), "0".into()),
            Matcher::UrlEncoded("pageSize".into(), "20".into()),
            Matcher::UrlEncoded("filter".into(), "Clínica & Filhos".into()),
        ]))
        .with_body(r#"{"page_size":0,"page_index":0,"data":[]}"#)
        .create_async()
        .await;
    let client = Client::builder(Region::Eu, Credentials::token("example-token"))
        .base_url(format!("{}/api/", server.url()))
        .build()
        .unwrap();
    let filter = CustomerFilter::default().filter("Clínica & Filhos").page_size(20);

    assert!(client.accounts().customers("a", filter).collect().await.unwrap().is_empty());

    mock.assert_async().await;
}
