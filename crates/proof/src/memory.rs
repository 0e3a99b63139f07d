//! What the answers that are too much cost in memory. The server is another process, so this one's heap is the client's.

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
    pub what: &'static str,
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

/// A 100 MB body, a gzip bomb of 4 GiB, a flood of 100,000 headers, and JSON of a million levels, one after the other, with
/// the clients' own limit of 64 MiB for a body. `program` is this crate's own, which is the server.
///
/// # Errors
/// When the server can't be started.
pub async fn costs(program: &str) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    for (what, task, expected, bound) in [
        // A buffer that grows holds its old and its new half for a moment.
        ("a body of 100 MB, 64 MiB are the limit", Task::LargeBody(100_000_000), ErrorKind::TooLarge, 3 * 64 * MIB),
        ("4 MB of gzip, unpacking to 4 GiB", Task::GzipBomb(4096), ErrorKind::Decode, 16 * MIB),
        ("100,000 headers", Task::HeaderFlood(100_000), ErrorKind::Interrupted, 4 * MIB),
        ("JSON of 1,000,000 levels", Task::DeepJson(1_000_000), ErrorKind::Decode, 8 * MIB),
    ] {
        let server = Server::start(program, task).await?;
        let credentials = base39::Credentials::api_key("bs_sandbox_000000000000000000000039");
        let client = base39::Client::builder(credentials).base_url(&*server.address.url).retry(RetryPolicy::never());
        let client = client.build()?;
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
