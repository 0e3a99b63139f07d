//! Connections, on real sockets.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use acesso_core::{Client, StatusClassifier};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinSet,
};

use super::support::read;

const CONNECTIONS: usize = 64;

/// Counts what is open and answers nobody until 64 have asked, so that whoever may connect has done so.
#[derive(Default)]
struct Server {
    open: AtomicUsize,
    most_open: AtomicUsize,
    asked: AtomicUsize,
    enough_asked: Notify,
}

impl Server {
    async fn start(self: Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let open = self.open.fetch_add(1, Ordering::Relaxed) + 1;
                self.most_open.fetch_max(open, Ordering::Relaxed);
                let server = Arc::clone(&self);
                tokio::spawn(async move {
                    server.serve(connection).await;
                    server.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        url
    }

    async fn serve(&self, mut connection: TcpStream) {
        let mut request = Vec::new();
        while let Ok(1..) = connection.read_buf(&mut request).await {
            if !request.ends_with(b"\r\n\r\n") {
                continue;
            }
            request.clear();
            let enough_asked = self.enough_asked.notified();
            match self.asked.fetch_add(1, Ordering::Relaxed) + 1 {
                ..CONNECTIONS => enough_asked.await,
                _ => self.enough_asked.notify_waiters(),
            }
            connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
        }
    }
}

#[tokio::test]
async fn fifteen_hundred_calls_at_once_hold_sixty_four_connections() {
    let server = Arc::new(Server::default());
    let url = Arc::clone(&server).start().await;
    let client = Client::builder("Example", StatusClassifier).base_url(url).build().unwrap();
    let calls: JoinSet<_> = (0..1_500).map(|number| client.request(read(number))).collect();
    for answer in calls.join_all().await {
        answer.unwrap();
    }
    assert_eq!(server.most_open.load(Ordering::Relaxed), CONNECTIONS);
}
