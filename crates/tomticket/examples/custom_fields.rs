//! What does the form of a ticket ask for? Prints each department's categories, with the custom fields as they come: the names
//! of their members are not documented.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example custom_fields
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example custom_fields
//! ```

use std::error::Error;

use tomticket::{Client, DepartmentFilter, serde_json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let departments = client.departments();
    for department in departments.list(DepartmentFilter::default()).await?.into_items()? {
        println!("{}", department.name);
        for category in departments.categories(&department.id).await?.into_items()? {
            println!("  {}", category.name);
            for field in departments.custom_fields(&department.id, Some(&category.id)).await?.into_items()? {
                println!("    {}", serde_json::to_string(&field)?);
            }
        }
    }
    Ok(())
}
