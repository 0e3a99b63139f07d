//! What holds for every error.

use acesso_core::Error;

/// What a terminal shows of an error is one line of a bounded length, which moves no cursor.
pub(crate) fn assert_one_line(error: &Error) {
    let shown = error.to_string();
    assert!(!shown.contains(char::is_control) && shown.chars().count() < 1500, "{shown:?}");
    assert!(!format!("{error:?}").contains(char::is_control), "{error:?}");
}
