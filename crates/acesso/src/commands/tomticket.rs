//! `acesso tomticket …`

use acesso_forms::output::Output;
use acesso_review::{
    model::{Failure, Lang},
    source::{TOMTICKET, TomTicket},
};
use tomticket::{Client, CustomerKey, CustomerPermissions, ErrorKind, Quota};

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
    output.one(&permissions, &rows(&permissions, output.lang()))
}

fn rows(permissions: &CustomerPermissions, lang: Lang) -> [(String, String); 5] {
    let quota = match permissions.monthly_ticket_quota {
        Quota::Unlimited => lang.say("customer-unlimited"),
        limited @ Quota::Limited(_) => limited.to_string(),
    };
    [
        ("customer-approved", lang.yes_no(permissions.account_approved)),
        ("customer-active", lang.yes_no(permissions.active)),
        ("customer-may-create", lang.yes_no(permissions.allowed_create_tickets)),
        ("customer-quota", quota),
        ("customer-validated", lang.yes_no(permissions.email_validated)),
    ]
    .map(|(id, value)| (lang.say(id), value))
}
