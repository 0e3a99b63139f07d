//! The transport on real sockets: what every transport owes, and what this one says more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::{pin::pin, process::Command, time::Duration};

use acesso_core::{Call, Client, Env, Error, ErrorKind, RetryPolicy, StatusClassifier, testing::transport_conformance};
use acesso_hyper::HyperTransport;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    sync::oneshot,
    task::JoinHandle,
};

#[tokio::test]
async fn it_keeps_what_a_transport_owes() {
    transport_conformance(HyperTransport::new().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_keeps_it_on_several_threads() {
    transport_conformance(HyperTransport::new().unwrap()).await;
}

/// One attempt of three seconds to write something.
async fn write(url: &str, transport: HyperTransport) -> Error {
    let builder = Client::builder("Example", StatusClassifier).base_url(url).transport(transport);
    let client: Client = builder.retry(RetryPolicy::never()).timeout(Duration::from_secs(3)).build().unwrap();
    client.request(Call::post("write", "/x")).await.unwrap_err()
}

/// Another host, whose name the proxy looks up.
const ANOTHER_HOST: &str = "https://api.example.com";

fn through(proxy: &str) -> HyperTransport {
    HyperTransport::builder().proxy(proxy).build().unwrap()
}

/// Answers one request: the address, and what was asked.
async fn answering(answer: &'static str) -> (String, JoinHandle<String>) {
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

/// Reads and says nothing: the address, and when something was read.
async fn silent() -> (String, oneshot::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (read, was_read) = oneshot::channel();
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 1024]).await;
        let _ = read.send(());
        std::future::pending::<()>().await;
    });
    (address, was_read)
}

/// A port that nobody listens on, and that nobody gets while this is kept: its address, too.
fn nobody() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    (socket, address)
}

/// The clock jumps once the server has read something.
async fn hang(writing: impl Future<Output = Error>, was_read: oneshot::Receiver<()>) -> Error {
    let mut writing = pin!(writing);
    tokio::select! {
        error = &mut writing => panic!("it did not hang: {error:?}"),
        read = was_read => read.unwrap(),
    }
    tokio::time::pause();
    let error = writing.await;
    tokio::time::resume();
    error
}

fn told(error: &Error) -> (ErrorKind, bool) {
    (error.kind(), error.may_have_happened())
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let (_nobody, address) = nobody();
    let error = write(&format!("http://{address}"), HyperTransport::new().unwrap()).await;
    assert_eq!(told(&error), (ErrorKind::Connect, false));
    assert!(format!("{error:?}").contains("refused"), "{error:?}");
}

#[tokio::test]
async fn time_that_ran_out_is_told_by_whether_there_was_a_connection() {
    for (scheme, ending) in [("https", (ErrorKind::Connect, false)), ("http", (ErrorKind::Timeout, true))] {
        let (address, was_read) = silent().await;
        let transport = HyperTransport::new().unwrap();
        let error = hang(write(&format!("{scheme}://{address}"), transport), was_read).await;
        assert_eq!(told(&error), ending, "{error:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_no_connection() {
    let (address, was_read) = silent().await;
    let error = hang(write(ANOTHER_HOST, through(&format!("http://{address}"))), was_read).await;
    assert_eq!(told(&error), (ErrorKind::Connect, false), "{error:?}");
}

#[tokio::test]
async fn its_own_time_to_connect_may_be_shorter() {
    let (address, was_read) = silent().await;
    let transport = HyperTransport::builder().connect_timeout(Duration::from_secs(1)).build().unwrap();
    let error = hang(write(&format!("https://{address}"), transport), was_read).await;
    assert_eq!(told(&error), (ErrorKind::Connect, false));
    assert!(format!("{error:?}").contains("no connection within 1.0 s"), "{error:?}");
}

#[tokio::test]
async fn another_host_is_reached_through_the_proxy_with_its_credentials() {
    let (address, asked) = answering("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let error = write(ANOTHER_HOST, through(&format!("http://some%40body:a%2Fpass@{address}"))).await;
    assert!(!format!("{error} {error:?}").contains("pass@"), "{error:?}");
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("CONNECT api.example.com:443 HTTP/1.1\r\n"), "{asked}");
    // some@body:a/pass
    assert!(asked.contains("\r\nProxy-Authorization: Basic c29tZUBib2R5OmEvcGFzcw==\r\n"), "{asked}");
}

#[tokio::test]
async fn what_is_wrong_with_a_proxy_is_told_in_words() {
    let (_nobody, address) = nobody();
    for (proxy, words) in [
        (address, "could not connect to the proxy"),
        (
            answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await.0,
            "the proxy wants a name and a password",
        ),
        (answering("HTTP/1.1 403 Forbidden\r\n\r\n").await.0, "the proxy did not let the connection through"),
        (answering("").await.0, "the proxy did not let the connection through"),
    ] {
        let error = write(ANOTHER_HOST, through(&format!("http://{proxy}"))).await;
        assert_eq!(told(&error), (ErrorKind::Connect, false));
        assert!(error.to_string().contains(words), "{error:?}");
    }
}

#[tokio::test]
async fn this_machine_is_reached_without_the_proxy() {
    for host in ["127.0.0.1", "localhost"] {
        let (address, asked) = answering("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n").await;
        let url = format!("http://{}", address.replace("127.0.0.1", host));
        assert_eq!(write(&url, through("http://127.0.0.1:1")).await.kind(), ErrorKind::Server);
        assert!(asked.await.unwrap().starts_with("POST /x "));
    }
}

#[test]
fn what_it_cannot_work_with_is_said_when_it_is_built() {
    let broken = b"-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    let env = Env::from_fn(|name| (name == "ALL_PROXY").then(|| "https://proxy.example:3128".to_owned()));
    let quoted = Env::from_fn(|name| (name == "https_proxy").then(|| "'http://proxy.example:3128'".to_owned()));
    for (builder, problem) in [
        (HyperTransport::builder().root_certificate(b""), "the root certificate"),
        (HyperTransport::builder().root_certificate(b"no PEM at all"), "the root certificate"),
        (HyperTransport::builder().root_certificate(broken), "TLS can't be set up"),
        (HyperTransport::builder().client_identity(b"no PEM at all"), "the client's certificate and key"),
        (HyperTransport::builder().client_identity(broken), "the client's certificate and key"),
        (HyperTransport::builder().proxy("https://127.0.0.1:3128"), "the proxy has a scheme that this transport"),
        (HyperTransport::builder().proxy("socks5://127.0.0.1:1080"), "the proxy has a scheme"),
        (HyperTransport::builder().proxies_of(&env), "ALL_PROXY has a scheme that this transport does not speak"),
        (HyperTransport::builder().proxies_of(&quoted), "https_proxy has quotes around it"),
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
        match HyperTransport::new() {
            Ok(_) => println!("built: a transport"),
            Err(error) => println!("built: {:?} {error}", error.kind()),
        }
    }

    #[test]
    fn the_proxy_is_the_environments() {
        for (variable, value, problem) in [
            (
                "HTTPS_PROXY",
                "https://proxy.example:3128",
                "HTTPS_PROXY has a scheme that this transport does not speak",
            ),
            ("https_proxy", "http://proxy example:3128", "https_proxy has a blank in it"),
            ("all_proxy", "http://proxy.example:port", "all_proxy is no address of a proxy"),
        ] {
            let built = build_with(&[(variable, value)]);
            assert!(built.starts_with(&format!("Configuration {problem}; ")), "{built}");
        }
        assert_eq!(build_with(&[("HTTPS_PROXY", "http://proxy.example:3128")]), "a transport");
        assert_eq!(build_with(&[("HTTPS_PROXY", "")]), "a transport");
    }

    #[cfg(all(unix, not(target_vendor = "apple")))]
    #[test]
    fn certificates_are_those_that_the_variables_name() {
        let none = "Configuration TLS can't be set up; ";
        assert!(build_with(&[("SSL_CERT_FILE", "/nowhere/authorities.pem")]).starts_with(none));
        assert!(build_with(&[("SSL_CERT_DIR", "/nowhere")]).starts_with(none));
        // What is empty counts as unset.
        assert!(build_with(&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "/nowhere")]).starts_with(none));
        let unset: [&[(&str, &str)]; 4] =
            [&[], &[("SSL_CERT_FILE", "")], &[("SSL_CERT_DIR", "")], &[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")]];
        for variables in unset {
            assert_eq!(build_with(variables), "a transport", "{variables:?}");
        }
    }
}
