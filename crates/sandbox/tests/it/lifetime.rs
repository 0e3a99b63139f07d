//! Starting, stopping, and clients that behave badly.

use acesso_sandbox::{Sandbox, contract::Contract};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Client;

const LIST: &str = "list_permissions";

fn client(sandbox: &Sandbox) -> Client {
    Client::new(sandbox.base39(), Contract::base39(), sandbox.base39().api_key())
}

#[tokio::test]
async fn addresses_are_this_machine_s_with_the_contract_s_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    assert_eq!(tomticket.url(), format!("http://127.0.0.1:{}/v2.0", tomticket.port()));
    assert_eq!(base39.url(), format!("http://127.0.0.1:{}", base39.port()));
    assert_eq!(myreports.url(), format!("http://127.0.0.1:{}/api", myreports.port()));
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_dropped_sandbox_frees_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let ports = [sandbox.tomticket().port(), sandbox.base39().port(), sandbox.myreports().port()];
    let again = || Sandbox::builder().ports(ports[0], ports[1], ports[2]).start();
    assert_eq!(again().await.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
    drop(sandbox);
    // The listeners end when the runtime next looks at them.
    let sandbox = loop {
        tokio::task::yield_now().await;
        if let Ok(sandbox) = again().await {
            break sandbox;
        }
    };
    assert_eq!(sandbox.base39().port(), ports[1]);
}

#[tokio::test]
async fn dropping_ends_open_connections_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut connection = TcpStream::connect(("127.0.0.1", sandbox.base39().port())).await.unwrap();
    connection.write_all(b"GET /v1/permissions HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 1];
    connection.read_exact(&mut first).await.unwrap();
    drop(sandbox);
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn of_ten_people_one_has_left_and_still_holds_access_everywhere() {
    let sandbox = Sandbox::start().await.unwrap();
    let gone = sandbox.roster().find(|entry| entry.status == "left").unwrap().email;

    let tomticket = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    let path = format!("/customer/permissions/basic?customer_type_id=E&customer_id={gone}");
    let permissions = tomticket.get("customer_permissions_basic_get", &path).await.json();
    assert_eq!(permissions["data"]["details"]["allowed_create_tickets"], true);

    let operator = sandbox.base39().operators().find(|operator| operator.email == gone).unwrap().id;
    let path = format!("/v1/operators/{operator}/permissions?deleted=false");
    assert!(!client(&sandbox).get("list_operator_permissions", &path).await.column("id").is_empty());

    let myreports = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    let mut users = Vec::new();
    for tenant in myreports.get("reseller_list_customers", "/v1.0/customers").await.column("id") {
        let path = format!("/v1.0/customers/{tenant}/users");
        users.extend(myreports.get("reseller_list_customer_users", &path).await.column("email"));
    }
    assert!(users.contains(&gone));
}

#[tokio::test]
async fn two_sandboxes_know_nothing_of_each_other_and_serve_the_same() {
    let (one, other) = (Sandbox::start().await.unwrap(), Sandbox::start().await.unwrap());
    let first = client(&one).get(LIST, "/v1/permissions").await;
    assert_eq!(other.base39().request_count(), 0);
    assert_eq!(client(&other).get(LIST, "/v1/permissions").await.body, first.body);
}

#[tokio::test]
async fn requests_are_seen_as_they_were_on_the_wire() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox).with_header("x-check", "1");
    client.try_get("/v1/operators/a%2Fb%20c/permissions?role=a%2Cb&limit=+1").await.unwrap();
    client.send(reqwest::Method::POST, "/elsewhere", Some(("text/plain", "body"))).await.unwrap();
    let seen = sandbox.base39().requests();
    assert_eq!((seen.len(), sandbox.base39().request_count()), (2, 2));
    assert_eq!(seen[0].path_and_query, "/v1/operators/a%2Fb%20c/permissions?role=a%2Cb&limit=+1");
    assert_eq!(seen[0].path(), "/v1/operators/a%2Fb%20c/permissions");
    assert_eq!(seen[0].query(), Some("role=a%2Cb&limit=+1"));
    assert_eq!(seen[0].operation, Some("list_operator_permissions"));
    assert_eq!(seen[0].header("X-Check"), Some("1"));
    assert_eq!((seen[1].method.as_str(), seen[1].operation, seen[1].body.as_slice()), ("POST", None, &b"body"[..]));
    assert!(Contract::base39().check_seen(&seen[0]).is_err(), "limit is no number");
    assert!(Contract::base39().check_seen(&seen[1]).is_err(), "no operation");
}

#[tokio::test]
async fn clients_that_hang_up_or_talk_nonsense_harm_nobody() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = ("127.0.0.1", sandbox.base39().port());
    for text in [
        &b""[..],
        b"GET /v1/per",
        b"POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET  HTTP/9.9\r\n\r\n",
    ] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(text).await.unwrap();
    }
    assert_eq!(client(&sandbox).get(LIST, "/v1/permissions").await.status, 200);
}

#[tokio::test]
async fn a_million_people_start_at_once_and_are_found_from_both_ends() {
    let sandbox = Sandbox::builder().people(1_000_000).start().await.unwrap();
    let client = client(&sandbox);
    assert_eq!(sandbox.base39().permission_count(), 1_250_000);
    let newest = client.get(LIST, "/v1/permissions?limit=1").await.column("id").remove(0);
    let operator = sandbox.base39().operators().nth(1).unwrap();
    let path = format!("/v1/operators/{}/permissions", operator.id);
    assert_eq!(client.get("list_operator_permissions", &path).await.column("id").len(), 1);
    let next = client.get(LIST, &format!("/v1/permissions?starting_after={newest}&limit=100")).await;
    assert_eq!((next.column("id").len(), next.json()["hasMore"].as_bool()), (100, Some(true)));
}

#[tokio::test]
async fn nobody_is_a_company_too() {
    let sandbox = Sandbox::builder().people(0).start().await.unwrap();
    assert!(client(&sandbox).get(LIST, "/v1/permissions").await.column("id").is_empty());
    let tomticket = sandbox.tomticket();
    let tomticket = Client::new(tomticket, Contract::tomticket(), tomticket.token());
    let empty = tomticket.get("customer_list", "/customer/list").await.json();
    assert_eq!((empty["size"].as_u64(), empty["pages"].as_u64()), (Some(0), Some(0)));
    let organizations = tomticket.get("organization_list", "/organization/list").await.column("id");
    let path = format!("/customer/list?organization_id={}", organizations[1]);
    assert_eq!(tomticket.get("customer_list", &path).await.json()["size"], 0);
    let myreports = sandbox.myreports();
    let client = Client::new(myreports, Contract::myreports(), myreports.token());
    for customer in client.get("reseller_list_customers", "/v1.0/customers").await.column("id") {
        let users = client.get("reseller_list_customer_users", &format!("/v1.0/customers/{customer}/users")).await;
        assert_eq!(users.json()["page_size"], 0);
    }
}
