//! Lists over several pages, by script.

use acesso_core::testing::Script;
use base39::{Cursor, ErrorKind, Fields, Permission, PermissionFilter};
use serde_json::json;

use crate::support::{client, page, pairs, permission, query};

fn ids(permissions: &[Permission]) -> Vec<&str> {
    permissions.iter().map(|permission| permission.id.as_str()).collect()
}

fn small() -> PermissionFilter {
    PermissionFilter { page_size: Some(2), ..Default::default() }
}

fn three_pages() -> Script {
    Script::new()
        .answer(200, page([permission("p6"), permission("p5")], true))
        .answer(200, page([permission("p4"), permission("p3")], true))
        .answer(200, page([permission("p2")], false))
}

#[tokio::test]
async fn the_last_items_id_is_the_next_cursor() {
    let script = three_pages();
    let all = client(&script).permissions().list(small()).collect().await.unwrap();
    assert_eq!(ids(&all), ["p6", "p5", "p4", "p3", "p2"]);
    assert_eq!(query(&script, 0), pairs([("limit", "2")]));
    assert_eq!(query(&script, 1), pairs([("limit", "2"), ("starting_after", "p5")]));
    assert_eq!(query(&script, 2), pairs([("limit", "2"), ("starting_after", "p3")]));
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn filters_go_with_every_page() {
    let script = three_pages();
    let filter = PermissionFilter { companies: vec!["comp_1".into()], ..small() };
    client(&script).permissions().list(filter).collect().await.unwrap();
    assert!((0..3).all(|number| query(&script, number).contains(&("company".into(), "comp_1".into()))));
}

#[tokio::test]
async fn pages_and_items_can_be_mixed() {
    let mut list = client(&three_pages()).permissions().list(small());
    assert_eq!(list.next().await.unwrap().unwrap().id.as_str(), "p6");
    assert_eq!(ids(&list.next_page().await.unwrap().unwrap().items), ["p5"]);
    let page = list.next_page().await.unwrap().unwrap();
    assert_eq!((ids(&page.items), page.next), (vec!["p4", "p3"], Some(Cursor::new("p3"))));
    assert_eq!(ids(&list.collect().await.unwrap()), ["p2"]);
}

#[tokio::test]
async fn a_list_goes_on_from_a_cursor_that_was_kept() {
    let mut first = client(&three_pages()).permissions().list(small());
    first.next_page().await.unwrap().unwrap();
    let kept = first.cursor().unwrap().as_str().to_owned();

    let script = Script::new().answer(200, page([permission("p4")], false));
    let rest = client(&script).permissions().list(small()).from_cursor(Cursor::new(kept)).collect().await.unwrap();
    assert_eq!(ids(&rest), ["p4"]);
    assert_eq!(query(&script, 0), pairs([("limit", "2"), ("starting_after", "p5")]));
}

#[tokio::test]
async fn an_empty_page_ends_the_list() {
    let script = Script::new().answer(200, page([permission("p1")], true)).answer(200, page([], false));
    let all = client(&script).permissions().list(small()).collect().await.unwrap();
    assert_eq!(ids(&all), ["p1"]);
}

#[tokio::test]
async fn more_without_an_id_to_go_on_from_is_an_error() {
    for body in [page([], true), page([permission("")], true)] {
        let script = Script::new().answer(200, body).forever();
        let error = client(&script).permissions().list(small()).collect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(error.to_string().contains("gave no id to go on from"), "{error}");
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_list_that_runs_in_a_circle_is_an_error() {
    let script = Script::new().answer(200, page([permission("p2"), permission("p1")], true)).forever();
    let mut list = client(&script).permissions().list(small());
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
    let script = Script::new().answer(200, page([permission("p1")], true)).forever();
    let filter = PermissionFilter { starting_after: Some("p1".into()), ..small() };
    let error = client(&script).permissions().list(filter).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn backwards_the_nearest_item_comes_first() {
    let script = Script::new()
        .answer(200, page([permission("p4"), permission("p3")], true))
        .answer(200, page([permission("p6"), permission("p5")], false))
        .answer(200, page([], false));
    let filter = PermissionFilter { ending_before: Some("p2".into()), ..small() };
    let all = client(&script).permissions().list(filter).collect().await.unwrap();
    assert_eq!(ids(&all), ["p3", "p4", "p5", "p6"]);
    let cursors: Vec<_> = (0..3).map(|number| query(&script, number)[0].clone()).collect();
    assert_eq!(cursors, pairs([("ending_before", "p2"), ("ending_before", "p4"), ("ending_before", "p6")]));
}

#[tokio::test]
async fn backwards_a_list_ends_with_an_empty_page_whatever_has_more_says() {
    for has_more in [false, true] {
        let script =
            Script::new().answer(200, page([permission("p3")], has_more)).answer(200, page([], has_more)).forever();
        let filter = PermissionFilter { ending_before: Some("p2".into()), ..small() };
        let all = client(&script).permissions().list(filter).collect().await.unwrap();
        assert_eq!((ids(&all), script.requests().len()), (vec!["p3"], 2), "{has_more}");
    }
}

#[tokio::test]
async fn a_backward_list_goes_on_backwards() {
    let script = Script::new().answer(200, page([], false)).forever();
    let filter = PermissionFilter { ending_before: Some("p2".into()), ..small() };
    client(&script).permissions().list(filter).from_cursor(Cursor::new("p4")).collect().await.unwrap();
    assert_eq!(query(&script, 0), pairs([("ending_before", "p4"), ("limit", "2")]));
}

#[tokio::test]
async fn at_most_the_nearest_items_backwards() {
    let script = Script::new().answer(200, page([permission("p5"), permission("p4"), permission("p3")], true));
    let filter = PermissionFilter { ending_before: Some("p2".into()), ..Default::default() };
    let nearest = client(&script).permissions().list(filter).at_most(2).collect().await.unwrap();
    assert_eq!(ids(&nearest), ["p3", "p4"]);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn parts_are_paged_by_their_ids_too() {
    let script = Script::new()
        .answer(200, page([json!({ "id": "p2", "roles": [] })], true))
        .answer(200, page([json!({ "id": "p1", "roles": [] })], false));
    let parts = client(&script).permissions().list_parts(small(), Fields::only(["roles"])).collect().await.unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(query(&script, 1), pairs([("fields", "id,roles"), ("limit", "2"), ("starting_after", "p2")]));
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_cursor_says_where_to_go_on() {
    let script = Script::new().answer(200, page([permission("p2")], true)).answer(401, "").forever();
    let mut list = client(&script).permissions().list(small());
    assert_eq!(ids(&list.next_page().await.unwrap().unwrap().items), ["p2"]);
    assert_eq!(list.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(list.cursor(), Some(&Cursor::new("p2")));
}
