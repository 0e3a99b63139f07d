//! The style and the script of the page.

use acesso_review::model::{Lang, RunDescription};

use super::Heading;
use crate::{page::with_own_style, words::printable};

pub(super) const SCRIPT: &str = include_str!("../../templates/report.js");
const STYLE: &str = include_str!("../../templates/report.css");

/// The style, and what stands in the margins of each printed page.
pub(super) fn style(run: &RunDescription, heading: &Heading, lang: Lang) -> String {
    let which = lang.say_with("report-run", [("run", run.id.to_string().into())]);
    let which = heading.company.iter().cloned().chain([which]).collect::<Vec<_>>().join(" · ");
    let hash = run.sha256.as_ref().map(|hash| format!("SHA-256 {hash}")).unwrap_or_default();
    let sandbox = if run.sandbox { lang.say("report-sandbox") } else { String::new() };
    let (page, of) = (lang.say("report-page"), lang.say("report-page-of"));
    format!(
        "{}
@page {{
  @top-left {{ content: {} }}
  @top-right {{ content: {} }}
  @bottom-left {{ content: {} }}
  @bottom-right {{ content: {} \" \" counter(page) \" \" {} \" \" counter(pages) }}
}}
",
        with_own_style(STYLE),
        css_string(&which),
        css_string(&sandbox),
        css_string(&hash),
        css_string(&page),
        css_string(&of),
    )
}

/// A text as CSS takes it. What could end the string, or the element that the style stands in, is written by its number.
fn css_string(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || " .,:-".contains(character);
    let written = |character: char| {
        if plain(character) { character.to_string() } else { format!("\\{:x} ", u32::from(character)) }
    };
    format!("\"{}\"", printable(text).chars().map(written).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_css_string() {
        assert_eq!(css_string("Página 1: a-b"), "\"Página 1: a-b\"");
        let hostile = css_string("\"\\</style><script>\n\u{202e}'");
        assert!(!hostile[1..hostile.len() - 1].contains(['"', '<', '>', '\'', '\n', '\u{202e}']), "{hostile}");
        assert!(hostile.starts_with("\"\\22 \\5c \\3c "), "{hostile}");
    }
}
