//! How texts are put into lines, shells and terminals.

use std::fmt::Write as _;

/// A text in lines of so many columns, the ones after the first with blanks before them. A word that is longer stays whole.
pub fn wrapped(text: &str, columns: usize, indent: usize) -> String {
    let (mut out, mut column) = (String::new(), indent);
    for word in text.split(' ') {
        let width = console::measure_text_width(word);
        if column > indent && column + 1 + width > columns {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}

/// A service's text without what a terminal would obey or hide.
pub fn printable(text: &str) -> String {
    text.chars().map(|character| if is_command(character) { REPLACED } else { character }).collect()
}

/// A JSON document that says the same, in which what a terminal would obey or hide is written by its number. Line breaks are
/// between its members alone.
pub fn printable_json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for character in document.chars() {
        if is_command(character) && character != '\n' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing into a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// What stands for a character that is not shown.
pub(crate) const REPLACED: char = '\u{fffd}';

/// Control characters, and those that turn the direction of writing around or show nothing.
pub(crate) fn is_command(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// An argument as a shell takes it.
pub fn in_shell(argument: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:,=+@%".contains(character);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", printable(argument).replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_and_shows_all_of_it() {
        let text = "Ana\u{1b}[31m\u{9b}x\u{202e}y\u{e0041}z\u{7f} Ação ✓\n";
        for document in [serde_json::to_string(&[text]).unwrap(), serde_json::to_string_pretty(&[text]).unwrap()] {
            let shown = printable_json(&document);
            assert_eq!(serde_json::from_str::<[String; 1]>(&shown).unwrap(), [text]);
            assert!(!shown.chars().any(|it| is_command(it) && it != '\n'), "{shown:?}");
        }
    }

    #[test]
    fn a_long_sentence_stays_in_its_column() {
        assert_eq!(wrapped("one two three four", 13, 4), "one two\n    three\n    four");
        assert_eq!(wrapped("açãoação é", 12, 2), "açãoação é");
        assert_eq!(wrapped("averyveryverylongword ends", 8, 2), "averyveryverylongword\n  ends");
        assert_eq!(wrapped("", 8, 2), "");
    }
}
