//! How a person, a place and a time are written for people.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value};

use super::{access::PrincipalKind, language::Lang, service::ServiceId};

/// A time as the clock on the wall shows it.
pub fn local_time(time: Timestamp, lang: Lang) -> String {
    let time = time.to_zoned(TimeZone::system());
    format!("{} {}", written(time.date(), lang), time.strftime("%H:%M"))
}

/// The day of a time that is stored as text; a text that is none is shown as it is.
pub fn local_day(time: &str, lang: Lang) -> String {
    match time.parse::<Timestamp>() {
        Ok(time) => written(time.to_zoned(TimeZone::system()).date(), lang),
        Err(_) => time.to_owned(),
    }
}

/// A day that is stored as text; a text that is none is shown as it is.
pub fn day(day: &str, lang: Lang) -> String {
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
pub fn person(kind: &str, id: &str, name: Option<&str>, email: Option<&str>, lang: Lang) -> String {
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
pub fn place(service: ServiceId, id: &str, name: Option<&str>, lang: Lang) -> String {
    let name = match name {
        Some(name) => name_of_resource(service, id, name, lang),
        None => own_name(service, id, lang).unwrap_or_else(|| id.to_owned()),
    };
    format!("{service}: {name}")
}

/// What a resource is called: as the service does, but for those that have their name from us.
pub fn name_of_resource(service: ServiceId, id: &str, name: &str, lang: Lang) -> String {
    own_name(service, id, lang).unwrap_or_else(|| name.to_owned())
}

/// What a resource is called that is none of the service's own, such as all of them: in the language's words.
fn own_name(service: ServiceId, id: &str, lang: Lang) -> Option<String> {
    let id = if id == "*" { "all" } else { id };
    // What is no part of a message's id is no resource of ours; most are told by their length.
    let is_ours = id.len() <= 20 && id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    if is_ours { lang.may_say(&format!("resource-{}-{id}", service.as_str())) } else { None }
}

/// Attributes in one line: `active: no, approved: yes`.
pub fn facts(attributes: &Map<String, Value>, lang: Lang) -> String {
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
pub fn duration(length: SignedDuration) -> String {
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
    use crate::source::{BASE39, TOMTICKET};

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
        let _names = crate::source::Registry::built_in();
        assert_eq!(place(BASE39, "c1", Some("Padaria"), Lang::En), "Base39: Padaria");
        assert_eq!(place(BASE39, "c1", None, Lang::En), "Base39: c1");
        assert_eq!(place(BASE39, "*", None, Lang::En), "Base39: every company");
        for name in [None, Some("every company")] {
            assert_eq!(place(BASE39, "*", name, Lang::PtBr), "Base39: todas as empresas");
        }
        let help_desk = |lang| place(TOMTICKET, "help-desk", Some("help desk"), lang);
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
