//! What a person sees of a call with `RUST_LOG=tomticket=debug`.
//!
//! In a program of its own, since tracing remembers for each place in the code whether anybody listens, whichever thread
//! asked.
#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    io,
    sync::{Arc, Mutex},
};

use acesso_core::testing::MockTransport;
use tomticket::{Call, Client, CustomerFilter, CustomerKey};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Stands for the token, for whom a call is about, and for what the service says of them.
const CANARY: &str = "canary";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens as an `EnvFilter` with `RUST_LOG=tomticket=debug` does.
fn listen() -> Log {
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt::layer().with_writer(move || writer.clone()).with_ansi(false).without_time();
    let filter: Targets = "tomticket=debug".parse().unwrap();
    tracing_subscriber::registry().with(lines).with(filter).init();
    log
}

#[tokio::test(start_paused = true)]
async fn the_log_of_this_crate_says_what_a_call_does_and_nothing_of_whom() {
    let log = listen();
    let page = r#"{"error": false, "data": [{"id": "canary", "name": "canary", "email": "canary@cliente.example"}]}"#;
    let mock = MockTransport::new()
        .respond(503, "canary")
        .respond(404, r#"{"error": true, "message": "canary@cliente.example is unknown"}"#)
        .header("x-canary", CANARY)
        .respond(200, page)
        .respond(200, r#"{"error": false, "data": [{"id": "canary", "name": 7}]}"#);
    let client = Client::builder(CANARY).transport(mock).build().unwrap();
    let nobody = client.customers().permissions(CustomerKey::email("canary@cliente.example")).await;
    nobody.unwrap_err();
    client.customers().list(CustomerFilter::default().organization_id(CANARY)).collect().await.unwrap();
    let own = Call::get("ticket_list", "/ticket/list").query("customer", CANARY);
    client.request(own.read_json::<Vec<u8>>()).await.unwrap_err();

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains(CANARY), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    for line in &lines {
        // Of the event itself, whatever the span before it says.
        let (span, event) = line.split_once(": tomticket: ").unwrap_or_else(|| panic!("another target: {line}"));
        for operation in ["customer_permissions_basic_get", "customer_list", "ticket_list"] {
            assert_eq!(span.contains(operation), event.contains(operation), "{line}");
        }
        assert!(event.contains("service=\"TomTicket\"") && event.contains(" operation=\""), "{line}");
        assert!(span.contains("url.template=\"/") && span.contains("http.request.method=\"GET\""), "{line}");
    }
    for (operation, said) in [
        ("customer_permissions_basic_get", "answered"),
        ("customer_permissions_basic_get", "http.response.status_code=503"),
        ("customer_permissions_basic_get", "sending again"),
        ("customer_permissions_basic_get", "http.response.status_code=404"),
        ("customer_permissions_basic_get", "error.type=\"not_found\""),
        ("customer_list", "http.response.status_code=200"),
        ("ticket_list", "error.type=\"decode\""),
    ] {
        assert!(lines.iter().any(|line| line.contains(operation) && line.contains(said)), "{operation} {said}: {text}");
    }
}
