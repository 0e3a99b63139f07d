//! How texts are put into lines, shells and terminals.

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
    text.chars().map(|character| if is_command(character) { '\u{fffd}' } else { character }).collect()
}

/// Control characters, and those that turn the direction of writing around or show nothing.
fn is_command(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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
    fn a_long_sentence_stays_in_its_column() {
        assert_eq!(wrapped("one two three four", 13, 4), "one two\n    three\n    four");
        assert_eq!(wrapped("açãoação é", 12, 2), "açãoação é");
        assert_eq!(wrapped("averyveryverylongword ends", 8, 2), "averyveryverylongword\n  ends");
        assert_eq!(wrapped("", 8, 2), "");
    }
}
