//! Which Kubernetes is it? One call by kube-client: `size-kube ADDRESS`.

use std::error::Error;

use kube_client::{Client, Config};

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("say which address")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&address))
}

async fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::try_from(Config::new(address.parse()?))?;
    let version = client.apiserver_version().await?;
    println!("{}", version.git_version);
    Ok(())
}
