//! What the pages that people open in a browser have in common: they show themselves, with one style and one script, and do
//! nothing else.

use std::fmt;

use askama::filters::Escaper;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::words::{printable, printable_json};

const STYLE: &str = include_str!("../templates/page.css");

/// The style that all pages have in common, and behind it one page's own.
pub(crate) fn with_own_style(own: &str) -> String {
    [STYLE, own].concat()
}

/// A text by its parts: what stands between backticks is code. Where one backtick has no other, there is none.
pub(crate) fn parted(text: &str) -> Vec<(bool, &str)> {
    let parts: Vec<_> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    if !is_paired {
        return vec![(false, text)];
    }
    parts.into_iter().enumerate().map(|(place, part)| (place % 2 == 1, part)).collect()
}

/// How templates show what they are given: as text, without what a browser would obey or hide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AsText;

impl Escaper for AsText {
    fn write_escaped_str<W: fmt::Write>(&self, out: W, text: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(out, &printable(text))
    }
}

/// Nothing is fetched, and nothing runs but what has these hashes: a mistake in escaping would still run nothing.
pub(crate) fn content_security_policy(style: &str, script: &str) -> String {
    let (style, script) = (sha256(style), sha256(script));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}

/// As CSP Level 3 writes a hash: base64 of the digest.
fn sha256(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

/// JSON for the page's script, in which nothing ends the element that it stands in.
pub(crate) fn json_in_a_page(document: &impl Serialize) -> serde_json::Result<String> {
    let json = printable_json(&serde_json::to_string(document)?);
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_that_browsers_compute() {
        // The example of CSP Level 3: the hash of `alert('Hello, world.');`.
        assert_eq!(sha256("alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(parted("ask `acesso who`."), [(false, "ask "), (true, "acesso who"), (false, ".")]);
        assert_eq!(parted("a ` alone"), [(false, "a ` alone")]);
    }

    #[test]
    fn json_says_the_same_and_ends_no_element() {
        let text = "</script><!-- & \u{2028}\u{2029}\u{202e}\u{0}\n ção";
        let json = json_in_a_page(&[text]).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{202e}', '\n']), "{json}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [text]);
    }
}
