//! What is otherwise than in an earlier run.

use acesso_review::{
    judge::diff::{self, Comparison, Summary},
    model::{Failure, Lang, RunDescription},
    store::Store,
};

use super::{Bar, Figure, number};

/// How much changed since the last run that this one can be compared with; nothing where there is none.
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
}

impl Changes {
    pub(super) fn of(store: &Store, run: &RunDescription, lang: Lang) -> Result<Self, Failure> {
        let Some(new) = store.run(run.id)? else { return Ok(Self { since: None }) };
        let Some(old) = diff::previous(store, &new)? else { return Ok(Self { since: None }) };
        let summary = diff::summary(store, &old, &new)?;
        let compared = Comparison::new(store, &old, &new)?.compared;
        let accesses = |run| -> Result<u64, Failure> {
            let counts = compared.iter().map(|service| store.count_grants(run, *service));
            counts.sum()
        };
        let before_and_after = [
            ("old", old.id.to_string().into()),
            ("before", number(lang, accesses(old.id)?).into()),
            ("new", new.id.to_string().into()),
            ("after", number(lang, accesses(new.id)?).into()),
        ];
        let sentence = lang.say_with("report-before-and-after", before_and_after);
        let mut bar = Bar::default();
        bar.add("lost", "report-lost", summary.lost, lang);
        bar.add("changed", "report-changed", summary.changed, lang);
        if summary.attributed > 0 {
            bar.add("attributed", "report-attributed", summary.attributed, lang);
        }
        bar.add("gained", "report-gained", summary.gained, lang);
        Ok(Self { since: Some(Since { run: old.id.to_string(), summary, bar, sentence }) })
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
        let (label, value, details) = match &self.since {
            None => (lang.say("report-changes"), lang.say("report-not-known"), vec![lang.say("report-no-earlier-run")]),
            Some(Since { run, summary, bar, .. }) => {
                let counts = [
                    ("gained", summary.gained.into()),
                    ("lost", summary.lost.into()),
                    ("changed", summary.changed.into()),
                ];
                let mut details = vec![lang.say_with("report-change-counts", counts)];
                if !summary.left_out.is_empty() {
                    let names: Vec<_> = summary.left_out.iter().map(|left| left.service.name()).collect();
                    details.push(lang.say_with("report-without", [("services", names.join(", ").into())]));
                }
                let label = lang.say_with("report-changes-since", [("run", run.as_str().into())]);
                (label, number(lang, bar.total()), details)
            }
        };
        Figure { label, value, details, section: "changes", is_bad: false }
    }
}
