//! What the answers that are too much cost. Alone in its process, since its heap is what counts.

#[tokio::test]
async fn answers_that_are_too_much_end_in_their_error_and_within_their_bound() {
    let program = env!("CARGO_BIN_EXE_acesso-proof");
    for cost in acesso_proof::memory::costs(program, 8 << 20).await.unwrap() {
        assert!(cost.holds(), "{cost:?}");
    }
}
