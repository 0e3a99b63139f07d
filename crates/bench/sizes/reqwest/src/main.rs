//! What may the customer 42 do? The call of `size-tomticket` by hand: `size-reqwest ADDRESS`.

use std::error::Error;

use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    details: Permissions,
}

#[derive(Deserialize)]
struct Permissions {
    allowed_create_tickets: bool,
    monthly_ticket_quota: Option<u64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("say which address")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&address))
}

async fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let url = format!("{address}/customer/permissions/basic?customer_id=42&customer_type_id=I");
    let request = reqwest::Client::new().get(url).bearer_auth("an-imaginary-token");
    let answer: Answer = request.send().await?.error_for_status()?.json().await?;
    let may = answer.data.details;
    println!("may create tickets: {}, a month: {:?}", may.allowed_create_tickets, may.monthly_ticket_quota);
    Ok(())
}
