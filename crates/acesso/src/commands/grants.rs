//! `acesso grants`

use acesso_forms::{
    access::{ACCESS_COLUMNS, AccessRows},
    output::{About, Output, say},
    words::printable,
};
use acesso_review::{
    judge::teams::Team,
    model::{Failure, KNOWN_BY, Lang, RunDescription, ServiceId, caseless, email_key, local_day, person, place},
    store::{AccountRow, GrantRow, Store},
};
use serde_json::json;

use crate::{cli::GrantsOptions, stores};

/// What fits on a screen.
const SCREEN: [&str; 4] = ["column-person", "column-access", "column-where", "column-since"];

pub(crate) fn run(options: &GrantsOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = stores::open_to_read(&options.store, sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?, output.lang())?;
    warn(&run);
    let mut filter = Filter::new(options, &store, &run)?;
    let headings: &[_] = if output.is_table() { &SCREEN } else { &ACCESS_COLUMNS };
    let mut about = about(&run, "acesso/grants/2");
    if let Some(team) = &filter.team {
        about.caption.push_str(&format!("\n{}", team.line(run.lang)));
    }
    let mut list = output.list_about(&about, run.lang.headings(headings))?;
    let rows = AccessRows::of(&run, run.lang);
    store.each_grant(run.id, |grant| {
        if !filter.wants(&grant)? {
            return Ok(());
        }
        list.add(&grant, || if output.is_table() { screen_row(&grant, run.lang) } else { rows.row(&grant) })
    })?;
    let count = list.close()?;
    say(run.lang.say_with("count-access", [("count", count.into())]));
    if let Some(permission) = options.permission.as_deref().filter(|_| count == 0) {
        say_what_there_is(&store, &run, permission)?;
    }
    if let Some(absence) = &filter.absence {
        absence.say_who_was_left_out();
    }
    Ok(())
}

/// A permission that nobody holds may be a misspelt one, and an empty list looks like a clean audit.
fn say_what_there_is(store: &Store, run: &RunDescription, asked: &str) -> Result<(), Failure> {
    let there = store.permissions_held(run.id)?;
    if !there.iter().any(|permission| permission == asked) {
        let values = [
            ("run", run.id.to_string().into()),
            ("asked", format!("{asked:?}").into()),
            ("there", there.join(", ").into()),
        ];
        say(printable(&run.lang.say_with("note-no-such-permission", values)));
    }
    Ok(())
}

/// Says on stderr what has to be known before anybody relies on the run. Some of it is what a service answered.
pub(super) fn warn(run: &RunDescription) {
    for warning in run.warnings() {
        say(printable(&warning));
    }
}

pub(super) fn about(run: &RunDescription, schema: &'static str) -> About {
    About {
        caption: run.caption(),
        members: vec![("schema", json!(schema)), ("sandbox", json!(run.sandbox)), ("run", json!(run))],
        list: "grants",
        sheet: run.lang.say("sheet-access"),
        is_by_first: true,
    }
}

fn screen_row(grant: &GrantRow, lang: Lang) -> Vec<String> {
    vec![
        person(&grant.principal_kind, &grant.principal, grant.name.as_deref(), grant.email.as_deref(), lang),
        grant.permission.clone(),
        place(grant.service, &grant.resource, grant.resource_name.as_deref(), lang),
        since(grant, lang),
    ]
}

pub(super) fn since(grant: &GrantRow, lang: Lang) -> String {
    lang.known(grant.since.as_deref().map(|since| local_day(since, lang)))
}

/// Which grants are asked for.
struct Filter<'a> {
    options: &'a GrantsOptions,
    person: Option<Typed>,
    /// The accounts of that person of whom the service tells a hash of the address alone.
    hashed: Vec<AccountRow>,
    resource: Option<Typed>,
    team: Option<Team>,
    absence: Option<Absence<'a>>,
}

impl<'a> Filter<'a> {
    fn new(options: &'a GrantsOptions, store: &'a Store, run: &RunDescription) -> Result<Self, Failure> {
        let person = options.person.as_deref().map(Typed::of);
        let address = person.as_ref().and_then(|typed| typed.address.as_deref());
        let mut hashed = address.map(|key| store.accounts_of(run.id, key)).transpose()?.unwrap_or_default();
        hashed.retain(|account| account.attribute(KNOWN_BY).is_some());
        Ok(Self {
            options,
            person,
            hashed,
            resource: options.resource.as_deref().map(Typed::of),
            team: Team::of(store, run.id, options.team.wanted())?,
            absence: options.not_in.map(|service| Absence::new(store, run, service)).transpose()?,
        })
    }

    fn is_hashed(&self, grant: &GrantRow) -> bool {
        let (service, id, kind) = (grant.service, &grant.principal, &grant.principal_kind);
        self.hashed.iter().any(|account| (account.service, &account.id, &account.kind) == (service, id, kind))
    }

    fn wants(&mut self, grant: &GrantRow) -> Result<bool, Failure> {
        let options = self.options;
        let wanted = (options.service.is_empty() || options.service.contains(&grant.service))
            && options.permission.as_ref().is_none_or(|permission| *permission == grant.permission)
            && self.person.as_ref().is_none_or(|typed| {
                self.is_hashed(grant)
                    || typed.is(&grant.principal, &grant.name)
                    || grant.email.as_ref().is_some_and(|email| typed.is_in_address(email))
            })
            && self.resource.as_ref().is_none_or(|typed| typed.is(&grant.resource, &grant.resource_name))
            && self
                .team
                .as_ref()
                .is_none_or(|team| team.has_account(grant.service, &grant.principal_kind, &grant.principal));
        match &mut self.absence {
            Some(absence) if wanted => absence.of(grant),
            _ => Ok(wanted),
        }
    }
}

/// An id, or a part of a name or an address, as somebody typed it.
struct Typed {
    text: String,
    caseless: String,
    address: Option<String>,
}

impl Typed {
    fn of(text: &str) -> Self {
        Self { text: text.to_owned(), caseless: caseless(text), address: email_key(text) }
    }

    /// Whether it is this id, or the name contains it in any case.
    fn is(&self, id: &str, name: &Option<String>) -> bool {
        self.text == id || name.as_ref().is_some_and(|name| caseless(name).contains(&self.caseless))
    }

    /// Whether it is this address in any of its spellings, or a part of it.
    fn is_in_address(&self, email: &str) -> bool {
        let key = email_key(email);
        let has_the_part = key.as_ref().is_some_and(|key| key.contains(&self.caseless));
        has_the_part || (self.address.is_some() && self.address == key) || caseless(email).contains(&self.caseless)
    }
}

/// Who holds nothing at a service.
struct Absence<'a> {
    store: &'a Store,
    run: i64,
    lang: Lang,
    service: ServiceId,
    /// The address that was looked up last, and what came out: a person's grants follow each other.
    last: Option<(String, bool)>,
    /// How many accesses elsewhere belong to nobody who can be looked for.
    without_address: usize,
}

impl<'a> Absence<'a> {
    /// Nobody can be said to be missing where not everything was read.
    fn new(store: &'a Store, run: &RunDescription, service: ServiceId) -> Result<Self, Failure> {
        match run.service(service) {
            None => {
                Err(Failure::incomplete("failure-nothing-held-not-read", &[("run", &run.id), ("service", &service)]))
            }
            Some(read) if !read.is_complete() => {
                Err(Failure::incomplete("failure-nothing-held-not-whole", &[("run", &run.id), ("service", &service)]))
            }
            Some(_) => {
                let unsearchable = store.unsearchable(run.id)?;
                for accounts in unsearchable.iter().filter(|accounts| accounts.service == service) {
                    say(run.lang.say_with("note-somebody-behind-them", [("accounts", accounts.line(run.lang).into())]));
                }
                Ok(Self { store, run: run.id, lang: run.lang, service, last: None, without_address: 0 })
            }
        }
    }

    fn of(&mut self, grant: &GrantRow) -> Result<bool, Failure> {
        let Some(key) = grant.email.as_deref().and_then(email_key) else {
            self.without_address += usize::from(grant.service != self.service);
            return Ok(false);
        };
        if let Some((last, absent)) = &self.last
            && *last == key
        {
            return Ok(*absent);
        }
        let absent = !self.store.holds_at(self.run, &key, self.service)?;
        self.last = Some((key, absent));
        Ok(absent)
    }

    /// Nobody may take those who were left out for people who hold something at the service.
    fn say_who_was_left_out(&self) {
        if self.without_address > 0 {
            let values = [("count", self.without_address.into()), ("service", self.service.name().into())];
            say(self.lang.say_with("note-left-out", values));
        }
    }
}
