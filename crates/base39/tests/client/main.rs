//! The client as its users meet it. No network but loopback; time is paused where it matters.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may stop at the first surprise, their helpers included"
)]

mod classify;
mod companies;
mod contract;
mod credentials;
mod events;
#[cfg(feature = "reqwest")]
mod examples;
mod invoices;
mod loans;
mod named_parameters;
mod notifications;
mod odd_answers;
mod paging;
mod payment_methods;
mod products;
mod readers;
#[cfg(feature = "reqwest")]
mod sandbox;
mod secrets;
#[cfg(feature = "reqwest")]
mod sockets;
mod support;
#[cfg(feature = "webhook")]
mod webhook;
mod whole;
mod wire;
