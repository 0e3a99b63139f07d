//! Who are the users of this customer, asked from a company's network? Through its proxy, with its own certificate
//! authority and with headers that its gateway wants.
//!
//! ```sh
//! cargo run -p myreports --example behind_a_proxy -- --sandbox "x-cost-centre: 4711"
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... PROXY=http://proxy.corp.example:3128 CA_FILE=authority.pem \
//!     cargo run -p myreports --example behind_a_proxy -- 00000000-0000-0000-0000-000000000001 "x-cost-centre: 4711"
//! ```
//!
//! Without `PROXY` the proxy is that of `HTTPS_PROXY`, if there is one.

use std::{env, error::Error, fs, process::ExitCode};

use acesso_sandbox::Sandbox;
use myreports::{Client, Credentials, Env, ErrorKind, Region, ReqwestTransport, http::HeaderName};

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
    let mut arguments = env::args().skip(1);
    let customer = arguments.next().ok_or("say which customer: a tenant id, a GUID as a rule; or --sandbox")?;
    let headers: Vec<String> = arguments.collect();

    let (builder, customer, _sandbox) = if customer == "--sandbox" {
        let sandbox = Sandbox::start().await?;
        let credentials = Credentials::token(sandbox.myreports().token());
        let builder = Client::builder(Region::Eu, credentials).base_url(sandbox.myreports().url());
        eprintln!("SANDBOX DATA: imaginary people");
        (builder, sandbox.example().customer_tenant_id().to_owned(), Some(sandbox))
    } else {
        (Client::builder_with_env(&Env::process())?, customer, None)
    };

    let mut builder = builder.transport(transport()?);
    for header in &headers {
        let (name, value) = header.split_once(':').ok_or("a header is written as `name: value`")?;
        builder = builder.default_header(name.parse::<HeaderName>()?, value.trim());
    }
    let client = builder.build()?;

    let users = match client.customers().users(customer).await {
        Ok(users) => users,
        Err(error) => return Err(explain(&error).into()),
    };
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

/// `{error}` is one line. `{error:?}` has the causes beneath it, which tell a closed port from an unknown authority.
fn explain(error: &myreports::Error) -> String {
    if error.kind() == ErrorKind::Connect {
        format!(
            "{error:?}\nThe guide's page on networks has a table of these causes. The settings are PROXY and CA_FILE."
        )
    } else {
        error.to_string()
    }
}
