//! The tool as a person runs it: real processes, real sockets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod check;
mod commands;
mod diff;
mod export;
mod findings;
mod login;
mod network;
mod readme;
mod report;
mod review;
mod review_base39;
mod review_myreports;
mod review_tomticket;
mod run;
mod stored;
