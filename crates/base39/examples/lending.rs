//! What has a customer borrowed, what is still to be paid, and what does each loan wait for?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example lending
//! BASE39_API_KEY=... cargo run -p base39 --example lending -- cust_5f92f01728e009f403d8502e
//! ```

use std::{env, error::Error};

use base39::{
    Client, Customer, CustomerFilter, EligibleProductFilter, InstallmentFilter, InstallmentStatus, LoanFilter, LoanId,
    StepFilter,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let customer = find_customer(&client, env::args().nth(1)).await?;
    println!("Customer {}", customer.id);
    if let Some(cpf) = &customer.document {
        show_products(&client, cpf).await?;
    }

    let mut loans = client.loans().list(LoanFilter::default().customers([customer.id]));
    while let Some(loan) = loans.next().await {
        let loan = loan?;
        // A status that this version of the crate does not know keeps its name.
        println!("  {}: {}", loan.id, loan.status.as_ref().map_or("unknown", |status| status.as_str()));
        show_installments(&client, &loan.id).await?;
        show_steps(&client, &loan.id).await?;
    }
    Ok(())
}

/// The one with this id, or the first: one customer alone can't be asked for.
async fn find_customer(client: &Client, id: Option<String>) -> Result<Customer, Box<dyn Error>> {
    let mut customers = client.customers().list(CustomerFilter::default());
    while let Some(customer) = customers.next().await {
        let customer = customer?;
        if id.as_deref().is_none_or(|id| customer.id.as_str() == id) {
            return Ok(customer);
        }
    }
    Err("there is no such customer".into())
}

/// What else they can borrow.
async fn show_products(client: &Client, cpf: &str) -> Result<(), Box<dyn Error>> {
    let mut products = client.products().eligible(EligibleProductFilter::default().documents([cpf]));
    while let Some(product) = products.next().await {
        let product = product?;
        let amount = product.max_loan_amount.map_or("an unknown amount".to_owned(), |amount| amount.to_string());
        println!("  may borrow up to {amount}: {}", product.name.as_deref().unwrap_or("(no name)"));
    }
    Ok(())
}

/// What is not paid yet. No unit is documented for amounts.
async fn show_installments(client: &Client, loan: &LoanId) -> Result<(), Box<dyn Error>> {
    let mut installments = client.loans().installments(loan, InstallmentFilter::default());
    while let Some(installment) = installments.next().await {
        let installment = installment?;
        if installment.status == Some(InstallmentStatus::Paid) {
            continue;
        }
        let due = installment.due_date.map_or("an unknown day".to_owned(), |day| day.to_string());
        let amount = installment.amount_remaining.map_or("an unknown amount".to_owned(), |amount| amount.to_string());
        println!("    due on {due}: {amount}");
    }
    Ok(())
}

async fn show_steps(client: &Client, loan: &LoanId) -> Result<(), Box<dyn Error>> {
    let mut steps = client.loans().steps(loan, StepFilter::default());
    while let Some(step) = steps.next().await {
        let step = step?;
        let status = step.status.as_ref().map_or("unknown", |status| status.as_str());
        println!("    step {}: {status}", step.title.as_deref().unwrap_or(step.id.as_str()));
    }
    Ok(())
}
