//! Settings from environment variables.

use std::fmt;

use crate::{BaseUrl, Fault, Secret};

/// Where a client's settings are looked up by name: the process's environment, or a function in a test.
pub struct Variables<'a>(Box<LookUp<'a>>);

type LookUp<'a> = dyn Fn(&str) -> Option<String> + 'a;

impl<'a> Variables<'a> {
    /// The environment of this process.
    pub fn of_process() -> Self {
        // Not `var(..).ok()`: a value that is no Unicode would count as missing, and a token meant for another address
        // would go to the default one. With replacement characters in it, it is refused by whoever reads it.
        Self::new(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// Another source.
    pub fn new(look_up: impl Fn(&str) -> Option<String> + 'a) -> Self {
        Self(Box::new(look_up))
    }

    /// A variable that may be missing. An empty one counts as missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.trim().is_empty())
    }

    /// A base URL that may be missing.
    ///
    /// # Errors
    /// Those of [`BaseUrl::parse`], with the variable's name.
    pub fn base_url(&self, name: &str) -> Result<Option<String>, Fault> {
        let Some(url) = self.optional(name) else { return Ok(None) };
        BaseUrl::parse_setting(name, &url)?;
        Ok(Some(url))
    }

    /// A secret that must be there. `advice` says what to set it to.
    ///
    /// # Errors
    /// A fault of kind [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) that names the variable.
    pub fn secret(&self, name: &str, advice: &str) -> Result<Secret, Fault> {
        match self.optional(name) {
            Some(value) => Ok(Secret::new(value)),
            None => Err(Fault::configuration(format!("the environment variable {name} is not set"))
                .advice(format!("set {name} to {advice}"))),
        }
    }
}

impl fmt::Debug for Variables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variables(..)")
    }
}
