//! What is said in whichever language somebody asks for.

use std::fmt::Display;

use super::{Lang, system};

/// A message with what is put into it. `Display` shows it in English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say(Lang::En))]
pub struct Sentence {
    id: &'static str,
    /// In English and in Portuguese.
    values: Vec<(&'static str, [String; 2])>,
    /// `$count`, on which the words may depend.
    count: Option<usize>,
}

impl Sentence {
    /// The message of this id with these values. Where one is what the operating system says, it is put in the words of each
    /// language.
    pub fn new(id: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        let values = values.iter().map(|(name, value)| {
            let english = value.to_string();
            let portuguese = system::in_words_of(Lang::PtBr, &english);
            (*name, [english, portuguese])
        });
        Self { id, values: values.collect(), count: None }
    }

    /// The same with a value that is itself said in each language.
    #[must_use]
    pub fn with(mut self, name: &'static str, words: impl Fn(Lang) -> String) -> Self {
        self.values.push((name, Lang::ALL.map(words)));
        self
    }

    /// The same with a `$count`, on which the words may depend.
    #[must_use]
    pub fn counting(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }

    /// What it says in this language.
    pub fn say(&self, lang: Lang) -> String {
        let values = self.values.iter().map(|(name, [english, portuguese])| {
            (*name, if lang == Lang::En { english } else { portuguese }.as_str().into())
        });
        lang.say_with(self.id, values.chain(self.count.map(|count| ("count", count.into()))))
    }

    /// What to do about the failure that it tells.
    pub(super) fn advice(&self, lang: Lang) -> String {
        lang.advise(self.id)
    }
}
