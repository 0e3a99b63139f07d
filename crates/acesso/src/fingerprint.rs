//! Which credential a service was asked with, without the credential.

use acesso_core::Env;
use serde::{Deserialize, Serialize};

use crate::model::sha256;

/// How many hexadecimal digits are kept: enough to tell credentials apart, far too few to find one by.
const DIGITS: usize = 8;

/// The beginning of the SHA-256 of a whole secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// Of what: `token`, `api_key`, or `client`, an OAuth client's id and secret with a colon between them.
    pub(crate) of: String,
    pub(crate) sha256: String,
}

impl Fingerprint {
    pub(crate) fn of_token(token: &str) -> Self {
        Self::new("token", token)
    }

    pub(crate) fn of_api_key(key: &str) -> Self {
        Self::new("api_key", key)
    }

    fn new(of: &str, secret: &str) -> Self {
        Self { of: of.to_owned(), sha256: sha256(secret.as_bytes()).chars().take(DIGITS).collect() }
    }

    /// Of the OAuth client whose id and secret these variables hold: its access tokens come and go.
    fn of_client(env: &Env<'_>, id: &str, secret: &str) -> Option<Self> {
        let (id, secret) = (env.optional(id)?, env.optional(secret)?);
        Some(Self::new("client", &format!("{id}:{secret}")))
    }

    pub(crate) fn of_tomticket(env: &Env<'_>) -> Option<Self> {
        env.optional("TOMTICKET_TOKEN").as_deref().map(Self::of_token)
    }

    pub(crate) fn of_base39(env: &Env<'_>) -> Option<Self> {
        let key = env.optional("BASE39_API_KEY").as_deref().map(Self::of_api_key);
        key.or_else(|| Self::of_client(env, "BASE39_CLIENT_ID", "BASE39_CLIENT_SECRET"))
    }

    /// A token that is set wins over a kept log-in, as it does when the service is asked.
    pub(crate) fn of_myreports(env: &Env<'_>) -> Option<Self> {
        let token = env.optional("MYREPORTS_TOKEN").as_deref().map(Self::of_token);
        token.or_else(|| Self::of_client(env, "MYREPORTS_CLIENT_ID", "MYREPORTS_CLIENT_SECRET"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables that are set, as `NAME=value`.
    fn set(variables: &'static [&'static str]) -> Env<'static> {
        Env::from_fn(|name| {
            variables.iter().find_map(|set| Some(set.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
        })
    }

    #[test]
    fn a_fingerprint_is_of_the_whole_secret_and_short() {
        // printf %s example-token | sha256sum
        let token = Fingerprint::of_tomticket(&set(&["TOMTICKET_TOKEN=example-token"])).unwrap();
        assert_eq!((token.of.as_str(), token.sha256.as_str()), ("token", "4d1566a1"));
        let other = Fingerprint::of_tomticket(&set(&["TOMTICKET_TOKEN=example-tokeN"])).unwrap();
        assert_ne!(token, other);
    }

    #[test]
    fn a_line_end_after_a_credential_makes_no_other_fingerprint() {
        let plain = Fingerprint::of_base39(&set(&["BASE39_API_KEY=k"]));
        assert_eq!(Fingerprint::of_base39(&set(&["BASE39_API_KEY= k\r\n"])), plain);
        let client = &["BASE39_CLIENT_ID=id\n", "BASE39_CLIENT_SECRET=s\n"];
        assert_eq!(Fingerprint::of_base39(&set(client)).unwrap().sha256, "ddb942cc");
    }

    #[test]
    fn the_credential_that_is_used_is_the_one_that_is_told() {
        let told = |found: Option<Fingerprint>| found.map(|found| found.of);
        assert_eq!(told(Fingerprint::of_base39(&set(&["BASE39_API_KEY=k"]))).as_deref(), Some("api_key"));
        assert_eq!(told(Fingerprint::of_base39(&set(&["BASE39_CLIENT_ID=id"]))), None, "half a secret is none");
        // printf %s id:s | sha256sum
        let client = &["BASE39_CLIENT_ID=id", "BASE39_CLIENT_SECRET=s"];
        assert_eq!(Fingerprint::of_base39(&set(client)).unwrap().sha256, "ddb942cc");
        let both = &["MYREPORTS_TOKEN=t", "MYREPORTS_CLIENT_ID=id", "MYREPORTS_CLIENT_SECRET=s"];
        assert_eq!(told(Fingerprint::of_myreports(&set(both))).as_deref(), Some("token"));
    }
}
