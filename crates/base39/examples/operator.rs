//! What may this operator do, and for which companies? The companies by name: the service expands them on demand.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example operator -- oprt_fab0089aedf051b0ef953636
//! BASE39_API_KEY=... cargo run -p base39 --example operator -- oprt_5f92f01728e009f403d8502e
//! ```

use std::{env, error::Error};

use base39::{Client, CompanyScope, ListOptions, OperatorPermissionFilter, Role};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    // Base39 has no list of operators: who they are is in your own records.
    let operator = env::args().nth(1).ok_or("say which operator: an id that begins with oprt_")?;

    let expanded = ListOptions::default().expand(["data.company"]);
    let filter = OperatorPermissionFilter::default().deleted(false).options(expanded);
    let permissions = client.operators().permissions(operator.as_str(), filter).collect().await?;
    println!("Operator {operator}: {} permissions", permissions.len());
    for permission in &permissions {
        println!("  {}: {}", company(&permission.company), roles(&permission.roles));
    }
    Ok(())
}

fn company(scope: &CompanyScope) -> &str {
    match scope {
        CompanyScope::All => "every company",
        CompanyScope::Object(company) => company.name.as_deref().unwrap_or(company.id.as_str()),
        other => other.as_str(),
    }
}

/// A role that this version of the crate does not know keeps its name.
fn roles(roles: &[Role]) -> String {
    roles.iter().map(Role::as_str).collect::<Vec<_>>().join(", ")
}
