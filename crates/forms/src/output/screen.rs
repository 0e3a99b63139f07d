//! A table on its way to a screen: as wide as it is there, with breaks at blanks alone, and each person once.

use acesso_review::model::Failure;
use comfy_table::{ColumnConstraint, Width};
use console::measure_text_width;

use super::{destination::Destination, new_table};
use crate::words::wrapped;

/// What stands around a cell.
const PADDING: usize = 3;

/// Rows that are shown together.
#[derive(Debug)]
pub(super) struct Screen {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether rows that follow each other with the same first cell belong together.
    is_by_first: bool,
}

impl Screen {
    pub(super) fn new(headings: Vec<String>, is_by_first: bool) -> Self {
        Self { headings, rows: Vec::new(), is_by_first }
    }

    pub(super) fn add(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Writes the rows, and forgets them.
    pub(super) fn write(&mut self, out: &mut Destination) -> Result<(), Failure> {
        use std::io::Write;
        writeln!(out, "{}", self.text(out.width()))?;
        self.rows.clear();
        Ok(())
    }

    /// A screen's width is nothing where it is a pipe or a file: there each row stands for itself, however wide.
    fn text(&self, width: Option<u16>) -> String {
        let columns = self.headings.len();
        let Some(width) = width.map(usize::from).filter(|_| columns > 0) else {
            return table(&self.headings, &self.rows, None);
        };
        let words = self.widths(longest_word);
        let fits = |widths: &[usize]| widths.iter().sum::<usize>() + PADDING * widths.len() <= width;
        let rest = words.get(1..).unwrap_or_default();
        if fits(&words) || !(self.is_by_first || fits(rest)) {
            return table(&self.headings, &self.each_once(), Some((width, words)));
        }
        self.by_first(width)
    }

    /// How wide each column is, by what is measured of its cells.
    fn widths(&self, measure: fn(&str) -> usize) -> Vec<usize> {
        let widest = |column: usize, heading: &str| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(cell));
            cells.chain([measure(heading)]).max().unwrap_or_default()
        };
        self.headings.iter().enumerate().map(|(column, heading)| widest(column, heading)).collect()
    }

    /// The rows, in which what is the same as above is left out.
    fn each_once(&self) -> Vec<Vec<String>> {
        let mut rows = self.rows.clone();
        if self.is_by_first {
            let mut above: Option<&String> = None;
            for (row, shown) in self.rows.iter().zip(&mut rows) {
                if row.first() == above
                    && let Some(first) = shown.first_mut()
                {
                    first.clear();
                }
                above = row.first();
            }
        }
        rows
    }

    /// What stands above the rows of a person; of anything else, what it is.
    fn title(&self, row: &[String]) -> String {
        let first = row.first().map_or("", String::as_str);
        match self.headings.first().filter(|_| !self.is_by_first) {
            Some(heading) => format!("{heading} {first}"),
            None => first.to_owned(),
        }
    }

    /// The first column as a line of its own above its rows: addresses leave no room beside them.
    fn by_first(&self, width: usize) -> String {
        let (natural, least) = (self.widths(measure_text_width), self.widths(longest_word));
        let mut widths: Vec<_> = natural.into_iter().skip(1).collect();
        let least: Vec<_> = least.into_iter().skip(1).collect();
        while widths.iter().sum::<usize>() + PADDING * widths.len() + INDENT > width {
            let shrinks = widths
                .iter_mut()
                .zip(&least)
                .filter(|(width, least)| **width > **least)
                .max_by_key(|(width, _)| **width);
            let Some((widest, _)) = shrinks else { break };
            *widest -= 1;
        }
        let mut lines = cells(self.headings.get(1..).unwrap_or_default(), &widths);
        let mut above: Option<&String> = None;
        for row in &self.rows {
            if row.first() != above || above.is_none() || !self.is_by_first {
                lines.push(format!(" {}", wrapped(&self.title(row), width, 3)));
                above = row.first();
            }
            lines.extend(cells(row.get(1..).unwrap_or_default(), &widths));
        }
        lines.join("\n")
    }
}

/// By how much the rows below a person are indented.
const INDENT: usize = 2;

/// The lines of a row whose columns are so wide.
fn cells(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width, 0)).collect();
    let height = cells.iter().map(|cell| cell.lines().count()).max().unwrap_or_default().max(1);
    let line = |number: usize| {
        let part = |(cell, width): (&String, &usize)| {
            let part = cell.lines().nth(number).unwrap_or_default();
            format!("{part}{}", " ".repeat(width.saturating_sub(measure_text_width(part))))
        };
        let parts: Vec<_> = cells.iter().zip(widths).map(part).collect();
        format!("{}{}", " ".repeat(1 + INDENT), parts.join(&" ".repeat(PADDING))).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

fn longest_word(text: &str) -> usize {
    text.split([' ', '\n']).map(measure_text_width).max().unwrap_or_default()
}

/// A table in which no column is narrower than its longest word, as far as there is room.
fn table(headings: &[String], rows: &[Vec<String>], fitted: Option<(usize, Vec<usize>)>) -> String {
    let width = fitted.as_ref().and_then(|(width, _)| u16::try_from(*width).ok());
    let mut table = new_table(width);
    table.set_header(headings).add_rows(rows);
    if let Some((width, words)) = fitted
        && words.iter().sum::<usize>() + PADDING * words.len() <= width
    {
        // A blank stands on either side of each cell.
        let least = words
            .iter()
            .map(|word| ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(word + 2).unwrap_or(u16::MAX))));
        table.set_constraints(least);
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(is_by_first: bool) -> Screen {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let mut screen = Screen::new(row(["person", "access", "where"]), is_by_first);
        for access in ["approver", "customer.user.supervisor"] {
            screen.add(row(["Débora Ensaio <debora.ensaio@casa.example>", access, "Base39: every company"]));
        }
        screen.add(row(["Rui <rui@casa.example>", "member", "TomTicket"]));
        screen
    }

    #[test]
    fn a_person_is_named_once_and_words_stay_whole() {
        let wide = screen(true).text(Some(100));
        assert_eq!(wide.matches("Débora").count(), 1, "{wide}");
        assert!(wide.contains("Débora Ensaio <debora.ensaio@casa.example>   approver "), "{wide}");
        let narrow = screen(true).text(Some(60));
        let expected = [
            "   access                     where",
            " Débora Ensaio <debora.ensaio@casa.example>",
            "   approver                   Base39: every company",
            "   customer.user.supervisor   Base39: every company",
            " Rui <rui@casa.example>",
            "   member                     TomTicket",
        ];
        assert_eq!(narrow.lines().collect::<Vec<_>>(), expected);
        let narrower = screen(true).text(Some(45));
        assert!(
            narrower.contains("Base39: every\n") && narrower.lines().all(|line| measure_text_width(line) <= 45),
            "{narrower}"
        );
        for width in [60, 80, 100] {
            let text = screen(false).text(Some(width)).replace('\n', " ");
            assert!(width < 80 || text.contains("<debora.ensaio@casa.example>"), "{width}: {text}");
        }
    }

    #[test]
    fn what_is_no_person_is_told_by_the_heading() {
        let text = screen(false).text(Some(60));
        let expected = " person Rui <rui@casa.example>\n   member                     TomTicket";
        assert!(text.ends_with(expected), "{text}");
        assert_eq!(text.matches("person Débora").count(), 2, "each row for itself: {text}");
    }

    #[test]
    fn a_pipe_gets_each_row_whole() {
        let text = screen(true).text(None);
        assert_eq!(text.matches("Débora Ensaio <debora.ensaio@casa.example>").count(), 2, "{text}");
        assert_eq!(Screen::new(vec!["what".to_owned()], true).text(Some(80)).lines().count(), 2, "the headings alone");
    }
}
