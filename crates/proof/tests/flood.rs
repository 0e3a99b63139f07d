//! A small flood over sockets, and one on a paused clock.

use acesso_proof::flood;

#[tokio::test]
async fn a_thousand_calls_in_flight_are_answered_and_leave_no_file_open() {
    let flood = flood::at_once(env!("CARGO_BIN_EXE_acesso-proof"), 1_000).await.unwrap();
    assert_eq!(flood.answered, 1_000, "{flood:?}");
    assert!(flood.bytes_per_call < 64 << 10, "{flood:?}");
    if let Some((before, after)) = flood.files {
        assert!(after <= before, "{flood:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn callers_who_give_up_leak_no_slot_and_no_token_request() {
    for seed in 1..=5 {
        let left = flood::abandoned(1_000, seed).await.unwrap();
        assert_eq!(left.answered + left.dropped, 1_000);
        assert!(left.answered >= 334 && left.dropped >= 500, "{left:?}");
        assert_eq!(left.slots.0, left.slots.1, "{left:?}");
        assert!(left.token_requests >= 2 && left.token_requests_at_once == 1, "{left:?}");
    }
}
