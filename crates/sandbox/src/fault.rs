//! Faults on demand: what a service does instead of, or to, its proper answer.

use std::fmt::Display;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::header::{CONTENT_ENCODING, HeaderName, LOCATION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use tokio::sync::Barrier;

use crate::server::Raw;

/// Something that goes wrong at one of the three services, once unless said otherwise.
///
/// Faults wait in the order in which they were injected; a request takes the first one that applies to it.
///
/// ```
/// use acesso_sandbox::Fault;
///
/// let outage = Fault::status(503).retry_after_seconds(1).times(2).only_on("/v1/permissions");
/// let third_page_lost = Fault::half_body().only_on("list_permissions").after(2);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    pub(crate) kind: Kind,
    after: u64,
    times: Option<u64>,
    one_in: u64,
    only_on: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// This answer instead of the service's own.
    Answer(Answer),
    /// A body of this many spaces, made while it is sent.
    LargeBody(u64),
    /// The service's own answer, this much later.
    Delay(Duration),
    /// The service's own answer, once enough requests wait for theirs.
    Together(Arc<Barrier>),
    /// No answer, ever.
    Stall,
    /// The connection ends before the request is read.
    ResetUnread,
    /// The service's own answer, spoilt on its way out.
    Spoil(Spoil),
    /// These bytes, then the end of the connection.
    Raw(Bytes),
    /// The service itself misbehaves, in its own words.
    Trick(Trick),
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoil {
    Reset,
    HalfBody,
    HalfChunk,
    WrongLength,
}

/// Misbehaviour that only the service's handlers can act out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trick {
    /// A list answers as if no cursor and no page had been given.
    StartOver,
    /// Like [`Trick::StartOver`], and there is always more.
    Endless,
    /// A list leaves out this page's items and nothing else.
    EmptyPage,
    /// A list's page begins one item later than it should.
    ShiftedPage,
    /// The service's own count of what it sends is one too high.
    WrongCount,
    /// Permissions are asked for of one operator and come from everybody.
    IgnoredOperator,
    /// Valid credentials are refused.
    RefuseCredentials,
    /// An idempotency key is taken by a call that still runs.
    StillRunning,
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self { kind, after: 0, times: Some(1), one_in: 1, only_on: None }
    }

    fn answer(status: StatusCode) -> Self {
        Self::new(Kind::Answer(Answer { status, headers: Vec::new(), body: Bytes::new() }))
    }

    // --- another answer ---

    /// This status instead of the service's answer. Without a body; see [`html`](Self::html), [`json`](Self::json)
    /// and [`body`](Self::body).
    ///
    /// # Panics
    ///
    /// When `code` is not between 100 and 999: a mistake in the test, which should stop there.
    #[expect(clippy::panic, reason = "a test's mistake is best heard where it was made")]
    pub fn status(code: u16) -> Self {
        match StatusCode::from_u16(code) {
            Ok(status) => Self::answer(status),
            Err(_) => panic!("{code} is no HTTP status"),
        }
    }

    /// A 200 whose body is a web page, such as a proxy's or a login form.
    pub fn html_200() -> Self {
        Self::answer(StatusCode::OK).html()
    }

    /// A 200 without a body.
    pub fn empty_200() -> Self {
        Self::answer(StatusCode::OK)
    }

    /// A 200 that says it is JSON and stops being JSON half-way.
    pub fn invalid_json() -> Self {
        Self::answer(StatusCode::OK).json(r#"{"data": [{"id": "#)
    }

    /// A 200 that is JSON but for one text, whose bytes are not UTF-8.
    pub fn invalid_utf8() -> Self {
        Self::answer(StatusCode::OK).body("application/json", &b"{\"message\": \"\xff\xfe\xc3\x28\"}"[..])
    }

    /// A 200 whose JSON is `depth` arrays in one another.
    pub fn deep_json(depth: usize) -> Self {
        Self::answer(StatusCode::OK).json("[".repeat(depth) + &"]".repeat(depth))
    }

    /// A 200 that says in its body that the call failed, as TomTicket does: `error: true` and this message.
    pub fn error_in_200(message: &str) -> Self {
        let body = serde_json::json!({ "error": true, "message": message, "success": false });
        Self::answer(StatusCode::OK).json(body.to_string())
    }

    /// A 302 to this address, which can be on another host.
    ///
    /// # Panics
    ///
    /// When `location` can't stand in a header.
    pub fn redirect(location: &str) -> Self {
        Self::answer(StatusCode::FOUND).header(LOCATION.as_str(), location)
    }

    /// A 200 with a body of `size` bytes (blanks, said to be JSON). The sandbox doesn't hold it in memory.
    pub fn large_body(size: u64) -> Self {
        Self::new(Kind::LargeBody(size))
    }

    /// A 200 with a small body of gzip (it says so in `Content-Encoding`) that unpacks to this many MiB of blanks.
    pub fn gzip_bomb(mebibytes: usize) -> Self {
        Self::answer(StatusCode::OK)
            .body("application/json", packed_blanks().repeat(mebibytes))
            .header(CONTENT_ENCODING.as_str(), "gzip")
    }

    /// A 200 with so many headers, which a client must not read to their end.
    pub fn header_flood(headers: usize) -> Self {
        let flood = (0..headers).map(|number| format!("x-flood-{number}: {number}\r\n"));
        let head = ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n".to_owned()];
        Self::raw(head.into_iter().chain(flood).chain(["\r\n".to_owned()]).collect::<String>())
    }

    // --- time ---

    /// The service's own answer, after this long. The request is carried out after the wait, not before.
    pub fn delay(wait: Duration) -> Self {
        Self::new(Kind::Delay(wait))
    }

    /// The service's own answers, all at once: no request that this strikes is carried out before `count` of them are
    /// there. Always, unless limited.
    pub fn together(count: usize) -> Self {
        Self::new(Kind::Together(Arc::new(Barrier::new(count)))).always()
    }

    /// The request is read and never answered.
    pub fn stall() -> Self {
        Self::new(Kind::Stall)
    }

    // --- the connection ---

    /// The connection is reset when a request arrives and before it is read. Such a request is neither carried out nor
    /// listed in [`requests`](crate::Service::requests).
    pub fn reset_before_read() -> Self {
        Self::new(Kind::ResetUnread)
    }

    /// The request is read *and carried out*, then the connection is reset: the answer is lost.
    pub fn reset_after_read() -> Self {
        Self::new(Kind::Spoil(Spoil::Reset))
    }

    /// The request is carried out; the connection closes after half of the answer's body.
    pub fn half_body() -> Self {
        Self::new(Kind::Spoil(Spoil::HalfBody))
    }

    /// The request is carried out; the answer comes in chunks and the connection closes inside the first one.
    pub fn half_chunk() -> Self {
        Self::new(Kind::Spoil(Spoil::HalfChunk))
    }

    /// The request is carried out; `Content-Length` says two bytes less than the body has, and the whole body is sent.
    pub fn wrong_length() -> Self {
        Self::new(Kind::Spoil(Spoil::WrongLength))
    }

    /// These bytes instead of an HTTP answer, then the connection closes: for whatever the other faults can't say.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::new(Kind::Raw(bytes.into()))
    }

    // --- lists ---

    /// A list that never ends: every page is the first page and says that there is more. Always, unless limited.
    pub fn endless_cursor() -> Self {
        Self::new(Kind::Trick(Trick::Endless)).always()
    }

    /// A page is the first page again, so that a cursor comes back that was seen before.
    pub fn repeated_cursor() -> Self {
        Self::new(Kind::Trick(Trick::StartOver))
    }

    /// A page without items; what it says about further pages stays as it is.
    pub fn empty_page() -> Self {
        Self::new(Kind::Trick(Trick::EmptyPage))
    }

    /// A page that begins one item later than it should, as when an item before it was removed meanwhile: one item is
    /// never shown. What the list says about its size and about further pages stays as it is. Lists without pages are
    /// as they were.
    pub fn shifted_page() -> Self {
        Self::new(Kind::Trick(Trick::ShiftedPage))
    }

    /// The service's own count is one too high: TomTicket's `size` of a list, MyReports' `page_size`. Base39 counts
    /// nothing.
    pub fn wrong_count() -> Self {
        Self::new(Kind::Trick(Trick::WrongCount))
    }

    /// Base39 answers with everybody's permissions where one operator's were asked for, in the path or in the query, so
    /// that a permission is listed under several operators. Always, unless limited.
    pub fn ignored_operator() -> Self {
        Self::new(Kind::Trick(Trick::IgnoredOperator)).always()
    }

    // --- credentials and keys ---

    /// Valid credentials are refused, in the service's own words, as if the token had just expired.
    pub fn refused_credentials() -> Self {
        Self::new(Kind::Trick(Trick::RefuseCredentials))
    }

    /// Base39 says that the first call with this idempotency key still runs (409). Applies to calls that carry one.
    pub fn still_running() -> Self {
        Self::new(Kind::Trick(Trick::StillRunning))
    }

    // --- how often and where ---

    /// The next `count` requests that it applies to.
    pub fn times(self, count: u64) -> Self {
        Self { times: Some(count), ..self }
    }

    /// Every request that it applies to, until [`clear_faults`](crate::Service::clear_faults).
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    /// Lets `count` requests that it would apply to through first.
    pub fn after(self, count: u64) -> Self {
        Self { after: count, ..self }
    }

    /// Strikes one in `count` of the requests that it applies to, at random.
    pub fn one_in(self, count: u64) -> Self {
        Self { one_in: count, ..self }
    }

    /// Only where the path begins so (`"/v1/permissions"`, with or without the service's own prefix such as `/v2.0`),
    /// or only for the operation of this id in the contract (`"list_permissions"`).
    pub fn only_on(self, path_or_operation: &str) -> Self {
        Self { only_on: Some(path_or_operation.to_owned()), ..self }
    }

    // --- the answer's details; without effect on faults that are no answer of their own ---

    /// Adds `Retry-After` in seconds.
    pub fn retry_after_seconds(self, seconds: u64) -> Self {
        self.header(RETRY_AFTER.as_str(), seconds)
    }

    /// Adds `Retry-After` as a date (RFC 9110, section 5.6.7; whole seconds).
    pub fn retry_after_date(self, date: SystemTime) -> Self {
        self.header(RETRY_AFTER.as_str(), httpdate::fmt_http_date(date))
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// When the name or the value can't stand in a header.
    #[expect(clippy::panic, reason = "a test's mistake is best heard where it was made")]
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        match (HeaderName::try_from(name), HeaderValue::try_from(&value)) {
            (Ok(name), Ok(value)) => {
                if let Kind::Answer(answer) = &mut self.kind {
                    answer.headers.push((name, value));
                }
                self
            }
            _ => panic!("no HTTP header: {name}: {value}"),
        }
    }

    /// A web page as the body, as a proxy in front of the service sends it.
    pub fn html(self) -> Self {
        let page = match &self.kind {
            Kind::Answer(answer) => crate::server::html_page(answer.status),
            _ => String::new(),
        };
        self.body("text/html", page)
    }

    /// This text as a body of JSON. It isn't checked.
    pub fn json(self, text: impl Into<String>) -> Self {
        self.body("application/json", text.into())
    }

    /// These bytes as the body.
    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        if let Kind::Answer(answer) = &mut self.kind {
            answer.body = body.into();
        }
        self.header("content-type", content_type)
    }
}

/// One MiB of blanks as a gzip member of some kilobytes. Members may follow one another (RFC 1952, section 2.2).
fn packed_blanks() -> &'static [u8] {
    static PACKED: OnceLock<Vec<u8>> = OnceLock::new();
    PACKED.get_or_init(|| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let _ = packed.write_all(&[b' '; 1 << 20]);
        packed.finish().unwrap_or_default()
    })
}

/// Which requests a fault looks at: those whose bytes still wait, or those that have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Unread,
    Read,
}

/// What a fault needs to know of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) path: &'a str,
    pub(crate) base: &'a str,
    pub(crate) operation: Option<&'a str>,
}

impl Fault {
    pub(crate) fn stage(&self) -> Stage {
        match self.kind {
            Kind::ResetUnread => Stage::Unread,
            _ => Stage::Read,
        }
    }

    fn applies_to(&self, target: Target<'_>) -> bool {
        match self.only_on.as_deref() {
            None => true,
            Some(prefix) if prefix.starts_with('/') => {
                let without_base = target.path.strip_prefix(target.base).unwrap_or(target.path);
                target.path.starts_with(prefix) || without_base.starts_with(prefix)
            }
            Some(operation) => target.operation == Some(operation),
        }
    }

    /// Counts a request that this fault applies to. True when the fault strikes.
    fn strikes(&mut self) -> bool {
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        if self.one_in > 1 && fastrand::u64(0..self.one_in) > 0 {
            return false;
        }
        match &mut self.times {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        }
    }
}

/// The faults that wait for a request, in the order in which they were injected.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn inject(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn wait_for(&self, stage: Stage) -> bool {
        self.0.iter().any(|fault| fault.stage() == stage)
    }

    /// The fault that strikes this request, if any.
    pub(crate) fn take(&mut self, stage: Stage, target: Target<'_>) -> Option<Kind> {
        let struck = self
            .0
            .iter_mut()
            .filter(|fault| fault.stage() == stage && fault.applies_to(target))
            .find_map(|fault| fault.strikes().then(|| fault.kind.clone()));
        self.0.retain(|fault| fault.times != Some(0));
        struck
    }
}

impl Spoil {
    /// The answer as it goes over the wire once it is spoilt.
    pub(crate) fn apply(self, head: &http::response::Parts, body: &[u8]) -> Raw {
        let half = body.get(..body.len() / 2).unwrap_or_default();
        match self {
            Self::Reset => Raw::reset(),
            Self::HalfBody => Raw::answer(head, ("content-length", body.len()), half),
            Self::HalfChunk => {
                let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), half].concat();
                Raw::answer(head, ("transfer-encoding", "chunked"), &chunk)
            }
            Self::WrongLength => Raw::answer(head, ("content-length", body.len().saturating_sub(2)), body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERMISSIONS: Target<'_> =
        Target { path: "/v2.0/customer/list", base: "/v2.0", operation: Some("customer_list") };

    fn strikes(fault: Fault, requests: usize) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.inject(fault);
        (0..requests).map(|_| faults.take(Stage::Read, PERMISSIONS).is_some()).collect()
    }

    #[test]
    fn a_fault_strikes_once_unless_told_otherwise() {
        assert_eq!(strikes(Fault::stall(), 3), [true, false, false]);
        assert_eq!(strikes(Fault::stall().times(2), 3), [true, true, false]);
        assert_eq!(strikes(Fault::stall().times(0), 2), [false, false]);
        assert_eq!(strikes(Fault::stall().always(), 3), [true, true, true]);
        assert_eq!(strikes(Fault::stall().after(2), 4), [false, false, true, false]);
    }

    #[test]
    fn a_fault_at_random_strikes_about_as_often_as_it_is_told() {
        fastrand::seed(39);
        let struck = strikes(Fault::stall().always().one_in(10), 10_000).into_iter().filter(|struck| *struck).count();
        assert!((800..1200).contains(&struck), "{struck} of 10,000");
        assert_eq!(strikes(Fault::stall().always().one_in(1), 2), [true, true]);
    }

    #[test]
    fn a_filter_names_a_path_or_an_operation() {
        for filter in ["/v2.0/customer", "/customer/list", "customer_list"] {
            assert_eq!(strikes(Fault::stall().only_on(filter), 1), [true], "{filter}");
        }
        for filter in ["/customers", "/v1/customer/list", "customer", "list"] {
            assert_eq!(strikes(Fault::stall().only_on(filter), 1), [false], "{filter}");
        }
    }

    #[test]
    fn the_first_fault_injected_strikes_first() {
        let mut faults = Faults::default();
        faults.inject(Fault::stall().only_on("/elsewhere"));
        faults.inject(Fault::empty_200());
        faults.inject(Fault::stall());
        assert!(matches!(faults.take(Stage::Read, PERMISSIONS), Some(Kind::Answer(_))));
        assert!(matches!(faults.take(Stage::Read, PERMISSIONS), Some(Kind::Stall)));
        assert!(faults.take(Stage::Read, PERMISSIONS).is_none());
    }

    #[test]
    fn a_reset_before_reading_waits_for_unread_requests() {
        let mut faults = Faults::default();
        faults.inject(Fault::reset_before_read());
        assert!(faults.take(Stage::Read, PERMISSIONS).is_none());
        assert!(faults.wait_for(Stage::Unread));
        assert!(faults.take(Stage::Unread, PERMISSIONS).is_some());
        assert!(!faults.wait_for(Stage::Unread));
    }
}
