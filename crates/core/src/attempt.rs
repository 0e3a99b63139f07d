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
    Answer, Body, Call, Client, Error, ErrorKind, Response, RetryPolicy, Safety, Stamp,
    classify::Asked,
    clock,
    error::Reached,
    limit::{Cooldown, Outcome, Permit, Probe},
    payload::{Encoded, accepts_web_pages, header_value, own_header},
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
/// What is prepared stays where it is: a task's future is moved about, and this keeps it small.
pub(crate) async fn execute<T>(prepared: Arc<Prepared<T>>) -> Result<Response<T>, Error> {
    let mut execution = Execution::new(&prepared);
    execution.prepare().map_err(|error| execution.in_context(error))?;
    loop {
        let turn = execution.wait_for_turn().await.map_err(|error| execution.in_context(error))?;
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
            Next::Stop(why) => return Err(execution.in_context(error.not_repeated(why))),
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
            headers.insert(own_header(name)?, header_value(name.as_str(), value)?);
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

    async fn send(&mut self, request: http::Request<Bytes>, turn: Turn) -> Result<Received, Error> {
        let limit = self.attempt_limit();
        if limit.is_zero() {
            return Err(out_of_time());
        }
        let Turn { mut permit, probe, _connection } = turn;
        self.requests += 1;
        if let Some(permit) = &mut permit {
            permit.sent();
        }
        let file = |response: &http::Response<Body>| self.call.file.filter(|_| self.is_download(response));
        let received = self.client.shared.transport.send_unless(request, limit, file).await;
        self.log_attempt(&received);
        let refusal = match &received {
            Ok(answer) => Some(&answer.head).filter(|head| head.status == StatusCode::TOO_MANY_REQUESTS),
            Err(_) => None,
        };
        let asked = refusal.and_then(|head| retry_after(&head.headers, SystemTime::now()));
        if let Some(permit) = permit {
            match &received {
                Ok(_) if refusal.is_some() => permit.finish(Outcome::Refused { retry_after: asked }),
                Ok(_) => permit.finish(Outcome::Answered),
                Err(error) if error.reached() == Reached::No => permit.finish(Outcome::NotSent),
                Err(_) => drop(permit),
            }
        }
        // The client's policy: what one call does differently stops no other.
        match asked.filter(|asked| *asked > self.client.shared.retry.max_retry_after) {
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

    fn classify(&self, received: Received) -> Result<Received, Error> {
        if received.stream.is_some() {
            return Ok(received);
        }
        let status = received.head.status;
        let is_a_web_page = wire::is_markup(&received.body)
            && status.is_success()
            && wire::may_be_a_web_page(media_type(&received.head.headers))
            && !self.accepts_web_pages();
        let verdict = if is_a_web_page { Err(wire::web_page()) } else { Ok(()) };
        match verdict.and_then(|()| self.client.shared.classifier.classify(&self.answer(&received))) {
            Ok(()) => Ok(received),
            Err(error) => Err(self.answered(error, &received)),
        }
    }

    fn answer<'r>(&self, received: &'r Received) -> Answer<'r>
    where
        'a: 'r,
    {
        Answer::to(self.call, received.head.status, &received.head.headers, &received.body)
    }

    /// Asked seldom, so it is not kept: the headers are put together once more.
    fn accepts_web_pages(&self) -> bool {
        self.request().is_ok_and(|request| accepts_web_pages(request.headers()))
    }

    /// Whether this is what was to be downloaded, not an answer about it, nor some network's web page.
    fn is_download(&self, response: &http::Response<Body>) -> bool {
        let media_type = media_type(response.headers());
        let is_the_networks = || wire::names(media_type, "html") && !self.accepts_web_pages();
        response.status().is_success() && !wire::names(media_type, "json") && !is_the_networks()
    }

    /// An error that a whole answer tells.
    fn answered(&self, error: Error, received: &Received) -> Error {
        let id = self.client.shared.classifier.request_id(&self.answer(received));
        let Received { head, body, .. } = received;
        let asked = retry_after(&head.headers, SystemTime::now());
        error.reaching(Reached::Answered).with_request_id(id).with_retry_after(asked).with_answer(
            head.status,
            head.headers.clone(),
            body,
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
        if !refused || self.renewed {
            return false;
        }
        let others = clock::timeout(self.time_left(), self.client.shared.auth.refused(self.stamp)).await;
        if !others.unwrap_or(false) {
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
        let mut failed = FailedAttempt {
            safety: self.safety,
            sent: if error.reached() == Reached::No { Sent::No } else { Sent::Maybe },
            status: error.answered_status(),
            retry_after: error.retry_after(),
            attempts: self.attempts,
            time_left: self.time_left(),
        };
        // Those that waited make the pauses longer, and take nothing from the attempts of another failure.
        let is_running = failed.is_still_running();
        if is_running {
            self.conflicts += 1;
        } else {
            failed.attempts -= self.conflicts;
        }
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

    fn decode(&self, mut received: Received) -> Result<Response<T>, Error> {
        self.client.shared.budget.earn();
        let stream = received.stream.take();
        let context = self.client.context_of(self.call);
        let status = received.head.status;
        let asked = Asked { status, context, attempts: self.requests, elapsed: self.elapsed() };
        let read = (self.call.reader)(&self.answer(&received).streaming(stream).asked(asked));
        match read {
            Ok(body) => {
                let http::response::Parts { status, headers, .. } = received.head;
                Ok(Response { status, headers, body, attempts: self.requests, elapsed: self.elapsed() })
            }
            Err(error) => {
                let error = self.answered(error, &received);
                let may_have_happened = self.outcome_is_unknown(&error);
                Err(self.in_context(error.with_unknown_outcome(may_have_happened)))
            }
        }
    }

    /// The error with all that is known of the call.
    fn in_context(&self, error: Error) -> Error {
        let unknown = self.may_have_happened || error.may_have_happened();
        let error = error
            .in_context(self.client.context_of(self.call))
            .with_attempts(self.requests, self.elapsed())
            .with_unknown_outcome(unknown);
        self.log(Event { message: "failed", error: Some(error.kind().name()), ..Event::default() });
        error
    }

    fn log_attempt(&self, received: &Result<Received, Error>) {
        let resend_count = Some(self.requests - 1);
        self.log(match received {
            Ok(answer) => Event {
                message: "answered",
                resend_count,
                status: Some(answer.head.status.as_u16()),
                body_size: Some(answer.body.len() as u64),
                ..Event::default()
            },
            Err(error) => {
                Event { message: "no answer", resend_count, error: Some(error.kind().name()), ..Event::default() }
            }
        });
    }

    fn log(&self, event: Event<'_>) {
        self.client.shared.service.log(Event { operation: Some(&self.call.operation), ..event });
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

fn media_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn out_of_time() -> Error {
    Error::new(ErrorKind::Timeout).with_detail("the call's time was up before it was sent").settled()
}

fn out_of_turn() -> Error {
    Error::new(ErrorKind::Timeout).with_detail("the call's deadline passed while it waited for its turn").settled()
}

/// Nobody closes it.
fn closed() -> Error {
    Error::new(ErrorKind::Connect).with_detail("the client's connections are closed").settled()
}
