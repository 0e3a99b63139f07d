//! What would be sent, without the credentials.

use std::io::Write;

use acesso_core::{Call, Operation};
use acesso_forms::{
    output::{Destination, Format, Output, indented},
    words::printable_json,
};
use acesso_review::{
    model::{Failure, Lang, ServiceId},
    source::is_sandbox,
};
use serde::Serialize;

use super::body::{Body, Content, Field};
use crate::{cli::Pair, documented::Documented};

/// A call that was not made. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::commands) struct Plan {
    schema: &'static str,
    sandbox: bool,
    service: ServiceId,
    operation: &'static str,
    method: String,
    url: String,
    headers: Vec<PlannedHeader>,
    /// The media type of the body.
    media_type: Option<&'static str>,
    /// The body, where it is a text.
    body: Option<String>,
    /// The fields of a form.
    fields: Vec<PlannedField>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlannedHeader {
    name: String,
    /// Absent where it is made when the call is.
    value: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlannedField {
    name: String,
    text: Option<String>,
    file: Option<String>,
    /// How many bytes the file has.
    size: Option<usize>,
}

impl Plan {
    /// # Errors
    /// What core refuses.
    pub(super) fn of<C: Documented, T>(
        client: &C,
        operation: &Operation,
        call: &Call<T>,
        headers: &[Pair],
        key: Option<&str>,
        body: &Body,
    ) -> Result<Self, Failure> {
        let key = operation
            .takes_idempotency_key
            .then(|| PlannedHeader { name: "idempotency-key".to_owned(), value: key.map(str::to_owned) });
        call.payload()?;
        Ok(Self {
            schema: "acesso/call/1",
            sandbox: is_sandbox(client.base_url()),
            service: C::SERVICE,
            operation: operation.id,
            method: operation.method().to_string(),
            url: call.url(client.base_url())?.to_string(),
            headers: headers.iter().map(PlannedHeader::of).chain(key).collect(),
            media_type: body.media_type(),
            body: match body {
                Body::Whole { content, .. } => Some(String::from_utf8_lossy(content).into_owned()),
                _ => None,
            },
            fields: match body {
                Body::Form(fields) => fields.iter().map(PlannedField::of_text).collect(),
                Body::Multipart(fields) => fields.iter().map(PlannedField::of).collect(),
                Body::None | Body::Whole { .. } => Vec::new(),
            },
        })
    }

    /// Shows it on stdout: a file that was asked for is the answer's place.
    pub(super) fn show(&self, output: &Output) -> Result<(), Failure> {
        let mut out = Destination::open(None)?;
        match output.format() {
            Format::Json => {
                let json = serde_json::to_string_pretty(self).map_err(std::io::Error::from)?;
                writeln!(out, "{}", printable_json(&json))?;
            }
            _ => self.write(&mut out, output.lang())?,
        }
        out.close()
    }

    fn write(&self, out: &mut impl Write, lang: Lang) -> Result<(), Failure> {
        let new = lang.say("call-new-key");
        writeln!(out, "{} {}", self.method, self.url)?;
        for PlannedHeader { name, value } in &self.headers {
            writeln!(out, "{name}: {}", value.as_deref().unwrap_or(&new))?;
        }
        if let Some(media_type) = self.media_type {
            writeln!(out, "content-type: {media_type}\n")?;
        }
        if let Some(body) = &self.body {
            writeln!(out, "{}", indented(body, 0))?;
        }
        for PlannedField { name, text, file, size } in &self.fields {
            match (text, file, size) {
                (Some(text), ..) => writeln!(out, "{name}: {text}")?,
                (_, Some(file), Some(size)) => {
                    let values = [("file", file.as_str().into()), ("count", (*size).into())];
                    writeln!(out, "{name}: {}", lang.say_with("call-part", values))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl PlannedHeader {
    fn of(Pair { name, value }: &Pair) -> Self {
        Self { name: name.clone(), value: Some(value.clone()) }
    }
}

impl PlannedField {
    fn of(Field { name, content }: &Field) -> Self {
        let name = name.clone();
        match content {
            Content::Text(text) => Self { name, text: Some(text.clone()), file: None, size: None },
            Content::File { path, bytes } => {
                Self { name, text: None, file: Some(path.display().to_string()), size: Some(bytes.len()) }
            }
        }
    }

    fn of_text(Pair { name, value }: &Pair) -> Self {
        Self { name: name.clone(), text: Some(value.clone()), file: None, size: None }
    }
}
