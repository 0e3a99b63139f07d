//! How MyReports says "this failed".

use acesso_core::{
    Answer, Classify, Error, ErrorKind,
    wire::{self, if_readable},
};
use http::StatusCode;
use serde::Deserialize;

use crate::lenient;

/// Errors stand in an envelope: `error`, `errorCode`, `message`, `status`, `timestamp`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MyReports;

impl Classify for MyReports {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        let status = answer.status;
        if status.is_success() {
            return refuse_error_inside(answer.body);
        }
        // Not in the envelope: the body echoes the request, which can hold a PBX's key. It is not looked at.
        if status == StatusCode::PAYMENT_REQUIRED {
            return Err(charges());
        }
        let envelope = ErrorEnvelope::read(answer.body);
        let error = Error::from_status(status);
        if error.kind() == ErrorKind::NotFound && !envelope.as_ref().is_some_and(ErrorEnvelope::is_whole) {
            return Err(wrong_base_url());
        }
        Err(envelope.unwrap_or_default().tell(error))
    }
}

/// A success says `status: "success"`. No page documents an error inside a 2xx; one that says so is believed.
fn refuse_error_inside(body: &[u8]) -> Result<(), Error> {
    // A list can hold 100,000 users: searching its text costs next to nothing, reading its JSON twice does not.
    if !std::str::from_utf8(body).is_ok_and(|text| text.contains(r#""error""#)) {
        return Ok(());
    }
    match ErrorEnvelope::read(body) {
        Some(envelope) if envelope.says_error() => Err(envelope.tell(Error::new(ErrorKind::Rejected))),
        _ => Ok(()),
    }
}

fn charges() -> Error {
    Error::new(ErrorKind::Rejected)
        .with_detail("the request could cause charges and lacks the header accept-charges; nothing was done")
        .with_advice(
            "if you agree to the charges, send it again with `.accept_charges()`, the header `accept-charges: true`",
        )
}

fn wrong_base_url() -> Error {
    Error::new(ErrorKind::WrongBaseUrl).with_advice(
        "check that the base URL ends in `/api` and has the account's region (au, eu, na or uk), and the path of a call of \
         your own",
    )
}

/// What the envelope of an error says. Read leniently, since members "may be missing".
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct ErrorEnvelope {
    #[serde(default, deserialize_with = "lenient::number")]
    error: Option<u64>,
    #[serde(default, deserialize_with = "if_readable")]
    error_code: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    message: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    status: Option<String>,
}

impl ErrorEnvelope {
    fn read(body: &[u8]) -> Option<Self> {
        wire::read_json(body).ok()
    }

    fn says_error(&self) -> bool {
        self.status.as_deref() == Some("error")
    }

    /// Whether it is the vendor's own beyond doubt. Gateways and other servers too write a `message` or a `status`.
    fn is_whole(&self) -> bool {
        self.says_error() && self.error.is_some()
    }

    fn tell(self, error: Error) -> Error {
        error.with_code(self.error_code).with_message(self.message)
    }
}
