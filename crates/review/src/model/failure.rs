//! Why something could not be done, and what to do about it.

use std::{
    borrow::Cow,
    error,
    fmt::Display,
    io, iter,
    path::{Path, PathBuf},
};

use acesso_core::{Error, ErrorKind};
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::{Lang, Sentence, system};

mod calls;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A call.
    #[error("{}", with_cause(.0))]
    Call(#[from] Error),
    /// A call, and under which id stands what to do, where the tool knows more about it than the call's error.
    #[error("{}", with_cause(.0))]
    Advised(Error, &'static str),
    /// Whatever is said in every language: what happened, and in the message's `advice` what to do.
    #[error("{what}")]
    Said {
        /// What kind it is.
        kind: FailureKind,
        /// What happened.
        what: Sentence,
    },
    /// The store's file could not be made.
    #[error("{}", Lang::En.say_with("failure-store-file", [("path", shown(.path)), ("error", .error.to_string().into())]))]
    StoreFile {
        /// The store's file.
        path: PathBuf,
        /// What the operating system says.
        error: io::Error,
    },
    /// The store has a shape that this version does not know.
    #[error("{}", Lang::En.say_with("failure-newer-store", [("path", shown(.path))]))]
    NewerStore {
        /// The store's file, which is left as it is.
        path: PathBuf,
    },
    /// The store could not be read or written.
    #[error("{}", Lang::En.say_with("failure-store", [("error", .0.to_string().into())]))]
    Store(Box<dyn error::Error + Send + Sync>),
    /// Nowhere to write to.
    #[error("{}", Lang::En.say_with("failure-write", [("error", .0.to_string().into())]))]
    Write(#[from] io::Error),
}

/// What kind of failure it is, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// What was typed or set can't be.
    Usage,
    /// Nothing answers to what was asked for.
    NotFound,
    /// It can't be told, since something was not read whole.
    Incomplete,
    /// A service refused the credentials.
    Refused,
    /// A service could not be asked, or answered with something else.
    Service,
    /// The store could not be read or written.
    Store,
    /// The answer could not be written.
    Write,
    /// Something else.
    Failed,
}

impl Failure {
    /// What was typed or set can't be done as it is: the message's id, and what is put into it.
    pub fn usage(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::said(FailureKind::Usage, id, values)
    }

    /// Nothing answers to what was asked for.
    pub fn not_found(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::said(FailureKind::NotFound, id, values)
    }

    /// It can't be told, since something was not read whole.
    pub fn incomplete(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::said(FailureKind::Incomplete, id, values)
    }

    /// The store could not be used.
    pub fn unusable_store(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::said(FailureKind::Store, id, values)
    }

    /// Something else went wrong.
    pub fn failed(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::said(FailureKind::Failed, id, values)
    }

    fn said(kind: FailureKind, id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::Said { kind, what: Sentence::new(id, values) }
    }

    /// The same with a value that is itself said in each language.
    #[must_use]
    pub fn with(self, name: &'static str, words: impl Fn(Lang) -> String) -> Self {
        match self {
            Self::Said { kind, what } => Self::Said { kind, what: what.with(name, words) },
            other => other,
        }
    }

    /// What kind it is.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Call(error) | Self::Advised(error, _) => match error.kind() {
                ErrorKind::InvalidInput | ErrorKind::Configuration => FailureKind::Usage,
                ErrorKind::NotFound => FailureKind::NotFound,
                ErrorKind::Unauthorized | ErrorKind::Forbidden => FailureKind::Refused,
                _ => FailureKind::Service,
            },
            Self::Said { kind, .. } => *kind,
            Self::StoreFile { .. } | Self::NewerStore { .. } | Self::Store(_) => FailureKind::Store,
            Self::Write(_) => FailureKind::Write,
        }
    }

    /// What happened, in this language. In English it is what `Display` shows.
    pub fn what(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let of_system = |error: &io::Error| system::in_words_of(lang, &error.to_string()).into();
        match self {
            Self::Call(error) | Self::Advised(error, _) => calls::what(lang, error),
            Self::Said { what, .. } => what.say(lang),
            Self::StoreFile { path, error } => {
                lang.say_with("failure-store-file", [("path", shown(path)), ("error", of_system(error))])
            }
            Self::NewerStore { path } => lang.say_with("failure-newer-store", [("path", shown(path))]),
            Self::Store(error) => lang.say_with("failure-store", [("error", error.to_string().into())]),
            Self::Write(error) => lang.say_with("failure-write", [("error", of_system(error))]),
        }
    }

    /// What a person can do about it, in one line of English.
    pub fn advice(&self) -> Cow<'_, str> {
        self.advice_in(Lang::En)
    }

    /// What a person can do about it, in one line of this language.
    pub fn advice_in(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Call(error) if lang == Lang::En => error.advice().into(),
            Self::Call(error) => calls::advice(lang, error).into(),
            Self::Advised(_, id) => lang.say(id).into(),
            Self::Said { what, .. } => what.advice(lang).into(),
            Self::StoreFile { .. } => lang.advise("failure-store-file").into(),
            Self::Store(_) => lang.advise("failure-store").into(),
            Self::NewerStore { .. } => lang.advise("failure-newer-store").into(),
            Self::Write(_) => lang.advise("failure-write").into(),
        }
    }

    /// The exit code of a program that ends because of it: 2 for what was asked wrongly, 3 for what is not there, 4
    /// for refused credentials, 6 for what was not read whole, 1 for all else.
    pub fn code(&self) -> u8 {
        match self.kind() {
            FailureKind::Usage => 2,
            FailureKind::NotFound => 3,
            FailureKind::Refused => 4,
            FailureKind::Incomplete => 6,
            FailureKind::Service | FailureKind::Store | FailureKind::Write | FailureKind::Failed => 1,
        }
    }
}

fn shown(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}

/// What happened, with the deepest cause where there is one: `Connection refused` tells more than `could not connect`.
/// Causes come from the transport and name no URL.
pub fn with_cause(error: &Error) -> String {
    let causes = iter::successors(error::Error::source(error), |cause| cause.source());
    match causes.last() {
        Some(cause) => format!("{}: {cause}", error.summary()),
        None => error.summary(),
    }
}

#[cfg(test)]
mod tests {
    use acesso_core::Error;

    use super::*;

    #[test]
    fn the_deepest_cause_is_told() {
        let cause = io::Error::other(io::Error::from(io::ErrorKind::ConnectionRefused));
        let error = Error::new(ErrorKind::Connect).with_source(cause);
        assert_eq!(Failure::Call(error).to_string(), "could not connect: connection refused");
    }

    #[test]
    fn a_failure_is_told_in_either_language() {
        let denied = io::Error::from_raw_os_error(13);
        let failure = Failure::usage("failure-file-unreadable", &[("file", &"x.toml"), ("error", &denied)]);
        assert_eq!(failure.to_string(), "x.toml can't be read: Permission denied (os error 13)");
        assert_eq!(failure.what(Lang::En), failure.to_string());
        assert_eq!(failure.what(Lang::PtBr), "x.toml não pode ser lido: sem permissão");
        assert_eq!(
            Lang::ALL.map(|lang| failure.advice_in(lang).into_owned()),
            ["check the file's name", "confira o nome do arquivo"]
        );
        let call = Failure::Call(Error::configuration("the environment variable TOMTICKET_TOKEN is not set"));
        assert_eq!(call.what(Lang::PtBr), "há uma configuração que falta ou está errada: TOMTICKET_TOKEN");
        let call = Failure::Call(Error::new(ErrorKind::Rejected).with_message(Some("Fila\n cheia.")));
        assert_eq!(call.what(Lang::PtBr), "o serviço recusou a requisição, o serviço diz: Fila cheia");
    }

    #[test]
    fn every_kind_has_its_exit_code() {
        let codes = [
            (ErrorKind::InvalidInput, 2),
            (ErrorKind::Configuration, 2),
            (ErrorKind::NotFound, 3),
            (ErrorKind::Unauthorized, 4),
            (ErrorKind::Forbidden, 4),
            (ErrorKind::WrongBaseUrl, 1),
            (ErrorKind::Server, 1),
            (ErrorKind::Connect, 1),
        ];
        for (kind, code) in codes {
            assert_eq!(Failure::Call(Error::new(kind)).code(), code, "{kind:?}");
        }
    }
}
