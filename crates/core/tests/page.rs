//! Lists: in order, complete, never in a circle, ahead of need.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::time::Duration;

use acesso_core::{
    Call, Client, Cursor, ErrorKind, Fault, Page, Pager, PlainHttp, RateLimit, RetryPolicy,
    oauth::{Grant, OAuthBuilder},
    testing::Script,
};
use serde::Deserialize;
use tokio::time::{Instant, sleep};

#[derive(Deserialize)]
struct Answer {
    items: Vec<u32>,
    next: Option<String>,
}

fn list(script: &Script) -> Pager<u32> {
    list_of(&Client::builder("E", PlainHttp).base_url("https://a.example").transport(script.clone()).build().unwrap())
}

fn list_of(client: &Client) -> Pager<u32> {
    client.pages(|cursor| {
        Call::get("list", "/items").query_opt("after", cursor).read_with(|_, body| {
            let answer: Answer = acesso_core::wire::read_json(body)?;
            Ok::<_, Fault>(Page::new(answer.items, answer.next.map(Cursor::new)).total(Some(9)))
        })
    })
}

fn page(items: &[u32], next: Option<&str>) -> String {
    serde_json::json!({"items": items, "next": next}).to_string()
}

fn asked(script: &Script) -> Vec<Option<String>> {
    script.requests().iter().map(|request| request.url.query().map(str::to_owned)).collect()
}

fn three_pages() -> Script {
    Script::new().answer(200, page(&[1, 2], Some("2"))).answer(200, page(&[], Some("2b"))).answer(200, page(&[3], None))
}

#[tokio::test]
async fn all_items_in_order_over_an_empty_page_in_the_middle() {
    let script = three_pages();
    assert_eq!(list(&script).collect().await.unwrap(), [1, 2, 3]);
    assert_eq!(asked(&script), [None, Some("after=2".into()), Some("after=2b".into())]);
}

#[tokio::test]
async fn items_and_pages_can_be_mixed() {
    let mut list = list(&three_pages());
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    let rest = list.next_page().await.unwrap().unwrap();
    assert_eq!((rest.items, rest.next.unwrap().as_str(), list.total()), (vec![2], "2", Some(9)));
    assert!(list.next_page().await.unwrap().unwrap().items.is_empty());
    assert_eq!(list.next().await.unwrap().unwrap(), 3);
    assert!(list.next().await.is_none());
    assert!(list.next_page().await.is_none());
}

#[tokio::test]
async fn it_is_a_stream_of_items() {
    use std::{future::poll_fn, pin::Pin};

    use futures_core::Stream;

    let mut list = list(&three_pages());
    let mut items = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut list).poll_next(context)).await {
        items.push(item.unwrap());
    }
    assert_eq!(items, [1, 2, 3]);
}

#[tokio::test]
async fn going_on_from_a_cursor_skips_nothing() {
    let mut first = list(&three_pages());
    assert_eq!(first.cursor(), None);
    first.next_page().await.unwrap().unwrap();
    assert_eq!(first.cursor().unwrap().as_str(), "2");

    let script = Script::new().answer(200, page(&[3, 4], Some("4"))).answer(200, page(&[5], None));
    let mut second = list(&script).from_cursor(Cursor::new("2"));
    assert_eq!(second.next().await.unwrap().unwrap(), 3);
    assert_eq!(second.cursor().unwrap().as_str(), "2", "4 was not handed out yet");
    assert_eq!(second.next().await.unwrap().unwrap(), 4);
    assert_eq!(second.cursor().unwrap().as_str(), "4");
    assert_eq!(asked(&script)[0].as_deref(), Some("after=2"));
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_at_once_and_after_many_pages() {
    let at_once = Script::new().answer(200, page(&[1], Some("1"))).answer(200, page(&[1], Some("1"))).forever();
    let error = list(&at_once).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);

    let mut late = Script::new();
    for number in 0..50 {
        late = late.answer(200, page(&[number], Some(&number.to_string())));
    }
    let mut list = list(&late.answer(200, page(&[50], Some("17"))));
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

#[tokio::test(start_paused = true)]
async fn after_an_error_the_cursor_says_where_to_go_on() {
    let script = Script::new().answer(200, page(&[1], Some("1"))).answer(400, "");
    let mut list = list(&script);
    list.next().await.unwrap().unwrap();
    assert_eq!(list.next().await.unwrap().unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(list.cursor().unwrap().as_str(), "1");
    assert!(list.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn it_says_how_many_requests_each_page_took() {
    let script = Script::new()
        .answer(503, "")
        .answer(200, page(&[1], Some("1")))
        .answer(200, page(&[2], Some("2")))
        // Asked ahead of need: what was sent in vain counts, though that request is given up.
        .answer(503, "")
        .answer(503, "")
        .answer(200, page(&[3], Some("3")))
        .answer(400, "");
    let mut list = list(&script);
    assert_eq!(list.attempts(), 0);
    let mut attempts = Vec::new();
    while let Some(page) = list.next_page().await {
        attempts.push((page.is_ok(), list.attempts()));
    }
    assert_eq!(attempts, [(true, 2), (true, 1), (true, 3), (false, 1)]);
    assert_eq!(script.requests().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn an_answer_says_how_many_requests_it_took() {
    let script = Script::new().answer(503, "").answer(200, "1").answer(200, "2");
    let client =
        Client::builder("E", PlainHttp).base_url("https://a.example").transport(script.clone()).build().unwrap();
    let get = || client.request(Call::get("one", "/one").json::<u32>()).send();
    let (first, second) = (get().await.unwrap(), get().await.unwrap());
    assert_eq!([(first.body, first.attempts), (second.body, second.attempts)], [(1, 2), (2, 1)]);
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_on_its_way_while_this_one_is_used() {
    let slow = Duration::from_secs(5);
    let script = (0..4).fold(Script::new(), |script, number: u32| {
        let next = (number < 3).then(|| number.to_string());
        script.answer(200, page(&[number], next.as_deref())).after(slow)
    });
    let mut list = list(&script);
    let begin = Instant::now();
    while let Some(page) = list.next_page().await {
        page.unwrap();
        sleep(slow).await;
    }
    // 5 s for the first answer, then 4 × 5 s of work: the other answers came meanwhile.
    assert_eq!(begin.elapsed(), Duration::from_secs(25));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_ran_out_of_time_while_nobody_wanted_it_is_asked_for_again() {
    let script = Script::new()
        .answer(200, page(&[1], Some("1")))
        .answer(200, page(&[2], None))
        .after(Duration::from_secs(5000))
        .answer(200, page(&[2], None));
    let mut list = list(&script).retry(RetryPolicy::never());
    list.next_page().await.unwrap().unwrap();
    sleep(Duration::from_secs(1000)).await;
    assert_eq!(list.next_page().await.unwrap().unwrap().items, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_page_asked_for_ahead_never_stands_in_the_way_of_the_calls_between() {
    let script = Script::new()
        .answer(200, page(&[1, 2], Some("2")))
        .answer(200, "a call between")
        .answer(200, "a call between")
        .answer(200, page(&[3], None));
    let client = Client::builder("E", PlainHttp)
        .base_url("https://a.example")
        .transport(script.clone())
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
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_waiting_for_a_page_stands_in_nobodys_way() {
    let script = Script::new().answer(200, "first").answer(200, "second").answer(200, page(&[1], None));
    let client = Client::builder("E", PlainHttp)
        .base_url("https://a.example")
        .transport(script.clone())
        .rate_limit(RateLimit::per_second(1))
        .build()
        .unwrap();
    let ask = || client.request(Call::get("o", "/x")).deadline(Duration::from_secs(60)).into_future();
    ask().await.unwrap();
    let mut list = list_of(&client);
    assert!(tokio::time::timeout(Duration::from_millis(1), list.next()).await.is_err());
    assert_eq!(ask().await.unwrap(), "second");
    assert_eq!(list.next().await.unwrap().unwrap(), 1, "nothing is lost by giving up");
}

#[tokio::test(start_paused = true)]
async fn a_page_asked_for_ahead_does_not_keep_the_token_from_the_calls_between() {
    let token = r#"{"access_token":"a-token","expires_in":10}"#;
    let script = Script::new()
        .answer(200, token)
        .answer(200, page(&[1], Some("1")))
        .after(Duration::from_secs(10))
        .answer(200, token)
        .after(Duration::from_secs(1))
        .answer(200, "a call between")
        .answer(200, page(&[2], None));
    let grant = Grant::ClientCredentials { scope: None };
    let client = Client::builder("E", PlainHttp)
        .base_url("https://a.example")
        .transport(script.clone())
        .authorize(OAuthBuilder::new("https://a.example/token", "id", "secret", grant).build().unwrap())
        .build()
        .unwrap();
    let mut list = list_of(&client);
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    let between = client.request(Call::get("between", "/between")).await.unwrap();
    assert_eq!(between, "a call between");
    assert_eq!(list.next().await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn at_most_ends_early_and_asks_for_no_page_too_many() {
    let script = three_pages();
    assert_eq!(list(&script).at_most(2).collect().await.unwrap(), [1, 2]);
    assert_eq!(script.requests().len(), 1);
    let script = three_pages();
    assert_eq!(list(&script).at_most(1).collect().await.unwrap(), [1]);
    assert!(list(&script).at_most(0).collect().await.unwrap().is_empty());
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn items_cut_off_by_at_most_are_where_the_cursor_goes_on() {
    let script = Script::new().answer(200, page(&[1, 2], Some("2"))).answer(200, page(&[3, 4], Some("4")));
    let mut list = list(&script).at_most(3);
    for _ in 0..3 {
        list.next().await.unwrap().unwrap();
    }
    assert!(list.next().await.is_none());
    assert_eq!(list.cursor().unwrap().as_str(), "2", "4 was not handed out");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_failed_while_nobody_wanted_it_gets_its_retries() {
    let minute = Duration::from_secs(60);
    for deadline in [None, Some(minute)] {
        let script = Script::new()
            .answer(200, page(&[1], Some("1")))
            .answer(503, "")
            .after(Duration::from_millis(20))
            .answer(200, page(&[2], None));
        let mut list = list(&script);
        if let Some(limit) = deadline {
            list = list.deadline(limit);
        }
        list.next_page().await.unwrap().unwrap();
        sleep(deadline.unwrap_or(2 * minute)).await;
        assert_eq!(list.next_page().await.unwrap().unwrap().items, [2]);
    }
}

#[tokio::test]
async fn options_hold_for_every_page() {
    let script = three_pages();
    let list = list(&script).header(http::header::FROM, "acesso").deadline(Duration::from_secs(5));
    list.collect().await.unwrap();
    assert!(script.requests().iter().all(|request| request.headers["from"] == "acesso"));
    assert_eq!(script.requests().len(), 3);
}
