//! A program that uses the core and nothing else: no reqwest, no TLS, a transport of its own.

use std::{
    env,
    error::Error,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use acesso_core::{
    Call, Client, Head, HttpRequest, HttpResponse, Loss, Lost, PlainHttp, Reached, Transport, http, serde_json::Value,
};
use async_trait::async_trait;

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder("TomTicket", PlainHttp)
        .base_url(env::var("TOMTICKET_URL")?)
        .bearer(env::var("TOMTICKET_TOKEN")?)
        .transport(Tcp)
        .build()?;
    let call = Call::get("customer_basic_permissions", "/customer/permissions/basic")
        .query("customer_id", env::var("ACESSO_EXAMPLE_CUSTOMER")?)
        .query("customer_type_id", "I")
        .json::<Value>();
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
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        exchange(&request, limit).map_err(|cause| Lost::new(Reached::Maybe, Loss::Interrupted).cause(cause))
    }
}

fn exchange(request: &HttpRequest, limit: Duration) -> Result<HttpResponse, Box<dyn Error + Send + Sync>> {
    let url = &request.url;
    let mut stream = TcpStream::connect((url.host_str().unwrap_or_default(), url.port().unwrap_or(80)))?;
    stream.set_read_timeout(Some(limit))?;
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut head = format!("{} {target} HTTP/1.0\r\nhost: {}\r\n", request.method, url.authority());
    for (name, value) in &request.headers {
        head += &format!("{name}: {}\r\n", value.to_str()?);
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;

    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no end of its head")?;
    let status = head.split(' ').nth(1).ok_or("the answer has no status")?.parse()?;
    Ok(HttpResponse::new(Head::new(status, http::HeaderMap::new()), body.to_owned()))
}
