//! A program that uses the core and nothing else: no reqwest, no TLS, a transport of its own.

use std::{
    env,
    error::Error,
    io::{Read, Write},
    net::TcpStream,
};

use acesso_core::{
    Body, Call, Client, Sent, StatusClassifier, Transport, TransportError, TransportErrorKind, bytes::Bytes, http,
    serde_json::Value,
};
use async_trait::async_trait;

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder("TomTicket", StatusClassifier)
        .base_url(env::var("TOMTICKET_URL")?)
        .bearer(env::var("TOMTICKET_TOKEN")?)
        .transport(Tcp)
        .build()?;
    let call = Call::get("customer_basic_permissions", "/customer/permissions/basic")
        .query("customer_id", env::var("ACESSO_EXAMPLE_CUSTOMER")?)
        .query("customer_type_id", "I")
        .read_json::<Value>();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let answer = client.request(call).await?;
        let may =
            answer["data"]["details"]["allowed_create_tickets"].as_bool().ok_or("this is not what was asked for")?;
        println!("the core alone: the customer may create tickets: {may}");
        Ok(())
    })
}

/// As little HTTP as it takes to ask a server on this machine.
#[derive(Debug)]
struct Tcp;

#[async_trait]
impl Transport for Tcp {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        exchange(&request)
            .map_err(|cause| TransportError::new(TransportErrorKind::Interrupted, Sent::Maybe).with_source(cause))
    }
}

fn exchange(request: &http::Request<Bytes>) -> Result<http::Response<Body>, Box<dyn Error + Send + Sync>> {
    let authority = request.uri().authority().ok_or("the request names no host")?;
    let mut stream = TcpStream::connect(authority.as_str())?;
    let target = request.uri().path_and_query().ok_or("the request has no path")?;
    let mut head = format!("{} {target} HTTP/1.0\r\nhost: {authority}\r\n", request.method());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str()?);
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;

    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no end of its head")?;
    let status: u16 = head.split(' ').nth(1).ok_or("the answer has no status")?.parse()?;
    Ok(http::Response::builder().status(status).body(body.to_owned().into())?)
}
