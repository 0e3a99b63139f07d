//! What is otherwise than in an earlier run.

use acesso_review::{
    judge::diff::{self, Change, Comparison, Summary, What},
    model::{Failure, Lang, RunDescription, allows, person, place},
    store::Store,
};

use super::{Bar, Figure, count, number};

/// How many changes of each kind the page shows.
const MOST_CHANGES: usize = 200;

/// What changed since the last run that this one can be compared with; nothing where there is none.
#[derive(Debug)]
pub(super) struct Changes {
    since: Option<Since>,
}

#[derive(Debug)]
pub(super) struct Since {
    run: String,
    summary: Summary,
    pub(super) bar: Bar,
    /// How many accesses there were and are where the two are compared.
    pub(super) sentence: String,
    pub(super) kinds: Vec<Kind>,
}

/// Changes of one kind.
#[derive(Debug)]
pub(super) struct Kind {
    what: What,
    pub(super) word: String,
    count: u64,
    /// The count as people read it.
    pub(super) shown: String,
    pub(super) rows: Vec<ChangeRow>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct ChangeRow {
    pub(super) person: String,
    pub(super) what: String,
    pub(super) place: String,
    /// What it was and what it is, where both say something.
    pub(super) sides: Option<String>,
}

impl Changes {
    pub(super) fn of(store: &Store, run: &RunDescription, lang: Lang) -> Result<Self, Failure> {
        let Some(new) = store.run(run.id)? else { return Ok(Self { since: None }) };
        let Some(old) = diff::previous(store, &new)? else { return Ok(Self { since: None }) };
        let comparison = Comparison::new(store, &old, &new)?;
        let mut summary = Summary { left_out: comparison.left_out.clone(), ..Summary::default() };
        let mut kinds = [What::Lost, What::Changed, What::Attributed, What::Gained].map(|what| Kind::of(what, lang));
        comparison.each_change(|change| {
            summary.count(change.what);
            kinds.iter_mut().filter(|kind| kind.what == change.what).for_each(|kind| kind.add(&change, lang));
            Ok(())
        })?;
        let accesses = |run| -> Result<u64, Failure> {
            let counts = comparison.compared.iter().map(|service| store.count_grants(run, *service));
            counts.sum()
        };
        let before_and_after = [
            ("old", old.id.to_string().into()),
            ("before", number(lang, accesses(old.id)?).into()),
            ("new", new.id.to_string().into()),
            ("after", number(lang, accesses(new.id)?).into()),
        ];
        let sentence = lang.say_with("report-before-and-after", before_and_after);
        let kinds = kinds.into_iter().filter(|kind| kind.count > 0).map(|kind| kind.counted(lang)).collect();
        Ok(Self { since: Some(Since { run: old.id.to_string(), bar: bar(&summary, lang), summary, sentence, kinds }) })
    }

    pub(super) fn since(&self) -> Option<&Since> {
        self.since.as_ref()
    }

    /// Why a service is not compared.
    pub(super) fn left_out(&self, lang: Lang) -> Vec<String> {
        let left_out = self.since.iter().flat_map(|since| &since.summary.left_out);
        left_out.map(|left| format!("{}: {}", left.service, left.reason.sentence(lang))).collect()
    }

    pub(super) fn figure(&self, lang: Lang) -> Figure {
        let (value, details) = match &self.since {
            None => (lang.say("report-not-known"), vec![lang.say("report-no-earlier-run")]),
            Some(Since { run, summary, bar, .. }) => {
                let counts = [
                    ("gained", summary.gained.into()),
                    ("lost", summary.lost.into()),
                    ("changed", summary.changed.into()),
                ];
                let since = lang.say_with("report-since-run", [("run", run.as_str().into())]);
                let mut details = vec![since, lang.say_with("report-change-counts", counts)];
                if !summary.left_out.is_empty() {
                    let names: Vec<_> = summary.left_out.iter().map(|left| left.service.name()).collect();
                    details.push(lang.say_with("report-without", [("services", names.join(", ").into())]));
                }
                (number(lang, bar.total()), details)
            }
        };
        Figure { label: lang.say("report-changes"), value, details, section: "changes", is_bad: false }
    }
}

fn bar(summary: &Summary, lang: Lang) -> Bar {
    let mut bar = Bar::default();
    bar.add("lost", "report-lost", summary.lost, lang);
    bar.add("changed", "report-changed", summary.changed, lang);
    if summary.attributed > 0 {
        bar.add("attributed", "report-attributed", summary.attributed, lang);
    }
    bar.add("gained", "report-gained", summary.gained, lang);
    bar
}

impl Kind {
    fn of(what: What, lang: Lang) -> Self {
        let word = lang.say(match what {
            What::Lost => "report-lost",
            What::Changed => "report-changed",
            What::Attributed => "report-attributed",
            What::Gained => "report-gained",
        });
        Self { what, word, count: 0, shown: String::new(), rows: Vec::new(), more: None }
    }

    fn add(&mut self, change: &Change, lang: Lang) {
        self.count += 1;
        if self.rows.len() < MOST_CHANGES {
            self.rows.push(ChangeRow::of(change, lang));
        }
    }

    fn counted(self, lang: Lang) -> Self {
        let more = self.count.checked_sub(count(self.rows.len())).filter(|more| *more > 0);
        let more = more.map(|more| lang.say_with("report-more-changes", [("count", more.into())]));
        Self { shown: number(lang, self.count), more, ..self }
    }
}

impl ChangeRow {
    fn of(change: &Change, lang: Lang) -> Self {
        let Change { what, service, principal, principal_kind, name, email, resource, resource_name, .. } = change;
        let [before, after] = change.sides(lang);
        let both = matches!(what, What::Changed | What::Attributed);
        Self {
            person: person(principal_kind, principal, name.as_deref(), email.as_deref(), lang),
            what: match &change.permission {
                Some(permission) => allows(*service, permission, lang).what,
                None => lang.say("the-account"),
            },
            place: match resource {
                Some(resource) => place(*service, resource, resource_name.as_deref(), lang),
                None => service.name(),
            },
            sides: both.then(|| format!("{before} → {after}")),
        }
    }
}
