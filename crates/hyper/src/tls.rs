//! Whom the transport trusts, and what it shows of itself.

use std::sync::Arc;

use rustls::{
    ClientConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use rustls_platform_verifier::Verifier;

pub(crate) type PemError = pem::Error;

/// How TLS is set up.
#[derive(Debug, Default)]
pub(crate) struct Tls {
    /// Trusted beside the system's.
    pub(crate) roots: Vec<CertificateDer<'static>>,
    pub(crate) identity: Option<Identity>,
}

/// What a client shows to servers that ask for a certificate.
#[derive(Debug)]
pub(crate) struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    pub(crate) fn from_pem(pem: &[u8]) -> Result<Self, PemError> {
        let chain = certificates(pem)?;
        if chain.is_empty() {
            return Err(PemError::NoItemsFound);
        }
        Ok(Self { chain, key: PrivateKeyDer::from_pem_slice(pem)? })
    }
}

impl Tls {
    /// With the program's crypto provider, or aws-lc-rs where it has none.
    pub(crate) fn config(self) -> Result<ClientConfig, rustls::Error> {
        let provider = CryptoProvider::get_default().cloned();
        let provider = provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
        let roots = self.roots.into_iter().chain(passed_over_by_the_loader());
        let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        match self.identity {
            Some(Identity { chain, key }) => builder.with_client_auth_cert(chain, key),
            None => Ok(builder.with_no_client_auth()),
        }
    }
}

pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    CertificateDer::pem_slice_iter(pem).collect()
}

/// The system's certificates where `SSL_CERT_FILE` is set to nothing, which counts as unset: the loader beneath would look
/// for a file without a name, and find none at all.
#[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
fn passed_over_by_the_loader() -> Vec<CertificateDer<'static>> {
    use std::env::{split_paths, var_os};

    let names_no_file = var_os("SSL_CERT_FILE").is_some_and(|path| path.is_empty());
    let names_folders =
        var_os("SSL_CERT_DIR").is_some_and(|paths| split_paths(&paths).any(|path| !path.as_os_str().is_empty()));
    if !names_no_file || names_folders {
        return Vec::new();
    }
    let file = openssl_probe::probe().cert_file.map(CertificateDer::pem_file_iter);
    let Some(Ok(certificates)) = file else { return Vec::new() };
    // The loader leaves out what it can't read, too.
    certificates.flatten().filter(|found| rustls::RootCertStore::empty().add(found.clone()).is_ok()).collect()
}

#[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
fn passed_over_by_the_loader() -> Vec<CertificateDer<'static>> {
    Vec::new()
}
