//! Who are the users of this customer?
//!
//! ```sh
//! cargo run -p myreports --example users -- --sandbox
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example users -- 00000000-0000-0000-0000-000000000001
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use support::Account;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument, sandbox } = Account::from_command_line().await?;
    let first_customer = sandbox.as_ref().map(|sandbox| sandbox.example().customer_tenant_id().to_owned());
    let customer = argument.or(first_customer).ok_or("say which customer: a tenant id, a GUID as a rule")?;

    let Some(users) = client.customers().users(customer.as_str()).optional().await? else {
        println!("There is no customer {customer}.");
        return Ok(());
    };
    println!("Customer {customer}: {} users", users.len());
    // The list comes whole and says how many it holds: a cut one would show.
    let is_cut = users.count_matches() == Some(false);
    for user in users.into_items()? {
        let from_above = if user.is_parent == Some(true) { "  (set up at the reseller)" } else { "" };
        println!("  {} <{}>{from_above}", user.display_name, user.email);
    }
    if is_cut {
        eprintln!("The service counted other users than it sent: ask again before you rely on this list.");
    }
    Ok(())
}
