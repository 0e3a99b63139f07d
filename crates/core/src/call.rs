//! One API call as a plain value.

use std::{borrow::Cow, fmt, ops::RangeInclusive, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri, header,
    uri::{Authority, Scheme},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{Fault, transport::Head, wire};

/// Everything but the unreserved characters of RFC 3986, section 2.3: nothing that is encoded can end a path segment,
/// begin a query or separate its pairs.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the `http` crate can carry, in bytes.
const LONGEST_URL: usize = 65_534;

/// Whether a call may be sent again when its outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Changes nothing (GET, HEAD): may always be sent again.
    Read,
    /// Has the same effect sent once or twice (PUT, DELETE; RFC 9110, section 9.2.2).
    Idempotent,
    /// A write with an idempotency key: the service recognises the repetition.
    Keyed,
    /// A plain write: sent again only if the service can't have seen it, or refused it.
    Once,
}

impl Safety {
    /// Whether sending it twice is as good as sending it once.
    pub fn may_repeat(self) -> bool {
        self != Self::Once
    }

    /// Whether it changes something at the service.
    pub fn is_write(self) -> bool {
        self != Self::Read
    }
}

/// Reads an answer's body. An operation can unwrap its envelope here, or answer with a fault of its own.
pub type Reader<T> = fn(&Head, &Bytes) -> Result<T, Fault>;

/// One API call as a plain value: what to send, and how to read the answer. It does no I/O.
///
/// The vendor crates build these; build one yourself for an operation that they don't type yet, and hand it to the
/// client's `request`. It gets the same credentials, rate limit, retries and errors.
///
/// ```
/// use acesso_core::{BaseUrl, Call};
///
/// let call = Call::get("get_operator", "/v1/operators/{operator}")
///     .argument("operator", "oprt/1")
///     .query("expand", "data.company")
///     .json::<serde_json::Value>();
/// let base = BaseUrl::parse("https://api.example.com/base")?;
/// assert_eq!(call.url(&base)?.as_str(), "https://api.example.com/base/v1/operators/oprt%2F1?expand=data.company");
/// # Ok::<(), acesso_core::Error>(())
/// ```
#[must_use = "a call does nothing until a client sends it"]
pub struct Call<T> {
    pub(crate) operation: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) safety: Safety,
    pub(crate) reader: Reader<T>,
    arguments: Vec<(Cow<'static, str>, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    headers: HeaderMap,
    body: Body,
    takes_key: bool,
    refused: Option<Fault>,
}

#[derive(Clone)]
enum Body {
    None,
    Json(Bytes),
    Form(Vec<(String, String)>),
    Multipart(Vec<Part>),
}

/// One part of a `multipart/form-data` body (RFC 7578).
#[derive(Clone)]
pub struct Part {
    name: String,
    file: Option<(String, String)>,
    content: Bytes,
}

impl Part {
    /// A text field.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), file: None, content: Bytes::from(value.into()) }
    }

    /// A file with its name and media type.
    pub fn file(
        name: impl Into<String>,
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        Self { name: name.into(), file: Some((file_name.into(), media_type.into())), content: content.into() }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("name", &self.name).field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

impl Call<Bytes> {
    /// A call whose answer is read as bytes; [`Call::json`] or [`Call::read_with`] says more.
    ///
    /// `operation` is the contract's operation id and `template` its path verbatim, beginning with a slash, with
    /// `{placeholders}` and, beside them, only what a URL's path holds as it is. Both stand in logs and errors.
    pub fn new(
        method: Method,
        operation: impl Into<Cow<'static, str>>,
        template: impl Into<Cow<'static, str>>,
        safety: Safety,
    ) -> Self {
        Self {
            operation: operation.into(),
            method,
            template: template.into(),
            safety,
            reader: |_, body| Ok(body.clone()),
            arguments: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::None,
            takes_key: false,
            refused: None,
        }
    }

    /// A GET.
    pub fn get(operation: impl Into<Cow<'static, str>>, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::GET, operation, template, Safety::Read)
    }

    /// A POST, which is sent once unless it gets an idempotency key.
    pub fn post(operation: impl Into<Cow<'static, str>>, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::POST, operation, template, Safety::Once)
    }
}

impl<T> Call<T> {
    /// Reads the answer as JSON.
    pub fn json<U: DeserializeOwned>(self) -> Call<U> {
        self.read_with(|_, body| wire::read_json(body))
    }

    /// Reads the answer with a function of the operation.
    pub fn read_with<U>(self, reader: Reader<U>) -> Call<U> {
        let Self { operation, method, template, safety, arguments, query, headers, body, takes_key, refused, .. } =
            self;
        Call { operation, method, template, safety, reader, arguments, query, headers, body, takes_key, refused }
    }

    /// Fills a placeholder of the path. The value is percent-encoded whole, so that it stays one segment.
    ///
    /// Refused: an empty value, `.` and `..`, which URL parsers drop (`/operators/../permissions` is another endpoint).
    pub fn argument(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let (name, value) = (name.into(), value.to_string());
        if value.is_empty() {
            return self.require(Err(Fault::invalid_input(&name, "is empty")));
        }
        if value == "." || value == ".." {
            return self.require(Err(Fault::invalid_input(&name, "must not be `.` or `..`: it would change the path")));
        }
        self.arguments.push((name, value));
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a query parameter if there is a value.
    pub fn query_opt(self, name: impl Into<Cow<'static, str>>, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Adds a query parameter that holds a comma-separated list; nothing for an empty one.
    ///
    /// Refused: an item that is empty or has a comma in it, which would be read as two.
    pub fn query_list<I: fmt::Display>(self, name: &'static str, items: impl IntoIterator<Item = I>) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        if items.is_empty() {
            return self;
        }
        if items.iter().any(|item| item.is_empty() || item.contains(',')) {
            return self.require(Err(Fault::invalid_input(name, "has an item that is empty or contains a comma")));
        }
        self.query(name, items.join(","))
    }

    /// Adds a header. A value that HTTP does not allow, such as one with a newline, is refused.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match header_value(name.as_str(), value) {
            Ok(value) => {
                self.headers.insert(name, value);
                self
            }
            Err(fault) => self.require(Err(fault)),
        }
    }

    /// Sends this as a JSON body.
    pub fn json_body(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => {
                self.body = Body::Json(json.into());
                self
            }
            Err(_) => self.require(Err(Fault::invalid_input("body", "can't be written as JSON"))),
        }
    }

    /// Sends these fields as `application/x-www-form-urlencoded`.
    pub fn form<N: Into<String>, V: Into<String>>(mut self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        self.body = Body::Form(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect());
        self
    }

    /// Sends these parts as `multipart/form-data`.
    pub fn multipart(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.body = Body::Multipart(parts.into_iter().collect());
        self
    }

    /// Says that the service documents an `Idempotency-Key` for this operation, so that a request may carry one.
    pub fn takes_idempotency_key(mut self) -> Self {
        self.takes_key = true;
        self
    }

    /// What a repetition does when the request carries an idempotency key.
    pub(crate) fn safety_with_key(&self) -> Result<Safety, Fault> {
        match (self.takes_key, self.safety) {
            (true, Safety::Once) => Ok(Safety::Keyed),
            (true, safety) => Ok(safety),
            (false, _) => Err(Fault::invalid_input("the idempotency key", "is not documented for this operation")
                .advice("leave it out: the service would do the work once for every attempt")),
        }
    }

    /// Refuses the call if a check of its input failed: the fault surfaces when it is awaited, and nothing is sent.
    /// The first fault stays.
    pub fn require(mut self, check: Result<(), Fault>) -> Self {
        self.refused = self.refused.or(check.err());
        self
    }

    /// The operation's id in the contract.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as the contract writes it.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The parameters of the query, as they were given. They can hold personal data: keep them out of logs.
    pub fn query_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether it may be sent again when its outcome is not known.
    pub fn safety(&self) -> Safety {
        self.safety
    }

    /// The URL that will be asked for.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if an argument was refused, a placeholder has no value, the
    /// template has what a URL would change (`..`, a blank, a percent sign), or the URL would be longer than 65,534 bytes.
    pub fn url(&self, base: &BaseUrl) -> Result<Url, Fault> {
        Ok(base.join(&self.path_and_query(base)?))
    }

    /// What of a service is asked for. The text stands in a URL as it is.
    pub(crate) fn path_and_query(&self, base: &BaseUrl) -> Result<String, Fault> {
        if let Some(fault) = &self.refused {
            return Err(fault.clone());
        }
        let mut text = self.path(&base.parts.prefix)?;
        if !self.query.is_empty() {
            text.push('?');
            add_pairs(&mut text, &self.query);
        }
        let length = base.parts.origin.as_str().len() + text.len() - 1;
        if length > LONGEST_URL {
            return Err(Fault::invalid_input("the URL", format_args!("is too long: {length} bytes"))
                .advice("ask for less at once: fewer filters, shorter values"));
        }
        Ok(text)
    }

    fn path(&self, prefix: &str) -> Result<String, Fault> {
        if !self.template.starts_with('/') {
            return Err(Fault::invalid_input("the path", "begins with no slash"));
        }
        if !stands_as_it_is(&self.template) {
            return Err(Fault::invalid_input("the path", "has a part that a URL can't hold as it is")
                .advice("give what varies as an argument or in the query: it is encoded there"));
        }
        let mut path = String::with_capacity(prefix.len() + self.template.len() + 64);
        path.push_str(prefix);
        let mut rest = &*self.template;
        while let Some((before, placeholder)) = rest.split_once('{') {
            let (name, after) = placeholder.split_once('}').unwrap_or((placeholder, ""));
            let value = self.arguments.iter().find(|(known, _)| known == name);
            let Some((_, value)) = value else {
                return Err(Fault::invalid_input(name, "has no value in the path"));
            };
            path.push_str(before);
            path.extend(utf8_percent_encode(value, RESERVED));
            rest = after;
        }
        path.push_str(rest);
        Ok(path)
    }

    /// The headers and the body that will be sent, without credentials.
    ///
    /// # Errors
    /// As [`Call::url`].
    pub fn payload(&self) -> Result<(HeaderMap, Bytes), Fault> {
        let body = self.encode_body()?;
        let mut headers = HeaderMap::new();
        self.add_headers(&body, &mut headers);
        Ok((headers, body.bytes))
    }

    /// The body as it is sent.
    pub(crate) fn encode_body(&self) -> Result<EncodedBody, Fault> {
        if let Some(fault) = &self.refused {
            return Err(fault.clone());
        }
        Ok(match &self.body {
            Body::None => EncodedBody::default(),
            Body::Json(json) => EncodedBody::new(HeaderValue::from_static("application/json"), json.clone()),
            Body::Form(fields) => {
                let mut text = String::new();
                add_pairs(&mut text, fields);
                EncodedBody::new(HeaderValue::from_static("application/x-www-form-urlencoded"), text.into())
            }
            Body::Multipart(parts) => encode_parts(parts)?,
        })
    }

    /// Adds the call's own headers and those that it cannot do without.
    pub(crate) fn add_headers(&self, body: &EncodedBody, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(media_type) = &body.media_type {
            headers.insert(header::CONTENT_TYPE, media_type.clone());
        }
    }
}

/// A body as it is sent, and what it is.
#[derive(Default)]
pub(crate) struct EncodedBody {
    media_type: Option<HeaderValue>,
    pub(crate) bytes: Bytes,
}

impl EncodedBody {
    fn new(media_type: HeaderValue, bytes: Bytes) -> Self {
        Self { media_type: Some(media_type), bytes }
    }
}

impl<T> fmt::Debug for Call<T> {
    /// The template, never the filled path: arguments and query can be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("template", &self.template)
            .field("safety", &self.safety)
            .finish_non_exhaustive()
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation.clone(),
            method: self.method.clone(),
            template: self.template.clone(),
            safety: self.safety,
            reader: self.reader,
            arguments: self.arguments.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            takes_key: self.takes_key,
            refused: self.refused.clone(),
        }
    }
}

/// Refuses a text whose length in characters is out of bounds. The fault names the field, the bounds and the length.
///
/// # Errors
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
pub fn check_length(field: &str, text: &str, bounds: RangeInclusive<usize>) -> Result<(), Fault> {
    let length = text.chars().count();
    if bounds.contains(&length) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    Err(Fault::invalid_input(field, format_args!("must have {least} to {most} characters, it has {length}")))
}

/// Refuses a number that is out of bounds. The fault names the field, the bounds and the number.
///
/// # Errors
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
pub fn check_range(field: &str, number: u32, bounds: RangeInclusive<u32>) -> Result<(), Fault> {
    if bounds.contains(&number) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    Err(Fault::invalid_input(field, format_args!("must be {least} to {most}, it is {number}")))
}

/// A header's value: visible ASCII and blanks (RFC 9110, section 5.5). What else a receiver would make of it is anybody's
/// guess, and a newline would begin another header.
pub(crate) fn header_value(name: &str, text: &str) -> Result<HeaderValue, Fault> {
    let fits = text.chars().all(|character| matches!(character, ' '..='~'));
    match HeaderValue::from_str(text) {
        Ok(value) if fits => Ok(value),
        _ => {
            Err(Fault::invalid_input(name, "has a character that a header can't carry: a newline or one beyond ASCII")
                .advice("set it again without line ends and letters beyond ASCII"))
        }
    }
}

/// Whether a URL's parser would leave this template alone: characters of a path (RFC 3986, section 3.3) without escapes,
/// braces of placeholders, and no segment that leads elsewhere.
fn stands_as_it_is(template: &str) -> bool {
    let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'&'..=b';' | b'!' | b'$' | b'=' | b'@' | b'_' | b'{' | b'}' | b'~');
    let begins_with_a_dot = |pair: &[u8]| pair == b"/.";
    template.bytes().all(is_plain)
        && !(template.as_bytes().windows(2).any(begins_with_a_dot)
            && template.split('/').any(|part| part == "." || part == ".."))
}

/// Adds pairs of names and values as `application/x-www-form-urlencoded` has them.
fn add_pairs<N: AsRef<str>>(text: &mut String, pairs: &[(N, String)]) {
    for (number, (name, value)) in pairs.iter().enumerate() {
        if number > 0 {
            text.push('&');
        }
        text.extend(utf8_percent_encode(name.as_ref(), RESERVED));
        text.push('=');
        text.extend(utf8_percent_encode(value, RESERVED));
    }
}

fn encode_parts(parts: &[Part]) -> Result<EncodedBody, Fault> {
    // 124 random bits: no content can be expected to hold the boundary.
    let boundary = format!("acesso-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        body.extend_from_slice(part_head(part).as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media_type = header_value("content-type", &format!("multipart/form-data; boundary={boundary}"))?;
    Ok(EncodedBody::new(media_type, body.into()))
}

fn part_head(part: &Part) -> String {
    let name = quote(&part.name);
    match &part.file {
        None => format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n"),
        Some((file_name, media_type)) => format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            quote(file_name),
            quote(media_type)
        ),
    }
}

/// Names inside a part's head, escaped as the HTML standard's multipart encoding does, so that they can't end the head.
fn quote(text: &str) -> String {
    text.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// Where a vendor's API lives: scheme, host and the path that every operation stands under.
///
/// Parsed once for all calls. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    parts: Arc<BaseParts>,
}

#[derive(PartialEq, Eq)]
struct BaseParts {
    /// Scheme and host: a URL whose path is a slash.
    origin: Url,
    /// The path, without a slash at its end.
    prefix: String,
    /// The origin once more, in the pieces that a [`Uri`] is made of. None for one that HTTP can't carry.
    pieces: Option<(Scheme, Authority)>,
}

impl BaseUrl {
    /// Reads a base URL, a contract's server URL with its path included.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a URL without scheme or host, one with credentials, a query or a fragment, and
    /// plain `http` to any host but this machine, since it would carry the credentials in the clear.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::parse_setting("the base URL", text)
    }

    /// As [`parse`](Self::parse), for a setting that the fault names.
    pub(crate) fn parse_setting(name: &str, text: &str) -> Result<Self, Fault> {
        let mut url = parse_endpoint(name, text)?;
        if url.query().is_some() {
            return Err(
                Fault::configuration(format!("{name} has a query")).advice("leave out everything from the `?` on")
            );
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path("");
        let pieces = Uri::try_from(url.as_str()).ok().map(Uri::into_parts);
        let pieces = pieces.and_then(|pieces| pieces.scheme.zip(pieces.authority));
        Ok(Self { parts: Arc::new(BaseParts { origin: url, prefix, pieces }) })
    }
}

impl BaseUrl {
    /// Whether it leads to this machine: a sandbox or a test server, never a vendor.
    ///
    /// ```
    /// use acesso_core::BaseUrl;
    ///
    /// assert!(BaseUrl::parse("http://127.0.0.1:7001/api")?.is_loopback());
    /// assert!(!BaseUrl::parse("https://api.example.com")?.is_loopback());
    /// # Ok::<(), acesso_core::Fault>(())
    /// ```
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.parts.origin)
    }

    /// The URL of something below.
    pub(crate) fn join(&self, path_and_query: &str) -> Url {
        let mut url = self.parts.origin.clone();
        match path_and_query.split_once('?') {
            Some((path, query)) => {
                url.set_path(path);
                url.set_query(Some(query));
            }
            None => url.set_path(path_and_query),
        }
        url
    }

    /// The same as [`http::Uri`].
    pub(crate) fn uri(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        let Some((scheme, authority)) = self.parts.pieces.clone() else {
            return Ok(Uri::try_from(self.join(path_and_query).as_str())?);
        };
        Uri::builder().scheme(scheme).authority(authority).path_and_query(path_and_query).build()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.parts.origin.as_str().trim_end_matches('/'), self.parts.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

/// A URL that credentials may be sent to.
pub(crate) fn parse_endpoint(what: &str, text: &str) -> Result<Url, Fault> {
    let refuse =
        |problem: &str, advice: &'static str| Err(Fault::configuration(format!("{what} {problem}")).advice(advice));
    let url = match Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => url,
        // `api.example.com:8080` and `localhost:8080` parse, with the host for a scheme.
        Ok(_) if text.contains("://") => return refuse("has another scheme than https", "begin it with https://"),
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            return refuse("has no scheme", "write it in full, beginning with https://");
        }
        Err(_) => return refuse("can't be read", "write it in full, for example https://api.example.com"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("has credentials in it", "give the credentials by themselves");
    }
    if url.fragment().is_some() {
        return refuse("has a fragment", "leave out everything from the `#` on");
    }
    if !is_safe(&url) {
        return refuse("is plain http to another host, which would show the credentials", "use https");
    }
    Ok(url)
}

/// https anywhere, http to this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether a URL names this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name == "localhost.",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
