//! The tool as a person runs it: real processes, real sockets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod absence;
mod call;
mod campaign;
mod canary;
mod check;
mod commands;
mod decide;
mod diff;
#[cfg(unix)]
mod ended;
mod evidence;
mod export;
mod failure;
mod findings;
mod house;
mod init;
mod language;
mod login;
mod network;
mod packets;
mod pages;
mod pipes;
mod prune;
mod pseudonym;
mod readme;
mod report;
mod review;
mod review_base39;
mod review_myreports;
mod review_tomticket;
mod revocations;
mod run;
mod sandbox_command;
mod schemas;
mod secrets;
mod spreadsheet;
mod stored;
mod stores;
mod terminal;
#[cfg(repository)]
mod terms;
mod version;
mod whole_campaign;
