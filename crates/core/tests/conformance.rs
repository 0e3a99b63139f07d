//! Every transport, one of ten lines, and some that don't keep what a transport owes.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, OnceLock},
};

use acesso_core::{
    Body, Sent, Transport, TransportError, TransportErrorKind, still_connecting, testing::transport_conformance,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, header::LOCATION};
use http_body::Frame;
use http_body_util::StreamBody;
use ten_lines::{TenLines, ten_lines};
use tokio::{
    runtime::{self, Handle},
    sync::{Semaphore, SemaphorePermit},
};

#[path = "common/ten_lines.rs"]
mod ten_lines;

type Sending = Result<http::Response<Body>, TransportError>;

#[tokio::test]
async fn ten_lines_keep_it() {
    transport_conformance(ten_lines()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_lines_keep_it_on_several_threads() {
    transport_conformance(ten_lines()).await;
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn the_default_transport_keeps_it() {
    transport_conformance(acesso_core::ReqwestTransport::new().unwrap()).await;
}

#[cfg(feature = "tower")]
#[tokio::test]
async fn a_tower_service_keeps_it() {
    use hyper_util::{
        client::legacy::{Client, connect::HttpConnector},
        rt::TokioExecutor,
    };

    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    transport_conformance(acesso_core::TowerTransport::new(client)).await;
}

/// What is wrong with a transport.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    FollowsRedirects,
    SendsTwice,
    SaysUnsent,
    SaysConnecting,
    DoubtsRefusals,
    ReadsAhead,
    HidesBreaks,
    MergesHeaders,
    UnescapesPaths,
    SendsOneByOne,
    RemembersWhatIsGivenUp,
    StaysOnItsFirstRuntime,
}

#[test]
fn what_is_not_kept_is_said() {
    for (flaw, complaint) in [
        (Flaw::FollowsRedirects, "a redirect (301) was followed: its target heard a request"),
        (Flaw::SendsTwice, "more than one attempt was made of a request whose connection broke"),
        (Flaw::SaysUnsent, "a request that a server had read was told as not sent"),
        (Flaw::SaysConnecting, "`still_connecting` was said of a request that a server had read"),
        (Flaw::DoubtsRefusals, "a refused connection is not `Connect` and `No`, nor another kind and `Maybe`"),
        (Flaw::ReadsAhead, "not kept in 30 s: a body is handed on as it comes in"),
        (Flaw::HidesBreaks, "a body that broke off was told as whole"),
        (Flaw::MergesHeaders, "headers of one name were not kept apart"),
        (Flaw::UnescapesPaths, "path and query of a GET are not what was given"),
        (Flaw::SendsOneByOne, "not kept in 30 s: requests get through side by side"),
        (Flaw::RemembersWhatIsGivenUp, "not kept in 30 s: a request that was given up stops no other"),
        (Flaw::StaysOnItsFirstRuntime, "a request failed on a runtime, 1 others before it had ended"),
    ] {
        let said = complaint_about(flaw);
        assert!(said.contains(complaint), "{flaw:?}: {said}");
    }
}

/// On a runtime of its own, since some make its clock jump.
fn complaint_about(flaw: Flaw) -> String {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tried = runtime.block_on(async { tokio::spawn(transport_conformance(Flawed::new(flaw))).await });
    let Err(error) = tried else { return "nothing".to_owned() };
    let panic = error.into_panic();
    panic.downcast_ref::<String>().cloned().or(panic.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap()
}

#[derive(Debug)]
struct Flawed {
    inner: Arc<TenLines>,
    flaw: Flaw,
    turns: Semaphore,
    hurried: OnceLock<()>,
    runtime: OnceLock<Handle>,
}

impl Flawed {
    fn new(flaw: Flaw) -> Self {
        let turns = match flaw {
            Flaw::SendsOneByOne => 1,
            Flaw::RemembersWhatIsGivenUp => 12,
            _ => Semaphore::MAX_PERMITS,
        };
        let (hurried, runtime) = (OnceLock::new(), OnceLock::new());
        Self { inner: Arc::new(ten_lines()), flaw, turns: Semaphore::new(turns), hurried, runtime }
    }

    /// Makes the suite's patience end at once rather than in real time.
    fn hurry(&self) {
        if self.hurried.set(()).is_ok() {
            tokio::time::pause();
        }
    }

    async fn turn(&self) -> SemaphorePermit<'_> {
        if self.turns.available_permits() == 0 {
            self.hurry();
        }
        self.turns.acquire().await.unwrap()
    }
}

#[async_trait]
impl Transport for Flawed {
    async fn send(&self, mut request: http::Request<Bytes>) -> Sending {
        let inner = Arc::clone(&self.inner);
        match self.flaw {
            Flaw::FollowsRedirects => {
                let mut response = inner.send(request.clone()).await?;
                while let Some(location) = response.headers().get(LOCATION) {
                    *request.uri_mut() = location.to_str().unwrap().parse().unwrap();
                    response = inner.send(request.clone()).await?;
                }
                Ok(response)
            }
            Flaw::SendsTwice => match inner.send(request.clone()).await {
                Err(error) if error.sent == Sent::Maybe => inner.send(request).await,
                sent => sent,
            },
            Flaw::SaysUnsent => {
                let sent = inner.send(request).await;
                sent.map_err(|_| TransportError::new(TransportErrorKind::Connect, Sent::No))
            }
            Flaw::SaysConnecting => {
                let mut sending = pin!(inner.send(request));
                poll_fn(|context| {
                    still_connecting();
                    sending.as_mut().poll(context)
                })
                .await
            }
            Flaw::DoubtsRefusals => {
                let sent = inner.send(request).await;
                sent.map_err(|error| TransportError::new(error.kind, Sent::Maybe))
            }
            Flaw::ReadsAhead => {
                let (head, mut body) = inner.send(request).await?.into_parts();
                let mut whole = Vec::new();
                if head.headers.get("content-length").is_some_and(|length| length == "9") {
                    self.hurry();
                }
                while let Ok(Some(piece)) = body.chunk().await {
                    whole.extend(piece);
                }
                Ok(http::Response::from_parts(head, whole.into()))
            }
            Flaw::HidesBreaks => Ok(inner.send(request).await?.map(without_breaks)),
            Flaw::MergesHeaders => {
                let mut response = inner.send(request).await?;
                let headers: HeaderMap = std::mem::take(response.headers_mut());
                for (name, value) in &headers {
                    response.headers_mut().insert(name, value.clone());
                }
                Ok(response)
            }
            Flaw::UnescapesPaths => {
                *request.uri_mut() = request.uri().to_string().replace("%2F", "/").parse().unwrap();
                inner.send(request).await
            }
            Flaw::SendsOneByOne => {
                let _turn = self.turn().await;
                inner.send(request).await
            }
            Flaw::RemembersWhatIsGivenUp => {
                self.turn().await.forget();
                let sent = inner.send(request).await;
                self.turns.add_permits(1);
                sent
            }
            Flaw::StaysOnItsFirstRuntime => {
                let runtime = self.runtime.get_or_init(Handle::current);
                let sent = runtime.spawn(async move { inner.send(request).await }).await;
                sent.unwrap_or_else(|_| Err(TransportError::new(TransportErrorKind::Interrupted, Sent::Maybe)))
            }
        }
    }
}

fn without_breaks(body: Body) -> Body {
    let pieces = stream::unfold(body, |mut body| async move {
        let piece = body.chunk().await.ok()??;
        Some((Ok::<_, acesso_core::Error>(Frame::data(piece)), body))
    });
    Body::new(StreamBody::new(Box::pin(pieces)))
}
