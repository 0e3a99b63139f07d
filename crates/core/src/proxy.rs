//! Which proxy a request goes through.

use std::{fmt, net::IpAddr, sync::Arc};

use url::Url;

use crate::{Env, Error, base_url::is_loopback_host};

/// The variables that name a proxy, the first one that is set counts. Plain http goes to this machine alone, so that
/// `HTTP_PROXY` has nothing to say.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPTION_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Which proxy a request goes through, for transports. Nothing to this machine itself goes through any.
#[derive(Clone, Default)]
pub struct Proxies(Option<Arc<Proxied>>);

struct Proxied {
    /// What an error calls the proxy: the variable.
    name: String,
    proxy: Url,
    exceptions: Vec<Exception>,
}

/// A part of `NO_PROXY`, read as Go's `httpproxy` has it.
struct Exception {
    hosts: Hosts,
    /// At this port alone.
    port: Option<u16>,
}

enum Hosts {
    All,
    Address(IpAddr),
    /// A network and how many bits its addresses share.
    Network(IpAddr, u32),
    /// A domain with a dot before it: all names below, and the name itself if it was written without the dot.
    Domain {
        suffix: String,
        itself: bool,
    },
}

impl Proxies {
    /// No proxy.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same proxy for all hosts but this machine. `name` is what an error calls it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for an address that is no URL or has another scheme
    /// than `http` and `https`.
    pub fn all(name: &str, url: &str) -> Result<Self, Error> {
        let proxy = parse_proxy(name, url)?;
        Ok(Self(Some(Arc::new(Proxied { name: name.to_owned(), proxy, exceptions: Vec::new() }))))
    }

    /// `HTTPS_PROXY`, else `ALL_PROXY`, with the exceptions of `NO_PROXY`; each in lower case where it is not set in upper
    /// case. An empty one counts as not set.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), with the variable's name, for a proxy that can't be
    /// used: going past it in silence would be worse.
    pub fn from_env(env: &Env<'_>) -> Result<Self, Error> {
        let Some((name, url)) = PROXY_VARIABLES.iter().find_map(|name| Some((name, env.non_empty(name)?))) else {
            return Ok(Self::none());
        };
        let proxy = parse_proxy(name, &url)?;
        let exceptions = EXCEPTION_VARIABLES.iter().find_map(|name| env.non_empty(name)).unwrap_or_default();
        let exceptions = exceptions.split(',').filter_map(Exception::parse).collect();
        Ok(Self(Some(Arc::new(Proxied { name: (*name).to_owned(), proxy, exceptions }))))
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// For transports that reach a proxy by `http://` alone.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), with the variable's name, for a proxy that is reached
    /// by `https://`.
    pub fn require_http(&self) -> Result<(), Error> {
        match self.0.as_deref() {
            Some(Proxied { name, proxy, .. }) if proxy.scheme() != "http" => {
                Err(Error::configuration(format!("{name} has a scheme that this transport does not speak"))
                    .with_advice("name a proxy with http://, or use the default transport"))
            }
            _ => Ok(()),
        }
    }

    /// The proxy to this host, written as in a URL; `None` for the straight way.
    pub fn for_host(&self, host: &str, port: u16) -> Option<&Url> {
        let Proxied { proxy, exceptions, .. } = &**self.0.as_ref()?;
        let goes_straight = is_loopback_host(host) || exceptions.iter().any(|exception| exception.holds(host, port));
        (!goes_straight).then_some(proxy)
    }
}

fn parse_proxy(name: &str, text: &str) -> Result<Url, Error> {
    let refuse = |problem: &str, advice: &'static str| {
        Err(Error::configuration(format!("{name} {problem}")).with_advice(advice))
    };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return refuse("has a blank in it", "write it as http://proxy.example:3128, or unset it");
    }
    if text.starts_with(['"', '\'']) {
        return refuse("has quotes around it", "write it without the quotes");
    }
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    match url {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            refuse("has a scheme that is not spoken here", "name a proxy with http:// or https://")
        }
        Ok(url) if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        _ => refuse("is no address of a proxy", "write it as http://proxy.example:3128"),
    }
}

impl Exception {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.is_empty() {
            return None;
        }
        if text == "*" {
            return Some(Self { hosts: Hosts::All, port: None });
        }
        if let Some((address, bits)) = text.split_once('/') {
            let hosts = Hosts::Network(address.parse().ok()?, bits.parse().ok()?);
            return Some(Self { hosts, port: None });
        }
        if let Ok(address) = text.parse() {
            return Some(Self { hosts: Hosts::Address(address), port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (&*text, None),
        };
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse() {
            return Some(Self { hosts: Hosts::Address(address), port });
        }
        let host = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(host);
        let name = host.trim_start_matches('.');
        let hosts = Hosts::Domain { suffix: format!(".{name}"), itself: !host.starts_with('.') };
        (!name.is_empty()).then_some(Self { hosts, port })
    }

    fn holds(&self, host: &str, port: u16) -> bool {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let address = bare.parse::<IpAddr>().ok();
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let is_meant = match &self.hosts {
            Hosts::All => true,
            Hosts::Address(excepted) => address == Some(*excepted),
            Hosts::Network(network, bits) => address.is_some_and(|address| shares(address, *network, *bits)),
            Hosts::Domain { suffix, itself } => {
                host.ends_with(&**suffix) || (*itself && suffix.strip_prefix('.') == Some(&*host))
            }
        };
        is_meant && self.port.is_none_or(|excepted| excepted == port)
    }
}

/// Whether two addresses of one kind begin with the same so many bits.
fn shares(one: IpAddr, other: IpAddr, bits: u32) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => bits <= 32 && (one.to_bits() ^ other.to_bits()).leading_zeros() >= bits,
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            bits <= 128 && (one.to_bits() ^ other.to_bits()).leading_zeros() >= bits
        }
        _ => false,
    }
}

impl fmt::Debug for Proxies {
    /// The host alone: the address can have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.as_ref().and_then(|proxied| proxied.proxy.host_str());
        f.debug_tuple("Proxies").field(&host).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &'static [(&'static str, &'static str)]) -> Env<'static> {
        Env::from_fn(move |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_that_names_its_variable() {
        for (value, problem) in [
            ("\"http://proxy.example:3128\"", "quotes"),
            ("'http://proxy.example:3128'", "quotes"),
            ("http://proxy example:3128", "blank"),
            (" ", "blank"),
            ("socks5://proxy.example:1080", "scheme"),
            ("ftp://proxy.example", "scheme"),
            ("http://:3128", "address"),
            ("http://proxy.example:port", "address"),
            ("http://[::1", "address"),
        ] {
            for name in PROXY_VARIABLES {
                let env = Env::from_fn(move |wanted| (wanted == name).then(|| value.to_owned()));
                let told = Proxies::from_env(&env).unwrap_err();
                assert_eq!(told.kind(), crate::ErrorKind::Configuration);
                assert!(told.to_string().starts_with(name) && told.to_string().contains(problem), "{value}: {told}");
                assert!(!told.to_string().contains("3128\""), "{told}");
            }
        }
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let host = |variables| {
            let proxies = Proxies::from_env(&env(variables)).unwrap();
            proxies.for_host("api.example.com", 443).map(|url| url.host_str().unwrap().to_owned())
        };
        assert_eq!(host(&[]), None);
        assert_eq!(host(&[("HTTPS_PROXY", "")]), None);
        assert_eq!(host(&[("HTTP_PROXY", "http://plain.example")]), None);
        assert_eq!(host(&[("all_proxy", "all.example:3128")]).unwrap(), "all.example");
        assert_eq!(
            host(&[("ALL_PROXY", "http://all.example"), ("https_proxy", "http://b.example\n")]).unwrap(),
            "b.example"
        );
    }

    #[test]
    fn exceptions_are_read_as_go_reads_them() {
        for (exceptions, host, port, straight) in [
            ("*", "api.example.com", 443, true),
            ("example.com", "example.com", 443, true),
            ("example.com", "api.example.com", 443, true),
            ("example.com", "badexample.com", 443, false),
            (".example.com", "api.example.com", 443, true),
            (".example.com", "example.com", 443, false),
            ("*.example.com", "api.example.com", 443, true),
            ("*.example.com", "example.com", 443, false),
            ("example.com:443", "api.example.com", 443, true),
            ("example.com:443", "api.example.com", 8443, false),
            (" other.example , EXAMPLE.com ", "API.example.COM.", 443, true),
            ("10.0.0.0/8", "10.1.2.3", 443, true),
            ("10.0.0.0/8", "11.1.2.3", 443, false),
            ("10.1.2.3:8443", "10.1.2.3", 8443, true),
            ("10.1.2.3:8443", "10.1.2.3", 443, false),
            ("fd00::/8", "[fd12::1]", 443, true),
            ("[fd12::1]:443", "[fd12::1]", 443, true),
            ("fd12::1", "[fd12::1]", 443, true),
            ("0.0.0.0/0", "10.1.2.3", 443, true),
            ("10.0.0.0/99", "10.1.2.3", 443, false),
            (",,:443", "api.example.com", 443, false),
            ("", "localhost", 443, true),
            ("", "127.0.0.2", 443, true),
            ("", "[::1]", 443, true),
            ("", "api.example.com", 443, false),
        ] {
            let env = Env::from_fn(move |name| match name {
                "HTTPS_PROXY" => Some("http://proxy.example:3128".to_owned()),
                "NO_PROXY" => Some(exceptions.to_owned()),
                _ => None,
            });
            let proxies = Proxies::from_env(&env).unwrap();
            assert_eq!(proxies.for_host(host, port).is_none(), straight, "{exceptions:?} {host}:{port}");
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        let proxies = Proxies::all("the proxy", "http://name:a-password@proxy.example:3128").unwrap();
        assert_eq!(format!("{proxies:?}"), r#"Proxies(Some("proxy.example"))"#);
    }
}
