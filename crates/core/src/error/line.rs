//! An error on one line.

use std::fmt;

use super::{Context, Inner};

/// How much of a vendor's text is shown, in characters.
const SHOWN: usize = 200;

/// What happened and where.
pub(super) struct Summary<'a>(pub(super) &'a Inner);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.0;
        if let Some(Context { service, operation, method, template }) = &error.context {
            write!(f, "{service} {operation} ({method} {template}): ")?;
        }
        f.write_str(error.detail.as_deref().unwrap_or_else(|| error.kind.description()))?;
        if let Some(path) = &error.json_path {
            // It can hold a member name that the service chose.
            write!(f, " at {}", one_line(path))?;
        }
        if let Some(status) = error.status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(code) = &error.code {
            write!(f, ", code {}", one_line(code))?;
        }
        if let Some(message) = &error.message {
            write!(f, ", the service says: {}", one_line(message).trim_end_matches('.'))?;
        }
        if let Some(id) = &error.request_id {
            write!(f, ", request id {}", one_line(id))?;
        }
        if error.attempts > 1 {
            write!(f, ", after {} attempts in {:.1} s", error.attempts, error.elapsed.as_secs_f32())?;
        }
        if let Some(why) = error.not_repeated {
            write!(f, ", not repeated because {why}")?;
        }
        if error.may_have_happened {
            f.write_str(", and the change may have been made")?;
        }
        Ok(())
    }
}

/// A vendor's text on one line, 200 characters at most, without anything that a terminal would obey or that would show
/// something else than what is there.
fn one_line(text: &str) -> String {
    let mut line: String = text
        .split(|character: char| character.is_control() || character.is_whitespace())
        .map(|word| word.replace(is_invisible, ""))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((end, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Unicode's format characters (general category Cf), such as the ones that turn the direction of a text.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
}
