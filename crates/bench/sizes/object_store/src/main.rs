//! How large is an object? One call by object_store: `size-object_store ADDRESS`.

use std::error::Error;

use object_store::{ObjectStoreExt, aws::AmazonS3Builder, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("say which address")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&address))
}

async fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let store = AmazonS3Builder::new()
        .with_endpoint(address)
        .with_allow_http(true)
        .with_bucket_name("a-bucket")
        .with_access_key_id("an-imaginary-key")
        .with_secret_access_key("an-imaginary-secret")
        .build()?;
    let bytes = store.get(&Path::from("an/object")).await?.bytes().await?;
    println!("{} bytes", bytes.len());
    Ok(())
}
