//! Which customers does the reseller have, and how many users has each?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p myreports --example tenants
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example tenants -- dental   # in name or reference
//! ```

use std::{env, error::Error};

use myreports::{Client, CustomerFilter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let all = CustomerFilter::default();
    let filter = match env::args().nth(1) {
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
