//! Webhooks, as the contracts describe them: TomTicket's with a signature that is right or wrong, Base39's in both
//! documented shapes. A test hands one to its own code, or has it sent to a receiver on this machine; `acesso sandbox
//! --webhook URL` sends those of [`samples`].
//!
//! ```
//! use acesso_sandbox::webhook::{self, Signature};
//! use serde_json::json;
//!
//! let event = json!({"type": "ticket", "id": "3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7", "action": "deleted"});
//! let webhook = webhook::tomticket(&event, Signature::Base64); // signed with webhook::TOMTICKET_SECRET
//! assert!(webhook.header("x-hub-signature").is_some_and(|value| value.starts_with("sha1=")));
//! ```

use std::io;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Body;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, KeyInit, Mac};
use http::header::HOST;
use http::{Method, Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::{Host, Position, Url};

use crate::company::Kind;

/// The secret of TomTicket's webhook, the same in every sandbox.
pub const TOMTICKET_SECRET: &str = "sandbox-webhook-secret";

/// How long a receiver may take for its answer. No document says how long the vendors wait.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a webhook of TomTicket's is signed. In which of the first two ways its bytes are written is not documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// Right, in hexadecimal.
    Hexadecimal,
    /// Right, in base64.
    Base64,
    /// That of somebody who does not know the secret.
    Wrong,
}

/// Two documents of Base39's show a webhook's body, and contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `eventType`, and the object in `data`: as the API has events.
    Api,
    /// `type`, and the object in `data.object`: as the older guide has them.
    Guide,
}

/// A webhook, ready to be sent by POST.
#[derive(Debug, Clone)]
pub struct Webhook {
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// Where webhooks are sent: an `http` address of this machine. The sandbox speaks to nobody else.
///
/// ```
/// use acesso_sandbox::webhook::Receiver;
///
/// assert!("http://localhost:8080/tomticket".parse::<Receiver>().is_ok());
/// assert!("http://example.com/".parse::<Receiver>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver(Url);

/// What TomTicket sends: `event`, which can be anything, with a signature (webhook `recordChanged` of its contract).
pub fn tomticket(event: &Value, signature: Signature) -> Webhook {
    let body = event.to_string();
    let signature = match signature {
        Signature::Hexadecimal => hexadecimal(&tomticket_signature(TOMTICKET_SECRET, &body)),
        Signature::Base64 => BASE64_STANDARD.encode(tomticket_signature(TOMTICKET_SECRET, &body)),
        Signature::Wrong => hexadecimal(&tomticket_signature("not-the-secret", &body)),
    };
    Webhook { headers: vec![json_content(), ("x-hub-signature", format!("sha1={signature}"))], body }
}

/// What Base39 sends when a customer was updated (webhook `subscriptionEvent` of its contract). No signature is
/// documented, so there is none.
pub fn base39(shape: Shape) -> Webhook {
    let customer = json!({"id": "cust_65a000000000000000000001", "name": "Ana Exemplo"});
    let event = match shape {
        Shape::Api => json!({
            "id": "evnt_65a000000000000000000002",
            "eventType": "customer.updated",
            "data": customer,
            "subscriptions": [{"id": "subs_65a000000000000000000003", "status": "processing"}],
            "metadata": {},
            "createdAt": "2026-03-02T12:00:00.000Z",
        }),
        Shape::Guide => {
            json!({"id": "evnt_65a000000000000000000004", "type": "customer.updated", "data": {"object": customer}})
        }
    };
    Webhook { headers: vec![json_content()], body: event.to_string() }
}

/// One webhook of each kind, with words for people. TomTicket's say that the company's first customer was updated.
pub fn samples() -> [(&'static str, Webhook); 5] {
    let updated = json!({"type": "customer", "id": Kind::TicketCustomer.hex32(0), "action": "updated"});
    [
        ("TomTicket's, signed in hexadecimal", tomticket(&updated, Signature::Hexadecimal)),
        ("TomTicket's, signed in base64", tomticket(&updated, Signature::Base64)),
        ("TomTicket's, with a wrong signature", tomticket(&updated, Signature::Wrong)),
        ("Base39's, as the API has events", base39(Shape::Api)),
        ("Base39's, as the older guide has them", base39(Shape::Guide)),
    ]
}

impl Webhook {
    /// Names, in lower case, and values of the headers that are the webhook's own.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The value of the header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body: JSON.
    pub fn body(&self) -> &[u8] {
        self.body.as_bytes()
    }

    /// Sends it once, and tells the status of the answer. Call it inside a tokio runtime with its I/O and time drivers.
    ///
    /// # Errors
    ///
    /// When nobody listens there, or the answer is none of HTTP's or takes more than ten seconds.
    pub async fn send(&self, receiver: &Receiver) -> io::Result<StatusCode> {
        let answer = tokio::time::timeout(PATIENCE, self.post(receiver));
        answer.await.map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "no answer in ten seconds"))?
    }

    async fn post(&self, receiver: &Receiver) -> io::Result<StatusCode> {
        let mut request = Request::builder().method(Method::POST).uri(receiver.path_and_query());
        for (name, value) in self.headers() {
            request = request.header(name, value);
        }
        let request = request.header(HOST, receiver.host_and_port()).body(Body::from(self.body.clone()));
        let stream = TcpStream::connect(receiver.address()).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        // Ends with this call, and the connection with it.
        let mut connections = JoinSet::new();
        connections.spawn(connection);
        let answer = sender.send_request(request.map_err(io::Error::other)?).await.map_err(io::Error::other)?;
        Ok(answer.status())
    }
}

impl Receiver {
    fn address(&self) -> (String, u16) {
        let host = match self.0.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            host => host.map(|host| host.to_string()).unwrap_or_default(),
        };
        (host, self.0.port_or_known_default().unwrap_or_default())
    }

    fn host_and_port(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    fn path_and_query(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }
}

impl FromStr for Receiver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("no URL: {error}"))?;
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        };
        match (url.scheme(), is_here) {
            ("http", true) => Ok(Self(url)),
            _ => Err("the sandbox sends to this machine alone: write http://127.0.0.1:PORT/PATH".to_owned()),
        }
    }
}

fn json_content() -> (&'static str, String) {
    ("content-type", "application/json".to_owned())
}

/// HMAC-SHA1 over the base64 form of the body, as the contract has it.
fn tomticket_signature(secret: &str, body: &str) -> Vec<u8> {
    // A key of any length will do (RFC 2104): the empty signature never comes.
    let Ok(mut signature) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    signature.update(BASE64_STANDARD.encode(body).as_bytes());
    signature.finalize().into_bytes().to_vec()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
