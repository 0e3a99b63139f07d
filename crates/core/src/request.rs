//! A call on its way.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{HeaderMap, HeaderName, StatusCode};
use tokio::{runtime::Handle, task::JoinHandle};

use crate::{
    Body, Call, Client, Error, ErrorKind, RetryPolicy, attempt, error::Context as ErrorContext, random::random_bytes,
    trace,
};

/// An answer, read.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status. 204 for a DELETE whose retry found nothing left to delete.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// What the operation gave.
    pub body: T,
    /// How many requests were sent for it: more than one where some were repeated.
    pub attempts: u32,
    pub(crate) elapsed: Duration,
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// The headers are left out: a `set-cookie` is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &self.body)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// What one call does differently from its client's settings. Not `Debug`: a header or a key can be a secret.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) headers: Vec<(HeaderName, String)>,
}

/// A call that is sent when it is awaited: a `Future`, so it goes into `join_all`, `buffer_unordered`, `select!` or
/// `JoinSet::spawn` as it is.
///
/// At its first poll it becomes a task of its own, which goes on whether or not anybody polls it, so it can be left half-way
/// without holding up anything else; dropped, it is aborted. It owns all that it needs. Bad input surfaces at the
/// `.await`, and so does a panic of a reader. It needs a tokio runtime.
///
/// One attempt may take 30 seconds, all of them 90, unless the client's builder says otherwise.
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T>(State<T>);

enum State<T> {
    /// Shared with nobody yet.
    New(Arc<Prepared<T>>),
    Running(Running<T>),
    Ended,
}

/// All that a call needs.
pub(crate) struct Prepared<T> {
    pub(crate) client: Client,
    pub(crate) call: Call<T>,
    pub(crate) options: CallOptions,
}

impl<T> Prepared<T> {
    fn context(&self) -> ErrorContext {
        self.client.context_of(&self.call)
    }

    /// A write whose task is gone may have been carried out.
    fn runtime_ended(&self) -> Error {
        Error::new(ErrorKind::Interrupted)
            .with_detail("the tokio runtime that the call was made on has ended")
            .in_context(self.context())
            .with_unknown_outcome(self.call.safety.is_write())
    }
}

/// The task of a call, aborted when its owner lets go.
struct Running<T> {
    task: JoinHandle<Result<Response<T>, Error>>,
    prepared: Arc<Prepared<T>>,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The options are taken until the first poll.
impl<T: Send + 'static> Request<T> {
    /// How long one attempt may take, connecting and the answer's body included. If it is longer than the client's total
    /// time, the total becomes this long, too.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.attempt_timeout = Some(limit))
    }

    /// How long the call may take in all: waiting for the rate limit, every attempt and every pause. None by default.
    pub fn deadline(self, limit: Duration) -> Self {
        self.with(|options| options.deadline = Some(limit))
    }

    /// When a failed attempt is repeated.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|options| options.retry = Some(policy))
    }

    /// Marks a write with your own key, so that the service recognises a repetition. Refused for operations that don't
    /// document one.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        let key = key.into();
        self.with(|options| options.idempotency_key = Some(key))
    }

    /// Marks a write with a random key (a UUID), the same for every attempt of this call, so that it can be repeated
    /// when its outcome is unknown. Refused for operations that don't document one.
    pub fn idempotent(self) -> Self {
        self.idempotency_key(new_idempotency_key())
    }

    /// One more header. Refused: one that the transport sets.
    pub fn header(self, name: HeaderName, value: impl Into<String>) -> Self {
        let value = value.into();
        self.with(|options| options.headers.push((name, value)))
    }

    pub(crate) fn with_options(self, options: CallOptions) -> Self {
        self.with(|mine| *mine = options)
    }

    fn with(mut self, change: impl FnOnce(&mut CallOptions)) -> Self {
        if let Some(prepared) = self.prepared() {
            change(&mut prepared.options);
        }
        self
    }

    fn prepared(&mut self) -> Option<&mut Prepared<T>> {
        match &mut self.0 {
            State::New(prepared) => Arc::get_mut(prepared),
            State::Running(_) | State::Ended => None,
        }
    }

    /// Sends it and gives status and headers too.
    ///
    /// # Errors
    /// Whatever went wrong; see [`ErrorKind`].
    pub async fn send(mut self) -> Result<Response<T>, Error> {
        std::future::poll_fn(|context| self.poll_response(context)).await
    }

    /// Sends it and takes "not found" for an answer: `None`. A wrong base URL stays an error.
    ///
    /// # Errors
    /// Whatever else went wrong.
    pub async fn optional(self) -> Result<Option<T>, Error> {
        match self.await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends it and gives the answer's body as it comes in, for downloads: neither the time limit of an attempt nor the cap
    /// for bodies holds for it, only that 30 seconds without a byte end it. The call's own reader is not used.
    ///
    /// An answer in JSON is read whole first, since it can say that the call failed. Where it is known how the file begins,
    /// [`Call::read_file`] takes nothing else for it.
    ///
    /// # Errors
    /// Whatever went wrong before the body; what goes wrong with it is told by [`Body::chunk`].
    pub async fn stream(self) -> Result<Response<Body>, Error> {
        let State::New(prepared) = self.0 else { return Err(polled_again()) };
        let Some(Prepared { client, call, options }) = Arc::into_inner(prepared) else {
            return Err(polled_again());
        };
        let call = call.read_with(|answer| Ok(answer.take_stream().unwrap_or_else(|| answer.body.clone().into())));
        Request::new(client, call.streamed_if_it_begins(b"")).with_options(options).send().await
    }

    /// Begins it: makes it a task that goes on by itself.
    pub(crate) fn start(&mut self) -> Result<(), Error> {
        let State::New(prepared) = &self.0 else { return Ok(()) };
        let runtime = Handle::try_current().map_err(|_| {
            Error::configuration("there is no tokio runtime")
                .with_advice("call it inside one, as `#[tokio::main]` makes")
                .in_context(prepared.context())
        })?;
        let prepared = Arc::clone(prepared);
        // The span is made before the task, in which the caller's span is unknown.
        let span = prepared.client.shared.service.span_of(&prepared.call);
        let task = trace::within(span, attempt::execute(Arc::clone(&prepared)));
        // Boxed, since the runtime moves a task's future and its output about as one, as large as the larger of them.
        self.0 = State::Running(Running { task: runtime.spawn(Box::pin(task)), prepared });
        Ok(())
    }

    pub(crate) fn poll_response(&mut self, context: &mut Context<'_>) -> Poll<Result<Response<T>, Error>> {
        if let Err(error) = self.start() {
            return Poll::Ready(Err(error));
        }
        let State::Running(running) = &mut self.0 else { return Poll::Ready(Err(polled_again())) };
        let ended = ready!(Pin::new(&mut running.task).poll(context));
        let ended = ended.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(running.prepared.runtime_ended()),
        });
        self.0 = State::Ended;
        Poll::Ready(ended)
    }
}

fn polled_again() -> Error {
    Error::configuration("the request has ended, and was polled again").with_advice("make a request for every call")
}

impl<T> Request<T> {
    pub(crate) fn new(client: Client, call: Call<T>) -> Self {
        Self(State::New(Arc::new(Prepared { client, call, options: CallOptions::default() })))
    }

    /// The call that will be sent; `None` once it was begun.
    pub fn call(&self) -> Option<&Call<T>> {
        match &self.0 {
            State::New(prepared) => Some(&prepared.call),
            State::Running(_) | State::Ended => None,
        }
    }
}

impl<T: Send + 'static> Future for Request<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_response(context).map_ok(|response| response.body)
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("call", &self.call()).finish_non_exhaustive()
    }
}

/// A key as [`Request::idempotent`] makes it, a random UUID (RFC 9562, version 4): for whoever has to know it, to make the same
/// call again later.
pub fn new_idempotency_key() -> String {
    let bits = u128::from_be_bytes(random_bytes()) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let mut text = String::with_capacity(36);
    for (place, digit) in hex.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}
