//! Who has which role at this customer? The list of users has no roles: they are asked for one by one.
//!
//! ```sh
//! cargo run -p myreports --example roles -- --sandbox
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example roles -- 00000000-0000-0000-0000-000000000001
//! ```

mod support;

use std::{collections::BTreeMap, error::Error, process::ExitCode};

use support::Account;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument, sandbox } = Account::from_command_line().await?;
    let first_customer = sandbox.as_ref().map(|sandbox| sandbox.example().customer_tenant_id().to_owned());
    let customer = argument.or(first_customer).ok_or("say which customer: a tenant id, a GUID as a rule")?;

    let mut holders = BTreeMap::<String, Vec<String>>::new();
    for user in client.customers().users(customer.as_str()).await?.into_items()? {
        // Somebody can have been deleted since the list was read.
        let Some(user) = client.customers().user(customer.as_str(), user.id).optional().await? else { continue };
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
