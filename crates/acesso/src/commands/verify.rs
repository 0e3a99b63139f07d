//! `acesso verify`

use std::{io, process::ExitCode};

use acesso_forms::{
    output::{Format, Output},
    words::{printable, printable_json},
};
use acesso_review::{
    evidence::{self, Checked, Difference, Verified},
    model::{Failure, Lang, RunRef},
    source::Registry,
};
use serde::Serialize;

use crate::{cli::VerifyOptions, failure::show, stores};

/// Something is not as it was.
const DIFFERS: u8 = 1;

/// What was looked at. Its members are those of the JSON: see `EVIDENCE.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Document<'a> {
    schema: &'static str,
    sandbox: Option<bool>,
    holds: bool,
    checked: Vec<WithSentence<'a, Checked>>,
    differences: Vec<WithSentence<'a, Difference>>,
}

/// One thing of it, for people too.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WithSentence<'a, T> {
    #[serde(flatten)]
    what: &'a T,
    sentence: String,
}

pub(crate) fn run(options: &VerifyOptions, sandbox: bool, output: &Output) -> Result<ExitCode, Failure> {
    let form = output.form_of_text()?;
    let wanted = options.target.to_str().and_then(|text| text.parse::<RunRef>().ok());
    let verified = match wanted {
        Some(wanted) => {
            let store = stores::open_to_read(&options.store, sandbox, output)?;
            let run = store.describe(&store.find_any_run(wanted)?, output.lang())?;
            evidence::run(&store, &run)?
        }
        None => evidence::folder(&options.target, &Registry::built_in())?,
    };
    let text = match form {
        Format::Json => document(&verified, output.lang())?,
        _ => screen(&verified, output.lang()),
    };
    show(&text)?;
    Ok(if verified.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) })
}

fn screen(verified: &Verified, lang: Lang) -> String {
    let mut lines: Vec<_> =
        verified.differences.iter().map(|it| format!("✗ {}", printable(&it.sentence(lang)))).collect();
    lines.extend(verified.checked.iter().map(|it| format!("  {}", printable(&it.sentence(lang)))));
    lines.push(match verified.differences.len() {
        0 => format!("✓ {}", lang.say("verify-holds")),
        count => format!("✗ {}", lang.say_with("verify-differs", [("count", count.into())])),
    });
    lines.join("\n") + "\n"
}

fn document(verified: &Verified, lang: Lang) -> Result<String, Failure> {
    let document = Document {
        schema: "acesso/verify/2",
        sandbox: verified.sandbox,
        holds: verified.differences.is_empty(),
        checked: verified.checked.iter().map(|it| WithSentence { what: it, sentence: it.sentence(lang) }).collect(),
        differences: verified
            .differences
            .iter()
            .map(|it| WithSentence { what: it, sentence: it.sentence(lang) })
            .collect(),
    };
    Ok(printable_json(&serde_json::to_string_pretty(&document).map_err(io::Error::from)?) + "\n")
}
