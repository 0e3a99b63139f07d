//! What holds for every failure, for the inputs that its fuzz target found worth keeping.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

#[path = "../../../fuzz/properties/errors.rs"]
mod property;
#[path = "../../../fuzz/properties/replay.rs"]
mod replay;

#[test]
fn the_corpus_holds() {
    replay::replay("errors", property::check);
}
