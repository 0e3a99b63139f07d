//! `acesso tomticket …`

use acesso_forms::output::{Output, yes_no};
use acesso_review::{
    model::Failure,
    source::{TOMTICKET, TomTicket},
};
use tomticket::{Client, CustomerKey, CustomerPermissions, ErrorKind};

use super::{call, operations};
use crate::{cli::TomticketCommand, services::Services};

pub(crate) async fn run(
    command: TomticketCommand,
    services: impl AsyncFnOnce() -> Result<Services, Failure>,
    output: &Output,
) -> Result<(), Failure> {
    match command {
        TomticketCommand::Permissions { customer, email } => {
            permissions(customer, email, &services().await?, output).await
        }
        TomticketCommand::Operations => operations::run::<Client>(output),
        TomticketCommand::Call(options) => call::run(&options, &services().await?, output).await,
    }
}

async fn permissions(customer: String, email: bool, services: &Services, output: &Output) -> Result<(), Failure> {
    let forgot_email = !email && customer.contains('@');
    let customer = if email { CustomerKey::email(customer) } else { CustomerKey::from(customer) };
    let answer = services.with_setup(TOMTICKET, TomTicket::client)?.customers().permissions(customer).await;
    let permissions = answer.map_err(|error| match error.kind() {
        ErrorKind::NotFound if forgot_email => Failure::Advised(error, "advice-add-email"),
        _ => error.into(),
    })?;
    output.one(&permissions, &rows(&permissions))
}

fn rows(permissions: &CustomerPermissions) -> [(&'static str, String); 5] {
    [
        ("registration approved", yes_no(permissions.account_approved)),
        ("registration active", yes_no(permissions.active)),
        ("may create tickets", yes_no(permissions.allowed_create_tickets)),
        ("tickets a month", permissions.monthly_ticket_quota.to_string()),
        ("e-mail validated", yes_no(permissions.email_validated)),
    ]
}
