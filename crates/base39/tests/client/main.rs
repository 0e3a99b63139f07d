//! The client as its users meet it. No network but loopback; time is paused where it matters.

mod credentials;
mod dialect;
mod paging;
mod readers;
#[cfg(feature = "reqwest")]
mod sockets;
mod support;
mod wire;
