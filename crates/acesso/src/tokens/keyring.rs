//! The system's keyring: the Secret Service, macOS's keychain, or Windows' credential manager.

use std::{sync::mpsc, thread, time::Duration};

use ::keyring::{Entry, Error};

/// How long a locked keyring may ask its owner for the password. Nobody may be there.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why it has no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// There is none.
    Missing,
    /// It is locked and nobody unlocked it, or it failed.
    Closed,
}

pub(crate) fn read(entry: &str) -> Result<Option<String>, Trouble> {
    ask(entry, |entry| found(entry.get_password()))
}

pub(crate) fn write(entry: &str, text: String) -> Result<(), Trouble> {
    ask(entry, move |entry| entry.set_password(&text))
}

/// Whether there was something.
pub(crate) fn remove(entry: &str) -> Result<bool, Trouble> {
    ask(entry, |entry| Ok(found(entry.delete_credential())?.is_some()))
}

fn found<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

/// On a thread of its own, which is left behind when the keyring takes too long.
fn ask<T: Send + 'static>(
    name: &str,
    question: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Trouble> {
    let entry = name.to_owned();
    let (answer, answers) = mpsc::channel();
    thread::spawn(move || answer.send(Entry::new("acesso", &entry).and_then(question)));
    match answers.recv_timeout(PATIENCE) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Error::NoDefaultStore)) => Err(Trouble::Missing),
        Ok(Err(_)) | Err(_) => Err(Trouble::Closed),
    }
}
