//! A small HTTP server on this machine, for what the conformance suite has to send and see.

#![allow(clippy::expect_used, reason = "a server of a test, which should stop here")]

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::{JoinHandle, JoinSet},
};

/// A server, until it is dropped. Each of its connections has a task of its own.
pub(super) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

/// What came.
#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Arrived>>,
    one_more: Notify,
}

/// A request as it arrived.
#[derive(Clone, Default)]
pub(super) struct Arrived {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Server {
    /// A server that does this with each connection.
    pub(super) async fn start<F, D>(handle: F) -> Self
    where
        F: Fn(Connection) -> D + Send + 'static,
        D: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port");
        let seen = Arc::<Seen>::default();
        let accepting = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                let mut connections = JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    connections.spawn(handle(Connection { stream: BufReader::new(stream), seen: Arc::clone(&seen) }));
                }
            }
        });
        Self { address, seen, accepting }
    }

    /// Answers every request with these bytes, and keeps its connections open.
    pub(super) async fn answering(wire: &str) -> Self {
        Self::breaking(usize::MAX, wire).await
    }

    /// Answers with these bytes and closes the connection.
    pub(super) async fn answering_once(wire: &str) -> Self {
        Self::breaking(0, wire).await
    }

    /// Answers so many requests, then closes the connection after each request and these bytes.
    pub(super) async fn breaking(after: usize, wire: &str) -> Self {
        let (wire, answered): (Arc<str>, _) = (wire.into(), Arc::<AtomicUsize>::default());
        let is_whole = after == usize::MAX;
        Self::start(move |mut connection| {
            let (wire, answered) = (Arc::clone(&wire), Arc::clone(&answered));
            async move {
                while connection.request().await.is_some() {
                    if answered.fetch_add(1, Ordering::Relaxed) >= after {
                        connection.write(&wire).await;
                        return connection.close().await;
                    }
                    connection
                        .write(if is_whole { &wire } else { "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" })
                        .await;
                }
            }
        })
        .await
    }

    /// Reads and never answers.
    pub(super) async fn silent() -> Self {
        Self::start(|mut connection: Connection| async move { while connection.request().await.is_some() {} }).await
    }

    /// Host and port, as a URL writes them.
    pub(super) fn authority(&self) -> String {
        self.address.to_string()
    }

    pub(super) fn count(&self) -> usize {
        self.seen.lock().len()
    }

    pub(super) fn newest(&self) -> Arrived {
        self.seen.lock().last().cloned().unwrap_or_default()
    }

    /// Waits for one more request to have been read.
    pub(super) async fn read(&self) {
        self.seen.one_more.notified().await;
    }
}

/// A port that nobody listens on, and that nobody gets while this is kept.
pub(super) struct Nobody(TcpSocket);

impl Nobody {
    pub(super) fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        Self(socket)
    }

    /// Host and port, as a URL writes them.
    pub(super) fn authority(&self) -> String {
        self.0.local_addr().expect("the port").to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Seen {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arrived>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Arrived {
    /// The values of a header.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let of_that_name = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        of_that_name.map(|(_, value)| value.as_str()).collect()
    }

    fn is_chunked(&self) -> bool {
        self.all("transfer-encoding").iter().any(|value| value.contains("chunked"))
    }

    fn length(&self) -> usize {
        self.all("content-length").first().and_then(|value| value.parse().ok()).unwrap_or(0)
    }
}

/// A connection that a client has opened.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    seen: Arc<Seen>,
}

impl Connection {
    /// The next request, `None` when no other one comes.
    pub(super) async fn request(&mut self) -> Option<Arrived> {
        let arrived = self.read_request().await?;
        self.seen.lock().push(arrived.clone());
        self.seen.one_more.notify_one();
        Some(arrived)
    }

    pub(super) async fn write(&mut self, wire: &str) {
        // A client that is gone already is seen by the next read.
        let _ = self.stream.write_all(wire.as_bytes()).await;
    }

    /// Ends the connection so that what was written still arrives.
    async fn close(mut self) {
        let _ = self.stream.shutdown().await;
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
    }

    async fn read_request(&mut self) -> Option<Arrived> {
        let first = self.line().await?;
        let mut words = first.split(' ');
        let mut arrived =
            Arrived { method: words.next()?.to_owned(), target: words.next()?.to_owned(), ..Arrived::default() };
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            arrived.headers.push((name.to_owned(), value.trim().to_owned()));
        }
        if arrived.is_chunked() {
            loop {
                let chunk = self.chunk().await?;
                if chunk.is_empty() {
                    break;
                }
                arrived.body.extend(chunk);
            }
        } else {
            arrived.body = self.bytes(arrived.length()).await?;
        }
        Some(arrived)
    }

    /// A line without its end.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
        Some(line.trim_end().to_owned())
    }

    async fn bytes(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await.ok()?;
        Some(bytes)
    }

    /// The next chunk; the last one is empty.
    async fn chunk(&mut self) -> Option<Vec<u8>> {
        let head = self.line().await?;
        let length = usize::from_str_radix(head.split(';').next()?.trim(), 16).ok()?;
        let chunk = self.bytes(length).await?;
        self.line().await?;
        Some(chunk)
    }
}
