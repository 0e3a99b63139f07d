//! Files that operations answer with.

use std::{fmt, io};

use bytes::Bytes;
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use percent_encoding::percent_decode_str;

use crate::{Answer, Body, Error, ErrorKind, classify::Asked, wire};

/// A file that is on its way, as [`Call::read_file`](crate::Call::read_file) gives it: it begins as such files do, and no more
/// of it than a piece is held at a time.
///
/// Neither the time limit of an attempt nor the cap for bodies holds for it, only that 30 seconds without a byte end it. A
/// file that breaks off is not asked for again, and what came of it is no file: keep it under another name until it has
/// ended. Where it ends HTTP says, by a length or a last chunk; of a service that gives neither, a file that is cut looks
/// whole, since what stands in it is not looked at. Dropped, it is aborted.
///
/// ```
/// # use acesso_core::{Call, Client, StatusClassifier, testing::MockTransport};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mock = MockTransport::new().respond(200, "%PDF-1.7\n").header("content-disposition", "attachment; filename=\"7.pdf\"");
/// # let client = Client::builder("People", StatusClassifier).base_url("https://api.people.example/v1").transport(mock).build()?;
/// let badge = Call::get("get_badge", "/badges/7").accept("application/pdf").read_file(b"%PDF");
/// let mut badge = client.request(badge).await?;
/// let mut file = Vec::new(); // or a `std::fs::File`
/// badge.write_to(&mut file).await?;
/// # assert_eq!((badge.file_name.as_deref(), &*file), (Some("7.pdf"), &b"%PDF-1.7\n"[..]));
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub struct Download {
    /// What the service calls it: `application/pdf`, for example, with its parameters.
    pub media_type: Option<String>,
    /// The name that the service suggests. It has no path and can't lead to another folder; whether there is such a file already,
    /// and what its ending stands for, is for you to look at.
    pub file_name: Option<String>,
    body: Body,
    asked: Option<Asked>,
    failed: Option<Error>,
}

impl Download {
    /// Anything but a body that has begun as it should was read whole, and is no such file.
    pub(crate) fn read(answer: &Answer<'_>) -> Result<Self, Error> {
        let Some(body) = answer.take_stream() else {
            return Err(if wire::is_markup(answer.body) { wire::web_page() } else { another_answer() });
        };
        // Its beginning can be right, and its length: the rest is missing all the same.
        if answer.status == StatusCode::PARTIAL_CONTENT {
            return Err(Error::new(ErrorKind::Decode)
                .with_detail("the answer is a part of the file, and the whole was asked for"));
        }
        Ok(Self {
            media_type: text(answer.headers, CONTENT_TYPE).map(str::to_owned),
            file_name: text(answer.headers, CONTENT_DISPOSITION).and_then(file_name),
            body,
            asked: answer.asked.clone(),
            failed: None,
        })
    }

    /// The next piece, `None` after the last one.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`] for a file that breaks off, [`ErrorKind::Timeout`] for one that is silent for too long; the
    /// same again from then on.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.body.chunk().await.map_err(|error| {
            let error = match &self.asked {
                Some(asked) => asked.tell(error),
                None => error,
            };
            self.failed.insert(error).clone()
        })
    }

    /// Writes all that is still to come, and says how many bytes that were. A writer that blocks, such as a file, holds up the
    /// thread for that long; give [`chunk`](Self::chunk)s to whatever can wait better.
    ///
    /// # Errors
    /// What the writer reports, or, as its [inner error](io::Error::get_ref), an [`Error`] of [`chunk`](Self::chunk). Some of
    /// the file may have been written by then.
    pub async fn write_to(&mut self, out: &mut impl io::Write) -> io::Result<u64> {
        let mut length = 0;
        while let Some(bytes) = self.chunk().await.map_err(io::Error::other)? {
            out.write_all(&bytes)?;
            length += bytes.len() as u64;
        }
        out.flush()?;
        Ok(length)
    }
}

impl fmt::Debug for Download {
    /// The name is left out: it can be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("media_type", &self.media_type)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

fn another_answer() -> Error {
    Error::new(ErrorKind::Decode).with_detail("the answer is not a file of the kind that was asked for")
}

/// A header that is text, be it beyond ASCII.
fn text(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| str::from_utf8(value.as_bytes()).ok())
}

/// The name in a `Content-Disposition` (RFC 6266, section 4.3): the extended one, which can have all letters, before the plain
/// one.
fn file_name(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let given = |wanted: &str| parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let extended = given("filename*").and_then(|(_, value)| decode(value));
    let plain = given("filename").map(|(_, value)| value.clone());
    [extended, plain].into_iter().flatten().find_map(|name| without_path(&name))
}

/// The names and values that stand behind the type.
fn parameters(header: &str) -> Vec<(&str, String)> {
    let mut parameters = Vec::new();
    let mut rest = header;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.rsplit(';').next().unwrap_or_default().trim();
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let end = after.find(';').unwrap_or(after.len());
                let (token, after) = after.split_at(end);
                (token.trim_end().to_owned(), after)
            }
        };
        parameters.push((name, value));
        rest = after;
    }
    parameters
}

/// A quoted text to its end (RFC 9110, section 5.6.4), and what follows it.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

/// An extended value (RFC 8187): its charset, its language, and bytes of it escaped.
fn decode(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, escaped) = rest.split_once('\'')?;
    let bytes = percent_decode_str(escaped);
    if charset.eq_ignore_ascii_case("utf-8") { bytes.decode_utf8().ok().map(Into::into) } else { None }
}

/// A name alone. Whatever stands before it could lead out of the folder that somebody writes the file into; dots at its
/// beginning hide a file, those at its end are lost on Windows.
fn without_path(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\', ':']).next()?;
    let name: String = last.chars().filter(|character| !character.is_control()).collect();
    let name = name.trim_matches(|character: char| character == '.' || character.is_whitespace());
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_wherever_it_stands() {
        for (disposition, name) in [
            ("attachment; filename=invoice.pdf", "invoice.pdf"),
            ("attachment;FileName = invoice.pdf ;size=1", "invoice.pdf"),
            (r#"attachment; filename="in; voice=1.pdf""#, "in; voice=1.pdf"),
            (r#"attachment; filename="say \"so\".pdf"; size="2""#, r#"say "so".pdf"#),
            (r#"inline; x; filename="fatura ção.pdf""#, "fatura ção.pdf"),
            ("attachment; filename=a.pdf; filename*=utf-8'pt'fatura%20%C3%A7.pdf", "fatura ç.pdf"),
            ("attachment; filename*=UTF-8''b.pdf; filename=a.pdf", "b.pdf"),
            // What can't be read does not hide what can.
            ("attachment; filename*=ISO-8859-1''%E7.pdf; filename=a.pdf", "a.pdf"),
            ("attachment; filename*=UTF-8''%E7.pdf; filename=a.pdf", "a.pdf"),
            ("attachment; filename*=a'b; filename=a.pdf", "a.pdf"),
            (r#"attachment; filename="never closed.pdf"#, "never closed.pdf"),
        ] {
            assert_eq!(file_name(disposition).as_deref(), Some(name), "{disposition}");
        }
    }

    #[test]
    fn no_name_leads_to_another_place() {
        for (disposition, name) in [
            ("attachment; filename=/etc/passwd", Some("passwd")),
            ("attachment; filename=../../.ssh/authorized_keys", Some("authorized_keys")),
            ("attachment; filename*=UTF-8''..%2F..%2f.bashrc", Some("bashrc")),
            (r#"attachment; filename="C:\\temp\\invoice.pdf""#, Some("invoice.pdf")),
            ("attachment; filename=invoice.pdf:hidden.exe", Some("hidden.exe")),
            ("attachment; filename*=UTF-8''a%00b%0Ac.pdf", Some("abc.pdf")),
            ("attachment; filename*=UTF-8''%2F; filename=a.pdf", Some("a.pdf")),
            (r#"attachment; filename=" .. ""#, None),
            ("attachment; filename=..", None),
            (r#"attachment; filename="folder/""#, None),
            (r#"attachment; filename="""#, None),
            ("attachment; filename=", None),
            ("attachment", None),
            ("", None),
            ("=; =;", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), name, "{disposition}");
        }
    }
}
