//! Subscriptions, and events that are sent again.

use base39::{
    Client, Endpoint, EventSelection, EventType, SubscriptionEvent, SubscriptionInput, jiff::Timestamp, operations,
};

use super::super::{Row, Shape, as_it_is, data, one, request, written};

pub(super) fn rows() -> Vec<Row> {
    vec![
        one::<Client, _>(
            &operations::CREATE_SUBSCRIPTION,
            "subscriptions().create(subscription)",
            |c, _| {
                let new = SubscriptionInput::new("Exemplo", [EventType::LoanCreated], "https://cliente.example/");
                c.subscriptions().create(new)
            },
            &[|c, _| c.subscriptions().create(subscription())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_SUBSCRIPTION,
            "subscriptions().update(subscription, update)",
            |c, ids| c.subscriptions().update(ids.id("subscription"), SubscriptionInput::default()),
            &[|c, _| c.subscriptions().update("subs_1", subscription())],
            as_it_is,
        ),
        request::<Client, _>(
            (&operations::RESEND_EVENTS, "events().resend(events)", Shape::Whole),
            |c, _| c.events().resend(EventSelection::default()),
            &[
                |c, _| {
                    let some = EventSelection::default().ids(["evnt_1", "evnt_2"]).data_id("loan_1").limit(7);
                    let some = some.created_at_start(Timestamp::UNIX_EPOCH).created_at_end(Timestamp::UNIX_EPOCH);
                    c.events().resend(some.event_type(EventType::LoanCreated).starting_after("evnt_3"))
                },
                |c, _| c.events().resend(EventSelection::default().ending_before("evnt_3")),
            ],
            data,
            |list| written(&list.data.into_items()?),
        ),
    ]
}

/// A subscription with all there is.
fn subscription() -> SubscriptionInput {
    let filters = [("status".to_owned(), vec!["open".into()])];
    let event = SubscriptionEvent { event_type: Some(EventType::LoanCreated), filters: Some(filters.into()) };
    let endpoint = Endpoint::new("https://cliente.example/").header("Authorization", "key-1");
    SubscriptionInput::new("Exemplo", [event], endpoint)
}
