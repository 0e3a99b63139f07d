//! Bodies of writes: `multipart/form-data`, as the vendor documents it for every POST.

use std::{collections::BTreeMap, fmt};

use acesso_core::{Call, Error, Part, bytes::Bytes, check_not_empty};

use crate::{CustomFieldId, DateText};

/// How many files a request may have, and how many bytes in all (client code).
const MOST_FILES: usize = 25;
const MOST_BYTES: usize = 25_000_000;

/// Values of custom fields, by the field's id.
pub(crate) type CustomFields = BTreeMap<CustomFieldId, String>;

/// A file that goes with a write. A request has at most 25 of them, and 25 MB in all (client code; taken for 25,000,000
/// bytes, texts included, without what the form adds); more is refused before sending.
///
/// ```
/// use tomticket::Attachment;
///
/// let log = Attachment::new("printer.log", "text/plain", "paper jam");
/// assert_eq!(log.file_name, "printer.log");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The file's name, as the service shows it.
    pub file_name: String,
    /// Its media type: `application/pdf`.
    pub media_type: String,
    /// What is in it.
    pub content: Bytes,
}

impl Attachment {
    /// A file of this name, media type and content.
    pub fn new(file_name: impl Into<String>, media_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { file_name: file_name.into(), media_type: media_type.into(), content: content.into() }
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// A form that is being filled in. What has no value is left out: nothing documents what an empty field or a null means, and
/// a peer project says that empty ones are ignored.
#[derive(Default)]
pub(crate) struct Form {
    parts: Vec<Part>,
    bytes: usize,
    files: usize,
    refused: Option<Error>,
}

impl Form {
    /// A text that the operation needs. An empty one is refused.
    pub(crate) fn text(self, name: &'static str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        self.check(check_not_empty(name, value)).field(name, value)
    }

    /// A text, if there is one. An empty one is refused.
    pub(crate) fn text_opt(self, name: &'static str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A number, if there is one.
    pub(crate) fn number(self, name: &'static str, value: Option<impl Into<u64>>) -> Self {
        self.text_opt(name, value.map(|number| number.into().to_string()))
    }

    /// A flag, if there is one: 0 or 1 on the wire.
    pub(crate) fn flag(self, name: &'static str, value: Option<bool>) -> Self {
        self.number(name, value.map(u8::from))
    }

    /// A date, as requests have it.
    pub(crate) fn date(self, name: &'static str, value: Option<&DateText>) -> Self {
        self.text_opt(name, value.map(DateText::in_request))
    }

    /// One field for each, its id in brackets. A value may be empty; an id with a bracket in it would name another field.
    pub(crate) fn custom_fields(self, fields: &CustomFields) -> Self {
        fields.iter().fold(self, |form, (id, value)| {
            let problem = "has a custom field whose id is empty or has a bracket in it";
            let is_an_id = !id.as_str().is_empty() && !id.as_str().contains(['[', ']']);
            let check = if is_an_id { Ok(()) } else { Err(Error::invalid_input("custom_field", problem)) };
            form.check(check).field(format!("custom_field[{id}]"), value)
        })
    }

    /// One file for each, numbered from 0 on.
    pub(crate) fn attachments(mut self, files: &[Attachment]) -> Self {
        for Attachment { file_name, media_type, content } in files {
            let name = format!("attachment[{}]", self.files);
            self = self.check(check_not_empty(&format!("the file name of {name}"), file_name.as_str()));
            self.parts.push(Part::file(name, file_name, media_type, content.clone()));
            self.bytes += content.len();
            self.files += 1;
        }
        self
    }

    /// Refuses the form if a check failed. The first error stays.
    pub(crate) fn check(mut self, check: Result<(), Error>) -> Self {
        self.refused = self.refused.or(check.err());
        self
    }

    fn field(mut self, name: impl Into<String>, value: &str) -> Self {
        self.parts.push(Part::text(name, value));
        self.bytes += value.len();
        self
    }

    /// The call with this form in it.
    pub(crate) fn fill<T>(self, call: Call<T>) -> Call<T> {
        let form = self.check_size();
        call.validate(form.refused.map_or(Ok(()), Err)).multipart(form.parts)
    }

    fn check_size(self) -> Self {
        let Self { files, bytes, .. } = self;
        let check = if files > MOST_FILES {
            Err(Error::invalid_input(
                "attachment",
                format_args!("must be at most {MOST_FILES} files, there are {files}"),
            ))
        } else if bytes > MOST_BYTES {
            let problem =
                format!("must have at most {MOST_BYTES} bytes (25 MB) in all, texts included, it has {bytes}");
            Err(Error::invalid_input("attachment", problem))
        } else {
            Ok(())
        };
        self.check(check)
    }
}
