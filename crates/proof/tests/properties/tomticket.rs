//! What holds for whatever TomTicket answers and its client is asked.

use acesso_core::testing::MockTransport;
use jiff::{SignedDuration, Timestamp, tz::Offset};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tomticket::{Client, Cursor, CustomerFilter, CustomerKey, DateText, ErrorKind, Quota};

use crate::{mutation::mutated, properties, replay::replay};

#[test]
fn the_corpus_holds() {
    replay("tomticket", properties::tomticket::check);
}

/// A client that talks to a mock, at any speed.
fn client(mock: &MockTransport) -> Client {
    Client::builder("example-token").transport(mock.clone()).rate_limit(None).build().unwrap()
}

/// What each operation of the property answers, in its order.
fn samples() -> Vec<Value> {
    let field = json!({ "id": "f", "name": "Cidade", "value": null });
    vec![
        json!({ "data": { "details": { "account_approved": true, "active": false, "allowed_create_tickets": true,
            "monthly_ticket_quota": "20", "email_validated": false, "new": { "a": [1, 2.5] } } } }),
        json!({ "data": [{ "name": "Ana", "email": null, "phone": "5500000000001", "internal_id": "42",
            "monthly_ticket_quota": 20.0, "active": true, "custom_fields": [field], "new": 1 }] }),
        json!({ "error": false, "exists": true }),
        json!({ "data": [{ "id": "d", "name": "Suporte", "categories": [{ "id": "c", "name": "Geral" }],
            "operators": [{ "id": "o", "name": "Bia" }], "general_custom_fields": { "tickets": [{ "id": "f" }] } }] }),
        json!({ "data": [{ "id": "o", "name": "Bia", "mail_hash": "h" }], "size": "1" }),
        json!({ "data": [{ "id": "1", "name": "Ana", "internal_id": "42", "monthly_tickets_quota": 5, "active": true,
            "organization": { "id": "g", "name": null }, "creation_date": "2026-01-05 09:00:00-03:00",
            "custom_fields": [field] }], "size": 3, "next_page": "2" }),
        json!({ "data": [{ "id": "g", "name": "Casa" }], "next_page": null }),
    ]
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

/// Any moment from the year 1 to 9998, to the second, and any offset that a clock can have.
fn moment_and_offset() -> impl Strategy<Value = (Timestamp, Offset)> {
    (-62_135_000_000_i64..253_370_000_000, -93_599..=93_599_i32).prop_map(|(seconds, offset)| {
        // Whole minutes: that is all the contract's form can say.
        (Timestamp::from_second(seconds).unwrap(), Offset::from_seconds(offset / 60 * 60).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_that_is_nearly_the_contracts_reads_back_or_fails_in_a_way_that_can_be_told(
        operation in 0..7_u8, status in 0..12_u8, body in mutated(samples()),
    ) {
        let mut bytes = vec![operation, if operation % 2 == 0 { b'0' } else { b'0' + status }];
        bytes[0] += b'0';
        bytes.extend(body.to_string().into_bytes());
        properties::tomticket::check(&bytes);
    }

    #[test]
    fn a_date_with_an_offset_is_the_same_instant((moment, offset) in moment_and_offset()) {
        let local = offset.to_datetime(moment);
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        for (between, colon) in [(' ', ":"), ('T', ":"), (' ', "")] {
            let text = format!("{}{between}{}{sign}{hours:02}{colon}{minutes:02}", local.date(), local.time());
            let date = DateText::new(text.clone());
            prop_assert_eq!(date.timestamp(), Some(moment), "{}", text);
            prop_assert_eq!(serde_json::to_value(&date).unwrap(), json!(text));
        }
        // Whose clock showed this nobody says.
        prop_assert_eq!(DateText::new(format!("{} {}", local.date(), local.time())).timestamp(), None);
    }

    #[test]
    fn a_date_of_any_text_is_kept_as_it_came(text in any::<String>()) {
        let date: DateText = serde_json::from_value(json!(text)).unwrap();
        let _moment_or_none = date.timestamp();
        prop_assert_eq!(serde_json::to_value(date).unwrap(), json!(text));
    }

    #[test]
    fn a_quota_is_the_number_that_came_in_whatever_form(tickets in any::<Option<u32>>(), form in 0..3_usize) {
        let wire = match (tickets, form) {
            (None, _) => json!(null),
            (Some(tickets), 0) => json!(tickets),
            (Some(tickets), 1) => json!(tickets.to_string()),
            (Some(tickets), _) => json!(f64::from(tickets)),
        };
        let quota: Quota = serde_json::from_value(wire).unwrap();
        prop_assert_eq!(quota, tickets.map_or(Quota::Unlimited, |tickets| Quota::Limited(tickets.into())));
        prop_assert_eq!(serde_json::to_value(quota).unwrap(), json!(tickets));
    }

    #[test]
    fn members_that_nobody_knows_are_kept(extra in proptest::collection::btree_map("x[^\0]{0,8}", any::<Option<f64>>(), 0..5)) {
        let extra: Map<String, Value> = extra.into_iter().map(|(name, value)| (name, json!(value))).collect();
        let mut details = extra.clone();
        details.extend(samples()[0]["data"]["details"].as_object().unwrap().clone());
        let body = json!({ "data": { "details": details } }).to_string();
        let mut read = block_on(client(&MockTransport::new().respond(200, body)).customers().permissions("42")).unwrap();
        prop_assert_eq!(read.extra.remove("new"), Some(json!({ "a": [1, 2.5] })));
        prop_assert_eq!(read.extra, extra);
    }

    #[test]
    fn a_page_is_asked_for_by_the_number_that_the_cursor_is(text in "[0-9]{1,25}|[^0-9]*|-?[0-9]{1,3} ?") {
        let client = client(&MockTransport::new());
        let pages = client.customers().list(CustomerFilter::default()).from_cursor(Cursor::at(text.clone()));
        match (pages.call().url(client.base_url()), text.parse::<u64>()) {
            (Ok(url), Ok(number @ 1..)) => prop_assert_eq!(url.query(), Some(&*format!("page={number}"))),
            (Err(error), Ok(0) | Err(_)) => prop_assert_eq!(error.kind(), ErrorKind::InvalidInput),
            (url, _) => prop_assert!(false, "{:?} for {:?}", url, text),
        }
    }

    #[test]
    fn a_customer_is_named_by_what_was_given(text in any::<String>(), by_email in any::<bool>()) {
        let mock = MockTransport::new().respond(200, r#"{"error":false,"exists":true}"#);
        let key = if by_email { CustomerKey::email(text.clone()) } else { CustomerKey::internal_id(text.clone()) };
        let asked = block_on(client(&mock).customers().exists(key));
        if text.is_empty() || text.chars().count() > 250 {
            prop_assert_eq!(asked.unwrap_err().kind(), ErrorKind::InvalidInput);
            return Ok(());
        }
        let kind = if by_email { "E" } else { "I" };
        let sent = mock.requests()[0].uri().clone();
        let pairs: Vec<_> = url::form_urlencoded::parse(sent.query().unwrap().as_bytes()).into_owned().collect();
        prop_assert_eq!(pairs, [("customer_id".to_owned(), text), ("customer_type_id".to_owned(), kind.to_owned())]);
    }
}

/// São Paulo turned its clocks until 2019: back at the end of 2018-02-17, forward at the beginning of 2018-11-04.
#[test]
fn an_offset_tells_apart_what_a_turned_clock_shows_twice_and_reads_what_it_never_shows() {
    let moment = |text: &str| DateText::new(text).timestamp();
    let (first, second) = (moment("2018-02-17 23:30:00-02:00"), moment("2018-02-17 23:30:00-03:00"));
    assert_eq!(first.unwrap().to_string(), "2018-02-18T01:30:00Z");
    assert_eq!(second.unwrap().duration_since(first.unwrap()), SignedDuration::from_hours(1));
    assert_eq!(moment("2018-11-04 00:30:00-03:00").unwrap().to_string(), "2018-11-04T03:30:00Z");
    assert_eq!(moment("2018-11-04 01:30:00-02:00"), moment("2018-11-04 00:30:00-03:00"), "one instant");
    for without_offset in ["2018-02-17 23:30:00", "2018-11-04 00:30:00"] {
        assert_eq!(moment(without_offset), None);
    }
}

#[test]
fn a_leap_second_is_read_as_the_second_before_it_and_kept_as_it_came() {
    let date = DateText::new("2016-12-31 20:59:60-03:00");
    assert_eq!(date.timestamp().unwrap().to_string(), "2016-12-31T23:59:59Z");
    assert_eq!(date.to_string(), "2016-12-31 20:59:60-03:00");
}
