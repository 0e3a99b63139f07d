//! How TomTicket says "this failed".

use acesso_core::{Answer, Dialect, ErrorKind, Fault};
use http::StatusCode;

use crate::{customers, envelope::Envelope};

/// The HTTP status and the body both count: an answer with status 200 can say `error: true`, a 401 can mean a value that
/// could not be read, and a 404 without `error` was not written by the API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TomTicket;

impl Dialect for TomTicket {
    fn judge(&self, answer: &Answer<'_>) -> Result<(), Fault> {
        let status = answer.head.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(rate_limited());
        }
        let envelope = Envelope::of(answer.body);
        if status.is_success() {
            return if envelope.reports_failure() { Err(refusal(&envelope)) } else { Ok(()) };
        }
        let fault = Fault::of_status(status).message(envelope.message());
        Err(match fault.kind() {
            ErrorKind::Unauthorized => unauthorized(fault),
            ErrorKind::Forbidden => forbidden(fault),
            ErrorKind::NotFound if !envelope.is_of_the_api() => wrong_base_url(&envelope),
            // Here "not found" is an answer, which the operation's reader gives.
            ErrorKind::NotFound if answer.operation == customers::EXISTS => return Ok(()),
            _ => fault,
        })
    }
}

/// `error: true` inside a 2xx.
fn refusal(envelope: &Envelope) -> Fault {
    Fault::new(ErrorKind::Rejected).message(envelope.message())
}

/// Seen by a public client against the real service: 401 for a bad date ("Invalid date.") and for a JSON body.
fn unauthorized(fault: Fault) -> Fault {
    fault
        .detail("the token or the values sent were refused")
        .advice("check the token and the values: TomTicket answers 401 to a bad token and to a value it can't use")
}

fn forbidden(fault: Fault) -> Fault {
    fault.advice(
        "ask the account's administrator: the API belongs to the plans Premium and Enterprise, and only a token made for \
         it may create and change data",
    )
}

/// The body is a web page of the front proxy: there is no message in it.
fn rate_limited() -> Fault {
    Fault::new(ErrorKind::RateLimited).detail("more than 3 requests in a second").advice(
        "wait, and call less often; where other programs use the same account, give each its part of the 3 requests",
    )
}

fn wrong_base_url(envelope: &Envelope) -> Fault {
    Fault::new(ErrorKind::WrongBaseUrl)
        .message(envelope.message())
        .advice("check the base URL (it ends with /v2.0, as https://api.tomticket.com/v2.0), and the path of a call of your own")
}
