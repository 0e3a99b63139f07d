//! Where a request goes.

use std::{fmt, ops::Deref, sync::OnceLock};

use http::Uri;
use url::Url;

use crate::BaseUrl;

/// Where a request goes: a [`Url`], made when somebody looks at it.
///
/// Making one costs more than all else that is done for a call before it is sent. A transport that has no use for it asks
/// for [`uri`](Self::uri), which says the same in a form that is made of what is there already.
#[derive(Clone)]
pub struct RequestUrl(Form);

/// Boxed, since a request is moved from stop to stop.
#[derive(Clone)]
enum Form {
    Whole(Box<Url>),
    Parts { base: BaseUrl, path_and_query: String, whole: OnceLock<Box<Url>> },
}

impl RequestUrl {
    /// A service's path, with its query. Nothing in them is changed by a URL's parser: [`Call`](crate::Call) sees to that.
    pub(crate) fn of(base: &BaseUrl, path_and_query: String) -> Self {
        Self(Form::Parts { base: base.clone(), path_and_query, whole: OnceLock::new() })
    }

    /// The URL by itself.
    pub fn into_url(self) -> Url {
        match self.0 {
            Form::Whole(url) => *url,
            Form::Parts { base, path_and_query, whole } => {
                whole.into_inner().map_or_else(|| base.join(&path_and_query), |url| *url)
            }
        }
    }

    /// The same as [`http::Uri`].
    ///
    /// # Errors
    /// For a URL that HTTP can't carry, such as one that is longer than 65,534 bytes.
    pub fn uri(&self) -> Result<Uri, http::Error> {
        match &self.0 {
            Form::Whole(url) => Ok(Uri::try_from(url.as_str())?),
            Form::Parts { base, path_and_query, .. } => base.uri(path_and_query),
        }
    }

    /// Whether credentials may be sent there: https anywhere, http to this machine.
    #[cfg(any(feature = "_transport", feature = "hyper"))]
    pub(crate) fn is_safe(&self) -> bool {
        match &self.0 {
            Form::Whole(url) => crate::call::is_safe(url),
            // There is no base URL that isn't.
            Form::Parts { .. } => true,
        }
    }
}

#[cfg(feature = "_transport")]
impl RequestUrl {
    /// Whether it leads to this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        match &self.0 {
            Form::Whole(url) => crate::call::is_loopback(url),
            Form::Parts { base, .. } => base.is_loopback(),
        }
    }
}

impl Deref for RequestUrl {
    type Target = Url;

    fn deref(&self) -> &Url {
        match &self.0 {
            Form::Whole(url) => url,
            Form::Parts { base, path_and_query, whole } => whole.get_or_init(|| Box::new(base.join(path_and_query))),
        }
    }
}

impl From<Url> for RequestUrl {
    fn from(url: Url) -> Self {
        Self(Form::Whole(Box::new(url)))
    }
}

impl PartialEq for RequestUrl {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for RequestUrl {}

impl fmt::Display for RequestUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl fmt::Debug for RequestUrl {
    /// The host alone: path and query can be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestUrl").field("host", &self.host_str()).finish_non_exhaustive()
    }
}
