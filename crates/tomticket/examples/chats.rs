//! What did this customer talk about? Prints each chat as it came: none of its members is documented.
//!
//! ```sh
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example chats -- ana@cliente.example
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use support::Account;
use tomticket::{ChatFilter, CustomerKey, serde_json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument, sandbox: _sandbox } = Account::from_command_line().await?;
    let email = argument.ok_or("say whose chats: an e-mail address")?;
    let mut chats = client.chats().list(ChatFilter::default().customer(CustomerKey::email(email)));
    while let Some(chat) = chats.next().await {
        println!("{}", serde_json::to_string(&chat?)?);
    }
    Ok(())
}
