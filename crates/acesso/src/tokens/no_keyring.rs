//! In the place of the system's keyring, where the tool is built without one.

#[derive(Debug)]
pub(crate) enum Trouble {
    Missing,
    #[expect(dead_code, reason = "what is missing is never closed")]
    Closed,
}

pub(crate) fn read(_entry: &str) -> Result<Option<String>, Trouble> {
    Err(Trouble::Missing)
}

pub(crate) fn write(_entry: &str, _text: String) -> Result<(), Trouble> {
    Err(Trouble::Missing)
}

pub(crate) fn remove(_entry: &str) -> Result<bool, Trouble> {
    Err(Trouble::Missing)
}
