//! What may this customer do?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example permissions
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example permissions -- ana@cliente.example
//! ```

use std::{env, error::Error};

use tomticket::{Client, CustomerFilter, CustomerKey};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let customer = match env::args().nth(1) {
        Some(id_or_address) => id_or_address,
        None => first_customer(&client).await?,
    };
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

/// Somebody to show: an internal id or an e-mail address.
async fn first_customer(client: &Client) -> Result<String, Box<dyn Error>> {
    let first = client.customers().list(CustomerFilter::default()).next().await.ok_or("there are no customers")??;
    let id = first.internal_id.map(|id| id.to_string());
    id.or(first.email).ok_or_else(|| format!("{} has neither an internal id nor an e-mail address", first.name).into())
}

/// What the service did not say is unknown, never "no".
fn yes_or_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
