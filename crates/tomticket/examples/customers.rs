//! Which customers can't create tickets? Reads the whole list page by page, and shows how to go on after a failure.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example customers
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example customers -- 7   # begins at page 7
//! ```

use std::{env, error::Error};

use tomticket::{Client, Cursor, CustomerFilter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let mut customers = client.customers().list(CustomerFilter::default());
    if let Some(page) = env::args().nth(1) {
        customers = customers.from_cursor(Cursor::at(page));
    }

    let (mut read, mut shut_out) = (0, 0);
    while let Some(page) = customers.next_page().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                // Nothing of the failed page was handed out, so that is where to begin next time.
                let page = customers.cursor().text().unwrap_or("1");
                eprintln!("{read} customers were read; to go on, begin at page {page}.");
                return Err(error.into());
            }
        };
        // A customer that can't be read is no customer without rights: say so, and read on.
        for error in page.errors() {
            eprintln!("warning: {error}");
        }
        read += page.items().len();
        for customer in page.items().iter().filter(|customer| customer.allowed_create_tickets == Some(false)) {
            shut_out += 1;
            println!("{}  {}", customer.name, customer.email.as_deref().unwrap_or("(no address)"));
        }
    }
    println!("{shut_out} of {read} customers can't create tickets.");
    Ok(())
}
