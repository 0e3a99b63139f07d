//! How TomTicket says "this failed".

use acesso_core::{Answer, Classify, Error, ErrorKind};
use http::StatusCode;

use crate::{customers, envelope::Envelope, operations};

/// Both the HTTP status and the body count: a 200 can say `error: true`, a 401 can mean a value that could not be read, and
/// a 404 without `error` was not written by the API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TomTicket;

impl Classify for TomTicket {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        let status = answer.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(rate_limited());
        }
        let envelope = Envelope::of(answer.body);
        if status.is_success() {
            return if reports_failure(answer, &envelope) { Err(rejected(&envelope)) } else { Ok(()) };
        }
        let error = Error::from_status(status).with_message(envelope.message());
        Err(match error.kind() {
            ErrorKind::Unauthorized => unauthorized(error),
            ErrorKind::Forbidden => forbidden(error),
            ErrorKind::NotFound if !envelope.is_from_the_api() => wrong_base_url(&envelope),
            // For this operation "not found" is an answer, and its reader gives it.
            ErrorKind::NotFound if answer.operation == operations::CUSTOMER_EXISTS_CHECK.id => return Ok(()),
            _ => error,
        })
    }
}

/// An operation that was not completed because nobody was found is left to its reader, if that looks for it. Any other
/// reader would take what came for all there is.
fn reports_failure(answer: &Answer<'_>, envelope: &Envelope) -> bool {
    let reader_tells = envelope.found_nobody() && customers::LOOK_AT_EXISTS.contains(&answer.operation);
    envelope.has_error() || (envelope.is_unfinished() && !reader_tells)
}

/// `error: true` or `success: false` inside a 2xx.
fn rejected(envelope: &Envelope) -> Error {
    Error::new(ErrorKind::Rejected).with_message(envelope.message())
}

/// A public client saw the real service answer 401 to a bad date ("Invalid date.") and to a JSON body.
fn unauthorized(error: Error) -> Error {
    error
        .with_detail("the token or the values sent were refused")
        .with_advice("check the token and the values: TomTicket answers 401 to a bad token and to a value it can't use")
}

/// The vendor's pages say "Resource not available" and nothing else. Why that can be is inferred from the plans that they
/// name, and from a public client's words on tokens.
fn forbidden(error: Error) -> Error {
    error.with_advice(
        "ask the account's administrator. Likely causes: the API belongs to the plans Premium and Enterprise, and only a \
         token made for it may create and change data",
    )
}

/// The body is a web page of the front proxy, so it holds no message.
fn rate_limited() -> Error {
    Error::new(ErrorKind::RateLimited).with_detail("more than 3 requests in a second").with_advice(
        "wait, and call less often; where other programs use the same account, give each its part of the 3 requests",
    )
}

fn wrong_base_url(envelope: &Envelope) -> Error {
    Error::new(ErrorKind::WrongBaseUrl).with_message(envelope.message()).with_advice(
        "check the base URL (it ends with /v2.0, as https://api.tomticket.com/v2.0), and the path of a call of your own",
    )
}
