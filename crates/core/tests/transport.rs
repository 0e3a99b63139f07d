//! The transports on real sockets. What holds of one holds of the other.

#![cfg(any(feature = "reqwest", feature = "hyper"))]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{Call, Client, Error, ErrorKind, PlainHttp, RetryPolicy, Transport};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

/// Answers every request with these bytes and closes; nothing for an endless silence.
async fn serve(answer: Option<Vec<u8>>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = connection.read(&mut request).await;
            counter.fetch_add(1, Ordering::Relaxed);
            match &answer {
                Some(bytes) => {
                    let _ = connection.write_all(bytes).await;
                }
                None => silent.push(connection),
            }
        }
    });
    Server { url, requests }
}

/// Every transport that was built in, with this cap for bodies.
fn capped(bytes: usize) -> Vec<Arc<dyn Transport>> {
    vec![
        #[cfg(feature = "reqwest")]
        Arc::new(acesso_core::HttpTransport::new().body_limit(bytes)),
        #[cfg(feature = "hyper")]
        Arc::new(acesso_core::HyperTransport::new().body_limit(bytes)),
    ]
}

fn all() -> Vec<Arc<dyn Transport>> {
    capped(64 << 20)
}

/// Gives up after a while: short enough to wait for, long enough for a busy machine to answer.
async fn ask(server: &Server, transport: Arc<dyn Transport>) -> Result<bytes::Bytes, Error> {
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url(&*server.url)
        .transport(transport)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    client.request(Call::get("get", "/x")).timeout(Duration::from_secs(3)).await
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = serve(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let redirect = format!("HTTP/1.1 302 Found\r\nlocation: {}/y\r\ncontent-length: 0\r\n\r\n", target.url);
    let server = serve(Some(redirect.into_bytes())).await;
    for transport in all() {
        let error = ask(&server, transport).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Redirect, 302));
    }
    assert_eq!(target.requests.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_body_above_the_cap_is_not_read() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    answer.resize(answer.len() + 1_000_000, b'x');
    let server = serve(Some(answer)).await;
    for transport in capped(100_000) {
        let error = ask(&server, transport).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.to_string().contains("larger than 100000 bytes"), "{error}");
        assert!(error.body().len() <= acesso_core::BODY_KEPT && error.body().starts_with(b"xxx"));
    }
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap().len(), 1_000_000);
    }
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let server = serve(None).await;
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap_err().kind(), ErrorKind::Timeout);
    }
}

#[tokio::test]
async fn a_body_that_stalls_ends_in_a_timeout_that_knows_the_status() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut stalled = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await;
            stalled.push(connection);
        }
    });
    let server = Server { url, requests: Arc::default() };
    for transport in all() {
        let error = ask(&server, transport).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Timeout, 200));
        assert_eq!(error.body(), b"half");
    }
}

#[tokio::test]
async fn what_is_no_http_is_an_interruption() {
    for answer in
        ["", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nbroken"]
    {
        let server = serve(Some(answer.as_bytes().to_vec())).await;
        for transport in all() {
            let error = ask(&server, transport).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{answer:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_flood_of_headers_is_an_interruption() {
    let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
    for number in 0..10_000 {
        answer.extend_from_slice(format!("x-{number}: {number}\r\n").as_bytes());
    }
    let server = serve(Some(answer)).await;
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap_err().kind(), ErrorKind::Interrupted);
    }
}

#[tokio::test]
async fn plain_http_to_another_host_is_refused_by_the_transport_too() {
    use acesso_core::{HttpRequest, Loss, Reached};

    let url = url::Url::parse("http://192.0.2.1/x").unwrap();
    let request = HttpRequest::new(http::Method::GET, url, http::HeaderMap::new(), bytes::Bytes::new());
    for transport in all() {
        let lost = transport.send(request.clone(), Duration::from_secs(1)).await.unwrap_err();
        assert_eq!((lost.reached, lost.loss), (Reached::No, Loss::Unusable));
    }
}

#[tokio::test]
async fn a_url_that_http_cannot_carry_is_not_sent_and_not_repeated() {
    let server = serve(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let client: Client = Client::builder("Example", PlainHttp).base_url(&*server.url).build().unwrap();
    let call = Call::post("write", "/x").query_list("ids", (0..20_000).map(|number| format!("id-{number}")));
    let error = client.request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::InvalidInput, false), "{error}");
    assert!(error.to_string().contains("too long"), "{error}");
    assert_eq!(error.attempts(), 0);
    assert_eq!(server.requests.load(Ordering::Relaxed), 0);
}

/// Answers the first request half and keeps silent, then every other one whole.
async fn halting() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = connection.read(&mut request).await;
            if silent.is_empty() {
                let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").await;
                silent.push(connection);
                continue;
            }
            let body = r#"{"access_token":"t1"}"#;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = connection.write_all(answer.as_bytes()).await;
        }
    });
    url
}

#[test]
fn a_client_outlives_the_runtime_it_was_first_used_on() {
    for transport in all() {
        outlives_its_runtime(transport);
    }
}

fn outlives_its_runtime(transport: Arc<dyn Transport>) {
    use acesso_core::oauth::{Grant, OAuthBuilder};

    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let url = server.block_on(halting());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let grant = Grant::ClientCredentials { scope: None };
    let oauth = OAuthBuilder::new(format!("{url}/token"), "id", "secret", grant).build().unwrap();
    let builder = Client::builder("Example", PlainHttp).base_url(&*url).authorize(oauth).transport(transport);
    let client: Client = builder.build().unwrap();
    let ask = || client.request(Call::get("get", "/x"));

    let first = runtime();
    let error = first.block_on(async { ask().deadline(Duration::from_secs(2)).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    drop(first);
    for _ in 0..2 {
        runtime().block_on(async { ask().await }).unwrap();
    }
}

#[tokio::test]
async fn a_failed_tls_handshake_is_no_connection() {
    let server = serve(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    let secure = Server { url: server.url.replace("http", "https"), requests: server.requests };
    for transport in all() {
        assert_eq!(ask(&secure, transport).await.unwrap_err().kind(), ErrorKind::Connect);
    }
}

#[tokio::test]
async fn an_answer_to_head_has_no_body_whatever_its_length_says() {
    let server = serve(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n".to_vec())).await;
    for transport in all() {
        let builder = Client::builder("Example", PlainHttp).base_url(&*server.url).transport(transport);
        let client: Client = builder.build().unwrap();
        let call = Call::new(http::Method::HEAD, "head", "/x", acesso_core::Safety::Read);
        assert!(client.request(call).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn interim_answers_and_trailers_are_passed_over() {
    let answer = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: \
                  chunked\r\n\r\n4\r\nbody\r\n0\r\nx-trailer: 1\r\n\r\n";
    let server = serve(Some(answer.into())).await;
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap(), "body");
    }
}

#[tokio::test]
async fn a_half_body_on_the_wire() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = connection.read(&mut request).await;
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":").await;
        }
    });
    for transport in all() {
        let builder = Client::builder("Example", PlainHttp).base_url(format!("http://{address}")).transport(transport);
        let client: Client = builder.build().unwrap();
        let error = client.request(Call::get("get", "/x")).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Interrupted, 200));
        assert_eq!(error.body(), b"{\"half\":");
        assert_eq!(error.attempts(), 3, "a read may be repeated");
    }
}

#[tokio::test]
async fn the_cause_beneath_is_reachable_and_names_no_url() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for transport in all() {
        let error = refused(transport, address).await;
        assert_eq!((error.kind(), error.attempts(), error.may_have_happened()), (ErrorKind::Connect, 1, false));
        let mut chain = format!("{error} {error:?}");
        let mut cause = error.source();
        assert!(cause.is_some());
        while let Some(error) = cause {
            chain.push_str(&format!(" {error} {error:?}"));
            cause = error.source();
        }
        assert!(!chain.contains("ana"), "{chain}");
        assert!(chain.to_lowercase().contains("refused"), "{chain}");
    }
}

async fn refused(transport: Arc<dyn Transport>, address: std::net::SocketAddr) -> Error {
    let client: Client = Client::builder("E", PlainHttp)
        .base_url(format!("http://{address}"))
        .transport(transport)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    client.request(Call::get("o", "/people/{id}").argument("id", "ana@cliente.example")).await.unwrap_err()
}
