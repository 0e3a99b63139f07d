//! Bodies as TomTicket takes them: multipart forms, and the URL-encoded ones that it takes where there is no file.

use axum::http::HeaderMap;

use super::Refusal;
use crate::server::{Pairs, header};

/// What one request may bring: 25 files, and 25 MB in all.
const MOST_FILES: usize = 25;
const LARGEST: usize = 25_000_000;

/// The fields of a form, and its files.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
    pub(super) files: Vec<File>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) size: usize,
}

impl Form {
    /// Anything else, JSON above all, is refused as the vendor refuses a bad value.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let content_type = header(headers, "content-type").unwrap_or_default();
        let form = match content_type.split(';').next().map(str::trim) {
            Some("multipart/form-data") => Self::multipart(&content_type, body),
            Some("application/x-www-form-urlencoded") => {
                let pairs = Pairs::parse(body);
                let fields = pairs.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                Some(Self { fields, files: Vec::new() })
            }
            _ => None,
        };
        let form = form.ok_or(Refusal::unauthorized("Invalid body."))?;
        if form.files.len() > MOST_FILES || body.len() > LARGEST {
            return Err(Refusal::unauthorized("Too many or too large attachments."));
        }
        Ok(form)
    }

    /// RFC 7578; `None` when the body is none.
    fn multipart(content_type: &str, body: &[u8]) -> Option<Self> {
        let (_, boundary) = content_type.split_once("boundary=")?;
        let boundary = boundary.split(';').next()?.trim().trim_matches('"');
        let mut form = Self::default();
        let between = format!("\r\n--{boundary}");
        // The first boundary may stand at the very beginning.
        let mut rest = body.strip_prefix(between.get(2..)?.as_bytes())?;
        while let Some(part) = rest.strip_prefix(b"\r\n") {
            let end = position(part, between.as_bytes())?;
            let (part, after) = part.split_at_checked(end)?;
            rest = after.get(between.len()..)?;
            let head_end = position(part, b"\r\n\r\n")?;
            let (head, content) = (part.get(..head_end)?, part.get(head_end + 4..)?);
            form.add(&String::from_utf8_lossy(head), content)?;
        }
        rest.starts_with(b"--").then_some(form)
    }

    fn add(&mut self, head: &str, content: &[u8]) -> Option<()> {
        let is_disposition = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
        let disposition = head.split("\r\n").find(is_disposition)?;
        let name = parameter(disposition, "name")?;
        match parameter(disposition, "filename") {
            Some(filename) if name.starts_with("attachment[") => {
                self.files.push(File { name: filename, size: content.len() });
            }
            _ => self.fields.push((name, String::from_utf8(content.to_vec()).ok()?)),
        }
        Some(())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The ids and values of `custom_field[<id>]`.
    pub(super) fn custom_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix("custom_field[")?.strip_suffix(']')?, value.as_str())))
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A quoted parameter of `Content-Disposition`.
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let value = disposition.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"').to_owned())
}
