//! Writes: sets up a company that may lend, with its group, a product, a credit policy and a setting, and makes an API key that
//! may only read.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example setup -- 11222333000181 "Example Ltda" it@example.com
//! BASE39_API_KEY=... cargo run -p base39 --example setup -- 11222333000181 "Example Ltda" it@example.com
//! ```

use std::{env, error::Error};

use base39::{
    AccessLevel, ApiKeyRule, ApiKeyRules, Client, CompanyGroupId, CompanyInput, CreditPolicyId, CreditPolicyInput,
    NewApiKey, NewCompanyGroup, ProductInput, ProductStatus, SettingsFlags, SettingsUpdate,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [cnpj, name, email] = &arguments[..] else {
        return Err("say the company's CNPJ and name, and whose the API key is: an e-mail address".into());
    };

    // Each write has a key of its own: the client repeats it after a failure, and Base39 does it once.
    let policy = product_with_policy(&client).await?;
    let group = company_group(&client).await?;
    let company = CompanyInput::new(cnpj, name).group(group).credit_policies([policy]);
    let company = client.companies().create(company).idempotent().await?;
    println!("company {}", company.id);

    let flags = SettingsFlags { show_cancel_button_before_disbursement: Some(true), ..SettingsFlags::default() };
    client.settings().update(SettingsUpdate::default().flags(flags)).idempotent().await?;

    let rules = ApiKeyRules::Rules(vec![ApiKeyRule::new("loans", AccessLevel::ReadOnly)]);
    let key = client.api_keys().create(NewApiKey::new(rules, email, "reads loans")).idempotent().await?;
    // `key.value.expose()` is the key itself. It comes this once: put it where your secrets are.
    println!("API key {}", key.id);
    Ok(())
}

async fn company_group(client: &Client) -> Result<CompanyGroupId, base39::Error> {
    let group = NewCompanyGroup::default().name("Example Group");
    let group = client.company_groups().create(group).idempotent().await?;
    println!("company group {}", group.id);
    Ok(group.id)
}

/// What is lent, and how much of it somebody gets.
async fn product_with_policy(client: &Client) -> Result<CreditPolicyId, base39::Error> {
    let product = ProductInput::default().slug("payroll").name("Payroll Loan").status(ProductStatus::Inactive);
    let product = client.products().create(product).idempotent().await?;
    println!("product {}", product.id);

    let policy = CreditPolicyInput::default().name("By salary").model("EMPLOYMENT_LENGTH_SALARY_MULTIPLIER");
    let policy = client.credit_policies().create(policy.product(product.id)).idempotent().await?;
    println!("credit policy {}", policy.id);
    Ok(policy.id)
}
