//! How a person is asked to log in.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{Error, Secret, base_url::parse_endpoint, random::random_bytes};

/// An address that a person opens to log in and allow the client in (RFC 6749, section 4.1.1), and the secrets that belong
/// to it: a random `state`, and a random verifier whose hash is in the address (PKCE, RFC 7636; RFC 9700, section 2.1.1).
#[non_exhaustive]
pub struct AuthorizationRequest {
    /// The address to open.
    pub url: String,
    /// Comes back with the code: a code with another one is somebody else's.
    pub state: Secret,
    /// Goes with the code to the token endpoint.
    pub code_verifier: Secret,
}

impl AuthorizationRequest {
    /// Begins a log-in. It asks for consent each time (`prompt=consent`): without, a server that follows OpenID Connect
    /// Core, section 11, gives no refresh token.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for an address that is not https (this machine
    /// excepted).
    pub fn new(authorize_url: &str, client_id: &str, redirect_uri: &str, scope: &str) -> Result<Self, Error> {
        let (state, code_verifier) = (random_text(), random_text());
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(code_verifier.expose().as_bytes()));
        let mut url = parse_endpoint("the authorisation URL", authorize_url)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "consent");
        Ok(Self { url: url.into(), state, code_verifier })
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationRequest(..)")
    }
}

/// 32 random bytes in 43 characters (RFC 7636, section 4.1).
fn random_text() -> Secret {
    Secret::new(BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>()))
}
