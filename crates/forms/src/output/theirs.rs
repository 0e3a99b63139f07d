//! What a service says itself, in JSON, as it came.

use std::io::Write;

use acesso_review::model::{Failure, Lang};

use super::{Destination, Format, Output, say};

/// How far a member stands from what it is in.
const INDENT: &str = "  ";

/// A list that a service gives, item by item.
#[derive(Debug)]
pub struct Theirs {
    out: Destination,
    for_people: bool,
    count: usize,
    lang: Lang,
}

impl Output {
    /// One answer. To a program or a file it goes byte for byte; people get a line for each member.
    ///
    /// # Errors
    /// As [`check_theirs`](Self::check_theirs), and where it can't be written.
    pub fn theirs(&self, json: &[u8]) -> Result<(), Failure> {
        let Theirs { mut out, for_people, .. } = self.list_of_theirs()?;
        if for_people {
            out.write_all(indented(&String::from_utf8_lossy(json), 0).as_bytes())?;
        } else {
            out.write_all(json)?;
        }
        if for_people || !json.ends_with(b"\n") {
            out.write_all(b"\n")?;
        }
        out.close()
    }

    /// The items of many pages, as one list.
    ///
    /// # Errors
    /// As [`check_theirs`](Self::check_theirs), and where it can't be written.
    pub fn list_of_theirs(&self) -> Result<Theirs, Failure> {
        self.check_theirs()?;
        let out = Destination::open(self.file())?.of_json();
        Ok(Theirs { out, for_people: self.is_table() && !self.is_file(), count: 0, lang: self.lang() })
    }

    /// That no form is asked for which such an answer can't have.
    ///
    /// # Errors
    /// [`Failure::usage`] for a CSV, an XLSX and a page.
    pub fn check_theirs(&self) -> Result<(), Failure> {
        match self.format() {
            Format::Table | Format::Json => Ok(()),
            _ => Err(Failure::usage("failure-theirs", &[])),
        }
    }
}

impl Theirs {
    /// The next item.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn add(&mut self, json: &str) -> Result<(), Failure> {
        let before = if self.count == 0 { "[\n" } else { ",\n" };
        if self.for_people {
            write!(self.out, "{before}{INDENT}{}", indented(json, 1))?;
        } else {
            write!(self.out, "{before}{json}")?;
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list and says on stderr how many there were.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn end(mut self) -> Result<(), Failure> {
        self.out.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?;
        self.out.close()?;
        let counted = self.lang.say_with("counted-items", [("count", self.count.into())]);
        say(self.lang.say_with("list-whole", [("counted", counted.into())]));
        Ok(())
    }
}

/// The same JSON with a line for each member. Names, order and values stay letter for letter: a number that was read and
/// written again can become another one, such as an amount of 1.50.
pub fn indented(json: &str, depth: usize) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_text, mut is_escaped, mut has_just_begun) = (depth, false, false, false);
    let begin_line = |out: &mut String, depth| {
        out.push('\n');
        out.extend(std::iter::repeat_n(INDENT, depth));
    };
    for character in json.trim_start_matches('\u{feff}').chars() {
        if in_text {
            out.push(character);
            in_text = is_escaped || character != '"';
            is_escaped = character == '\\' && !is_escaped;
            continue;
        }
        if character.is_ascii_whitespace() {
            continue;
        }
        let ends = matches!(character, '}' | ']');
        depth = if ends { depth.saturating_sub(1) } else { depth };
        // Nothing in it takes no line.
        if ends != has_just_begun {
            begin_line(&mut out, depth);
        }
        has_just_begun = matches!(character, '{' | '[');
        out.push(character);
        match character {
            '{' | '[' => depth += 1,
            ',' => begin_line(&mut out, depth),
            ':' => out.push(' '),
            '"' => in_text = true,
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::OutputOptions, *};

    #[test]
    fn each_member_has_a_line_and_stays_letter_for_letter() {
        let json = r#" {"b" : 1.50,"a":[1e2,{}, [ ] ,"x\"]},:\\"],"deep":{"c":{"d":null}} } "#;
        let expected = r#"{
  "b": 1.50,
  "a": [
    1e2,
    {},
    [],
    "x\"]},:\\"
  ],
  "deep": {
    "c": {
      "d": null
    }
  }
}"#;
        assert_eq!(indented(json, 0), expected);
        assert_eq!(indented(&indented(json, 0), 0), expected);
    }

    #[test]
    fn a_file_has_the_bytes_that_came() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answer.json");
        let output = Output::new(OutputOptions { file: Some(file.clone()), ..OutputOptions::default() }).unwrap();
        let latin = b"\xef\xbb\xbf{\"name\":\"Jo\xe3o\"}\n";
        output.theirs(latin).unwrap();
        assert_eq!(std::fs::read(file).unwrap(), latin);
    }

    #[test]
    fn it_says_the_same() {
        for value in [json!(null), json!("\\"), json!([]), json!({}), json!([[[]], {"a": {"b": [1, "\"", {}]}}])] {
            assert_eq!(serde_json::from_str::<Value>(&indented(&value.to_string(), 3)).unwrap(), value);
        }
        assert_eq!(indented("\u{feff}[1]", 0), "[\n  1\n]", "a byte order mark is no JSON");
    }
}
