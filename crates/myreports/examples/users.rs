//! Who are the users of this customer?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p myreports --example users
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example users -- 00000000-0000-0000-0000-000000000001
//! ```

use std::{env, error::Error};

use myreports::{Client, CustomerFilter, TenantId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let customer = match env::args().nth(1) {
        Some(id) => TenantId::from(id),
        None => first_customer(&client).await?,
    };

    let Some(users) = client.customers().users(&customer).optional().await? else {
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

async fn first_customer(client: &Client) -> Result<TenantId, Box<dyn Error>> {
    let first = client.customers().list(CustomerFilter::default()).next().await.ok_or("there are no customers")?;
    Ok(first?.id)
}
