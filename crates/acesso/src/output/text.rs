//! How a person, a place and a time are written for people.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Map, Value};

use super::UNKNOWN;
use crate::model::{PrincipalKind, Vendor};

/// A text in lines of so many columns, the ones after the first with blanks before them. A word that is longer stays whole.
pub(crate) fn wrapped(text: &str, columns: usize, indent: usize) -> String {
    let (mut out, mut column) = (String::new(), indent);
    for word in text.split(' ') {
        let width = console::measure_text_width(word);
        if column > indent && column + 1 + width > columns {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}

/// A time as the clock on the wall shows it.
pub(crate) fn local_time(time: Timestamp) -> String {
    time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The day of a time that is stored as text; a text that is none is shown as it is.
pub(crate) fn local_day(time: &str) -> String {
    match time.parse::<Timestamp>() {
        Ok(time) => time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d").to_string(),
        Err(_) => time.to_owned(),
    }
}

/// A person, or the account where nobody says whose it is.
pub(crate) fn person(kind: &str, id: &str, name: Option<&str>, email: Option<&str>) -> String {
    if kind == PrincipalKind::Unattributed.as_str() {
        return format!("unattributed ({id})");
    }
    let person = match (name, email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (Some(name), None) => format!("{name} ({id})"),
        (None, Some(email)) => email.to_owned(),
        (None, None) => id.to_owned(),
    };
    if kind == PrincipalKind::Key.as_str() { format!("key {person}") } else { person }
}

/// What access is to, and at which service.
pub(crate) fn place(vendor: Vendor, id: &str, name: Option<&str>) -> String {
    match (name, id) {
        (Some(name), _) => format!("{vendor}: {name}"),
        (None, "*") => format!("{vendor}: every company"),
        (None, id) => format!("{vendor}: {id}"),
    }
}

/// Attributes in one line: `active: no, approved: yes`.
pub(crate) fn facts(attributes: &Map<String, Value>) -> String {
    attributes
        .iter()
        .map(|(name, value)| format!("{}: {}", name.replace('_', " "), fact(value)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn fact(value: &Value) -> String {
    match value {
        Value::Null => UNKNOWN.to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(fact).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// `12 s`, `6 min 40 s`, `2 h 5 min`.
pub(crate) fn duration(length: SignedDuration) -> String {
    let (hours, minutes, seconds) = (length.as_hours(), length.as_mins() % 60, length.as_secs() % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min {seconds} s"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_sentence_stays_in_its_column() {
        assert_eq!(wrapped("one two three four", 13, 4), "one two\n    three\n    four");
        assert_eq!(wrapped("açãoação é", 12, 2), "açãoação é");
        assert_eq!(wrapped("averyveryverylongword ends", 8, 2), "averyveryverylongword\n  ends");
        assert_eq!(wrapped("", 8, 2), "");
    }

    #[test]
    fn a_person_is_called_by_what_is_known() {
        assert_eq!(person("user", "7", Some("Ana"), Some("ana@casa.example")), "Ana <ana@casa.example>");
        assert_eq!(person("operator", "7", Some("Ana"), None), "Ana (7)");
        assert_eq!(person("user", "7", None, Some("ana@casa.example")), "ana@casa.example");
        assert_eq!(person("user", "7", None, None), "7");
        assert_eq!(person("key", "7", Some("backup"), None), "key backup (7)");
        assert_eq!(person("unattributed", "perm_7", None, None), "unattributed (perm_7)");
    }

    #[test]
    fn a_place_is_called_by_what_is_known() {
        assert_eq!(place(Vendor::Base39, "c1", Some("Padaria")), "Base39: Padaria");
        assert_eq!(place(Vendor::Base39, "c1", None), "Base39: c1");
        assert_eq!(place(Vendor::Base39, "*", None), "Base39: every company");
    }

    #[test]
    fn unknown_is_not_no_among_facts() {
        let attributes = json!({ "active": false, "approved": null, "ids": ["a", "b"], "monthly_tickets": 5 });
        assert_eq!(
            facts(attributes.as_object().unwrap()),
            "active: no, approved: unknown, ids: a b, monthly tickets: 5"
        );
    }

    #[test]
    fn durations_are_as_exact_as_they_are_short() {
        let said = |seconds| duration(SignedDuration::from_secs(seconds));
        assert_eq!(
            [0, 59, 60, 400, 3600, 7500].map(said),
            ["0 s", "59 s", "1 min 0 s", "6 min 40 s", "1 h 0 min", "2 h 5 min"]
        );
    }
}
