//! How a command ends that does not end well.

use std::{io, process::ExitCode};

use acesso_forms::output::say;
use acesso_review::model::Failure;

/// One line that says what happened, one that says what to do, and the exit code.
pub(crate) fn report(failure: &Failure) -> ExitCode {
    // Whoever read our output has seen enough, `acesso … | head` for example.
    if matches!(failure, Failure::Write(error) if error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    say(format_args!("error: {failure}\n  {}", failure.advice()));
    ExitCode::from(failure.code())
}

/// That the sandbox could not start.
pub(crate) fn no_sandbox(error: &io::Error) -> Failure {
    Failure::Failed {
        what: format!("the sandbox could not start: {error}"),
        advice: "choose another --port, or leave it out",
    }
}
