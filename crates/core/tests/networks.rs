//! The default transport in a company's network: proxies, and what the environment says.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::{pin::pin, process::Command, time::Duration};

use acesso_core::{Call, Client, Error, ErrorKind, ReqwestTransport, RetryPolicy, StatusClassifier};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    sync::oneshot,
    task::JoinHandle,
};

/// A write to a host that is reached through the proxy alone: the proxy looks its name up.
async fn write_through(transport: ReqwestTransport) -> Error {
    write_with(RetryPolicy::never(), transport).await
}

async fn write_with(policy: RetryPolicy, transport: ReqwestTransport) -> Error {
    let builder = Client::builder("Example", StatusClassifier).base_url("https://api.example.com").transport(transport);
    let client: Client = builder.retry(policy).build().unwrap();
    client.request(Call::post("write", "/x")).await.unwrap_err()
}

/// It takes longer to connect than an attempt may.
fn through(proxy: &str) -> ReqwestTransport {
    ReqwestTransport::builder().proxy(proxy).connect_timeout(Duration::from_secs(60)).build().unwrap()
}

/// A proxy that gives this answer to one request: its address, and what it was asked.
async fn proxy(answer: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(connection.read_u8().await.unwrap());
        }
        connection.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (address, asked)
}

#[tokio::test]
async fn a_proxy_that_refuses_the_connection_is_told_in_words() {
    // Bound and not listening: nobody else gets the port.
    let nobody = TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let error = write_through(through(&format!("http://{}", nobody.local_addr().unwrap()))).await;
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false));
    assert_eq!(
        error.to_string(),
        "Example write (POST /x): could not connect to the proxy; check the proxy's address, and whether it is up"
    );
    assert!(format!("{error:?}").contains("refused"), "{error:?}");
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_told_in_words() {
    let (address, _) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n").await;
    let error = write_with(RetryPolicy::default(), through(&format!("http://{address}"))).await;
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false));
    assert_eq!(error.attempts(), 1, "a retry ends the same way");
    assert!(error.to_string().contains("the proxy wants a name and a password"), "{error}");
    assert!(error.advice().contains("http://name:password@"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_lets_nobody_through_is_told_in_words() {
    for answer in ["HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "SSH-2.0-OpenSSH\r\n"] {
        let (address, _) = proxy(answer).await;
        let error = write_through(through(&format!("http://{address}"))).await;
        assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false));
        assert!(error.to_string().contains("the proxy did not let the connection through"), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (read, asked) = oneshot::channel();
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 1024]).await;
        let _ = read.send(());
        std::future::pending::<()>().await;
    });
    let mut written = pin!(write_through(through(&format!("http://{address}"))));
    tokio::select! {
        _ = &mut written => panic!("it did not hang"),
        _ = asked => {}
    }
    tokio::time::pause();
    let error = written.await;
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false), "{error:?}");
}

#[tokio::test]
async fn name_and_password_in_the_address_are_shown_to_the_proxy() {
    let (address, asked) = proxy("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let error = write_through(through(&format!("http://some%40body:a%2Fpass@{address}"))).await;
    assert!(!format!("{error} {error:?}").contains("pass@"), "{error:?}");
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("CONNECT api.example.com:443 HTTP/1.1\r\n"), "{asked}");
    // some@body:a/pass
    let header = asked.lines().find(|line| line.to_ascii_lowercase().starts_with("proxy-authorization:")).unwrap();
    assert!(header.ends_with(" Basic c29tZUBib2R5OmEvcGFzcw=="), "{asked}");
}

#[tokio::test]
async fn this_machine_is_reached_without_the_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 1024]).await;
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    for host in ["127.0.0.1", "localhost"] {
        let builder = Client::builder("Example", StatusClassifier).base_url(format!("http://{host}:{port}"));
        let client: Client = builder.transport(through("http://127.0.0.1:1")).build().unwrap();
        client.request(Call::get("read", "/x")).await.unwrap();
    }
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_when_the_transport_is_built() {
    let broken = b"-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    // The system's library reads a certificate at once.
    let of_broken = if cfg!(feature = "native-tls") { "the root certificate" } else { "TLS can't be set up" };
    for (builder, problem) in [
        (ReqwestTransport::builder().root_certificate(b""), "the root certificate"),
        (ReqwestTransport::builder().root_certificate(b"no PEM at all"), "the root certificate"),
        (ReqwestTransport::builder().root_certificate(broken), of_broken),
        (ReqwestTransport::builder().client_identity(b"no PEM at all"), "the client's certificate and key"),
        (ReqwestTransport::builder().client_identity(broken), "the client's certificate and key"),
        (ReqwestTransport::builder().proxy("socks5://127.0.0.1:1080"), "the proxy has a scheme"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with(problem), "{error}");
    }
}

/// The variables of a process count, so what they do is tried in one of its own.
mod environment {
    use super::*;

    /// Runs `child` below with these variables and gives what it prints.
    fn build_with(variables: &[(&str, &str)]) -> String {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "environment::child", "--ignored", "--nocapture"]);
        let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];
        for name in proxies.into_iter().chain(["SSL_CERT_FILE", "SSL_CERT_DIR"]) {
            child.env_remove(name);
        }
        let output = child.envs(variables.iter().copied()).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        match printed.lines().find_map(|line| line.split_once("built: ")) {
            Some((_, built)) => built.to_owned(),
            None => panic!("the child did not say what it built: {output:?}"),
        }
    }

    #[test]
    #[ignore = "run by the tests beside it"]
    fn child() {
        let client: Result<Client, Error> =
            Client::builder("Example", StatusClassifier).base_url("https://api.example.com").build();
        match client {
            Ok(_) => println!("built: a client"),
            Err(error) => println!("built: {:?} {error}", error.kind()),
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_said_when_the_client_is_built() {
        for (variable, value, problem) in [
            ("HTTPS_PROXY", "\"http://proxy.example:3128\"", "HTTPS_PROXY has quotes around it"),
            ("https_proxy", "http://proxy example:3128", "https_proxy has a blank in it"),
            ("ALL_PROXY", "socks5://proxy.example:1080", "ALL_PROXY has a scheme that is not spoken here"),
            ("all_proxy", "http://proxy.example:port", "all_proxy is no address of a proxy"),
        ] {
            let built = build_with(&[(variable, value)]);
            assert!(built.starts_with(&format!("Configuration {problem}; ")), "{built}");
        }
        assert_eq!(build_with(&[("HTTPS_PROXY", "http://proxy.example:3128")]), "a client");
        assert_eq!(build_with(&[("HTTPS_PROXY", "")]), "a client");
    }

    #[cfg(all(unix, not(target_vendor = "apple")))]
    #[test]
    fn certificates_are_those_that_the_variables_name() {
        // The system's library is content without any until it meets a server.
        if !cfg!(feature = "native-tls") {
            let none = "Configuration TLS can't be set up; ";
            assert!(build_with(&[("SSL_CERT_FILE", "/nowhere/authorities.pem")]).starts_with(none));
            assert!(build_with(&[("SSL_CERT_DIR", "/nowhere")]).starts_with(none));
            assert!(build_with(&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "/nowhere")]).starts_with(none));
        }
        // What is empty counts as unset.
        let unset: [&[(&str, &str)]; 4] =
            [&[], &[("SSL_CERT_FILE", "")], &[("SSL_CERT_DIR", "")], &[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")]];
        for variables in unset {
            assert_eq!(build_with(variables), "a client", "{variables:?}");
        }
    }
}
