//! Receives TomTicket's webhooks: checks their signature, reads what happened. For this the feature `webhook`.
//!
//! TomTicket posts a few lines of JSON to an address of yours when a ticket or a customer is created, updated or
//! deleted (plan Enterprise; webhook `recordChanged` of the contract; vendor's page:
//! <https://tomticket.tomticket.com/kb/enterprise/webhook>). A [`Receiver`] belongs to no framework: it takes the
//! headers and the body as they came.
//!
//! ```
//! use tomticket::http::{HeaderMap, HeaderValue};
//! use tomticket::webhook::{Action, Receiver, RecordKind};
//!
//! let receiver = Receiver::new("example-secret")?; // the secret that the webhook has in TomTicket's panel
//!
//! // What came by POST:
//! let mut headers = HeaderMap::new();
//! let signature = HeaderValue::from_static("sha1=53a2033bd4f8623ae17de61a34dc2a03badbb970");
//! headers.insert("x-hub-signature", signature);
//! let body = br#"{"type":"ticket","id":"3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7","action":"updated"}"#;
//!
//! let event = receiver.read(&headers, body)?;
//! assert_eq!(event.kind, Some(RecordKind::Ticket));
//! assert_eq!(event.action, Some(Action::Updated));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The example `webhook` is a whole server, on axum, which can be tried with the sandbox's webhooks.
//!
//! # What is signed, and what is not known
//!
//! The header `X-Hub-Signature` holds `sha1=` and a signature: HMAC-SHA1, keyed with the webhook's secret, over the
//! base64 form of the JSON body as it was sent. So the body has to arrive here byte for byte, not parsed and written
//! anew.
//!
//! - How the signature's 20 bytes are written is not stated. Hexadecimal and base64 are both accepted; each is the
//!   whole signature, so that this gives nothing away.
//! - Nothing in a webhook says when it was sent: somebody who has seen one can send it again. Take it for a hint to ask
//!   the API how the record is now.
//! - TomTicket calls by HTTPS alone, wants a valid certificate, and doesn't call again when nobody answers. Read the
//!   list of tickets from time to time as well if you must miss none.
//! - Which status it wants for an answer is not stated. [`WebhookError::status`] suggests one for each refusal.

use std::fmt;

use acesso_core::{
    Error, Secret, open_enum,
    wire::{self, take},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use sha1::Sha1;

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "X-Hub-Signature";

/// The longest body that is read: 1 MiB. TomTicket's own have less than a hundred bytes.
pub const MAX_BODY: usize = 1 << 20;

/// What stands before the signature in its header.
const PREFIX: &str = "sha1=";

/// An HMAC-SHA1, in bytes (RFC 2104).
const SIGNATURE_LENGTH: usize = 20;

open_enum! {
    /// What kind of record an event is about.
    pub enum RecordKind {
        /// A ticket.
        Ticket = "ticket",
        /// A customer.
        Customer = "customer",
    }
}

open_enum! {
    /// What happened to the record.
    pub enum Action {
        /// It is new.
        Created = "created",
        /// It was changed.
        Updated = "updated",
        /// It is gone.
        Deleted = "deleted",
    }
}

/// What happened to a record.
///
/// Only [`Receiver`] makes one, of a body whose signature is right; it is not `Deserialize`, so that no framework reads
/// one without looking at the signature. What is absent is `None`; kinds and actions that this version does not know
/// are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What kind of record it is about (`type`).
    pub kind: Option<RecordKind>,
    /// The record's id, as the API's lists have it. Of a ticket: 32 hexadecimal characters in captured answers.
    pub id: Option<String>,
    /// What happened to it.
    pub action: Option<Action>,
    /// Members that the contract does not know, and those above where they are not text, as they came.
    pub extra: Map<String, Value>,
}

impl Event {
    fn of(mut members: Map<String, Value>) -> Self {
        Self {
            kind: take(&mut members, "type"),
            id: take(&mut members, "id"),
            action: take(&mut members, "action"),
            extra: members,
        }
    }
}

/// Reads webhooks that are signed with one secret.
///
/// Cheap to share: every method takes `&self`.
#[derive(Debug, Clone)]
pub struct Receiver {
    secret: Secret,
}

impl Receiver {
    /// A receiver for the webhook that has this secret in TomTicket's panel. The secret is taken as it is, blanks and
    /// all.
    ///
    /// ```
    /// use tomticket::{ErrorKind, webhook::Receiver};
    ///
    /// let error = Receiver::new("").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Configuration);
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a secret of nothing but blanks: anybody could
    /// sign with it.
    pub fn new(secret: impl Into<Secret>) -> Result<Self, Error> {
        let secret = secret.into();
        if secret.expose().trim().is_empty() {
            let problem = "the webhook's secret is empty, so that anybody could sign with it";
            return Err(Error::configuration(problem)
                .with_advice("set a secret for the webhook in TomTicket's panel, and the same one here"));
        }
        Ok(Self { secret })
    }

    /// Reads a webhook: its headers, and its body exactly as it came.
    ///
    /// # Errors
    /// See [`WebhookError`]. Size and signature are looked at before the JSON.
    pub fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        let mut signatures = headers.get_all(SIGNATURE_HEADER).iter();
        let signature = signatures.next().ok_or(WebhookError::SignatureMissing)?;
        if signatures.next().is_some() {
            return Err(WebhookError::SignatureRepeated);
        }
        let signature = signature.to_str().map_err(|_| WebhookError::SignatureUnreadable)?;
        self.read_signed(signature, body)
    }

    /// As [`read`](Self::read), for a framework whose headers are other types: takes the value of `X-Hub-Signature`.
    ///
    /// ```
    /// use tomticket::webhook::{Receiver, WebhookError};
    ///
    /// let receiver = Receiver::new("example-secret")?;
    /// let refused = receiver.read_signed("sha1=53a2033bd4f8623ae17de61a34dc2a03badbb970", br#"{"type":"ticket"}"#);
    /// assert_eq!(refused, Err(WebhookError::SignatureWrong));
    /// # Ok::<(), tomticket::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_signed(&self, signature: &str, body: &[u8]) -> Result<Event, WebhookError> {
        if body.len() > MAX_BODY {
            return Err(WebhookError::BodyTooLarge { length: body.len() });
        }
        self.verify(signature, body)?;
        wire::read_json(body).map(Event::of).map_err(|_| WebhookError::BodyNotJson)
    }

    /// Compares in constant time: how long it takes does not tell how much of a signature is right.
    fn verify(&self, signature: &str, body: &[u8]) -> Result<(), WebhookError> {
        let claimed = signature_bytes(signature).ok_or(WebhookError::SignatureUnreadable)?;
        // A key of any length will do (RFC 2104), so the first error never comes.
        let key = Hmac::<Sha1>::new_from_slice(self.secret.expose().as_bytes());
        let mut expected = key.map_err(|_| WebhookError::SignatureWrong)?;
        expected.update(BASE64_STANDARD.encode(body).as_bytes());
        expected.verify_slice(&claimed).map_err(|_| WebhookError::SignatureWrong)
    }
}

/// The bytes of a signature that is written in hexadecimal or in base64. Their lengths differ, so that none can be read
/// as the other.
fn signature_bytes(text: &str) -> Option<[u8; SIGNATURE_LENGTH]> {
    let text = text.strip_prefix(PREFIX)?;
    let bytes = hexadecimal(text).or_else(|| BASE64_STANDARD.decode(text).ok())?;
    bytes.try_into().ok()
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: char| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let byte = |pair: &[u8]| Some(pair.first()? << 4 | pair.get(1)?);
    digits.chunks(2).map(byte).collect()
}

/// Why a webhook was refused.
///
/// `Display` is one line that says what to do; it holds nothing of the secret, the header or the body. This is a type
/// of its own, not [`Error`]: that one is about a call of this crate's, and a handler that makes one (to read the
/// record) has to tell "who sent this is not TomTicket" from "TomTicket refused our token".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookError {
    /// The body is larger than [`MAX_BODY`].
    BodyTooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// There is no header `X-Hub-Signature`.
    SignatureMissing,
    /// The header stands there more than once: which one counts?
    SignatureRepeated,
    /// The header is not `sha1=` and 20 bytes in hexadecimal or base64.
    SignatureUnreadable,
    /// The signature is that of another secret or of another body.
    SignatureWrong,
    /// The signature is right, and the body is no JSON, or no object.
    BodyNotJson,
}

impl WebhookError {
    /// A status to answer with: 413 for a body that is too large, 400 for one that can't be read, 401 for everything
    /// about the signature. The vendor does not say what it does with it.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyNotJson => StatusCode::BAD_REQUEST,
            Self::SignatureMissing | Self::SignatureRepeated | Self::SignatureUnreadable | Self::SignatureWrong => {
                StatusCode::UNAUTHORIZED
            }
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyTooLarge { length } => write!(
                f,
                "the webhook's body has {length} bytes, more than {MAX_BODY}; TomTicket's are far smaller: look who sends \
                 to this address"
            ),
            Self::SignatureMissing => f.write_str(
                "the webhook has no header X-Hub-Signature; check that it has a secret in TomTicket's panel, and that your \
                 proxy passes the header on",
            ),
            Self::SignatureRepeated => f.write_str(
                "the webhook has the header X-Hub-Signature more than once; check what your proxy adds, and look who sends \
                 to this address",
            ),
            Self::SignatureUnreadable => f.write_str(
                "the webhook's X-Hub-Signature is not sha1= and 20 bytes in hexadecimal or base64; look who sends to this \
                 address",
            ),
            Self::SignatureWrong => f.write_str(
                "the webhook's signature is wrong; check that the secret is the one in TomTicket's panel, and that the \
                 body comes here byte for byte",
            ),
            Self::BodyNotJson => f.write_str(
                "the webhook's body is no JSON object, and its signature is right; TomTicket may have changed what it \
                 sends: please report it",
            ),
        }
    }
}

impl std::error::Error for WebhookError {}
