//! Certificates and proxies from the environment, over real sockets.

use std::{collections::BTreeMap, io::Write, net::SocketAddr, path::PathBuf, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, rustls::pki_types::PrivateKeyDer};

use crate::run::run;

const EMPTY_LIST: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 27\r\n\r\n{\"hasMore\":false,\"data\":[]}";

/// Reads a request's head and gives its first line.
async fn first_line(connection: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match connection.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned()
}

async fn answer(mut connection: impl AsyncRead + AsyncWrite + Unpin) -> String {
    let line = first_line(&mut connection).await;
    let _ = connection.write_all(EMPTY_LIST).await;
    let _ = connection.shutdown().await;
    line
}

/// A server behind TLS with a certificate that nobody but the given file vouches for.
async fn tls_server() -> (SocketAddr, String) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            if let Ok(connection) = acceptor.accept(connection).await {
                answer(connection).await;
            }
        }
    });
    (address, own.cert.pem())
}

/// A file that is gone when the test ends.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(name: &str, text: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        Self(path)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn base39(url: String) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("BASE39_URL", url), ("BASE39_API_KEY", "bs_sandbox_example".to_owned())])
}

#[tokio::test]
async fn certificates_are_checked_and_ssl_cert_file_is_honoured() {
    let (address, certificate) = tls_server().await;
    let mut variables = base39(format!("https://{address}"));

    let unknown = run(&variables, &["base39", "permissions"]).await;
    assert_eq!(unknown.code, 1, "{unknown:?}");
    assert!(unknown.err.contains("could not connect") && unknown.err.contains("certificates"), "{unknown:?}");

    let file = TemporaryFile::new("certificate.pem", &certificate);
    variables.insert("SSL_CERT_FILE", file.0.to_str().unwrap().to_owned());
    let known = run(&variables, &["base39", "permissions", "--json"]).await;
    assert_eq!((known.code, known.out.trim()), (0, "[]"), "{known:?}");
}

/// A proxy that refuses everything and tells what it was asked for.
async fn proxy() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, heard) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = tell.send(first_line(&mut connection).await);
            let _ = connection.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    (url, heard)
}

#[tokio::test]
async fn https_proxy_is_honoured() {
    let (proxy, mut heard) = proxy().await;
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let mut variables = base39("https://base39.invalid".to_owned());
        variables.insert(name, proxy.clone());
        let refused = run(&variables, &["base39", "permissions"]).await;
        assert_eq!(refused.code, 1, "{refused:?}");
        assert_eq!(heard.recv().await.unwrap(), "CONNECT base39.invalid:443 HTTP/1.1");
        while heard.try_recv().is_ok() {}
    }
}

#[tokio::test]
async fn nothing_to_this_machine_goes_through_a_proxy() {
    let (proxy, mut heard) = proxy().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut variables = base39(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            answer(connection).await;
        }
    });
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        variables.insert(name, proxy.clone());
    }
    let direct = run(&variables, &["base39", "permissions"]).await;
    assert_eq!(direct.code, 0, "{direct:?}");
    assert!(heard.try_recv().is_err());
}
