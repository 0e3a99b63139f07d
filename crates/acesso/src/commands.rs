//! One file a service, one for the sandbox.

mod base39;
mod call;
mod campaign;
mod check;
mod decide;
mod diff;
mod export;
mod findings;
mod grants;
mod init;
mod login;
mod man;
mod myreports;
mod next;
mod operations;
mod prune;
mod review;
mod revocations;
mod runs;
mod sandbox;
#[cfg(test)]
mod schemas;
mod sign;
mod status;
mod tomticket;
mod verify;
mod who;

use std::{env, path::Path, process::ExitCode};

use acesso_forms::output::Output;
use acesso_review::{
    model::{Failure, Lang},
    store::temporary,
};
use clap_complete::Shell;

use crate::{
    cli::{Cli, Command},
    failure::show,
    help,
    services::Services,
    settings::Settings,
    signals, stores,
};

pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let (store, sandbox) = (cli.command.store().cloned(), cli.sandbox);
    let done = run_command(cli).await;
    done.map_err(|failure| match store {
        Some(store) => stores::naming(failure, &store, sandbox),
        None => failure,
    })
}

async fn run_command(cli: Cli) -> Result<ExitCode, Failure> {
    let output = Output::new(cli.output())?;
    // A sandbox makes nothing of the moment, and ends by itself when it is told to.
    if !matches!(cli.command, Command::Sandbox(_)) {
        signals::clean_up_when_told_to_end();
        sweep(&cli);
    }
    if !cli.command.fills_a_folder() {
        output.check()?;
    }
    let settings = || Settings::load(cli.config.as_deref());
    let services = async |settings: &Settings| Services::new(cli.sandbox, settings).await;
    let announced = async || Ok(services(&settings()?).await?.announce(output.lang()));
    let done = match cli.command {
        Command::Review(options) => {
            let settings = settings()?;
            return review::run(&options, services(&settings).await?, &settings, &output).await;
        }
        Command::Findings(options) => return findings::run(&options, cli.sandbox, &output),
        Command::Grants(options) => grants::run(&options, cli.sandbox, &output),
        Command::Who(options) => who::run(&options, cli.sandbox, &output),
        Command::Runs(options) => runs::run(&options, cli.sandbox, &output),
        Command::Export(options) => export::run(&options, cli.sandbox, &settings()?, &output),
        Command::Campaign { command } => campaign::run(&command, cli.sandbox, settings, &output),
        Command::Status(options) => status::run(&options, cli.sandbox, &output),
        Command::Decide(options) => decide::run(&options, cli.sandbox, &output),
        Command::Sign(options) => sign::run(&options, cli.sandbox, &output),
        Command::Revocations(options) => revocations::run(&options, cli.sandbox, &output),
        Command::Verify(options) => return verify::run(&options, cli.sandbox, &output),
        Command::Diff(options) => return diff::run(&options, cli.sandbox, &output),
        Command::Prune(options) => prune::run(&options, cli.sandbox, &output),
        Command::Check(options) => {
            let settings = settings()?;
            return check::run(&options, &services(&settings).await?.announce(output.lang()), &settings, &output).await;
        }
        Command::Init(options) => init::run(&options, cli.config.as_deref(), cli.sandbox, &output).await,
        Command::Login(options) => login::log_in(&options, cli.sandbox, &output).await,
        Command::Logout { service } => login::log_out(service, &output).await,
        Command::Completions { shell } => completions(shell, output.lang()),
        Command::Man { folder } => man::write(&folder, output.lang()),
        Command::Sandbox(options) => return sandbox::run(&options, &output).await,
        Command::Tomticket { command } => tomticket::run(command, announced, &output).await,
        Command::Base39 { command } => base39::run(command, announced, &output).await,
        Command::Myreports { command } => myreports::run(command, announced, &output).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Removes what a process left that was killed, where such a thing may lie: also where this command makes nothing of its own.
fn sweep(cli: &Cli) {
    temporary::sweep(&env::temp_dir());
    let store = cli.command.store().map(|options| stores::path_of(options, cli.sandbox));
    if let Some(folder) = store.and_then(Result::ok).as_deref().and_then(Path::parent) {
        temporary::sweep(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    }
}

fn completions(shell: Shell, lang: Lang) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(lang), "acesso", &mut script);
    show(&help::in_words_of(lang, &String::from_utf8_lossy(&script)))
}
