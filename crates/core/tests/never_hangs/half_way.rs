//! Calls that are left half-way while their owner awaits another one.

use std::pin::pin;

use acesso_core::RateLimit;
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{join_all, try_join_all},
    stream::{self, FuturesUnordered},
};
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep, timeout},
};

use super::support::{HOUR, MS, SECOND, Service, all_items, ends, list, read, write};

#[tokio::test(start_paused = true)]
async fn a_call_in_the_body_of_a_loop_over_look_ups_that_are_under_way() {
    let service = Service::healthy();
    let client = service.builder().rate_limit(RateLimit::per_second(3)).build().unwrap();
    let look_ups = list(&client).map_ok(|number| client.request(read(number))).try_buffer_unordered(8);
    let mut look_ups = pin!(look_ups);
    ends(async {
        while let Some(_found) = look_ups.try_next().await.unwrap() {
            client.request(write(0)).await.unwrap();
        }
    })
    .await;
    let items = all_items().len();
    assert_eq!((service.count("/read"), service.count("/write")), (items, items));
}

#[tokio::test(start_paused = true)]
async fn a_call_in_an_arm_of_select_beside_one_that_waits_for_the_limit() {
    let client = Service::healthy().builder().rate_limit(RateLimit::per_second(1)).build().unwrap();
    client.request(read(0)).await.unwrap();
    let mut waiting = pin!(client.request(read(1)));
    let mut ticks = interval(100 * MS);
    let mut calls_between = 0;
    ends(async {
        loop {
            tokio::select! {
                result = &mut waiting => break result,
                _ = ticks.tick() => {
                    client.request(read(2)).await.unwrap();
                    calls_between += 1;
                }
            }
        }
    })
    .await
    .unwrap();
    assert!(calls_between > 0);
}

#[tokio::test(start_paused = true)]
async fn any_call_after_a_list_that_was_given_up_as_a_stream() {
    let client = Service::healthy().builder().rate_limit(RateLimit::per_second(1)).build().unwrap();
    client.request(read(0)).await.unwrap();
    let mut list = list(&client).at_most(4);
    assert!(timeout(100 * MS, StreamExt::next(&mut list)).await.is_err());
    ends(client.request(read(1))).await.unwrap();
    assert_eq!(ends(list.collect()).await.unwrap(), [0, 1, 2, 3], "the list goes on where it was");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_polled_once_and_never_again() {
    let service = Service::healthy();
    let client = service.builder().rate_limit(RateLimit::per_second(2)).max_connections(2).build().unwrap();
    let mut left_alone = Vec::new();
    for number in 0..10 {
        let mut request = client.request(read(number));
        assert!((&mut request).now_or_never().is_none());
        left_alone.push(request);
    }
    ends(client.request(read(10))).await.unwrap();
    assert_eq!(service.count("/read"), 11, "each was sent in its turn");
    sleep(HOUR).await;
    for answer in ends(join_all(left_alone)).await {
        answer.unwrap();
    }
    assert_eq!(service.count("/read"), 11, "and their answers were kept");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_half_way_gives_back_its_slot_and_its_connection() {
    let service = Service::healthy();
    let client = service.builder().rate_limit(RateLimit::per_second(1)).max_connections(1).build().unwrap();
    client.request(read(0)).await.unwrap();
    let waiting = Instant::now();
    for _ in 0..100 {
        assert!(timeout(MS, client.request(read(1))).await.is_err());
    }
    ends(client.request(read(2))).await.unwrap();
    assert!(waiting.elapsed() < 2 * SECOND, "it waited for {:?}", waiting.elapsed());
    assert_eq!(service.count("/read"), 2, "those that were given up in the queue were never sent");
}

#[tokio::test(start_paused = true)]
async fn a_request_goes_into_whatever_takes_futures() {
    let client = Service::healthy().builder().rate_limit(RateLimit::per_second(3)).build().unwrap();
    let requests = || (0..5).map(|number| client.request(read(number)));
    ends(async {
        let served = |answers: Vec<Result<_, _>>| answers.len() == 5 && answers.iter().all(Result::is_ok);
        assert!(served(join_all(requests()).await));
        assert_eq!(try_join_all(requests()).await.unwrap().len(), 5);
        assert!(served(requests().collect::<FuturesUnordered<_>>().collect().await));
        assert!(served(stream::iter(requests()).buffered(2).collect().await));
        assert!(served(requests().collect::<JoinSet<_>>().join_all().await));
    })
    .await;
}
