//! `acesso myreports …`

use super::{call, operations};
use crate::{cli::MyreportsCommand, services::Services};
use acesso_forms::output::{Output, known, say, yes_no};
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
    let mut list = output.list(&["user", "name", "e-mail", "primary tenant", "set up at a higher level"])?;
    for user in users.iter().take(limit.unwrap_or(usize::MAX)) {
        list.add(user, || {
            vec![
                user.id.to_string(),
                user.display_name.clone(),
                user.email.clone(),
                known(user.primary_tenant.as_ref()),
                yes_no(user.is_parent),
            ]
        })?;
    }
    list.end("user", limit.filter(|limit| *limit < users.len()))?;
    if let Some(count) = counted_otherwise {
        let values = [("count", count.into()), ("sent", users.len().into())];
        say(output.lang().say_with("warning-users-counted", values));
    }
    Ok(())
}
