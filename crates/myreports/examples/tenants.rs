//! Which customers does the reseller have, and how many users has each?
//!
//! ```sh
//! cargo run -p myreports --example tenants -- --sandbox
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example tenants -- dental   # in name or reference
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use myreports::CustomerFilter;
use support::Account;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument, sandbox: _sandbox } = Account::from_command_line().await?;
    let all = CustomerFilter::default();
    let filter = match argument {
        Some(text) => all.filter(text),
        None => all,
    };
    let mut customers = client.customers().list(filter);
    while let Some(customer) = customers.next().await {
        let customer = customer?;
        let users = client.customers().users(&customer.id).await?;
        println!("{}  {}: {} users", customer.id, customer.name.as_deref().unwrap_or("(no name)"), users.len());
    }
    Ok(())
}
