//! In which language people are spoken to.
//!
//! What is said stands in `locales/LANGUAGE/*.ftl`, in Project Fluent's form: a sentence and its plurals are written where a
//! translator finds them. The names of JSON members and the ids of findings are no language's: they never change.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::hash::sha256;

/// A language that the tool speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English
    #[default]
    En,
    /// Português do Brasil
    PtBr,
}

/// All that is said in one language.
type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", EN, english_number));
static PORTUGUESE: LazyLock<Bundle> = LazyLock::new(|| bundle("pt-BR", PT_BR, portuguese_number));

/// What was learned beside that, the newest last.
static LEARNED: RwLock<Vec<Learned>> = RwLock::new(Vec::new());

/// What is said about something that the library itself does not know.
struct Learned {
    /// As it was given, so that nothing is learned twice.
    words: [&'static str; 2],
    /// In the order of the languages.
    bundles: [Arc<Bundle>; 2],
}

/// The files of each language, in the same order.
const EN: &[&str] = &[
    include_str!("../../locales/en/language.ftl"),
    include_str!("../../locales/en/arguments.ftl"),
    include_str!("../../locales/en/campaign.ftl"),
    include_str!("../../locales/en/check.ftl"),
    include_str!("../../locales/en/columns.ftl"),
    include_str!("../../locales/en/commands.ftl"),
    include_str!("../../locales/en/decide.ftl"),
    include_str!("../../locales/en/evidence.ftl"),
    include_str!("../../locales/en/failures.ftl"),
    include_str!("../../locales/en/findings.ftl"),
    include_str!("../../locales/en/init.ftl"),
    include_str!("../../locales/en/mistakes.ftl"),
    include_str!("../../locales/en/novelty.ftl"),
    include_str!("../../locales/en/packet.ftl"),
    include_str!("../../locales/en/orders.ftl"),
    include_str!("../../locales/en/progress.ftl"),
    include_str!("../../locales/en/proofs.ftl"),
    include_str!("../../locales/en/report.ftl"),
    include_str!("../../locales/en/screen.ftl"),
    include_str!("../../locales/en/teams.ftl"),
    include_str!("../../locales/en/who.ftl"),
    include_str!("../../locales/en/workbook.ftl"),
];
const PT_BR: &[&str] = &[
    include_str!("../../locales/pt-BR/language.ftl"),
    include_str!("../../locales/pt-BR/arguments.ftl"),
    include_str!("../../locales/pt-BR/campaign.ftl"),
    include_str!("../../locales/pt-BR/check.ftl"),
    include_str!("../../locales/pt-BR/columns.ftl"),
    include_str!("../../locales/pt-BR/commands.ftl"),
    include_str!("../../locales/pt-BR/decide.ftl"),
    include_str!("../../locales/pt-BR/evidence.ftl"),
    include_str!("../../locales/pt-BR/failures.ftl"),
    include_str!("../../locales/pt-BR/findings.ftl"),
    include_str!("../../locales/pt-BR/init.ftl"),
    include_str!("../../locales/pt-BR/mistakes.ftl"),
    include_str!("../../locales/pt-BR/novelty.ftl"),
    include_str!("../../locales/pt-BR/packet.ftl"),
    include_str!("../../locales/pt-BR/orders.ftl"),
    include_str!("../../locales/pt-BR/progress.ftl"),
    include_str!("../../locales/pt-BR/proofs.ftl"),
    include_str!("../../locales/pt-BR/report.ftl"),
    include_str!("../../locales/pt-BR/screen.ftl"),
    include_str!("../../locales/pt-BR/teams.ftl"),
    include_str!("../../locales/pt-BR/who.ftl"),
    include_str!("../../locales/pt-BR/workbook.ftl"),
];

impl Lang {
    /// In the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::PtBr];

    /// The language of a locale such as `pt_BR.UTF-8`, English where we don't speak that one. European Portuguese is nearer to
    /// Brazilian than to English.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("pt") { Self::PtBr } else { Self::En }
    }

    /// Learns what is said about something that the library itself does not know: Fluent messages in English and in
    /// Portuguese, by ids that the library's own are not among. They are known in this process from then on; of two with one
    /// id, such as those of a service that another one replaced, what was learned last is said.
    pub(crate) fn learn(words: [&'static str; 2]) {
        let mut learned = LEARNED.write().unwrap_or_else(PoisonError::into_inner);
        if !learned.iter().any(|known| known.words == words) {
            let [english, portuguese] = words;
            let bundles = [bundle("en", &[english], english_number), bundle("pt-BR", &[portuguese], portuguese_number)];
            let bundles = bundles.map(Arc::new);
            learned.push(Learned { words, bundles });
        }
    }

    /// By which words sentences are put in this process: another version, or one that learned other words, has another one.
    pub(crate) fn fingerprint() -> String {
        let learned = LEARNED.read().unwrap_or_else(PoisonError::into_inner);
        let learned = learned.iter().flat_map(|learned| learned.words);
        let words: Vec<_> =
            [env!("CARGO_PKG_VERSION")].into_iter().chain(EN.iter().chain(PT_BR).copied()).chain(learned).collect();
        sha256(words.concat().as_bytes())
    }

    /// As RFC 5646 writes it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::PtBr => "pt-BR",
        }
    }

    /// What is said under this id.
    pub fn say(self, id: &str) -> String {
        self.format(id, None)
    }

    /// `yes`, `no`, or `unknown` where the service did not say: unknown is not "no".
    pub fn yes_no(self, flag: impl Into<Option<bool>>) -> String {
        self.say(match flag.into() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        })
    }

    /// The value's text, or `unknown` where the service did not say.
    pub fn known(self, value: Option<impl fmt::Display>) -> String {
        value.map_or_else(|| self.say("unknown"), |value| value.to_string())
    }

    /// `9 operators`: how many accounts of a kind.
    pub fn count_of_kind(self, kind: &str, count: u64) -> String {
        self.say_with("count-kind", [("kind", kind.into()), ("count", count.into())])
    }

    /// With one digit after the point, or the comma.
    pub fn decimal(self, number: f64) -> String {
        let point = format!("{number:.1}");
        if self == Self::PtBr { point.replace('.', ",") } else { point }
    }

    /// The headings of these columns.
    pub fn headings(self, columns: &[&str]) -> Vec<String> {
        columns.iter().map(|column| self.say(column)).collect()
    }

    /// `a`, `a and b`, `a, b and c`
    pub fn enumerate(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [some @ .., last] => {
                self.say_with("list-and", [("some", some.join(", ").into()), ("last", last.as_str().into())])
            }
        }
    }

    /// What is said under this id with these values in it.
    pub fn say_with<'a>(self, id: &str, values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        self.format(id, Some(&values.into_iter().collect()))
    }

    /// What to do about a failure that is told under this id.
    pub(super) fn advise(self, id: &str) -> String {
        // A test keeps an advice under each id of a failure.
        self.look(|bundle| advised(bundle, id)).unwrap_or_default()
    }

    /// What is said under an id that is put together from what services are called: it may be that nothing is.
    pub fn may_say(self, id: &str) -> Option<String> {
        self.find(id, None)
    }

    /// As [`may_say`](Self::may_say), with values.
    pub fn may_say_with<'a>(
        self,
        id: &str,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> Option<String> {
        self.find(id, Some(&values.into_iter().collect()))
    }

    /// What is said under the ids that begin like this, for a page that puts values in by itself: where one stands, its name
    /// stands in braces. What depends on a `$count` is there in two forms, under ids that end in `-one` and `-other`.
    pub fn forms(self, family: &str) -> BTreeMap<String, String> {
        let files = match self {
            Self::En => EN,
            Self::PtBr => PT_BR,
        };
        let bundle = bundle(self.tag(), files, place_of_number);
        let one_and_other = [1, 2].map(|count| places(files, count));
        let mut forms = BTreeMap::new();
        for id in ids(files).filter(|id| id.starts_with(family)) {
            let form = |values| said(&bundle, id, Some(values)).unwrap_or_default();
            let [one, other] = one_and_other.each_ref().map(form);
            if one == other {
                forms.insert(id.to_owned(), other);
            } else {
                forms.extend([(format!("{id}-one"), one), (format!("{id}-other"), other)]);
            }
        }
        forms
    }

    /// A test keeps every id that the code names in both languages; one that is missing all the same tells itself.
    fn format(self, id: &str, values: Option<&FluentArgs<'_>>) -> String {
        self.find(id, values).unwrap_or_else(|| id.to_owned())
    }

    fn find(self, id: &str, values: Option<&FluentArgs<'_>>) -> Option<String> {
        self.look(|bundle| said(bundle, id, values))
    }

    /// Looks among the words of this language, then among those that were learned, the newest first.
    fn look(self, of: impl Fn(&Bundle) -> Option<String>) -> Option<String> {
        let own: &'static Bundle = if self == Self::En { &ENGLISH } else { &PORTUGUESE };
        of(own).or_else(|| {
            let learned = LEARNED.read().unwrap_or_else(PoisonError::into_inner);
            learned.iter().rev().find_map(|learned| {
                let [english, portuguese] = &learned.bundles;
                of(if self == Self::En { english } else { portuguese })
            })
        })
    }
}

/// The ids of all messages: each begins a line.
fn ids<'a>(files: &'a [&str]) -> impl Iterator<Item = &'a str> {
    files
        .iter()
        .flat_map(|file| file.lines())
        .filter(|line| !line.starts_with(['#', ' ']))
        .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
}

/// For every value that any message names its own name, in braces, and this count.
fn places<'a>(files: &'a [&str], count: u64) -> FluentArgs<'a> {
    let is_in_a_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let after_signs = files.iter().flat_map(|file| file.split('$').skip(1));
    let names = after_signs.map(|rest| rest.split(|letter| !is_in_a_name(letter)).next().unwrap_or_default());
    let mut places: FluentArgs<'a> = names.map(|name| (name, FluentValue::from(format!("{{{name}}}")))).collect();
    places.set("count", count);
    places
}

/// What a bundle says under an id.
fn said(bundle: &Bundle, id: &str, values: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    // What can't be put in is told by Fluent in its place.
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, values, &mut errors).into_owned())
}

/// What a bundle advises under an id.
fn advised(bundle: &Bundle, id: &str) -> Option<String> {
    let advice = bundle.get_message(id)?.get_attribute("advice")?;
    Some(bundle.format_pattern(advice.value(), None, &mut Vec::new()).into_owned())
}

fn bundle(tag: &str, files: &[&str], number: NumberForm) -> Bundle {
    // Brazilians write `0 acessos`. By CLDR's rule for their Portuguese 0 is singular; by the one for Portugal's it is not.
    let plurals = if tag == "pt-BR" { "pt-PT" } else { tag };
    // A tag that could not be read would cost plural forms, and no sentence.
    let language: LanguageIdentifier = plurals.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks for mixed directions of writing would be characters that nobody sees, in every spreadsheet and terminal.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number));
    for file in files {
        // A test reads them without an error.
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _errors)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

type Memoizer = intl_memoizer::concurrent::IntlLangMemoizer;

/// How numbers are written.
type NumberForm = fn(&FluentValue<'_>, &Memoizer) -> Option<String>;

fn english_number(value: &FluentValue<'_>, _: &Memoizer) -> Option<String> {
    grouped(value, ',')
}

fn portuguese_number(value: &FluentValue<'_>, _: &Memoizer) -> Option<String> {
    grouped(value, '.')
}

/// The place of a number, into which a page writes it.
fn place_of_number(value: &FluentValue<'_>, _: &Memoizer) -> Option<String> {
    matches!(value, FluentValue::Number(_)).then(|| "{count}".to_owned())
}

/// Counts are read at a glance: 1,020. What is no count, such as a run's number, is given as text.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        path::Path,
    };

    use fluent_bundle::FluentResource;

    use super::*;
    use crate::{judge::findings::rules, source::Registry};

    #[test]
    fn the_language_is_the_systems() {
        for locale in ["pt_BR.UTF-8", "pt-BR", "pt", "PT_pt"] {
            assert_eq!(Lang::of_locale(locale), Lang::PtBr, "{locale}");
        }
        for locale in ["en_US.UTF-8", "C", "", "POSIX", "ptx", "es_AR"] {
            assert_eq!(Lang::of_locale(locale), Lang::En, "{locale}");
        }
    }

    #[test]
    fn a_sentence_has_its_values_and_its_plural() {
        let said = |lang: Lang, count: u64| lang.say_with("count-access", [("count", count.into())]);
        assert_eq!([1, 1_234_567].map(|count| said(Lang::En, count)), ["1 access", "1,234,567 accesses"]);
        let portuguese = ["0 acessos", "1 acesso", "1.234.567 acessos"];
        assert_eq!([0, 1, 1_234_567].map(|count| said(Lang::PtBr, count)), portuguese);
        assert_eq!(Lang::En.say_with("no-such-id", []), "no-such-id");
    }

    #[test]
    fn a_page_puts_values_in_by_itself() {
        let forms = Lang::PtBr.forms("packet-");
        assert_eq!(forms["packet-shown-one"], "{shown} de {count} acesso à vista.");
        assert_eq!(forms["packet-shown-other"], "{shown} de {count} acessos à vista.");
        assert_eq!(forms["packet-page"], "Página {page} de {count}");
        assert_eq!(
            forms["packet-return-to-name"],
            Lang::PtBr.say_with("packet-return-to-name", [("asked-by", "{asked-by}".into())])
        );
        assert!(forms.keys().all(|id| id.starts_with("packet-")) && !forms.contains_key("packet-shown"));
        let english = Lang::En.forms("packet-");
        assert!(english.values().all(|text| !text.is_empty() && !text.contains('$')), "{english:?}");
    }

    #[test]
    fn of_words_that_are_learned_twice_the_newest_are_said() {
        Lang::learn(["learned-twice = old", "learned-twice = velho"]);
        Lang::learn(["learned-twice = new\n    .advice = do it", "learned-twice = novo\n    .advice = faça"]);
        assert_eq!(Lang::ALL.map(|lang| lang.say("learned-twice")), ["new", "novo"]);
        assert_eq!(Lang::ALL.map(|lang| lang.advise("learned-twice")), ["do it", "faça"]);
    }

    /// The messages of a language, each with the values that it names.
    fn messages(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let (mut messages, mut named) = (BTreeMap::new(), Vec::new());
        for file in files {
            FluentResource::try_new((*file).to_owned()).map_err(|(_, errors)| errors).unwrap();
            let entries = file.split('\n').fold(Vec::<String>::new(), |mut entries, line| {
                match entries.last_mut() {
                    Some(last) if line.starts_with([' ', '}', '[']) || line.is_empty() => last.push_str(line),
                    _ => entries.push(line.to_owned()),
                }
                entries
            });
            for entry in entries.into_iter().filter(|entry| !entry.starts_with('#') && !entry.is_empty()) {
                let (id, pattern) = entry.split_once('=').unwrap();
                let places = pattern.split('{').skip(1).map(str::trim_start);
                named.extend(places.filter(|place| !place.starts_with(['$', '"'])).map(|place| {
                    let end = place.find([' ', '}']).unwrap();
                    place[..end].to_owned()
                }));
                let values = pattern.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|&letter| letter.is_ascii_alphanumeric() || letter == '-').collect()
                });
                let twice = messages.insert(id.trim().to_owned(), values.collect());
                assert!(twice.is_none(), "{id} stands twice");
            }
        }
        // Without its sign, a value is taken for another message, and its name stands on the screen.
        named.iter().for_each(|id| assert!(messages.contains_key(id), "{id} is no message, and no value"));
        messages
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_values() {
        let (english, portuguese) = (messages(EN), messages(PT_BR));
        let ids = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(ids(&english), ids(&portuguese));
        for (id, values) in &english {
            assert_eq!(values, &portuguese[id], "the values of {id}");
        }
    }

    #[test]
    fn every_failure_says_what_to_do() {
        let ids = messages(EN).into_keys().filter(|id| id.starts_with("failure-"));
        for id in ids.filter(|id| id != "failure-error") {
            for lang in Lang::ALL {
                assert!(!lang.advise(&id).is_empty(), "no advice for {id} in {}", lang.tag());
            }
        }
    }

    /// The code without its comments and tests.
    fn code(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                code(&path, text);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html" || end == "js")
                && !path.ends_with("tests.rs")
            {
                let file = std::fs::read_to_string(path).unwrap();
                let lines = file.split("#[cfg(test)]\nmod tests {").next().unwrap().lines();
                text.extend(lines.filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")));
            }
        }
    }

    /// What is said about a rule, by ids that are put together when it is.
    fn messages_of(rule: &str) -> [String; 5] {
        ["question", "data", "unknown", "one", "many"].map(|what| format!("finding-{rule}-{what}"))
    }

    /// How the ids begin that lists hold, to be said later.
    const LISTED: [&str; 10] =
        ["column-", "sheet-", "account-", "next-", "packet-", "failure-", "check-", "init-", "mistake-", "customer-"];

    #[test]
    fn every_message_is_said_somewhere_and_what_is_said_is_a_message() {
        let mut text = String::new();
        for folder in ["review/src", "forms/src", "forms/templates", "acesso/src"] {
            code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut text);
        }
        let registry = Registry::built_in();
        let (mut messages, mut of_services) = (messages(EN), BTreeSet::new());
        let of_rules: BTreeSet<_> = rules(&registry).flat_map(|rule| messages_of(rule.id)).collect();
        for service in registry.services() {
            let [english, portuguese] = service.words.map(|words| super::tests::messages(&[words]));
            assert_eq!(english, portuguese, "the words of {} in both languages, and their values", service.name);
            for id in english.keys() {
                let own = ["resource-", "at-", "at-every-", "not-covered-", "allows-", "means-", "remedy-", "advice-"];
                let is_own = own.iter().any(|family| id.starts_with(&format!("{family}{}", service.id.as_str())));
                assert!(is_own || of_rules.contains(id), "nothing says {id}");
            }
            of_services.extend(english.keys().cloned());
            messages.extend(english);
        }
        let families: Vec<_> = text.split("say(`").skip(1).filter_map(|said| said.split_once("${")).collect();
        let is_of_family = |id: &str| families.iter().any(|(family, _)| family.len() > 7 && id.starts_with(family));
        for id in messages.keys().filter(|id| !of_services.contains(*id)) {
            let is_said = text.contains(&format!("\"{id}\"")) || is_of_family(id) || of_rules.contains(id);
            assert!(is_said, "nothing says {id}");
        }
        for id in of_rules {
            assert!(messages.contains_key(&id), "{id} is no message");
        }
        for call in [".say(", ".say_with("] {
            let literals = text.split(call).skip(1).filter_map(|said| said.trim_start().strip_prefix('"'));
            for id in literals.map(|said| said.split('"').next().unwrap()) {
                assert!(messages.contains_key(id), "{id} is no message");
            }
        }
        for literal in text.split('"') {
            let is_named = |family: &&str| literal.starts_with(*family) && literal != *family;
            let is_message = !literal.contains('{') && LISTED.iter().any(is_named);
            assert!(!is_message || messages.contains_key(literal), "{literal} is no message");
        }
    }
}
