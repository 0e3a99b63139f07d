//! Who has which role at this customer? The list of users has no roles: they are asked for one by one.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p myreports --example roles
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example roles -- 00000000-0000-0000-0000-000000000001
//! ```

use std::{collections::BTreeMap, env, error::Error};

use myreports::{Client, CustomerFilter, TenantId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let customer = match env::args().nth(1) {
        Some(id) => TenantId::from(id),
        None => first_customer(&client).await?,
    };

    let mut holders = BTreeMap::<String, Vec<String>>::new();
    for user in client.customers().users(&customer).await?.into_items()? {
        // Somebody can have been deleted since the list was read.
        let Some(user) = client.customers().user(&customer, user.id).optional().await? else { continue };
        let Some(roles) = user.roles else {
            eprintln!("The service did not say which roles {} has.", user.display_name);
            continue;
        };
        for role in roles {
            // A role that this version of the crate does not know keeps its name.
            holders.entry(role.to_string()).or_default().push(user.display_name.clone());
        }
    }
    for (role, names) in &holders {
        println!("{role}: {}", names.join(", "));
    }
    Ok(())
}

async fn first_customer(client: &Client) -> Result<TenantId, Box<dyn Error>> {
    let first = client.customers().list(CustomerFilter::default()).next().await.ok_or("there are no customers")?;
    Ok(first?.id)
}
