//! Who answers the questions.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::Path,
    vec,
};

use acesso_forms::output::say;
use acesso_review::model::{Failure, Lang};
use console::Term;

use crate::cli::InitOptions;

/// Somebody at a terminal, or a file of answers.
pub(super) struct Person {
    answers: Answers,
    lang: Lang,
}

enum Answers {
    Terminal(Term),
    Lines(vec::IntoIter<String>),
}

impl Person {
    pub(super) fn of(options: &InitOptions, lang: Lang) -> Result<Self, Failure> {
        let answers = match &options.answers {
            Some(file) => Answers::Lines(lines(file)?.into_iter()),
            None if io::stdin().is_terminal() && io::stderr().is_terminal() => Answers::Terminal(Term::stderr()),
            None => return Err(Failure::usage("failure-init-without-terminal", &[])),
        };
        Ok(Self { answers, lang })
    }

    /// What somebody types, without the blanks around it.
    pub(super) fn answer(&mut self, question: &str) -> Result<String, Failure> {
        self.ask(question, Term::read_line)
    }

    /// The same, not shown while it is typed.
    pub(super) fn secret(&mut self, question: &str) -> Result<String, Failure> {
        self.ask(question, Term::read_secure_line)
    }

    /// Yes or no; nothing typed is what stands in capitals.
    pub(super) fn agrees(&mut self, question: &str, usually: bool) -> Result<bool, Failure> {
        let choice = self.lang.say(if usually { "init-usually-yes" } else { "init-usually-no" });
        loop {
            match &*self.answer(&format!("{question} {choice}"))?.to_lowercase() {
                "" => return Ok(usually),
                "y" | "yes" | "s" | "sim" => return Ok(true),
                "n" | "no" | "não" | "nao" => return Ok(false),
                _ => say(self.lang.say("init-yes-or-no")),
            }
        }
    }

    fn ask(&mut self, question: &str, read: fn(&Term) -> io::Result<String>) -> Result<String, Failure> {
        let answer = match &mut self.answers {
            Answers::Terminal(terminal) => {
                terminal.write_str(&format!("{question}: "))?;
                read(terminal).map_err(stopped)?
            }
            Answers::Lines(lines) => {
                say(format_args!("{question}:"));
                lines.next().ok_or_else(|| Failure::usage("failure-answers-end", &[("question", &question)]))?
            }
        };
        Ok(answer.trim().to_owned())
    }
}

/// Ctrl-C is no failure of a file.
fn stopped(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::Interrupted => Failure::failed("failure-init-stopped", &[]),
        _ => error.into(),
    }
}

fn lines(file: &Path) -> Result<Vec<String>, Failure> {
    let mut text = String::new();
    let read = match file.to_str() {
        Some("-") => io::stdin().read_to_string(&mut text).map(drop),
        _ => fs::read_to_string(file).map(|read| text = read),
    };
    read.map_err(|error| Failure::usage("failure-file-unreadable", &[("file", &file.display()), ("error", &error)]))?;
    Ok(text.lines().map(str::to_owned).collect())
}
