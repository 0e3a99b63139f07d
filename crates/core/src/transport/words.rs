//! Errors of the libraries beneath, in words that a person can act on.

/// What a person can do about a failed connection, where the causes beneath name it.
///
/// The libraries beneath have no types for these that could be asked.
pub(super) fn words_of(error: &(dyn std::error::Error + 'static)) -> Option<(&'static str, &'static str)> {
    const WORDS: [(&str, &str, &str); 5] = [
        // These three are said by the tunnel of hyper-util, on which both transports stand.
        (
            "failed to create underlying connection",
            "could not connect to the proxy",
            "check the proxy's address, and whether it is up",
        ),
        (
            "proxy authorization required",
            "the proxy wants a name and a password",
            "put them into the proxy's address: http://name:password@proxy.example:3128",
        ),
        (
            "tunnel error",
            "the proxy did not let the connection through",
            "ask whoever runs the proxy to let this host through",
        ),
        // OpenSSL.
        (
            "certificate required",
            "the server demands a client certificate",
            "set the transport up with one (`client_identity`)",
        ),
        // rustls.
        (
            "CertificateRequired",
            "the server demands a client certificate",
            "set the transport up with one (`client_identity`)",
        ),
    ];
    let mut causes = String::new();
    let mut cause = Some(error);
    while let Some(beneath) = cause {
        causes.push_str(&beneath.to_string());
        causes.push('\n');
        cause = beneath.source();
    }
    WORDS.iter().find(|(mark, ..)| causes.contains(mark)).map(|(_, detail, advice)| (*detail, *advice))
}
