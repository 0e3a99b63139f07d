//! Certificates on either side, with both transports: core has no TLS server to try its own on.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::Arc;

use acesso_core::{Call, Client, Error, ErrorKind, ReqwestTransport, RetryPolicy, StatusClassifier, Transport};
use acesso_hyper::HyperTransport;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig, SupportedProtocolVersion,
        crypto::aws_lc_rs,
        pki_types::PrivateKeyDer,
        server::WebPkiClientVerifier,
        version::{TLS12, TLS13},
    },
};

/// A company's own authority, and what it has signed.
struct Company {
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Company {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        // A name of its own: authorities are looked up by name, and what has its authority's name looks self-signed.
        params.distinguished_name.push(DnType::CommonName, format!("Company {:?}", key.public_key_raw().get(1..9)));
        Self { authority: CertifiedIssuer::self_signed(params, key).unwrap() }
    }

    fn certificate(&self) -> String {
        self.authority.pem()
    }

    /// Certificate and key for this name.
    fn sign(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let issuer: &Issuer<'_, KeyPair> = &self.authority;
        (params.signed_by(&key, issuer).unwrap(), key)
    }

    /// Certificate and key in one PEM.
    fn identity(&self) -> String {
        let (certificate, key) = self.sign("client.example");
        format!("{}{}", certificate.pem(), key.serialize_pem())
    }

    /// A server with a certificate of the company's, which may demand one.
    async fn serve(&self, version: &'static SupportedProtocolVersion, demands_certificate: bool) -> String {
        let (certificate, key) = self.sign("127.0.0.1");
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(&[version]).unwrap();
        let mut known = RootCertStore::empty();
        known.add(self.authority.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(known), provider);
        let builder = match demands_certificate {
            true => builder.with_client_cert_verifier(verifier.build().unwrap()),
            false => builder.with_no_client_auth(),
        };
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        serve(TlsAcceptor::from(Arc::new(config))).await
    }
}

async fn serve(tls: TlsAcceptor) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            match tls.accept(&mut connection).await {
                Ok(mut secure) => {
                    let _ = secure.read(&mut [0; 4096]).await;
                    let _ = secure.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
                    let _ = secure.shutdown().await;
                }
                // Read to the end: what was not read would take the reason with it.
                Err(_) => {
                    let _ = connection.shutdown().await;
                    let _ = connection.read_to_end(&mut Vec::new()).await;
                }
            }
        }
    });
    format!("https://{address}")
}

async fn write(url: &str, transport: impl Transport + 'static) -> Result<bytes::Bytes, Error> {
    let builder = Client::builder("Example", StatusClassifier).base_url(url).transport(transport);
    let client: Client = builder.retry(RetryPolicy::never()).build().unwrap();
    client.request(Call::post("write", "/x")).await
}

/// Both transports with these certificates.
fn both(root: Option<&str>, identity: Option<&str>) -> [Arc<dyn Transport>; 2] {
    let (mut reqwest, mut hyper) = (ReqwestTransport::builder(), HyperTransport::builder());
    if let Some(root) = root {
        reqwest = reqwest.root_certificate(root.as_bytes());
        hyper = hyper.root_certificate(root.as_bytes());
    }
    if let Some(identity) = identity {
        reqwest = reqwest.client_identity(identity.as_bytes());
        hyper = hyper.client_identity(identity.as_bytes());
    }
    [Arc::new(reqwest.build().unwrap()), Arc::new(hyper.build().unwrap())]
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_it_is_named() {
    let company = Company::new();
    let (root, another) = (company.certificate(), Company::new().certificate());
    for version in [&TLS12, &TLS13] {
        let url = company.serve(version, false).await;
        for transport in both(Some(&root), None) {
            assert_eq!(write(&url, transport).await.unwrap(), "ok");
        }
        for transport in both(Some(&format!("{another}{root}")), None) {
            assert_eq!(write(&url, transport).await.unwrap(), "ok");
        }
        for transport in both(None, None).into_iter().chain(both(Some(&another), None)) {
            let error = write(&url, transport).await.unwrap_err();
            assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false));
            // In rustls's words, or in OpenSSL's where that is built in, too.
            let told = ["invalid peer certificate", "certificate verify failed"];
            assert!(told.iter().any(|words| format!("{error:?}").contains(words)), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_demanded_client_certificate_is_told_in_words() {
    let company = Company::new();
    let (root, identity) = (company.certificate(), company.identity());
    for version in [&TLS12, &TLS13] {
        let url = company.serve(version, true).await;
        for transport in both(Some(&root), None) {
            let error = write(&url, transport).await.unwrap_err();
            assert!(error.to_string().contains("the server demands a client certificate"), "{version:?}: {error:?}");
            assert!(error.advice().contains("client_identity"), "{error}");
            assert!(!error.may_have_happened(), "{version:?}: nobody reads what came without one");
        }
        for transport in both(Some(&root), Some(&identity)) {
            assert_eq!(write(&url, transport).await.unwrap(), "ok");
        }
    }
}

#[tokio::test]
async fn the_key_is_not_shown() {
    let company = Company::new();
    let identity = company.identity();
    let builder = HyperTransport::builder().client_identity(identity.as_bytes());
    let shown = format!("{builder:?} {:?}", HyperTransport::builder().client_identity(identity.as_bytes()).build());
    assert!(!shown.contains("PRIVATE") && shown.contains("[secret key elided]"), "{shown}");
}
