//! One file a service, one for the sandbox.

mod base39;
mod myreports;
mod sandbox;
mod tomticket;

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{
    cli::{Cli, Command},
    failure::Failure,
    output::Output,
    services::Services,
};

pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let output = Output::new(cli.output)?;
    match cli.command {
        Command::Completions { shell } => completions(shell),
        Command::Sandbox(options) => sandbox::serve(&options, &output).await,
        Command::Tomticket { command } => tomticket::run(command, &Services::new(cli.sandbox).await?, &output).await,
        Command::Base39 { command } => base39::run(command, &Services::new(cli.sandbox).await?, &output).await,
        Command::Myreports { command } => myreports::run(command, &Services::new(cli.sandbox).await?, &output).await,
    }
}

fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "acesso", &mut script);
    Ok(io::stdout().lock().write_all(&script)?)
}
