//! What may every customer do? Looks them all up, eight at a time, as fast as the rate limit lets them.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example concurrent_job
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example concurrent_job
//! ```
//!
//! It needs `futures-util`, for what a stream can do.

use std::error::Error;

use futures_util::StreamExt;
use tomticket::{Client, Customer, CustomerFilter, CustomerPermissions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN

    // The list is a stream, and each of its customers becomes a look-up. The client spaces them out: 3 requests a second.
    let mut look_ups = client
        .customers()
        .list(CustomerFilter::default())
        .map(|customer| async {
            let customer = customer?;
            let permissions = permissions(&client, &customer).await;
            Ok::<_, tomticket::Error>((customer, permissions))
        })
        .buffer_unordered(8);

    let (mut done, mut failed) = (0, 0);
    while let Some(look_up) = look_ups.next().await {
        let line = match look_up {
            // A call in the loop's body takes its turn among the look-ups that are on their way.
            Ok((customer, Ok(permissions))) => describe(&client, &customer, permissions).await,
            // An error names no person: whose look-up it was is said here.
            Ok((customer, Err(error))) => Err(format!("{}: {error}", customer.name)),
            // A customer that can't be read, after which the list goes on, or the list's end before its time.
            Err(error) => Err(error.to_string()),
        };
        match line {
            Ok(line) => {
                done += 1;
                println!("{line}");
            }
            Err(problem) => {
                failed += 1;
                eprintln!("warning: {problem}");
            }
        }
    }
    println!("{done} customers looked up, {failed} failures.");
    if failed > 0 {
        return Err("the result is incomplete: see the warnings above, and run the job again".into());
    }
    Ok(())
}

/// `None` for somebody who can't be asked about, or who was deleted since the list was read.
async fn permissions(client: &Client, customer: &Customer) -> Result<Option<CustomerPermissions>, tomticket::Error> {
    match customer.key() {
        Some(key) => client.customers().permissions(key).optional().await,
        None => Ok(None),
    }
}

/// The customer's line. Of those who can't create tickets it says whether they are active at all, which takes another call.
async fn describe(
    client: &Client,
    customer: &Customer,
    permissions: Option<CustomerPermissions>,
) -> Result<String, String> {
    let name = &customer.name;
    let (Some(permissions), Some(key)) = (permissions, customer.key()) else {
        return Ok(format!("{name}: unknown"));
    };
    if permissions.allowed_create_tickets {
        return Ok(format!("{name}: tickets a month: {}", permissions.monthly_ticket_quota));
    }
    match client.customers().details(key).await {
        Ok(details) if details.active => Ok(format!("{name}: no tickets")),
        Ok(_) => Ok(format!("{name}: no tickets, not active")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}
