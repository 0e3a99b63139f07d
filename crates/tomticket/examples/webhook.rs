//! Who changed which record? Receives TomTicket's webhooks, with axum.
//!
//! ```sh
//! TOMTICKET_WEBHOOK_SECRET=... cargo run -p tomticket --features webhook --example webhook -- 127.0.0.1:8080
//! ```
//!
//! TomTicket calls by HTTPS alone: put a proxy with a certificate before it, one that leaves the body as it is. To try it with
//! the sandbox's webhooks, of which somebody else has signed one, set the secret to `sandbox-webhook-secret`, and in another
//! terminal: `cargo run -p acesso -- sandbox --webhook http://127.0.0.1:8080/`
//!
//! It needs `axum`, and `tokio` with its feature `net`.

use std::{env, error::Error, sync::Arc};

use axum::{Router, body::Bytes, extract::State, routing::post};
use tokio::net::TcpListener;
use tomticket::{
    http::{HeaderMap, StatusCode},
    webhook::{Event, Receiver},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).ok_or("say where to listen, such as 127.0.0.1:8080")?;
    let secret =
        env::var("TOMTICKET_WEBHOOK_SECRET").map_err(|_| "set TOMTICKET_WEBHOOK_SECRET, as in TomTicket's panel")?;
    let listener = TcpListener::bind(address).await?;
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
