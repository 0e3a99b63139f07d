//! Errors of the libraries beneath, in words that a person can act on.

/// What a person can do about a failed connection, where the causes beneath name it.
#[derive(Clone, Copy)]
pub(super) struct Words {
    mark: &'static str,
    pub(super) detail: &'static str,
    pub(super) advice: &'static str,
    /// The other side wants something that it did not get. Nothing was read of the request, and a retry ends the same way.
    pub(super) is_refusal: bool,
}

/// The libraries beneath have no types for these that could be asked.
const WORDS: [Words; 5] = [
    // These three are said by the tunnel of hyper-util, on which both transports stand.
    Words {
        mark: "failed to create underlying connection",
        detail: "could not connect to the proxy",
        advice: "check the proxy's address, and whether it is up",
        is_refusal: false,
    },
    Words {
        mark: "proxy authorization required",
        detail: "the proxy wants a name and a password",
        advice: "put them into the proxy's address: http://name:password@proxy.example:3128",
        is_refusal: true,
    },
    Words {
        mark: "tunnel error",
        detail: "the proxy did not let the connection through",
        advice: "ask whoever runs the proxy to let this host through",
        is_refusal: false,
    },
    // OpenSSL.
    Words { mark: "certificate required", ..NO_CERTIFICATE },
    // rustls.
    Words { mark: "CertificateRequired", ..NO_CERTIFICATE },
];

/// The handshake fails for want of it; in TLS 1.3 the client hears so after it has sent the request, which nobody reads
/// (RFC 8446, section 4.4.2.4).
const NO_CERTIFICATE: Words = Words {
    mark: "",
    detail: "the server demands a client certificate",
    advice: "set the transport up with one (`client_identity`)",
    is_refusal: true,
};

pub(super) fn words_of(error: &(dyn std::error::Error + 'static)) -> Option<&'static Words> {
    let mut causes = String::new();
    let mut cause = Some(error);
    while let Some(beneath) = cause {
        causes.push_str(&beneath.to_string());
        causes.push('\n');
        cause = beneath.source();
    }
    WORDS.iter().find(|words| causes.contains(words.mark))
}
