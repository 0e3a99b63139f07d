//! A rate limit is used up and not exceeded, over sockets.

use std::{
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use acesso_sandbox::{
    Network, Sandbox,
    tomticket::{Counting, Settings},
};
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    process::Command,
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, rustls::pki_types::PrivateKeyDer};

use crate::recorder::Recorder;

/// Clones of one client that share the allowance.
const CLONES: usize = 8;

/// What the vendor allows in a second.
const ALLOWED: f64 = 3.0;

/// What came of calling without a pause for some time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Pace {
    /// Requests that the service served.
    pub served: usize,
    /// Requests that it refused with 429.
    pub refused: usize,
    /// Calls that failed in the end.
    pub failed: usize,
    /// The part of the allowance that was used.
    pub used: f64,
}

/// Eight clones of one client call the sandbox without a pause for so long.
///
/// # Errors
/// When the sandbox can't be started.
pub async fn in_process(counting: Counting, network: Network, length: Duration) -> Result<Pace> {
    let settings = Settings { counting, ..Settings::default() };
    let sandbox = Sandbox::builder().tomticket(settings).network(network).start().await?;
    keep(&sandbox.tomticket().url(), sandbox.tomticket().token(), length).await
}

/// The clients' side of it, in this process.
///
/// # Errors
/// When the client can't be built.
pub async fn keep(url: &str, token: &str, length: Duration) -> Result<Pace> {
    let recorder = Recorder::new()?;
    let client = tomticket::Client::builder(token).base_url(url).transport(recorder.clone()).build()?;
    let begin = Instant::now();
    let mut clones = JoinSet::new();
    for _ in 0..CLONES {
        let client = client.clone();
        clones.spawn(async move {
            let mut failed = 0;
            while begin.elapsed() < length {
                let called = client.customers().permissions("C0000001").await;
                failed += usize::from(called.is_err());
            }
            failed
        });
    }
    let failed = clones.join_all().await.into_iter().sum();
    let in_time = recorder.notes().iter().filter(|note| note.sent < begin + length).count();
    // The last ones were sent after the end: they are answered, and count neither as used nor as allowed.
    #[expect(clippy::cast_precision_loss, reason = "some hundred requests")]
    let used = in_time as f64 / (ALLOWED * length.as_secs_f64());
    Ok(Pace { served: recorder.count(200), refused: recorder.count(429), failed, used })
}

/// The same from a process of its own whose connections are slow to come about: TLS, and up to a second before it.
/// `program` is this crate's own, which is the client.
///
/// # Errors
/// When sandbox, certificate or process can't be made.
pub async fn cold_tls(program: &str, length: Duration) -> Result<Pace> {
    let sandbox = Sandbox::start().await?;
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("https://{}/v2.0", listener.local_addr()?);
    let front = tokio::spawn(front(listener, TlsAcceptor::from(Arc::new(config)), sandbox.tomticket().port()));

    let certificate = tempfile::NamedTempFile::new()?;
    std::fs::write(certificate.path(), own.cert.pem())?;
    let seconds = length.as_secs().to_string();
    let client = Command::new(program)
        .args(["pace", &url, sandbox.tomticket().token(), &seconds])
        // A certificate of its own has to be told to a process before it starts.
        .env("SSL_CERT_FILE", certificate.path())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    front.abort();
    serde_json::from_slice(&client.stdout).context("the client's process gave no figures")
}

/// TLS in front of a port, after a while.
async fn front(listener: TcpListener, acceptor: TlsAcceptor, port: u16) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        connections.spawn(async move {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(200..1_000))).await;
            if let (Ok(mut client), Ok(mut service)) =
                (acceptor.accept(stream).await, TcpStream::connect(("127.0.0.1", port)).await)
            {
                // Either side may hang up.
                let _ = copy_bidirectional(&mut client, &mut service).await;
            }
        });
    }
}
