//! How much of a whole each of its parts is.

use acesso_review::model::Lang;

use super::number;

/// A bar, and the words for each of its parts in the same order: colour alone says nothing.
#[derive(Debug, Default)]
pub(super) struct Bar {
    pub(super) parts: Vec<Part>,
}

#[derive(Debug)]
pub(super) struct Part {
    /// The class that gives it its colour.
    pub(super) class: &'static str,
    pub(super) label: String,
    pub(super) count: u64,
    /// The count as people read it.
    pub(super) shown: String,
    /// How much stands before it.
    pub(super) start: u64,
}

impl Bar {
    pub(super) fn add(&mut self, class: &'static str, label: &str, count: u64, lang: Lang) {
        let start = self.total();
        self.parts.push(Part { class, label: lang.say(label), count, shown: number(lang, count), start });
    }

    pub(super) fn total(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.start.saturating_add(part.count))
    }
}
