//! Settings from the environment.

use std::fmt;

use crate::{BaseUrl, Error, Secret, payload::header_value};

/// Where a client's settings are looked up by name: the process's environment, or a function in a test.
pub struct Env<'a>(Box<Lookup<'a>>);

type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

impl<'a> Env<'a> {
    /// The environment of this process.
    pub fn process() -> Self {
        // Not `var(..).ok()`: a value that is no Unicode would count as missing, and a token meant for another address
        // would go to the default one. With replacement characters in it, it is refused by whoever reads it.
        Self::from_fn(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// Another source.
    pub fn from_fn(lookup: impl Fn(&str) -> Option<String> + 'a) -> Self {
        Self(Box::new(lookup))
    }

    /// A variable that may be missing or empty, blanks kept.
    pub(crate) fn non_empty(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// A variable that may be missing. Surrounding whitespace, which files and copying leave there, is trimmed; an empty one
    /// counts as missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        let value = (self.0)(name)?;
        Some(value.trim()).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// A base URL that may be missing. Surrounding whitespace is trimmed.
    ///
    /// # Errors
    /// Those of [`BaseUrl::parse`], with the variable's name.
    pub fn base_url(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(url) = self.optional(name) else { return Ok(None) };
        BaseUrl::parse_setting(name, &url)?;
        Ok(Some(url))
    }

    /// A secret that must be there. `advice` says what to set it to. Surrounding whitespace is trimmed.
    ///
    /// # Errors
    /// An error of kind [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) that names the variable.
    pub fn secret(&self, name: &str, advice: &str) -> Result<Secret, Error> {
        match self.optional(name) {
            Some(value) => Ok(Secret::new(value)),
            None => Err(Error::configuration(format!("the environment variable {name} is not set"))
                .with_advice(format!("set {name} to {advice}"))),
        }
    }

    /// As [`secret`](Self::secret), for a token that goes into a header.
    ///
    /// # Errors
    /// As [`secret`](Self::secret), and [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), with the variable's
    /// name, for one that a header can't carry or that has a blank inside.
    pub fn token(&self, name: &str, advice: &str) -> Result<Secret, Error> {
        let token = self.secret(name, advice)?;
        header_value(name, token.expose())?;
        if token.expose().contains(' ') {
            return Err(Error::invalid_input(name, "has a blank in it")
                .with_advice(format!("set {name} to the token by itself, without `Bearer`")));
        }
        Ok(token)
    }
}

impl fmt::Debug for Env<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env(..)")
    }
}
