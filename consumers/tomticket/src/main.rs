//! A program that uses TomTicket and nothing else: what may this customer do?

use std::{env, error::Error};

use tomticket::{Client, CustomerKey};

fn main() -> Result<(), Box<dyn Error>> {
    let customer = CustomerKey::internal_id(env::var("ACESSO_EXAMPLE_CUSTOMER")?);
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let may = Client::from_env()?.customers().permissions(customer).await?;
        println!("TomTicket: the customer may create tickets: {}", may.allowed_create_tickets);
        Ok(())
    })
}
