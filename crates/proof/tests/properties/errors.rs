//! What holds for every failure, whatever a service or an authorisation server answers.

use crate::{properties, replay::replay};

#[test]
fn the_corpus_holds() {
    replay("errors", properties::errors::check);
}
