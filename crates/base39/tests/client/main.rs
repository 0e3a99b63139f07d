//! The client as its users meet it. No network but loopback; time is paused where it matters.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may stop at the first surprise, their helpers included"
)]

mod contract;
mod credentials;
mod dialect;
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod examples;
mod paging;
mod readers;
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod sandbox;
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod sockets;
mod support;
mod wire;
