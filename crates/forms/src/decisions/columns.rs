//! The columns of an export, found by their headings.

use acesso_review::model::{Lang, Sentence, fold};

use super::table::Cell;
use crate::{
    access::{ACCESS_COLUMNS, AS_EXPORTED},
    deciding::{DECIDING_COLUMNS, KEY, NOT_READ, read_key},
};

/// Which table it is that people filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// All that is known of each access, a fact in a column: a CSV, and the workbooks of earlier versions.
    Access,
    /// The sheet of a workbook that people decide in.
    Deciding,
}

impl Form {
    /// The one that has these headings.
    fn of(headings: &[Cell]) -> Self {
        let is_key = |heading: &Cell| number_in(&[KEY], heading).is_some();
        if headings.iter().any(is_key) { Self::Deciding } else { Self::Access }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Access => &ACCESS_COLUMNS,
            Self::Deciding => &DECIDING_COLUMNS,
        }
    }

    /// Whether a file is taken without this column.
    fn may_lack(self, id: &str) -> bool {
        match self {
            // Earlier versions did not export it.
            Self::Access => id == AS_EXPORTED,
            Self::Deciding => NOT_READ.contains(&id),
        }
    }
}

/// The columns that say together which access it is.
pub(super) const STABLE_KEY: [&str; 4] = ["column-service", "column-account", "column-resource", "column-access"];

/// Where each column of an export stands in a file; one that is not there is not needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    form: Form,
    places: Vec<Option<usize>>,
}

impl Columns {
    /// Whether these headings are those of decisions.
    pub(super) fn are_here(headings: &[Cell]) -> bool {
        headings.iter().any(|heading| number_in(&["column-decision"], heading).is_some())
    }

    /// Where each stands; or which are missing, and which stand there twice.
    pub(super) fn find(headings: &[Cell]) -> Result<Self, Sentence> {
        let form = Form::of(headings);
        let mut places = vec![None; form.columns().len()];
        for (place, heading) in headings.iter().enumerate() {
            let Some(column) = number_in(form.columns(), heading) else { continue };
            if places.get_mut(column).is_some_and(|known: &mut Option<usize>| known.replace(place).is_some()) {
                let id = form.columns().get(column).copied().unwrap_or_default();
                return Err(Sentence::new("mistake-heading-twice", &[]).with("column", |lang| name_of(id, lang)));
            }
        }
        let all = || form.columns().iter().zip(&places);
        let missing: Vec<_> =
            all().filter(|(id, place)| place.is_none() && !form.may_lack(id)).map(|(id, _)| *id).collect();
        if missing.is_empty() {
            Ok(Self { form, places })
        } else {
            Err(of_columns("mistake-columns-missing", &missing))
        }
    }

    /// Which table it is.
    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// The stable key of an access; nothing where none can be read.
    pub(super) fn key(&self, cells: &[Cell]) -> Option<[String; 4]> {
        match self.form {
            Form::Access => Some(STABLE_KEY.map(|id| self.named(cells, id).text())),
            Form::Deciding => read_key(&self.named(cells, KEY).text()),
        }
    }

    /// What stands in a column, by its number among those of its table.
    pub(super) fn cell<'a>(&self, cells: &'a [Cell], column: usize) -> &'a Cell {
        self.places.get(column).copied().flatten().and_then(|place| cells.get(place)).unwrap_or(&Cell::Empty)
    }

    /// Whether they say what was decided when the file was exported.
    pub(super) fn say_as_exported(&self) -> bool {
        self.place(AS_EXPORTED).is_some()
    }

    /// Where the column stands whose heading has this id.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.number(id).and_then(|column| self.places.get(column).copied().flatten())
    }

    /// What stands in the column whose heading has this id.
    pub(super) fn named<'a>(&self, cells: &'a [Cell], id: &str) -> &'a Cell {
        self.number(id).map_or(&Cell::Empty, |column| self.cell(cells, column))
    }

    fn number(&self, id: &str) -> Option<usize> {
        self.form.columns().iter().position(|column| *column == id)
    }
}

/// The heading of the column with this id, as it is told.
pub(super) fn name_of(id: &str, lang: Lang) -> String {
    format!("`{}`", lang.say(id))
}

/// A sentence about these columns.
pub(super) fn of_columns(id: &'static str, columns: &[&str]) -> Sentence {
    let names = |lang| columns.iter().map(|column| name_of(column, lang)).collect::<Vec<_>>().join(", ");
    Sentence::new(id, &[]).with("columns", names).counting(columns.len())
}

/// Which of these columns a heading names, in any language, whatever its case and accents.
fn number_in(columns: &[&str], heading: &Cell) -> Option<usize> {
    let folded = fold(&heading.text());
    columns.iter().position(|id| Lang::ALL.iter().any(|lang| fold(&lang.say(id)) == folded))
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
        assert_eq!(number_in(&["column-data", "column-decision"], &Cell::Text(" Decisão ".to_owned())), Some(1));
    }

    #[test]
    fn the_sheet_to_decide_in_is_known_by_its_key_and_needs_no_column_that_nobody_reads() {
        let headings = |left_out: &[&str]| {
            let kept = DECIDING_COLUMNS.iter().filter(|id| !left_out.contains(id)).copied().collect::<Vec<_>>();
            Columns::find(&cells(&Lang::PtBr.headings(&kept)))
        };
        let columns = headings(&NOT_READ).unwrap();
        assert_eq!((columns.form(), columns.say_as_exported()), (Form::Deciding, true));
        assert_eq!(
            headings(&["column-person", AS_EXPORTED]).unwrap_err().to_string(),
            "the columns `person or account`, \
            `decided when exported` are missing"
        );
        let row = |key: &str| cells(&[vec![""; 9], vec![key]].concat());
        let key = columns.key(&row(r#"["base39","op1","comp1","approver"]"#));
        assert_eq!(key, Some(["base39", "op1", "comp1", "approver"].map(str::to_owned)));
        for broken in ["", "base39", r#"["base39","op1","comp1"]"#, r#"["base39","op1","comp1",1]"#] {
            assert_eq!(columns.key(&row(broken)), None, "{broken}");
        }
    }

    #[test]
    fn what_is_missing_or_stands_there_twice_is_named() {
        let without = |left_out: &[&str]| -> Vec<Cell> {
            let kept = headings(Lang::En).into_iter().filter(|name| !left_out.contains(&name.as_str()));
            cells(&kept.collect::<Vec<_>>())
        };
        let said = |headings: Vec<Cell>| Columns::find(&headings).unwrap_err().to_string();
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
