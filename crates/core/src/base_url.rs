//! Where a vendor's API lives.

use std::{fmt, net::IpAddr, sync::Arc};

use http::{
    Uri,
    uri::{self, Authority, PathAndQuery, Scheme},
};
use url::Url;

use crate::Error;

/// Where a vendor's API lives: scheme, host and the path that every operation stands under.
///
/// Parsed once for all calls. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    parts: Arc<BaseParts>,
}

#[derive(PartialEq, Eq)]
struct BaseParts {
    /// Scheme and host: a URL whose path is a slash.
    origin: Url,
    /// The path, without a slash at its end.
    prefix: String,
    /// The origin once more, in the pieces that a [`Uri`] is made of.
    scheme: Scheme,
    authority: Authority,
}

impl BaseUrl {
    /// Reads a base URL, a contract's server URL with its path included.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a URL without scheme or host, one with credentials, a query or a fragment, and
    /// plain `http` to any host but this machine, since it would carry the credentials in the clear.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_setting("the base URL", text)
    }

    /// As [`parse`](Self::parse), for a setting that the error names.
    pub(crate) fn parse_setting(name: &str, text: &str) -> Result<Self, Error> {
        let mut url = parse_endpoint(name, text)?;
        if url.query().is_some() {
            return Err(
                Error::configuration(format!("{name} has a query")).with_advice("leave out everything from the `?` on")
            );
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path("");
        let pieces = Uri::try_from(url.as_str()).ok().map(Uri::into_parts);
        let Some((scheme, authority)) = pieces.and_then(|pieces| pieces.scheme.zip(pieces.authority)) else {
            return Err(Error::configuration(format!("{name} has a host that HTTP can't carry")));
        };
        Ok(Self { parts: Arc::new(BaseParts { origin: url, prefix, scheme, authority }) })
    }

    /// Whether it leads to this machine: a sandbox or a test server, never a vendor.
    ///
    /// ```
    /// use acesso_core::BaseUrl;
    ///
    /// assert!(BaseUrl::parse("http://127.0.0.1:7001/api")?.is_loopback());
    /// assert!(!BaseUrl::parse("https://api.example.com")?.is_loopback());
    /// # Ok::<(), acesso_core::Error>(())
    /// ```
    pub fn is_loopback(&self) -> bool {
        self.parts.origin.host_str().is_some_and(is_loopback_host)
    }

    /// The path, without a slash at its end.
    pub(crate) fn prefix(&self) -> &str {
        &self.parts.prefix
    }

    /// How long the part before the path is.
    pub(crate) fn origin_length(&self) -> usize {
        self.parts.origin.as_str().len() - 1
    }

    /// The URL of something below.
    pub(crate) fn join(&self, path_and_query: &str) -> Url {
        let mut url = self.parts.origin.clone();
        match path_and_query.split_once('?') {
            Some((path, query)) => {
                url.set_path(path);
                url.set_query(Some(query));
            }
            None => url.set_path(path_and_query),
        }
        url
    }

    /// The URI of something below. The text stands in it as it is.
    pub(crate) fn uri(&self, path_and_query: String) -> Result<Uri, http::Error> {
        let mut uri = uri::Parts::default();
        uri.scheme = Some(self.parts.scheme.clone());
        uri.authority = Some(self.parts.authority.clone());
        uri.path_and_query = Some(PathAndQuery::try_from(path_and_query)?);
        Ok(Uri::from_parts(uri)?)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.parts.origin.as_str().trim_end_matches('/'), self.parts.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

/// A URL that credentials may be sent to.
pub(crate) fn parse_endpoint(what: &str, text: &str) -> Result<Url, Error> {
    let refuse = |problem: &str, advice: &'static str| {
        Err(Error::configuration(format!("{what} {problem}")).with_advice(advice))
    };
    let url = match Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => url,
        // `api.example.com:8080` and `localhost:8080` parse, with the host for a scheme.
        Ok(_) if text.contains("://") => return refuse("has another scheme than https", "begin it with https://"),
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            return refuse("has no scheme", "write it in full, beginning with https://");
        }
        Err(_) => return refuse("can't be read", "write it in full, for example https://api.example.com"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("has credentials in it", "give the credentials by themselves");
    }
    if url.fragment().is_some() {
        return refuse("has a fragment", "leave out everything from the `#` on");
    }
    if url.scheme() == "http" && !url.host_str().is_some_and(is_loopback_host) {
        return refuse("is plain http to another host, which would show the credentials", "use https");
    }
    Ok(url)
}

/// Whether credentials may be sent there: https anywhere, http to this machine.
pub(crate) fn is_safe(uri: &Uri) -> bool {
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => uri.host().is_some_and(is_loopback_host),
        _ => false,
    }
}

/// Whether a host as a URL writes it is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
pub fn is_loopback_host(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
