//! What a call sends as its body, from a file or from fields.

use std::{
    fmt::Display,
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use acesso_core::{Call, Operation, Part};
use acesso_review::model::{Failure, Lang};
use serde_json::{Map, Value};

use crate::cli::Pair;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Of what a file is is not said: no service documents that it looks at it.
const ANY_FILE: &str = "application/octet-stream";

/// What stands for stdin in place of a file's name.
const STDIN: &str = "-";

/// What goes along with a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    None,
    Whole { media_type: &'static str, content: Vec<u8> },
    Form(Vec<Pair>),
    Multipart(Vec<Field>),
}

/// A field of a form that can have files in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) content: Content,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    File { path: PathBuf, bytes: Vec<u8> },
}

impl Body {
    /// What was typed, in the form that the operation documents.
    pub(super) fn of(operation: &Operation, file: Option<&Path>, fields: &[Pair]) -> Result<Self, Failure> {
        let id = operation.id;
        match (operation.sends.first().copied(), file, fields) {
            (_, None, []) => Ok(Self::None),
            (None, ..) => Err(Failure::usage("failure-no-body", &[("id", &id)])),
            (Some(FORM), None, fields) => Ok(Self::Form(fields.iter().map(as_text).collect::<Result<_, _>>()?)),
            (Some(MULTIPART), None, fields) => Ok(Self::Multipart(fields.iter().map(field).collect::<Result<_, _>>()?)),
            (Some(FORM | MULTIPART), Some(_), _) => Err(Failure::usage("failure-body-of-fields", &[("id", &id)])),
            (Some(JSON), None, fields) => object(operation, fields),
            (Some(media_type), Some(file), _) => {
                let content = if file == Path::new(STDIN) { read_stdin() } else { fs::read(file) };
                let content = content.map_err(|error| unreadable(file, &error))?;
                if media_type == JSON {
                    check_json(file, &content)?;
                }
                Ok(Self::Whole { media_type, content })
            }
            (Some(media_type), None, _) => {
                Err(Failure::usage("failure-body-no-form", &[("id", &id), ("media-type", &media_type)]))
            }
        }
    }

    /// The same call with this body.
    pub(super) fn put_into<T>(&self, call: Call<T>) -> Call<T> {
        match self {
            Self::None => call,
            Self::Whole { media_type, content } => call.body(media_type, content.clone()),
            Self::Form(fields) => call.form(fields.iter().map(|field| (&*field.name, &*field.value))),
            Self::Multipart(fields) => call.multipart(fields.iter().map(Field::as_part)),
        }
    }

    pub(super) fn media_type(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Whole { media_type, .. } => Some(media_type),
            Self::Form(_) => Some(FORM),
            Self::Multipart(_) => Some(MULTIPART),
        }
    }
}

impl Field {
    fn as_part(&self) -> Part {
        match &self.content {
            Content::Text(text) => Part::text(&*self.name, &**text),
            Content::File { path, bytes } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Part::file(&*self.name, name, ANY_FILE, bytes.clone())
            }
        }
    }
}

/// A field as it is typed: `NAME=VALUE`, `NAME=@FILE`, or `NAME=@@VALUE` for a value that begins with `@`.
fn field(typed: &Pair) -> Result<Field, Failure> {
    let content = match typed.value.strip_prefix('@') {
        None => Content::Text(typed.value.clone()),
        Some(text) if text.starts_with('@') => Content::Text(text.to_owned()),
        Some(path) => {
            let path = PathBuf::from(path);
            let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
            Content::File { path, bytes }
        }
    };
    Ok(Field { name: typed.name.clone(), content })
}

/// A field that can't be a file.
fn as_text(typed: &Pair) -> Result<Pair, Failure> {
    match typed.value.strip_prefix('@') {
        None => Ok(typed.clone()),
        Some(text) if text.starts_with('@') => Ok(Pair { name: typed.name.clone(), value: text.to_owned() }),
        Some(_) => Err(Failure::usage("failure-field-no-file", &[("field", &typed.name)])),
    }
}

/// Fields as an object of texts.
fn object(operation: &Operation, fields: &[Pair]) -> Result<Body, Failure> {
    let mut members = Map::new();
    for field in fields {
        let Pair { name, value } = as_text(field)?;
        // Taken for the names that they look like, they would be members of another name, which a service passes over.
        if name.contains(['.', '[']) {
            return Err(Failure::usage("failure-body-inside", &[("id", &operation.id), ("name", &name)]));
        }
        if members.insert(name.clone(), Value::String(value)).is_some() {
            return Err(Failure::usage("failure-body-once", &[("id", &operation.id), ("name", &name)]));
        }
    }
    Ok(Body::Whole { media_type: JSON, content: Value::Object(members).to_string().into() })
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map(|_| bytes)
}

/// Without what stands there: it can be somebody's data.
fn check_json(file: &Path, content: &[u8]) -> Result<(), Failure> {
    serde_json::from_slice(content).map(|serde::de::IgnoredAny| ()).map_err(|error| {
        let place: [(&str, &dyn Display); 2] = [("line", &error.line()), ("column", &error.column())];
        Failure::usage("failure-body-no-json", &place).with("file", |lang| shown(file, lang))
    })
}

fn unreadable(file: &Path, error: &io::Error) -> Failure {
    Failure::usage("failure-body-unreadable", &[("error", error)]).with("file", |lang| shown(file, lang))
}

fn shown(file: &Path, lang: Lang) -> String {
    if file == Path::new(STDIN) { lang.say("stdin-content") } else { file.display().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use acesso_review::model::FailureKind;

    const NOTHING: Operation = Operation::get("nothing", "/");
    const URL_ENCODED: Operation = Operation::post("form", "/").sends(&[FORM]);
    const PARTS: Operation = Operation::post("parts", "/").sends(&[MULTIPART]);
    const OBJECT: Operation = Operation::post("object", "/").sends(&[JSON]);
    const PICTURE: Operation = Operation::post("picture", "/").sends(&["image/png"]);

    fn pairs(typed: &[&str]) -> Vec<Pair> {
        typed.iter().map(|typed| typed.parse().unwrap()).collect()
    }

    fn with_fields(operation: &Operation, typed: &[&str]) -> Result<Body, Failure> {
        Body::of(operation, None, &pairs(typed))
    }

    #[test]
    fn fields_go_as_the_operation_documents() {
        let typed = ["a=1", "b=x=y", "c=@@ana"];
        assert_eq!(with_fields(&URL_ENCODED, &typed).unwrap(), Body::Form(pairs(&["a=1", "b=x=y", "c=@ana"])));
        let json = with_fields(&OBJECT, &typed).unwrap();
        let content = br#"{"a":"1","b":"x=y","c":"@ana"}"#.to_vec();
        assert_eq!(json, Body::Whole { media_type: JSON, content });
        let text = |name: &str, text: &str| Field { name: name.to_owned(), content: Content::Text(text.to_owned()) };
        let parts = vec![text("a", "1"), text("b", "x=y"), text("c", "@ana")];
        assert_eq!(with_fields(&PARTS, &typed).unwrap(), Body::Multipart(parts));
    }

    #[test]
    fn a_file_goes_as_a_part_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.png");
        fs::write(&path, b"\x89PNG").unwrap();
        let body = with_fields(&PARTS, &[&format!("attachment[0]=@{}", path.display())]).unwrap();
        let (_, sent) = body.put_into(Call::of(&PARTS)).payload().unwrap();
        let sent = String::from_utf8_lossy(&sent);
        assert!(sent.contains(r#"name="attachment[0]"; filename="photo.png""#), "{sent}");
    }

    #[test]
    fn what_an_operation_can_not_send_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.json");
        fs::write(&broken, "{\n  \"name\": secret\n}").unwrap();
        let file = Some(broken.as_path());
        for (refused, what) in [
            (with_fields(&NOTHING, &["a=1"]), "nothing sends no body"),
            (Body::of(&NOTHING, file, &[]), "nothing sends no body"),
            (Body::of(&PARTS, file, &[]), "parts sends the fields of a form, not a file"),
            (Body::of(&URL_ENCODED, file, &[]), "form sends the fields of a form, not a file"),
            (with_fields(&OBJECT, &["a=1", "a=2"]), "object sends JSON, in which a can stand once"),
            (with_fields(&OBJECT, &["a.b=1"]), "object sends JSON, in which a.b is inside of something"),
            (with_fields(&OBJECT, &["a[0]=1"]), "object sends JSON, in which a[0] is inside of something"),
            (with_fields(&OBJECT, &["a=@photo.png"]), "the field a can't be a file here"),
            (with_fields(&PICTURE, &["a=1"]), "picture sends image/png, which is no form"),
            (with_fields(&PARTS, &["a=@/nowhere/photo.png"]), "/nowhere/photo.png can't be read: "),
            (Body::of(&OBJECT, Some(Path::new("/nowhere/a.json")), &[]), "/nowhere/a.json can't be read: "),
            (Body::of(&OBJECT, file, &[]), "broken.json is no JSON: line 2, column 11"),
        ] {
            let refused = refused.unwrap_err();
            assert!(refused.kind() == FailureKind::Usage && refused.to_string().contains(what), "{refused}");
        }
        assert_eq!(Body::of(&OBJECT, None, &[]).unwrap(), Body::None);
        assert!(Body::of(&PICTURE, file, &[]).is_ok(), "what is no JSON need not be any");
    }
}
