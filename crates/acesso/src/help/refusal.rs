//! What clap says of arguments that it does not take, sentence by sentence.

use acesso_review::model::Lang;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::{Portuguese, in_words_of};
use crate::faults;

/// What is wrong, and below it what to do.
pub(crate) fn refusal(lang: Lang, refused: &Error) -> String {
    let of = Context { lang, refused };
    let what = lang.say_with("failure-error", [("what", what(&of).into())]);
    let hints = [possible(&of), similar(&of)].into_iter().flatten().map(|hint| format!("\n  {hint}"));
    let usage = of.text(ContextKind::Usage).map(|usage| format!("\n\n{}", in_words_of(lang, &usage)));
    let hints: String = hints.collect();
    format!("{what}{hints}{}\n\n{}", usage.unwrap_or_default(), lang.say("argument-help"))
}

/// What clap knows about it.
struct Context<'a> {
    lang: Lang,
    refused: &'a Error,
}

impl Context<'_> {
    fn text(&self, kind: ContextKind) -> Option<String> {
        self.refused.get(kind).map(ToString::to_string).filter(|text| !text.is_empty())
    }

    fn say(&self, id: &str, values: &[(&str, ContextKind)]) -> String {
        let values = values.iter().map(|(name, kind)| (*name, self.text(*kind).unwrap_or_default().into()));
        self.lang.say_with(id, values)
    }
}

/// What is wrong.
fn what(of: &Context<'_>) -> String {
    use ContextKind::{InvalidArg, InvalidSubcommand, InvalidValue, PriorArg};
    let has = |kind| of.text(kind).is_some();
    match of.refused.kind() {
        ErrorKind::UnknownArgument => of.say("argument-unknown", &[("argument", InvalidArg)]),
        ErrorKind::MissingRequiredArgument => of.say("argument-missing", &[("arguments", InvalidArg)]),
        ErrorKind::ArgumentConflict if of.text(InvalidArg) == of.text(PriorArg) => {
            of.say("argument-twice", &[("argument", InvalidArg)])
        }
        ErrorKind::ArgumentConflict => of.say("argument-conflict", &[("argument", InvalidArg), ("others", PriorArg)]),
        ErrorKind::InvalidValue if !has(InvalidValue) => of.say("argument-needs-value", &[("argument", InvalidArg)]),
        ErrorKind::InvalidValue => of.say("argument-value", &[("argument", InvalidArg), ("value", InvalidValue)]),
        ErrorKind::ValueValidation => takes(of),
        ErrorKind::InvalidSubcommand => of.say("argument-command", &[("command", InvalidSubcommand)]),
        ErrorKind::MissingSubcommand => of.say("argument-needs-command", &[("command", InvalidSubcommand)]),
        ErrorKind::TooManyValues => {
            of.say("argument-no-more-values", &[("argument", InvalidArg), ("value", InvalidValue)])
        }
        ErrorKind::InvalidUtf8 => of.lang.say("argument-not-utf8"),
        _ => of.lang.say("argument-wrong"),
    }
}

/// What the argument takes whose value was refused. The value is not shown again: it can be a header with a secret in it.
fn takes(of: &Context<'_>) -> String {
    let argument = of.text(ContextKind::InvalidArg).unwrap_or_default();
    let takes = Portuguese::of(of.lang).and_then(|portuguese| portuguese.takes.get(&id(&argument, portuguese)));
    let takes = takes.map(|takes| takes.replace("{faults}", &faults::names()));
    of.lang.say_with("argument-takes", [("argument", argument.into()), ("takes", takes.unwrap_or_default().into())])
}

/// The id of an argument that is shown as `--older-than <IDADE>` or `[LEITURA]`.
fn id(shown: &str, portuguese: &Portuguese) -> String {
    let option = shown.strip_prefix("--").and_then(|shown| shown.split([' ', '=', '[']).next());
    match option {
        Some(option) => option.replace('-', "_"),
        None => {
            let shown = shown.trim_matches(['<', '>', '[', ']', '.']);
            let name = portuguese.names.iter().find(|(_, theirs)| *theirs == shown);
            name.map_or(shown, |(english, _)| english).to_lowercase()
        }
    }
}

/// What it could have been.
fn possible(of: &Context<'_>) -> Option<String> {
    of.text(ContextKind::ValidValue)?;
    Some(of.say("argument-possible", &[("values", ContextKind::ValidValue)]))
}

/// What somebody meant, perhaps.
fn similar(of: &Context<'_>) -> Option<String> {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let similar = kinds.into_iter().find_map(|kind| match of.refused.get(kind)? {
        ContextValue::String(one) => Some(vec![format!("'{one}'")]),
        ContextValue::Strings(some) => Some(some.iter().map(|one| format!("'{one}'")).collect()),
        _ => None,
    })?;
    Some(of.lang.say_with("argument-similar", [("similar", of.lang.enumerate(&similar).into())]))
}
