#![doc = include_str!("../README.md")]

mod answer;
mod canonical;
mod cli;
mod commands;
mod decisions;
mod diff;
mod evidence;
mod export;
mod failure;
mod faults;
mod findings;
mod fingerprint;
mod identity;
mod language;
mod model;
mod output;
mod pack;
mod prune;
mod pseudonym;
mod remediation;
mod report;
mod review;
mod roster;
mod services;
mod settings;
mod signature;
mod store;
mod tokens;
mod verify;
mod version;

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
#[cfg(all(doctest, repository))]
#[doc = include_str!("../../../README.md")]
struct FrontPage;

/// The same in Portuguese.
#[cfg(all(doctest, repository))]
#[doc = include_str!("../../../README.pt-BR.md")]
struct FrontPageInPortuguese;
