//! What goes to stdout: nothing that a terminal would obey or hide.

use std::{
    fmt,
    io::{self, Write},
    str,
};

use crate::words::{REPLACED, is_command, printable_json};

/// What becomes of the characters that a terminal would obey or hide. Line breaks are none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// They stay: no terminal is there.
    Kept,
    /// Another character stands in their place.
    Replaced,
    /// They are written by their number: it is JSON, and says the same.
    Escaped,
}

/// A writer of UTF-8 through which only goes what can be seen.
pub struct Visible {
    out: Box<dyn Write + Send>,
    hidden: Hidden,
    /// The beginning of a character whose end is not there yet.
    begun: Vec<u8>,
}

impl Visible {
    pub(super) fn new(out: impl Write + Send + 'static, hidden: Hidden) -> Self {
        Self { out: Box::new(out), hidden, begun: Vec::new() }
    }

    pub(super) fn set_hidden(&mut self, hidden: Hidden) {
        self.hidden = hidden;
    }

    pub(super) fn is_terminal(&self) -> bool {
        self.hidden == Hidden::Replaced
    }

    fn visible(&self, text: &str) -> String {
        match self.hidden {
            Hidden::Escaped => printable_json(text),
            _ => text.chars().map(|it| if is_command(it) && it != '\n' { REPLACED } else { it }).collect(),
        }
    }
}

impl fmt::Debug for Visible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visible").field("hidden", &self.hidden).finish_non_exhaustive()
    }
}

impl Write for Visible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.hidden == Hidden::Kept {
            return self.out.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.begun);
        let (mut text, mut left) = (String::new(), all.len());
        for chunk in all.utf8_chunks() {
            text.push_str(&self.visible(chunk.valid()));
            left -= chunk.valid().len() + chunk.invalid().len();
            match str::from_utf8(chunk.invalid()) {
                Err(error) if error.error_len().is_none() && left == 0 => self.begun = chunk.invalid().to_vec(),
                Err(_) => text.push(REPLACED),
                Ok(_) => {}
            }
        }
        self.out.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::Terminal;

    #[test]
    fn it_is_the_same_however_the_text_comes() {
        let text = "Ana\u{1b}[31m\u{202e}x\r\n\u{e0041}é✓😀\n";
        for (hidden, expected) in [
            (Hidden::Kept, text),
            (Hidden::Replaced, "Ana\u{fffd}[31m\u{fffd}x\u{fffd}\n\u{fffd}é✓😀\n"),
            (Hidden::Escaped, "Ana\\u001b[31m\\u202ex\\u000d\n\\udb40\\udc41é✓😀\n"),
        ] {
            for length in 1..=text.len() {
                let terminal = Terminal::default();
                let mut visible = Visible::new(terminal.clone(), hidden);
                text.as_bytes().chunks(length).for_each(|part| visible.write_all(part).unwrap());
                assert_eq!(terminal.seen(), expected, "{hidden:?} {length}");
            }
        }
    }

    #[test]
    fn a_byte_that_is_no_text_is_replaced() {
        let terminal = Terminal::default();
        Visible::new(terminal.clone(), Hidden::Replaced).write_all(b"a\x9b31mb\xc3c").unwrap();
        assert_eq!(terminal.seen(), "a\u{fffd}31mb\u{fffd}c");
    }
}
