//! A program that uses MyReports and nothing else: who are the users of this customer tenant?

use std::{env, error::Error};

use myreports::Client;

fn main() -> Result<(), Box<dyn Error>> {
    let tenant = env::var("ACESSO_EXAMPLE_TENANT")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let users = Client::from_env()?.customers().users(tenant).await?;
        println!("MyReports: {} users", users.into_items()?.len());
        Ok(())
    })
}
