//! The columns of an export, found by their headings.

use super::table::Cell;
use crate::{export::ACCESS_COLUMNS, roster::fold};

/// What the columns are called in Portuguese, in the same order; some have several names.
const PORTUGUESE: [&[&str]; ACCESS_COLUMNS.len()] = [
    &["dados"],
    &["leitura", "execucao"],
    &["lidoem"],
    &["servico"],
    &["completo"],
    &["conta"],
    &["tipo"],
    &["nome"],
    &["email"],
    &["recurso"],
    &["tipodorecurso", "tipoderecurso"],
    &["nomedorecurso"],
    &["acesso"],
    &["desde"],
    &["concedidopor"],
    &["idsdoacesso", "idsdaconcessao"],
    &["mais"],
    &["sha256daleitura", "leiturasha256"],
    &["decisao"],
    &["motivo", "justificativa"],
    &["revisor", "revisora", "responsavel"],
    &["decididoem", "datadadecisao"],
];

/// Where each column of an export stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns([usize; ACCESS_COLUMNS.len()]);

impl Columns {
    /// Whether these headings are those of decisions.
    pub(super) fn are_here(headings: &[Cell]) -> bool {
        headings.iter().any(|heading| number_of(heading) == number("decision"))
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
        let missing: Vec<_> =
            places.iter().enumerate().filter(|(_, place)| place.is_none()).map(|(column, _)| name(column)).collect();
        match missing.as_slice() {
            [] => Ok(Self(places.map(Option::unwrap_or_default))),
            [one] => Err(format!("the column {one} is missing")),
            _ => Err(format!("the columns {} are missing", missing.join(", "))),
        }
    }

    /// What stands in a column, by its number among those of an export.
    pub(super) fn cell<'a>(&self, cells: &'a [Cell], column: usize) -> &'a Cell {
        self.0.get(column).and_then(|place| cells.get(*place)).unwrap_or(&Cell::Empty)
    }

    /// What stands in the column of this name.
    pub(super) fn named<'a>(&self, cells: &'a [Cell], name: &str) -> &'a Cell {
        number(name).map_or(&Cell::Empty, |column| self.cell(cells, column))
    }
}

/// A column's name, as it is told.
pub(super) fn name(column: usize) -> String {
    format!("`{}`", ACCESS_COLUMNS.get(column).copied().unwrap_or_default())
}

fn number(name: &str) -> Option<usize> {
    ACCESS_COLUMNS.iter().position(|column| *column == name)
}

/// Which column a heading names, in either language, whatever its case and accents.
fn number_of(heading: &Cell) -> Option<usize> {
    let folded = fold(&heading.text());
    let english = ACCESS_COLUMNS.iter().position(|name| fold(name) == folded);
    english.or_else(|| PORTUGUESE.iter().position(|names| names.contains(&folded.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::Text((*text).to_owned())).collect()
    }

    #[test]
    fn columns_are_known_by_either_name_in_any_order() {
        let english = Columns::find(&cells(&ACCESS_COLUMNS)).unwrap();
        let portuguese: Vec<_> = PORTUGUESE.iter().map(|names| names[0].to_uppercase()).collect();
        let portuguese: Vec<_> = portuguese.iter().map(String::as_str).collect();
        assert_eq!(Columns::find(&cells(&portuguese)).unwrap(), english);
        let mut turned = ACCESS_COLUMNS;
        turned.reverse();
        let turned = Columns::find(&cells(&[&turned[..], &["my notes", ""]].concat())).unwrap();
        let row = cells(&["2026-11-26", "Rui", "why", "keep"]);
        assert_eq!(turned.named(&row, "decision").text(), "keep");
        assert_eq!(turned.named(&row, "data").text(), "", "a row may end early");
        assert_eq!(number_of(&Cell::Text(" Decisão ".to_owned())), number("decision"));
    }

    #[test]
    fn what_is_missing_or_stands_there_twice_is_named() {
        let without = |left_out: &[&str]| -> Vec<Cell> {
            cells(&ACCESS_COLUMNS.into_iter().filter(|name| !left_out.contains(name)).collect::<Vec<_>>())
        };
        let said = |headings: Vec<Cell>| Columns::find(&headings).unwrap_err();
        assert_eq!(said(without(&["since"])), "the column `since` is missing");
        assert_eq!(said(without(&["since", "e-mail"])), "the columns `e-mail`, `since` are missing");
        let twice = [cells(&ACCESS_COLUMNS), cells(&["motivo"])].concat();
        assert_eq!(said(twice), "the column `reason` stands there twice");
        assert!(Columns::are_here(&cells(&["x", "DECISÃO"])) && !Columns::are_here(&cells(&["account"])));
    }
}
