//! How far each service was read, how that is known, and what was asked: a line for each, which opens.

use acesso_review::{
    model::{Failure, Lang, RunDescription, RunState, Service, Statement, facts},
    source::Registry,
    store::{self, Store},
};

use super::{Clock, Figure, number};

/// What was read of a service.
#[derive(Debug)]
pub(super) struct ServiceRead {
    pub(super) name: String,
    pub(super) is_complete: bool,
    /// How many accounts of each kind, and how many accesses.
    pub(super) counts: String,
    pub(super) problem: Option<String>,
    pub(super) proofs: Vec<Proof>,
    /// Where it was asked, and with which credential.
    pub(super) asked: Vec<String>,
    pub(super) operations: Vec<Operation>,
}

#[derive(Debug)]
pub(super) struct Proof {
    pub(super) holds: bool,
    pub(super) sentence: String,
}

/// What an operation of the service brought.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) filters: String,
    pub(super) answers: String,
    pub(super) items: String,
    /// How many there are, as the service itself counts.
    pub(super) counted: String,
    pub(super) retries: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// Whether all of it was read, service by service.
pub(super) fn figure(run: &RunDescription, lang: Lang) -> Figure {
    let told = |service: &Service| format!("{}: {}", service.service, lang.say(state(service.state)));
    Figure {
        label: lang.say("report-complete"),
        value: lang.say(state(run.state)),
        details: run.services.iter().map(told).collect(),
        section: "complete",
        is_bad: run.state != RunState::Complete,
    }
}

pub(super) fn state(state: RunState) -> &'static str {
    match state {
        RunState::Complete => "report-state-complete",
        RunState::Incomplete => "report-state-incomplete",
        RunState::Reading => "report-state-reading",
    }
}

pub(super) fn services(
    store: &Store,
    run: &RunDescription,
    registry: &Registry,
    clock: &Clock,
) -> Result<Vec<ServiceRead>, Failure> {
    let operations = store.operations(run.id, |service, operation| registry.items_of(service, operation))?;
    let of = |service: &Service| {
        let of_service = operations.iter().filter(|operation| operation.service == service.service);
        of_service.map(|operation| Operation::of(operation, clock)).collect()
    };
    run.services.iter().map(|service| read(store, run.id, service, of(service), clock.lang)).collect()
}

fn read(
    store: &Store,
    run: i64,
    service: &Service,
    operations: Vec<Operation>,
    lang: Lang,
) -> Result<ServiceRead, Failure> {
    let accounts = store.count_principals_by_kind(run, service.service)?;
    let accounts = accounts.iter().map(|(kind, count)| accounts_of_kind(lang, kind, *count));
    let accesses = store.count_grants(run, service.service)?;
    let accesses = lang.say_with("count-access", [("count", accesses.into())]);
    let proof = |proof: &Statement| Proof { holds: proof.holds, sentence: proof.sentence.clone() };
    Ok(ServiceRead {
        name: service.service.name(),
        is_complete: service.is_complete(),
        counts: accounts.chain([accesses]).collect::<Vec<_>>().join(" · "),
        problem: service.problem.clone(),
        proofs: service.proofs.iter().map(proof).collect(),
        asked: asked(service, lang),
        operations,
    })
}

fn accounts_of_kind(lang: Lang, kind: &str, count: u64) -> String {
    let said = |id| lang.say_with(id, [("count", count.into())]);
    match kind {
        "customer" => said("report-count-customer"),
        "operator" => said("report-count-operator"),
        "user" => said("report-count-user"),
        "key" => said("report-count-key"),
        other => format!("{} {other}", number(lang, count)),
    }
}

fn asked(service: &Service, lang: Lang) -> Vec<String> {
    let said = |id, value: String| lang.say_with(id, [("value", value.into())]);
    let addresses = service.addresses.iter().flatten().map(|address| said("report-address", address.clone()));
    let credentials = service.credentials.iter().flatten();
    let credentials = credentials.map(|print| said("report-credential", format!("{} {}", print.of, print.sha256)));
    addresses.chain(credentials).collect()
}

impl Operation {
    fn of(operation: &store::Operation, clock: &Clock) -> Self {
        let lang = clock.lang;
        let unknown = || "–".to_owned();
        let (first, last) = (operation.counted_first, operation.counted_last);
        Self {
            name: operation.operation.clone(),
            filters: filters(operation, lang).unwrap_or_else(unknown),
            answers: number(lang, operation.answers),
            items: number(lang, operation.items),
            counted: match (first, last) {
                (Some(first), Some(last)) if first != last => {
                    format!("{} → {}", number(lang, first), number(lang, last))
                }
                (first, last) => last.or(first).map_or_else(unknown, |count| number(lang, count)),
            },
            retries: operation.retries().map_or_else(unknown, |count| number(lang, count)),
            from: clock.second(&operation.started_at),
            to: operation.ended_at.as_deref().map_or_else(unknown, |time| clock.second(time)),
        }
    }
}

/// What was sent besides paging, each once; nothing where that was not kept.
fn filters(operation: &store::Operation, lang: Lang) -> Option<String> {
    let mut told: Vec<_> = operation.requests.as_ref()?.iter().map(|sent| facts(&sent.filters, lang)).collect();
    told.sort_unstable();
    told.dedup();
    told.retain(|filters| !filters.is_empty());
    Some(if told.is_empty() { lang.say("evidence-none") } else { told.join("; ") })
}
