//! Who is the user ana? One call by octocrab: `size-octocrab ADDRESS`.

use std::error::Error;

use octocrab::Octocrab;

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("say which address")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(&address))
}

async fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let client = Octocrab::builder().base_uri(address)?.personal_token("an-imaginary-token").build()?;
    let user = client.users("ana").profile().await?;
    println!("{}: {} followers", user.login, user.followers);
    Ok(())
}
