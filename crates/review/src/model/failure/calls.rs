//! A call that failed, in other languages than the clients' own, which is English.

use acesso_core::{Error, ErrorKind};

use crate::model::Lang;

/// How much of a service's own words is shown, in characters.
const SHOWN: usize = 200;

/// What happened and where. What the error's own words are beyond its kind stays out: they are English.
pub(super) fn what(lang: Lang, error: &Error) -> String {
    let place = error.operation().zip(error.path_template());
    let place = place.map(|(operation, template)| format!("{operation} ({template}): ")).unwrap_or_default();
    let kind = lang.say(id(error.kind()));
    let summary = error.summary();
    let settings = settings(&summary);
    let mut parts = vec![if settings.is_empty() { kind } else { format!("{kind}: {}", settings.join(", ")) }];
    parts.extend(error.status().map(|status| format!("HTTP {}", status.as_u16())));
    parts.extend(error.code().map(|code| lang.say_with("call-code", [("code", code.into())])));
    parts.extend(error.json_path().map(|path| lang.say_with("call-path", [("path", path.into())])));
    let message = error.message().map(one_line);
    parts.extend(message.map(|message| lang.say_with("call-message", [("message", message.into())])));
    parts.extend(error.request_id().map(|id| lang.say_with("call-request", [("id", id.into())])));
    if error.attempts() > 1 {
        let seconds = lang.decimal(error.elapsed().as_secs_f64());
        let attempts = u64::from(error.attempts());
        parts.push(lang.say_with("call-attempts", [("attempts", attempts.into()), ("seconds", seconds.into())]));
    }
    if error.may_have_happened() {
        parts.push(lang.say("call-may-have-happened"));
    }
    place + &parts.join(", ")
}

/// What to do about it, by its kind.
pub(super) fn advice(lang: Lang, error: &Error) -> String {
    lang.advise(id(error.kind()))
}

fn id(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput => "failure-call-input",
        ErrorKind::Configuration => "failure-call-configuration",
        ErrorKind::Connect => "failure-call-connect",
        ErrorKind::Timeout => "failure-call-timeout",
        ErrorKind::Interrupted => "failure-call-interrupted",
        ErrorKind::Unauthorized => "failure-call-unauthorized",
        ErrorKind::Forbidden => "failure-call-forbidden",
        ErrorKind::NotFound => "failure-call-not-found",
        ErrorKind::WrongBaseUrl => "failure-call-address",
        ErrorKind::Conflict => "failure-call-conflict",
        ErrorKind::RateLimited => "failure-call-rate",
        ErrorKind::Rejected => "failure-call-rejected",
        ErrorKind::Redirect => "failure-call-redirect",
        ErrorKind::TooLarge => "failure-call-large",
        ErrorKind::Decode => "failure-call-decode",
        ErrorKind::Paging => "failure-call-paging",
        _ => "failure-call-server",
    }
}

/// The variables that an error names.
fn settings(summary: &str) -> Vec<&str> {
    let words = summary.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let is_variable = |word: &&str| {
        word.contains('_')
            && word.chars().all(|letter| !letter.is_ascii_lowercase())
            && word.starts_with(char::is_alphabetic)
    };
    let mut named: Vec<_> = words.filter(is_variable).collect();
    named.dedup();
    named
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_english_a_kind_is_told_as_the_client_tells_it() {
        for kind in [
            ErrorKind::InvalidInput,
            ErrorKind::Configuration,
            ErrorKind::Connect,
            ErrorKind::Timeout,
            ErrorKind::Interrupted,
            ErrorKind::Unauthorized,
            ErrorKind::Forbidden,
            ErrorKind::NotFound,
            ErrorKind::WrongBaseUrl,
            ErrorKind::Conflict,
            ErrorKind::RateLimited,
            ErrorKind::Rejected,
            ErrorKind::Server,
            ErrorKind::Redirect,
            ErrorKind::TooLarge,
            ErrorKind::Decode,
            ErrorKind::Paging,
        ] {
            let error = Error::new(kind);
            assert_eq!(
                (Lang::En.say(id(kind)), advice(Lang::En, &error)),
                (error.summary(), error.advice().to_owned())
            );
        }
    }
}
