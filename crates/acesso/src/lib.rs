#![doc = include_str!("../README.md")]

mod answer;
mod canonical;
mod cli;
mod commands;
mod diff;
mod export;
mod failure;
mod faults;
mod findings;
mod language;
mod model;
mod output;
mod report;
mod review;
mod roster;
mod services;
mod settings;
mod store;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

/// Does what the process's arguments ask for and says how it went, as the exit code that `acesso --help` documents.
pub async fn main() -> ExitCode {
    match commands::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// The project's front page: its code is tested here, where all three clients are at hand.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct FrontPage;
