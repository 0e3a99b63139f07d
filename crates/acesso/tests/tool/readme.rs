//! What the READMEs show is what the tool prints.

use std::{collections::BTreeMap, path::Path};

use crate::{decide::Sheets, run::run};

/// A command that a README shows, and the lines that it shows as the answer. A line `…` stands for any lines.
#[derive(Debug, PartialEq, Eq)]
struct Shown<'a> {
    command: &'a str,
    lines: Vec<&'a str>,
}

/// The commands of all console blocks, in order.
fn shown(readme: &str) -> Vec<Shown<'_>> {
    let mut commands: Vec<Shown<'_>> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            match (line.strip_prefix("$ acesso "), commands.last_mut()) {
                (Some(command), _) => commands.push(Shown { command, lines: Vec::new() }),
                (None, Some(last)) if !line.starts_with("$ ") => last.lines.push(line),
                _ => {}
            }
        }
    }
    commands
}

/// A line without what differs from run to run: times, places, and the blanks of columns.
fn lasting(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut kept_in = false;
    for word in line.split_whitespace() {
        let is_time = word.len() >= 5
            && word.contains(['-', ':'])
            && word.chars().all(|c| c.is_ascii_digit() || "-:,".contains(c));
        let is_seconds = words.last().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()))
            && word.trim_end_matches([':', ',']) == "s";
        let word = if is_time && !line.contains("left on") {
            "TIME"
        } else if is_seconds {
            words.pop();
            "DURATION"
        } else if kept_in {
            "PATH"
        } else if word.starts_with('─') {
            "─"
        } else {
            word
        };
        kept_in = line.trim_start().starts_with("kept in") && word == "in";
        words.push(word.to_owned());
    }
    words.join(" ")
}

/// Whether the printed lines are the shown ones, `…` standing for any number of lines.
fn matches(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, more)| lasting(line) == lasting(first) && matches(rest, more))
        }
    }
}

/// What the README tells people to do in their spreadsheet program.
fn fill_in(path: &Path) {
    let mut sheets = Sheets::open(path);
    let today = jiff::Timestamp::now().strftime("%d/%m/%Y").to_string();
    let (person, allowed) = (sheets.column("person or account"), sheets.column("what it allows"));
    let rows: Vec<_> =
        (1..sheets.access().len()).filter(|row| sheets.access()[*row][person].starts_with("Débora Ensaio")).collect();
    for row in rows {
        match sheets.access()[row][allowed].rsplit_once('(').map(|(_, name)| name) {
            Some("approver)" | "financial)") => sheets.decide(row, ["revoke", "left in May", "Rui Exemplo", &today]),
            Some("create_tickets)") => sheets.decide(row, ["keep", "", "Rui Exemplo", &today]),
            _ => {}
        }
    }
    sheets.save(path);
}

async fn check(readme: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let variables = BTreeMap::from([
        ("XDG_DATA_HOME", folder.path().to_str().unwrap().to_owned()),
        ("TZ", "UTC".to_owned()),
        ("ACESSO_NO_KEYRING", "1".to_owned()),
    ]);
    let commands = shown(readme);
    for Shown { command, lines } in &commands {
        let in_folder = |command: String, name: &str| {
            command.replace(&format!(" {name}"), &format!(" {}/{name}", folder.path().display()))
        };
        let command =
            ["access.", "acessos.", "review.xlsx", "evidence/"].into_iter().fold((*command).to_owned(), in_folder);
        if command.starts_with("decide ") {
            fill_in(&folder.path().join("review.xlsx"));
        }
        let run = run(&variables, &command.split_whitespace().collect::<Vec<_>>()).await;
        assert_eq!(run.code, 0, "{command}: {run:?}");
        // A terminal shows both; what is said about the answer stands before it, after it, or around it.
        let (out, err): (Vec<_>, Vec<_>) = (run.out.lines().collect(), run.err.lines().collect());
        if command == "review --sandbox" {
            assert!(out.len() <= 50, "the answer has {} lines, and fits on no screen: {out:#?}", out.len());
        }
        let is_shown = |place: usize| matches(lines, &[&err[..place], &out[..], &err[place..]].concat());
        assert!(
            (0..=err.len()).any(is_shown),
            "the README shows for `acesso {command}`:\n{}\nand this is printed:\n{}{}",
            lines.join("\n"),
            run.err,
            run.out
        );
    }
    commands.len()
}

#[tokio::test]
async fn the_tools_own_readme_shows_what_is_printed() {
    assert!(check(include_str!("../../README.md")).await >= 13);
}

#[cfg(repository)]
#[tokio::test]
async fn the_front_page_shows_what_is_printed() {
    assert!(check(include_str!("../../../../README.md")).await >= 1);
}

#[tokio::test]
async fn the_page_on_personal_data_shows_what_is_printed() {
    let after_a_review = "```console\n$ acesso review --sandbox\n…\n```\n";
    for page in [include_str!("../../PERSONAL-DATA.md"), include_str!("../../PERSONAL-DATA.pt-BR.md")] {
        assert!(check(&format!("{after_a_review}{page}")).await >= 3);
    }
}

#[test]
fn a_line_that_differs_is_noticed() {
    let printed = ["Run 1 of 2026-11-22 02:54, took 5 s: complete", "kept in /a/b", "  3 users", "end"];
    assert!(matches(&["Run 1 of 2020-01-01 00:00, took 61 s: complete", "kept in /c", "…"], &printed));
    assert!(matches(&["…", " 3   users", "end"], &printed));
    assert!(!matches(&["…", "4 users", "end"], &printed));
    assert!(!matches(&["…", "3 users"], &printed), "a line that is left out without `…`");
    assert!(!matches(&["Run 2 of 2026-11-22 02:54, took 5 s: complete", "…"], &printed));
}
