//! The packet as a page: its data and words for the script, and all of it as text for those who open it without script.

use std::io::{self, Write};

use acesso_review::model::{Lang, Severity, day};
use askama::Template;
use serde::Serialize;
use serde_json::Value;

use super::{Access, Finding, Holder, Packet, Signed};
use crate::{
    page::{content_security_policy, json_in_a_page, with_own_style},
    words::printable,
};

const STYLE: &str = include_str!("../../templates/packet/packet.css");
const SCRIPT: &str = include_str!("../../templates/packet/packet.js");

/// All that the page shows.
#[derive(Debug, Template)]
#[template(path = "packet/packet.html")]
pub(super) struct Page<'a> {
    lang: Lang,
    policy: String,
    style: String,
    script: &'static str,
    title: String,
    sandbox: bool,
    company: &'a str,
    heading: &'a str,
    ask: String,
    /// Of when the accesses are.
    as_of: String,
    return_to: String,
    unsure: String,
    no_script: String,
    evidence: String,
    /// The words of the script, and what it works on, as JSON.
    words: String,
    packet: String,
    people: Vec<Card<'a>>,
}

/// A person, for those who have no script.
#[derive(Debug)]
struct Card<'a> {
    name: &'a str,
    about: String,
    findings: Vec<Found<'a>>,
    accesses: Vec<Row<'a>>,
}

#[derive(Debug)]
struct Found<'a> {
    severity: &'static str,
    word: String,
    text: &'a str,
}

#[derive(Debug)]
struct Row<'a> {
    allows: &'a str,
    place: String,
    means: Option<&'a str>,
    about: String,
    findings: Vec<Found<'a>>,
}

/// What the script works on.
#[derive(Serialize)]
struct Data<'a> {
    format: &'static str,
    lang: &'static str,
    rows_sha256: String,
    #[serde(flatten)]
    packet: &'a Packet,
}

impl<'a> Page<'a> {
    pub(super) fn of(packet: &'a Packet, lang: Lang) -> serde_json::Result<Self> {
        let asker = packet.asked_by.name.as_str();
        let of_asker = |id: &str| lang.say_with(id, [("asked-by", asker.into())]);
        let style = with_own_style(STYLE);
        let data = Data { format: "acesso/packet/1", lang: lang.tag(), rows_sha256: packet.rows_sha256(), packet };
        Ok(Self {
            lang,
            policy: content_security_policy(&style, SCRIPT),
            style,
            script: SCRIPT,
            title: title(packet, lang),
            sandbox: packet.sandbox,
            company: packet.company.as_deref().unwrap_or_default(),
            heading: &packet.title,
            ask: ask(packet, lang),
            as_of: lang.say_with("packet-as-of", [("ended", day(&packet.run.ended, lang).into())]),
            return_to: return_to(packet, lang),
            unsure: of_asker("packet-help-unsure-answer"),
            no_script: of_asker("packet-no-script-how"),
            evidence: evidence(packet, lang),
            words: json_in_a_page(&lang.forms("packet-"))?,
            packet: json_in_a_page(&shown(serde_json::to_value(data)?))?,
            people: packet.people.iter().map(|holder| Card::of(holder, lang)).collect(),
        })
    }

    pub(super) fn write_into(&self, out: &mut impl Write) -> io::Result<()> {
        Template::write_into(self, out)
    }
}

/// All texts without what a browser would obey or hide, but for keys: they are given back as they are.
fn shown(value: Value) -> Value {
    match value {
        Value::String(text) => printable(&text).into(),
        Value::Array(values) => values.into_iter().map(shown).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| if name == "key" { (name, value) } else { (name, shown(value)) })
            .collect(),
        other => other,
    }
}

fn title(packet: &Packet, lang: Lang) -> String {
    let values = [("title", packet.title.as_str().into()), ("reviewer", packet.reviewer.name.as_str().into())];
    lang.say_with("packet-title", values)
}

/// Who asks whom for what, and by when.
fn ask(packet: &Packet, lang: Lang) -> String {
    let asked = |holder: &Holder| holder.accesses.iter().filter(|access| access.carried.is_none()).count();
    let holders: Vec<_> = packet.people.iter().filter(|holder| asked(holder) > 0).collect();
    // A note says why nobody's name is there, or that nobody knows them.
    let what = if holders.iter().all(|holder| holder.note.is_none()) { "packet-people" } else { "packet-holders" };
    let accesses: usize = packet.people.iter().map(asked).sum();
    lang.say_with(
        "packet-ask",
        [
            ("asked-by", packet.asked_by.name.as_str().into()),
            ("reviewer", packet.reviewer.name.as_str().into()),
            ("count", accesses.into()),
            ("holders", lang.say_with(what, [("count", holders.len().into())]).into()),
            ("due", day(&packet.due, lang).into()),
        ],
    )
}

fn return_to(packet: &Packet, lang: Lang) -> String {
    let asker = ("asked-by", packet.asked_by.name.as_str().into());
    match &packet.asked_by.email {
        Some(email) => lang.say_with("packet-return-to", [asker, ("address", email.as_str().into())]),
        None => lang.say_with("packet-return-to-name", [asker]),
    }
}

fn evidence(packet: &Packet, lang: Lang) -> String {
    let run = &packet.run;
    let values = [
        ("run", run.number.to_string().into()),
        ("ended", day(&run.ended, lang).into()),
        ("sha256", run.sha256.as_str().into()),
    ];
    lang.say_with("packet-evidence", values)
}

impl<'a> Card<'a> {
    fn of(holder: &'a Holder, lang: Lang) -> Self {
        let left = |on: &String| lang.say_with("packet-left", [("day", day(on, lang).into())]);
        let manager = |name: &String| lang.say_with("packet-manager", [("name", name.as_str().into())]);
        let status = holder.status.clone().filter(|_| holder.left_on.is_none());
        Self {
            name: &holder.name,
            about: in_a_row([
                holder.left_on.as_ref().map(left),
                status,
                holder.department.clone(),
                holder.manager.as_ref().map(manager),
                holder.email.clone(),
                holder.note.clone(),
            ]),
            findings: found(&holder.findings, lang),
            accesses: holder.accesses.iter().map(|access| Row::of(access, lang)).collect(),
        }
    }
}

impl<'a> Row<'a> {
    fn of(access: &'a Access, lang: Lang) -> Self {
        let since = match &access.since {
            Some(since) => lang.say_with("packet-since", [("day", day(since, lang).into())]),
            None => lang.say("packet-since-unknown"),
        };
        let carried = |Signed { number, on }: &Signed| {
            lang.say_with("packet-carried", [("number", number.to_string().into()), ("day", day(on, lang).into())])
        };
        let granted = |name: &String| lang.say_with("packet-granted-by", [("name", name.as_str().into())]);
        Self {
            allows: &access.allows,
            place: format!("{}, {}", access.service, access.place),
            means: access.means.as_deref(),
            about: in_a_row([
                access.carried.as_ref().map(carried),
                Some(sentence(&since)),
                access.granted_by.as_ref().map(granted),
            ]),
            findings: found(&access.findings, lang),
        }
    }
}

fn found(findings: &[Finding], lang: Lang) -> Vec<Found<'_>> {
    let findings = findings.iter().map(|Finding { severity, text }| (*severity, text));
    findings
        .map(|(severity, text)| Found { severity: severity.as_str(), word: lang.say(message(severity)), text })
        .collect()
}

fn message(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "packet-severity-high",
        Severity::Medium => "packet-severity-medium",
        Severity::Low => "packet-severity-low",
        Severity::Info => "packet-severity-info",
    }
}

/// A text that begins with a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Facts in a row, a dot between them.
fn in_a_row(facts: impl IntoIterator<Item = Option<String>>) -> String {
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
