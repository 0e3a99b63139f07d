//! For which companies may somebody approve? A filtered list, item by item.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example approvers
//! BASE39_API_KEY=... cargo run -p base39 --example approvers
//! ```

use std::{collections::BTreeMap, error::Error};

use base39::{Client, PermissionFilter, Role};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let filter = PermissionFilter::default().roles([Role::Approver]);

    let mut companies = BTreeMap::<String, usize>::new();
    let mut permissions = client.permissions().list(filter);
    while let Some(permission) = permissions.next().await {
        let permission = permission?;
        // What the list holds of deleted permissions is not documented; none of them lets anybody approve.
        if !permission.deleted {
            *companies.entry(permission.company.as_str().to_owned()).or_default() += 1;
        }
    }
    for (company, count) in &companies {
        println!("{company}: {count} permissions to approve");
    }
    println!("{} companies have approvers.", companies.len());
    Ok(())
}
