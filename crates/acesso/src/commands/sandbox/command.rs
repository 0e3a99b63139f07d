//! `acesso sandbox -- COMMAND`: a command that finds the three services in its environment, as `env` would run it.

use std::{
    ffi::{OsStr, OsString},
    process::{ExitCode, ExitStatus},
};

use acesso_review::model::Failure;
use acesso_sandbox::Sandbox;
use tokio::process::Command;

use crate::{failure::no_sandbox, sandbox::variables, signals};

/// A person's own, beside which Base39's client takes no API key.
const IN_THE_WAY: [&str; 2] = ["BASE39_CLIENT_ID", "BASE39_CLIENT_SECRET"];

/// Runs the command and ends as it ends. Told to end alone, it ends the command, too.
pub(super) async fn run(program: &OsStr, arguments: &[OsString], sandbox: &Sandbox) -> Result<ExitCode, Failure> {
    // Before there is a command that could be left behind.
    let told_to_end = signals::termination().map_err(|error| no_sandbox(&error))?;
    let _held = signals::leave_ctrl_c_to_others().map_err(|error| no_sandbox(&error))?;
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    for name in IN_THE_WAY {
        command.env_remove(name);
    }
    let mut running = command.envs(variables(sandbox)).spawn().map_err(|error| {
        Failure::usage("failure-program-not-started", &[("program", &program.display()), ("error", &error)])
    })?;
    let ended = tokio::select! {
        ended = running.wait() => ended.map(exit_code),
        signal = told_to_end => Ok(exit_code_of_signal(signal)),
    };
    ended.map_err(|error| {
        Failure::failed("failure-program-not-awaited", &[("program", &program.display()), ("error", &error)])
    })
}

/// The command's own, or 128 and the number of the signal that ended it. Windows has codes that don't fit: they are 1.
fn exit_code(ended: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&ended) {
        return exit_code_of_signal(signal);
    }
    ExitCode::from(ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// As shells say it.
fn exit_code_of_signal(signal: i32) -> ExitCode {
    ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))
}
