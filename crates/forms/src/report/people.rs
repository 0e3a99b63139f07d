//! People over all services, with what each holds.

use acesso_review::{
    model::{Failure, Lang, RunDescription, allows, day},
    store::{GatheredAccount, GatheredPerson, HeldAccess, HeldDecision, PeopleCounts, RosterFacts, Store},
};

use jiff::{civil::Date, tz::TimeZone};

use super::{Clock, Figure, count, findings::word, kind, number, resource};

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
    /// Department, manager, and the services that there are accounts of theirs at.
    pub(super) details: Vec<String>,
    /// That they no longer work here, by the roster.
    pub(super) left: Option<String>,
    pub(super) accesses: String,
    /// What somebody has to look at; it is shown before anybody searches.
    pub(super) found: Option<Found>,
    pub(super) accounts: Vec<String>,
    pub(super) held: Vec<Access>,
    /// How many more there are than are shown.
    pub(super) more: Option<String>,
}

/// What was found about a person.
#[derive(Debug)]
pub(super) struct Found {
    /// Of the gravest.
    pub(super) severity: &'static str,
    pub(super) word: String,
    pub(super) count: String,
}

#[derive(Debug)]
pub(super) struct Access {
    pub(super) service: String,
    pub(super) resource: String,
    /// What it allows, in plain words where there are any.
    pub(super) what: String,
    /// The service's own name of the permission, where that is another.
    pub(super) permission: Option<String>,
    pub(super) since: String,
    pub(super) decision: Option<Decision>,
    /// What stands in its place where nobody decided.
    pub(super) undecided: String,
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
    pub(super) fn of(store: &Store, run: &RunDescription, clock: &Clock) -> Result<Self, Failure> {
        let (mut rows, lang) = (Vec::new(), clock.lang);
        let asking = Asking { store, run: run.id, ended_on: ended_on(run), clock };
        for gathered in store.gathered_people()? {
            rows.push(asking.person(&gathered)?);
        }
        let (counts, accounts) = (store.count_gathered()?, store.counts(run.id)?.accounts);
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

/// The day on which a run ended, as the roster is asked for it everywhere.
fn ended_on(run: &RunDescription) -> Date {
    TimeZone::UTC.to_datetime(run.ended_at.unwrap_or(run.started_at)).date()
}

/// A run whose people are asked for.
struct Asking<'a> {
    store: &'a Store,
    run: i64,
    ended_on: Date,
    clock: &'a Clock,
}

impl Asking<'_> {
    fn person(&self, gathered: &GatheredPerson) -> Result<Person, Failure> {
        let lang = self.clock.lang;
        let accounts = self.store.gathered_accounts(gathered)?;
        let facts = gathered.address().map(|address| self.store.roster_facts(self.run, address)).transpose()?.flatten();
        let held = self.held(gathered, &accounts)?;
        let more = gathered.accesses.checked_sub(count(held.len())).filter(|more| *more > 0);
        Ok(Person {
            place: gathered.place,
            name: name(facts.as_ref(), &accounts, lang),
            known_by: known_by(&accounts, lang),
            details: details(facts.as_ref(), &accounts, lang),
            left: facts.and_then(|facts| self.left(&facts)),
            accesses: lang.say_with("count-access", [("count", gathered.accesses.into())]),
            found: gathered.worst.map(|worst| Found {
                severity: worst.as_str(),
                word: word(worst, lang),
                count: lang.say_with("report-findings-of-person", [("count", gathered.findings.into())]),
            }),
            accounts: accounts.iter().filter_map(|account| told(account, lang)).collect(),
            more: more.map(|more| lang.say_with("report-more-accesses", [("count", more.into())])),
            held,
        })
    }

    /// That somebody no longer works here, and since when, as far as the roster knows.
    fn left(&self, facts: &RosterFacts) -> Option<String> {
        let lang = self.clock.lang;
        let has_left = facts.has_left(self.ended_on) == Some(true);
        has_left.then(|| match facts.left_on {
            Some(left_on) => lang.say_with("report-left-on", [("day", day(&left_on.to_string(), lang).into())]),
            None => lang.say("report-left"),
        })
    }

    /// What the person holds, as much of it as the page shows.
    fn held(&self, gathered: &GatheredPerson, accounts: &[GatheredAccount]) -> Result<Vec<Access>, Failure> {
        let mut held = Vec::new();
        for account in accounts {
            let room = count(MOST_ACCESSES - held.len());
            let accesses = self.store.held_by(self.run, account, room)?;
            held.extend(accesses.iter().map(|access| Access::of(access, self.clock)));
        }
        debug_assert!(count(held.len()) <= gathered.accesses);
        Ok(held)
    }
}

/// What somebody is called: by the roster, else by the services.
fn name(facts: Option<&RosterFacts>, accounts: &[GatheredAccount], lang: Lang) -> String {
    let on_the_roster = facts.and_then(|facts| facts.name.clone()).filter(|name| !name.is_empty());
    let of_accounts =
        || accounts.iter().find_map(|account| account.name.clone().filter(|name| !name.trim().is_empty()));
    match (on_the_roster.or_else(of_accounts), accounts.first()) {
        (Some(name), _) => name,
        (None, Some(account)) if account.kind == "unattributed" => lang.say("report-unattributed"),
        (None, Some(account)) => account.email.clone().unwrap_or_else(|| account.id.clone()),
        (None, None) => lang.say("unknown"),
    }
}

/// Where somebody works, for whom, and at which services there are accounts of theirs.
fn details(facts: Option<&RosterFacts>, accounts: &[GatheredAccount], lang: Lang) -> Vec<String> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let department = facts.and_then(|facts| said(&facts.department));
    let manager = facts.and_then(|facts| said(&facts.manager));
    let manager = manager.map(|manager| lang.say_with("report-manager", [("manager", manager.into())]));
    let mut services: Vec<_> = accounts.iter().map(|account| account.service.name()).collect();
    services.dedup();
    department.into_iter().chain(manager).chain([services.join(", ")]).collect()
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

impl Access {
    fn of(held: &HeldAccess, clock: &Clock) -> Self {
        let lang = clock.lang;
        let what = allows(held.service, &held.permission, lang).what;
        Self {
            service: held.service.name(),
            resource: resource(lang, held.service, &held.resource, held.resource_name.as_deref()),
            permission: Some(permission(held)).filter(|permission| *permission != what),
            what,
            since: held.since.as_deref().map_or_else(|| lang.say("report-unknown"), |since| clock.day_of(since)),
            decision: held.decided.as_ref().map(|decided| Decision::of(decided, clock)),
            undecided: match held.carried {
                Some(number) => lang.say_with("report-carried-by", [("number", number.to_string().into())]),
                None => lang.say("report-undecided"),
            },
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
    fn of(decided: &HeldDecision, clock: &Clock) -> Self {
        let lang = clock.lang;
        let by = [("reviewer", decided.reviewer.as_str().into()), ("day", clock.day_of(&decided.decided_on).into())];
        let by = lang.say_with(if decided.own { "report-decided-by-own" } else { "report-decided-by" }, by);
        let (class, word) = match decided.decision.as_str() {
            "keep" => ("keep", lang.say("decision-keep")),
            "change" => ("change", lang.say("decision-change")),
            "revoke" => ("revoke", lang.say("decision-revoke")),
            other => ("change", other.to_owned()),
        };
        Self { class, word, by, reason: decided.reason.clone() }
    }
}
