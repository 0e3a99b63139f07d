//! `acesso tomticket …`

use tomticket::{CustomerKey, CustomerPermissions};

use crate::{
    cli::TomticketCommand,
    failure::Failure,
    output::{Output, yes_no},
    services::Services,
};

pub(crate) async fn run(command: TomticketCommand, services: &Services, output: Output) -> Result<(), Failure> {
    match command {
        TomticketCommand::Permissions { customer, email } => {
            let customer = if email { CustomerKey::email(customer) } else { CustomerKey::from(customer) };
            let permissions = services.tomticket()?.customers().permissions(customer).await?;
            output.one(&permissions, &rows(&permissions))
        }
    }
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
