//! Help, manual pages, completions and what clap says of arguments, in the language that was asked for.
//!
//! English stands where clap has it, in the doc comments of `cli`. `locales/pt-BR/help.toml` has the Portuguese of each text beside
//! the text itself: whoever changes one leaves it without a translation, and a test tells.

mod refusal;

use std::{collections::BTreeMap, ffi::OsString, sync::LazyLock};

use acesso_review::model::Lang;
use clap::{
    Arg, Command, CommandFactory, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, Resettable, Str, StyledStr},
};
use serde::Deserialize;

use crate::cli::{Cli, Language, system_language};

pub(crate) use refusal::refusal;

/// What stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Portuguese {
    /// What values are called.
    names: BTreeMap<String, String>,
    /// clap's own words.
    clap: BTreeMap<String, String>,
    /// The headings of manual pages.
    manual: BTreeMap<String, String>,
    /// What an argument takes, by its id.
    takes: BTreeMap<String, String>,
    #[serde(rename = "text")]
    texts: Vec<Text>,
}

/// A paragraph in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    en: String,
    pt: String,
}

// A test reads the file: what could not be read would leave the help in English, and no command undone.
static PORTUGUESE: LazyLock<Option<Portuguese>> =
    LazyLock::new(|| toml::from_str(include_str!("../locales/pt-BR/help.toml")).ok());

impl Portuguese {
    /// What is translated to this language, if anything is.
    fn of(lang: Lang) -> Option<&'static Self> {
        PORTUGUESE.as_ref().filter(|_| lang == Lang::PtBr)
    }

    /// Paragraph by paragraph; what has no translation stays as it is.
    fn text(&self, english: &str) -> String {
        let said =
            english.split("\n\n").map(|part| self.texts.iter().find(|text| text.en == part).map_or(part, |it| &it.pt));
        said.collect::<Vec<_>>().join("\n\n")
    }

    fn styled(&self, english: &StyledStr) -> StyledStr {
        self.text(&english.to_string()).into()
    }

    fn name(&'static self, english: &Str) -> Str {
        self.names.get(english.as_str()).map_or_else(|| english.clone(), |name| name.as_str().into())
    }

    fn command(&'static self, mut command: Command) -> Command {
        if let Some(about) = command.get_about().map(|text| self.styled(text)) {
            command = command.about(about);
        }
        if let Some(about) = command.get_long_about().map(|text| self.styled(text)) {
            command = command.long_about(about);
        }
        if let Some(below) = command.get_after_help().map(|text| self.styled(text)) {
            command = command.after_help(below);
        }
        if command.has_subcommands() {
            command = command.subcommand_value_name(self.name(&"COMMAND".into()));
        }
        command.mut_args(|arg| self.argument(arg)).mut_subcommands(|command| self.command(command))
    }

    fn argument(&'static self, arg: Arg) -> Arg {
        let help = arg.get_help().map(|text| self.styled(text));
        let long_help = arg.get_long_help().map(|text| self.styled(text));
        let names = arg.get_value_names().map(<[Str]>::to_vec);
        let values = described_values(&arg);
        let arg = arg.help(Resettable::from(help)).long_help(Resettable::from(long_help));
        let arg = match names {
            Some(names) => arg.value_names(names.iter().map(|name| self.name(name)).collect::<Vec<_>>()),
            None => arg,
        };
        if values.is_empty() {
            return arg;
        }
        let said = values.into_iter().map(|value| match value.get_help().cloned() {
            Some(help) => value.help(self.styled(&help)),
            None => value,
        });
        // The texts are the parser's. This one takes the same values; nobody asks it for what they mean.
        arg.value_parser(PossibleValuesParser::new(said))
    }
}

/// The values that help tells with what they mean.
fn described_values(arg: &Arg) -> Vec<PossibleValue> {
    let values = if arg.is_hide_possible_values_set() { Vec::new() } else { arg.get_possible_values() };
    if values.iter().any(|value| value.get_help().is_some()) { values } else { Vec::new() }
}

/// All that can be typed, described in this language. Good for showing: what it parses can't be made a [`Cli`] of.
pub(crate) fn command(lang: Lang) -> Command {
    match Portuguese::of(lang) {
        Some(portuguese) => portuguese.command(Cli::command()),
        None => Cli::command(),
    }
}

/// A text that clap made, with its own words in this language.
pub(crate) fn in_words_of(lang: Lang, text: &str) -> String {
    let Some(portuguese) = Portuguese::of(lang) else { return text.to_owned() };
    // Of words that begin alike, the longest stands last.
    portuguese.clap.iter().rev().fold(text.to_owned(), |text, (english, said)| text.replace(english, said))
}

/// A manual page that `clap_mangen` made, with its headings in this language too.
pub(crate) fn manual_in_words_of(lang: Lang, page: &str) -> String {
    let headings = Portuguese::of(lang).map(|portuguese| &portuguese.manual).into_iter().flatten();
    headings.fold(in_words_of(lang, page), |page, (english, said)| {
        page.replace(&format!(".SH {english}\n"), &format!(".SH {said}\n"))
    })
}

/// The language that is asked for among these arguments, whatever else is wrong with them; else the system's.
pub(crate) fn language(arguments: impl Iterator<Item = OsString>) -> Lang {
    let mut asked = None;
    let mut before = OsString::new();
    for argument in arguments.take_while(|argument| argument != "--") {
        let text = argument.to_string_lossy();
        let value = if before == "--lang" { Some(&*text) } else { text.strip_prefix("--lang=") };
        asked = value.and_then(|value| Language::from_str(value, false).ok()).or(asked);
        before = argument;
    }
    asked.map_or_else(system_language, Into::into)
}

#[cfg(test)]
mod tests;
