//! What may the customer 42 do? One call, as tomticket's README shows it: `size-tomticket ADDRESS`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("say which address")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&address))
}

async fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let client = tomticket::Client::builder("an-imaginary-token").base_url(address).build()?;
    let may = client.customers().permissions("42").await?;
    println!("may create tickets: {}, a month: {}", may.allowed_create_tickets, may.monthly_ticket_quota);
    Ok(())
}
