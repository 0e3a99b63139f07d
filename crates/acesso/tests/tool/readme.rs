//! What the READMEs show is what the tool prints.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::{ToSpan as _, Zoned, civil::Date};

use crate::{
    decide::Sheets,
    packets::saved,
    run::{Run, tool},
};

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
            && word.contains(['-', ':', '/'])
            && word.chars().all(|c| c.is_ascii_digit() || "-:/,".contains(c));
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
        kept_in = ["kept in", "guardado em"].iter().any(|it| line.trim_start().starts_with(it))
            && ["in", "em"].contains(&word);
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

/// Where a person reads a page and types what it shows.
struct Reader {
    folder: tempfile::TempDir,
    variables: BTreeMap<&'static str, String>,
    today: Date,
}

impl Reader {
    /// Whose system speaks this language.
    fn new(locale: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap().to_owned();
        let variables = [
            ("XDG_DATA_HOME", data),
            ("LC_ALL", locale.to_owned()),
            ("TZ", "UTC".to_owned()),
            ("ACESSO_NO_KEYRING", "1".to_owned()),
        ];
        Self { folder, variables: BTreeMap::from(variables), today: Zoned::now().date() }
    }

    async fn run(&self, arguments: &[String]) -> Run {
        let mut command = tool(&self.variables);
        let output = command.current_dir(self.folder.path()).args(arguments).output().await.unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What is typed: quoted words as one, and days of December 2026 as far away as they are from its first weeks.
    fn typed(&self, command: &str) -> Vec<String> {
        let (due, until) = (self.today + 16.days(), self.today + 21.days());
        let mut command = command.to_owned();
        for (shown, day) in [("2026-12-15", due), ("2026-12-20", until)] {
            command = command.replace(shown, &day.to_string());
        }
        for (shown, day) in [("15/12/2026", due), ("20/12/2026", until)] {
            command = command.replace(shown, &day.strftime("%d/%m/%Y").to_string());
        }
        let quoted = command.split('"').enumerate();
        let words = |(place, text): (usize, &str)| match place % 2 {
            0 => text.split_whitespace().map(str::to_owned).collect(),
            _ => vec![text.to_owned()],
        };
        quoted.flat_map(words).collect()
    }

    /// What people do by hand before this is typed.
    fn prepare(&self, command: &str) {
        let Some(file) = command.strip_prefix("decide --from ").and_then(|from| from.split(' ').next()) else { return };
        let from = self.folder.path().join(file);
        let packets = ["campaign", "campanha"].map(|name| self.folder.path().join(name));
        match (packets.iter().find(|packets| packets.exists()), file.ends_with('/')) {
            (Some(packets), true) => {
                fs::create_dir(&from).unwrap();
                let decided = saved(&packets.join(format!("packet-1-{MANAGER}.html")), &[LEAVER]).to_string();
                fs::write(from.join(format!("decisions-1-{MANAGER}-2026-12-01-0930.json")), decided).unwrap();
            }
            // The manager decides about all people of hers, and the fallback about the rest: keys, and who has no manager.
            (Some(_), false) => self.decide_in_the_sheet(&from, |row| {
                let is_key = ["key ", "chave "].iter().any(|begin| row.person.starts_with(begin));
                let is_theirs = is_key || !row.manager.contains(MANAGER);
                is_theirs.then_some(["keep", "needed", "auditoria@casa-aurora.example"])
            }),
            (None, _) => self.decide_in_the_sheet(&from, |row| {
                let decision = match row.allowed.rsplit_once('(')?.1 {
                    "approver)" | "financial)" => ["revoke", "left in May", "Rui Exemplo"],
                    "create_tickets)" => ["keep", "", "Rui Exemplo"],
                    _ => return None,
                };
                row.person.starts_with("Débora Ensaio").then_some(decision)
            }),
        }
    }

    /// Fills in decision, reason and reviewer of each row about which there is something to say, and today.
    fn decide_in_the_sheet(&self, path: &Path, say: impl Fn(&Row<'_>) -> Option<[&'static str; 3]>) {
        let mut sheets = Sheets::open(path);
        let today = self.today.strftime("%d/%m/%Y").to_string();
        let rows = sheets.access();
        let column = |names: [&str; 2]| rows[0].iter().position(|heading| names.contains(&heading.as_str())).unwrap();
        let asked =
            [["person or account", "pessoa ou conta"], ["manager", "gestor"], ["what it allows", "o que permite"]];
        let filled =
            [["decision", "decisão"], ["reason", "motivo"], ["reviewer", "revisor"], ["decided on", "decidido em"]];
        let (asked, filled) = (asked.map(column), filled.map(column));
        for row in rows.iter_mut().skip(1) {
            let [person, manager, allowed] = asked.map(|column| row[column].as_str());
            let Some([decision, reason, reviewer]) = say(&Row { person, manager, allowed }) else { continue };
            for (column, text) in filled.into_iter().zip([decision, reason, reviewer, &today]) {
                text.clone_into(&mut row[column]);
            }
        }
        sheets.save(path);
    }
}

/// What a person reads in a row of the sheet.
struct Row<'a> {
    person: &'a str,
    manager: &'a str,
    allowed: &'a str,
}

/// Who reviews most of the sandbox's accesses.
const MANAGER: &str = "ana.exemplo.1@casa-aurora.example";

/// Who left, at Base39.
const LEAVER: &str = "oprt_3a2914ac190051b0ef953632";

async fn check(readme: &str, locale: &str) -> usize {
    let reader = Reader::new(locale);
    let commands = shown(readme);
    for Shown { command, lines } in &commands {
        reader.prepare(command);
        let run = reader.run(&reader.typed(command)).await;
        assert_eq!(run.code, 0, "{command}: {run:?}");
        // A terminal shows both; what is said about the answer stands before it, after it, or around it.
        let (out, err): (Vec<_>, Vec<_>) = (run.out.lines().collect(), run.err.lines().collect());
        if *command == "review --sandbox" {
            assert!(out.len() <= 50, "the answer has {} lines, and fits on no screen: {out:#?}", out.len());
        }
        let is_shown = |place: usize| matches(lines, &[&err[..place], &out[..], &err[place..]].concat());
        assert!(
            (0..=err.len()).any(is_shown),
            "the page shows for `acesso {command}`:\n{}\nand this is printed:\n{}{}",
            lines.join("\n"),
            run.err,
            run.out
        );
    }
    commands.len()
}

#[tokio::test]
async fn the_tools_own_readme_shows_what_is_printed() {
    assert!(check(include_str!("../../README.md"), "C").await >= 13);
}

#[cfg(repository)]
#[tokio::test]
async fn the_front_pages_show_what_is_printed() {
    assert!(check(include_str!("../../../../README.md"), "C").await >= 1);
    assert!(check(include_str!("../../../../README.pt-BR.md"), "pt_BR.UTF-8").await >= 1);
}

#[tokio::test]
async fn the_page_on_personal_data_shows_what_is_printed() {
    let after_a_review = "```console\n$ acesso review --sandbox\n…\n```\n";
    for page in [include_str!("../../PERSONAL-DATA.md"), include_str!("../../PERSONAL-DATA.pt-BR.md")] {
        assert!(check(&format!("{after_a_review}{page}"), "C").await >= 3);
    }
}

#[tokio::test]
async fn the_pages_on_campaigns_show_what_is_printed() {
    let (english, portuguese) = tokio::join!(
        check(include_str!("../../CAMPAIGN.md"), "C"),
        check(include_str!("../../CAMPAIGN.pt-BR.md"), "pt_BR.UTF-8")
    );
    assert!(english >= 13 && english == portuguese, "{english}, {portuguese}");
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
