//! How a person, a place and a time are written for people.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value};

use crate::{
    language::Lang,
    model::{PrincipalKind, Vendor},
};

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
pub(crate) fn local_time(time: Timestamp, lang: Lang) -> String {
    let time = time.to_zoned(TimeZone::system());
    format!("{} {}", written(time.date(), lang), time.strftime("%H:%M"))
}

/// The day of a time that is stored as text; a text that is none is shown as it is.
pub(crate) fn local_day(time: &str, lang: Lang) -> String {
    match time.parse::<Timestamp>() {
        Ok(time) => written(time.to_zoned(TimeZone::system()).date(), lang),
        Err(_) => time.to_owned(),
    }
}

/// A day that is stored as text; a text that is none is shown as it is.
pub(crate) fn day(day: &str, lang: Lang) -> String {
    day.parse().map_or_else(|_| day.to_owned(), |date| written(date, lang))
}

fn written(date: Date, lang: Lang) -> String {
    let form = match lang {
        Lang::En => "%Y-%m-%d",
        Lang::PtBr => "%d/%m/%Y",
    };
    date.strftime(form).to_string()
}

/// A person, or the account where nobody says whose it is.
pub(crate) fn person(kind: &str, id: &str, name: Option<&str>, email: Option<&str>, lang: Lang) -> String {
    if kind == PrincipalKind::Unattributed.as_str() {
        return lang.say_with("person-unattributed", [("id", id.into())]);
    }
    let person = match (name, email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (Some(name), None) => format!("{name} ({id})"),
        (None, Some(email)) => email.to_owned(),
        (None, None) => id.to_owned(),
    };
    if kind == PrincipalKind::Key.as_str() {
        return lang.say_with("person-key", [("person", person.into())]);
    }
    person
}

/// What access is to, and at which service.
pub(crate) fn place(vendor: Vendor, id: &str, name: Option<&str>, lang: Lang) -> String {
    let name = name.map(|name| name_of_resource(vendor, id, name, lang));
    match (name, id) {
        (Some(name), _) => format!("{vendor}: {name}"),
        (None, "*") => format!("{vendor}: {}", lang.say("place-every-company")),
        (None, id) => format!("{vendor}: {id}"),
    }
}

/// What a resource is called: as the service does, but for those that have their name from us.
pub(crate) fn name_of_resource(vendor: Vendor, id: &str, name: &str, lang: Lang) -> String {
    match (vendor, id) {
        (Vendor::Base39, "*") => lang.say("place-every-company"),
        (Vendor::TomTicket, "help-desk") => lang.say("place-help-desk"),
        _ => name.to_owned(),
    }
}

/// Attributes in one line: `active: no, approved: yes`.
pub(crate) fn facts(attributes: &Map<String, Value>, lang: Lang) -> String {
    attributes
        .iter()
        .map(|(name, value)| format!("{}: {}", name_of_fact(name, lang), fact(value, lang)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn name_of_fact(name: &str, lang: Lang) -> String {
    lang.say_with("fact", [("fact", name.into()), ("words", name.replace('_', " ").into())])
}

fn fact(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => lang.known(None::<&str>),
        Value::Bool(flag) => lang.yes_no(*flag),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(|value| fact(value, lang)).collect::<Vec<_>>().join(" "),
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
        assert_eq!(person("user", "7", Some("Ana"), Some("ana@casa.example"), Lang::En), "Ana <ana@casa.example>");
        assert_eq!(person("operator", "7", Some("Ana"), None, Lang::En), "Ana (7)");
        assert_eq!(person("user", "7", None, Some("ana@casa.example"), Lang::En), "ana@casa.example");
        assert_eq!(person("user", "7", None, None, Lang::En), "7");
        assert_eq!(person("key", "7", Some("backup"), None, Lang::En), "key backup (7)");
        assert_eq!(person("unattributed", "perm_7", None, None, Lang::En), "unattributed (perm_7)");
        assert_eq!(person("unattributed", "perm_7", None, None, Lang::PtBr), "sem titular (perm_7)");
    }

    #[test]
    fn a_place_is_called_by_what_is_known() {
        assert_eq!(place(Vendor::Base39, "c1", Some("Padaria"), Lang::En), "Base39: Padaria");
        assert_eq!(place(Vendor::Base39, "c1", None, Lang::En), "Base39: c1");
        assert_eq!(place(Vendor::Base39, "*", None, Lang::En), "Base39: every company");
        for name in [None, Some("every company")] {
            assert_eq!(place(Vendor::Base39, "*", name, Lang::PtBr), "Base39: todas as empresas");
        }
        let help_desk = |lang| place(Vendor::TomTicket, "help-desk", Some("help desk"), lang);
        assert_eq!(
            [Lang::En, Lang::PtBr].map(help_desk),
            ["TomTicket: help desk", "TomTicket: central de atendimento"]
        );
    }

    #[test]
    fn unknown_is_not_no_among_facts() {
        let attributes = json!({ "active": false, "approved": null, "ids": ["a", "b"], "monthly_tickets": 5 });
        assert_eq!(
            facts(attributes.as_object().unwrap(), Lang::En),
            "active: no, approved: unknown, ids: a b, monthly tickets: 5"
        );
        assert_eq!(
            facts(attributes.as_object().unwrap(), Lang::PtBr),
            "ativo: não, aprovado: desconhecido, ids: a b, chamados por mês: 5"
        );
    }

    #[test]
    fn a_day_is_written_as_the_language_has_it() {
        assert_eq!(["2026-01-31", "soon"].map(|text| day(text, Lang::En)), ["2026-01-31", "soon"]);
        assert_eq!(["2026-01-31", "logo"].map(|text| day(text, Lang::PtBr)), ["31/01/2026", "logo"]);
        let noon = "2026-11-26T12:00:00Z";
        assert_eq!(local_day(noon, Lang::PtBr), day(&local_day(noon, Lang::En), Lang::PtBr));
        let time = noon.parse().unwrap();
        let (english, portuguese) = (local_time(time, Lang::En), local_time(time, Lang::PtBr));
        let (day, clock) = english.split_once(' ').unwrap();
        assert_eq!(portuguese, format!("{} {clock}", super::day(day, Lang::PtBr)));
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
