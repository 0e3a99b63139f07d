//! Who works on tickets? Prints the departments with their operators.
//!
//! ```sh
//! cargo run -p tomticket --example departments -- --sandbox
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example departments
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use support::Account;
use tomticket::DepartmentFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, sandbox: _sandbox, .. } = Account::from_command_line().await?;
    for department in client.departments().list(DepartmentFilter::default()).await?.into_items()? {
        // Each call waits for its turn: the client sends 3 requests a second, as many as the vendor serves.
        let operators = client.departments().operators(department.id).await?.into_items()?;
        println!("{}: {} operators", department.name, operators.len());
        for operator in &operators {
            println!("  {}", operator.name);
        }
    }
    Ok(())
}
