//! Who works on tickets? Prints the departments with their operators.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example departments
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example departments
//! ```

use std::error::Error;

use tomticket::{Client, DepartmentFilter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
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
