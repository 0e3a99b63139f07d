//! Tickets: what customers ask for, and what becomes of it.

use acesso_core::{Answer, Call, Client, Error, Pager, Request, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use filter::{TicketFilter, TicketOperator};
pub use input::{Evaluation, Finish, NewTicket, Reply, TicketParts, Transfer};
pub use model::{
    Cost, Priority, ReplyId, SenderType, Situation, Sla, SlaItem, StaggeredTicket, StatusChange, StatusId,
    StatusOperator, StatusPeriod, StopwatchEntry, Tag, Ticket, TicketCustomField, TicketCustomFields, TicketCustomer,
    TicketDetails, TicketEvaluation, TicketFile, TicketId, TicketReply, TicketStatus, TicketType,
};

use crate::{
    Acknowledgement, OperatorId,
    envelope::{at_page, number, read_page},
    form::Form,
    operations,
    query::Parameters,
};

mod filter;
mod input;
mod model;

/// The operations on tickets; see [`Client::tickets`](crate::Client::tickets).
///
/// No vendor's page was found for most of them. What their docs say was seen by public clients, some of which were
/// checked against the real service; the plans are not known unless they say so. No operation changes a ticket's subject
/// or category.
///
/// # Errors
/// What all of them can end with:
///
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput): an empty text, one that is longer than documented, more than 25 files
///   or 25 MB; nothing is sent.
/// - [`NotFound`](crate::ErrorKind::NotFound) for a 404 that the API wrote, [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl)
///   for another one; [`Unauthorized`](crate::ErrorKind::Unauthorized) (401: token *or values*),
///   [`Forbidden`](crate::ErrorKind::Forbidden) (403; presumably also for a write with a token that may not change data),
///   [`RateLimited`](crate::ErrorKind::RateLimited) (429).
/// - [`Rejected`](crate::ErrorKind::Rejected): `error: true` or `success: false` inside a 200; the error has the vendor's
///   message.
/// - [`Decode`](crate::ErrorKind::Decode): an answer that can't be read, or one to a write that does not say that the work
///   was done.
/// - Connection errors.
///
/// Writes are sent once: after a failure, [`may_have_happened`](crate::Error::may_have_happened) says whether to look before
/// sending one again.
#[derive(Debug, Clone, Copy)]
pub struct Tickets<'a> {
    client: &'a Client,
}

impl<'a> Tickets<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the account's tickets, 50 a page, without their custom fields and replies.
    ///
    /// `GET /ticket/list`, operation `ticket_list`
    /// (<https://tomticket.tomticket.com/kb/chamados-api/consultar-chamados>). The archived page ends in the table of
    /// parameters; the members are those of captured answers. The pager's cursor is a page number; at the start it asks
    /// for the filter's [`page`](field@TicketFilter::page). A new ticket may be missing for a short while (client, live).
    /// Read what changed since without a filter by situation, or tickets that were closed meanwhile are missed.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::TicketFilter;
    ///
    /// let mut tickets = client.tickets().list(TicketFilter::default().last_update_ge("2026-11-01 00:00:00-03:00"));
    /// while let Some(ticket) = tickets.next().await {
    ///     let ticket = ticket?;
    ///     println!("{}: {} ({})", ticket.protocol, ticket.subject, ticket.situation.description);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors); `Unauthorized` also for a date that the service can't use ("Invalid
    /// date."). `InvalidInput` also for page 0 or a cursor that is not a page number, `Decode` for a ticket that can't be
    /// read, after which the list goes on, and [`Paging`](crate::ErrorKind::Paging) for a list that does not end.
    pub fn list(&self, filter: TicketFilter) -> Pager<Ticket> {
        self.client.pages(move |cursor| {
            let call = filter.narrow(Call::of(&operations::TICKET_LIST));
            at_page(call, cursor, filter.page)
                .read_with(|answer| read_page(answer, |ticket: &Ticket| ticket.id.as_str()))
        })
    }

    /// Reads one ticket with its replies and custom fields. It is named by its id, not by the number that the customer
    /// knows: to find it by that, list it with [`TicketFilter::protocol`].
    ///
    /// `GET /ticket/detail`, operation `ticket_get`. No vendor's page was found; the members are all that public clients
    /// read (<https://glama.ai/mcp/servers/glira/mcp-tomticket/tools/tomticket_get_ticket>).
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn details(&self, ticket: impl Into<TicketId>, parts: TicketParts) -> Request<TicketDetails> {
        let call = Call::of(&operations::TICKET_GET).text("ticket_id", Some(ticket.into()));
        self.client.request(parts.narrow(call).read_with(read_details))
    }

    /// Opens a ticket for a customer.
    ///
    /// `POST /ticket/new`, operation `ticket_create`. No vendor's page was found; lengths are those that a client copied
    /// from it (<https://glama.ai/mcp/servers/glira/mcp-tomticket/tools/tomticket_create_ticket>). Two clients say that
    /// the page documents an answer without the new ticket's id; one of them found it in the real answer.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::{CustomerKey, NewTicket};
    ///
    /// let ana = CustomerKey::email("ana@cliente.example");
    /// let ticket = NewTicket::new(ana, "0414000000000000000000000000aaaa", "Impressora sem rede", "Parou de responder.");
    /// let created = client.tickets().create(ticket).await?;
    /// client.tickets().reply_as_customer(&created.ticket_id, "É a do segundo andar.").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors). A `Decode` error at `ticket_id` or `protocol` comes after the ticket
    /// was opened.
    pub fn create(&self, ticket: NewTicket) -> Request<TicketCreated> {
        self.client.request(ticket.form().fill(Call::of(&operations::TICKET_CREATE)).read_with(read_created))
    }

    /// Answers a ticket in the name of the operator linked to it. Where there is none, the reply is stored as if the
    /// customer had written it, and no error says so (client, live): [`link_operator`](Self::link_operator) first.
    ///
    /// `POST /ticket/reply/operator`, operation `ticket_reply_as_operator`. No vendor's page was found. Clients copied a
    /// longest length of 512 characters from it, which is checked before sending, though one saw 20,000 stored whole: for
    /// more, build the call with [`Call::post`], which knows no bounds.
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn reply_as_operator(&self, ticket: impl Into<TicketId>, reply: impl Into<Reply>) -> Request<ReplyStored> {
        let form = reply.into().add_to(of_ticket(ticket));
        self.client.request(form.fill(Call::of(&operations::TICKET_REPLY_AS_OPERATOR)).read_with(read_reply))
    }

    /// Answers a ticket in the name of its customer.
    ///
    /// `POST /ticket/reply/customer`, operation `ticket_reply_as_customer`. No vendor's page was found, and nothing is
    /// known of the answer beyond the common members.
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors). `InvalidInput` also for a reply with a time worked, which an operator
    /// alone has.
    pub fn reply_as_customer(&self, ticket: impl Into<TicketId>, reply: impl Into<Reply>) -> Request<Acknowledgement> {
        let reply = reply.into();
        let check = match reply.worked {
            None => Ok(()),
            Some(_) => Err(Error::invalid_input("start_date", "is for an operator's reply alone")),
        };
        self.write(Call::of(&operations::TICKET_REPLY_AS_CUSTOMER), reply.add_to(of_ticket(ticket)).check(check))
    }

    /// Adds a comment that the customer does not see.
    ///
    /// `POST /ticket/comment`, operation `ticket_comment`. No vendor's page was found; one client, checked against the real
    /// service, sends these two fields and copied a longest length of 512 characters from the page.
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn comment(&self, ticket: impl Into<TicketId>, comment: impl AsRef<str>) -> Request<Acknowledgement> {
        self.write(Call::of(&operations::TICKET_COMMENT), of_ticket(ticket).text("comment", comment))
    }

    /// Moves a ticket to another department, another operator, or both.
    ///
    /// `POST /ticket/transfer`, operation `ticket_transfer` (<https://tomticket.tomticket.com/kb/>, recent articles). A
    /// ticket without an operator can't be moved, and moving it unlinks the operator, even within its department (client,
    /// live). Clients contradict each other on a move to the own department ("Same department").
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn transfer(&self, ticket: impl Into<TicketId>, to: Transfer) -> Request<Acknowledgement> {
        self.write(Call::of(&operations::TICKET_TRANSFER), to.add_to(of_ticket(ticket)))
    }

    /// Links an operator to a ticket that has none. The service refuses it where there is one, the same or another
    /// (client, live).
    ///
    /// `POST /ticket/operator/link`, operation `ticket_operator_link` (<https://tomticket.tomticket.com/kb/>, recent
    /// articles). The page is cut off after the first field; the operator comes from public clients with live use.
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn link_operator(
        &self,
        ticket: impl Into<TicketId>,
        operator: impl Into<OperatorId>,
    ) -> Request<Acknowledgement> {
        let form = of_ticket(ticket).text("operator_id", operator.into());
        self.write(Call::of(&operations::TICKET_OPERATOR_LINK), form)
    }

    /// Finishes a ticket with a message. No e-mail is sent (client code).
    ///
    /// `POST /ticket/finish`, operation `ticket_finish`. No vendor's page was found
    /// (<https://glama.ai/mcp/servers/glira/mcp-tomticket/tools/tomticket_finish_ticket>).
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors).
    pub fn finish(&self, ticket: impl Into<TicketId>, finish: impl Into<Finish>) -> Request<Acknowledgement> {
        self.write(Call::of(&operations::TICKET_FINISH), finish.into().add_to(of_ticket(ticket)))
    }

    /// Rates a ticket; a finished one, according to a peer project.
    ///
    /// `POST /ticket/evaluation`, operation `ticket_evaluate`
    /// (<https://tomticket.tomticket.com/kb/api/avaliar-um-chamado-via-api>). The page was seen whole; it names no plan
    /// and no statuses.
    ///
    /// # Errors
    /// Those of [all operations](Tickets#errors). `InvalidInput` also for a grade that is not 1 to 5.
    pub fn evaluate(&self, ticket: impl Into<TicketId>, evaluation: Evaluation) -> Request<Acknowledgement> {
        self.write(Call::of(&operations::TICKET_EVALUATE), evaluation.add_to(of_ticket(ticket)))
    }

    /// A write whose answer says that it was done.
    fn write<T>(&self, call: Call<T>, form: Form) -> Request<Acknowledgement> {
        self.client.request(form.fill(call).read_with(Acknowledgement::read))
    }
}

/// A form that begins with the ticket it is about.
fn of_ticket(ticket: impl Into<TicketId>) -> Form {
    Form::default().text("ticket_id", ticket.into())
}

fn read_details(answer: &Answer<'_>) -> Result<TicketDetails, Error> {
    #[derive(Deserialize)]
    struct Whole {
        data: TicketDetails,
    }

    wire::read_json(answer.body).map(|Whole { data }| data)
}

/// A ticket that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TicketCreated {
    /// Its id.
    pub ticket_id: TicketId,
    /// The number that the customer knows.
    pub protocol: u64,
    /// The service's words. Null in the captured successes.
    pub message: Option<String>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Both members stand beside `data`, not in it.
fn read_created(answer: &Answer<'_>) -> Result<TicketCreated, Error> {
    #[derive(Deserialize)]
    struct Protocol(#[serde(deserialize_with = "number")] u64);

    let mut told = Acknowledgement::read(answer)?;
    let ticket_id = told.take_known("ticket_id")?;
    let Protocol(protocol) = told.take_known("protocol")?;
    Ok(TicketCreated { ticket_id, protocol, message: told.message, extra: told.extra })
}

/// A reply that was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReplyStored {
    /// Its id, which one public client reads. `None` where it did not come: the reply is stored all the same, and must
    /// not look like one to send again.
    pub id: Option<ReplyId>,
    /// The service's words. Null in the captured successes.
    pub message: Option<String>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The id stands beside `data`, not in it.
fn read_reply(answer: &Answer<'_>) -> Result<ReplyStored, Error> {
    let mut told = Acknowledgement::read(answer)?;
    let id = told.take("id")?;
    Ok(ReplyStored { id, message: told.message, extra: told.extra })
}
