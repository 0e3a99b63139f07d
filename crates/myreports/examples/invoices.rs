//! What was invoiced? Prints the invoices of an enterprise, and writes the PDF of one into a file.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- env MYREPORTS_TOKEN=sandbox-myreports-enterprise-token \
//!     cargo run -p myreports --example invoices -- invoice.pdf
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... cargo run -p myreports --example invoices -- invoice.pdf 42   # its number
//! ```

use std::{
    env,
    error::Error,
    fs::{self, File},
};

use myreports::{Client, InvoiceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("say which file the PDF goes into")?;
    let number = arguments.next();

    let mut chosen = None;
    for invoice in client.billing().list().await?.into_items()? {
        println!("{}  {}: {}", invoice.invoice_number, invoice.customer_name, invoice.invoice_value);
        if number.as_ref().is_none_or(|number| *number == invoice.invoice_number) {
            chosen.get_or_insert(invoice.id);
        }
    }
    let invoice = client.billing().get(chosen.ok_or("there is no such invoice")?).await?;
    let bytes = save(&client, &invoice.id, &path).await?;
    println!("Invoice {}: {bytes} bytes in {path}", invoice.invoice_number);
    Ok(())
}

/// Writes the file under another name until it is whole: an invoice that breaks off must not look like one.
async fn save(client: &Client, invoice: &InvoiceId, path: &str) -> Result<u64, Box<dyn Error>> {
    let mut pdf = client.billing().pdf(invoice).await?;
    let part = format!("{path}.part");
    let mut file = File::create(&part)?;
    let written = pdf.write_to(&mut file).await?;
    file.sync_all()?;
    fs::rename(part, path)?;
    Ok(written)
}
