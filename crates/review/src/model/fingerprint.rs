//! Which credential a service was asked with, without the credential.

use serde::{Deserialize, Serialize};

use super::hash::sha256;

/// How many hexadecimal digits are kept: enough to tell credentials apart, far too few to find one by.
const DIGITS: usize = 8;

/// The beginning of the SHA-256 of a whole secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fingerprint {
    /// Of what: `token`, `api_key`, or `client`, an OAuth client's id and secret with a colon between them.
    pub of: String,
    /// The first eight hexadecimal digits.
    pub sha256: String,
}

impl Fingerprint {
    /// Of a bearer token.
    pub fn of_token(token: &str) -> Self {
        Self::new("token", token)
    }

    /// Of an API key.
    pub fn of_api_key(key: &str) -> Self {
        Self::new("api_key", key)
    }

    fn new(of: &str, secret: &str) -> Self {
        Self { of: of.to_owned(), sha256: sha256(secret.as_bytes()).chars().take(DIGITS).collect() }
    }

    /// Of an OAuth client: its access tokens come and go.
    pub fn of_client(id: &str, secret: &str) -> Self {
        Self::new("client", &format!("{id}:{secret}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_of_the_whole_secret_and_short() {
        // printf %s example-token | sha256sum
        let token = Fingerprint::of_token("example-token");
        assert_eq!((token.of.as_str(), token.sha256.as_str()), ("token", "4d1566a1"));
        assert_ne!(token, Fingerprint::of_token("example-tokeN"));
        // printf %s id:s | sha256sum
        let client = Fingerprint::of_client("id", "s");
        assert_eq!((client.of.as_str(), client.sha256.as_str()), ("client", "ddb942cc"));
    }
}
