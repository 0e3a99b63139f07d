//! Who changed which record? Receives TomTicket's webhooks, with axum.
//!
//! ```sh
//! cargo run -p tomticket --features webhook --example webhook -- --sandbox
//! TOMTICKET_WEBHOOK_SECRET=... cargo run -p tomticket --features webhook --example webhook -- 127.0.0.1:8080
//! ```
//!
//! TomTicket calls by HTTPS alone: put a proxy with a certificate before it, one that leaves the body as it is. With
//! `--sandbox`, webhooks of the sandbox's are sent to it, and it ends.

use std::{env, error::Error, future::IntoFuture, process::ExitCode, sync::Arc};

use acesso_sandbox::webhook::{self, Signature};
use axum::{Router, body::Bytes, extract::State, routing::post};
use tokio::net::TcpListener;
use tomticket::{
    http::{HeaderMap, StatusCode},
    serde_json::json,
    webhook::{Event, Receiver},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let argument = env::args().nth(1).ok_or("say where to listen, such as 127.0.0.1:8080, or --sandbox")?;
    if argument == "--sandbox" {
        return try_with_sandbox().await;
    }
    let secret =
        env::var("TOMTICKET_WEBHOOK_SECRET").map_err(|_| "set TOMTICKET_WEBHOOK_SECRET, as in TomTicket's panel")?;
    let listener = TcpListener::bind(argument).await?;
    println!("Listening on http://{}/", listener.local_addr()?);
    Ok(axum::serve(listener, router(Receiver::new(secret)?)).await?)
}

fn router(receiver: Receiver) -> Router {
    Router::new().route("/", post(receive)).with_state(Arc::new(receiver))
}

/// The headers and the body as they came: the signature is that of these bytes.
async fn receive(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match receiver.read(&headers, &body) {
        Ok(event) => {
            println!("{}", told(&event));
            // Answer at once, and do what takes long elsewhere: how long TomTicket waits is not documented.
            StatusCode::OK
        }
        Err(error) => {
            println!("refused: {error}");
            error.status()
        }
    }
}

/// What happened, in words. Members can be missing, and a later version of TomTicket can know others.
fn told(event: &Event) -> String {
    let kind = event.kind.as_ref().map_or("record", |kind| kind.as_str());
    let id = event.id.as_deref().unwrap_or("without an id");
    let action = event.action.as_ref().map_or("something happened to it", |action| action.as_str());
    format!("{kind} {id}: {action}")
}

/// Has the sandbox send webhooks, of which one is signed by somebody else.
async fn try_with_sandbox() -> Result<(), Box<dyn Error>> {
    eprintln!("SANDBOX DATA: imaginary people");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?).parse()?;
    let server = axum::serve(listener, router(Receiver::new(webhook::TOMTICKET_SECRET)?));
    let server = tokio::spawn(server.into_future());

    let event = json!({"type": "ticket", "id": "3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7", "action": "updated"});
    for signature in [Signature::Hexadecimal, Signature::Base64, Signature::Wrong] {
        let status = webhook::tomticket(&event, signature).send(&address).await?;
        println!("  answered {status}");
    }
    server.abort();
    Ok(())
}
