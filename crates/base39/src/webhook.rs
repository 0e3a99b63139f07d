//! Reads the webhooks of Base39: the events that it sends, and what its partners send to it. For this the feature
//! `webhook`.
//!
//! **No signature is documented.** What was seen of the vendor's pages names none, and the older guide calls the
//! requests unauthenticated; the newer page on security is cut off. So nothing here checks who sent a body: everybody
//! who knows your address can send one. What a receiver can do:
//!
//! - have Base39 send a secret header of your own (`notification.headers` of the subscription), and compare it in
//!   constant time before anything else;
//! - take HTTPS, an address that nobody guesses, and an event for a hint: ask the API how the object is now;
//! - expect an event twice, and events in another order: duplicates are possible, order is not guaranteed, and a
//!   delivery that fails is tried again three times within some minutes. [`Event::id`] tells which you have seen
//!   (inferred: that a duplicate has the same one is not said).
//!
//! ```
//! use base39::webhook::{self, EventType};
//!
//! // What came by POST:
//! let body = br#"{"id": "evnt_63eb84cc5ebbf96915062ecb", "eventType": "customer.updated", "data": {"id": "cust_1"}}"#;
//!
//! let event = webhook::read_event(body)?;
//! assert_eq!(event.event_type, Some(EventType::CustomerUpdated));
//! assert_eq!(event.object["id"], "cust_1");
//! # Ok::<(), webhook::WebhookError>(())
//! ```
//!
//! # Two shapes
//!
//! The API shows an event with `eventType` and the object in `data`; the older guide with `type` and the object in
//! `data.object`. Which one is sent is not known. [`read_event`] reads both into the same [`Event`]. (Webhook
//! `subscriptionEvent` of the contract; vendor's pages:
//! <https://docs.base39.com.br/development/webhooks/best-practices>,
//! <https://developers.base39.com.br/reference/exemplo-de-integracao>.)
//!
//! # Partners
//!
//! unico, QI Tech and Kobana report to Base39, at `POST /v1/webhooks/unico`, `/qitech` and `/kobana`. For programs that
//! stand between them, [`read_unico`], [`read_qi_tech`] and [`read_kobana`] read these bodies. How a partner proves who
//! it is, beyond Base39's API key, is not documented either.

use std::fmt;

use acesso_core::{
    open_enum,
    wire::{self, take},
};
use http::StatusCode;
use jiff::{Timestamp, civil::Date};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

pub use crate::{EventId, EventSubscription, EventType, SubscriptionId};

/// The longest body that is read: 1 MiB.
pub const MAX_BODY: usize = 1 << 20;

open_enum! {
    /// What happened to a bank billet (boleto) at Kobana.
    pub enum KobanaEventCode {
        /// It was paid.
        Paid = "bank_billet.paid",
        /// It was canceled.
        Canceled = "bank_billet.canceled",
        /// It was deleted.
        Deleted = "bank_billet.deleted",
        /// It could not be registered.
        RegisterFailed = "bank_billet.register.failed",
    }
}

/// What happened to an object of Base39's.
///
/// No member is documented as required: what is absent is `None` or empty. Members of another type than documented are
/// in [`extra`](Self::extra), as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The event's id.
    pub id: Option<EventId>,
    /// What happened (`eventType`, or `type` in the older shape).
    pub event_type: Option<EventType>,
    /// The object that it happened to (`data`, or `data.object` in the older shape). Which members it has depends on
    /// what it is.
    pub object: Map<String, Value>,
    /// The subscriptions that get the event, and how far that is. Not in the older shape.
    pub subscriptions: Vec<EventSubscription>,
    /// Names and values of your own.
    pub metadata: Map<String, Value>,
    /// When it happened.
    pub created_at: Option<Timestamp>,
    /// Everything else, as it came; in the older shape also what `data` has beside the object.
    pub extra: Map<String, Value>,
}

/// What unico reports (operation `receive_unico_webhook`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnicoNotification {
    /// When (`eventDate`), as it came: the format is not documented.
    pub event_date: Option<String>,
    /// What happened: `update_process` was seen.
    pub event: Option<String>,
    /// The id of the process (`data.id`), a UUID.
    pub process_id: Option<String>,
    /// Its status (`data.status`); what the numbers mean is not documented.
    pub status: Option<i64>,
    /// Its score (`data.score`).
    pub score: Option<i64>,
    /// Everything else, as it came, what `data` has more included.
    pub extra: Map<String, Value>,
}

/// What QI Tech reports (operation `receive_qitech_webhook`). The key of the disbursement comes in the header
/// `Base39-Disbursement`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QiTechNotification {
    /// The report as a JWT. It is not opened here, and its signature not checked: with which key that is done is not
    /// documented.
    pub encoded_body: Option<String>,
    /// Everything else, as it came.
    pub extra: Map<String, Value>,
}

/// What Kobana reports (operation `receive_kobana_webhook`). Base39's API key comes in the query, as `x-api-key`: keep
/// it out of logs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KobanaNotification {
    /// What happened.
    pub event_code: Option<KobanaEventCode>,
    /// The billet's number (`object.id`).
    pub billet_id: Option<i64>,
    /// The day on which it was paid (`object.paid_at`).
    pub paid_at: Option<Date>,
    /// What was paid (`object.paid_amount`); in which unit is not documented.
    pub paid_amount: Option<Number>,
    /// Everything else, as it came, what `object` has more included.
    pub extra: Map<String, Value>,
}

/// Reads an event that Base39 sent, in either of the documented shapes. **Nothing says that Base39 sent it**; see the
/// module's page.
///
/// # Errors
/// See [`WebhookError`].
pub fn read_event(body: &[u8]) -> Result<Event, WebhookError> {
    let mut event = read_object(body)?;
    let (event_type, object) = if event.contains_key("eventType") {
        (take(&mut event, "eventType"), None)
    } else {
        (take(&mut event, "type"), take_within(&mut event, "data", "object"))
    };
    Ok(Event {
        id: take(&mut event, "id"),
        event_type,
        object: object.or_else(|| take(&mut event, "data")).unwrap_or_default(),
        subscriptions: take(&mut event, "subscriptions").unwrap_or_default(),
        metadata: take(&mut event, "metadata").unwrap_or_default(),
        created_at: take_time(&mut event, "createdAt"),
        extra: event,
    })
}

/// Reads what unico sends to Base39.
///
/// # Errors
/// See [`WebhookError`].
pub fn read_unico(body: &[u8]) -> Result<UnicoNotification, WebhookError> {
    let mut notification = read_object(body)?;
    Ok(UnicoNotification {
        event_date: take(&mut notification, "eventDate"),
        event: take(&mut notification, "event"),
        process_id: take_within(&mut notification, "data", "id"),
        status: take_within(&mut notification, "data", "status"),
        score: take_within(&mut notification, "data", "score"),
        extra: notification,
    })
}

/// Reads what QI Tech sends to Base39.
///
/// # Errors
/// See [`WebhookError`].
pub fn read_qi_tech(body: &[u8]) -> Result<QiTechNotification, WebhookError> {
    let mut notification = read_object(body)?;
    Ok(QiTechNotification { encoded_body: take(&mut notification, "encoded_body"), extra: notification })
}

/// Reads what Kobana sends to Base39.
///
/// # Errors
/// See [`WebhookError`].
pub fn read_kobana(body: &[u8]) -> Result<KobanaNotification, WebhookError> {
    let mut notification = read_object(body)?;
    Ok(KobanaNotification {
        event_code: take(&mut notification, "event_code"),
        billet_id: take_within(&mut notification, "object", "id"),
        paid_at: take_within(&mut notification, "object", "paid_at"),
        paid_amount: take_within(&mut notification, "object", "paid_amount"),
        extra: notification,
    })
}

fn read_object(body: &[u8]) -> Result<Map<String, Value>, WebhookError> {
    if body.len() > MAX_BODY {
        return Err(WebhookError::BodyTooLarge { length: body.len() });
    }
    wire::read_json(body).map_err(|_| WebhookError::BodyNotJson)
}

/// As [`take`], of a member that is an object; one that was emptied so is gone.
fn take_within<T: DeserializeOwned>(members: &mut Map<String, Value>, outer: &str, name: &str) -> Option<T> {
    let object = members.get_mut(outer)?.as_object_mut()?;
    let read = take(object, name);
    if read.is_some() && object.is_empty() {
        members.remove(outer);
    }
    read
}

/// As [`take`], of a time; digits beyond what a clock has are cut off, as everywhere in this crate.
fn take_time(members: &mut Map<String, Value>, name: &str) -> Option<Timestamp> {
    let text = members.get(name)?.as_str()?;
    let time = wire::cut_fraction(text).parse().ok()?;
    members.remove(name);
    Some(time)
}

/// Why a webhook was refused. `Display` is one line that says what to do; it holds nothing of the body.
///
/// A type of its own, not [`Error`](crate::Error): that one is about calls of this crate's, and a handler that makes
/// one has to tell the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookError {
    /// The body is larger than [`MAX_BODY`].
    BodyTooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// The body is no JSON, or no object.
    BodyNotJson,
}

impl WebhookError {
    /// A status to answer with: 413 for a body that is too large, 400 for one that can't be read. A delivery that fails is
    /// tried again three times.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyNotJson => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyTooLarge { length } => {
                write!(f, "the webhook's body has {length} bytes, more than {MAX_BODY}; look who sends to this address")
            }
            Self::BodyNotJson => f.write_str("the webhook's body is no JSON object; look who sends to this address"),
        }
    }
}

impl std::error::Error for WebhookError {}
