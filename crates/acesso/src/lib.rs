#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod credentials;
mod documented;
mod failure;
mod faults;
mod help;
mod identity;
mod progress;
mod sandbox;
mod services;
mod settings;
mod signals;
mod stores;
mod tokens;
mod version;

use std::process::ExitCode;

use clap::Parser;

/// Does what the process's arguments ask for and says how it went, as the exit code that `acesso --help` documents.
pub async fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(refused) => return failure::refuse(&refused),
    };
    match commands::run(cli).await {
        Ok(code) => code,
        Err(failure) => failure::report(&failure),
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
