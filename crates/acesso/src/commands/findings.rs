//! `acesso findings`

use std::process::ExitCode;

use acesso_forms::{
    findings::{COLUMNS, Line},
    output::{About, List, Output, say, terminal_width},
};
use acesso_review::{
    judge::{
        findings::{self, Evaluation, Expired, FindingChanges, Group, SinceEarlier, Subject},
        teams::Team,
    },
    model::{Failure, Lang, RunDescription, RunState, Severity},
    source::{Registry, Wording},
    store::Store,
};
use serde_json::json;

use super::{
    grants::warn,
    review::{FOUND, INCOMPLETE},
};
use crate::{cli::FindingsOptions, stores};

/// Where what was found stands among the columns of a screen, and from how many columns on there is room for what follows it.
const WHAT: usize = 2;
const ROOMY: u16 = 140;

/// What fits on a screen: many alike in a line, or each.
const GROUPED: [&str; 4] = ["column-severity", "column-findings", "column-what", "column-rule"];
const EACH: [&str; 5] = ["column-severity", "column-state", "column-what", "column-account", "column-rule"];

pub(crate) fn run(options: &FindingsOptions, sandbox: bool, output: &Output) -> Result<ExitCode, Failure> {
    let store = stores::open_to_read(&options.store, sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?, output.lang())?;
    warn(&run);
    let earlier = SinceEarlier::of(&store, run.id, run.lang)?;
    let team = Team::of(&store, run.id, options.team.wanted())?;
    let report = Report { run, store: &store, earlier: &earlier, team, options, output };
    let (groups, changes, open) = (report.groups()?, report.changes(), report.open_questions()?);
    let mut list = report.open_list(&changes, &open)?;
    for group in &groups {
        if report.is_grouped() {
            list.add_row(|| report.fitted(grouped(group, output.lang())))?;
        } else {
            findings::each_since(&store, report.run.id, &earlier, Some(&group.rule), output.lang(), |finding| {
                if !report.is_about_the_team(&finding.subject) {
                    return Ok(());
                }
                list.add(finding, || report.row(&Line::of_finding(finding)))
            })?;
        }
    }
    let gone = changes.iter().flat_map(|changes| &changes.gone).map(Line::of_gone);
    let gaps = open.unanswered.iter().flat_map(Line::of_gaps);
    for line in gone.chain(gaps).chain(open.expired.iter().map(Line::of_expired)) {
        list.add_row(|| report.row(&line))?;
    }
    list.close()?;
    let count = |of: fn(&Group) -> u64| groups.iter().map(of).sum::<u64>();
    let (found, suppressed) = (count(|group| group.count), count(|group| group.suppressed));
    let counts = [("count", found.into()), ("suppressed", suppressed.into())];
    say(output.lang().say_with("findings-counted", counts));
    say(since(&changes, &groups, output.lang()));
    Ok(report.exit_code(&groups))
}

/// How many are new and gone.
fn since(changes: &Option<FindingChanges>, groups: &[Group], lang: Lang) -> String {
    match changes {
        Some(changes) => changes.sentence(groups, lang),
        None => lang.say("findings-since-nothing"),
    }
}

/// Many alike in a line.
fn grouped(group: &Group, lang: Lang) -> Vec<String> {
    let count = match group.suppressed {
        0 => group.count.to_string(),
        suppressed => {
            let counts = [("count", group.count.into()), ("suppressed", suppressed.into())];
            lang.say_with("findings-counted-in-a-line", counts)
        }
    };
    let count = [Some(count), group.news(lang)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    vec![group.severity.name(lang), count, group.sentence.clone(), group.rule.clone()]
}

/// What keeps us from saying that nothing else is there.
struct OpenQuestions {
    unanswered: Vec<Evaluation>,
    expired: Vec<Expired>,
}

struct Report<'a> {
    run: RunDescription,
    store: &'a Store,
    earlier: &'a SinceEarlier,
    team: Option<Team>,
    options: &'a FindingsOptions,
    output: &'a Output,
}

impl Report<'_> {
    fn is_grouped(&self) -> bool {
        self.output.is_table() && !self.options.all
    }

    /// Whether the options ask for this.
    fn wants(&self, rule: &str, severity: Severity) -> bool {
        self.options.rule.as_ref().is_none_or(|wanted| wanted == rule)
            && self.options.severity.is_none_or(|least| severity >= least)
    }

    fn is_about_the_team(&self, subject: &Subject) -> bool {
        self.team.as_ref().is_none_or(|team| team.is_about(subject))
    }

    fn groups(&self) -> Result<Vec<Group>, Failure> {
        let (run, lang) = (self.run.id, self.run.lang);
        let mut groups = match &self.team {
            None => findings::top(self.store, run, usize::MAX, self.earlier, lang)?,
            Some(team) => {
                findings::top_among(self.store, run, self.earlier, |finding| team.is_about(&finding.subject), lang)?
            }
        };
        groups.retain(|group| self.wants(&group.rule, group.severity));
        Ok(groups)
    }

    /// What became of what an earlier run found, as far as the options ask for it.
    fn changes(&self) -> Option<FindingChanges> {
        let mut changes = self.earlier.changes()?.clone();
        changes.retain(|gone| self.wants(&gone.rule, gone.severity) && self.is_about_the_team(&gone.subject));
        Some(changes)
    }

    /// What `--fail-on-new` says: of a run that is incomplete nobody can tell that there is nothing.
    fn exit_code(&self, groups: &[Group]) -> ExitCode {
        match self.options.fail_on_new {
            Some(_) if self.run.state != RunState::Complete => ExitCode::from(INCOMPLETE),
            Some(least) if findings::worst_not_known(groups) >= Some(least) => ExitCode::from(FOUND),
            _ => ExitCode::SUCCESS,
        }
    }

    fn open_questions(&self) -> Result<OpenQuestions, Failure> {
        let mut unanswered = findings::evaluations(self.store, self.run.id, self.run.lang)?;
        if unanswered.is_empty() {
            return Err(Failure::usage("failure-findings-not-asked", &[("run", &self.run.id)]));
        }
        unanswered
            .retain(|evaluation| !evaluation.gaps.is_empty() && self.wants(&evaluation.rule, evaluation.severity));
        let mut expired = findings::expired(self.store, self.run.id, self.run.lang)?;
        expired.retain(|expired| self.wants(&expired.rule, expired.severity));
        Ok(OpenQuestions { unanswered, expired })
    }

    fn open_list(&self, changes: &Option<FindingChanges>, open: &OpenQuestions) -> Result<List, Failure> {
        let mut caption = self.run.caption();
        if let Some(id) = &self.options.rule {
            let rule = findings::rule(&Registry::built_in(), id).map_err(|unknown| {
                Failure::usage("failure-no-such-rule", &[]).with("what", |lang| unknown.say(lang))
            })?;
            let (wording, lang) = (Wording(rule.id), self.run.lang);
            let asked = [
                ("question", wording.question(lang).unwrap_or_default().into()),
                ("data", wording.data(lang).unwrap_or_default().into()),
            ];
            caption.push_str(&format!("\n{}", lang.say_with("question-and-data", asked)));
        }
        if let Some(team) = &self.team {
            caption.push_str(&format!("\n{}", team.line(self.run.lang)));
        }
        let about = About {
            caption,
            members: vec![
                ("schema", json!("acesso/findings/2")),
                ("sandbox", json!(self.run.sandbox)),
                ("run", json!(self.run)),
                ("unanswered", json!(open.unanswered)),
                ("expired_suppressions", json!(open.expired)),
                ("finding_changes", json!(changes)),
            ],
            list: "findings",
            sheet: self.run.lang.say("sheet-findings"),
            is_by_first: false,
        };
        let headings: &[_] = match (self.output.is_table(), self.options.all) {
            (true, false) => &GROUPED,
            (true, true) => &EACH,
            (false, _) => &COLUMNS,
        };
        let headings = if self.is_narrow() { headings.get(..=WHAT).unwrap_or(headings) } else { headings };
        self.output.list_about(&about, self.run.lang.headings(headings))
    }

    fn row(&self, line: &Line<'_>) -> Vec<String> {
        self.fitted(match (self.output.is_table(), self.options.all) {
            (true, false) => line.grouped(self.run.lang),
            (true, true) => line.each(self.run.lang),
            (false, _) => line.columns(&self.run),
        })
    }

    /// Whether it goes to a screen that has no room for all columns beside each other.
    fn is_narrow(&self) -> bool {
        let width = terminal_width().filter(|_| self.output.is_table() && !self.output.is_file());
        width.is_some_and(|width| width < ROOMY)
    }

    /// The row, in which on a narrow screen the account and the rule stand behind what was found.
    fn fitted(&self, mut row: Vec<String>) -> Vec<String> {
        if self.is_narrow() && row.len() > WHAT {
            let mut rest = row.split_off(WHAT + 1);
            rest.retain(|cell| !cell.is_empty());
            if let Some(what) = row.last_mut().filter(|_| !rest.is_empty()) {
                what.push_str(&format!(" [{}]", rest.join(", ")));
            }
        }
        row
    }
}
