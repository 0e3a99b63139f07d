//! Callers who give up at any stage of a call, on a paused clock.

use acesso_proof::flood;

#[tokio::test(start_paused = true)]
async fn callers_who_give_up_leak_no_slot_and_no_token_request() {
    for seed in 1..=5 {
        let left = flood::abandoned(1_000, seed).await.unwrap();
        assert_eq!(left.answered + left.dropped, 1_000);
        assert!(left.answered >= 250 && left.dropped >= 500, "{left:?}");
        assert_eq!(left.slots.0, left.slots.1, "{left:?}");
        assert!(left.token_requests >= 2 && left.token_requests_at_once == 1, "{left:?}");
    }
}
