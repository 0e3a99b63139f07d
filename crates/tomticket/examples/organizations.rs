//! Which organizations are the customers of?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example organizations
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example organizations
//! ```

use std::error::Error;

use tomticket::{Client, OrganizationFilter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let mut organizations = client.organizations().list(OrganizationFilter::default());
    while let Some(organization) = organizations.next().await {
        let organization = organization?;
        println!("{}  {}", organization.id, organization.name);
    }
    Ok(())
}
