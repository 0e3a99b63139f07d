//! People over all services, with what each holds.

use acesso_review::{
    model::{Failure, Lang},
    store::{GatheredAccount, GatheredPerson, HeldAccess, HeldDecision, PeopleCounts, Store},
};

use super::{Figure, count, day_of, kind, number, resource};

/// How many accesses of one person the page shows.
const MOST_ACCESSES: usize = 25;

#[derive(Debug)]
pub(super) struct People {
    pub(super) rows: Vec<Person>,
    counts: PeopleCounts,
    accounts: u64,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

/// One person, account without an address, or key.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) place: u64,
    pub(super) name: String,
    /// The addresses; of what has none, what kind of account it is.
    pub(super) known_by: String,
    pub(super) services: String,
    pub(super) accesses: String,
    pub(super) findings: Option<String>,
    /// Whether it is shown before anybody searches.
    pub(super) is_notable: bool,
    pub(super) accounts: Vec<String>,
    pub(super) held: Vec<Access>,
    /// How many more there are than are shown.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct Access {
    pub(super) service: String,
    pub(super) resource: String,
    pub(super) permission: String,
    pub(super) since: String,
    pub(super) decision: Option<Decision>,
}

#[derive(Debug)]
pub(super) struct Decision {
    pub(super) class: &'static str,
    pub(super) word: String,
    /// By whom and when, and why.
    pub(super) by: String,
    pub(super) reason: Option<String>,
}

impl People {
    pub(super) fn of(store: &Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let mut rows = Vec::new();
        for gathered in store.gathered_people()? {
            rows.push(Person::of(store, run, &gathered, lang)?);
        }
        let (counts, accounts) = (store.count_gathered()?, store.counts(run)?.accounts);
        let more = counts.all.checked_sub(count(rows.len())).filter(|more| *more > 0);
        let more = more.map(|more| lang.say_with("report-more-people", [("count", more.into())]));
        Ok(Self { rows, counts, accounts, more })
    }

    pub(super) fn figure(&self, lang: Lang) -> Figure {
        let (PeopleCounts { people, without_address, keys, .. }, accounts) = (self.counts, self.accounts);
        let mut details = vec![match keys {
            0 => lang.say_with("report-accounts", [("count", accounts.into())]),
            _ => lang.say_with("report-accounts-and-keys", [("count", accounts.into()), ("keys", keys.into())]),
        }];
        if without_address > 0 {
            details.push(lang.say_with("report-without-address", [("count", without_address.into())]));
        }
        Figure {
            label: lang.say("report-people"),
            value: number(lang, people),
            details,
            section: "people",
            is_bad: false,
        }
    }
}

impl Person {
    fn of(store: &Store, run: i64, gathered: &GatheredPerson, lang: Lang) -> Result<Self, Failure> {
        let accounts = store.gathered_accounts(gathered)?;
        let held = held(store, run, gathered, &accounts, lang)?;
        let more = gathered.accesses.checked_sub(count(held.len())).filter(|more| *more > 0);
        let mut services: Vec<_> = accounts.iter().map(|account| account.service.name()).collect();
        services.dedup();
        let findings = (gathered.findings > 0)
            .then(|| lang.say_with("report-findings-of-person", [("count", gathered.findings.into())]));
        Ok(Self {
            place: gathered.place,
            name: name(store, run, gathered, &accounts, lang)?,
            known_by: known_by(&accounts, lang),
            services: services.join(", "),
            accesses: lang.say_with("count-access", [("count", gathered.accesses.into())]),
            findings,
            is_notable: gathered.findings > 0,
            accounts: accounts.iter().filter_map(|account| told(account, lang)).collect(),
            more: more.map(|more| lang.say_with("report-more-accesses", [("count", more.into())])),
            held,
        })
    }
}

/// What somebody is called: by the roster, else by the services.
fn name(
    store: &Store,
    run: i64,
    gathered: &GatheredPerson,
    accounts: &[GatheredAccount],
    lang: Lang,
) -> Result<String, Failure> {
    let on_the_roster = match gathered.address() {
        Some(address) => store.roster_name(run, address)?.filter(|name| !name.is_empty()),
        None => None,
    };
    if let Some(name) = on_the_roster {
        return Ok(name);
    }
    let name = accounts.iter().find_map(|account| account.name.clone().filter(|name| !name.trim().is_empty()));
    Ok(match (name, accounts.first()) {
        (Some(name), _) => name,
        (None, Some(account)) if account.kind == "unattributed" => lang.say("report-unattributed"),
        (None, Some(account)) => account.email.clone().unwrap_or_else(|| account.id.clone()),
        (None, None) => lang.say("unknown"),
    })
}

fn known_by(accounts: &[GatheredAccount], lang: Lang) -> String {
    let mut addresses: Vec<_> = accounts.iter().filter_map(|account| account.email.as_deref()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    match accounts.first() {
        Some(account) if account.kind == "key" => {
            let of = addresses.first().copied().unwrap_or_default();
            lang.say_with("report-key-of", [("person", of.into())])
        }
        Some(account) if account.kind == "unattributed" => lang.say("report-unattributed-why"),
        Some(_) if addresses.is_empty() => lang.say("report-no-address"),
        _ => addresses.join(", "),
    }
}

/// What the service knows an account by.
fn told(account: &GatheredAccount, lang: Lang) -> Option<String> {
    let told = || format!("{} {} {}", account.service, kind(lang, &account.kind), account.id);
    (account.kind != "unattributed").then(told)
}

/// What the person holds, as much of it as the page shows.
fn held(
    store: &Store,
    run: i64,
    gathered: &GatheredPerson,
    accounts: &[GatheredAccount],
    lang: Lang,
) -> Result<Vec<Access>, Failure> {
    let mut held = Vec::new();
    for account in accounts {
        let room = count(MOST_ACCESSES - held.len());
        let accesses = store.held_by(run, account, room)?;
        held.extend(accesses.iter().map(|access| Access::of(access, lang)));
    }
    debug_assert!(count(held.len()) <= gathered.accesses);
    Ok(held)
}

impl Access {
    fn of(held: &HeldAccess, lang: Lang) -> Self {
        Self {
            service: held.service.name(),
            resource: resource(lang, held.service, &held.resource, held.resource_name.as_deref()),
            permission: permission(held),
            since: held.since.as_deref().map_or_else(|| lang.say("report-unknown"), day_of),
            decision: held.decided.as_ref().map(|decided| Decision::of(decided, lang)),
        }
    }
}

/// The permission; the id of one that is nobody's by name, too, since nothing else tells it from the others.
fn permission(held: &HeldAccess) -> String {
    match held.principal_kind.as_str() {
        "unattributed" => format!("{} ({})", held.permission, held.principal),
        _ => held.permission.clone(),
    }
}

impl Decision {
    fn of(decided: &HeldDecision, lang: Lang) -> Self {
        let by = [("reviewer", decided.reviewer.as_str().into()), ("day", day_of(&decided.decided_on).into())];
        let by = lang.say_with(if decided.own { "report-decided-by-own" } else { "report-decided-by" }, by);
        let (class, word) = match decided.decision.as_str() {
            "keep" => ("keep", lang.say("report-keep")),
            "change" => ("change", lang.say("report-change")),
            "revoke" => ("revoke", lang.say("report-revoke")),
            other => ("change", other.to_owned()),
        };
        Self { class, word, by, reason: decided.reason.clone() }
    }
}
