//! Who are the users of this customer, asked from a company's network? Through its proxy, with its own certificate
//! authority and with headers that its gateway wants.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p myreports --example behind_a_proxy -- \
//!     c33f0d61-0eef-386e-b1eb-75f02ee37363 "x-cost-centre: 4711"
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... PROXY=http://proxy.corp.example:3128 CA_FILE=authority.pem \
//!     cargo run -p myreports --example behind_a_proxy -- 00000000-0000-0000-0000-000000000001 "x-cost-centre: 4711"
//! ```
//!
//! Without `PROXY` the proxy is that of `HTTPS_PROXY`, if there is one.

use std::{env, error::Error, fs};

use myreports::{Client, Env, ErrorKind, ReqwestTransport, http::HeaderName};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let customer = arguments.next().ok_or("say which customer: a tenant id, a GUID as a rule")?;

    // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL, as with `Client::from_env()`.
    let mut builder = Client::builder_with_env(&Env::process())?.transport(transport()?);
    for header in arguments {
        let (name, value) = header.split_once(':').ok_or("a header is written as `name: value`")?;
        builder = builder.default_header(name.parse::<HeaderName>()?, value.trim());
    }
    let client = builder.build()?;

    let users = client.customers().users(customer).await.inspect_err(hint)?;
    for user in users.into_items()? {
        println!("{} <{}>", user.display_name, user.email);
    }
    Ok(())
}

/// A proxy or a certificate that can't be used is an error here, before anything is sent.
fn transport() -> Result<ReqwestTransport, Box<dyn Error>> {
    let env = Env::process();
    let mut transport = ReqwestTransport::builder();
    if let Some(proxy) = env.optional("PROXY") {
        transport = transport.proxy(&proxy);
    }
    if let Some(path) = env.optional("CA_FILE") {
        let authority = fs::read(&path).map_err(|error| format!("CA_FILE, {path}: {error}"))?;
        transport = transport.root_certificate(&authority);
    }
    Ok(transport.build()?)
}

/// Before `main` prints the error with its causes, which tell a closed port from an unknown authority.
fn hint(error: &myreports::Error) {
    if error.kind() == ErrorKind::Connect {
        eprintln!("The settings are PROXY and CA_FILE. The guide's page on networks has a table of the causes below.");
    }
}
