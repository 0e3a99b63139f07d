//! What the answers that are too much cost in memory. The server is another process, so this one's heap is the client's.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
};

use acesso_core::{ErrorKind, RetryPolicy};
use anyhow::Result;

use crate::{
    heap,
    server::{Server, Task},
};

/// One call that met an answer that is too much.
#[derive(Debug)]
pub struct Cost {
    /// What was served.
    pub what: String,
    /// How the call ended.
    pub kind: Option<ErrorKind>,
    /// How it should.
    pub expected: ErrorKind,
    /// The most that the heap held for it, in bytes.
    pub most: usize,
    /// What it may.
    pub bound: usize,
}

impl Cost {
    /// Whether it ended as it should, and within its bound.
    pub fn holds(&self) -> bool {
        self.kind == Some(self.expected) && self.most <= self.bound
    }
}

const MIB: usize = 1 << 20;

/// The limit that the clients have by themselves.
pub const CLIENTS_LIMIT: usize = 64 * MIB;

/// A body half as large again as the limit, one just as large, a gzip bomb of 64 times the limit, a flood of headers, and
/// deep JSON, one after the other. `program` is this crate's own, which is the server.
///
/// # Errors
/// When the server can't be started.
pub async fn costs(program: &str, limit: usize) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    let whole = limit as u64;
    for (what, task, expected, bound) in [
        (
            format!("a body of {} MiB, the limit is {} MiB", 3 * limit / MIB / 2, limit / MIB),
            Task::LargeBody(whole + whole / 2),
            ErrorKind::TooLarge,
            MIB,
        ),
        // While a buffer grows it is there twice, and never larger than the limit.
        (
            format!("a body of {} MiB that is no JSON", limit / MIB),
            Task::LargeBody(whole),
            ErrorKind::Decode,
            2 * limit + 2 * MIB,
        ),
        (
            format!("gzip that unpacks to {} MiB", 64 * limit / MIB),
            Task::GzipBomb(64 * limit / MIB),
            ErrorKind::Decode,
            limit / 4 + MIB,
        ),
        ("100,000 headers".to_owned(), Task::HeaderFlood(100_000), ErrorKind::Interrupted, MIB),
        (format!("JSON of {} levels", limit / 64), Task::DeepJson(limit / 64), ErrorKind::Decode, limit / 4),
    ] {
        let server = Server::start(program, task).await?;
        let credentials = base39::Credentials::api_key("bs_sandbox_000000000000000000000039");
        let client = base39::Client::builder(credentials).base_url(&*server.address.url).retry(RetryPolicy::never());
        let client = client.body_limit(limit).build()?;
        // What a client has once, its certificates and a connection, is not this answer's cost.
        client.companies().list().await?;
        let (most, ended) =
            heap::most_during(async { client.api_keys().list(base39::ApiKeyFilter::default()).next_page().await })
                .await;
        let kind = ended.and_then(Result::err).map(|error| error.kind());
        costs.push(Cost { what, kind, expected, most, bound });
    }
    Ok(costs)
}

/// The most that the heap held for a download of so many MiB, in bytes. What serves it holds next to nothing.
///
/// # Errors
/// When it can't be served, or does not come whole.
pub async fn of_a_download(mebibytes: usize) -> Result<usize> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    // It ends with its client.
    thread::spawn(move || listener.accept().and_then(|(stream, _)| serve_files(stream, mebibytes)));
    let token = myreports::Credentials::token("example-token");
    let client = myreports::Client::builder(myreports::Region::Eu, token).base_url(url).build()?;
    let download =
        async || client.billing().pdf("i").await?.write_to(&mut io::sink()).await.map_err(anyhow::Error::from);
    // What a client has once is not this file's cost.
    download().await?;
    let (most, length) = heap::most_during(download()).await;
    anyhow::ensure!(length? == (mebibytes * MIB) as u64, "it came in part");
    Ok(most)
}

/// Answers every request on a connection with a file that begins as a PDF does.
fn serve_files(mut stream: TcpStream, mebibytes: usize) -> io::Result<()> {
    static BLANKS: [u8; MIB] = [b' '; MIB];
    const BEGINNING: &[u8] = b"%PDF";

    while stream.read(&mut [0; 4096])? > 0 {
        let length = mebibytes * MIB;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n"
        )?;
        stream.write_all(BEGINNING)?;
        stream.write_all(BLANKS.get(BEGINNING.len()..).unwrap_or_default())?;
        for _ in 1..mebibytes {
            stream.write_all(&BLANKS)?;
        }
    }
    Ok(())
}
