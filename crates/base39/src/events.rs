//! Events, and the subscriptions that get them.

use std::collections::BTreeMap;

use acesso_core::{Call, Client, Error, Request, check_not_empty, wire};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    Actor, Endpoint,
    companies::check_given,
    lenient,
    list::{OnePage, read_one_page},
    operations,
};

acesso_core::text_id! {
    /// An event's id, `evnt_…`. Opaque.
    pub struct EventId;
}

acesso_core::text_id! {
    /// A subscription's id, `subs_…`. Opaque.
    pub struct SubscriptionId;
}

acesso_core::open_enum! {
    /// What happened. No full list is documented; these were seen.
    pub enum EventType {
        /// An account is new.
        AccountCreated = "account.created",
        /// A customer was changed.
        CustomerUpdated = "customer.updated",
        /// A loan is new.
        LoanCreated = "loan.created",
        /// An installment of a loan was paid.
        LoanInstallmentPaid = "loan.installment.paid",
        /// A loan has another status.
        LoanStatusChanged = "loan.status_changed",
        /// An e-mail was sent.
        NotificationEmailSent = "notification.email.sent",
    }
}

/// The operations on subscriptions to events, from [`Client::subscriptions`](crate::Client::subscriptions). The module
/// `webhook` (a feature) reads what a subscription's address gets.
///
/// No plan and no rate limit is documented for them.
///
/// # Errors
/// Those of [loans](crate::Loans#errors). Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct Subscriptions<'a> {
    client: &'a Client,
}

impl<'a> Subscriptions<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates a subscription.
    ///
    /// `POST /v1/subscriptions` (operation `create_subscription`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-subscriptions>. It was seen whole.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{Endpoint, EventType, SubscriptionInput};
    ///
    /// let endpoint = Endpoint::new("https://api.example.com/webhooks").header("Authorization", "key-12345");
    /// let new = SubscriptionInput::new("Example webhook", [EventType::LoanCreated], endpoint);
    /// let subscription = client.subscriptions().create(new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Subscriptions#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for a name that
    /// is missing or empty, and without events or an endpoint.
    pub fn create(&self, subscription: SubscriptionInput) -> Request<Subscription> {
        let call = Call::of(&operations::CREATE_SUBSCRIPTION)
            .validate(check_given("name", subscription.name.as_deref()))
            .validate(check_set("events", subscription.events.is_some()))
            .validate(check_set("notification", subscription.notification.is_some()))
            .json(&subscription)
            .read_json();
        self.client.request(call)
    }

    /// Changes a subscription: the members that are set.
    ///
    /// `POST /v1/subscriptions/{subscription}` (operation `update_subscription`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-subscriptiopns-subscription>
    /// (misspelt there). It was seen whole; `events` is in the older of its two copies alone.
    ///
    /// # Errors
    /// Those of [all operations](Subscriptions#errors).
    pub fn update(&self, subscription: impl Into<SubscriptionId>, update: SubscriptionInput) -> Request<Subscription> {
        let call = Call::of(&operations::UPDATE_SUBSCRIPTION)
            .path_param("subscription", subscription.into())
            .json(&update)
            .read_json();
        self.client.request(call)
    }
}

fn check_set(field: &str, is_set: bool) -> Result<(), Error> {
    if is_set { Ok(()) } else { Err(Error::invalid_input(field, "is missing")) }
}

/// A subscription to create, with [`new`](Self::new), or what to change of one, with `default`. What is not set is not sent.
///
/// ```
/// use base39::SubscriptionInput;
///
/// let update = SubscriptionInput::default().notification("https://api.example.com/webhooks");
/// assert_eq!(update.events, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SubscriptionInput {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The events that it gets: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<SubscriptionEvent>>,
    /// Where they are posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<Endpoint>,
}

impl SubscriptionInput {
    /// What every subscription needs.
    pub fn new(
        name: impl Into<String>,
        events: impl IntoIterator<Item = impl Into<SubscriptionEvent>>,
        notification: impl Into<Endpoint>,
    ) -> Self {
        Self::default().name(name).events(events).notification(notification)
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`events`](field@Self::events).
    #[must_use]
    pub fn events(mut self, events: impl IntoIterator<Item = impl Into<SubscriptionEvent>>) -> Self {
        self.events = Some(events.into_iter().map(Into::into).collect());
        self
    }

    /// Sets [`notification`](field@Self::notification).
    #[must_use]
    pub fn notification(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.notification = Some(endpoint.into());
        self
    }
}

/// Events that a subscription gets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionEvent {
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<EventType>,
    /// Only if these members of the object have one of these values.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub filters: Option<BTreeMap<String, Vec<Value>>>,
}

impl From<EventType> for SubscriptionEvent {
    fn from(event_type: EventType) -> Self {
        Self { event_type: Some(event_type), filters: None }
    }
}

/// A subscription. Name, events and endpoint are plain, since the documented sample has them; absent or null is read as
/// empty.
///
/// Written as JSON it holds the endpoint's headers, which are secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// The events that it gets.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub events: Vec<SubscriptionEvent>,
    /// Where they are posted.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub notification: Endpoint,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

/// The operations on events, from [`Client::events`](crate::Client::events).
///
/// No plan and no rate limit is documented for them. To list and read events are known by their titles alone.
///
/// # Errors
/// Those of [loans](crate::Loans#errors).
#[derive(Debug, Clone, Copy)]
pub struct Events<'a> {
    client: &'a Client,
}

impl<'a> Events<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Sends matching events to their subscriptions again, one page of them: those are the ones that come back. If there are
    /// more, ask again from [after](field@EventSelection::starting_after) the last one.
    ///
    /// **It reads like a question and has effects,** so it is sent once: after a failure,
    /// [`may_have_happened`](crate::Error::may_have_happened) says whether events may be on their way. No idempotency key is
    /// documented for it.
    ///
    /// `GET /v1/events/resend` (operation `resend_events`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-events-resend>. It shows a GET with
    /// a body, while its address speaks of a POST; the guide says that nothing can be sent again by hand. It has no texts on
    /// the body's members.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{EventSelection, EventType};
    ///
    /// let lost = EventSelection::default().event_type(EventType::LoanCreated).data_id("loan_1");
    /// let resent = client.events().resend(lost).await?;
    /// println!("{} on their way, more: {}", resent.data.len(), resent.has_more);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Events#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for an id or a
    /// type that is empty, an event's id with a comma in it, and both cursors at once. A page without `hasMore` is a
    /// [`Decode`](crate::ErrorKind::Decode) error, after the events were sent.
    pub fn resend(&self, events: EventSelection) -> Request<OnePage<ResentEvent>> {
        let call = Call::of(&operations::RESEND_EVENTS).validate(events.check()).json(&events).read_with(read_one_page);
        self.client.request(call)
    }
}

/// Which events to send again. What is not set is not sent; which events an empty selection means is not documented.
///
/// ```
/// use base39::EventSelection;
///
/// let events = EventSelection::default().ids(["evnt_1", "evnt_2"]);
/// assert_eq!(events.ids.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EventSelection {
    /// These events.
    ///
    /// Wire: `id`, with commas between them.
    #[serde(rename = "id", serialize_with = "joined", skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<EventId>,
    /// Events of the object of this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_id: Option<String>,
    /// Events of this type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<EventType>,
    /// Events from this time on (inferred from the name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_start: Option<Timestamp>,
    /// Events up to this time (inferred from the name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_end: Option<Timestamp>,
    /// How many at most. Neither bounds nor a default are documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Begin after this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<EventId>,
    /// End before this event (inferred from the name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_before: Option<EventId>,
}

impl EventSelection {
    /// Sets [`ids`](field@Self::ids).
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = impl Into<EventId>>) -> Self {
        self.ids = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`data_id`](field@Self::data_id).
    #[must_use]
    pub fn data_id(mut self, id: impl Into<String>) -> Self {
        self.data_id = Some(id.into());
        self
    }

    /// Sets [`event_type`](field@Self::event_type).
    #[must_use]
    pub fn event_type(mut self, event_type: EventType) -> Self {
        self.event_type = Some(event_type);
        self
    }

    /// Sets [`created_at_start`](field@Self::created_at_start).
    #[must_use]
    pub fn created_at_start(mut self, time: Timestamp) -> Self {
        self.created_at_start = Some(time);
        self
    }

    /// Sets [`created_at_end`](field@Self::created_at_end).
    #[must_use]
    pub fn created_at_end(mut self, time: Timestamp) -> Self {
        self.created_at_end = Some(time);
        self
    }

    /// Sets [`limit`](field@Self::limit).
    #[must_use]
    pub fn limit(mut self, events: u32) -> Self {
        self.limit = Some(events);
        self
    }

    /// Sets [`starting_after`](field@Self::starting_after).
    #[must_use]
    pub fn starting_after(mut self, id: impl Into<EventId>) -> Self {
        self.starting_after = Some(id.into());
        self
    }

    /// Sets [`ending_before`](field@Self::ending_before).
    #[must_use]
    pub fn ending_before(mut self, id: impl Into<EventId>) -> Self {
        self.ending_before = Some(id.into());
        self
    }

    fn check(&self) -> Result<(), Error> {
        if self.ids.iter().any(|id| id.as_str().is_empty() || id.as_str().contains(',')) {
            return Err(Error::invalid_input("id", "has an item that is empty or contains a comma"));
        }
        if self.starting_after.is_some() && self.ending_before.is_some() {
            return Err(Error::invalid_input("startingAfter", "and endingBefore are both set"));
        }
        // An empty one could mean all events.
        check_not_empty("dataId", self.data_id.as_deref())?;
        check_not_empty("eventType", self.event_type.as_ref().map(EventType::as_str))?;
        check_not_empty("startingAfter", self.starting_after.as_ref().map(EventId::as_str))?;
        check_not_empty("endingBefore", self.ending_before.as_ref().map(EventId::as_str))
    }
}

fn joined<S: Serializer>(ids: &[EventId], serializer: S) -> Result<S::Ok, S::Error> {
    let ids: Vec<&str> = ids.iter().map(EventId::as_str).collect();
    serializer.serialize_str(&ids.join(","))
}

/// An event that was sent again. Members are plain where the documented sample has them; an absent list or object is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResentEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub event_type: EventType,
    /// The object that it happened to.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub data: Map<String, Value>,
    /// The subscriptions that get it, and how far that is.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub subscriptions: Vec<EventSubscription>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it happened; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

/// A subscription that gets an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventSubscription {
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SubscriptionId>,
    /// How far the delivery is: `processing` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Everything else, as it came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
