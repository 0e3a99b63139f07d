//! A program that uses Base39 and nothing else: which permissions do operators have?

use std::error::Error;

use base39::{Client, PermissionFilter};

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let permissions = Client::from_env()?.permissions().list(PermissionFilter::default()).collect().await?;
        println!("Base39: {} permissions", permissions.len());
        Ok(())
    })
}
