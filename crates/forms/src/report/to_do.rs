//! What this review wants to be taken away or to be something else, each with its reason, and what became of it.

use acesso_review::{
    judge::orders::{Order, Orders, State},
    model::{Decision, Failure, Lang, allows, person},
    source::Registry,
    store::Store,
};

use super::{Clock, MOST_ROWS, count, number, resource};

#[derive(Debug)]
pub(super) struct ToDo {
    /// How much there is to be done.
    pub(super) summary: String,
    pub(super) rows: Vec<Task>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct Task {
    pub(super) class: &'static str,
    /// What is to be done, or what a later run saw of it.
    pub(super) word: String,
    pub(super) person: String,
    pub(super) what: String,
    pub(super) service: String,
    pub(super) resource: String,
    /// By whom, and when.
    pub(super) decided: String,
    pub(super) reason: Option<String>,
}

impl ToDo {
    pub(super) fn of(store: &Store, registry: &Registry, run: i64, clock: &Clock) -> Result<Self, Failure> {
        let orders = Orders::of(store, registry, run, clock.lang)?;
        let (mut rows, mut more, mut counts) = (Vec::new(), 0, [0u64; 2]);
        for (decision, stand) in [Decision::Revoke, Decision::Change].into_iter().zip(&mut counts) {
            orders.each(decision, |order| {
                *stand += u64::from(order.stands());
                match rows.len() < MOST_ROWS {
                    true => rows.push(Task::of(order, decision, clock)),
                    false => more += 1,
                }
                Ok(())
            })?;
        }
        let [revoke, change] = counts.map(|count| number(clock.lang, count));
        let counts = [("revoke", revoke.into()), ("change", change.into())];
        Ok(Self {
            summary: clock.lang.say_with("report-to-do-counts", counts),
            rows,
            more: (more > 0).then(|| clock.lang.say_with("report-more-to-do", [("count", count(more).into())])),
        })
    }
}

impl Task {
    fn of(order: &Order, decision: Decision, clock: &Clock) -> Self {
        let lang = clock.lang;
        let decided = [("reviewer", order.reviewer.as_str().into()), ("day", clock.day_of(&order.decided_on).into())];
        Self {
            class: class(order),
            word: word(order, decision, lang),
            person: person(
                &order.principal_kind,
                &order.principal,
                order.name.as_deref(),
                order.email.as_deref(),
                lang,
            ),
            what: allows(order.service, &order.permission, lang).what,
            service: order.service.name(),
            resource: resource(lang, order.service, &order.resource, order.resource_name.as_deref()),
            decided: lang.say_with("report-decided-by", decided),
            reason: order.reason.clone(),
        }
    }
}

/// What is to be done, as long as no run told anything of it; else what is known by now.
fn word(order: &Order, decision: Decision, lang: Lang) -> String {
    match order.state {
        State::NotSigned => decision.word(lang),
        State::Open if order.seen_in_run.is_none() => lang.say("report-to-remove"),
        State::NotChecked => lang.say("report-to-change"),
        _ => order.told(lang),
    }
}

/// The class that tells at a glance what is known of an order.
fn class(order: &Order) -> &'static str {
    match order.state {
        State::Open if order.seen_in_run.is_some() => "held",
        State::HeldOtherwise => "held",
        State::GrantedAgain => "granted_again",
        State::Unknown => "unknown",
        State::Removed => "removed",
        State::NotSigned | State::Open | State::DecidedAnew | State::NotChecked => "open",
    }
}
