//! One name a thing, in each language: what TERMS.md says holds for all that the tool says, and for the pages about it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A line of the table: a term, with its inflections that no rule makes, and what it may be called in Portuguese.
struct Term {
    english: Vec<String>,
    portuguese: Vec<String>,
}

/// The words of what is said in both languages, and under which id; a text of the help is its own id, and a page is taken heading
/// by heading.
struct Said {
    id: String,
    english: Vec<String>,
    portuguese: Vec<String>,
}

impl Said {
    fn new(id: &str, english: &str, portuguese: &str) -> Self {
        Self { id: id.to_owned(), english: words(english), portuguese: words(portuguese) }
    }
}

/// Where an English word is no term, and why. Of a text of the help its first words are enough.
const EXCEPTIONS: [(&str, &str, &str); 9] = [
    ("allows-myreports-customer-user-pbx", "user", "what MyReports sells is called Essential User"),
    ("allows-myreports-customer-user-uc-remote", "user", "what MyReports sells is called Professional User"),
    ("system-not-found", "folder", "stands behind the path, which is enough in Portuguese"),
    ("Exit codes:", "review", "the command"),
    ("Asks which services there are", "run", "somebody repeats it, and runs nothing"),
    ("Write to this file", "review", "the command"),
    ("Write to this file", "revocation", "the command"),
    ("Who reviews where no owner is named", "service", "a value of --by"),
    ("Who reviews where no owner is named", "resource", "a value of --by"),
];

#[test]
fn a_term_has_one_name_in_each_language() {
    let (terms, said) = (terms(), said());
    assert!(terms.len() > 50 && said.len() > 500, "{} terms, {} texts", terms.len(), said.len());
    let mut excepted = BTreeSet::new();
    let mut complaints = Vec::new();
    for Term { english, portuguese } in &terms {
        let term = english[0].as_str();
        let holding: Vec<_> =
            said.iter().filter(|it| english.iter().any(|term| holds(&it.english, term, is_english))).collect();
        if holding.is_empty() {
            complaints.push(format!("nothing says {term:?}"));
        }
        for Said { id, portuguese: theirs, .. } in holding {
            if portuguese.iter().any(|term| holds(theirs, term, is_portuguese)) {
                continue;
            }
            match EXCEPTIONS.iter().position(|(begin, of, _)| id.starts_with(begin) && *of == term) {
                Some(place) => drop(excepted.insert(place)),
                None => complaints.push(format!("{id}: {term:?} is none of {portuguese:?} in {}", theirs.join(" "))),
            }
        }
    }
    assert!(complaints.is_empty(), "TERMS.md says otherwise:\n  {}", complaints.join("\n  "));
    assert_eq!(excepted.len(), EXCEPTIONS.len(), "only {excepted:?} are needed");
}

/// The table, those that differ by what stands in parentheses as one: only a person can tell which of them a text means.
fn terms() -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for row in include_str!("../../TERMS.md").lines().filter_map(|line| line.strip_prefix("| ")).skip(2) {
        let cells: Vec<_> = row.split(" | ").collect();
        let words = |cell: &str| -> Vec<_> { cell.split(", ").map(str::to_lowercase).collect() };
        let english = words(cells[0].split(" (").next().unwrap());
        let portuguese = words(cells[1]);
        match terms.iter_mut().find(|term| term.english[0] == english[0]) {
            Some(term) => term.portuguese.extend(portuguese),
            None => terms.push(Term { english, portuguese }),
        }
    }
    terms
}

/// All messages, and all texts of the help.
fn said() -> Vec<Said> {
    let review = Path::new(env!("CARGO_MANIFEST_DIR")).join("../review");
    let files = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of_all = files(review.join("locales/en")).map(|english| {
        let portuguese = review.join("locales/pt-BR").join(english.file_name().unwrap());
        (english, portuguese)
    });
    let of_a_service = files(review.join("src/source")).map(|folder| (folder.join("en.ftl"), folder.join("pt-BR.ftl")));
    let mut said = Vec::new();
    for (english, portuguese) in of_all.chain(of_a_service.filter(|(english, _)| english.exists())) {
        let theirs = messages(&fs::read_to_string(portuguese).unwrap());
        for (id, english) in messages(&fs::read_to_string(english).unwrap()) {
            let portuguese = theirs.iter().find(|(other, _)| *other == id);
            said.extend(portuguese.map(|(_, portuguese)| Said::new(&id, &english, portuguese)));
        }
    }
    let help: toml::Table = include_str!("../../locales/pt-BR/help.toml").parse().unwrap();
    said.extend(help["text"].as_array().unwrap().iter().map(|text| {
        let text = |name: &str| text[name].as_str().unwrap();
        Said::new(text("en"), text("en"), text("pt"))
    }));
    said.extend(pages());
    said
}

/// The pages that stand in both languages. Another test holds that they have the same headings.
fn pages() -> Vec<Said> {
    let files = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entry| entry.unwrap().path());
    let mut said = Vec::new();
    for path in files.filter(|path| path.to_str().unwrap().ends_with(".pt-BR.md")) {
        let [english, portuguese] = [path.with_extension("").with_extension("md"), path].map(|path| {
            let page = fs::read_to_string(path).unwrap();
            let without_code: String = page.split("\n```").step_by(2).collect();
            without_code.split("\n#").map(str::to_owned).collect::<Vec<_>>()
        });
        let parts = english.iter().zip(&portuguese);
        said.extend(parts.map(|(english, theirs)| Said::new(theirs.lines().next().unwrap(), english, theirs)));
    }
    said
}

/// The messages of a Fluent file with their ids, an attribute as one of its own.
fn messages(file: &str) -> Vec<(String, String)> {
    let mut messages: Vec<(String, String)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.split_once('=').map(|(name, text)| (name.trim(), text));
        match begins.filter(|(name, _)| line.starts_with(*name) || name.starts_with('.')) {
            Some((name, text)) => {
                let of = messages.last().map_or("", |(id, _)| id.split('.').next().unwrap());
                let id = if name.starts_with('.') { format!("{of}{name}") } else { name.to_owned() };
                messages.push((id, text.to_owned()));
            }
            None => messages.iter_mut().next_back().into_iter().for_each(|(_, text)| *text += &format!("\n{line}")),
        }
    }
    messages
}

/// Whether a text has the words of a term one after the other.
fn holds(words: &[String], term: &str, is_form: fn(&str, &str) -> bool) -> bool {
    let term: Vec<_> = term.split(' ').collect();
    words.windows(term.len()).any(|some| some.iter().zip(&term).all(|(word, term)| is_form(word, term)))
}

/// The words of a text, without what is typed as it stands: between backticks, or a command that begins behind two blanks.
/// What is no word, such as `run.jsonl`, stays and is nobody's form.
fn words(text: &str) -> Vec<String> {
    let typed_out: String = text.split('`').step_by(2).collect();
    let said = typed_out.lines().flat_map(|line| line.split("  acesso ").next().unwrap().split_whitespace());
    let word = |word: &str| {
        let word =
            word.trim_matches(['.', ',', ';', ':', '!', '?', '(', ')', ']', '"', '“', '”', '…', '*']).to_lowercase();
        ["'s", "'"].iter().find_map(|end| word.strip_suffix(end)).map(str::to_owned).unwrap_or(word)
    };
    said.map(word).collect()
}

fn is_english(word: &str, term: &str) -> bool {
    let plural = |end: &str, of: &str| term.strip_suffix(end).is_some_and(|stem| word == format!("{stem}{of}"));
    word == term || plural("", "s") || plural("", "es") || plural("y", "ies")
}

/// A word with its plural, an adjective with its four forms, a verb with all that begins as it does.
fn is_portuguese(word: &str, term: &str) -> bool {
    const ENDINGS: [(&str, &[&str]); 7] = [
        ("", &["s", "es"]),
        ("ão", &["ões"]),
        ("l", &["is"]),
        ("il", &["is"]),
        ("m", &["ns"]),
        ("o", &["a", "as"]),
        ("or", &["ora", "oras"]),
    ];
    let inflected = |(end, others): &(&str, &[&str])| {
        let stem = term.strip_suffix(end).and_then(|stem| word.strip_prefix(stem));
        stem.is_some_and(|end| others.contains(&end))
    };
    let verb = ["ar", "er", "ir"].iter().find_map(|end| term.strip_suffix(end));
    word == term || ENDINGS.iter().any(inflected) || verb.is_some_and(|stem| word.starts_with(stem))
}

#[test]
fn words_are_known_in_their_forms_and_what_is_typed_is_none() {
    assert!(holds(&words("It has 2 Accesses, says the reviewer's list."), "access", is_english));
    assert!(holds(&words("two companies"), "company", is_english));
    for typed in ["`acesso review` has it", "try it:  acesso review", "review.xlsx", "service,review", "--review"] {
        assert!(!holds(&words(typed), "review", is_english), "{typed}");
    }
    for (text, term) in [
        ("as decisões", "decisão"),
        ("os perfis, uns", "perfil"),
        ("foi revogada", "revogar"),
        ("as listas do RH", "lista do rh"),
        ("não trazidas", "trazido"),
        ("com atrasos", "atraso"),
    ] {
        assert!(holds(&words(text), term, is_portuguese), "{text}: {term}");
    }
    for (text, term) in [("a contagem", "conta"), ("do RH, a lista", "lista do rh")] {
        assert!(!holds(&words(text), term, is_portuguese), "{text}: {term}");
    }
    let file = "# no message\none = { $count ->\n    [one] a\n}\n    .advice = b = c\ntwo = d\n";
    let ids = ["one", "one.advice", "two"].map(str::to_owned);
    assert_eq!(messages(file).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ids);
}
