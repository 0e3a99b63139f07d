//! What may this customer do?
//!
//! ```sh
//! cargo run -p tomticket --example permissions -- --sandbox
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example permissions -- ana@cliente.example
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use support::Account;
use tomticket::CustomerKey;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument, sandbox } = Account::from_command_line().await?;
    let first_person = sandbox.as_ref().map(|sandbox| sandbox.example().customer_id().to_owned());
    let customer = argument.or(first_person).ok_or("say which customer: an internal id, or an e-mail address")?;
    let key = if customer.contains('@') { CustomerKey::email(&customer) } else { CustomerKey::from(customer.as_str()) };

    // A customer who is not there is an answer, too. A wrong address or a refused token stays an error.
    let Some(permissions) = client.customers().permissions(key).optional().await? else {
        println!("There is no customer {customer}.");
        return Ok(());
    };
    println!("Customer {customer}");
    println!("  registration approved  {}", yes_or_no(Some(permissions.account_approved)));
    println!("  registration active    {}", yes_or_no(permissions.active));
    println!("  e-mail validated       {}", yes_or_no(Some(permissions.email_validated)));
    println!("  may create tickets     {}", yes_or_no(Some(permissions.allowed_create_tickets)));
    println!("  tickets a month        {}", permissions.monthly_ticket_quota);
    Ok(())
}

/// What the service did not say is unknown, never "no".
fn yes_or_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
