//! The columns of an export, found by their headings.

use acesso_review::model::{Lang, fold};

use super::table::Cell;
use crate::access::{ACCESS_COLUMNS, AS_EXPORTED};

/// Where each column of an export stands in a file; one that is not there was not exported by an earlier version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns([Option<usize>; ACCESS_COLUMNS.len()]);

impl Columns {
    /// Whether these headings are those of decisions.
    pub(super) fn are_here(headings: &[Cell]) -> bool {
        headings.iter().any(|heading| number_of(heading) == number("column-decision"))
    }

    /// Where each stands; or which are missing, and which stand there twice.
    pub(super) fn find(headings: &[Cell]) -> Result<Self, String> {
        let mut places = [None; ACCESS_COLUMNS.len()];
        for (place, heading) in headings.iter().enumerate() {
            let Some(column) = number_of(heading) else { continue };
            if places.get_mut(column).is_some_and(|known| known.replace(place).is_some()) {
                return Err(format!("the column {} stands there twice", name(column)));
            }
        }
        let is_missing =
            |(column, place): &(usize, &Option<usize>)| place.is_none() && Some(*column) != number(AS_EXPORTED);
        let missing: Vec<_> = places.iter().enumerate().filter(is_missing).map(|(column, _)| name(column)).collect();
        match missing.as_slice() {
            [] => Ok(Self(places)),
            [one] => Err(format!("the column {one} is missing")),
            _ => Err(format!("the columns {} are missing", missing.join(", "))),
        }
    }

    /// What stands in a column, by its number among those of an export.
    pub(super) fn cell<'a>(&self, cells: &'a [Cell], column: usize) -> &'a Cell {
        self.0.get(column).copied().flatten().and_then(|place| cells.get(place)).unwrap_or(&Cell::Empty)
    }

    /// Whether they say what was decided when the file was exported.
    pub(super) fn say_as_exported(&self) -> bool {
        self.place(AS_EXPORTED).is_some()
    }

    /// Where the column stands whose heading has this id.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        number(id).and_then(|column| self.0.get(column).copied().flatten())
    }

    /// What stands in the column whose heading has this id.
    pub(super) fn named<'a>(&self, cells: &'a [Cell], id: &str) -> &'a Cell {
        number(id).map_or(&Cell::Empty, |column| self.cell(cells, column))
    }
}

/// A column's heading, as it is told.
pub(super) fn name(column: usize) -> String {
    ACCESS_COLUMNS.get(column).map(|id| name_of(id)).unwrap_or_default()
}

/// The heading of the column with this id, as it is told.
pub(super) fn name_of(id: &str) -> String {
    format!("`{}`", Lang::En.say(id))
}

fn number(id: &str) -> Option<usize> {
    ACCESS_COLUMNS.iter().position(|column| *column == id)
}

/// Which column a heading names, in any language, whatever its case and accents.
fn number_of(heading: &Cell) -> Option<usize> {
    let folded = fold(&heading.text());
    ACCESS_COLUMNS.iter().position(|id| Lang::ALL.iter().any(|lang| fold(&lang.say(id)) == folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[impl AsRef<str>]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::Text(text.as_ref().to_owned())).collect()
    }

    fn headings(lang: Lang) -> Vec<String> {
        lang.headings(&ACCESS_COLUMNS)
    }

    #[test]
    fn columns_are_known_by_either_name_in_any_order() {
        let english = Columns::find(&cells(&headings(Lang::En))).unwrap();
        let portuguese: Vec<_> = headings(Lang::PtBr).iter().map(|heading| heading.to_uppercase()).collect();
        assert_eq!(Columns::find(&cells(&portuguese)).unwrap(), english);
        let mut turned = headings(Lang::En);
        turned.reverse();
        turned.extend(["my notes".to_owned(), String::new()]);
        let turned = Columns::find(&cells(&turned)).unwrap();
        let row = cells(&["2026-11-26", "Rui", "why", "keep"]);
        assert_eq!(turned.named(&row, "column-decision").text(), "keep");
        assert_eq!(turned.named(&row, "column-data").text(), "", "a row may end early");
        assert_eq!(number_of(&Cell::Text(" Decisão ".to_owned())), number("column-decision"));
    }

    #[test]
    fn what_is_missing_or_stands_there_twice_is_named() {
        let without = |left_out: &[&str]| -> Vec<Cell> {
            let kept = headings(Lang::En).into_iter().filter(|name| !left_out.contains(&name.as_str()));
            cells(&kept.collect::<Vec<_>>())
        };
        let said = |headings: Vec<Cell>| Columns::find(&headings).unwrap_err();
        assert_eq!(said(without(&["since"])), "the column `since` is missing");
        assert_eq!(said(without(&["since", "e-mail"])), "the columns `e-mail`, `since` are missing");
        let twice = [cells(&headings(Lang::En)), cells(&["motivo"])].concat();
        assert_eq!(said(twice), "the column `reason` stands there twice");
        assert!(
            !Columns::find(&without(&["decided when exported"])).unwrap().say_as_exported(),
            "of an earlier version"
        );
        assert!(Columns::find(&without(&[])).unwrap().say_as_exported());
        assert!(Columns::are_here(&cells(&["x", "DECISÃO"])) && !Columns::are_here(&cells(&["account"])));
    }
}
