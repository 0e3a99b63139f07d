//! The tool as a person runs it: real processes, real sockets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod commands;
mod diff;
mod export;
mod network;
mod run;
mod stored;
