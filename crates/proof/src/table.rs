//! The one table: what was tried, how many times, how many held.

use std::fmt;

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was tried, and what has to hold.
    pub what: String,
    /// How many times.
    pub tried: u64,
    /// How many of them held.
    pub held: u64,
    /// The figures, and why where it did not hold.
    pub figures: String,
    /// Whether what has to hold did.
    pub holds: bool,
}

impl Line {
    /// What holds if each of so many did.
    pub(crate) fn each(what: impl Into<String>, tried: usize, held: usize, figures: impl Into<String>) -> Self {
        Self::new(what, tried, held, held == tried, figures)
    }

    pub(crate) fn new(
        what: impl Into<String>,
        tried: usize,
        held: usize,
        holds: bool,
        figures: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), tried: tried as u64, held: held as u64, holds, figures: figures.into() }
    }

    /// Something that could not be tried, or ended in an error.
    pub(crate) fn failed(what: impl Into<String>, why: &anyhow::Error) -> Self {
        Self::new(what, 0, 0, false, format!("{why:#}"))
    }
}

/// The lines in columns.
#[derive(Debug)]
pub struct Table(pub Vec<Line>);

impl Table {
    /// Whether every line holds.
    pub fn holds(&self) -> bool {
        self.0.iter().all(|line| line.holds)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|line| line.what.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:<width$}  {:>7}  {:>7}  holds  figures", "what was tried", "times", "held")?;
        for Line { what, tried, held, figures, holds } in &self.0 {
            let verdict = if *holds { "yes" } else { "NO" };
            writeln!(f, "{what:<width$}  {tried:>7}  {held:>7}  {verdict:<5}  {figures}")?;
        }
        let held = self.0.iter().filter(|line| line.holds).count();
        write!(f, "\n{held} of {} lines hold", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_does_not_hold_is_told_from_one_that_does() {
        let good = Line::each("calls answered", 10, 10, "all");
        let bad = Line::failed("a flood", &anyhow::anyhow!("no files left"));
        assert!(Table(vec![good.clone()]).holds());
        let table = Table(vec![good, bad, Line::each("more", 3, 2, "one lost")]);
        assert!(!table.holds());
        let text = table.to_string();
        assert!(text.contains("calls answered       10       10  yes    all"), "{text}");
        assert!(text.contains("NO     no files left") && text.contains("NO     one lost"), "{text}");
        assert!(text.ends_with("1 of 3 lines hold"), "{text}");
    }
}
