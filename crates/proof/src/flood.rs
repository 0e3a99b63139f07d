//! Many calls at a time, and callers who give up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{
    Body, Call, Client, RateLimit, StatusClassifier, Transport, TransportError,
    bytes::Bytes,
    oauth::{Grant, OAuthBuilder},
};
use anyhow::{Context as _, Result, ensure};
use async_trait::async_trait;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use crate::{
    heap,
    server::{Address, Server, Task, allow_many_files},
};

/// However busy the machine, a flood is over by then.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a call in flight may cost, in bytes of heap.
pub const BYTES_PER_CALL: usize = 48 << 10;

/// As many as the largest flood has calls.
const FLOOD: usize = 10_000;

/// What a flood left behind.
#[derive(Debug)]
pub struct Flood {
    /// Calls in flight at the same time.
    pub calls: usize,
    /// Those that were answered.
    pub answered: usize,
    /// The most on the heap during the flood, per call in flight, in bytes.
    pub bytes_per_call: usize,
    /// Open files before, and after the client is gone. `None` where the system does not tell.
    pub files: Option<(usize, usize)>,
}

/// So many calls in flight through one client on this thread. The server answers none of them before all are there.
/// `program` is this crate's own, which is the server.
///
/// # Errors
/// When the server can't be started, or this system allows too few open files.
pub async fn at_once(program: &str, calls: usize) -> Result<Flood> {
    let files = allow_many_files();
    let needed = calls as u64 + 100;
    ensure!(files.is_none_or(|files| files >= needed), "{needed} open files are needed and {files:?} allowed here");
    let server = Server::start(program, Task::Together(calls)).await?;
    // What every process opens once, a runtime and its first connection too, is no leak.
    drop(client(&server.address)?);
    let before = open_files();
    let client = client(&server.address)?;
    let (most, answered) = heap::most_during(async {
        let mut running = JoinSet::new();
        for _ in 0..calls {
            let client = client.clone();
            running.spawn(async move { client.api_keys().list(base39::ApiKeyFilter::default()).next_page().await });
        }
        let mut answered = 0;
        while let Some(ended) = running.join_next().await {
            answered += usize::from(matches!(ended, Ok(Some(Ok(_)))));
        }
        answered
    })
    .await;
    drop(client);
    let after = settled_files(before).await;
    Ok(Flood { calls, answered, bytes_per_call: most / calls.max(1), files: before.zip(after) })
}

/// With OAuth, so that one token serves them all.
fn client(address: &Address) -> Result<base39::Client> {
    let credentials = base39::Credentials::client_credentials(&*address.client_id, &*address.client_secret);
    let builder = base39::Client::builder(credentials.token_url(&*address.token_url));
    let client = builder.base_url(&*address.url).timeout(PATIENCE).total_timeout(PATIENCE);
    // What is counted is a call, not a place in the queue for a connection.
    Ok(client.max_connections(FLOOD).build()?)
}

/// How many files this process has open.
fn open_files() -> Option<usize> {
    ["/proc/self/fd", "/dev/fd"].iter().find_map(|list| Some(std::fs::read_dir(list).ok()?.count()))
}

/// How many are open once no more than before are, or at last. Connections close when their tasks next run.
async fn settled_files(before: Option<usize>) -> Option<usize> {
    let end = Instant::now() + Duration::from_secs(30);
    while open_files() > before && Instant::now() < end {
        sleep(Duration::from_millis(5)).await;
    }
    open_files()
}

/// What callers who gave up left behind.
#[derive(Debug)]
pub struct Abandoned {
    /// Calls made.
    pub calls: usize,
    /// Those whose callers gave up.
    pub dropped: usize,
    /// Those that were answered.
    pub answered: usize,
    /// Slots of the rate limit, and how many of them are free when all is over.
    pub slots: (usize, usize),
    /// Token requests, of which at most one was on its way at a time.
    pub token_requests: usize,
    /// The most token requests on their way at the same time.
    pub token_requests_at_once: usize,
}

const ALLOWED: usize = 50;

/// So many calls that come about as fast as a rate limit allows, with tokens that live for seconds. Three callers in four
/// lose patience at a random moment: in the queue, while a token is fetched, or while the answer is on its way. To be run
/// on a paused clock.
///
/// # Errors
/// When a call that nobody gave up fails, or a call after all this does.
pub async fn abandoned(calls: usize, seed: u64) -> Result<Abandoned> {
    let network = Network::default();
    let grant = Grant::ClientCredentials { scope: None };
    let oauth = OAuthBuilder::new("https://login.example.com/token", "id", "secret", grant).build()?;
    let client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .authorize(oauth)
        .transport(network.clone())
        .rate_limit(RateLimit::per_second(u32::try_from(ALLOWED)?))
        .build()?;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut running = JoinSet::new();
    for call in 0..calls {
        let client = client.clone();
        let whole = Duration::from_secs(calls as u64) / u32::try_from(ALLOWED)?;
        let comes = whole.mul_f64(random.f64());
        let patience = if call % 4 == 0 { Duration::MAX } else { Duration::from_millis(random.u64(0..150)) };
        running.spawn(async move {
            sleep(comes).await;
            timeout(patience, client.request(ask())).await
        });
    }
    let (mut dropped, mut answered) = (0, 0);
    while let Some(ended) = running.join_next().await {
        match ended? {
            Err(_) => dropped += 1,
            Ok(result) => {
                result.context("a call that nobody gave up")?;
                answered += 1;
            }
        }
    }
    // Longer than a slot can be held, and than a token lives.
    sleep(Duration::from_secs(60)).await;
    let free = free_slots(&client, &network).await?;
    Ok(Abandoned {
        calls,
        dropped,
        answered,
        slots: (ALLOWED, free),
        token_requests: network.token_requests.load(Ordering::Relaxed),
        token_requests_at_once: network.most_token_requests.load(Ordering::Relaxed),
    })
}

/// How many calls go out in one moment.
async fn free_slots(client: &Client, network: &Network) -> Result<usize> {
    // A new token, which is fetched by one call while the others wait for it.
    client.request(ask()).await.context("a call after the flood")?;
    sleep(Duration::from_secs(3)).await;
    let before = network.requests.load(Ordering::Relaxed);
    let mut running = JoinSet::new();
    for _ in 0..2 * ALLOWED {
        let client = client.clone();
        running.spawn(async move { client.request(ask()).await });
    }
    // A moment of the paused clock, in which every task gets as far as it can.
    sleep(Duration::from_millis(1)).await;
    Ok(network.requests.load(Ordering::Relaxed) - before)
}

fn ask() -> Call<Bytes> {
    Call::get("get_item", "/item")
}

/// Answers everything after a random time, and counts.
#[derive(Debug, Clone, Default)]
struct Network {
    requests: Arc<AtomicUsize>,
    token_requests: Arc<AtomicUsize>,
    token_requests_now: Arc<AtomicUsize>,
    most_token_requests: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let is_token = request.uri().path() == "/token";
        if is_token {
            self.token_requests.fetch_add(1, Ordering::Relaxed);
            let now = self.token_requests_now.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_token_requests.fetch_max(now, Ordering::Relaxed);
        } else {
            self.requests.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(fastrand::u64(1..300))).await;
        if is_token {
            self.token_requests_now.fetch_sub(1, Ordering::Relaxed);
        }
        let body = if is_token { r#"{"access_token":"example","expires_in":5}"# } else { "{}" };
        Ok(http::Response::new(body.into()))
    }
}
