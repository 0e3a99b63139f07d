//! Credentials on a request.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use crate::{Error, GuardedTransport, Secret, payload::header_value};

/// Which generation of a credential a request carried.
///
/// A refusal that comes late, for a token that has been replaced meanwhile, is told from one for the current token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp(pub u64);

/// Puts credentials on a request and hears about a refusal.
///
/// For a token in `Authorization` there are [`FixedCredential`] and [`OAuth`](crate::oauth::OAuth). Any other way is an
/// implementation of your own, with the crate `async-trait`:
///
/// ```
/// use std::time::Duration;
///
/// use acesso_core::{
///     Authorize, Error, GuardedTransport, Stamp,
///     http::{HeaderMap, HeaderValue},
/// };
/// use async_trait::async_trait;
///
/// /// The key in a header of the service's own.
/// struct ApiKey(HeaderValue);
///
/// impl std::fmt::Debug for ApiKey {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         f.write_str("ApiKey(..)") // It stands in the client's `Debug`.
///     }
/// }
///
/// #[async_trait]
/// impl Authorize for ApiKey {
///     async fn authorize(
///         &self,
///         headers: &mut HeaderMap,
///         _transport: &GuardedTransport,
///         _limit: Duration,
///     ) -> Result<Stamp, Error> {
///         headers.insert("x-api-key", self.0.clone());
///         Ok(Stamp::default())
///     }
/// }
/// # let _ = ApiKey(HeaderValue::from_static("example-key"));
/// ```
#[async_trait]
pub trait Authorize: fmt::Debug + Send + Sync {
    /// Adds the credentials to the headers, fetching them first where that is needed, through `transport` and within
    /// `limit`. The answer says which generation they are.
    ///
    /// # Errors
    /// An error of kind `Unauthorized` when there are none to be had; one of the kinds of a lost or failed request when
    /// fetching them failed, which a later attempt may mend.
    async fn authorize(
        &self,
        headers: &mut HeaderMap,
        transport: &GuardedTransport,
        limit: Duration,
    ) -> Result<Stamp, Error>;

    /// The service answered 401 to this generation. Whether another attempt would carry other credentials.
    async fn refused(&self, _stamp: Stamp) -> bool {
        false
    }
}

/// A credential that never changes, as the header `Authorization`.
#[derive(Clone)]
pub struct FixedCredential(HeaderValue);

impl FixedCredential {
    /// A bearer token (RFC 6750, section 2.1).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for an empty token and for one with a blank or a
    /// character that a header can't carry, such as a newline.
    pub fn bearer(token: &Secret) -> Result<Self, Error> {
        if token.is_empty() {
            return Err(Error::invalid_input("the token", "is empty"));
        }
        if token.expose().contains(' ') {
            return Err(Error::invalid_input("the token", "has a blank in it")
                .with_advice("give the token by itself, without `Bearer` and blanks around it"));
        }
        bearer_header(token).map(Self)
    }

    /// User and password (RFC 7617). A colon in the user is refused: it would end the user there.
    ///
    /// # Errors
    /// As [`FixedCredential::bearer`].
    pub fn basic(user: &Secret, password: &Secret) -> Result<Self, Error> {
        let (user, password) = (user.expose(), password.expose());
        if user.is_empty() || user.contains(':') {
            return Err(Error::invalid_input("the Basic user", "is empty or contains a colon"));
        }
        // Base64 would carry anything, but RFC 7617 leaves open what letters beyond ASCII mean.
        for text in [user, password] {
            header_value("the Basic user or password", text)?;
        }
        let pair = Zeroizing::new(format!("{user}:{password}"));
        let header = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
        sensitive(&header).map(Self)
    }

    pub(crate) fn into_header(self) -> HeaderValue {
        self.0
    }
}

impl fmt::Debug for FixedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FixedCredential(..)")
    }
}

#[async_trait]
impl Authorize for FixedCredential {
    async fn authorize(
        &self,
        headers: &mut HeaderMap,
        _transport: &GuardedTransport,
        _limit: Duration,
    ) -> Result<Stamp, Error> {
        headers.insert(header::AUTHORIZATION, self.0.clone());
        Ok(Stamp::default())
    }
}

/// No credentials at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

#[async_trait]
impl Authorize for Anonymous {
    async fn authorize(
        &self,
        _headers: &mut HeaderMap,
        _transport: &GuardedTransport,
        _limit: Duration,
    ) -> Result<Stamp, Error> {
        Ok(Stamp::default())
    }
}

pub(crate) fn bearer_header(token: &Secret) -> Result<HeaderValue, Error> {
    sensitive(&Zeroizing::new(format!("Bearer {}", token.expose())))
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = header_value("the token", text)?;
    value.set_sensitive(true);
    Ok(value)
}
