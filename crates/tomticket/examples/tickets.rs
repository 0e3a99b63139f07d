//! Which urgent tickets has nobody taken? Prints them with their latest reply. With an operator's id, links that operator
//! to each.
//!
//! ```sh
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example tickets
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example tickets -- aaaabbbbccccddddeeeeffff00001111
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use support::Account;
use tomticket::{ErrorKind, Priority, TicketFilter, TicketOperator, TicketParts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, argument: operator, sandbox: _sandbox } = Account::from_command_line().await?;
    let filter = TicketFilter::default()
        .operator(TicketOperator::Nobody)
        .priorities([Priority::High, Priority::Urgent])
        .creation_date_ge(tomticket::jiff::Timestamp::now() - tomticket::jiff::SignedDuration::from_hours(24 * 30));

    let mut tickets = client.tickets().list(filter);
    while let Some(ticket) = tickets.next().await {
        let ticket = ticket?;
        // The list has no replies: each ticket takes a call of its own, under the limit of 3 a second.
        let Some(details) = client.tickets().details(&ticket.id, TicketParts::default()).optional().await? else {
            continue;
        };
        println!("{}  {}  {}", ticket.protocol, ticket.situation.description, ticket.subject);
        if let Some(reply) = details.replies.last() {
            println!("  {} ({}): {}", reply.sender, reply.date, reply.message);
        }
        let Some(operator) = &operator else { continue };
        match client.tickets().link_operator(&ticket.id, operator.as_str()).await {
            Ok(_) => println!("  linked"),
            // Somebody took it since the list was read.
            Err(error) if error.kind() == ErrorKind::Rejected => println!("  not linked: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
