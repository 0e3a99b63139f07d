//! The service of the races: as little as a server can do, so that it is the clients that are measured.
//!
//! It prints three addresses: of a quick one, of one that takes its time, and of one that is down. A line on its standard
//! input asks how many requests the last one got since the line before.

use std::{
    io::{self, BufRead},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// As `race::SLOW`; this program has no need of all that the contenders have in common.
const SLOW: Duration = Duration::from_millis(5);
const PAGE: usize = 100;
/// Of the number in an id.
const DIGITS: usize = 24;

static DURING_OUTAGE: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Copy)]
enum Mood {
    Quick,
    Slow,
    Down,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    for mood in [Mood::Quick, Mood::Slow, Mood::Down] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, mood));
            }
        });
    }
    tokio::task::spawn_blocking(|| {
        for line in io::stdin().lock().lines() {
            line?;
            println!("{}", DURING_OUTAGE.swap(0, Ordering::Relaxed));
        }
        Ok(())
    })
    .await?
}

/// Answers the requests of one connection. All of them are GETs, without a body.
async fn serve(mut stream: TcpStream, mood: Mood) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let answers = Answers::new();
    let mut page = answers.page.clone();
    let mut received = Vec::new();
    loop {
        let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let path = received.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let answer: &[u8] = if path.starts_with(b"/v1/operators/") {
            &answers.two
        } else {
            turn_page(&mut page, &answers.ids, first_of(path));
            &page
        };
        match mood {
            Mood::Quick => stream.write_all(answer).await?,
            Mood::Slow => {
                tokio::time::sleep(SLOW).await;
                stream.write_all(answer).await?;
            }
            Mood::Down => {
                DURING_OUTAGE.fetch_add(1, Ordering::Relaxed);
                stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").await?;
            }
        }
        received.drain(..end + 4);
    }
}

/// The answers, head and body.
struct Answers {
    /// Two items in 788 bytes.
    two: Vec<u8>,
    /// A hundred items, numbered from 0 on.
    page: Vec<u8>,
    /// Where the page's ids have their numbers.
    ids: Vec<usize>,
}

impl Answers {
    fn new() -> Self {
        let page = answer(0..PAGE, true);
        let mark = br#""id":"perm_"#;
        let marks = page.windows(mark.len()).enumerate().filter(|(_, bytes)| bytes == mark);
        let ids = marks.map(|(at, _)| at + mark.len()).collect();
        Self { two: answer(0..2, false), page, ids }
    }
}

fn answer(numbers: std::ops::Range<usize>, has_more: bool) -> Vec<u8> {
    let items: Vec<String> = numbers.map(item).collect();
    let body = format!(r#"{{"hasMore":{has_more},"data":[{}]}}"#, items.join(","));
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Thu, 26 Nov 2026 12:00:00 GMT\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// An item, as the contract's `list_permissions` shows it.
fn item(number: usize) -> String {
    format!(
        concat!(
            r#"{{"id":"perm_{:0DIGITS$}","company":"comp_62d9889bd3985729e5a048ef","roles":["approver","financial"],"#,
            r#""createdAt":"2023-08-25T22:38:41.134Z","updatedAt":"2024-01-02T03:04:05.678Z","deleted":false,"#,
            r#""createdBy":{{"clientId":"key_000000000000000000000001","externalClientId":"a","app":"backoffice"}},"#,
            r#""updatedBy":{{"clientId":"key_000000000000000000000001","app":"backoffice"}}}}"#,
        ),
        number,
        DIGITS = DIGITS
    )
}

/// The number of the first item after the cursor in the query.
fn first_of(path: &[u8]) -> usize {
    let text = String::from_utf8_lossy(path);
    let cursor = text.split_once("starting_after=perm_").map(|(_, number)| number.split('&').next().unwrap_or(number));
    cursor.and_then(|number| number.parse::<usize>().ok()).map_or(0, |last| last + 1)
}

/// Numbers the items of a page anew, from `first` on.
fn turn_page(page: &mut [u8], ids: &[usize], first: usize) {
    for (number, at) in (first..).zip(ids) {
        page[*at..at + DIGITS].copy_from_slice(format!("{number:0DIGITS$}").as_bytes());
    }
}
