//! Addresses that Base39 calls, and secrets on their way to it.

use std::{collections::BTreeMap, fmt};

use acesso_core::{Secret, wire};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::lenient;

/// An address that Base39 calls. Its headers are how you know that it is Base39 that does.
///
/// ```
/// use base39::Endpoint;
///
/// let endpoint = Endpoint::new("https://api.example.com/webhooks").header("Authorization", "key-12345");
/// assert!(!format!("{endpoint:?}").contains("key-12345"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Endpoint {
    /// The address.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headers of each call.
    #[serde(
        default,
        deserialize_with = "wire::if_readable",
        serialize_with = "expose_all",
        skip_serializing_if = "Option::is_none"
    )]
    pub headers: Option<BTreeMap<String, Secret>>,
}

impl Endpoint {
    /// This address, without headers.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), headers: None }
    }

    /// Adds one of the [`headers`](field@Self::headers).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

/// Of what may hold secrets, such as the headers of a call, `Debug` shows the names alone.
pub(crate) struct Names<'a>(pub(crate) &'a Option<Map<String, Value>>);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().flatten().map(|(name, _)| name)).finish()
    }
}

/// Writes a secret: [`Secret`] can't be written by mistake.
pub(crate) fn expose<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

/// As [`expose`], of secrets by name.
pub(crate) fn expose_all<S: Serializer>(
    secrets: &Option<BTreeMap<String, Secret>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(secrets.iter().flatten().map(|(name, secret)| (name, secret.expose())))
}
