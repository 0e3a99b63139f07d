//! Which reseller accounts does the enterprise have, and who are their users?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- env MYREPORTS_TOKEN=sandbox-myreports-enterprise-token \
//!     cargo run -p myreports --example accounts
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example accounts
//! ```

use std::error::Error;

use myreports::{AccountFilter, Client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let mut accounts = client.accounts().list(AccountFilter::default());
    while let Some(account) = accounts.next().await {
        let account = account?;
        println!("{}  {}", account.id, account.name.as_deref().unwrap_or("(no name)"));
        for user in client.accounts().users(&account.id).await?.into_items()? {
            println!("  {} <{}>", user.display_name, user.email);
        }
    }
    Ok(())
}
