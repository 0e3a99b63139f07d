//! Random numbers that nobody can guess.

use std::hash::{BuildHasher, RandomState};

/// So many words of random bits.
///
/// They come from the keys of std's hash maps, which the operating system gives: a program that seeds fastrand, or two
/// machines that start alike, must not get the same twice. SipHash under a secret key is a pseudorandom function.
pub(crate) fn random_words<const N: usize>() -> [u64; N] {
    let key = RandomState::new();
    std::array::from_fn(|number| key.hash_one(number))
}
