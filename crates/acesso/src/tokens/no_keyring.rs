//! In the place of the system's keyring, where the tool is built without one.

#[derive(Debug)]
pub(super) enum Trouble {
    Missing,
    #[expect(dead_code, reason = "what is missing is never closed")]
    Closed,
}

pub(super) fn read() -> Result<Option<String>, Trouble> {
    Err(Trouble::Missing)
}

pub(super) fn write(_text: String) -> Result<(), Trouble> {
    Err(Trouble::Missing)
}

pub(super) fn remove() -> Result<bool, Trouble> {
    Err(Trouble::Missing)
}
