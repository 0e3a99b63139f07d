//! `acesso myreports …`

use super::{call, operations};
use crate::{cli::MyreportsCommand, services::Services};
use acesso_forms::output::{Output, say};
use acesso_review::{
    model::Failure,
    source::{MYREPORTS, MyReports},
};
use myreports::Client;

pub(crate) async fn run(
    command: MyreportsCommand,
    services: impl AsyncFnOnce() -> Result<Services, Failure>,
    output: &Output,
) -> Result<(), Failure> {
    match command {
        MyreportsCommand::Users { tenant, limit } => users(tenant, limit, &services().await?, output).await,
        MyreportsCommand::Operations => operations::run::<Client>(output),
        MyreportsCommand::Call(options) => call::run(&options, &services().await?, output).await,
    }
}

async fn users(tenant: String, limit: Option<usize>, services: &Services, output: &Output) -> Result<(), Failure> {
    let listing = services.with_setup(MYREPORTS, MyReports::client)?.customers().users(tenant).await?;
    let counted_otherwise = listing.count().filter(|_| listing.count_matches() == Some(false));
    let users = listing.into_items()?;
    let lang = output.lang();
    let headings = ["column-user", "column-name", "column-email", "column-primary-tenant", "column-set-up-higher"];
    let mut list = output.list(&lang.headings(&headings))?;
    for user in users.iter().take(limit.unwrap_or(usize::MAX)) {
        list.add(user, || {
            vec![
                user.id.to_string(),
                user.display_name.clone(),
                user.email.clone(),
                lang.known(user.primary_tenant.as_ref()),
                lang.yes_no(user.is_parent),
            ]
        })?;
    }
    list.end("counted-users", limit.filter(|limit| *limit < users.len()), lang)?;
    if let Some(count) = counted_otherwise {
        let values = [("count", count.into()), ("sent", users.len().into())];
        say(lang.say_with("warning-users-counted", values));
    }
    Ok(())
}
