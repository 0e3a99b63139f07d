//! Which tickets has nobody taken? Prints them with their latest reply. With an operator's id it changes something: it links that
//! operator to each.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p tomticket --example tickets
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example tickets
//! TOMTICKET_TOKEN=... cargo run -p tomticket --example tickets -- aaaabbbbccccddddeeeeffff00001111
//! ```

use std::{env, error::Error};

use tomticket::{Client, ErrorKind, TicketFilter, TicketOperator, TicketParts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // TOMTICKET_TOKEN
    let operator = env::args().nth(1);
    let mut tickets = client.tickets().list(TicketFilter::default().operator(TicketOperator::Nobody));
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
