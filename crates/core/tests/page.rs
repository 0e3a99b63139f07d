//! Lists: in order, complete, never in a circle, ahead of need.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{pin::pin, time::Duration};

use acesso_core::{
    Answer, Call, Client, Cursor, Error, ErrorKind, Listing, Page, Pager, RateLimit, RetryPolicy, StatusClassifier,
    oauth::{Grant, OAuthBuilder},
    testing::MockTransport,
    wire::{PageBody, RawItem, at_page, read_page},
};
use http::StatusCode;
use serde::Deserialize;
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Body<T> {
    items: Vec<T>,
    next: Option<String>,
    total: Option<u64>,
}

impl<T> PageBody for Body<T> {
    type Item = T;

    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        Ok(Page::new(self.items, self.next).with_total(self.total))
    }
}

fn client(mock: &MockTransport) -> Client {
    Client::builder("E", StatusClassifier).base_url("https://a.example").transport(mock.clone()).build().unwrap()
}

fn list(mock: &MockTransport) -> Pager<u32> {
    list_of(&client(mock))
}

fn list_of(client: &Client) -> Pager<u32> {
    client.pages(|cursor| {
        Call::get("list", "/items")
            .query_opt("after", cursor.text())
            .read_with(|answer| read_page::<Body<u32>, Body<RawItem>>(answer, "items"))
    })
}

fn page(items: &[u32], next: Option<&str>) -> String {
    serde_json::json!({"items": items, "next": next, "total": 9}).to_string()
}

fn asked(mock: &MockTransport) -> Vec<Option<String>> {
    mock.requests().iter().map(|request| request.uri().query().map(str::to_owned)).collect()
}

fn three_pages() -> MockTransport {
    MockTransport::new()
        .respond(200, page(&[1, 2], Some("2")))
        .respond(200, page(&[], Some("2b")))
        .respond(200, page(&[3], None))
}

#[tokio::test]
async fn all_items_in_order_over_an_empty_page_in_the_middle() {
    let mock = three_pages();
    assert_eq!(list(&mock).collect().await.unwrap(), [1, 2, 3]);
    assert_eq!(asked(&mock), [None, Some("after=2".into()), Some("after=2b".into())]);
}

#[tokio::test]
async fn items_and_pages_can_be_mixed() {
    let mut list = list(&three_pages());
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    let rest = list.next_page().await.unwrap().unwrap();
    assert_eq!((rest.items(), rest.next(), rest.total(), list.total()), (&[2][..], &Cursor::at("2"), Some(9), Some(9)));
    assert!(list.next_page().await.unwrap().unwrap().is_empty());
    assert_eq!(list.next().await.unwrap().unwrap(), 3);
    assert!(list.next().await.is_none());
    assert!(list.next_page().await.is_none());
}

#[tokio::test]
async fn it_is_a_stream_of_items() {
    use std::{future::poll_fn, pin::Pin};

    use futures_core::Stream;

    fn check<S: Stream<Item = Result<u32, Error>> + Send + Unpin>(_: &S) {}

    let mut list = list(&three_pages());
    check(&list);
    let mut items = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut list).poll_next(context)).await {
        items.push(item.unwrap());
    }
    assert_eq!(items, [1, 2, 3]);
}

#[tokio::test]
async fn going_on_from_a_cursor_skips_nothing() {
    let mut first = list(&three_pages());
    assert_eq!(first.cursor(), &Cursor::Start);
    first.next_page().await.unwrap().unwrap();
    assert_eq!(first.cursor(), &Cursor::at("2"));

    let mock = MockTransport::new().respond(200, page(&[3, 4], Some("4"))).respond(200, page(&[5], None));
    let mut second = list(&mock).from_cursor(Cursor::at("2"));
    assert_eq!(second.cursor(), &Cursor::at("2"));
    assert_eq!(second.next().await.unwrap().unwrap(), 3);
    assert_eq!(second.cursor(), &Cursor::at("2"), "4 was not handed out yet");
    assert_eq!(second.next().await.unwrap().unwrap(), 4);
    assert_eq!(second.cursor(), &Cursor::at("4"));
    assert_eq!(second.next().await.unwrap().unwrap(), 5);
    assert_eq!(second.cursor(), &Cursor::End);
    assert!(second.next().await.is_none());
    assert_eq!(second.cursor(), &Cursor::End);
    assert_eq!(asked(&mock)[0].as_deref(), Some("after=2"));
}

#[tokio::test]
async fn a_list_of_one_page_is_at_its_start_until_its_last_item_and_then_at_its_end() {
    let mut list = list(&MockTransport::new().respond(200, page(&[1, 2], None)));
    list.next().await.unwrap().unwrap();
    assert_eq!(list.cursor(), &Cursor::Start);
    list.next().await.unwrap().unwrap();
    assert!(list.cursor().is_end());
}

#[tokio::test]
async fn a_list_that_was_read_to_its_end_is_not_begun_again() {
    let mock = three_pages();
    assert!(list(&mock).from_cursor(Cursor::End).collect().await.unwrap().is_empty());
    assert!(mock.requests().is_empty());
    assert_eq!(list(&mock).from_cursor(Cursor::Start).collect().await.unwrap(), [1, 2, 3]);
}

#[test]
fn a_cursor_is_kept_as_serde_writes_it() {
    for (cursor, kept) in [
        (Cursor::Start, r#""start""#),
        (Cursor::End, r#""end""#),
        (Cursor::at("a \"b\" é"), r#"{"at":"a \"b\" é"}"#),
        (Cursor::at(""), r#"{"at":""}"#),
    ] {
        assert_eq!(serde_json::to_string(&cursor).unwrap(), kept);
        assert_eq!(serde_json::from_str::<Cursor>(kept).unwrap(), cursor);
    }
    assert_eq!(Cursor::default(), Cursor::Start);
    assert_eq!((Cursor::at("2").text(), Cursor::Start.text(), Cursor::End.text()), (Some("2"), None, None));
    assert_eq!((Cursor::from(None::<String>), Cursor::from(Some("2"))), (Cursor::End, Cursor::at("2")));
    assert_eq!([Cursor::Start, Cursor::at("2"), Cursor::End].map(|cursor| cursor.is_end()), [false, false, true]);
}

#[tokio::test(start_paused = true)]
async fn going_elsewhere_in_the_middle_forgets_what_was_asked_for_ahead() {
    let mock = MockTransport::new()
        .respond(200, page(&[1, 2], Some("2")))
        .respond(200, page(&[3], Some("3")))
        .delay(5 * SECOND)
        .respond(200, page(&[7, 8], Some("8")))
        .respond(200, page(&[9], None));
    let mut list = list(&mock);
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    sleep(SECOND).await;
    let mut list = list.from_cursor(Cursor::at("6"));
    assert_eq!(list.cursor(), &Cursor::at("6"));
    assert_eq!(list.next().await.unwrap().unwrap(), 7);
    assert_eq!(list.cursor(), &Cursor::at("6"));
    assert_eq!(list.next().await.unwrap().unwrap(), 8);
    assert_eq!(list.cursor(), &Cursor::at("8"));
    assert_eq!(list.next().await.unwrap().unwrap(), 9);
    assert!(list.next().await.is_none());
    assert_eq!(asked(&mock), [None, Some("after=2".into()), Some("after=6".into()), Some("after=8".into())]);
}

#[tokio::test]
async fn a_list_can_be_read_again_from_its_start() {
    let body =
        |items: &[u32], next: Option<&str>| serde_json::json!({ "items": items, "next": next, "total": 3 }).to_string();
    let first = || body(&[1, 2], Some("2"));
    let mock = MockTransport::new().respond(200, first()).respond(200, body(&[3], None)).respond(200, first());
    let mock = mock.respond(200, body(&[3], None));
    let mut list = list(&mock);
    for expected in 1..=3 {
        assert_eq!(list.next().await.unwrap().unwrap(), expected);
    }
    assert_eq!(list.from_cursor(Cursor::Start).collect().await.unwrap(), [1, 2, 3], "it was no circle");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_failed_goes_on_from_its_cursor() {
    let mock = MockTransport::new()
        .respond(200, page(&[1], Some("1")))
        .respond(400, "")
        .respond(200, page(&[2], Some("2")))
        .respond(200, page(&[3], None));
    let mut list = list(&mock);
    list.next().await.unwrap().unwrap();
    list.next().await.unwrap().unwrap_err();
    assert!(list.next().await.is_none());
    let cursor = list.cursor().clone();
    assert_eq!(list.from_cursor(cursor).collect().await.unwrap(), [2, 3]);
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_at_once_and_after_many_pages() {
    let at_once = MockTransport::new().respond(200, page(&[1], Some("1"))).repeat();
    let error = list(&at_once).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(
        error.to_string(),
        "E list (GET /items): the service gave the same cursor twice (HTTP 200 OK); start the list again; if it happens again, report it \
         to the vendor"
    );
    // The one that was gone on from counts, too.
    let resumed = list(&MockTransport::new().respond(200, page(&[1], Some("7")))).from_cursor(Cursor::at("7"));
    assert_eq!(resumed.collect().await.unwrap_err().kind(), ErrorKind::Paging);

    let uncounted = |number: u32, next: &str| serde_json::json!({ "items": [number], "next": next }).to_string();
    let mut late = MockTransport::new();
    for number in 0..50 {
        late = late.respond(200, uncounted(number, &number.to_string()));
    }
    let mut list = list(&late.respond(200, uncounted(50, "17")));
    let mut read = 0;
    let error = loop {
        match list.next_page().await.unwrap() {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((read, error.kind()), (50, ErrorKind::Paging));
    assert!(list.next_page().await.is_none(), "nothing comes after an error");
}

#[tokio::test]
async fn a_page_that_comes_again_under_another_cursor_is_an_error() {
    let numbered =
        |items: &[&str], next: u32| serde_json::json!({ "items": items, "next": next.to_string() }).to_string();
    let mock = MockTransport::new()
        .respond(200, numbered(&["a", "bc"], 2))
        .respond(200, numbered(&[], 3))
        .respond(200, numbered(&[], 4))
        .respond(200, numbered(&["bc", "a"], 5))
        .respond(200, numbered(&["ab", "c"], 6))
        .respond(200, numbered(&["a", "bc"], 7));
    let mut list = client(&mock).pages(|cursor| {
        at_page(Call::get("list", "/items"), "page", cursor, Some(1))
            .read_with(|answer| Ok(read_page::<Body<String>, Body<RawItem>>(answer, "items")?.with_ids(String::as_str)))
    });
    let mut items = Vec::new();
    let error = loop {
        match list.next().await.unwrap() {
            Ok(item) => items.push(item),
            Err(error) => break error,
        }
    };
    let all = ["a", "bc", "bc", "a", "ab", "c"];
    assert_eq!(items, all, "two empty pages are no repetition, nor is another order or another item");
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("list (GET /items): the service gave the same page twice"), "{error}");
    assert_eq!(list.cursor(), &Cursor::at("6"));
    assert!(list.next().await.is_none());
    let pages: Vec<_> = mock.requests().iter().map(|request| request.uri().query().unwrap().to_owned()).collect();
    assert_eq!(pages, ["page=1", "page=2", "page=3", "page=4", "page=5", "page=6"]);
}

#[tokio::test]
async fn a_page_that_comes_again_is_found_out_although_its_items_can_not_be_read() {
    for items in [r#"[{"id":1}]"#, r#"[{"id":1,"name":"Ana"},{"id":2}]"#] {
        let mock = (2..200).fold(MockTransport::new(), |mock, next: u32| {
            mock.respond(200, format!(r#"{{"items":{items},"next":"{next}"}}"#))
        });
        let mut list = client(&mock).pages(|cursor| {
            at_page(Call::get("list", "/items"), "page", cursor, Some(1)).read_with(|answer| {
                Ok(read_page::<Body<Item>, Body<RawItem>>(answer, "items")?.with_ids(|item| &item.name))
            })
        });
        list.next_page().await.unwrap().unwrap();
        assert_eq!(list.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
    }
    // One that changed is another page.
    let page = |flag: bool, next: u32| format!(r#"{{"items":[{{"id":1,"flag":{flag}}}],"next":"{next}"}}"#);
    let mock = MockTransport::new().respond(200, page(true, 2)).respond(200, page(false, 3));
    let mut list = people(&mock);
    for _ in 0..2 {
        list.next_page().await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn more_than_a_hundred_empty_pages_in_a_row_are_an_error() {
    let empty = |from: u32, count: u32| {
        (from..from + count)
            .fold(MockTransport::new(), |mock, number| mock.respond(200, page(&[], Some(&number.to_string()))))
    };
    let ends = empty(0, 100).respond(200, page(&[1], None));
    assert_eq!(list(&ends).collect().await.unwrap(), [1]);
    let interrupted = (0..3_u32).fold(MockTransport::new(), |mock, round| {
        let mock = (0..100).fold(mock, |mock, number| mock.respond(200, page(&[], Some(&format!("{round}-{number}")))));
        mock.respond(200, page(&[round], Some(&round.to_string())))
    });
    let mut list_of_lulls = list(&interrupted.respond(200, page(&[3], None)));
    for expected in 0..4 {
        assert_eq!(list_of_lulls.next().await.unwrap().unwrap(), expected);
    }

    let error = list(&empty(0, 101).respond(200, page(&[1], None))).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("more than a hundred empty pages in a row"), "{error}");
}

#[tokio::test]
async fn more_items_than_the_service_counts_are_an_error() {
    let counted = |items: &[u32], next: u32, total: Option<u64>| {
        serde_json::json!({ "items": items, "next": next.to_string(), "total": total }).to_string()
    };
    let mock = MockTransport::new()
        .respond(200, counted(&[1, 2], 2, Some(4)))
        .respond(200, counted(&[3, 4], 3, Some(4)))
        .respond(200, counted(&[5], 4, Some(4)));
    let mut endless = list(&mock);
    for expected in 1..=4 {
        assert_eq!(endless.next().await.unwrap().unwrap(), expected);
    }
    let error = endless.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), endless.total()), (ErrorKind::Paging, Some(4)));
    assert!(
        error.to_string().contains("more items than it counts (HTTP 200 OK); the list may have changed meanwhile"),
        "{error}"
    );
    assert!(endless.next().await.is_none());

    // A count that grows with the list, or one that is not given, ends nothing.
    let growing = MockTransport::new()
        .respond(200, counted(&[1, 2], 2, Some(2)))
        .respond(200, counted(&[3], 3, None))
        .respond(200, serde_json::json!({ "items": [4], "next": null, "total": 4 }).to_string());
    assert_eq!(list(&growing).collect().await.unwrap(), [1, 2, 3, 4]);
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Item {
    id: u32,
    name: String,
}

fn people(mock: &MockTransport) -> Pager<Item> {
    client(mock).pages(|cursor| {
        Call::get("list", "/items")
            .query_opt("after", cursor.text())
            .read_with(|answer| read_page::<Body<Item>, Body<RawItem>>(answer, "items"))
    })
}

/// Two pages; in the first one the second and the last item can't be read.
fn odd_items() -> MockTransport {
    let first = r#"{"items":[
        {"id":1,"name":"Ana"}, {"id":"two","name":null}, {"id":3,"name":"Bia"}, {"id":4,"name":{"first":"canary"}}
    ],"next":"4"}"#;
    MockTransport::new().respond(200, first).respond(200, r#"{"items":[{"id":5,"name":"Caio"}],"next":null}"#)
}

fn told(item: Result<Item, Error>) -> Result<u32, (Option<String>, Option<String>)> {
    item.map(|item| item.id).map_err(|error| {
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Decode, Some(StatusCode::OK), 1));
        assert!(error.to_string().starts_with("E list (GET /items): the answer differs from the contract"), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error}");
        (error.item_id().map(str::to_owned), error.json_path().map(str::to_owned))
    })
}

fn odd(id: &str, path: &str) -> Result<u32, (Option<String>, Option<String>)> {
    Err((Some(id.to_owned()), Some(path.to_owned())))
}

#[tokio::test]
async fn an_item_that_can_not_be_read_is_an_error_of_its_own_and_the_list_goes_on() {
    let mut list = people(&odd_items());
    let mut items = Vec::new();
    while let Some(item) = list.next().await {
        items.push(told(item));
    }
    assert_eq!(items, [Ok(1), odd("two", "items[1].id"), Ok(3), odd("4", "items[3].name"), Ok(5)]);
    assert!(list.cursor().is_end());
}

#[tokio::test]
async fn collect_fails_for_an_item_that_can_not_be_read() {
    let error = people(&odd_items()).collect().await.unwrap_err();
    assert_eq!((error.kind(), error.item_id()), (ErrorKind::Decode, Some("two")));
    assert_eq!(error.json_path(), Some("items[1].id"));
}

#[tokio::test]
async fn a_page_keeps_both_what_could_be_read_and_what_could_not() {
    let mut list = people(&odd_items());
    let page = list.next_page().await.unwrap().unwrap();
    assert_eq!((page.len(), page.items().len(), page.is_empty(), page.next()), (4, 2, false, &Cursor::at("4")));
    let ids: Vec<_> = page.errors().map(|error| error.item_id().unwrap()).collect();
    assert_eq!(ids, ["two", "4"]);
    let results: Vec<_> = page.clone().into_results().map(told).collect();
    assert_eq!(results, [Ok(1), odd("two", "items[1].id"), Ok(3), odd("4", "items[3].name")]);
    assert_eq!(page.into_items().unwrap_err().item_id(), Some("two"));
    let last = list.next_page().await.unwrap().unwrap();
    assert_eq!(last.into_items().unwrap(), [Item { id: 5, name: "Caio".into() }]);

    // What is left of a page that was begun.
    let mut list = people(&odd_items());
    list.next().await.unwrap().unwrap();
    let rest: Vec<_> = list.next_page().await.unwrap().unwrap().into_results().map(told).collect();
    assert_eq!(rest, [odd("two", "items[1].id"), Ok(3), odd("4", "items[3].name")]);
    let mut list = people(&odd_items());
    list.next().await.unwrap().unwrap();
    list.next().await.unwrap().unwrap_err();
    assert_eq!(list.cursor(), &Cursor::Start, "there is something left of the first page");
    let rest: Vec<_> = list.next_page().await.unwrap().unwrap().into_results().map(told).collect();
    assert_eq!(rest, [Ok(3), odd("4", "items[3].name")]);
    assert_eq!(list.cursor(), &Cursor::at("4"));
}

#[tokio::test]
async fn items_without_an_id_and_items_of_any_kind_are_told_by_their_place() {
    let ids = [("{}", None), ("[]", None), ("null", None), (r#"{"id":null}"#, None), (r#"{"id":-7.5}"#, Some("-7.5"))];
    for (item, id) in ids {
        let body = format!(r#"{{"items":[{item}],"next":null}}"#);
        let mut list = people(&MockTransport::new().respond(200, body));
        let error = list.next().await.unwrap().unwrap_err();
        assert_eq!(
            (error.item_id(), error.body()),
            (id, item.as_bytes()),
            "what could not be read is there to look at"
        );
        assert!(error.json_path().unwrap().starts_with("items[0]"), "{error}");
        assert!(list.next().await.is_none());
    }
    // What can't be read around the items is an error of the page.
    for body in [r#"{"items":{},"next":null}"#, r#"{"next":null}"#, "[]", r#"{"items":[],"next":{}}"#, r#"{"items":["#]
    {
        let mut list = people(&MockTransport::new().respond(200, body));
        let error = list.next().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.item_id()), (ErrorKind::Decode, None), "{body}");
        assert!(list.next().await.is_none());
    }
}

#[tokio::test]
async fn items_that_can_not_be_read_count_for_at_most() {
    let expected = [Ok(1), odd("two", "items[1].id"), Ok(3), odd("4", "items[3].name"), Ok(5)];
    for most in 0..=6 {
        let mock = odd_items();
        let mut list = people(&mock).at_most(most);
        let mut items = Vec::new();
        while let Some(item) = list.next().await {
            items.push(told(item));
        }
        assert_eq!(items, expected[..most.min(5)], "at most {most}");
        assert_eq!(mock.requests().len(), [0, 1, 1, 1, 1, 2, 2][most], "no page beyond them");
        let cursor = match most {
            0..4 => Cursor::Start,
            4 => Cursor::at("4"),
            _ => Cursor::End,
        };
        assert_eq!(list.cursor(), &cursor, "at most {most}");
        let mut pages = people(&odd_items()).at_most(most);
        let mut length = 0;
        while let Some(page) = pages.next_page().await {
            length += page.unwrap().len();
        }
        assert_eq!(length, most.min(5));
    }
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_cursor_says_where_to_go_on() {
    let mock = MockTransport::new().respond(200, page(&[1], Some("1"))).respond(400, "");
    let mut list = list(&mock);
    list.next().await.unwrap().unwrap();
    assert_eq!(list.next().await.unwrap().unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(list.cursor(), &Cursor::at("1"));
    assert!(list.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn it_says_how_many_requests_each_page_took() {
    let mock = MockTransport::new()
        .respond(503, "")
        .respond(200, page(&[1], Some("1")))
        .respond(200, page(&[2], Some("2")))
        // Asked ahead of need: what was sent in vain counts.
        .respond(503, "")
        .respond(503, "")
        .respond(200, page(&[3], Some("3")))
        .respond(400, "");
    let mut list = list(&mock);
    assert_eq!(list.attempts(), 0);
    let mut attempts = Vec::new();
    while let Some(page) = list.next_page().await {
        attempts.push((page.is_ok(), list.attempts()));
    }
    assert_eq!(attempts, [(true, 2), (true, 1), (true, 3), (false, 1)]);
    assert_eq!(mock.requests().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn an_answer_says_how_many_requests_it_took() {
    let mock = MockTransport::new().respond(503, "").respond(200, "1").respond(200, "2");
    let client = client(&mock);
    let get = || client.request(Call::get("one", "/one").read_json::<u32>()).send();
    let (first, second) = (get().await.unwrap(), get().await.unwrap());
    assert_eq!([(first.body, first.attempts), (second.body, second.attempts)], [(1, 2), (2, 1)]);
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_on_its_way_while_this_one_is_used() {
    let slow = Duration::from_secs(5);
    let mock = (0..4).fold(MockTransport::new(), |mock, number: u32| {
        let next = (number < 3).then(|| number.to_string());
        mock.respond(200, page(&[number], next.as_deref())).delay(slow)
    });
    let mut list = list(&mock);
    let begin = Instant::now();
    while let Some(page) = list.next_page().await {
        page.unwrap();
        sleep(slow).await;
    }
    // 5 s for the first answer, then 4 × 5 s of work: the other answers came meanwhile.
    assert_eq!(begin.elapsed(), Duration::from_secs(25));
}

#[tokio::test(start_paused = true)]
async fn the_page_asked_for_ahead_is_kept_over_a_next_that_was_given_up() {
    let mock = MockTransport::new()
        .respond(200, page(&[1], Some("1")))
        .respond(200, page(&[2], Some("2")))
        .delay(5 * SECOND)
        .respond(503, "")
        .header("retry-after", "30")
        .respond(200, page(&[3], None));
    let mut list = list(&mock);
    let begin = Instant::now();
    let mut items = Vec::new();
    for _ in 0..1_000 {
        match timeout(SECOND / 10, list.next()).await {
            Ok(Some(item)) => items.push(item.unwrap()),
            Ok(None) => break,
            Err(_) => {}
        }
    }
    assert_eq!(items, [1, 2, 3]);
    assert!(begin.elapsed() >= 35 * SECOND && begin.elapsed() < 36 * SECOND, "{:?}", begin.elapsed());
    assert_eq!(asked(&mock), [None, Some("after=1".into()), Some("after=2".into()), Some("after=2".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_page_asked_for_ahead_that_failed_is_told_when_it_is_wanted() {
    let mock = MockTransport::new()
        .respond(200, page(&[1], Some("1")))
        .respond(200, page(&[2], None))
        .delay(Duration::from_secs(5000))
        .respond(200, page(&[2], None));
    let mut list = list(&mock).retry(RetryPolicy::never());
    list.next_page().await.unwrap().unwrap();
    sleep(Duration::from_secs(1000)).await;
    let begin = Instant::now();
    let error = list.next_page().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), begin.elapsed(), list.attempts()), (ErrorKind::Timeout, Duration::ZERO, 1));
    assert_eq!(list.cursor(), &Cursor::at("1"), "where to go on");
    assert!(list.next_page().await.is_none());
}

/// A page asked for ahead stands in the queue and keeps its place there: the calls between come after it.
#[tokio::test(start_paused = true)]
async fn a_page_asked_for_ahead_takes_its_turn_and_the_calls_between_take_theirs() {
    let mock = MockTransport::new()
        .respond(200, page(&[1, 2], Some("2")))
        .respond(200, page(&[3], None))
        .respond(200, "a call between")
        .respond(200, "a call between");
    let client = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(mock.clone())
        .rate_limit(RateLimit::per_second(1))
        .build()
        .unwrap();
    let mut list = list_of(&client);
    let mut items = Vec::new();
    while let Some(item) = list.next().await {
        items.push(item.unwrap());
        if items.len() < 3 {
            let between = client.request(Call::get("between", "/between")).deadline(Duration::from_secs(60));
            assert_eq!(between.await.unwrap(), "a call between");
        }
    }
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(mock.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_waiting_for_a_page_keeps_its_place_and_holds_nobody_up() {
    let mock = MockTransport::new().respond(200, "first").respond(200, page(&[1], None)).respond(200, "second");
    let client = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(mock.clone())
        .rate_limit(RateLimit::per_second(1))
        .build()
        .unwrap();
    let ask = || client.request(Call::get("o", "/x")).deadline(Duration::from_secs(60));
    ask().await.unwrap();
    let begin = Instant::now();
    let mut list = list_of(&client);
    assert!(timeout(Duration::from_millis(1), list.next()).await.is_err());
    // The page goes first, though nobody polls for it, and the call a period after it.
    assert_eq!(ask().await.unwrap(), "second");
    assert!(begin.elapsed() >= 2 * SECOND && begin.elapsed() < 3 * SECOND, "{:?}", begin.elapsed());
    assert_eq!(list.next().await.unwrap().unwrap(), 1, "nothing is lost by giving up");
    assert_eq!(mock.requests().len(), 3);

    // A list that is dropped leaves the queue.
    let dropped = MockTransport::new().respond(200, "first").respond(200, "second");
    let client = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(dropped.clone())
        .rate_limit(RateLimit::per_second(1))
        .build()
        .unwrap();
    client.request(Call::get("o", "/x")).await.unwrap();
    let begin = Instant::now();
    {
        let mut list = pin!(list_of(&client));
        assert!(timeout(Duration::from_millis(1), list.next()).await.is_err());
    }
    assert_eq!(client.request(Call::get("o", "/x")).await.unwrap(), "second");
    assert!(begin.elapsed() < 2 * SECOND, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_page_asked_for_ahead_does_not_keep_the_token_from_the_calls_between() {
    let token = r#"{"access_token":"a-token","expires_in":10}"#;
    let mock = MockTransport::new()
        .respond(200, token)
        .respond(200, page(&[1], Some("1")))
        .delay(Duration::from_secs(10))
        .respond(200, token)
        .delay(Duration::from_secs(1))
        // Whichever of the two sends first.
        .respond(200, page(&[2], None))
        .respond(200, page(&[2], None));
    let grant = Grant::ClientCredentials { scope: None };
    let client = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(mock.clone())
        .authorize(OAuthBuilder::new("https://a.example/token", "id", "secret", grant).build().unwrap())
        .build()
        .unwrap();
    let mut list = list_of(&client);
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    let between = client.request(Call::get("between", "/between")).await.unwrap();
    assert_eq!(between, page(&[2], None));
    assert_eq!(list.next().await.unwrap().unwrap(), 2);
    assert_eq!(mock.requests().len(), 5, "one token for both");
}

#[tokio::test]
async fn at_most_ends_early_and_asks_for_no_page_too_many() {
    let mock = three_pages();
    assert_eq!(list(&mock).at_most(2).collect().await.unwrap(), [1, 2]);
    assert_eq!(mock.requests().len(), 1);
    let mock = three_pages();
    assert_eq!(list(&mock).at_most(1).collect().await.unwrap(), [1]);
    assert!(list(&mock).at_most(0).collect().await.unwrap().is_empty());
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn what_could_not_be_read_keeps_its_place_in_a_reversed_page() {
    let read = |body: &str| {
        let (headers, body) = (http::HeaderMap::new(), bytes::Bytes::copy_from_slice(body.as_bytes()));
        let answer = Answer::new("list", StatusCode::OK, &headers, &body);
        read_page::<Body<u32>, Body<RawItem>>(&answer, "items").unwrap()
    };
    for (items, there) in [
        (r#"1,2,"x""#, vec![None, Some(2), Some(1)]),
        (r#""x",1,2"#, vec![Some(2), Some(1), None]),
        (r#"1,"x","y",2"#, vec![Some(2), None, None, Some(1)]),
        (r#""x",1,"y",2,3"#, vec![Some(3), Some(2), None, Some(1), None]),
    ] {
        let page = read(&format!(r#"{{"items":[{items}]}}"#)).reversed();
        assert_eq!(page.into_results().map(Result::ok).collect::<Vec<_>>(), there, "{items}");
    }
}

#[tokio::test]
async fn a_page_that_was_cut_off_leads_to_itself() {
    let mock = MockTransport::new().respond(200, page(&[1, 2], Some("2"))).respond(200, page(&[3, 4], Some("4")));
    let mut list = list(&mock).at_most(3);
    assert_eq!(list.next_page().await.unwrap().unwrap().next(), &Cursor::at("2"));
    assert_eq!(list.next_page().await.unwrap().unwrap().next(), &Cursor::at("2"), "4 was not handed out");
}

#[tokio::test]
async fn items_cut_off_by_at_most_are_where_the_cursor_goes_on() {
    let mock = MockTransport::new().respond(200, page(&[1, 2], Some("2"))).respond(200, page(&[3, 4], Some("4")));
    let mut list = list(&mock).at_most(3);
    for _ in 0..3 {
        list.next().await.unwrap().unwrap();
    }
    assert!(list.next().await.is_none());
    assert_eq!(list.cursor(), &Cursor::at("2"), "4 was not handed out");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_failed_while_nobody_wanted_it_gets_its_retries() {
    let minute = Duration::from_secs(60);
    for deadline in [None, Some(minute)] {
        let mock = MockTransport::new()
            .respond(200, page(&[1], Some("1")))
            .respond(503, "")
            .delay(Duration::from_millis(20))
            .respond(200, page(&[2], None));
        let mut list = list(&mock);
        if let Some(limit) = deadline {
            list = list.deadline(limit);
        }
        list.next_page().await.unwrap().unwrap();
        sleep(deadline.unwrap_or(2 * minute)).await;
        assert_eq!(list.next_page().await.unwrap().unwrap().items(), [2]);
    }
}

#[tokio::test(start_paused = true)]
async fn options_hold_for_every_page() {
    let mock = three_pages();
    let with_header = list(&mock).header(http::header::FROM, "acesso").deadline(Duration::from_secs(5));
    with_header.collect().await.unwrap();
    assert!(mock.requests().iter().all(|request| request.headers()["from"] == "acesso"));
    assert_eq!(mock.requests().len(), 3);

    type With = fn(Pager<u32>) -> Pager<u32>;
    let options: [(With, Duration, u32); 3] = [
        (|list| list.timeout(2 * SECOND), 6 * SECOND, 3),
        (|list| list.deadline(3 * SECOND), 3 * SECOND, 1),
        (|list| list.timeout(2 * SECOND).retry(RetryPolicy::never()), 2 * SECOND, 1),
    ];
    for (with, took, attempts) in options {
        let mock = MockTransport::new()
            .respond(200, page(&[1], Some("1")))
            .respond(200, page(&[2], Some("2")))
            .respond(200, page(&[3], None))
            .delay(Duration::from_secs(5000))
            .repeat();
        let mut list = with(list(&mock));
        for _ in 0..2 {
            list.next_page().await.unwrap().unwrap();
        }
        let begin = Instant::now();
        let error = list.next_page().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, attempts));
        assert_eq!(begin.elapsed().as_secs(), took.as_secs());
    }
}

#[tokio::test]
async fn the_call_of_the_next_page_can_be_looked_at() {
    let mut list = list(&three_pages());
    assert_eq!(list.call().query_parameters().count(), 0);
    list.next().await.unwrap().unwrap();
    assert_eq!(list.call().query_parameters().collect::<Vec<_>>(), [("after", "2")]);
}

#[test]
fn a_page_is_asked_for_by_its_number() {
    let ask = |cursor: &Cursor, first| {
        let call = at_page(Call::get("list", "/items"), "page", cursor, first);
        let url = call.url(&acesso_core::BaseUrl::parse("https://a.example").unwrap());
        url.map(|url| url.query().map(str::to_owned))
    };
    assert_eq!(ask(&Cursor::Start, None).unwrap(), None);
    assert_eq!(ask(&Cursor::Start, Some(1)).unwrap().as_deref(), Some("page=1"));
    assert_eq!(ask(&Cursor::at("7"), Some(1)).unwrap().as_deref(), Some("page=7"));
    for text in ["x", "", "-1", "1.5", "99999999999999999999999"] {
        let error = ask(&Cursor::at(text), Some(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text:?}");
        assert!(
            error.to_string().contains("the cursor is not the number of a page; use a cursor that a pager"),
            "{error}"
        );
    }
}

#[test]
fn a_list_that_came_whole_says_whether_it_is_all() {
    for (count, matches) in [(None, None), (Some(2), Some(true)), (Some(3), Some(false)), (Some(u64::MAX), Some(false))]
    {
        let listing = Listing::new(vec!["a", "b"], count);
        assert_eq!(listing.count_matches(), matches);
        assert_eq!((listing.len(), listing.is_empty(), listing.count()), (2, false, count));
        assert_eq!(listing.into_items().unwrap(), ["a", "b"]);
    }
}
