//! Lists whose owner is impatient, slow, or begins somewhere else.

use acesso_core::{Client, Pager, RateLimit, testing::MockTransport};
use tokio::{
    runtime::Handle,
    task::JoinSet,
    time::{Instant, interval, sleep},
};

use super::support::{HOUR, MS, PAGES, SECOND, Service, all_items, builder, ends, healthy, list, page, read};

/// The first item of a list whose owner looks after something else every 100 ms.
async fn first_item_between_ticks(list: &mut Pager<u32>) -> u32 {
    let mut ticks = interval(100 * MS);
    loop {
        tokio::select! {
            item = list.next() => return item.unwrap().unwrap(),
            _ = ticks.tick() => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_was_refused_is_asked_for_again_once_however_often_next_is_cancelled() {
    let service = MockTransport::new().respond(429, "").header("retry-after", "30").respond(200, page(PAGES));
    let client = builder(service.clone()).build().unwrap();
    let begun = Instant::now();
    ends(first_item_between_ticks(&mut list(&client))).await;
    let times = service.times();
    assert_eq!(times.len(), 2);
    assert!((30.0..31.0).contains(&(times[1] - begun.into_std()).as_secs_f32()));
}

#[tokio::test(start_paused = true)]
async fn a_page_keeps_its_place_in_the_queue_however_often_next_is_cancelled() {
    let client = Service::healthy().builder().rate_limit(RateLimit::per_second(1)).build().unwrap();
    let mut others = JoinSet::new();
    for _ in 0..20 {
        others.spawn(calls_without_end(client.clone()));
    }
    sleep(SECOND).await;
    let begun = Instant::now();
    ends(first_item_between_ticks(&mut list(&client))).await;
    assert!(begun.elapsed() < 25 * SECOND, "behind 20 others it took {:?}", begun.elapsed());
}

async fn calls_without_end(client: Client) {
    loop {
        client.request(read(0)).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn each_page_is_asked_for_once_by_an_owner_who_takes_longer_than_a_call_may() {
    let service = Service::healthy();
    let mut list = list(&service.client());
    let mut items = Vec::new();
    ends(async {
        while let Some(page) = list.next_page().await {
            items.extend(page.unwrap().into_items().unwrap());
            sleep(100 * SECOND).await;
        }
    })
    .await;
    assert_eq!(items, all_items());
    let asked: Vec<u32> = service.asked("/list").iter().map(|asked| asked.number("page")).collect();
    assert_eq!(asked, (1..=PAGES).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_on_its_way_ends_with_its_list() {
    let service = Service::new(|asked| match asked.number("page") {
        2 => healthy(asked).after(HOUR),
        _ => healthy(asked),
    });
    let mut list = list(&service.client());
    list.next_page().await.unwrap().unwrap();
    sleep(SECOND).await;
    assert_eq!(service.count("/list"), 2, "the next page was asked for ahead");
    drop(list);
    sleep(MS).await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
}
