//! What the answers that are too much cost. Alone in its process, since its heap is what counts.

#[tokio::test]
async fn answers_that_are_too_much_end_in_their_error_and_a_file_costs_a_piece_of_it() {
    let program = env!("CARGO_BIN_EXE_acesso-proof");
    let of_a_download = acesso_proof::memory::of_a_download(64).await.unwrap();
    assert!(of_a_download < 1 << 20, "{of_a_download} bytes");
    for cost in acesso_proof::memory::costs(program, 8 << 20).await.unwrap() {
        assert!(cost.holds(), "{cost:?}");
    }
}
