//! One API call as a plain value.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use percent_encoding::utf8_percent_encode;
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{
    Answer, BaseUrl, Download, Error, Operation, Part, Safety,
    payload::{Encoded, Payload, RESERVED, add_pairs, header_value, own_header},
    wire,
};

/// What the `http` crate can carry, in bytes.
const LONGEST_URL: usize = 65_534;

/// Reads an answer. An operation can unwrap its envelope here, or answer with an error of its own; the answer knows what
/// was asked.
pub type Reader<T> = fn(&Answer<'_>) -> Result<T, Error>;

/// One API call as a plain value: what to send, and how to read the answer. It does no I/O.
///
/// The vendor crates build these; build one yourself for an operation that they don't type yet, [of](Self::of) the constant
/// that their module `operations` has for it, and hand it to the client's `request`. It gets the same credentials, rate
/// limit, retries and errors. What no contract knows is built by its method: [`get`](Self::get), [`post`](Self::post) and
/// so on.
///
/// What writes is named as in reqwest ([`json`](Self::json), [`form`](Self::form), [`multipart`](Self::multipart),
/// [`body`](Self::body)); what reads begins with `read`.
///
/// ```
/// use acesso_core::{BaseUrl, Call, Operation};
///
/// const GET_OPERATOR: Operation = Operation::get("get_operator", "/v1/operators/{operator}");
///
/// let call = Call::of(&GET_OPERATOR)
///     .path_param("operator", "oprt/1")
///     .query("expand", "data.company")
///     .read_json::<serde_json::Value>();
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
    pub(crate) path_params: Pairs,
    pub(crate) query: Pairs,
    headers: HeaderMap,
    payload: Payload,
    takes_key: bool,
    /// How the file begins that is handed on as it comes in, if the answer is one.
    pub(crate) file: Option<&'static [u8]>,
    /// The operation that it is a call of, if a contract has it.
    documented: Option<&'static Operation>,
    refused: Option<Error>,
}

/// Names and values.
type Pairs = Vec<(Cow<'static, str>, String)>;

impl Call<Bytes> {
    /// A call whose answer is read as bytes; [`Call::read_json`], [`Call::read_empty`] or [`Call::read_with`] says more.
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
            reader: |answer| Ok(answer.body.clone()),
            path_params: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            payload: Payload::None,
            takes_key: false,
            file: None,
            documented: None,
            refused: None,
        }
    }

    /// A call of a documented operation. A parameter, or a member of the body, that is out of the operation's bounds is
    /// refused.
    pub fn of(operation: &'static Operation) -> Self {
        Self {
            takes_key: operation.takes_idempotency_key,
            documented: Some(operation),
            ..Self::new(operation.method(), operation.id, operation.template, operation.safety)
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

    /// A PUT, which has the same effect sent once or twice (RFC 9110, section 9.2.2).
    pub fn put(operation: impl Into<Cow<'static, str>>, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PUT, operation, template, Safety::Idempotent)
    }

    /// A PATCH, which is sent once unless it gets an idempotency key (RFC 5789, section 2).
    pub fn patch(operation: impl Into<Cow<'static, str>>, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PATCH, operation, template, Safety::Once)
    }

    /// A DELETE, which has the same effect sent once or twice. A "not found" for a repetition whose first attempt may have
    /// been carried out is a success.
    pub fn delete(operation: impl Into<Cow<'static, str>>, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::DELETE, operation, template, Safety::Idempotent)
    }
}

/// How the answer is read.
impl<T> Call<T> {
    /// Reads the answer as JSON.
    pub fn read_json<U: DeserializeOwned>(self) -> Call<U> {
        self.read_with(|answer| wire::read_json(answer.body))
    }

    /// Expects nothing of the answer but success: an empty body, or one in JSON that is passed over.
    pub fn read_empty(self) -> Call<()> {
        self.read_with(|answer| wire::read_nothing(answer.body))
    }

    /// Reads the answer with a function of the operation.
    pub fn read_with<U>(self, reader: Reader<U>) -> Call<U> {
        let Self {
            operation,
            method,
            template,
            safety,
            reader: _,
            path_params,
            query,
            headers,
            payload,
            takes_key,
            file: _,
            documented,
            refused,
        } = self;
        Call {
            operation,
            method,
            template,
            safety,
            reader,
            path_params,
            query,
            headers,
            payload,
            takes_key,
            file: None,
            documented,
            refused,
        }
    }

    /// Reads the answer as a file, which is handed on as it comes in. `beginning` is how such files begin, `b"%PDF"` for
    /// example; whatever begins in another way is an error, and so are JSON and web pages, by what they call themselves, and
    /// a part of a file (206).
    ///
    /// The media types that the operation documents are asked for, unless [`accept`](Self::accept) has said others.
    pub fn read_file(mut self, beginning: &'static [u8]) -> Call<Download> {
        let media_types = self.documented.map(|operation| operation.answers).unwrap_or_default();
        if !media_types.is_empty() && !self.headers.contains_key(header::ACCEPT) {
            self = self.accept(&media_types.join(", "));
        }
        self.read_with(Download::read).streamed_if_it_begins(beginning)
    }

    pub(crate) fn streamed_if_it_begins(self, beginning: &'static [u8]) -> Self {
        Self { file: Some(beginning), ..self }
    }

    /// Asks for this media type in place of `application/json`. A web page is a success only if it is asked for.
    pub fn accept(self, media_type: &str) -> Self {
        self.header(header::ACCEPT, media_type)
    }
}

/// What is sent.
impl<T> Call<T> {
    /// Fills a placeholder of the path. The value is percent-encoded whole, so that it stays one segment.
    ///
    /// Refused: an empty value, `.` and `..`, which URL parsers drop (`/operators/../permissions` is another endpoint).
    pub fn path_param(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let (name, value) = (name.into(), value.to_string());
        if value.is_empty() {
            return self.validate(Err(Error::invalid_input(&name, "is empty")));
        }
        if value == "." || value == ".." {
            return self
                .validate(Err(Error::invalid_input(&name, "must not be `.` or `..`: it would change the path")));
        }
        self.keep_to_bounds(|operation| operation.check_parameter(&name, &value));
        self.path_params.push((name, value));
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let (name, value) = (name.into(), value.to_string());
        self.keep_to_bounds(|operation| operation.check_parameter(&name, &value));
        self.query.push((name, value));
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
            return self.validate(Err(Error::invalid_input(name, "has an item that is empty or contains a comma")));
        }
        self.query(name, items.join(","))
    }

    /// Adds a header. A value that HTTP does not allow, such as one with a newline, is refused, and so is a header that the
    /// transport sets.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match own_header(&name).and_then(|name| header_value(name.as_str(), value)) {
            Ok(value) => {
                self.headers.insert(name, value);
                self
            }
            Err(error) => self.validate(Err(error)),
        }
    }

    /// Sends this as a JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.bytes(HeaderValue::from_static("application/json"), json.into()),
            Err(_) => self.validate(Err(Error::invalid_input("body", "can't be written as JSON"))),
        }
    }

    /// Sends these bytes, which are of this media type. One that HTTP does not allow is refused.
    pub fn body(self, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        match header_value("the media type", media_type) {
            Ok(media_type) => self.bytes(media_type, bytes.into()),
            Err(error) => self.validate(Err(error)),
        }
    }

    fn bytes(mut self, media_type: HeaderValue, bytes: Bytes) -> Self {
        if media_type.as_bytes().starts_with(b"application/json") {
            self.keep_to_bounds(|operation| operation.check_json(&bytes));
        }
        self.payload = Payload::Bytes(media_type, bytes);
        self
    }

    /// Sends these fields as `application/x-www-form-urlencoded`.
    pub fn form<N: Into<String>, V: Into<String>>(mut self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        let fields: Vec<_> = fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.keep_to_bounds(|operation| operation.check_form(&fields));
        self.payload = Payload::Form(fields);
        self
    }

    /// Sends these parts as `multipart/form-data`; `None` is a part that is left out.
    ///
    /// ```
    /// use acesso_core::{Call, Part};
    ///
    /// let note: Option<&str> = None;
    /// let call = Call::post("create_ticket", "/ticket/new")
    ///     .multipart([Some(Part::text("custom_field[12]", "blue")), note.map(|note| Part::text("note", note))]);
    /// assert!(String::from_utf8_lossy(&call.payload()?.1).contains(r#"name="custom_field[12]""#));
    /// # Ok::<(), acesso_core::Error>(())
    /// ```
    pub fn multipart(mut self, parts: impl IntoIterator<Item = impl Into<Option<Part>>>) -> Self {
        let parts: Vec<_> = parts.into_iter().filter_map(Into::into).collect();
        self.keep_to_bounds(|operation| operation.check_parts(&parts));
        self.payload = Payload::Multipart(parts);
        self
    }

    /// Says that the service documents an `Idempotency-Key` for this operation, so that a request may carry one.
    pub fn takes_idempotency_key(mut self) -> Self {
        self.takes_key = true;
        self
    }

    /// Refuses the call if a check of its input failed: the error surfaces when it is awaited, and nothing is sent.
    /// The first error stays.
    pub fn validate(mut self, check: Result<(), Error>) -> Self {
        self.refused = self.refused.or(check.err());
        self
    }

    /// Refuses what is out of the bounds of the operation that this is a call of.
    fn keep_to_bounds(&mut self, check: impl FnOnce(&Operation) -> Result<(), Error>) {
        if self.refused.is_none() {
            self.refused = self.documented.and_then(|operation| check(operation).err());
        }
    }
}

/// What it is.
impl<T> Call<T> {
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
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if a parameter was refused, a placeholder has no value or
    /// a parameter no place, the template has what a URL would change (`..`, a blank, a percent sign), or the URL would be
    /// longer than 65,534 bytes.
    pub fn url(&self, base: &BaseUrl) -> Result<Url, Error> {
        Ok(base.join(&self.path_and_query(base)?))
    }

    /// The headers and the body that will be sent, without credentials.
    ///
    /// # Errors
    /// As [`Call::url`].
    pub fn payload(&self) -> Result<(HeaderMap, Bytes), Error> {
        let body = self.encode()?;
        let mut headers = HeaderMap::new();
        self.add_headers(&body, &mut headers);
        Ok((headers, body.bytes))
    }

    /// What a repetition does when the request carries an idempotency key.
    pub(crate) fn safety_with_key(&self) -> Result<Safety, Error> {
        match (self.takes_key, self.safety) {
            (true, Safety::Once) => Ok(Safety::Keyed),
            (true, safety) => Ok(safety),
            (false, _) => Err(Error::invalid_input("the idempotency key", "is not documented for this operation")
                .with_advice("leave it out: the service would do the work once for every attempt")),
        }
    }

    /// What of a service is asked for. The text stands in a URL as it is.
    pub(crate) fn path_and_query(&self, base: &BaseUrl) -> Result<String, Error> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        let mut text = String::with_capacity(base.prefix().len() + self.length());
        text.push_str(base.prefix());
        self.add_path(&mut text)?;
        if !self.query.is_empty() {
            text.push('?');
            add_pairs(&mut text, &self.query);
        }
        let length = base.origin_length() + text.len();
        if length > LONGEST_URL {
            return Err(Error::invalid_input("the URL", format_args!("is too long: {length} bytes"))
                .with_advice("ask for less at once: fewer filters, shorter values"));
        }
        Ok(text)
    }

    /// How long path and query are if nothing in them has to be encoded, so that most are written into room that fits.
    fn length(&self) -> usize {
        let path = self.path_params.iter().fold(self.template.len(), |length, (name, value)| {
            (length + value.len()).saturating_sub(name.len() + "{}".len())
        });
        self.query.iter().fold(path, |length, (name, value)| length + name.len() + value.len() + "?=".len())
    }

    fn add_path(&self, path: &mut String) -> Result<(), Error> {
        if !self.template.starts_with('/') {
            return Err(Error::invalid_input("the path", "begins with no slash"));
        }
        if !stands_as_it_is(&self.template) {
            return Err(Error::invalid_input("the path", "has a part that a URL can't hold as it is")
                .with_advice("give what varies as a parameter of the path or in the query: it is encoded there"));
        }
        let mut rest = &*self.template;
        let mut filled = 0;
        while let Some((before, placeholder)) = rest.split_once('{') {
            let Some((name, after)) = placeholder.split_once('}') else { return Err(unbalanced()) };
            if before.contains('}') || name.contains('{') {
                return Err(unbalanced());
            }
            let value = self.path_params.iter().find(|(known, _)| known == name);
            let Some((_, value)) = value else {
                return Err(Error::invalid_input(name, "has no value in the path"));
            };
            path.push_str(before);
            path.extend(utf8_percent_encode(value, RESERVED));
            rest = after;
            filled += 1;
        }
        if rest.contains('}') {
            return Err(unbalanced());
        }
        if filled < self.path_params.len() {
            return Err(Error::invalid_input("the path", "has no place for one of the parameters"));
        }
        path.push_str(rest);
        Ok(())
    }

    /// The body as it is sent.
    pub(crate) fn encode(&self) -> Result<Encoded, Error> {
        match &self.refused {
            Some(error) => Err(error.clone()),
            None => self.payload.encode(),
        }
    }

    /// Adds the call's own headers and those that it cannot do without.
    pub(crate) fn add_headers(&self, body: &Encoded, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(media_type) = &body.media_type {
            headers.insert(header::CONTENT_TYPE, media_type.clone());
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    /// The template, never the filled path: its parameters and the query can be personal data.
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
            path_params: self.path_params.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            payload: self.payload.clone(),
            takes_key: self.takes_key,
            file: self.file,
            documented: self.documented,
            refused: self.refused.clone(),
        }
    }
}

fn unbalanced() -> Error {
    Error::invalid_input("the path", "has a brace that belongs to no placeholder")
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
