//! Packets as a campaign has them: what is a reviewer's to decide on, and what there is to know about it, in words.

use std::collections::BTreeMap;

use acesso_review::{
    judge::{
        findings::Finding as Found,
        since::{Otherwise, Since, State as Then},
    },
    model::{
        Campaign, Decided, EVERYTHING, Failure, Lang, PrincipalKind, RunDescription, Severity, allows, email_key, fold,
        name_of_resource,
    },
    store::{Assigned, GrantRow, Signature, Store},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    Access, Asker, Finding, Holder, Last, OfRun, Packet, Reviewer, Signed, State,
    holders::{Holders, Holding},
    key_of, rows,
};

/// The packets of a campaign. What all of them share is looked up once.
#[derive(Debug)]
pub struct Packets<'a> {
    store: &'a Store,
    run: &'a RunDescription,
    campaign: &'a Campaign,
    lang: Lang,
    since: Since<'a>,
    /// When each signature was given, as far as its statement can be read.
    signatures: BTreeMap<i64, Option<Timestamp>>,
    holders: Holders<'a>,
}

impl<'a> Packets<'a> {
    /// Those of a campaign about this run.
    pub fn of(store: &'a Store, run: &'a RunDescription, campaign: &'a Campaign, lang: Lang) -> Result<Self, Failure> {
        let (since, holders) = (Since::of(store, run.id)?, Holders::of(store, run.id, lang)?);
        let signed_at = |it: &Signature| it.read().map(|statement| statement.signed_at);
        let signatures = store.signatures()?.iter().map(|it| (it.number, signed_at(it))).collect();
        Ok(Self { store, run, campaign, lang, since, signatures, holders })
    }

    /// The packet of a reviewer, who is named by their address as it is compared.
    pub fn packet(&self, reviewer: &str) -> Result<Packet, Failure> {
        let Campaign { title, due, company, fallback, .. } = self.campaign;
        let holders = self.holders.holding(rows(self.store, self.run.id, reviewer)?)?;
        let mut people = holders.iter().map(|holding| self.holder(holding)).collect::<Result<Vec<_>, _>>()?;
        people.sort_by_cached_key(|holder| (std::cmp::Reverse(worst(holder)), fold(&holder.name)));
        Ok(Packet {
            sandbox: self.run.sandbox,
            company: company.clone(),
            title: title.clone(),
            asked_by: self.asker(fallback)?,
            due: due.to_string(),
            run: OfRun {
                number: self.run.id,
                sha256: self.run.sha256.clone().unwrap_or_default(),
                ended: self.run.ended_at.map(local).map(|day| day.to_string()).unwrap_or_default(),
            },
            reviewer: Reviewer { name: self.name_of(reviewer)?, email: reviewer.to_owned() },
            signed: self.since.review().map(|review| self.signed(review.number)),
            people,
        })
    }

    /// Who asks; the address once, where that is all that is known.
    fn asker(&self, address: &str) -> Result<Asker, Failure> {
        let name = self.name_of(address)?;
        let email = (name != address).then(|| address.to_owned());
        Ok(Asker { name, email })
    }

    fn signed(&self, number: i64) -> Signed {
        let signed_at = self.signatures.get(&number).copied().flatten();
        Signed { number, on: signed_at.map_or_else(|| self.lang.say("unknown"), |time| local(time).to_string()) }
    }

    /// What somebody is called who is named by a name, an address, or both; the address, where nobody knows.
    fn name_of(&self, address: &str) -> Result<String, Failure> {
        if let Some((name, _)) = address.split_once(['<', '(']).filter(|(name, _)| !name.trim().is_empty()) {
            return Ok(name.trim().to_owned());
        }
        let name = match email_key(address) {
            Some(key) => self.store.reviewer_name(self.run.id, &key)?,
            None => None,
        };
        Ok(name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| address.to_owned()))
    }

    // --- whose they are ---

    fn holder(&self, holding: &Holding) -> Result<Holder, Failure> {
        let mut accesses = Vec::new();
        for (assigned, findings) in &holding.held {
            let access = self.access(assigned)?;
            accesses.push(Access { findings: findings.iter().map(in_words).collect(), ..access });
        }
        let findings = holding.findings.iter().map(in_words).collect();
        let holder = Holder { findings, accesses, ..Holder::default() };
        let Some((first, _)) = holding.held.first() else { return Ok(holder) };
        self.described(holder, &first.grant, holding.addresses.first().map(String::as_str))
    }

    /// The same, with what is known of whoever it is.
    fn described(&self, holder: Holder, first: &GrantRow, address: Option<&str>) -> Result<Holder, Failure> {
        let lang = self.lang;
        let name = first.name.clone().filter(|name| !name.trim().is_empty());
        let known_by = || first.email.clone().unwrap_or_else(|| first.principal.clone());
        let on_roster = match address {
            Some(address) => self.store.roster_facts(self.run.id, address)?,
            None => None,
        };
        let kind = first.principal_kind.as_str();
        if kind == PrincipalKind::Unattributed.as_str() {
            let (name, note) = (lang.say("report-unattributed"), Some(lang.say("report-unattributed-why")));
            return Ok(Holder { name, note, ..holder });
        }
        if kind == PrincipalKind::Key.as_str() {
            let name = name.unwrap_or_else(|| first.principal.clone());
            let note = Some(lang.say("packet-key-why"));
            return Ok(Holder { name: lang.say_with("report-key-of", [("person", name.into())]), note, ..holder });
        }
        let Some(entry) = on_roster else {
            let note = if address.is_none() { "report-no-address" } else { "packet-not-on-roster" };
            let note = (address.is_none() || self.run.roster_sha256.is_some()).then(|| lang.say(note));
            return Ok(Holder { name: name.unwrap_or_else(known_by), email: first.email.clone(), note, ..holder });
        };
        let last_day = self.run.ended_at.map_or(Date::MAX, local);
        let left_on = entry.left_on.filter(|day| *day <= last_day);
        let status = match entry.status.as_deref() {
            None | Some("active") => None,
            Some("left") => Some(lang.say("packet-has-left")),
            Some(word) => Some(word.to_owned()),
        };
        Ok(Holder {
            name: entry.name.or(name).unwrap_or_else(known_by),
            email: first.email.clone().or_else(|| address.map(str::to_owned)),
            department: entry.department,
            manager: entry.manager.map(|manager| self.name_of(&manager)).transpose()?,
            left_on: left_on.map(|day| day.to_string()),
            status,
            ..holder
        })
    }

    // --- accesses ---

    fn access(&self, assigned: &Assigned) -> Result<Access, Failure> {
        let (grant, lang) = (&assigned.grant, self.lang);
        let past = self.since.past(grant)?;
        let allowed = allows(grant.service, &grant.permission, lang);
        let unattributed = grant.principal_kind == PrincipalKind::Unattributed.as_str();
        Ok(Access {
            key: key_of(grant),
            service: grant.service.name(),
            place: self.place(grant),
            allows: allowed.what,
            means: allowed.means,
            // Nothing else tells those that are nobody's by name from each other.
            permission: if unattributed {
                format!("{} ({})", grant.permission, grant.principal)
            } else {
                grant.permission.clone()
            },
            since: grant.since.as_deref().map(day_of),
            granted_by: grant.granted_by.clone(),
            state: state(past.state),
            changed: changed(past.state).map(|id| lang.say(id)),
            carried: assigned.carried.map(|number| self.signed(number)),
            last: self.last_of(past.decided)?,
            findings: Vec::new(),
        })
    }

    /// What was decided about an access before.
    pub(crate) fn last(&self, grant: &GrantRow) -> Result<Option<Last>, Failure> {
        self.last_of(self.since.past(grant)?.decided)
    }

    fn last_of(&self, decided: Option<Decided>) -> Result<Option<Last>, Failure> {
        let Some(decided) = decided else { return Ok(None) };
        let by = self.name_of(&decided.reviewer)?;
        Ok(Some(Last { decision: decided.decision, by, on: decided.decided_on }))
    }

    /// Where it is, for people.
    pub(crate) fn place(&self, grant: &GrantRow) -> String {
        let everything = || self.lang.say("report-everywhere");
        let id = grant.resource.as_str();
        let name =
            grant.resource_name.clone().unwrap_or_else(|| if id == EVERYTHING { everything() } else { id.to_owned() });
        name_of_resource(grant.service, id, &name, self.lang)
    }
}

fn state(then: Then) -> State {
    match then {
        Then::NoReview | Then::New => State::New,
        Then::Changed(_) => State::Changed,
        Then::Unchanged => State::Unchanged,
        Then::Unknown => State::Unknown,
    }
}

/// What about it is otherwise.
fn changed(then: Then) -> Option<&'static str> {
    let Then::Changed(otherwise) = then else { return None };
    Some(match otherwise {
        Otherwise::Access => "packet-changed-access",
        Otherwise::Holder => "packet-changed-holder",
        Otherwise::Account => "packet-changed-account",
        Otherwise::Department => "packet-changed-department",
        Otherwise::Manager => "packet-changed-manager",
        Otherwise::Status => "packet-changed-status",
    })
}

fn in_words(finding: &Found) -> Finding {
    Finding { severity: finding.severity, text: finding.sentence.clone() }
}

/// The gravest of what was found about somebody and what they hold.
fn worst(holder: &Holder) -> Option<Severity> {
    let of_accesses = holder.accesses.iter().flat_map(|access| &access.findings);
    holder.findings.iter().chain(of_accesses).map(|finding| finding.severity).max()
}

/// The day by the clock on the wall.
fn local(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::system()).date()
}

/// The day of a time that is stored as text; a text that is none is shown as it is.
fn day_of(time: &str) -> String {
    time.parse().map_or_else(|_| time.to_owned(), |time| local(time).to_string())
}
