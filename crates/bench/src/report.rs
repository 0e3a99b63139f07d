//! The figures as tables.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    fs,
};

use anyhow::{Context as _, Result};

use crate::{
    build::{BASELINE, OURS},
    instructions::Instructions,
    machine::Machine,
    races::{COURSES, Lists, Races, Standing, median},
    starts::Starts,
    vendor::{Allowance, Call},
    weights::Weight,
};

/// Between these two lines the page is written anew by each run.
const BEGIN: &str = "<!-- figures: written by cargo xtask bench -->";
const END: &str = "<!-- end of figures -->";

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) quick: bool,
    pub(crate) machine: Machine,
    pub(crate) rounds: usize,
    /// The contenders with their versions, in the order of the table.
    pub(crate) contenders: Vec<(&'static str, String)>,
    pub(crate) races: Races,
    pub(crate) instructions: BTreeMap<&'static str, Instructions>,
    pub(crate) lists: Lists,
    pub(crate) outage: Vec<(&'static str, f64)>,
    pub(crate) call: Call,
    pub(crate) allowance: Vec<Allowance>,
    pub(crate) weights: Vec<Weight>,
    pub(crate) starts: Starts,
}

/// Puts the tables into a page, between its two marks.
pub(crate) fn put_into(page: &str, tables: &impl Display) -> Result<()> {
    let text = fs::read_to_string(page).with_context(|| format!("cannot read {page}"))?;
    let (before, rest) = text.split_once(BEGIN).with_context(|| format!("{page} lacks the line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{page} lacks the line {END}"))?;
    fs::write(page, format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))?;
    eprintln!("written into {page}");
    Ok(())
}

impl Report {
    fn races(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let courses = COURSES.map(|(course, ..)| course);
        writeln!(f, "| client | version | {} | instructions a request | instructions an item |", courses.join(" | "))?;
        writeln!(f, "| --- | --- |{}", " ---: |".repeat(courses.len() + 2))?;
        for (name, version) in &self.contenders {
            let ratios = courses.map(|course| self.standing(name, course, |standing| spread(&standing.ratios, 2)));
            let instructions = self.instructions.get(name);
            let count = |of: fn(&Instructions) -> f64| {
                instructions.map_or("not counted".to_owned(), |count| thousands(of(count)))
            };
            let (request, item) = (count(|count| count.request), count(|count| count.item));
            writeln!(f, "| {name} | {version} | {} | {request} | {item} |", ratios.join(" | "))?;
        }
        let rates = COURSES.map(|(course, ..)| {
            let rate = self.standing(BASELINE, course, |standing| thousands(median(&standing.rates)));
            format!("{rate} a second ({course})")
        });
        writeln!(f, "\n{BASELINE} did {}.", rates.join(", "))
    }

    fn processor(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let courses = COURSES.map(|(course, ..)| course);
        writeln!(f, "| client | {} |", courses.join(" | "))?;
        writeln!(f, "| --- |{}", " ---: |".repeat(courses.len()))?;
        for (name, _) in &self.contenders {
            let times = courses.map(|course| self.standing(name, course, |standing| spread(&standing.processor, 1)));
            writeln!(f, "| {name} | {} |", times.join(" | "))?;
        }
        Ok(())
    }

    fn standing(&self, contender: &str, course: &str, show: impl Fn(&Standing) -> String) -> String {
        let found = self.races.iter().find(|((name, on), _)| *name == contender && *on == course);
        found.map_or_else(String::new, |(_, standing)| show(standing))
    }

    fn single_figures(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Lists { memory: (small, large), slow: (ours, by_hand) } = self.lists;
        let (help, review) = self.starts.medians();
        writeln!(f, "| what | figure |\n| --- | --- |")?;
        writeln!(
            f,
            "| a call without a network | {:.2} µs, {:.0} allocations |",
            self.call.nanoseconds / 1e3,
            self.call.allocations
        )?;
        writeln!(
            f,
            "| the most memory while 1,000 items are read, and 1,000,000 | {} KiB, {} KiB |",
            thousands(small as f64),
            thousands(large as f64)
        )?;
        writeln!(
            f,
            "| a page where answer and consumer take 5 ms each: {OURS}, a loop on {BASELINE} | {ours:.1} ms, {by_hand:.1} ms |"
        )?;
        for Allowance { who, delay_ms, seconds, used, refused } in &self.allowance {
            let who = if who == "client" { "tomticket" } else { "a loop that sleeps a third of a second" };
            writeln!(
                f,
                "| 60 look-ups at 3 a second, {delay_ms} ms each way: {who} | {seconds:.1} s, {:.0} % of the allowance, {refused} × 429 |",
                used * 100.0
            )?;
        }
        writeln!(f, "| `acesso --help` | {help:.0} ms |")?;
        writeln!(f, "| `acesso review --sandbox`, from its start to its first answer | {review:.0} ms |")
    }

    fn weights(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| client | crates | release build from nothing | stripped program |")?;
        writeln!(f, "| --- | ---: | ---: | ---: |")?;
        for Weight { client, crates, built } in &self.weights {
            let (seconds, size) = match built {
                Some(built) => (format!("{:.0} s", built.seconds), format!("{:.1} MB", built.bytes as f64 / 1e6)),
                None => ("not built".to_owned(), "not built".to_owned()),
            };
            writeln!(f, "| {client} | {crates} | {seconds} | {size} |")?;
        }
        Ok(())
    }

    fn outage(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| client | requests a call |\n| --- | ---: |")?;
        for (name, requests) in &self.outage {
            writeln!(f, "| {name} | {requests:.2} |")?;
        }
        Ok(())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = if self.quick { "A quick run" } else { "A run" };
        writeln!(f, "{kind} of {} rounds {}.\n", self.rounds, self.machine)?;
        writeln!(
            f,
            "× is the rate in relation to {BASELINE} in the same round: the median, and in brackets the smallest and the largest.\n"
        )?;
        self.races(f)?;
        writeln!(f, "\nMicroseconds of the processor for a request, and for a page:\n")?;
        self.processor(f)?;
        writeln!(f, "\nOther goals:\n")?;
        self.single_figures(f)?;
        writeln!(f, "\nWhat a program with one call pulls in:\n")?;
        self.weights(f)?;
        if !self.outage.is_empty() {
            writeln!(
                f,
                "\nRequests to a service that is down (503), for each of 100 calls at once, with default retries:\n"
            )?;
            self.outage(f)?;
        }
        Ok(())
    }
}

fn spread(figures: &[f64], digits: usize) -> String {
    let (least, most) = (figures.first().copied().unwrap_or(f64::NAN), figures.last().copied().unwrap_or(f64::NAN));
    format!("{:.digits$} ({least:.digits$}–{most:.digits$})", median(figures))
}

pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_commas() {
        for (number, shown) in [(0.0, "0"), (999.4, "999"), (1_000.0, "1,000"), (1_234_567.0, "1,234,567")] {
            assert_eq!(thousands(number), shown);
        }
    }

    #[test]
    fn a_spread_names_the_middle_and_both_ends() {
        assert_eq!(spread(&[0.9, 1.0, 1.25], 2), "1.00 (0.90–1.25)");
    }
}
