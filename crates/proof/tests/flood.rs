//! A small flood over sockets, in a process of its own: it counts that process's memory and open files.

use acesso_proof::flood;

#[tokio::test]
async fn a_thousand_calls_in_flight_are_answered_and_leave_no_file_open() {
    let flood = flood::at_once(env!("CARGO_BIN_EXE_acesso-proof"), 1_000).await.unwrap();
    assert_eq!(flood.answered, 1_000, "{flood:?}");
    assert!(flood.bytes_per_call <= flood::BYTES_PER_CALL, "{flood:?}");
    if let Some((before, after)) = flood.files {
        assert!(after <= before, "{flood:?}");
    }
}
