//! Bodies of requests, as they are sent.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Error, random::random_bytes};

/// Everything but the unreserved characters of RFC 3986, section 2.3: nothing that is encoded can end a path segment,
/// begin a query or separate its pairs.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a call sends.
#[derive(Clone)]
pub(crate) enum Payload {
    None,
    Bytes(HeaderValue, Bytes),
    Form(Vec<(String, String)>),
    Multipart(Vec<Part>),
}

/// A body as it is sent, and what it is.
#[derive(Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) media_type: Option<HeaderValue>,
    pub(crate) bytes: Bytes,
}

impl Encoded {
    fn new(media_type: HeaderValue, bytes: Bytes) -> Self {
        Self { media_type: Some(media_type), bytes }
    }
}

impl Payload {
    pub(crate) fn encode(&self) -> Result<Encoded, Error> {
        Ok(match self {
            Self::None => Encoded::default(),
            Self::Bytes(media_type, bytes) => Encoded::new(media_type.clone(), bytes.clone()),
            Self::Form(fields) => {
                let mut text = String::new();
                add_pairs(&mut text, fields);
                Encoded::new(HeaderValue::from_static("application/x-www-form-urlencoded"), text.into())
            }
            Self::Multipart(parts) => encode_parts(parts)?,
        })
    }
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

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What a text field says; nothing for a file.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if self.file.is_none() { str::from_utf8(&self.content).ok() } else { None }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("name", &self.name).field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// A header that a program may set. The others say how a message is carried: a wrong one would have it misread.
pub(crate) fn own_header(name: &HeaderName) -> Result<&HeaderName, Error> {
    let of_the_transport =
        [header::CONNECTION, header::CONTENT_LENGTH, header::HOST, header::TE, header::TRANSFER_ENCODING];
    if of_the_transport.contains(name) {
        return Err(Error::invalid_input(name.as_str(), "is set by the transport").with_advice("leave it out"));
    }
    Ok(name)
}

/// Whether a request asks for a web page, or takes anything.
pub(crate) fn accepts_web_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|media_types| media_types.to_str().ok());
    accepted.is_some_and(|media_types| media_types.contains("html") || media_types.contains("*/*"))
}

/// A header's value: visible ASCII and blanks (RFC 9110, section 5.5). Receivers disagree on anything else, and a newline
/// would begin another header.
pub(crate) fn header_value(name: &str, text: &str) -> Result<HeaderValue, Error> {
    let fits = text.chars().all(|character| matches!(character, ' '..='~'));
    match HeaderValue::from_str(text) {
        Ok(value) if fits => Ok(value),
        _ => {
            Err(Error::invalid_input(name, "has a character that a header can't carry: a newline or one beyond ASCII")
                .with_advice("set it again without line ends and letters beyond ASCII"))
        }
    }
}

/// Adds pairs of names and values as `application/x-www-form-urlencoded` has them.
pub(crate) fn add_pairs<N: AsRef<str>>(text: &mut String, pairs: &[(N, String)]) {
    for (number, (name, value)) in pairs.iter().enumerate() {
        if number > 0 {
            text.push('&');
        }
        text.extend(utf8_percent_encode(name.as_ref(), RESERVED));
        text.push('=');
        text.extend(utf8_percent_encode(value, RESERVED));
    }
}

fn encode_parts(parts: &[Part]) -> Result<Encoded, Error> {
    // Nobody can guess it, so no content can be made to hold it.
    let boundary = format!("acesso-{:032x}", u128::from_be_bytes(random_bytes()));
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        body.extend_from_slice(part_head(part)?.as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media_type = header_value("content-type", &format!("multipart/form-data; boundary={boundary}"))?;
    Ok(Encoded::new(media_type, body.into()))
}

fn part_head(part: &Part) -> Result<String, Error> {
    let name = quote(&part.name);
    Ok(match &part.file {
        None => format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n"),
        Some((file_name, media_type)) => {
            // A header's value by itself, parameters included.
            header_value("the part's media type", media_type)?;
            let file_name = quote(file_name);
            format!(
                "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: \
                 {media_type}\r\n\r\n"
            )
        }
    })
}

/// Names inside a part's head, escaped as the HTML standard's multipart encoding does, so that they can't end the head.
fn quote(text: &str) -> String {
    text.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}
