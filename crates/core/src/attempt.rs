//! How a call is carried out: attempt after attempt until it has its answer or its error.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    Answer, Body, Call, Client, Error, ErrorKind, Response, RetryPolicy, Safety, Stamp, clock,
    error::Reached,
    limit::{Cooldown, Outcome, Permit, Probe},
    payload::{Encoded, header_value},
    request::{CallOptions, Prepared},
    retry::{Decision, FailedAttempt, retry_after},
    trace::Event,
    transport::{Received, Sent},
    wire,
};

/// The header of the IETF draft `draft-ietf-httpapi-idempotency-key-header`.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// `user-agent`, `accept`, `authorization`, `content-type`, `host`, and one that is the call's own.
const USUAL_HEADERS: usize = 6;

/// Carries a call out: limit, authorize, send, classify, (new token? retry?), decode.
///
/// The box is the one that the request was kept in: a task's future is moved about, and this keeps it small.
pub(crate) async fn execute<T>(prepared: Box<Prepared<T>>) -> Result<Response<T>, Error> {
    let mut execution = Execution::new(&prepared);
    execution.prepare().map_err(|error| execution.told(error))?;
    loop {
        let turn = execution.wait_for_turn().await.map_err(|error| execution.told(error))?;
        let authorized = execution
            .authorize()
            .await
            .and_then(|request| turn.still_stands(&execution.client.shared.cooldown).map(|()| request));
        let outcome = match authorized {
            Ok(request) => execution.send(request, turn).await,
            Err(error) => {
                // Nothing was sent for it: it is for somebody else while this call waits or ends.
                drop(turn);
                Err(error)
            }
        };
        let error = match outcome.and_then(|received| execution.classify(received)) {
            Ok(received) => return execution.decode(received),
            Err(error) => error,
        };
        if execution.was_deleted_before(&error)
            && let Some(response) = execution.deleted()
        {
            return Ok(response);
        }
        execution.remember(&error);
        if execution.has_new_token(&error).await {
            continue;
        }
        match execution.decide(&error) {
            Next::Wait(delay) => sleep(delay).await,
            Next::Stop(why) => return Err(execution.told(error.not_repeated(why))),
        }
    }
}

/// One call on its way: what is sent, how often it was sent, how much time is left.
struct Execution<'a, T> {
    client: &'a Client,
    call: &'a Call<T>,
    options: &'a CallOptions,
    safety: Safety,
    /// The same for every attempt: a service that knows an idempotency key can compare what came with it.
    body: Encoded,
    /// The first attempt's request.
    prepared: Option<http::Request<Bytes>>,
    deadline: Option<Instant>,
    /// When the first turn was granted, and how long later ones were waited for.
    started: Option<Instant>,
    waited: Duration,
    /// Attempts that count for the policy, and requests sent.
    attempts: u32,
    requests: u32,
    /// Attempts that found the write with this key still running.
    conflicts: u32,
    stamp: Stamp,
    renewed: bool,
    /// Whether an attempt can have changed something, whatever the ones after it met.
    may_have_happened: bool,
}

/// What an attempt needs: the right to send now, and a connection.
struct Turn {
    permit: Option<Box<dyn Permit>>,
    probe: Option<Probe>,
    _connection: OwnedSemaphorePermit,
}

impl Turn {
    /// Whether the service asked for a long wait since it was this call's turn: a token can take a minute to come.
    fn still_stands(&self, cooldown: &Cooldown) -> Result<(), Error> {
        if self.probe.is_some() { Ok(()) } else { cooldown.check() }
    }
}

/// What came: the head, and the body whole or still to come.
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    stream: Option<Body>,
}

enum Next {
    Wait(Duration),
    /// With what kept a failure that might pass from being repeated, if the policy did not.
    Stop(Option<&'static str>),
}

impl<'a, T> Execution<'a, T> {
    fn new(Prepared { client, call, options }: &'a Prepared<T>) -> Self {
        Self {
            client,
            call,
            safety: call.safety,
            body: Encoded::default(),
            prepared: None,
            deadline: options.deadline.map(clock::from_now),
            options,
            started: None,
            waited: Duration::ZERO,
            attempts: 0,
            requests: 0,
            conflicts: 0,
            stamp: Stamp::default(),
            renewed: false,
            may_have_happened: false,
        }
    }

    /// Bad input surfaces here, before anything is waited for or sent.
    fn prepare(&mut self) -> Result<(), Error> {
        self.body = self.call.encode()?;
        if let Some(key) = &self.options.idempotency_key {
            if key.trim().is_empty() {
                // The service would see no key, and do the work once for every attempt.
                return Err(Error::invalid_input("the idempotency key", "is empty"));
            }
            self.safety = self.call.safety_with_key()?;
        }
        self.prepared = Some(self.request()?);
        Ok(())
    }

    /// The request of one attempt, without credentials.
    fn request(&self) -> Result<http::Request<Bytes>, Error> {
        let base = &self.client.shared.base;
        let uri = base.uri(self.call.path_and_query(base)?);
        let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
        for (name, value) in &*self.client.headers {
            headers.insert(name, value.clone());
        }
        self.call.add_headers(&self.body, &mut headers);
        for (name, value) in &self.options.headers {
            headers.insert(name, header_value(name.as_str(), value)?);
        }
        if let Some(key) = &self.options.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, header_value(IDEMPOTENCY_KEY.as_str(), key)?);
        }
        // RFC 9110, section 8.6; some servers want to be told that a body is empty.
        if self.body.bytes.is_empty() && [Method::POST, Method::PUT, Method::PATCH].contains(&self.call.method) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let mut request = http::Request::new(self.body.bytes.clone());
        *request.uri_mut() = uri.map_err(|_| Error::invalid_input("the URL", "is one that HTTP can't carry"))?;
        *request.method_mut() = self.call.method.clone();
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Waits for a connection and for the rate limit, first come first served.
    async fn wait_for_turn(&mut self) -> Result<Turn, Error> {
        let shared = &self.client.shared;
        let asked = self.started.map(|_| Instant::now());
        // The connection first: a slot of the limit that waits for one would be lost to everybody.
        let turn = shared.cooldown.watch(async {
            let connection = match Arc::clone(&shared.connections).try_acquire_owned() {
                Ok(connection) => connection,
                Err(_) => Arc::clone(&shared.connections).acquire_owned().await.map_err(|_| closed())?,
            };
            let permit = match &shared.limiter {
                Some(limiter) => Some(limiter.acquire().await?),
                None => None,
            };
            Ok((permit, connection))
        });
        let ((permit, connection), probe) = match self.deadline {
            None => turn.await,
            Some(deadline) => timeout_at(deadline, turn).await.unwrap_or_else(|_| Err(out_of_turn())),
        }?;
        match asked {
            None => self.started = Some(Instant::now()),
            Some(asked) => self.waited += asked.elapsed(),
        }
        Ok(Turn { permit, probe, _connection: connection })
    }

    async fn authorize(&mut self) -> Result<http::Request<Bytes>, Error> {
        self.attempts += 1;
        let shared = &self.client.shared;
        // Prepared once more for a repetition, rather than kept and copied for one that seldom comes.
        let mut request = self.prepared.take().map_or_else(|| self.request(), Ok)?;
        // More than an attempt's: a renewal that others wait for, too, repeats by itself.
        let limit = self.time_left();
        let authorized = clock::timeout(limit, shared.auth.authorize(request.headers_mut(), &shared.transport, limit));
        // The API itself saw nothing, however far the request for a token came.
        self.stamp = match authorized.await {
            Ok(result) => result.map_err(|error| error.reaching(Reached::No))?,
            Err(_) => return Err(Error::new(ErrorKind::Timeout).with_detail("no access token in time")),
        };
        Ok(request)
    }

    async fn send(&mut self, request: http::Request<Bytes>, turn: Turn) -> Result<Answered, Error> {
        let Turn { mut permit, probe, _connection } = turn;
        self.requests += 1;
        if let Some(permit) = &mut permit {
            permit.sent();
        }
        let streamed = self.options.streamed;
        let streams = |response: &http::Response<Body>| streamed && is_download(response, self.call);
        let received = self.client.shared.transport.send_unless(request, self.attempt_limit(), streams).await;
        let received = received.map(Answered::from);
        self.log_attempt(&received);
        let refusal = match &received {
            Ok(answer) => Some(answer).filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS),
            Err(_) => None,
        };
        let asked = refusal.and_then(|answer| retry_after(&answer.headers, SystemTime::now()));
        if let Some(permit) = permit {
            match &received {
                Ok(_) if refusal.is_some() => permit.finish(Outcome::Refused { retry_after: asked }),
                Ok(_) => permit.finish(Outcome::Answered),
                Err(error) if error.reached() == Reached::No => permit.finish(Outcome::NotSent),
                Err(_) => drop(permit),
            }
        }
        match asked.filter(|asked| *asked > self.policy().max_retry_after) {
            Some(asked) => self.client.shared.cooldown.begin(asked),
            None if received.is_ok() => {
                if let Some(probe) = probe {
                    probe.answered();
                }
            }
            None => {}
        }
        received
    }

    fn classify(&self, answered: Answered) -> Result<Answered, Error> {
        if answered.stream.is_some() {
            return Ok(answered);
        }
        let answer = answered.to(self.call);
        let is_a_web_page = answered.status.is_success()
            && !self.call.accepts_web_pages()
            && wire::is_web_page(media_type(&answered.headers), &answered.body);
        let verdict = if is_a_web_page { Err(wire::web_page()) } else { Ok(()) };
        match verdict.and_then(|()| self.client.shared.classifier.classify(&answer)) {
            Ok(()) => Ok(answered),
            Err(error) => Err(self.answered(error, &answered)),
        }
    }

    /// An error that a whole answer tells.
    fn answered(&self, error: Error, answered: &Answered) -> Error {
        let id = self.client.shared.classifier.request_id(&answered.to(self.call));
        let asked = retry_after(&answered.headers, SystemTime::now());
        error.reaching(Reached::Answered).with_request_id(id).with_retry_after(asked).with_answer(
            answered.status,
            answered.headers.clone(),
            &answered.body,
        )
    }

    /// Whether this "not found" is for a repetition of a DELETE that may have been carried out.
    fn was_deleted_before(&self, error: &Error) -> bool {
        self.call.method == Method::DELETE && self.may_have_happened && error.kind() == ErrorKind::NotFound
    }

    /// The answer of a DELETE that an earlier attempt carried out, if the operation can do with one that says nothing.
    fn deleted(&self) -> Option<Response<T>> {
        let (status, headers, nothing) = (StatusCode::NO_CONTENT, HeaderMap::new(), Bytes::new());
        let body = (self.call.reader)(&Answer::to(self.call, status, &headers, &nothing)).ok()?;
        Some(Response { status, headers, body, attempts: self.requests, elapsed: self.elapsed() })
    }

    fn remember(&mut self, error: &Error) {
        self.may_have_happened |= self.outcome_is_unknown(error);
    }

    /// Whether this attempt of a write can have taken effect.
    fn outcome_is_unknown(&self, error: &Error) -> bool {
        let unknown = [
            ErrorKind::Timeout,
            ErrorKind::Interrupted,
            ErrorKind::Server,
            ErrorKind::TooLarge,
            ErrorKind::Decode,
            ErrorKind::Redirect,
        ];
        self.safety.is_write()
            && match error.reached() {
                Reached::No => false,
                Reached::Maybe => true,
                Reached::Answered => unknown.contains(&error.kind()),
            }
    }

    /// A 401 for a token that can be replaced earns one more attempt, outside of the policy's count. The service refused
    /// the request, so this is safe for writes too.
    async fn has_new_token(&mut self, error: &Error) -> bool {
        let refused = error.answered_status() == Some(StatusCode::UNAUTHORIZED);
        if !refused || self.renewed || !self.client.shared.auth.refused(self.stamp).await {
            return false;
        }
        self.renewed = true;
        self.attempts -= 1;
        true
    }

    fn policy(&self) -> &RetryPolicy {
        self.options.retry.as_ref().unwrap_or(&self.client.shared.retry)
    }

    fn decide(&mut self, error: &Error) -> Next {
        let nothing_passes = error.reached() == Reached::No && !error.kind().may_pass();
        if error.is_settled() || nothing_passes {
            return Next::Stop(None);
        }
        let is_running = self.safety == Safety::Keyed && error.answered_status() == Some(StatusCode::CONFLICT);
        self.conflicts += u32::from(is_running);
        let failed = FailedAttempt {
            safety: self.safety,
            sent: if error.reached() == Reached::No { Sent::No } else { Sent::Maybe },
            status: error.answered_status(),
            retry_after: error.retry_after(),
            // Those that waited make the pauses longer, and take nothing from the attempts of another failure.
            attempts: if is_running { self.attempts } else { self.attempts - self.conflicts },
            time_left: self.time_left(),
        };
        let Decision::Wait(delay) = self.policy().decide(&failed, fastrand::f64()) else { return Next::Stop(None) };
        // A call that is waited for costs nothing: the service is well.
        if !is_running && !self.client.shared.budget.spend() {
            return Next::Stop(Some("the client's budget for repetitions is used up"));
        }
        self.log(Event {
            message: "sending again",
            resend_count: Some(self.requests),
            delay_ms: Some(delay.as_secs_f64() * 1e3),
            ..Event::default()
        });
        Next::Wait(delay)
    }

    fn decode(&self, answered: Answered) -> Result<Response<T>, Error> {
        self.client.shared.budget.earn();
        let Answered { status, headers, body, stream } = answered;
        match (self.call.reader)(&Answer::to(self.call, status, &headers, &body).streaming(stream)) {
            Ok(body) => Ok(Response { status, headers, body, attempts: self.requests, elapsed: self.elapsed() }),
            Err(error) => {
                let error = self.answered(error, &Answered { status, headers, body, stream: None });
                let may_have_happened = self.outcome_is_unknown(&error);
                Err(self.told(error.with_unknown_outcome(may_have_happened)))
            }
        }
    }

    /// The error with all that is known of the call.
    fn told(&self, error: Error) -> Error {
        let unknown = self.may_have_happened || error.may_have_happened();
        let error = error
            .in_context(self.client.context_of(self.call))
            .with_attempts(self.requests, self.elapsed())
            .with_unknown_outcome(unknown);
        self.log(Event { message: "failed", error: Some(error.kind().name()), ..Event::default() });
        error
    }

    fn log_attempt(&self, received: &Result<Answered, Error>) {
        let resend_count = Some(self.requests - 1);
        self.log(match received {
            Ok(answer) => Event {
                message: "answered",
                resend_count,
                status: Some(answer.status.as_u16()),
                body_size: Some(answer.body.len() as u64),
                ..Event::default()
            },
            Err(error) => {
                Event { message: "no answer", resend_count, error: Some(error.kind().name()), ..Event::default() }
            }
        });
    }

    fn log(&self, event: Event<'_>) {
        self.client.shared.service.log(Event { operation: &self.call.operation, ..event });
    }

    fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    /// How much of the call's time is left. Waiting for turns does not count.
    fn time_left(&self) -> Duration {
        let took = self.elapsed().saturating_sub(self.waited);
        // A call that was given more for one attempt has that much in all.
        let total = self.options.attempt_timeout.unwrap_or_default().max(self.client.shared.total_timeout);
        let of_total = total.saturating_sub(took);
        match self.deadline {
            Some(deadline) => of_total.min(deadline.saturating_duration_since(Instant::now())),
            None => of_total,
        }
    }

    fn attempt_limit(&self) -> Duration {
        self.options.attempt_timeout.unwrap_or(self.client.shared.attempt_timeout).min(self.time_left())
    }
}

impl Answered {
    fn to<'a, T>(&'a self, call: &'a Call<T>) -> Answer<'a> {
        Answer::to(call, self.status, &self.headers, &self.body)
    }
}

impl From<Received> for Answered {
    fn from(received: Received) -> Self {
        match received {
            Received::Whole(response) => {
                let (head, body) = response.into_parts();
                Self { status: head.status, headers: head.headers, body, stream: None }
            }
            Received::Begun(response) => {
                let (head, body) = response.into_parts();
                Self { status: head.status, headers: head.headers, body: Bytes::new(), stream: Some(body) }
            }
        }
    }
}

/// Whether this is what was to be downloaded, not an answer about it, nor some network's web page.
fn is_download<T>(response: &http::Response<Body>, call: &Call<T>) -> bool {
    let media_type = media_type(response.headers());
    let is_the_networks = wire::names(media_type, "html") && !call.accepts_web_pages();
    response.status().is_success() && !wire::names(media_type, "json") && !is_the_networks
}

fn media_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn out_of_turn() -> Error {
    Error::new(ErrorKind::Timeout).with_detail("the call's deadline passed while it waited for its turn").settled()
}

/// Nobody closes it.
fn closed() -> Error {
    Error::new(ErrorKind::Connect).with_detail("the client's connections are closed").settled()
}
