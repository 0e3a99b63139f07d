//! What holds for whatever Base39 answers and its client is asked.

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyFilter, Client, CompanyScope, Credentials, Cursor, ErrorKind, OperatorPermissionFilter, Permission,
    PermissionFilter, Role,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::Offset};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{mutation::mutated, properties, replay::replay};

#[test]
fn the_corpus_holds() {
    replay("base39", properties::base39::check);
}

fn client(mock: &MockTransport) -> Client {
    Client::builder(Credentials::api_key("bs_sandbox_example")).transport(mock.clone()).build().unwrap()
}

fn page(items: impl Into<Vec<Value>>, has_more: bool) -> String {
    json!({ "hasMore": has_more, "data": items.into() }).to_string()
}

/// The sample of the vendor's page.
fn permission(id: &str) -> Value {
    json!({
        "id": id,
        "company": "comp_62d9889bd3985729e5a048ef",
        "roles": ["approver"],
        "createdAt": "2023-08-25T22:38:41.134Z",
        "updatedAt": "2023-08-25T22:38:41.134Z",
        "deleted": false,
        "createdBy": { "clientId": "client_identifier", "externalClientId": "string", "app": "backoffice" },
        "updatedBy": { "clientId": "client_identifier", "externalClientId": "string", "app": "backoffice" },
    })
}

fn samples() -> Vec<Value> {
    let mut expanded = permission("perm_2");
    expanded["company"] = json!({ "id": "comp_1", "status": "paused", "address": { "city": "Santos", "x": 1 },
        "group": { "id": "cgrp_1", "createdAt": "2023-08-25T22:38:41.134Z" }, "creditPolicies": [{ "id": "cpol_1" }] });
    let key = json!({ "id": "key_1", "rules": [{ "resource": "*", "rule": "readOnly", "conditions": [{ "searchIn": "body" }] }],
        "email": "ana@casa.example", "name": "Ana", "allowedIps": [{ "ip": "192.0.2.0/24" }], "revokedIn": "2024-12-25",
        "apiKey": "****0039" });
    vec![
        json!({ "hasMore": true, "data": [permission("perm_1"), expanded] }),
        json!({ "hasMore": true, "data": [{ "id": "perm_1", "company": { "name": "Padaria" }, "roles": ["new"] }] }),
        permission("perm_3"),
        json!({ "hasMore": true, "data": [{ "id": "comp_1", "group": "cgrp_1", "settings": { "steps": [] } }] }),
        json!({ "hasMore": true, "data": [{ "id": "cgrp_1", "metadata": { "a": 1.5 }, "deleted": true }] }),
        json!({ "hasMore": false, "data": [key] }),
    ]
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn read(item: Value) -> Permission {
    let mock = MockTransport::new().respond(200, page([item], false));
    block_on(client(&mock).permissions().list(PermissionFilter::default()).collect()).unwrap().remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_that_is_nearly_the_contracts_reads_back_or_fails_in_a_way_that_can_be_told(
        operation in b'0'..b'7', status in prop_oneof![Just(b'0'), b'0'..b'<'], body in mutated(samples()),
    ) {
        properties::base39::check(&[&[operation, status], body.to_string().as_bytes()].concat());
    }

    #[test]
    fn a_time_is_the_same_instant_whatever_its_offset_and_digits(
        seconds in -62_135_000_000_i64..253_370_000_000, nanoseconds in 0..1_000_000_000, offset in -93_599..=93_599_i32,
    ) {
        let moment = Timestamp::new(seconds, nanoseconds).unwrap();
        let local = Offset::from_seconds(offset / 60 * 60).unwrap().to_datetime(moment);
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, (offset / 60).abs());
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let mut item = permission("perm_1");
        item["createdAt"] = json!(format!("{local:.9}{sign}{hours:02}:{minutes:02}"));
        item["updatedAt"] = json!(moment.to_string());
        let read = read(item);
        prop_assert_eq!((read.created_at, read.updated_at), (Some(moment), Some(moment)));
        let written = serde_json::to_value(&read).unwrap();
        for name in ["createdAt", "updatedAt"] {
            prop_assert_eq!(written[name].as_str().unwrap().parse::<Timestamp>().unwrap(), moment);
        }
    }

    #[test]
    fn a_day_is_the_same_day(days in 0..2_900_000_i32) {
        let day = Date::new(1, 1, 1).unwrap() + SignedDuration::from_hours(i64::from(days) * 24);
        let mut body = samples().pop().unwrap();
        body["data"][0]["revokedIn"] = json!(day.to_string());
        let mock = MockTransport::new().respond(200, body.to_string());
        let keys = block_on(client(&mock).api_keys().list(ApiKeyFilter::default()).collect()).unwrap();
        prop_assert_eq!(keys[0].revoked_in, Some(day));
        prop_assert_eq!(&serde_json::to_value(&keys[0]).unwrap()["revokedIn"], &json!(day.to_string()));
    }

    #[test]
    fn roles_and_scopes_are_kept_as_they_came_known_or_not(
        roles in proptest::collection::vec("approver|administrator|Approver|.{0,8}", 0..4), company in "\\*|comp_1|.{0,8}",
    ) {
        let mut item = permission("perm_1");
        item["roles"] = json!(roles);
        item["company"] = json!(company);
        let read = read(item);
        prop_assert_eq!(matches!(read.company, CompanyScope::All), company == "*");
        prop_assert_eq!(read.company.as_str(), company.as_str());
        let known = roles.iter().filter(|role| Role::KNOWN.iter().any(|known| known.as_str() == *role)).count();
        prop_assert_eq!(read.roles.iter().filter(|role| !matches!(role, Role::Unknown(_))).count(), known);
        let written = serde_json::to_value(&read).unwrap();
        prop_assert_eq!((&written["roles"], &written["company"]), (&json!(roles), &json!(company)));
    }

    #[test]
    fn members_that_nobody_knows_are_kept(extra in proptest::collection::btree_map("x.{0,8}", any::<Option<f64>>(), 0..5)) {
        let extra: Map<String, Value> = extra.into_iter().map(|(name, value)| (name, json!(value))).collect();
        let mut company = extra.clone();
        company.insert("id".to_owned(), json!("comp_1"));
        let mut item = permission("perm_1");
        item["company"] = json!(company);
        let read = read(item);
        prop_assert_eq!(&serde_json::to_value(&read).unwrap()["company"], &json!(company));
        prop_assert!(matches!(read.company, CompanyScope::Object(read) if read.extra == extra));
    }

    #[test]
    fn the_last_id_of_a_page_is_the_cursor_as_it_came(id in any::<String>()) {
        let mock = MockTransport::new().respond(200, page([permission("perm_1"), permission(&id)], true)).respond(200, page([], false));
        let mut pages = client(&mock).permissions().list(PermissionFilter::default());
        let first = block_on(async { pages.next_page().await.unwrap() });
        if id.is_empty() {
            prop_assert_eq!(first.unwrap_err().kind(), ErrorKind::Paging);
            return Ok(());
        }
        let first = first.unwrap();
        prop_assert_eq!(first.next(), &Cursor::at(id.clone()));
        let sent = pages.call().url(client(&mock).base_url()).unwrap();
        prop_assert_eq!(sent.query_pairs().find(|(name, _)| name == "starting_after").unwrap().1, id);
    }

    #[test]
    fn an_operators_id_stays_one_segment_of_the_path(id in any::<String>()) {
        let operators = client(&MockTransport::new());
        let list = operators.operators().permissions(id.clone(), OperatorPermissionFilter::default());
        match list.call().url(operators.base_url()) {
            Ok(url) => {
                let segments: Vec<_> = url.path_segments().unwrap().collect();
                prop_assert_eq!((segments.len(), segments[1], segments[3]), (4, "operators", "permissions"));
                let decoded = url::form_urlencoded::parse(format!("id={}", segments[2].replace('+', "%2B")).as_bytes())
                    .next().unwrap().1.into_owned();
                prop_assert_eq!(decoded, id);
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::InvalidInput);
                prop_assert!(["", ".", ".."].contains(&&*id), "{:?}", id);
            }
        }
    }
}

/// São Paulo turned its clocks until 2019: back at the end of 2018-02-17, forward at the beginning of 2018-11-04.
#[test]
fn an_offset_tells_apart_what_a_turned_clock_shows_twice_and_reads_what_it_never_shows() {
    let moment = |text: &str| {
        let mut item = permission("perm_1");
        item["createdAt"] = json!(text);
        read(item).created_at.unwrap()
    };
    let (first, second) = (moment("2018-02-17T23:30:00-02:00"), moment("2018-02-17T23:30:00-03:00"));
    assert_eq!(second.duration_since(first), SignedDuration::from_hours(1));
    assert_eq!(moment("2018-11-04T00:30:00-03:00").to_string(), "2018-11-04T03:30:00Z");
}

#[test]
fn a_leap_second_is_read_as_the_second_before_it() {
    let mut item = permission("perm_1");
    item["createdAt"] = json!("2016-12-31T23:59:60.134Z");
    assert_eq!(read(item).created_at.unwrap().to_string(), "2016-12-31T23:59:59.134Z");
}

#[test]
fn a_time_without_an_offset_is_no_instant_and_costs_no_item() {
    let mut item = permission("perm_1");
    item["createdAt"] = json!("2018-02-17T23:30:00");
    let read = read(item);
    assert_eq!((read.created_at, read.id.as_str()), (None, "perm_1"));
    assert_eq!(serde_json::to_value(&read).unwrap().get("createdAt"), None, "nothing is made up");
}

#[test]
fn an_item_that_cannot_be_read_is_an_error_with_its_path_and_id() {
    let mut item = permission("perm_1");
    item["roles"] = json!(7);
    let mock = MockTransport::new().respond(200, page([item, permission("perm_2")], false));
    let mut pages = client(&mock).permissions().list(PermissionFilter::default());
    let page = block_on(async { pages.next_page().await.unwrap() }).unwrap();
    let told: Vec<_> = page.errors().map(|error| (error.kind(), error.json_path(), error.item_id())).collect();
    assert_eq!(told, [(ErrorKind::Decode, Some("data[0].roles"), Some("perm_1"))]);
    assert_eq!(page.items()[0].id.as_str(), "perm_2");
}
