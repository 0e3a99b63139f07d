//! One service on one loopback port: the accept loop, the list of requests seen, and the door at which faults strike.
//!
//! HTTP itself is hyper's and routing is axum's. Faults that break HTTP are written on the bare connection: the request
//! is never answered as far as hyper knows, the connection is taken from it, and [`Raw`] bytes go out instead.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, on};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service as _;

use crate::fault::{Answer, Fault, Faults, Kind, Spoil, Stage, Target, Trick};

/// The way between a client and the services, and how long a service works. None of it takes any time by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Network {
    /// How long a request is on its way, and its answer again. What a service counts, it counts on arrival.
    pub delay: Duration,
    /// How much longer each of both can be: a random part of this.
    pub jitter: Duration,
    /// How long the service works on an answer.
    pub work: Duration,
}

impl Network {
    async fn carry(self) {
        pause(self.delay + self.jitter.mul_f64(fastrand::f64())).await;
    }
}

async fn pause(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// How many requests [`Service::requests`] remembers: the last ones.
const REMEMBERED: usize = 10_000;

/// The largest request body that is read: 64 MiB.
const LARGEST_REQUEST: usize = 64 << 20;

/// What one vendor's file says about its service.
pub(crate) trait Vendor: Send + Sync + Sized + 'static {
    /// The path of the contract's server URL.
    const BASE: &'static str;

    /// The operations served.
    fn routes() -> Routes<Self>;

    /// The answer to a path or method that the service doesn't know.
    fn unknown_route() -> Response<Body>;
}

/// The operations of one service, in axum's router and in a list that tells which operation a request is for.
pub(crate) struct Routes<V> {
    base: &'static str,
    router: axum::Router<Arc<V>>,
    operations: Vec<Operation>,
}

#[derive(Debug)]
struct Operation {
    id: &'static str,
    method: Method,
    path: String,
}

impl<V: Vendor> Routes<V> {
    /// No operations yet; paths are taken as below the contract's server path.
    pub(crate) fn new() -> Self {
        Self { base: V::BASE, router: axum::Router::new(), operations: Vec::new() }
    }

    /// The operations added from here on are not below the server path.
    pub(crate) fn at_root(self) -> Self {
        Self { base: "", ..self }
    }

    pub(crate) fn get<H, T>(self, id: &'static str, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<V>>,
        T: 'static,
    {
        self.add(id, Verb::Get, path, handler)
    }

    pub(crate) fn post<H, T>(self, id: &'static str, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<V>>,
        T: 'static,
    {
        self.add(id, Verb::Post, path, handler)
    }

    pub(crate) fn add<H, T>(mut self, id: &'static str, verb: Verb, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<V>>,
        T: 'static,
    {
        let path = format!("{}{path}", self.base);
        let (method, filter) = verb.method();
        self.router = self.router.route(&path, on(filter, handler));
        self.operations.push(Operation { id, method, path });
        self
    }
}

/// The methods of the contracts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    fn method(self) -> (Method, MethodFilter) {
        match self {
            Self::Get => (Method::GET, MethodFilter::GET),
            Self::Post => (Method::POST, MethodFilter::POST),
            Self::Put => (Method::PUT, MethodFilter::PUT),
            Self::Patch => (Method::PATCH, MethodFilter::PATCH),
            Self::Delete => (Method::DELETE, MethodFilter::DELETE),
        }
    }
}

impl Operation {
    fn is_for(&self, method: &Method, path: &str) -> bool {
        let mut asked = path.split('/');
        self.method == method
            && self.path.split('/').all(|own| {
                asked.next().is_some_and(|given| own == given || (own.starts_with('{') && !given.is_empty()))
            })
            && asked.next().is_none()
    }
}

/// One of the three services, running on its own loopback port until the sandbox is dropped.
pub struct Service<V> {
    address: SocketAddr,
    base: &'static str,
    vendor: Arc<V>,
    door: Arc<Door>,
    listening: JoinHandle<()>,
    /// The port of a service that takes no connections, so that nobody else gets it.
    closed: Mutex<Option<TcpSocket>>,
}

impl<V> Service<V> {
    /// The address to give a client as its base URL, the contract's server path included, without a slash at its end.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.base)
    }

    /// Scheme, host and port: `http://127.0.0.1:54321`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The service's port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Makes something go wrong from the next request on.
    pub fn inject(&self, fault: Fault) {
        lock(&self.door.faults).inject(fault);
    }

    /// Forgets every fault that has not struck yet.
    pub fn clear_faults(&self) {
        lock(&self.door.faults).clear();
    }

    /// The requests read so far, in order: the last 10,000 of them.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.door.log).last.iter().cloned().collect()
    }

    /// Takes no connection any more, and ends those that are open: the service is down for good.
    pub async fn refuse_connections(&self) {
        self.listening.abort();
        while !self.listening.is_finished() {
            tokio::task::yield_now().await;
        }
        *lock(&self.closed) = hold_port(self.address).ok();
    }

    /// How many requests were read so far, also those that [`requests`](Self::requests) no longer remembers.
    pub fn request_count(&self) -> u64 {
        lock(&self.door.log).count
    }

    pub(crate) fn vendor(&self) -> &V {
        &self.vendor
    }
}

impl<V> Drop for Service<V> {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl<V> fmt::Debug for Service<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// A request as a service saw it on the wire.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The method: `GET`.
    pub method: String,
    /// Path and query exactly as sent, server path and percent-encoding included.
    pub path_and_query: String,
    /// The headers in the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there was none.
    pub body: Vec<u8>,
    /// The id of the operation in the contract (for MyReports' login, which is in none: `authorize` and `token`); `None`
    /// for a path that the service doesn't serve.
    pub operation: Option<&'static str>,
}

impl SeenRequest {
    /// The value of the first header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path as sent, server path included.
    pub fn path(&self) -> &str {
        self.path_and_query.split_once('?').map_or(&self.path_and_query, |(path, _)| path)
    }

    /// The query as sent, without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.path_and_query.split_once('?').map(|(_, query)| query)
    }

    fn new(head: &Parts, body: &Bytes, operation: Option<&'static str>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            method: head.method.to_string(),
            path_and_query: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: body.to_vec(),
            operation,
        }
    }
}

#[derive(Debug, Default)]
struct Log {
    count: u64,
    last: VecDeque<SeenRequest>,
}

impl Log {
    fn add(&mut self, request: SeenRequest) {
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(request);
        self.count += 1;
    }
}

/// Where every request passes: it is noted, and a fault may strike.
#[derive(Debug)]
struct Door {
    base: &'static str,
    operations: Vec<Operation>,
    unknown_route: fn() -> Response<Body>,
    network: Network,
    log: Mutex<Log>,
    faults: Mutex<Faults>,
}

impl Door {
    fn operation(&self, method: &Method, path: &str) -> Option<&'static str> {
        self.operations.iter().find(|operation| operation.is_for(method, path)).map(|operation| operation.id)
    }

    fn strike(&self, stage: Stage, method: &Method, path: &str) -> Option<Kind> {
        let target = Target { path, base: self.base, operation: self.operation(method, path) };
        lock(&self.faults).take(stage, target)
    }

    fn note(&self, head: &Parts, body: &Bytes) {
        let operation = self.operation(&head.method, head.uri.path());
        lock(&self.log).add(SeenRequest::new(head, body, operation));
    }

    /// What the service says when nothing goes wrong. Whether an operation is meant is not left to the router, which
    /// takes an empty segment for an argument.
    async fn proper_answer(&self, mut router: axum::Router, request: Request<Body>) -> Response<Body> {
        match self.operation(request.method(), request.uri().path()) {
            None => (self.unknown_route)(),
            Some(_) => router.call(request).await.unwrap_or_else(|never| match never {}),
        }
    }

    /// Whether the request that begins with these unread bytes is to be reset.
    fn resets_unread(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let Some((method, rest)) = text.split_once(' ') else {
            return false;
        };
        let Some((target, _)) = rest.split_once(' ') else {
            return false;
        };
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        Method::try_from(method).is_ok_and(|method| self.strike(Stage::Unread, &method, path).is_some())
    }
}

/// Opens the port and serves until the service is dropped.
pub(crate) async fn start<V: Vendor>(vendor: V, port: u16, network: Network) -> io::Result<Service<V>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let vendor = Arc::new(vendor);
    let Routes { router, operations, .. } = V::routes();
    let router = router.with_state(Arc::clone(&vendor));
    let door = Arc::new(Door {
        base: V::BASE,
        operations,
        unknown_route: V::unknown_route,
        network,
        log: Mutex::default(),
        faults: Mutex::default(),
    });
    let listening = tokio::spawn(listen(listener, Arc::clone(&door), router));
    Ok(Service { address, base: V::BASE, vendor, door, listening, closed: Mutex::default() })
}

/// A socket that has the port and does not listen: connections are refused. It shares the port with nobody, so there is
/// none where connections of a moment ago still linger.
fn hold_port(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(address)?;
    Ok(socket)
}

async fn listen(listener: TcpListener, door: Arc<Door>, router: axum::Router) {
    // Owned here, so that the connections end together with the listener.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(serve(stream, Arc::clone(&door), router.clone())); }
                // Out of file handles, most likely: some are free in a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, door: Arc<Door>, router: axum::Router) {
    // Small answers must not wait for the acknowledgement of earlier ones. A refusal to set this costs only time.
    let _ = stream.set_nodelay(true);
    let (spoil, mut spoilt) = mpsc::channel(1);
    let doorway = Doorway { stream, door: Arc::clone(&door), spoil: spoil.clone() };
    let service = service_fn(move |request| answer(Arc::clone(&door), router.clone(), spoil.clone(), request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(doorway), service);
    tokio::select! {
        // Asked first: once a connection is to be spoilt, hyper must not read on.
        biased;
        Some(raw) = spoilt.recv() => {
            raw.write(connection.into_parts().io.into_inner().stream).await;
        }
        // A client that hangs up is no failure of ours.
        _ = &mut connection => {}
    }
}

async fn answer(
    door: Arc<Door>,
    router: axum::Router,
    spoil: mpsc::Sender<Raw>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let network = door.network;
    network.carry().await;
    let answer = answer_on_arrival(door, router, spoil, request).await;
    pause(network.work).await;
    network.carry().await;
    Ok(answer)
}

async fn answer_on_arrival(
    door: Arc<Door>,
    router: axum::Router,
    spoil: mpsc::Sender<Raw>,
    request: Request<Incoming>,
) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    let Ok(body) = to_bytes(Body::new(body), LARGEST_REQUEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    door.note(&head, &body);
    let fault = door.strike(Stage::Read, &head.method, head.uri.path());
    if let Some(Kind::Trick(trick)) = fault {
        head.extensions.insert(trick);
    }
    let request = Request::from_parts(head, Body::from(body));
    let raw = match fault {
        None | Some(Kind::Trick(_)) => return door.proper_answer(router, request).await,
        Some(Kind::Delay(wait)) => {
            tokio::time::sleep(wait).await;
            return door.proper_answer(router, request).await;
        }
        Some(Kind::Together(barrier)) => {
            barrier.wait().await;
            return door.proper_answer(router, request).await;
        }
        Some(Kind::Answer(answer)) => return answer.into_response(),
        Some(Kind::Stall) => return pending().await,
        Some(Kind::Spoil(how)) => spoilt(how, door.proper_answer(router, request).await).await,
        Some(Kind::LargeBody(size)) => Raw::blanks(size),
        Some(Kind::Raw(bytes)) => Raw::bytes(bytes),
        // It strikes before the request is read, so never here.
        Some(Kind::ResetUnread) => Raw::reset(),
    };
    // The connection is about to be taken away from under this request.
    let _ = spoil.send(raw).await;
    pending().await
}

async fn spoilt(how: Spoil, answer: Response<Body>) -> Raw {
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    how.apply(&head, &body)
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The connection as hyper reads it: a request that is to be reset is seen before it is read.
struct Doorway {
    stream: TcpStream,
    door: Arc<Door>,
    spoil: mpsc::Sender<Raw>,
}

impl AsyncRead for Doorway {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if lock(&self.door.faults).wait_for(Stage::Unread) {
            let mut unread = [0; 4096];
            let mut unread = ReadBuf::new(&mut unread);
            ready!(self.stream.poll_peek(cx, &mut unread))?;
            if self.door.resets_unread(unread.filled()) {
                // The channel has room, since this connection has no request in flight.
                let _ = self.spoil.try_send(Raw::reset());
                return Poll::Pending;
            }
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Doorway {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Bytes for the bare connection, and how the connection ends after them.
#[derive(Debug)]
pub(crate) struct Raw {
    bytes: Bytes,
    blanks: u64,
    reset: bool,
}

impl Raw {
    /// Nothing but a reset.
    pub(crate) fn reset() -> Self {
        Self { bytes: Bytes::new(), blanks: 0, reset: true }
    }

    fn bytes(bytes: Bytes) -> Self {
        Self { bytes, blanks: 0, reset: false }
    }

    fn blanks(size: u64) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n");
        Self { bytes: head.into(), blanks: size, reset: false }
    }

    /// An HTTP answer with this framing header, whatever the body really is.
    pub(crate) fn answer(
        head: &http::response::Parts,
        (framing, value): (&str, impl fmt::Display),
        body: &[u8],
    ) -> Self {
        let mut text = format!("HTTP/1.1 {}\r\n{framing}: {value}\r\n", head.status).into_bytes();
        for (name, value) in head.headers.iter().filter(|(name, _)| *name != http::header::CONTENT_LENGTH) {
            text.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        text.extend_from_slice(b"\r\n");
        text.extend_from_slice(body);
        Self::bytes(text.into())
    }

    /// Writes until the client hangs up, if it does.
    async fn write(self, mut stream: TcpStream) {
        let written = self.write_to(&mut stream).await;
        if self.reset {
            let _ = stream.set_zero_linger();
        } else if written.is_ok() {
            let _ = stream.shutdown().await;
        }
    }

    async fn write_to(&self, stream: &mut TcpStream) -> io::Result<()> {
        const BLANKS: &[u8] = &[b' '; 65_536];
        stream.write_all(&self.bytes).await?;
        let mut left = self.blanks;
        while left > 0 {
            let piece = usize::try_from(left).map_or(BLANKS, |left| BLANKS.get(..left).unwrap_or(BLANKS));
            stream.write_all(piece).await?;
            left = left.saturating_sub(piece.len() as u64);
        }
        Ok(())
    }
}

/// A lock is held for a few lines that don't panic; if one did, what it left behind is still whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The page with which a proxy in front of a service answers.
pub(crate) fn html_page(status: StatusCode) -> String {
    format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
}

/// An answer in compact JSON, members in the order of the type's fields.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(body) {
        Ok(text) => (status, [(http::header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Names and values of a query or a form, decoded (`application/x-www-form-urlencoded`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The members of a comma-separated list.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.get(name).map(|text| text.split(',').collect())
    }

    /// Whether a comma-separated list has this member.
    pub(crate) fn names(&self, name: &str, member: &str) -> bool {
        self.list(name).is_some_and(|members| members.contains(&member))
    }

    /// The parameter read as `T`: `None` when absent, an error when it can't be read.
    pub(crate) fn read<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, T::Err> {
        self.get(name).map(str::parse).transpose()
    }
}

impl FromIterator<(String, String)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<S: Sync> FromRequestParts<S> for Pairs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}

/// The misbehaviour asked for, if any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked(Option<Trick>);

impl Asked {
    pub(crate) fn of(parts: &Parts) -> Self {
        Self(parts.extensions.get().copied())
    }

    pub(crate) fn is(self, trick: Trick) -> bool {
        self.0 == Some(trick)
    }

    /// How many items of a page are passed over.
    pub(crate) fn shift(self) -> usize {
        usize::from(self.is(Trick::ShiftedPage))
    }

    /// How many items a service says it has, or sends, when there are so many.
    pub(crate) fn count(self, items: usize) -> usize {
        items + usize::from(self.is(Trick::WrongCount))
    }

    /// Whether a list ignores its cursor.
    pub(crate) fn starts_over(self) -> bool {
        self.is(Trick::StartOver) || self.is(Trick::Endless)
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// What a request has but for its path and its credentials.
pub(crate) struct Rest {
    pub(crate) asked: Asked,
    pub(crate) query: Pairs,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Rest {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        header(&self.headers, name)
    }
}

impl<S: Sync> FromRequest<S> for Rest {
    type Rejection = Response<Body>;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let too_large = |_| StatusCode::PAYLOAD_TOO_LARGE.into_response();
        let body = to_bytes(body, usize::MAX).await.map_err(too_large)?;
        let query = Pairs::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { asked: Asked::of(&parts), query, headers: parts.headers, body })
    }
}

/// The text of a header.
pub(crate) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    authorization(parts, "Bearer")
}

/// What follows the scheme in the `Authorization` header, when it is this scheme (in whatever case, RFC 9110, section 11.1).
pub(crate) fn authorization<'a>(parts: &'a Parts, scheme: &str) -> Option<&'a str> {
    let (own, rest) = parts.headers.get(http::header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then_some(rest)
}
