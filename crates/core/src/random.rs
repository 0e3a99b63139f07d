//! Random bits that nobody can guess.

use std::{
    hash::{BuildHasher, RandomState},
    process,
    time::SystemTime,
};

/// So many random bytes.
///
/// They are what std's keyed hash makes of a number, the time and the process, under a key that std draws for its hash maps
/// and nobody sees. A program that seeds fastrand does not make them come again; neither does a copy of a process or of a
/// whole machine, whose keys are the same, but whose time or number is not. A crate for this would be the 107th of a client.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let key = RandomState::new();
    let mut bytes = [0; N];
    for (number, word) in bytes.chunks_mut(size_of::<u64>()).enumerate() {
        let random = key.hash_one((number, SystemTime::now(), process::id())).to_ne_bytes();
        word.copy_from_slice(random.get(..word.len()).unwrap_or(&random));
    }
    bytes
}
