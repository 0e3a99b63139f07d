//! Connections, on real sockets.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

use acesso_core::{Call, Client, ErrorKind, Page, RetryPolicy, StatusClassifier, wire};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::{JoinSet, yield_now},
    time::{sleep, timeout},
};

use super::support::{SECOND, read};

const CONNECTIONS: usize = 64;

/// Counts what is open and what waits for an answer. Answers nobody until 64 have asked, so that whoever may ask has done so.
#[derive(Default)]
struct Server {
    open: AtomicUsize,
    most_open: AtomicUsize,
    waiting: AtomicUsize,
    most_waiting: AtomicUsize,
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
            let waiting = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_waiting.fetch_max(waiting, Ordering::Relaxed);
            let enough_asked = self.enough_asked.notified();
            match self.asked.fetch_add(1, Ordering::Relaxed) + 1 {
                ..CONNECTIONS => enough_asked.await,
                _ => self.enough_asked.notify_waiters(),
            }
            self.waiting.fetch_sub(1, Ordering::Relaxed);
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
    assert_eq!(server.most_waiting.load(Ordering::Relaxed), CONNECTIONS);
    // A request may dial while a connection comes free, and take that one.
    let most_open = server.most_open.load(Ordering::Relaxed);
    assert!((CONNECTIONS..2 * CONNECTIONS).contains(&most_open), "{most_open}");
}

const PAGES: u32 = 5;

/// Pages of 2 MB, more than a socket holds, and nothing but 503 for whatever else is asked for.
async fn large_pages(asked: Arc<Mutex<Vec<String>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve_pages(connection, Arc::clone(&asked)));
        }
    });
    url
}

async fn serve_pages(mut connection: TcpStream, asked: Arc<Mutex<Vec<String>>>) {
    let mut request = Vec::new();
    while let Ok(1..) = connection.read_buf(&mut request).await {
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let target = String::from_utf8_lossy(&request).split(' ').nth(1).unwrap().to_owned();
        request.clear();
        let answer = match target.strip_prefix("/list?page=") {
            None => "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".to_owned(),
            Some(number) => {
                let number: u32 = number.parse().unwrap();
                let next = (number < PAGES).then(|| (number + 1).to_string());
                let page = serde_json::to_string(&(number, next)).unwrap() + &" ".repeat(2_000_000);
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len())
            }
        };
        asked.lock().unwrap().push(target);
        let _ = connection.write_all(answer.as_bytes()).await;
    }
}

#[tokio::test]
async fn large_pages_are_asked_for_once_by_a_slow_consumer_and_take_nothing_from_a_later_call() {
    static PAGES_READ: AtomicU32 = AtomicU32::new(0);

    let asked = Arc::default();
    let url = large_pages(Arc::clone(&asked)).await;
    let retry = RetryPolicy::default().initial_backoff(SECOND / 1000);
    let client: Client = Client::builder("Example", StatusClassifier).base_url(url).retry(retry).build().unwrap();
    let mut list = client.pages(|cursor| {
        wire::at_page(Call::get("list", "/list"), "page", cursor, Some(1)).read_with(|answer| {
            let (number, next) = wire::read_json::<(u32, Option<String>)>(answer.body)?;
            PAGES_READ.store(number, Ordering::Relaxed);
            Ok(Page::new(vec![number], next))
        })
    });
    for number in 1..=PAGES {
        assert_eq!(list.next().await.unwrap().unwrap(), number);
        // The clock may only jump while nothing is on its way: it would take that for silence.
        let next_is_read = async {
            while PAGES_READ.load(Ordering::Relaxed) < PAGES.min(number + 1) {
                yield_now().await;
            }
        };
        timeout(60 * SECOND, next_is_read).await.expect("the next page comes while this one is used");
        tokio::time::pause();
        sleep(100 * SECOND).await;
        tokio::time::resume();
    }
    assert!(list.next().await.is_none());
    let pages: Vec<_> = (1..=PAGES).map(|number| format!("/list?page={number}")).collect();
    assert_eq!(*asked.lock().unwrap(), pages);

    let error = client.request(Call::get("read", "/read")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
}
