//! Webhooks: against the contract, signed as openssl signs, and sent to a receiver.

use std::io::ErrorKind;
use std::net::Ipv4Addr;

use acesso_sandbox::contract::Contract;
use acesso_sandbox::webhook::{self, Receiver, Shape, Signature};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn listener() -> (TcpListener, Receiver) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let receiver = format!("http://{}/hooks?of=tomticket", listener.local_addr().unwrap()).parse().unwrap();
    (listener, receiver)
}

#[test]
fn every_sample_is_in_its_contract() {
    for (name, webhook) in webhook::samples() {
        let (contract, operation) = match name.starts_with("TomTicket") {
            true => (Contract::tomticket(), "webhook_record_changed"),
            false => (Contract::base39(), "receive_event_delivery"),
        };
        contract.check_webhook(operation, &webhook).unwrap_or_else(|violations| panic!("{name}: {violations}"));
    }
}

#[test]
fn what_is_not_in_the_contract_is_caught() {
    let check = |event| {
        Contract::tomticket().check_webhook("webhook_record_changed", &webhook::tomticket(&event, Signature::Wrong))
    };
    assert!(check(json!({"type": "ticket", "id": "1", "action": "created"})).is_ok());
    for event in [json!({"type": "chat"}), json!({"kind": "ticket"}), json!({"id": 1}), json!([])] {
        assert!(check(event.clone()).is_err(), "{event}");
    }
    // Base39's has no signature, and no operation of TomTicket's is one of its webhooks.
    let base39 = webhook::base39(Shape::Api);
    let refused = Contract::tomticket().check_webhook("webhook_record_changed", &base39).unwrap_err();
    assert!(refused.iter().any(|violation| violation.contains("X-Hub-Signature")), "{refused}");
    assert!(Contract::tomticket().check_webhook("customer_list", &base39).is_err());
}

/// `printf %s '{"action":"deleted","id":"42","type":"ticket"}' | base64 -w0 | openssl dgst -sha1 -hmac
/// sandbox-webhook-secret`
#[test]
fn signatures_are_those_that_others_make() {
    let event = json!({"action": "deleted", "id": "42", "type": "ticket"});
    for (signature, expected) in [
        (Signature::Hexadecimal, "sha1=aeec0ff22ce2cdda457dc4905ec9b8c5f47a1d97"),
        (Signature::Base64, "sha1=ruwP8izizdpFfcSQXsm4xfR6HZc="),
        (Signature::Wrong, "sha1=51e41befb85fff9d8e69fecdb14706bfa115669c"),
    ] {
        assert_eq!(webhook::tomticket(&event, signature).header("X-Hub-Signature"), Some(expected));
    }
}

#[tokio::test]
async fn a_webhook_is_posted_once_with_its_headers() {
    let (listener, receiver) = listener().await;
    let webhook = webhook::tomticket(&json!({"type": "ticket"}), Signature::Base64);
    let receive = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(webhook.body()) {
            assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        String::from_utf8(seen).unwrap()
    };
    let (seen, status) = tokio::join!(receive, webhook.send(&receiver));
    assert_eq!(status.unwrap(), 204);
    let (head, body) = seen.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /hooks?of=tomticket HTTP/1.1"));
    let signature = format!("x-hub-signature: {}", webhook.header("x-hub-signature").unwrap());
    let host = format!("host: {}", listener.local_addr().unwrap());
    for header in ["content-type: application/json", "content-length: 17", &signature, &host] {
        assert!(lines.clone().any(|line| line == header), "{header} in {head}");
    }
    assert_eq!(body, r#"{"type":"ticket"}"#);
}

#[tokio::test]
async fn nobody_there_and_no_http_are_errors() {
    let webhook = webhook::base39(Shape::Guide);
    let (socket, receiver) = listener().await;
    let garble = async {
        let (mut stream, _) = socket.accept().await.unwrap();
        stream.write_all(b"220 mail.example\r\n").await.unwrap();
    };
    let (_, status) = tokio::join!(garble, webhook.send(&receiver));
    assert!(status.is_err());

    drop(socket);
    assert_eq!(webhook.send(&receiver).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_is_given_up() {
    let (_open, receiver) = listener().await;
    let error = webhook::base39(Shape::Api).send(&receiver).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[test]
fn only_this_machine_is_sent_to() {
    for here in [
        "http://127.0.0.1:1/",
        "http://127.9.9.9:80/a?b",
        "http://localhost:8080",
        "http://[::1]:8080/",
        "http://127.1/",
    ] {
        assert!(here.parse::<Receiver>().is_ok(), "{here}");
    }
    for elsewhere in [
        "",
        "127.0.0.1:8080",
        "localhost:8080",
        "https://127.0.0.1:8080/",
        "ftp://localhost/",
        "http://example.com/",
        "http://10.0.0.1/",
        "http://0.0.0.0:8080/",
        "http://localhost.example/",
        "http://127.0.0.1@example.com/",
        "http://[::2]/",
    ] {
        assert!(elsewhere.parse::<Receiver>().is_err(), "{elsewhere}");
    }
}
