//! What holds for whatever MyReports answers and its client is asked.

use acesso_core::testing::MockTransport;
use jiff::{SignedDuration, civil::DateTime};
use myreports::{Client, Credentials, Cursor, Customer, CustomerFilter, CustomerRole, ErrorKind, Region};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{mutation::mutated, properties, replay::replay};

#[test]
fn the_corpus_holds() {
    replay("myreports", properties::myreports::check);
}

fn samples() -> Vec<Value> {
    let customer = json!({ "id": "c", "name": "n", "enabled": true, "dateCreated": "2019-01-01T09:00:00.000",
        "features": { "agent": 2.5 }, "pbxConnectionProfiles": [{ "_type": "KazooPbxConnectionProfile", "enabled": true }],
        "trialDuration": "30" });
    let user = json!({ "id": "u", "displayName": "User 1", "email": "user1@example.com", "isParent": true,
        "roles": ["customer.user", "new"] });
    let metrics = json!({ "accountTenantId": "a", "dateCreated": "2021-03-02T15:15:46.538411", "pbxProfiles": [{ "id": "p" }],
        "customers": [{ "tenantId": "c", "pbxs": [], "roles": { "customer.user.acd": 19, "new": 2 } }] });
    vec![
        json!({ "page_size": 1, "data": [user], "status": "success", "timestamp": "2019-01-01T10:00:00.2890319Z" }),
        json!({ "page_size": "1", "page_index": "0", "data": [customer] }),
        json!({ "data": user, "status": "success" }),
        json!({ "data": customer }),
        json!({ "data": { "id": "a", "dateDeleted": "2019-01-01T09:00:00.000", "enabled": null } }),
        json!({ "data": metrics }),
        json!({ "error": 404, "errorCode": "c", "message": "m", "status": "error", "timestamp": "t" }),
    ]
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn client(mock: &MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock.clone()).build().unwrap()
}

fn customer(item: Value) -> Customer {
    let mock = MockTransport::new().respond(200, json!({ "data": item }).to_string());
    block_on(client(&mock).customers().get("c")).unwrap()
}

fn created(text: &str) -> Customer {
    customer(json!({ "id": "c", "dateCreated": text }))
}

/// What a clock can show, from the year 1 on.
fn clock() -> impl Strategy<Value = DateTime> {
    (0..250_000_000_000_i64, 0..1_000_000_000).prop_map(|(seconds, nanoseconds)| {
        DateTime::constant(1, 1, 1, 0, 0, 0, 0) + SignedDuration::new(seconds, nanoseconds)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_that_is_nearly_the_contracts_reads_back_or_fails_in_a_way_that_can_be_told(
        operation in b'0'..=b'8', status in prop_oneof![Just(b'0'), b'0'..b'<'], body in mutated(samples()),
    ) {
        properties::myreports::check(&[&[operation, status], body.to_string().as_bytes()].concat());
    }

    #[test]
    fn a_time_without_a_zone_is_kept_as_the_clock_showed_it(time in clock()) {
        for text in [format!("{time:.9}"), time.to_string(), format!("{time}Z"), format!("{time}-03:00")] {
            let read = created(&text);
            prop_assert_eq!(read.date_created, Some(time), "{}", text);
            let written = serde_json::to_value(&read).unwrap()["dateCreated"].as_str().unwrap().to_owned();
            prop_assert_eq!(created(&written).date_created, Some(time), "{}", written);
        }
    }

    #[test]
    fn roles_are_kept_as_they_came_known_or_not(
        roles in proptest::collection::vec("admin\\.user|customer\\.user|customer\\.user\\.|.{0,8}", 0..4),
    ) {
        let user = json!({ "id": "u", "displayName": "User 1", "email": "e", "roles": roles });
        let mock = MockTransport::new().respond(200, json!({ "data": user }).to_string());
        let read = block_on(client(&mock).customers().user("c", "u")).unwrap();
        let known = roles.iter().filter(|role| CustomerRole::KNOWN.iter().any(|known| known.as_str() == *role)).count();
        let own = read.roles.iter().flatten();
        prop_assert_eq!(own.filter(|role| !matches!(role, CustomerRole::Unknown(_))).count(), known);
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), user);
    }

    #[test]
    fn a_page_is_asked_for_by_the_index_that_the_cursor_is(text in "[0-9]{1,25}|[^0-9]*|-?[0-9]{1,3} ?") {
        let client = client(&MockTransport::new());
        let pages = client.customers().list(CustomerFilter::default()).from_cursor(Cursor::at(text.clone()));
        match (pages.call().url(client.base_url()), text.parse::<u64>()) {
            (Ok(url), Ok(index)) => prop_assert_eq!(url.query(), Some(&*format!("pageIndex={index}"))),
            (Err(error), Err(_)) => prop_assert_eq!(error.kind(), ErrorKind::InvalidInput),
            (url, _) => prop_assert!(false, "{:?} for {:?}", url, text),
        }
    }

    #[test]
    fn the_next_page_follows_the_one_that_was_asked_for_and_no_other_is_taken_for_it(
        asked in 0..u64::MAX, said in prop_oneof![any::<u64>(), 0..3_u64], same in any::<bool>(), as_text in any::<bool>(),
    ) {
        let said = if same { asked } else { said };
        let as_sent = if as_text { json!(said.to_string()) } else { json!(said) };
        let answers = [json!({ "data": [{ "id": "c" }], "page_index": as_sent }), json!({ "data": [{ "id": "c" }] })];
        for (body, refused) in answers.into_iter().zip([said != asked, false]) {
            let client = client(&MockTransport::new().respond(200, body.to_string()));
            let list = client.customers().list(CustomerFilter::default());
            let mut list = list.from_cursor(Cursor::at(asked.to_string()));
            match block_on(async { list.next_page().await.unwrap() }) {
                Ok(page) => {
                    prop_assert!(!refused);
                    prop_assert_eq!(page.next(), &Cursor::at((asked + 1).to_string()));
                }
                Err(error) => prop_assert!(refused && error.kind() == ErrorKind::Paging, "{}", error),
            }
        }
    }

    #[test]
    fn ids_stay_segments_of_the_path(tenant in any::<String>(), user in any::<String>()) {
        let mock = MockTransport::new().respond(200, r#"{"data":{"id":"u","displayName":"d","email":"e"}}"#);
        let read = block_on(client(&mock).customers().user(tenant.clone(), user.clone()));
        let refused = |text: &str| ["", ".", ".."].contains(&text);
        if refused(&tenant) || refused(&user) {
            prop_assert_eq!(read.unwrap_err().kind(), ErrorKind::InvalidInput);
            prop_assert!(mock.requests().is_empty());
            return Ok(());
        }
        let sent = mock.requests()[0].uri().clone();
        let segments: Vec<_> = sent.path().split('/').skip(1).collect();
        prop_assert_eq!(segments.len(), 6);
        prop_assert_eq!((segments[2], segments[4], sent.query()), ("customers", "users", None));
    }
}

/// São Paulo turned its clocks until 2019: 2018-02-17T23:30 came twice and 2018-11-04T00:30 never. Whether it is that clock
/// nobody knows, so no instant is made of it, and nothing is moved.
#[test]
fn a_time_that_some_clock_shows_twice_or_never_stays_as_it_came() {
    for text in ["2018-02-17T23:30:00", "2018-11-04T00:30:00"] {
        let read = created(text);
        assert_eq!(serde_json::to_value(&read).unwrap()["dateCreated"], json!(text));
    }
}

#[test]
fn a_leap_second_is_read_as_the_second_before_it() {
    assert_eq!(created("2016-12-31T23:59:60.5").date_created, created("2016-12-31T23:59:59.5").date_created);
}
