//! How Base39 says "this failed".

use acesso_core::{Answer, Classify, Error, ErrorKind, wire};
use http::StatusCode;
use serde_json::Value;

/// The general errors page, <https://docs.paketa.com.br/development/first-steps/errors>: a status, and a body with
/// `code` and `message`, of which the samples for 401 and 403 lack the code. Request ids are not documented.
#[derive(Debug)]
pub(crate) struct Base39;

impl Classify for Base39 {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        let status = answer.status;
        if status.is_success() {
            return Ok(());
        }
        let body: Value = wire::read_json(answer.body).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let (code, message) = (text("code"), text("message"));
        let error = match status {
            // The errors page names a code for it (`INVOICE_NOT_FOUND`); the samples without one are for 401 and 403 alone.
            // Servers of all kinds say `message` to a path they don't know, and that must not read as "no such item".
            StatusCode::NOT_FOUND if code.is_none() => Error::new(ErrorKind::WrongBaseUrl).with_advice(
                "check the base URL, and the path of a call of your own: a 404 of Base39's would have a code",
            ),
            // "Not allowed in this environment" is all that the page says, and its one sample is "Missing Authentication
            // Token". That a key's rules end here too is inferred. The status decides the kind, the advice covers all.
            StatusCode::FORBIDDEN => Error::from_status(status)
                .with_advice("check that the key belongs to this environment and that its rules allow this call"),
            _ => Error::from_status(status),
        };
        Err(error.with_code(code).with_message(message))
    }
}
