//! What the operating system says, in other languages than its own.

use std::io::{Error, ErrorKind};

use crate::model::Lang;

/// The same in this language, where it is one of the things that happen every day. What it is of stands before it.
pub(super) fn in_words_of(lang: Lang, text: &str) -> String {
    let (before, last) = text.rsplit_once(": ").map_or(("", text), |(before, last)| (before, last));
    let Some(said) = kind(last).and_then(id).map(|id| lang.say(id)) else { return text.to_owned() };
    if before.is_empty() { said } else { format!("{before}: {said}") }
}

/// Which error it is: Rust writes `No such file or directory (os error 2)`, or the kind alone.
fn kind(text: &str) -> Option<ErrorKind> {
    let number = text.rsplit_once("(os error ").and_then(|(_, rest)| rest.strip_suffix(')')?.parse().ok());
    match number {
        Some(number) => Some(Error::from_raw_os_error(number).kind()),
        None => KNOWN.into_iter().find(|kind| kind.to_string() == text),
    }
}

const KNOWN: [ErrorKind; 6] = [
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::AlreadyExists,
    ErrorKind::IsADirectory,
    ErrorKind::NotADirectory,
    ErrorKind::StorageFull,
];

fn id(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "system-not-found",
        ErrorKind::PermissionDenied => "system-not-permitted",
        ErrorKind::AlreadyExists => "system-exists",
        ErrorKind::IsADirectory => "system-folder",
        ErrorKind::NotADirectory => "system-no-folder",
        ErrorKind::StorageFull => "system-full",
        _ => return None,
    })
}
