//! What holds for every error.

use acesso_core::Error;

/// What a terminal shows of an error is one line of a bounded length, which moves no cursor and turns no text round. Its
/// `Debug` has a line more for each cause.
pub(crate) fn assert_one_line(error: &Error) {
    let shown = error.to_string();
    assert!(!shown.contains(obeyed) && shown.chars().count() < 1500, "{shown:?}");
    assert!(!format!("{error:?}").replace("\n  because: ", " ").contains(obeyed), "{error:?}");
}

/// What a terminal obeys, the marks that turn the direction of a text included.
fn obeyed(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
