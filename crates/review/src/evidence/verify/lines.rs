//! Files of canonical JSON Lines, read line by line: there can be a million of them.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use serde_json::Value;

/// How long a line may be. A run's longest is far below; whoever made a longer one wants memory, not evidence.
const LONGEST: u64 = 64 << 20;

/// What was found in such a file.
pub(super) struct Lines {
    pub(super) lines: u64,
    /// The first one, as it reads.
    pub(super) first: Option<Value>,
    /// The first line that is not in the form of RFC 8785, or does not end.
    pub(super) not_canonical: Option<u64>,
}

/// Reads a file to its end, or to the first line that is not canonical.
pub(super) fn read(path: &Path) -> io::Result<Lines> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut found, mut line) = (Lines { lines: 0, first: None, not_canonical: None }, Vec::new());
    loop {
        line.clear();
        if file.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(found);
        }
        found.lines += 1;
        let Some(value) = canonical(&line) else {
            found.not_canonical = Some(found.lines);
            return Ok(found);
        };
        if found.lines == 1 {
            found.first = Some(value);
        }
    }
}

/// What a line says, if it is a JSON object as RFC 8785 writes it and ends as a line does.
fn canonical(line: &[u8]) -> Option<Value> {
    let text = line.strip_suffix(b"\n")?;
    let value: Value = serde_json::from_slice(text).ok()?;
    (value.is_object() && serde_json_canonicalizer::to_vec(&value).ok()?.as_slice() == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_object_in_its_one_form() {
        for line in ["{\"a\":1,\"b\":null}\n", "{}\n", "{\"é\":\"\\n\"}\n"] {
            assert!(canonical(line.as_bytes()).is_some(), "{line}");
        }
        for line in [
            "{\"b\":1,\"a\":1}\n",
            "{\"a\": 1}\n",
            "{\"a\":1}",
            "{\"a\":1.0}\n",
            "{\"a\":1,\"a\":1}\n",
            "[]\n",
            "\n",
            "{}\r\n",
            "{} \n",
        ] {
            assert!(canonical(line.as_bytes()).is_none(), "{line:?}");
        }
        assert!(canonical(b"{\"a\":\"\xff\"}\n").is_none(), "no UTF-8");
    }
}
