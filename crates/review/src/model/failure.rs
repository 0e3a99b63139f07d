//! Why something could not be done, and what to do about it.

use std::{error, io, iter, path::PathBuf};

use acesso_core::{Error, ErrorKind};
use serde::Serialize;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A call.
    #[error("{}", with_cause(.0))]
    Call(#[from] Error),
    /// A call, and what to do where the tool knows more about it than the call's error.
    #[error("{}", with_cause(.0))]
    Advised(Error, &'static str),
    /// What was typed or set can't be done as it is.
    #[error("{what}")]
    Usage {
        /// What can't be done as it was asked for, for people.
        what: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// The store's file could not be made.
    #[error("could not open the store {}: {error}", .path.display())]
    StoreFile {
        /// The store's file.
        path: PathBuf,
        /// What the operating system says.
        error: io::Error,
    },
    /// The store has a shape that this version does not know.
    #[error("the store {} was written by a newer version of acesso", .path.display())]
    NewerStore {
        /// The store's file, which is left as it is.
        path: PathBuf,
    },
    /// The store, which the text names, could not be used.
    #[error("{what}")]
    UnusableStore {
        /// Which file it is and what is wrong with it, for people.
        what: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// The store could not be read or written.
    #[error("could not use the store: {0}")]
    Store(Box<dyn error::Error + Send + Sync>),
    /// Nothing answers to what was asked for.
    #[error("{what}")]
    NotFound {
        /// What is not there, for people.
        what: String,
        /// Where to look for what there is.
        advice: &'static str,
    },
    /// What was asked can't be told, since something was not read whole.
    #[error("{what}")]
    Incomplete {
        /// What was not read whole, for people.
        what: String,
        /// How to have it read.
        advice: &'static str,
    },
    /// Something else went wrong, such as a log-in.
    #[error("{what}")]
    Failed {
        /// What went wrong, for people.
        what: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// Nowhere to write to.
    #[error("could not write the answer: {0}")]
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
    /// What kind it is.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Call(error) | Self::Advised(error, _) => match error.kind() {
                ErrorKind::InvalidInput | ErrorKind::Configuration => FailureKind::Usage,
                ErrorKind::NotFound => FailureKind::NotFound,
                ErrorKind::Unauthorized | ErrorKind::Forbidden => FailureKind::Refused,
                _ => FailureKind::Service,
            },
            Self::Usage { .. } => FailureKind::Usage,
            Self::NotFound { .. } => FailureKind::NotFound,
            Self::Incomplete { .. } => FailureKind::Incomplete,
            Self::Failed { .. } => FailureKind::Failed,
            Self::StoreFile { .. } | Self::NewerStore { .. } | Self::UnusableStore { .. } | Self::Store(_) => {
                FailureKind::Store
            }
            Self::Write(_) => FailureKind::Write,
        }
    }

    /// What a person can do about it, in one line.
    pub fn advice(&self) -> &str {
        match self {
            Self::Call(error) => error.advice(),
            Self::Advised(_, advice)
            | Self::Usage { advice, .. }
            | Self::NotFound { advice, .. }
            | Self::Incomplete { advice, .. }
            | Self::UnusableStore { advice, .. }
            | Self::Failed { advice, .. } => advice,
            Self::StoreFile { .. } | Self::Store(_) => "check the disk and the file, or name another one with --store",
            Self::NewerStore { .. } => "update acesso, or name another file with --store",
            Self::Write(_) => "check the disk and the permissions of where the output goes",
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
