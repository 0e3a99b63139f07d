//! What of a run's findings is new since an earlier run, and what that one found is gone.
//!
//! The two are compared as [`diff`] compares them: only at services that both have all of and read under the same settings.
//! Never more is said than both know: where a question was not asked in one of them, or has no answer for somebody, what only the
//! other one has is neither new nor gone, but unknown.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Finding, Group, Subject, rule, rules};
use crate::{
    judge::diff::{self, Comparison},
    model::{Failure, Lang, Run, ServiceId, Severity},
    source::{Need, Registry, Rule},
    store::{EvaluationRow, FindingRow, Question, Store, Unmatched},
};

/// Whether the earlier run had a finding, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Novelty {
    /// It did not, or not as far: on fewer resources, or with fewer roles.
    New,
    /// It did.
    Known,
    /// Nobody can tell.
    #[default]
    Unknown,
}

impl Novelty {
    /// As it is written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::Unknown => "unknown",
        }
    }

    /// As people write it; nothing where nobody can tell.
    pub fn name(self, lang: Lang) -> String {
        lang.say_with("novelty", [("since", self.as_str().into())])
    }
}

/// What the earlier run found, and this one, which asked the same, does not. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gone {
    /// The id of the [rule](Rule) that found it.
    pub rule: String,
    /// How much it mattered then.
    pub severity: Severity,
    /// The finding as it was, for people.
    pub sentence: String,
    /// Whom it was about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The one resource that it was about; absent where there were several.
    pub resource: Option<String>,
}

/// The findings of a run beside those of an earlier one.
#[derive(Debug, Default)]
pub struct SinceEarlier {
    /// Nothing where no earlier run can be compared.
    changes: Option<FindingChanges>,
    /// The numbers of those that are not known.
    new: BTreeSet<i64>,
    unknown: BTreeSet<i64>,
    /// How many of these of each rule somebody has to look at.
    counts: BTreeMap<String, Counts>,
}

/// What became of the findings of an earlier run. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingChanges {
    /// The earlier run.
    pub since_run: i64,
    /// What that one found, and this one, which asked the same, does not.
    pub gone: Vec<Gone>,
    /// What this run does not have either, and nobody can tell whether it is gone.
    pub perhaps_gone: Vec<Gone>,
}

impl FindingChanges {
    /// Leaves out what is not wanted.
    pub fn retain(&mut self, wants: impl Fn(&Gone) -> bool) {
        for gone in [&mut self.gone, &mut self.perhaps_gone] {
            gone.retain(|gone| wants(gone));
        }
    }

    /// How many are new and gone, for people.
    pub fn sentence(&self, groups: &[Group], lang: Lang) -> String {
        let values = [
            ("run", self.since_run.to_string().into()),
            ("new", groups.iter().map(|group| group.new).sum::<u64>().into()),
            ("gone", self.gone.len().into()),
            ("unknown", groups.iter().map(|group| group.unknown).sum::<u64>().into()),
            ("perhaps", self.perhaps_gone.len().into()),
        ];
        lang.say_with("findings-since", values)
    }
}

/// How many findings of a rule the earlier run did not have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) new: u64,
    pub(super) unknown: u64,
}

impl SinceEarlier {
    /// Compares with the run that [`diff::previous`] names: the one that changes are told since.
    pub fn of(store: &Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let Some(new) = store.run(run)? else { return Ok(Self::default()) };
        let Some(old) = diff::previous(store, &new)? else { return Ok(Self::default()) };
        let mut since = Self::default();
        let mut changes = FindingChanges { since_run: old.id, gone: Vec::new(), perhaps_gone: Vec::new() };
        let both = Both::of(store, &old, &new)?;
        both.each_unmatched(new.id, old.id, |it| {
            let is_new = both.is_certain(&it, &both.asked_before);
            since.keep(&it.finding, is_new);
            Ok(())
        })?;
        both.each_unmatched(old.id, new.id, |it| {
            if !it.is_there_in_part {
                let gone = if both.is_gone(&it) { &mut changes.gone } else { &mut changes.perhaps_gone };
                gone.push(Gone::of(it, lang));
            }
            Ok(())
        })?;
        since.changes = Some(changes);
        Ok(since)
    }

    fn keep(&mut self, finding: &FindingRow, is_new: bool) {
        let numbers = if is_new { &mut self.new } else { &mut self.unknown };
        numbers.insert(finding.number);
        if finding.suppressed.is_none() {
            let counts = self.counts.entry(finding.rule.clone()).or_default();
            *(if is_new { &mut counts.new } else { &mut counts.unknown }) += 1;
        }
    }

    /// What became of the findings of the earlier run; nothing where none can be compared.
    pub fn changes(&self) -> Option<&FindingChanges> {
        self.changes.as_ref()
    }

    /// Whether the finding with this number was there before.
    pub fn of_finding(&self, number: i64) -> Novelty {
        match self.changes {
            None => Novelty::Unknown,
            Some(_) if self.new.contains(&number) => Novelty::New,
            Some(_) if self.unknown.contains(&number) => Novelty::Unknown,
            Some(_) => Novelty::Known,
        }
    }

    /// Of so many open findings of a rule, how many are new, and of how many nobody can tell.
    pub(super) fn counts(&self, rule: &str, of: u64) -> Counts {
        match self.changes {
            None => Counts { new: 0, unknown: of },
            Some(_) => self.counts.get(rule).copied().unwrap_or_default(),
        }
    }
}

impl Gone {
    fn of(it: Unmatched, lang: Lang) -> Self {
        let Finding { rule, severity, sentence, subject, resource, .. } = Finding::of(it.finding, lang);
        Self { rule, severity, sentence, subject, resource }
    }
}

/// Two runs whose findings are compared.
struct Both<'a> {
    store: &'a Store,
    compared: Comparison<'a>,
    asked_before: Vec<EvaluationRow>,
    asked_now: Vec<EvaluationRow>,
    /// Whether both were asked under the same settings.
    same_settings: bool,
    /// Whether a run was removed: what it revoked is checked no more.
    is_pruned: bool,
    registry: Registry,
}

impl<'a> Both<'a> {
    fn of(store: &'a Store, old: &Run, new: &Run) -> Result<Self, Failure> {
        let settings = |run: &Run| Ok::<_, Failure>(store.configuration(run.id)?.0);
        Ok(Self {
            store,
            compared: Comparison::new(store, old, new)?,
            asked_before: store.evaluations(old.id)?,
            asked_now: store.evaluations(new.id)?,
            same_settings: settings(old)? == settings(new)?,
            is_pruned: store.runs()?.iter().any(|run| run.pruned_at.is_some()),
            registry: Registry::built_in(),
        })
    }

    fn each_unmatched(
        &self,
        here: i64,
        there: i64,
        show: impl FnMut(Unmatched) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let of_roster: Vec<_> =
            rules(&self.registry).filter(|rule| asks_the_roster(rule)).map(|rule| rule.id).collect();
        self.store.each_unmatched_finding(here, there, &of_roster, show)
    }

    /// Whether it is certain that the other run, of which this is what was asked, would have found it.
    fn is_certain(&self, it: &Unmatched, asked: &[EvaluationRow]) -> bool {
        let Some(asked) = asked.iter().find(|asked| asked.rule == it.finding.rule) else { return false };
        let is_comparable = self.is_compared(it.finding.service)
            && asked.not_evaluated.is_none()
            && (self.same_settings || !rule(&self.registry, &asked.rule).map_or(true, asks_what_is_set));
        is_comparable && (it.is_certain || (asked.unknown_for == 0 && !it.may_be_hidden))
    }

    fn is_gone(&self, it: &Unmatched) -> bool {
        let rule = rule(&self.registry, &it.finding.rule);
        let is_about_revoked = rule.is_ok_and(|rule| matches!(rule.question, Question::Revoked { .. }));
        !(is_about_revoked && self.is_pruned) && self.is_certain(it, &self.asked_now)
    }

    /// Whether all that a finding is about can be compared: of a person, every service.
    fn is_compared(&self, service: Option<ServiceId>) -> bool {
        match service {
            Some(service) => self.compared.compared.contains(&service),
            None => self.compared.left_out.is_empty(),
        }
    }
}

/// Whether a question is about people in all services, and the roster says who they are.
fn asks_the_roster(rule: &Rule) -> bool {
    rule.service.is_none() && rule.needs.iter().any(|need| matches!(need, Need::Roster | Need::Departures))
}

/// Whether the settings say what a question asks for.
fn asks_what_is_set(rule: &Rule) -> bool {
    rule.needs.iter().any(|need| matches!(need, Need::Conflicts | Need::InternalDomains))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        judge::{
            findings::{each, evaluate, top, worst_not_known},
            policy::Policy,
            roster::Roster,
        },
        model::{Attributes, Fingerprint, Grant, Identity, Person, Principal, PrincipalKind, Status},
        source::{BASE39, MYREPORTS},
        store::{Answer, Next, Task, testing::store},
    };

    const ADMINISTRATOR: &str = "base39-administrator";

    /// What a run reads, and is asked with.
    #[derive(Default)]
    struct Made {
        base39: Answer,
        myreports: Answer,
        roster: Vec<Person>,
        policy: Policy,
        is_incomplete: bool,
    }

    impl Made {
        fn operator(mut self, id: &str, email: &str, grants: &[(&str, &str)]) -> Self {
            self.base39.principals.push(principal(PrincipalKind::Operator, id, email));
            let held = grants.iter().map(|(company, role)| Grant::new(PrincipalKind::Operator, id, *company, *role));
            self.base39.grants.extend(held);
            self
        }

        /// An operator whose address is made of the id.
        fn holder(self, id: &str, grants: &[(&str, &str)]) -> Self {
            let email = format!("{id}@casa.example");
            self.operator(id, &email, grants)
        }

        fn nobodys(mut self, id: &str, role: &str) -> Self {
            self.base39.grants.push(Grant::new(PrincipalKind::Unattributed, id, "c1", role));
            self
        }

        fn roster(mut self, people: &[(&str, Status)]) -> Self {
            let person = |(email, status): &(&str, Status)| Person {
                email: (*email).to_owned(),
                status: Some(status.clone()),
                ..Person::default()
            };
            self.roster.extend(people.iter().map(person));
            self
        }

        fn set(mut self, conflicts: &[[&str; 2]], sha256: &str) -> Self {
            self.policy.conflicts = conflicts.iter().map(|pair| pair.map(str::to_owned)).collect();
            self.policy.sha256 = Some(sha256.to_owned());
            self
        }

        fn incomplete(self) -> Self {
            Self { is_incomplete: true, ..self }
        }

        fn read(&self, store: &Rc<Store>) -> i64 {
            let scope: Value = json!({ "base39": {}, "myreports": {} });
            let first = [BASE39, MYREPORTS].map(|service| (service, vec![Task::new("list", [])]));
            let (run, _lock) = store.begin(&scope, &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
            for (service, answer) in [(BASE39, &self.base39), (MYREPORTS, &self.myreports)] {
                store.note_access(run, service, "https://x.example", Some(&Fingerprint::of_token("one"))).unwrap();
                let reading = store.reading(run, service);
                let due = reading.next_due(0).unwrap().unwrap();
                reading.save(&due, answer, &Next::Done).unwrap();
                let problem = (self.is_incomplete && service == BASE39).then_some("it stopped answering");
                reading.conclude(&[], problem).unwrap();
            }
            if !self.roster.is_empty() {
                Roster::of(self.roster.clone()).save(store, run).unwrap();
            }
            evaluate(store, run, &Registry::built_in(), &self.policy, Timestamp::UNIX_EPOCH).unwrap();
            store.end(run, Timestamp::UNIX_EPOCH).unwrap();
            run
        }
    }

    fn principal(kind: PrincipalKind, id: &str, email: &str) -> Principal {
        let email = (!email.is_empty()).then(|| email.to_owned());
        Principal { kind, id: id.to_owned(), name: None, email, attributes: Attributes::default() }
    }

    /// What of a rule is told of the second run: each of its findings, what is gone, and how much may be.
    fn told(rule: &str, then: Made, now: Made) -> String {
        let (_folder, store) = store();
        let store = Rc::new(store);
        then.read(&store);
        let run = now.read(&store);
        let since = SinceEarlier::of(&store, run, Lang::En).unwrap();
        let mut told = Vec::new();
        each(&store, run, Some(rule), Lang::En, |finding| {
            told.push(format!("{} {}", finding.subject.principal, finding.since.as_str()));
            Ok(())
        })
        .unwrap();
        let changes = since.changes().unwrap();
        for (gone, what) in [(&changes.gone, "gone"), (&changes.perhaps_gone, "perhaps gone")] {
            let gone = gone.iter().filter(|gone| gone.rule == rule);
            told.extend(gone.map(|gone| format!("{} {what}", gone.subject.principal)));
        }
        told.join(", ")
    }

    #[test]
    fn what_is_new_known_and_gone() {
        let ana = |grants: &[(&str, &str)]| Made::default().holder("ana", grants);
        let admin = ("c1", "administrator");
        for (case, then, now, expected) in [
            ("as before", ana(&[admin]), ana(&[admin]), "ana known"),
            ("in another case", ana(&[("c1", "Administrator")]), ana(&[admin]), "ana known"),
            ("it came", ana(&[]), ana(&[admin]), "ana new"),
            ("on one more", ana(&[admin]), ana(&[admin, ("c2", "administrator")]), "ana new"),
            ("on one less", ana(&[admin, ("c2", "administrator")]), ana(&[admin]), "ana known"),
            ("elsewhere", ana(&[admin]), ana(&[("c2", "administrator")]), "ana new"),
            ("on all that there are", ana(&[admin]), ana(&[("*", "administrator")]), "ana new"),
            ("on one of all", ana(&[("*", "administrator")]), ana(&[admin]), "ana known"),
            ("it went", ana(&[admin]), ana(&[]), "ana gone"),
            ("with its account", ana(&[admin]), Made::default().holder("bia", &[admin]), "bia new, ana gone"),
        ] {
            assert_eq!(told(ADMINISTRATOR, then, now), expected, "{case}");
        }
    }

    #[test]
    fn what_one_of_the_runs_did_not_know_is_neither_new_nor_gone() {
        let ana = || Made::default().holder("ana", &[("c1", "administrator")]);
        let nobody = || Made::default().holder("ana", &[]);
        for (case, then, now, expected) in [
            ("not read whole then", nobody().incomplete(), ana(), "ana unknown"),
            ("not read whole now", ana(), nobody().incomplete(), "ana perhaps gone"),
            ("nobody's then", nobody().nobodys("p1", "administrator"), ana(), "ana unknown"),
            ("nobody's now", ana(), nobody().nobodys("p1", "administrator"), "ana perhaps gone"),
            ("another one's", ana(), nobody().nobodys("p1", "approver"), "ana perhaps gone"),
        ] {
            assert_eq!(told(ADMINISTRATOR, then, now), expected, "{case}");
        }
    }

    #[test]
    fn whoever_was_active_by_the_roster_has_newly_left_though_others_have_no_address() {
        use Status::{Active, Left};
        let held = || Made::default().holder("ana", &[("c1", "approver")]).operator("x", "", &[("c1", "approver")]);
        let idle = || Made::default().holder("ana", &[]).operator("x", "", &[("c1", "approver")]);
        let (ana, bia) = ("ana@casa.example", "bia@casa.example");
        let unclear = || Status::Other("?".to_owned());
        for (case, then, now, expected) in [
            ("left", held().roster(&[(ana, Active)]), held().roster(&[(ana, Left)]), "ana@casa.example new"),
            ("had left", held().roster(&[(ana, Left)]), held().roster(&[(ana, Left)]), "ana@casa.example known"),
            ("came back", held().roster(&[(ana, Left)]), held().roster(&[(ana, Active)]), "ana@casa.example gone"),
            ("lost it", held().roster(&[(ana, Left)]), idle().roster(&[(ana, Left)]), "ana@casa.example gone"),
            ("no roster then", held(), held().roster(&[(ana, Left)]), "ana@casa.example unknown"),
            ("no roster now", held().roster(&[(ana, Left)]), held(), "ana@casa.example perhaps gone"),
            (
                "not listed then",
                held().roster(&[(bia, Active)]),
                held().roster(&[(ana, Left)]),
                "ana@casa.example unknown",
            ),
            (
                "not clear then",
                held().roster(&[(ana, unclear()), (bia, Active)]),
                held().roster(&[(ana, Left)]),
                "ana@casa.example unknown",
            ),
            (
                "one incomplete",
                held().roster(&[(ana, Active)]).incomplete(),
                held().roster(&[(ana, Left)]),
                "ana@casa.example unknown",
            ),
        ] {
            assert_eq!(told("roster-left", then, now), expected, "{case}");
        }
    }

    #[test]
    fn a_question_that_the_settings_made_another_one_tells_nothing_new() {
        const PAIR: [&str; 2] = ["approver", "financial"];
        let rule = "base39-conflicting-roles";
        let both = || Made::default().holder("ana", &[("c1", "approver"), ("c1", "financial")]);
        let one = || Made::default().holder("ana", &[("c1", "approver")]);
        let other = ["backoffice", "financial"];
        for (case, then, now, expected) in [
            ("the same settings", one().set(&[PAIR], "a"), both().set(&[PAIR], "a"), "ana new"),
            ("other settings", both().set(&[other], "a"), both().set(&[PAIR], "b"), "ana unknown"),
            ("gone by settings", both().set(&[PAIR], "a"), both().set(&[other], "b"), "ana perhaps gone"),
            ("switched off then", both().set(&[], "a"), both().set(&[PAIR], "a"), "ana unknown"),
            ("found all the same", both().set(&[PAIR], "a"), both().set(&[PAIR], "b"), "ana known"),
        ] {
            assert_eq!(told(rule, then, now), expected, "{case}");
        }
    }

    #[test]
    fn without_an_earlier_run_nothing_is_known_and_everything_a_reason_to_look() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let ana = || Made::default().holder("ana", &[("c1", "administrator")]);
        let first = ana().read(&store);
        let since = SinceEarlier::of(&store, first, Lang::En).unwrap();
        assert_eq!((since.changes(), since.of_finding(1)), (None, Novelty::Unknown));
        let not_known = |run, since: &SinceEarlier| worst_not_known(&top(&store, run, 9, since, Lang::En).unwrap());
        assert_eq!(not_known(first, &since), Some(Severity::Medium));
        let second = ana().read(&store);
        let since = SinceEarlier::of(&store, second, Lang::En).unwrap();
        assert_eq!(since.changes().map(|changes| changes.since_run), Some(first));
        assert_eq!(not_known(second, &since), None);
        let [group] = top(&store, second, 9, &since, Lang::En).unwrap().try_into().unwrap();
        assert_eq!((group.count, group.new, group.unknown), (1, 0, 0));
    }
}
