//! What changed between two runs.
//!
//! Two runs are compared service by service, and only where both have all of it and read it under the same settings: what
//! was not read is not lost. The grants of both come in the order of their stable key and are walked through side by side,
//! so that a comparison costs no memory.

use std::iter;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    model::{Failure, Lang, MAIL_HASH, PrincipalKind, Run, RunState, ServiceId, facts, person},
    store::{ComparedAccount, ComparedGrant, KnownFacts, Pair, Store},
};

/// Attributes that say how something was read, not how it is.
const HOW_IT_WAS_READ: [&str; 8] =
    ["from_list", "known_by", "list_agrees", "listed", "roles", "roles_read", "rules_read", "shares_key"];

/// What became of an access, or of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// The newer run alone has it.
    Gained,
    /// The older run alone has it, and nothing hides it in the newer one.
    Lost,
    /// Both have it, and something about it is otherwise.
    Changed,
    /// It was there, and nobody knew whose it was.
    Attributed,
}

impl What {
    /// As it is written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Changed => "changed",
            Self::Attributed => "attributed",
        }
    }

    /// As people write it.
    pub fn name(self, lang: Lang) -> String {
        lang.say_with("change", [("what", self.as_str().into())])
    }
}

/// One change. Without a resource and a permission it is one of the account itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// What became of it.
    pub what: What,
    /// At which service.
    pub service: ServiceId,
    /// The service's id of the account that holds or held it.
    pub principal: String,
    /// What kind of account that is; `unattributed` where it is nobody's by name.
    pub principal_kind: String,
    /// What the service calls whose it is.
    pub name: Option<String>,
    /// Their address, as the service writes it.
    pub email: Option<String>,
    /// The service's id of what it is on.
    pub resource: Option<String>,
    /// What people at the service call that.
    pub resource_name: Option<String>,
    /// The service's own name of what may be done.
    pub permission: Option<String>,
    /// What is otherwise now, as it was; null is unknown. Nothing where it was not there.
    pub before: Option<Map<String, Value>>,
    /// The same, as it is; nothing where it is gone.
    pub after: Option<Map<String, Value>>,
}

impl Change {
    /// Before and after, for people.
    pub fn sides(&self, lang: Lang) -> [String; 2] {
        match self.what {
            What::Gained if self.permission.is_none() => ["not-there", "there"].map(|side| lang.say(side)),
            What::Lost if self.permission.is_none() => ["there", "not-there"].map(|side| lang.say(side)),
            What::Gained => ["not-held", "held"].map(|side| lang.say(side)),
            What::Lost => ["held", "not-held"].map(|side| lang.say(side)),
            What::Changed | What::Attributed => [&self.before, &self.after]
                .map(|side| side.as_ref().map(|side| side_text(side, lang)).unwrap_or_default()),
        }
    }
}

/// Whose it was, or the facts that were otherwise.
fn side_text(side: &Map<String, Value>, lang: Lang) -> String {
    let text = |name: &str| side.get(name).and_then(Value::as_str);
    match (text("principal_kind"), text("principal")) {
        (Some(kind), Some(id)) => person(kind, id, None, None, lang),
        _ => facts(side, lang),
    }
}

/// A service that is not compared, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Which service.
    pub service: ServiceId,
    /// What keeps it from being compared.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub reason: Reason,
}

/// What keeps a service from being compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A run does not have all of it.
    NotWhole {
        /// The number of that run.
        run: i64,
        /// How far it was read there.
        state: RunState,
    },
    /// A run was not to read it.
    NotRead {
        /// The number of that run.
        run: i64,
    },
    /// The runs read it under other settings, so that they may hold other things.
    OtherSettings {
        /// The number of the older run.
        old: i64,
        /// The settings under which that one read.
        before: Value,
        /// The number of the newer run.
        new: i64,
        /// The settings under which that one read.
        after: Value,
    },
    /// Nothing tells that the runs asked the same account of it: all would look lost, and all gained.
    PerhapsAnotherAccount {
        /// The number of the older run.
        old: i64,
        /// The number of the newer run.
        new: i64,
    },
}

impl Reason {
    /// For people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::NotWhole { run, state } => lang.say_with(
                "not-compared-not-whole",
                [("run", run.to_string().into()), ("state", state.as_str().into())],
            ),
            Self::NotRead { run } => lang.say_with("not-compared-not-read", [("run", run.to_string().into())]),
            Self::OtherSettings { old, before, new, after } => lang.say_with(
                "not-compared-other-settings",
                [
                    ("old", old.to_string().into()),
                    ("before", before.to_string().into()),
                    ("new", new.to_string().into()),
                    ("after", after.to_string().into()),
                ],
            ),
            Self::PerhapsAnotherAccount { old, new } => lang.say_with(
                "not-compared-another-account",
                [("old", old.to_string().into()), ("new", new.to_string().into())],
            ),
        }
    }
}

/// In English: programs read it as it is.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.sentence(Lang::En))
    }
}

/// How many changes there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// How many accesses and keys came.
    pub gained: u64,
    /// How many went.
    pub lost: u64,
    /// How many accesses and accounts are otherwise.
    pub changed: u64,
    /// Of how many accesses it is known by now whose they are.
    pub attributed: u64,
    /// Which services were not compared: of them nobody can say that nothing changed.
    pub left_out: Vec<LeftOut>,
}

impl Summary {
    /// Whether there is a change.
    pub fn is_any(&self) -> bool {
        self.gained + self.lost + self.changed + self.attributed > 0
    }

    /// Counts one more change.
    pub fn count(&mut self, what: What) {
        *match what {
            What::Gained => &mut self.gained,
            What::Lost => &mut self.lost,
            What::Changed => &mut self.changed,
            What::Attributed => &mut self.attributed,
        } += 1;
    }
}

/// How many changes there are between two runs.
pub fn summary(store: &Store, old: &Run, new: &Run) -> Result<Summary, Failure> {
    let comparison = Comparison::new(store, old, new)?;
    let mut summary = Summary { left_out: comparison.left_out.clone(), ..Summary::default() };
    comparison.each_change(|change| {
        summary.count(change.what);
        Ok(())
    })?;
    Ok(summary)
}

/// The run before this one that can be compared with it for the most services; of several the last. What changed since
/// then at a service that the very last run did not read whole would otherwise never be told.
pub fn previous(store: &Store, run: &Run) -> Result<Option<Run>, Failure> {
    let ended_before =
        |earlier: &Run| earlier.id < run.id && earlier.state != RunState::Reading && earlier.pruned_at.is_none();
    let (mut best, mut most) = (None, 0);
    for earlier in store.runs()?.into_iter().filter(ended_before) {
        let compared = Comparison::new(store, &earlier, run)?.compared.len();
        if compared > most {
            (best, most) = (Some(earlier), compared);
        }
    }
    Ok(best)
}

/// The last two complete runs of the same scope, the older one first.
pub fn newest_pair(store: &Store) -> Result<Option<(Run, Run)>, Failure> {
    let complete: Vec<_> =
        store.runs()?.into_iter().filter(|run| run.state == RunState::Complete && run.pruned_at.is_none()).collect();
    let pair = complete.iter().enumerate().find_map(|(place, new)| {
        let old = complete.iter().skip(place + 1).find(|old| old.scope == new.scope)?;
        Some((old.clone(), new.clone()))
    });
    Ok(pair)
}

/// Two runs side by side.
#[derive(Debug)]
pub struct Comparison<'a> {
    store: &'a Store,
    old: i64,
    new: i64,
    /// The services that are compared, those of the newer run in its order.
    pub compared: Vec<ServiceId>,
    /// The services of either run that are not.
    pub left_out: Vec<LeftOut>,
}

impl<'a> Comparison<'a> {
    /// Looks which services of two runs can be compared.
    pub fn new(store: &'a Store, old: &Run, new: &Run) -> Result<Self, Failure> {
        let mut comparison = Self { store, old: old.id, new: new.id, compared: Vec::new(), left_out: Vec::new() };
        for service in services_of(store, old, new)? {
            match obstacle(store, service, old, new)? {
                Obstacle::None => comparison.compared.push(service),
                Obstacle::ReadByNeither => {}
                Obstacle::Because(reason) => comparison.left_out.push(LeftOut { service, reason }),
            }
        }
        Ok(comparison)
    }

    /// Hands on every change: service by service, first those of accounts, then those of accesses, each in the order of
    /// the stable key.
    pub fn each_change(&self, mut each: impl FnMut(Change) -> Result<(), Failure>) -> Result<(), Failure> {
        let _snapshot = self.store.snapshot()?;
        for service in &self.compared {
            let service = Service { store: self.store, old: self.old, new: self.new, service: *service };
            service.each_account_change(&mut each)?;
            service.each_access_change(&mut each)?;
        }
        Ok(())
    }
}

/// The services of either run: those of the newer one first.
fn services_of(store: &Store, old: &Run, new: &Run) -> Result<Vec<ServiceId>, Failure> {
    let mut services: Vec<_> = store.scopes(new.id)?.into_iter().map(|scope| scope.service).collect();
    for scope in store.scopes(old.id)? {
        if !services.contains(&scope.service) {
            services.push(scope.service);
        }
    }
    Ok(services)
}

/// What keeps a service from being compared.
enum Obstacle {
    None,
    ReadByNeither,
    Because(Reason),
}

fn obstacle(store: &Store, service: ServiceId, old: &Run, new: &Run) -> Result<Obstacle, Failure> {
    let state = |run: &Run| -> Result<Option<RunState>, Failure> {
        Ok(store.scopes(run.id)?.into_iter().find(|scope| scope.service == service).map(|scope| scope.state))
    };
    let states = [(old, state(old)?), (new, state(new)?)];
    if states.iter().all(|(_, state)| state.is_none()) {
        return Ok(Obstacle::ReadByNeither);
    }
    for (run, state) in states {
        match state {
            Some(RunState::Complete) => {}
            Some(state) => return Ok(Obstacle::Because(Reason::NotWhole { run: run.id, state })),
            None => return Ok(Obstacle::Because(Reason::NotRead { run: run.id })),
        }
    }
    let settings = |run: &Run| run.scope.get(service.as_str()).cloned().unwrap_or_default();
    let (before, after) = (settings(old), settings(new));
    if before != after {
        return Ok(Obstacle::Because(Reason::OtherSettings { old: old.id, before, new: new.id, after }));
    }
    if !store.asked_the_same_account([old.id, new.id], service)? {
        return Ok(Obstacle::Because(Reason::PerhapsAnotherAccount { old: old.id, new: new.id }));
    }
    Ok(Obstacle::None)
}

/// One service in both runs.
struct Service<'a> {
    store: &'a Store,
    old: i64,
    new: i64,
    service: ServiceId,
}

impl Service<'_> {
    /// Accounts that are in both runs, and are not the same. One that came or went shows in what it holds; a key without
    /// grants, of which no list tells what it may do, shows here.
    fn each_account_change(&self, each: &mut impl FnMut(Change) -> Result<(), Failure>) -> Result<(), Failure> {
        self.store.each_account_pair(self.old, self.new, self.service, |pair| {
            let change = match pair {
                Pair::Old(key) if self.is_bare_key(self.old, &key)? => {
                    let before = Some(key.facts.known());
                    Some(Change { before, ..self.change(What::Lost, self.old, &key.kind, &key.id)? })
                }
                Pair::New(key) if self.is_bare_key(self.new, &key)? => {
                    let after = Some(key.facts.known());
                    Some(Change { after, ..self.change(What::Gained, self.new, &key.kind, &key.id)? })
                }
                Pair::Old(_) | Pair::New(_) => None,
                Pair::Both(old, new) => match differences(&old.facts, &new.facts) {
                    Some((before, after)) => {
                        let (before, after) = (Some(before), Some(after));
                        Some(Change { before, after, ..self.change(What::Changed, self.new, &new.kind, &new.id)? })
                    }
                    None => None,
                },
            };
            change.map_or(Ok(()), &mut *each)
        })
    }

    /// Whether an account is a key of which the run has no grant.
    fn is_bare_key(&self, run: i64, account: &ComparedAccount) -> Result<bool, Failure> {
        Ok(account.kind == PrincipalKind::Key.as_str()
            && !self.store.has_grants(run, self.service, &account.id, &account.kind)?)
    }

    fn each_access_change(&self, each: &mut impl FnMut(Change) -> Result<(), Failure>) -> Result<(), Failure> {
        self.store.find_same_grants(self.old, self.new, self.service)?;
        self.store.each_grant_pair(self.old, self.new, self.service, |pair| {
            let change = match pair {
                Pair::Old(held) => self.gone(&held)?,
                Pair::New(held) => self.come(&held)?,
                Pair::Both(old, new) => self.kept(&old, &new)?,
            };
            change.map_or(Ok(()), &mut *each)
        })
    }

    /// What became of a grant that only the old run has under this account; nothing where the new run knows what stood
    /// behind it.
    fn gone(&self, held: &ComparedGrant) -> Result<Option<Change>, Failure> {
        let Some((principal, kind)) = self.store.same_grant_in_new(held)? else {
            if held.has_unknown_roles() && self.holds_anything_there(self.new, held)? {
                return Ok(None);
            }
            let lost = |what| self.access_change(what, self.old, held, &held.kind, &held.principal);
            if self.roles_are_unknown(self.new, held)? {
                let (before, after) = (Some(is_held(Value::Bool(true))), Some(is_held(Value::Null)));
                return Ok(Some(Change { before, after, ..lost(What::Changed)? }));
            }
            return Ok(Some(Change { before: Some(held.facts.known()), ..lost(What::Lost)? }));
        };
        let (before, after) = (Some(account(&held.principal, &held.kind)), Some(account(&principal, &kind)));
        let change = if held.kind == PrincipalKind::Unattributed.as_str() {
            self.access_change(What::Attributed, self.new, held, &kind, &principal)?
        } else {
            // Nobody can say that it is lost: it is there, and it is no longer known whose it is.
            self.access_change(What::Changed, self.old, held, &held.kind, &held.principal)?
        };
        Ok(Some(Change { before, after, ..change }))
    }

    /// What a grant means that only the new run has under this account; nothing where the old run has it under another.
    fn come(&self, held: &ComparedGrant) -> Result<Option<Change>, Failure> {
        if self.store.has_same_grant_in_old(held)? {
            return Ok(None);
        }
        if held.has_unknown_roles() && self.holds_anything_there(self.old, held)? {
            return Ok(None);
        }
        let gained = |what| self.access_change(what, self.new, held, &held.kind, &held.principal);
        if self.roles_are_unknown(self.old, held)? {
            let (before, after) = (Some(is_held(Value::Null)), Some(is_held(Value::Bool(true))));
            return Ok(Some(Change { before, after, ..gained(What::Changed)? }));
        }
        Ok(Some(Change { after: Some(held.facts.known()), ..gained(What::Gained)? }))
    }

    /// Whether a run knows that the account is there, and not with which roles: it may hold this grant.
    fn roles_are_unknown(&self, run: i64, held: &ComparedGrant) -> Result<bool, Failure> {
        self.store.has_unknown_roles(run, self.service, &held.principal, &held.resource)
    }

    /// Whether an account holds any grant where it holds this one.
    fn holds_anything_there(&self, run: i64, held: &ComparedGrant) -> Result<bool, Failure> {
        self.store.holds_anything_on(run, self.service, &held.principal, &held.resource)
    }

    fn kept(&self, old: &ComparedGrant, new: &ComparedGrant) -> Result<Option<Change>, Failure> {
        let Some((before, after)) = differences(&old.facts, &new.facts) else {
            return Ok(None);
        };
        let (before, after) = (Some(before), Some(after));
        let change = self.access_change(What::Changed, self.new, new, &new.kind, &new.principal)?;
        Ok(Some(Change { before, after, ..change }))
    }

    fn access_change(
        &self,
        what: What,
        run: i64,
        held: &ComparedGrant,
        kind: &str,
        principal: &str,
    ) -> Result<Change, Failure> {
        Ok(Change {
            resource: Some(held.resource.clone()),
            resource_name: self.store.resource_name(run, self.service, &held.resource)?,
            permission: Some(held.permission.clone()),
            ..self.change(what, run, kind, principal)?
        })
    }

    /// A change of an account, with the names that this run has for it.
    fn change(&self, what: What, run: i64, kind: &str, principal: &str) -> Result<Change, Failure> {
        let (name, email) = self.store.person(run, self.service, kind, principal)?;
        Ok(Change {
            what,
            service: self.service,
            principal: principal.to_owned(),
            principal_kind: kind.to_owned(),
            name,
            email,
            resource: None,
            resource_name: None,
            permission: None,
            before: None,
            after: None,
        })
    }
}

impl ComparedGrant {
    /// Whether it says where the account is, and not with which roles.
    fn has_unknown_roles(&self) -> bool {
        self.facts.attributes.get("roles").is_some_and(|roles| roles == "unknown")
    }
}

impl KnownFacts {
    /// What is known, by its name.
    fn known(&self) -> Map<String, Value> {
        let columns = self.columns.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
        let attributes = self.attributes.iter().map(|(name, value)| (name.clone(), value.clone()));
        columns.chain(attributes).filter(|(name, _)| !HOW_IT_WAS_READ.contains(&name.as_str())).collect()
    }

    /// Whether a list said it, and not the exact call.
    fn is_from_a_list(&self) -> bool {
        self.attributes.get("from_list") == Some(&Value::Bool(true))
    }
}

/// What is otherwise: as it was, and as it is. Null is unknown.
fn differences(old: &KnownFacts, new: &KnownFacts) -> Option<(Map<String, Value>, Map<String, Value>)> {
    if old == new {
        return None;
    }
    let (mut before, mut after) = (old.known(), new.known());
    // That there is a hash of the address, or none any more, says nothing of the address: a service need not send one, and
    // earlier versions did not keep it. Another hash is a change.
    if before.contains_key(MAIL_HASH) != after.contains_key(MAIL_HASH) {
        before.remove(MAIL_HASH);
        after.remove(MAIL_HASH);
    }
    if old.is_from_a_list() == new.is_from_a_list() {
        for name in before.keys().chain(after.keys()).cloned().collect::<Vec<_>>() {
            before.entry(name.as_str()).or_insert(Value::Null);
            after.entry(name).or_insert(Value::Null);
        }
    } else {
        // An exact call knows more than a list: that it does is no change.
        before.retain(|name, _| after.contains_key(name));
        after.retain(|name, _| before.contains_key(name));
    }
    let same: Vec<_> =
        before.iter().filter(|(name, value)| after.get(*name) == Some(value)).map(|(name, _)| name.clone()).collect();
    for name in same {
        before.remove(&name);
        after.remove(&name);
    }
    (!before.is_empty()).then_some((before, after))
}

/// Whether a grant is held, as the side of a change; null where nobody knows.
fn is_held(held: Value) -> Map<String, Value> {
    iter::once(("held".to_owned(), held)).collect()
}

/// Whose a grant is, as the side of a change.
fn account(principal: &str, kind: &str) -> Map<String, Value> {
    [("principal", principal), ("principal_kind", kind)]
        .map(|(name, text)| (name.to_owned(), text.into()))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::model::{Fingerprint, Identity};
    use crate::source::{BASE39, MYREPORTS, TOMTICKET};
    use crate::{
        model::{Attributes, Grant, MEMBER, Principal},
        store::{Answer, Next, Task, testing::store},
    };

    const EVERYTHING: [(ServiceId, bool); 3] = [(TOMTICKET, true), (BASE39, true), (MYREPORTS, true)];

    /// A run that read these services, complete or not, and was told this.
    fn run(store: &Rc<Store>, services: &[(ServiceId, bool)], told: &[(ServiceId, Answer)]) -> Run {
        let scope = services.iter().map(|(service, _)| (service.as_str(), json!({ "quick": false }))).collect();
        run_of(store, &scope, services, told)
    }

    fn run_of(store: &Rc<Store>, scope: &Value, services: &[(ServiceId, bool)], told: &[(ServiceId, Answer)]) -> Run {
        let first: Vec<_> = services.iter().map(|(service, _)| (*service, vec![Task::new("list", [])])).collect();
        let (run, _lock) = store.begin(scope, &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        for (service, is_complete) in services {
            store.note_access(run, *service, "https://x.example", Some(&Fingerprint::of_token("one"))).unwrap();
            let reading = store.reading(run, *service);
            let due = reading.next_due(0).unwrap().unwrap();
            for (_, answer) in told.iter().filter(|(told, _)| told == service) {
                reading.save(&due, answer, &Next::Done).unwrap();
            }
            reading.conclude(&[], (!is_complete).then_some("it stopped answering")).unwrap();
        }
        store.end(run, Timestamp::UNIX_EPOCH).unwrap();
        store.run(run).unwrap().unwrap()
    }

    fn granted(grants: impl IntoIterator<Item = Grant>) -> Answer {
        Answer { grants: grants.into_iter().collect(), ..Answer::default() }
    }

    fn operator(ids: &str, principal: &str, permission: &str) -> Grant {
        let id = Some(ids.to_owned());
        Grant { id, ..Grant::new(PrincipalKind::Operator, principal, "c1", permission) }
    }

    fn unattributed(id: &str, permission: &str) -> Grant {
        Grant { id: Some(id.to_owned()), ..Grant::new(PrincipalKind::Unattributed, id, "c1", permission) }
    }

    fn customer(name: &str, attributes: Attributes) -> Answer {
        let (kind, id, email) = (PrincipalKind::Customer, "7".to_owned(), Some("ana@casa.example".to_owned()));
        Answer {
            principals: vec![Principal { kind, id, name: Some(name.to_owned()), email, attributes }],
            ..Answer::default()
        }
    }

    /// What a comparison of two runs says, a line for each change.
    fn changes(store: &Store, old: &Run, new: &Run) -> Vec<String> {
        let mut lines = Vec::new();
        let comparison = Comparison::new(store, old, new).unwrap();
        let keep = |change: Change| {
            let side =
                |side: Option<Map<String, Value>>| side.map_or("-".to_owned(), |side| Value::from(side).to_string());
            lines.push(format!(
                "{} {} {} {} {}",
                change.what.as_str(),
                change.principal,
                change.permission.as_deref().unwrap_or("account"),
                side(change.before),
                side(change.after)
            ));
            Ok(())
        };
        comparison.each_change(keep).unwrap();
        lines
    }

    /// What changes at Base39 when one answer is followed by another.
    fn base39(old: Answer, new: Answer) -> Vec<String> {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(BASE39, true)];
        let old = run(&store, &services, &[(BASE39, old)]);
        let new = run(&store, &services, &[(BASE39, new)]);
        changes(&store, &old, &new)
    }

    /// What changes at TomTicket.
    fn tomticket(old: Answer, new: Answer) -> Vec<String> {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(TOMTICKET, true)];
        let old = run(&store, &services, &[(TOMTICKET, old)]);
        let new = run(&store, &services, &[(TOMTICKET, new)]);
        changes(&store, &old, &new)
    }

    #[test]
    fn what_came_and_what_went() {
        let old = granted([operator("p1", "a", "approver"), operator("p2", "b", "approver")]);
        let new = granted([
            operator("p2", "b", "approver"),
            operator("p3", "b", "financial"),
            operator("p4", "c", "approver"),
        ]);
        assert_eq!(
            base39(old, new),
            [
                r#"lost a approver {"ids":["p1"]} -"#,
                r#"gained b financial - {"ids":["p3"]}"#,
                r#"gained c approver - {"ids":["p4"]}"#
            ]
        );
    }

    #[test]
    fn both_runs_are_walked_through_in_the_order_in_which_the_store_gives_them() {
        let grant = |resource, permission| Grant::new(PrincipalKind::Operator, "a", resource, permission);
        let old = granted([grant("c2", "approver")]);
        let new = granted([grant("c1", "financial"), grant("c2", "approver"), grant("C3", "ç")]);
        assert_eq!(base39(old, new), ["gained a ç - {}", "gained a financial - {}"]);
    }

    #[test]
    fn what_is_otherwise_than_it_was() {
        let old = operator("p1", "a", "approver");
        let new = Grant {
            since: Some(Timestamp::UNIX_EPOCH),
            granted_by: Some("app".to_owned()),
            attributes: Attributes::default().with("note", Some("new")),
            ..old.clone()
        };
        assert_eq!(
            base39(granted([old]), granted([new.clone()])),
            [concat!(
                r#"changed a approver {"granted_by":null,"note":null,"since":null} "#,
                r#"{"granted_by":"app","note":"new","since":"1970-01-01T00:00:00Z"}"#
            )]
        );
        assert_eq!(base39(granted([new.clone()]), granted([new])), [""; 0]);
    }

    #[test]
    fn an_account_that_is_otherwise_is_told_once() {
        let old = customer("Ana", Attributes::default().with("active", Some(true)).with("approved", Some(true)));
        let new = customer("Ana Maria", Attributes::default().with("active", Some(false)).with("approved", Some(true)));
        let said = [r#"changed 7 account {"active":true,"name":"Ana"} {"active":false,"name":"Ana Maria"}"#];
        assert_eq!(tomticket(old, new), said);
    }

    #[test]
    fn another_hash_of_an_address_is_a_change_and_that_one_is_known_is_none() {
        let with = |hash: Option<&str>| customer("Rui", Attributes::default().with(MAIL_HASH, hash));
        let hash = "0123456789abcdef0123456789abcdef";
        let other = hash.replace('0', "1");
        assert_eq!(
            tomticket(with(Some(hash)), with(Some(&other))),
            [format!(r#"changed 7 account {{"mail_hash":"{hash}"}} {{"mail_hash":"{other}"}}"#)]
        );
        assert_eq!(tomticket(with(Some(hash)), with(Some(hash))), [""; 0]);
        assert_eq!(tomticket(with(None), with(Some(hash))), [""; 0]);
        assert_eq!(tomticket(with(Some(hash)), with(None)), [""; 0]);
    }

    #[test]
    fn how_something_was_read_is_no_change() {
        let listed = Attributes::default().with("from_list", Some(true)).with("active", Some(true));
        let exact = Attributes::default().with("list_agrees", Some(true)).with("monthly_tickets", Some("unlimited"));
        let exact = exact.with("active", Some(true));
        assert_eq!(tomticket(customer("Ana", listed.clone()), customer("Ana", exact.clone())), [""; 0]);
        assert_eq!(tomticket(customer("Ana", exact.clone()), customer("Ana", listed.clone())), [""; 0]);
        let inactive = customer("Ana", exact.with("active", Some(false)));
        assert_eq!(
            tomticket(customer("Ana", listed), inactive),
            [r#"changed 7 account {"active":true} {"active":false}"#]
        );
    }

    #[test]
    fn an_access_that_gets_a_name_is_neither_lost_nor_gained() {
        let said = [concat!(
            r#"attributed a approver {"principal":"p1","principal_kind":"unattributed"} "#,
            r#"{"principal":"a","principal_kind":"operator"}"#
        )];
        let old = || granted([unattributed("p1", "approver")]);
        for ids in ["p1", "p0 p1", "p1 p2", "p0 p1 p2"] {
            assert_eq!(base39(old(), granted([operator(ids, "a", "approver")])), said, "{ids}");
        }
        assert_eq!(base39(old(), granted([operator("p1", "a", "Approver")])), said, "a role is the same in any case");
        let named = |role| granted([operator("p0", "a", "administrator"), operator("p1", "a", role)]);
        assert_eq!(base39(named("approver"), named("Approver")), [""; 0], "also where both runs know whose it is");
    }

    #[test]
    fn only_the_very_id_gives_an_access_a_name() {
        let old = || granted([unattributed("p1", "approver")]);
        for new in
            [operator("p10", "a", "approver"), operator("xp1", "a", "approver"), operator("p1", "a", "financial")]
        {
            let said = base39(old(), granted([new.clone()]));
            assert_eq!(said.len(), 2, "{said:?}");
            assert!(said.iter().any(|line| line.starts_with("lost p1")), "{new:?}");
            assert!(said.iter().any(|line| line.starts_with("gained a")), "{new:?}");
        }
    }

    #[test]
    fn ids_may_be_made_of_anything_but_blanks() {
        let strange = r#"p"1\','ç"#;
        let said = base39(granted([unattributed(strange, "approver")]), granted([operator(strange, "a", "approver")]));
        assert!(said.len() == 1 && said[0].starts_with("attributed a"), "{said:?}");
    }

    #[test]
    fn an_access_whose_name_is_no_longer_known_is_not_lost() {
        let old = granted([operator("p1 p2", "a", "approver")]);
        let new = granted([unattributed("p1", "approver"), unattributed("p2", "approver")]);
        assert_eq!(
            base39(old, new),
            [concat!(
                r#"changed a approver {"principal":"a","principal_kind":"operator"} "#,
                r#"{"principal":"p1","principal_kind":"unattributed"}"#
            )]
        );
    }

    fn role(permission: &str) -> Grant {
        Grant::new(PrincipalKind::User, "u", "t1", permission)
    }

    fn roles_unknown() -> Grant {
        Grant { attributes: Attributes::default().with("roles", Some("unknown")), ..role(MEMBER) }
    }

    /// What changes at MyReports.
    fn myreports(old: Answer, new: Answer) -> Vec<String> {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(MYREPORTS, true)];
        let old = run(&store, &services, &[(MYREPORTS, old)]);
        let new = run(&store, &services, &[(MYREPORTS, new)]);
        changes(&store, &old, &new)
    }

    #[test]
    fn a_role_that_was_not_known_is_not_gained_and_one_that_no_longer_is_not_lost() {
        let roles = || granted([role("admin.user"), role("customer.user")]);
        let unknown = || granted([roles_unknown()]);
        assert_eq!(
            myreports(unknown(), roles()),
            [
                r#"changed u admin.user {"held":null} {"held":true}"#,
                r#"changed u customer.user {"held":null} {"held":true}"#
            ]
        );
        assert_eq!(
            myreports(roles(), unknown()),
            [
                r#"changed u admin.user {"held":true} {"held":null}"#,
                r#"changed u customer.user {"held":true} {"held":null}"#
            ]
        );
        assert_eq!(myreports(unknown(), granted([role(MEMBER)])), [""; 0], "it turns out to hold no role");
        assert_eq!(myreports(granted([role(MEMBER)]), unknown()), [""; 0]);
        assert_eq!(myreports(unknown(), unknown()), [""; 0]);
    }

    #[test]
    fn who_is_somewhere_with_unknown_roles_can_come_and_go() {
        assert_eq!(myreports(granted([]), granted([roles_unknown()])), [r#"gained u member - {}"#]);
        assert_eq!(myreports(granted([roles_unknown()]), granted([])), [r#"lost u member {} -"#]);
        let elsewhere = Grant::new(PrincipalKind::User, "u", "t2", "admin.user");
        let both = granted([roles_unknown(), elsewhere]);
        assert_eq!(myreports(granted([roles_unknown()]), both), [r#"gained u admin.user - {}"#], "another tenant");
    }

    #[test]
    fn a_key_of_which_there_are_no_grants_comes_and_goes_all_the_same() {
        let key = |grants: Vec<Grant>| Answer {
            principals: vec![Principal {
                kind: PrincipalKind::Key,
                id: "k".to_owned(),
                name: None,
                email: None,
                attributes: Attributes::default().with("rules", Some("unknown")),
            }],
            grants,
            ..Answer::default()
        };
        let held = || vec![Grant::new(PrincipalKind::Key, "k", "*", "full_access")];
        assert_eq!(base39(granted([]), key(vec![])), [r#"gained k account - {"rules":"unknown"}"#]);
        assert_eq!(base39(key(vec![]), granted([])), [r#"lost k account {"rules":"unknown"} -"#]);
        assert_eq!(base39(granted([]), key(held())), [r#"gained k full_access - {}"#], "told once");
        assert_eq!(base39(key(vec![]), key(vec![])), [""; 0]);
    }

    #[test]
    fn a_comparison_can_be_made_again_on_the_same_store() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(BASE39, true)];
        let old = run(&store, &services, &[(BASE39, granted([unattributed("p1", "approver")]))]);
        let new = run(&store, &services, &[(BASE39, granted([operator("p1", "a", "approver")]))]);
        assert_eq!(changes(&store, &old, &new), changes(&store, &old, &new));
        assert_eq!(summary(&store, &old, &new).unwrap(), Summary { attributed: 1, ..Summary::default() });
        assert_eq!(summary(&store, &new, &old).unwrap(), Summary { changed: 1, ..Summary::default() });
    }

    #[test]
    fn what_was_not_read_whole_is_left_out_and_not_lost() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let held = || (BASE39, granted([operator("p1", "a", "approver")]));
        let old = run(&store, &EVERYTHING, &[held()]);
        let new = run(&store, &[(TOMTICKET, true), (BASE39, false)], &[]);
        assert_eq!(changes(&store, &old, &new), [""; 0]);
        let left_out = summary(&store, &old, &new).unwrap().left_out;
        let reasons: Vec<_> = left_out.iter().map(|left_out| left_out.reason.sentence(Lang::En)).collect();
        assert_eq!(reasons, ["run 2 is incomplete there", "run 2 did not read it"]);
    }

    #[test]
    fn other_settings_are_not_compared() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(TOMTICKET, true)];
        let held = || (TOMTICKET, granted([operator("p1", "a", "operator")]));
        let old = run_of(&store, &json!({ "tomticket": { "quick": true } }), &services, &[held()]);
        let new = run_of(&store, &json!({ "tomticket": { "quick": false } }), &services, &[]);
        let comparison = Comparison::new(&store, &old, &new).unwrap();
        assert!(comparison.compared.is_empty());
        let reason = comparison.left_out[0].reason.sentence(Lang::En);
        assert!(reason.contains(r#"{"quick":true} in run 1, {"quick":false} in run 2"#), "{reason}");
        assert_eq!(changes(&store, &old, &new), [""; 0]);
        assert!(previous(&store, &new).unwrap().is_none());
    }

    #[test]
    fn runs_that_may_have_asked_two_accounts_are_not_compared() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let services = [(TOMTICKET, true)];
        let held = |by| (TOMTICKET, granted([operator("p1", by, "operator")]));
        let old = run(&store, &services, &[held("a")]);
        let new = run(&store, &services, &[held("b")]);
        assert_eq!(changes(&store, &old, &new).len(), 2);
        let ask_with = |credentials: &str| {
            store.sql().execute("UPDATE scopes SET credentials = ?1 WHERE run = 2", [credentials]).unwrap();
        };
        let token = json!(Fingerprint::of_token("one"));
        for credentials in [json!([Fingerprint::of_token("other")]), json!([token, Fingerprint::of_token("other")])] {
            ask_with(&credentials.to_string());
            let comparison = Comparison::new(&store, &old, &new).unwrap();
            assert!(comparison.compared.is_empty(), "{credentials}");
            let reason = comparison.left_out[0].reason.sentence(Lang::En);
            assert_eq!(reason, "nothing tells that runs 1 and 2 asked the same account of it");
            assert_eq!(changes(&store, &old, &new), [""; 0], "{credentials}");
        }
    }

    #[test]
    fn the_run_before_is_the_last_one_that_can_be_compared() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let first = run(&store, &EVERYTHING, &[]);
        run(&store, &[(TOMTICKET, false), (BASE39, false)], &[]);
        let third = run(&store, &[(TOMTICKET, false), (BASE39, true)], &[]);
        assert_eq!(previous(&store, &third).unwrap().map(|run| run.id), Some(first.id));
        assert!(previous(&store, &first).unwrap().is_none());
    }

    #[test]
    fn a_run_that_missed_a_service_hides_no_change_at_it() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let whole = [(TOMTICKET, true), (BASE39, true)];
        let [_, second] = [run(&store, &whole, &[]), run(&store, &whole, &[])];
        run(&store, &[(TOMTICKET, true), (BASE39, false)], &[]);
        let last = run(&store, &whole, &[]);
        assert_eq!(previous(&store, &last).unwrap().map(|run| run.id), Some(second.id), "the last of the whole ones");
    }

    #[test]
    fn by_default_the_last_two_complete_runs_of_the_same_scope_are_compared() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let two = [(TOMTICKET, true), (BASE39, true)];
        let pair = || newest_pair(&store).unwrap().map(|(old, new)| (old.id, new.id));
        run(&store, &two, &[]);
        assert_eq!(pair(), None);
        run(&store, &EVERYTHING, &[]);
        assert_eq!(pair(), None, "another scope");
        run(&store, &two, &[]);
        assert_eq!(pair(), Some((1, 3)));
        run(&store, &[(TOMTICKET, true), (BASE39, false)], &[]);
        run(&store, &[(MYREPORTS, true)], &[]);
        assert_eq!(pair(), Some((1, 3)), "one is incomplete, one has no other like it");
    }
}
