//! Writes: bills what is due of an installment, and asks for a boleto. Then shows by what else the payer can pay.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example billing
//! BASE39_API_KEY=... cargo run -p base39 --example billing -- loan_5f92f01728e009f403d8502e
//! ```

use std::{env, error::Error};

use base39::{
    Client, Installment, InstallmentFilter, InvoiceChange, InvoiceType, LoanFilter, LoanId, NewInvoice, NewInvoiceItem,
    NewPaymentIntent, PaymentIntentMethod, PaymentMethodFilter, Reference,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let loan = match env::args().nth(1) {
        Some(id) => LoanId::from(id),
        None => first_loan(&client).await?,
    };
    let installment = first_installment(&client, &loan).await?;
    let (Some(Reference::Id(payer)), Some(Reference::Id(fund)), Some(due), Some(amount)) =
        (installment.payer, installment.fund, installment.due_date, installment.amount_remaining)
    else {
        return Err(format!("{} does not say who owes what to whom, and until when", installment.id).into());
    };

    // Keyed, each of the three writes can be repeated after a failure without being done twice.
    let item = NewInvoiceItem { installment: Some(installment.id), ..NewInvoiceItem::default() };
    let invoice = NewInvoice::new(payer, fund, InvoiceType::CustomerRecurring).due_date(due).item(item);
    let invoice = client.invoices().create(invoice).idempotent().await?;
    let invoice = client.invoices().finalize(&invoice.id, InvoiceChange::default()).idempotent().await?;
    let intent = NewPaymentIntent::new(&invoice.id, amount, due, PaymentIntentMethod::Boleto);
    let intent = client.payment_intents().create(intent).idempotent().await?;
    println!("{}: to be paid until {due} by {}", invoice.id, intent.id);

    let mut methods = client.payment_methods().list(PaymentMethodFilter::default());
    while let Some(method) = methods.next().await {
        let method = method?;
        let kind = method.method.as_ref().map_or("unknown", |kind| kind.as_str());
        println!("  {}: {kind}", method.id);
    }
    Ok(())
}

async fn first_loan(client: &Client) -> Result<LoanId, Box<dyn Error>> {
    let first = client.loans().list(LoanFilter::default()).next().await.ok_or("there are no loans")?;
    Ok(first?.id)
}

async fn first_installment(client: &Client, loan: &LoanId) -> Result<Installment, Box<dyn Error>> {
    let mut installments = client.loans().installments(loan, InstallmentFilter::default());
    Ok(installments.next().await.ok_or_else(|| format!("{loan} has no installments"))??)
}
