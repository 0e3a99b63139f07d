//! One call over a real socket: what stands on the wire, byte by byte.

use base39::{
    Client, Credentials, ErrorKind, ListOptions, OperatorPermissionFilter, PermissionFilter, RetryPolicy, Role,
};
use mockito::{Matcher, Server};

use crate::support::{KEY, page, permission};

fn client(server: &Server) -> Client {
    Client::builder(Credentials::api_key(KEY)).base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn permissions_look_like_this_on_the_wire() {
    let mut server = Server::new_async().await;
    let mock = server
        .mock("GET", "/v1/permissions?company=comp_1%2Ccomp_2&role=approver&operator=oprt_1&limit=10")
        .match_header("authorization", "Bearer bs_sandbox_example")
        .match_header("accept", "application/json")
        .match_header("base39-external-client-id", "client-7")
        .match_header("idempotency-key", Matcher::Missing)
        .with_header("content-type", "application/json")
        .with_body(page([permission("perm_1")], false))
        .expect(1)
        .create_async()
        .await;

    let client = client(&server).acting_for("client-7").unwrap();
    let filter = PermissionFilter::default()
        .companies(["comp_1", "comp_2"])
        .roles([Role::Approver])
        .operator("oprt_1")
        .options(ListOptions::default().page_size(10));
    let permissions = client.permissions().list(filter).collect().await.unwrap();

    mock.assert_async().await;
    assert_eq!(permissions[0].id.as_str(), "perm_1");
}

#[tokio::test]
async fn an_odd_operator_stays_one_segment_of_the_request_line() {
    let mut server = Server::new_async().await;
    let path = "/v1/operators/..%2Fcompanies%3Fx%23y%0D%0AX-Evil%3A%201/permissions?limit=100";
    let mock = server
        .mock("GET", path)
        .match_header("x-evil", Matcher::Missing)
        .with_body(page([], false))
        .expect(1)
        .create_async()
        .await;
    let id = "../companies?x#y\r\nX-Evil: 1";
    client(&server).operators().permissions(id, OperatorPermissionFilter::default()).collect().await.unwrap();
    mock.assert_async().await;
}

#[tokio::test]
async fn a_base_url_with_a_path_keeps_it() {
    let mut server = Server::new_async().await;
    let mock = server.mock("GET", "/base/v1/companies").with_body(page([], false)).create_async().await;
    let url = format!("{}/base/", server.url());
    let client = Client::builder(Credentials::api_key(KEY)).base_url(url).build().unwrap();
    client.companies().list().await.unwrap();
    mock.assert_async().await;
}

#[tokio::test]
async fn a_wrong_path_in_the_base_url_is_noticed() {
    let mut server = Server::new_async().await;
    server.mock("GET", Matcher::Any).with_status(404).with_body("<html>no such page</html>").create_async().await;
    let url = format!("{}/v2", server.url());
    let client = Client::builder(Credentials::api_key(KEY)).base_url(url).retry(RetryPolicy::never()).build().unwrap();
    let error = client.permissions().list(PermissionFilter::default()).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongBaseUrl);
}
