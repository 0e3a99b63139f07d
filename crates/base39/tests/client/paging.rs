//! Lists over several pages, without a network.

use acesso_core::testing::MockTransport;
use base39::{Call, Cursor, ErrorKind, Fields, ListOptions, Permission, PermissionFilter, RawItem, operations};
use serde_json::{Value, json};

use crate::support::{client, page, pairs, permission, query, with};

/// A permission whose roles are not told, so that it can't be read.
fn unreadable(id: &str) -> Value {
    let mut item = permission(id);
    item["roles"] = Value::Null;
    item
}

fn ids(permissions: &[Permission]) -> Vec<&str> {
    permissions.iter().map(|permission| permission.id.as_str()).collect()
}

fn small() -> PermissionFilter {
    with(small_pages())
}

fn small_pages() -> ListOptions {
    ListOptions::default().page_size(2)
}

fn three_pages() -> MockTransport {
    MockTransport::new()
        .respond(200, page([permission("p6"), permission("p5")], true))
        .respond(200, page([permission("p4"), permission("p3")], true))
        .respond(200, page([permission("p2")], false))
}

#[tokio::test]
async fn the_last_items_id_is_the_next_cursor() {
    let mock = three_pages();
    let all = client(&mock).permissions().list(small()).collect().await.unwrap();
    assert_eq!(ids(&all), ["p6", "p5", "p4", "p3", "p2"]);
    assert_eq!(query(&mock, 0), pairs([("limit", "2")]));
    assert_eq!(query(&mock, 1), pairs([("limit", "2"), ("starting_after", "p5")]));
    assert_eq!(query(&mock, 2), pairs([("limit", "2"), ("starting_after", "p3")]));
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn filters_go_with_every_page() {
    let mock = three_pages();
    let filter = small().companies(["comp_1"]);
    client(&mock).permissions().list(filter).collect().await.unwrap();
    assert!((0..3).all(|number| query(&mock, number).contains(&("company".into(), "comp_1".into()))));
}

#[tokio::test]
async fn pages_and_items_can_be_mixed() {
    let mut list = client(&three_pages()).permissions().list(small());
    assert_eq!(list.next().await.unwrap().unwrap().id.as_str(), "p6");
    assert_eq!(ids(list.next_page().await.unwrap().unwrap().items()), ["p5"]);
    let page = list.next_page().await.unwrap().unwrap();
    assert_eq!((ids(page.items()), page.next()), (vec!["p4", "p3"], &Cursor::at("p3")));
    assert_eq!(ids(&list.collect().await.unwrap()), ["p2"]);
}

#[tokio::test]
async fn a_list_goes_on_from_a_cursor_that_was_kept() {
    let mut first = client(&three_pages()).permissions().list(small());
    first.next_page().await.unwrap().unwrap();
    let kept = serde_json::to_string(first.cursor()).unwrap();

    let mock = MockTransport::new().respond(200, page([permission("p4")], false));
    let rest = client(&mock)
        .permissions()
        .list(small())
        .from_cursor(serde_json::from_str(&kept).unwrap())
        .collect()
        .await
        .unwrap();
    assert_eq!(ids(&rest), ["p4"]);
    assert_eq!(query(&mock, 0), pairs([("limit", "2"), ("starting_after", "p5")]));
}

#[tokio::test]
async fn an_empty_page_ends_the_list() {
    let mock = MockTransport::new().respond(200, page([permission("p1")], true)).respond(200, page([], false));
    let all = client(&mock).permissions().list(small()).collect().await.unwrap();
    assert_eq!(ids(&all), ["p1"]);
}

#[tokio::test]
async fn more_without_an_id_to_go_on_from_is_an_error() {
    for body in [page([], true), page([permission("")], true)] {
        let mock = MockTransport::new().respond(200, body).repeat();
        let error = client(&mock).permissions().list(small()).collect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(error.to_string().contains("gave no id to go on from"), "{error}");
        assert_eq!(mock.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_item_that_can_not_be_read_is_an_error_of_its_own_and_the_list_goes_on() {
    let pages = || {
        MockTransport::new()
            .respond(200, page([permission("p4"), unreadable("p3"), permission("p2")], true))
            .respond(200, page([permission("p1")], false))
    };
    let mock = pages();
    let mut list = client(&mock).permissions().list(small());
    let mut read = Vec::new();
    while let Some(item) = list.next().await {
        read.push(item.map(|permission| permission.id.to_string()));
    }
    let [Ok(first), Err(error), Ok(third), Ok(fourth)] = &read[..] else { panic!("{read:?}") };
    assert_eq!([first, third, fourth], ["p4", "p2", "p1"]);
    assert_eq!((error.kind(), error.item_id()), (ErrorKind::Decode, Some("p3")));
    assert_eq!(error.json_path(), Some("data[1].roles"));
    assert_eq!(error.operation(), Some("list_permissions"));
    assert!(
        error.to_string().starts_with("Base39 list_permissions (GET /v1/permissions): the answer differs"),
        "{error}"
    );
    assert_eq!(query(&mock, 1), pairs([("limit", "2"), ("starting_after", "p2")]));

    let page = client(&pages()).permissions().list(small()).next_page().await.unwrap().unwrap();
    assert_eq!((ids(page.items()), page.len(), page.errors().count()), (vec!["p4", "p2"], 3, 1));
    let error = client(&pages()).permissions().list(small()).collect().await.unwrap_err();
    assert_eq!(error.item_id(), Some("p3"), "all of a list is all of it");
}

#[tokio::test]
async fn an_item_that_can_not_be_read_can_still_say_where_to_go_on() {
    let mock = MockTransport::new()
        .respond(200, page([permission("p3"), unreadable("p2")], true))
        .respond(200, page([permission("p1")], false));
    let mut list = client(&mock).permissions().list(small());
    assert_eq!(list.next_page().await.unwrap().unwrap().next(), &Cursor::at("p2"));
    assert_eq!(ids(list.next_page().await.unwrap().unwrap().items()), ["p1"]);
}

#[tokio::test]
async fn backwards_an_item_that_can_not_be_read_keeps_its_place() {
    let mock = MockTransport::new()
        .respond(200, page([unreadable("p5"), permission("p4"), permission("p3")], true))
        .respond(200, page([], false));
    let mut list = client(&mock).permissions().list(with(small_pages().ending_before("p2")));
    let page = list.next_page().await.unwrap().unwrap();
    assert_eq!(page.next(), &Cursor::at("p5"));
    let read: Vec<_> = page.into_results().collect();
    let [Ok(first), Ok(second), Err(error)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((first.id.as_str(), second.id.as_str(), error.item_id()), ("p3", "p4", Some("p5")));
    assert!(list.next_page().await.unwrap().unwrap().is_empty());
    assert!(list.next_page().await.is_none());
}

#[tokio::test]
async fn an_item_without_an_id_is_an_error_of_the_page_only_where_the_list_needs_it_to_go_on() {
    let nameless = || json!({ "company": "*", "roles": [] });
    let mock = MockTransport::new().respond(200, page([permission("p2"), nameless()], true)).repeat();
    let error = client(&mock).permissions().list(small()).next_page().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("gave no id to go on from"), "{error}");

    for (items, has_more) in [([nameless(), permission("p2")], true), ([permission("p2"), nameless()], false)] {
        let mock = MockTransport::new().respond(200, page(items, has_more)).respond(200, page([], false));
        let page = client(&mock).permissions().list(small()).next_page().await.unwrap().unwrap();
        assert_eq!((ids(page.items()), page.errors().count()), (vec!["p2"], 1));
    }
}

#[tokio::test]
async fn a_page_that_comes_again_is_an_error_even_where_it_is_called_the_last() {
    for items in [[permission("p2"), permission("p1")], [unreadable("p2"), permission("p1")]] {
        let mock =
            MockTransport::new().respond(200, page(items.clone(), true)).respond(200, page(items, false)).repeat();
        let mut list = client(&mock).permissions().list(small());
        assert!(list.next_page().await.unwrap().is_ok());
        assert_eq!(list.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
        assert!(list.next_page().await.is_none());
    }
}

#[tokio::test]
async fn a_list_that_runs_in_a_circle_is_an_error() {
    let mock = MockTransport::new().respond(200, page([permission("p2"), permission("p1")], true)).repeat();
    let mut list = client(&mock).permissions().list(small());
    let error = loop {
        match list.next_page().await {
            Some(Ok(_)) => {}
            Some(Err(error)) => break error,
            None => panic!("it must not look complete"),
        }
    };
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(list.next_page().await.is_none());
}

#[tokio::test]
async fn a_cursor_that_gives_itself_is_an_error() {
    let mock = MockTransport::new().respond(200, page([permission("p1")], true)).repeat();
    let filter = with(small_pages().starting_after("p1"));
    let error = client(&mock).permissions().list(filter).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn backwards_the_nearest_item_comes_first() {
    let mock = MockTransport::new()
        .respond(200, page([permission("p4"), permission("p3")], true))
        .respond(200, page([permission("p6"), permission("p5")], false))
        .respond(200, page([], false));
    let filter = with(small_pages().ending_before("p2"));
    let all = client(&mock).permissions().list(filter).collect().await.unwrap();
    assert_eq!(ids(&all), ["p3", "p4", "p5", "p6"]);
    let cursors: Vec<_> = (0..3).map(|number| query(&mock, number)[0].clone()).collect();
    assert_eq!(cursors, pairs([("ending_before", "p2"), ("ending_before", "p4"), ("ending_before", "p6")]));
}

#[tokio::test]
async fn backwards_a_list_ends_with_an_empty_page_whatever_has_more_says() {
    for has_more in [false, true] {
        let mock = MockTransport::new()
            .respond(200, page([permission("p3")], has_more))
            .respond(200, page([], has_more))
            .repeat();
        let filter = with(small_pages().ending_before("p2"));
        let all = client(&mock).permissions().list(filter).collect().await.unwrap();
        assert_eq!((ids(&all), mock.requests().len()), (vec!["p3"], 2), "{has_more}");
    }
}

#[tokio::test]
async fn a_backward_list_goes_on_backwards() {
    let mock = MockTransport::new().respond(200, page([], false)).repeat();
    let filter = with(small_pages().ending_before("p2"));
    client(&mock).permissions().list(filter).from_cursor(Cursor::at("p4")).collect().await.unwrap();
    assert_eq!(query(&mock, 0), pairs([("ending_before", "p4"), ("limit", "2")]));
}

#[tokio::test]
async fn the_start_of_a_list_is_where_its_filter_begins() {
    let mock = MockTransport::new().respond(200, page([], false)).repeat();
    let permissions = client(&mock);
    let list = |filter: PermissionFilter| permissions.permissions().list(filter);
    for (filter, direction) in [
        (with(small_pages().starting_after("p6")), "starting_after"),
        (with(small_pages().ending_before("p6")), "ending_before"),
    ] {
        let sent = mock.requests().len();
        list(filter.clone()).collect().await.unwrap();
        // A cursor that was kept before the first page came.
        list(filter.clone()).from_cursor(list(filter.clone()).cursor().clone()).collect().await.unwrap();
        list(filter.clone()).from_cursor(Cursor::Start).collect().await.unwrap();
        list(filter.clone()).from_cursor(Cursor::at("p4")).collect().await.unwrap();
        let begins: Vec<_> = (sent..mock.requests().len()).map(|number| query(&mock, number)).collect();
        let at = |id: &str| {
            let mut query = pairs([("limit", "2"), (direction, id)]);
            query.sort();
            query
        };
        assert_eq!(begins, [at("p6"), at("p6"), at("p6"), at("p4")], "{direction}");
        assert!(list(filter).from_cursor(Cursor::End).next().await.is_none());
    }
}

#[tokio::test]
async fn an_empty_id_to_begin_at_is_refused_from_the_start_too() {
    let mock = MockTransport::new();
    for filter in [with(small_pages().starting_after("")), with(small_pages().ending_before(""))] {
        let list = client(&mock).permissions().list(filter).from_cursor(Cursor::Start);
        assert_eq!(list.collect().await.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn at_most_the_nearest_items_backwards() {
    let mock = MockTransport::new().respond(200, page([permission("p5"), permission("p4"), permission("p3")], true));
    let filter = with(ListOptions::default().ending_before("p2"));
    let nearest = client(&mock).permissions().list(filter).at_most(2).collect().await.unwrap();
    assert_eq!(ids(&nearest), ["p3", "p4"]);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn parts_are_paged_by_their_ids_too() {
    let mock = MockTransport::new()
        .respond(200, page([json!({ "id": "p2", "roles": [] })], true))
        .respond(200, page([json!({ "id": "p1", "roles": [] })], false));
    let parts = client(&mock).permissions().list_parts(small(), Fields::only(["roles"])).collect().await.unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(query(&mock, 1), pairs([("fields", "id,roles"), ("limit", "2"), ("starting_after", "p2")]));
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_cursor_says_where_to_go_on() {
    let mock = MockTransport::new().respond(200, page([permission("p2")], true)).respond(401, "").repeat();
    let mut list = client(&mock).permissions().list(small());
    assert_eq!(ids(list.next_page().await.unwrap().unwrap().items()), ["p2"]);
    assert_eq!(list.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(list.cursor(), &Cursor::at("p2"));
}

#[tokio::test]
async fn any_list_is_read_to_its_end_as_it_came() {
    let mock = MockTransport::new()
        .respond(200, r#"{"hasMore": true, "data": [{"id": "i2", "amount": 1.50}, {"id": "i1"}]}"#)
        .respond(200, r#"{"hasMore": false, "data": [{"id": "i0"}]}"#);
    let call = Call::of(&operations::LIST_INVOICES).query("status", "open");
    let invoices = client(&mock).pages(call).collect().await.unwrap();
    let texts: Vec<_> = invoices.iter().map(RawItem::text).collect();
    assert_eq!(texts, [r#"{"id": "i2", "amount": 1.50}"#, r#"{"id": "i1"}"#, r#"{"id": "i0"}"#]);
    assert_eq!(query(&mock, 1), pairs([("limit", "100"), ("starting_after", "i1"), ("status", "open")]));
}
