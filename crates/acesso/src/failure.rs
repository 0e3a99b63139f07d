//! How a command ends that does not end well.

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use acesso_forms::{
    output::{nobody_reads, say},
    words::{printable, printable_json},
};
use acesso_review::model::{Failure, FailureKind, Lang};
use clap::error::ErrorKind;
use serde::Serialize;

use crate::help;

/// What happened, for programs. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Told<'a> {
    schema: &'static str,
    error: &'a str,
    kind: FailureKind,
    advice: &'a str,
    exit: u8,
}

impl Told<'_> {
    /// On one line, in place of those that people read.
    fn say(&self) {
        say(printable_json(&serde_json::to_string(self).unwrap_or_default()));
    }
}

impl<'a> Told<'a> {
    fn new(error: &'a str, kind: FailureKind, advice: &'a str, exit: u8) -> Self {
        Self { schema: "acesso/error/1", error, kind, advice, exit }
    }
}

/// One line that says what happened, one that says what to do, and the exit code; a JSON object where JSON was asked for.
pub(crate) fn report(failure: &Failure) -> ExitCode {
    if nobody_reads(failure) {
        return ExitCode::SUCCESS;
    }
    if asks_for_json(env::args_os()) {
        Told::new(&failure.to_string(), failure.kind(), &failure.advice(), failure.code()).say();
    } else {
        let lang = help::language(env::args_os());
        let what = lang.say_with("failure-error", [("what", failure.what(lang).into())]);
        say(format_args!("{what}\n  {}", failure.advice_in(lang)));
    }
    ExitCode::from(failure.code())
}

/// Shows a text on stdout. Whoever closed it has seen enough: what the command does else, and how it ends, stays.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

/// What was shown, if somebody wanted to see it: that they closed stdout does not change how the command ends.
pub(crate) fn unless_nobody_reads(shown: Result<(), Failure>) -> Result<(), Failure> {
    if shown.as_ref().is_err_and(nobody_reads) { Ok(()) } else { shown }
}

/// What clap says about arguments that it does not take, in the language that is asked for or as a JSON object; help and version
/// are no error.
pub(crate) fn refuse(refused: &clap::Error) -> ExitCode {
    let code = u8::try_from(refused.exit_code()).unwrap_or(1);
    if refused.use_stderr() && asks_for_json(env::args_os()) {
        let (error, advice) = in_two(refused);
        Told::new(&error, FailureKind::Usage, &advice, code).say();
        return ExitCode::from(code);
    }
    let lang = help::language(env::args_os());
    match help::command(lang).try_get_matches_from(env::args_os()) {
        Err(told) if lang != Lang::En => tell(lang, &told),
        _ => tell(lang, refused),
    }
    ExitCode::from(code)
}

/// Help, the version, or what is wrong.
fn tell(lang: Lang, refused: &clap::Error) {
    let is_help = refused.exit_code() == 0 || refused.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if lang == Lang::En && refused.to_string().lines().any(|line| printable(line) != line) {
        // What was typed has something in it that a terminal would obey.
        say(refused);
    } else if lang == Lang::En {
        let _nobody_reads_it = refused.print();
    } else if is_help {
        let text = help::in_words_of(lang, &refused.render().ansi().to_string());
        let _nobody_reads_it = match refused.use_stderr() {
            true => anstream::stderr().lock().write_all(text.as_bytes()),
            false => anstream::stdout().lock().write_all(text.as_bytes()),
        };
    } else {
        say(help::refusal(lang, refused));
    }
}

/// What clap says: in its first paragraph what is wrong, in the others what to do.
fn in_two(refused: &clap::Error) -> (String, String) {
    let text = refused.to_string();
    let mut parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let error = parts.next().unwrap_or_default();
    let advice = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    (error.strip_prefix("error: ").unwrap_or(&error).to_owned(), advice)
}

/// Whether `--json`, or `--format json`, is among the arguments, whatever else is wrong with them.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let mut before = OsString::new();
    for argument in arguments.take_while(|argument| argument != "--") {
        if argument == "--json" || argument == "--format=json" || (before == "--format" && argument == "json") {
            return true;
        }
        before = argument;
    }
    false
}

/// That the sandbox could not start.
pub(crate) fn no_sandbox(error: &io::Error) -> Failure {
    Failure::failed("failure-no-sandbox", &[("error", &error)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_asked_for_by_either_option() {
        let asks = |line: &str| asks_for_json(line.split(' ').map(OsString::from));
        for line in ["acesso check --json", "acesso --format json check", "acesso check --format=json --nonsense"] {
            assert!(asks(line), "{line}");
        }
        for line in ["acesso check", "acesso check --format csv", "acesso who -- --json", "acesso json --format"] {
            assert!(!asks(line), "{line}");
        }
    }
}
