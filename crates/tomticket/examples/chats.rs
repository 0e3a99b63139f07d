//! What did this customer talk about? Prints each chat as it came: none of its members is documented. The sandbox has no
//! chats.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example chats -- ana.exemplo.1@casa-aurora.example
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example chats -- ana@cliente.example
//! ```

use std::{env, error::Error};

use tomticket::{ChatFilter, Client, CustomerKey, serde_json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let email = env::args().nth(1).ok_or("say whose chats: an e-mail address")?;
    let mut chats = client.chats().list(ChatFilter::default().customer(CustomerKey::email(email)));
    while let Some(chat) = chats.next().await {
        println!("{}", serde_json::to_string(&chat?)?);
    }
    Ok(())
}
