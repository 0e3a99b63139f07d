//! What became of each access that a signed review revoked.
//!
//! That it is still held is told by the grant itself, or by another one that allows the same: on all resources, with a wider
//! permission, under another account of the same address. That holds whatever else was read. That it is gone is told only
//! where nothing hides it: the service was read whole and its lists twice, the same account of it as then, and every grant
//! that could be this one is somebody else's. All else is unknown, which is never "removed".

use std::{cell::RefCell, collections::HashMap};

use serde::Serialize;
use serde_json::Value;

use crate::{
    model::{Failure, Lang, MEMBER, PrincipalKind, RunState, ServiceId, person, place},
    source::{Registry, UnknownPermission, covering, wider},
    store::{HeldBy, KeptRevocation, Revoked, Store},
};

/// What became of an access that was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is gone, and nothing hides it.
    Removed,
    /// It is still there.
    Held,
    /// An earlier run saw that it was gone.
    GrantedAgain,
    /// Nobody can tell, since something was not read or may be hidden.
    Unknown,
}

impl State {
    /// In the order in which they are counted for people.
    pub const ALL: [Self; 4] = [Self::Removed, Self::Held, Self::GrantedAgain, Self::Unknown];

    /// As it is stored and written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Held => "held",
            Self::GrantedAgain => "granted_again",
            Self::Unknown => "unknown",
        }
    }

    /// For people.
    pub fn word(self, lang: Lang) -> String {
        let id = match self {
            Self::Removed => "revocation-removed",
            Self::Held => "revocation-held",
            Self::GrantedAgain => "revocation-granted-again",
            Self::Unknown => "revocation-unknown",
        };
        lang.say(id)
    }

    /// What somebody changed by hand is not known.
    pub(super) fn from_text(text: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Unknown)
    }
}

/// What became of one access. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revocation {
    /// At which service.
    pub service: ServiceId,
    /// The service's id of the account that held it.
    pub principal: String,
    /// What kind of account that is.
    pub principal_kind: String,
    /// What the service calls whose it is, or called it then.
    pub name: Option<String>,
    /// Their address, as the service writes it, or wrote it then.
    pub email: Option<String>,
    /// The service's id of what it was on.
    pub resource: String,
    /// What people at the service call that.
    pub resource_name: Option<String>,
    /// The service's own name of what could be done.
    pub permission: String,
    /// The run whose signed review revoked it.
    pub decided_in: i64,
    /// What became of it by this run.
    pub state: State,
    /// By what else it is still held; absent where it is there itself, or not held.
    pub held_by: Option<HeldBy>,
}

impl Revocation {
    /// Which review revoked it, for people.
    pub fn decided(&self, lang: Lang) -> String {
        lang.say_with("revocation-decided", [("run", self.decided_in.to_string().into())])
    }

    /// What became of it, for people, and by which other access it is still held.
    pub fn outcome(&self, lang: Lang) -> String {
        outcome(self.service, &self.principal, &self.principal_kind, self.state.word(lang), self.held_by.as_ref(), lang)
    }
}

/// The word for what became of an access, with the other one by which it is still held.
pub fn outcome(
    service: ServiceId,
    principal: &str,
    kind: &str,
    word: String,
    held_by: Option<&HeldBy>,
    lang: Lang,
) -> String {
    let Some(by) = held_by else { return word };
    let is_nobodys = kind == PrincipalKind::Unattributed.as_str();
    let id = match by.principal == principal {
        true => "revocation-by",
        false if is_nobodys => "revocation-by-holder",
        false => "revocation-by-account",
    };
    // Whoever it is known to be by now is somebody.
    let kind = if is_nobodys { PrincipalKind::Operator.as_str() } else { kind };
    lang.say_with(
        id,
        [
            ("state", word.into()),
            ("permission", by.permission.as_str().into()),
            ("place", place(service, &by.resource, by.resource_name.as_deref(), lang).into()),
            ("account", person(kind, &by.principal, by.name.as_deref(), None, lang).into()),
        ],
    )
}

/// Asks a run what became of each access that was revoked, and keeps the answers in place of those it had.
pub(crate) fn evaluate(store: &Store, run: i64, registry: &Registry) -> Result<(), Failure> {
    let change = store.change()?;
    store.forget_revocations(run)?;
    store.forget_decisions_about_nothing(run, jiff::Timestamp::now())?;
    let whole = store.scopes(run)?.into_iter().filter(|scope| scope.state == RunState::Complete);
    let later =
        Later { store, run, registry, whole: whole.map(|scope| scope.service).collect(), seen: RefCell::default() };
    store.each_revoked(run, |it| later.keep(&it))?;
    change.commit()
}

/// A run after the review.
struct Later<'a> {
    store: &'a Store,
    run: i64,
    registry: &'a Registry,
    /// The services that were read whole.
    whole: Vec<ServiceId>,
    /// Of a service, a run that was signed and one after it, whether that one [saw all](Self::saw_all): looked up once.
    seen: RefCell<HashMap<(ServiceId, i64, i64), bool>>,
}

impl Later<'_> {
    fn keep(&self, it: &Revoked) -> Result<(), Failure> {
        let way = self.way(it)?;
        let state = self.state(it, way.is_some())?;
        let other = way.as_ref().filter(|way| !way.is_itself(it));
        let held_by = other.map(|way| [&*way.principal, &*way.resource, &*way.permission]);
        self.store.keep_revocation(self.run, it, state.as_str(), held_by)
    }

    fn state(&self, it: &Revoked, is_held: bool) -> Result<State, Failure> {
        if is_held {
            return Ok(if self.was_removed(it)? { State::GrantedAgain } else { State::Held });
        }
        let is_certain = self.whole.contains(&it.service)
            && self.saw_all(self.run, it)?
            && self.shows_the_place(it)?
            && !self.is_hidden(it)?;
        Ok(if is_certain { State::Removed } else { State::Unknown })
    }

    /// Whether a run in between saw that it was gone. Earlier versions told that also of runs that could not see it.
    fn was_removed(&self, it: &Revoked) -> Result<bool, Failure> {
        for run in self.store.removed_in(self.run, it)? {
            if self.saw_all(run, it)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a run read the lists twice, of the same account of the service as the run that was signed: another one has other
    /// people, and nothing tells what a list lost that shifted while it was read once.
    fn saw_all(&self, run: i64, it: &Revoked) -> Result<bool, Failure> {
        let key = (it.service, it.decided_in, run);
        if let Some(known) = self.seen.borrow().get(&key) {
            return Ok(*known);
        }
        let scope = |run| Ok::<_, Failure>(self.store.run(run)?.map_or(Value::Null, |run| run.scope));
        let (then, later) = (scope(it.decided_in)?, scope(run)?);
        let (place, others) = (places(&then, it.service), places(&later, it.service));
        let saw_all = !was_read_once(&later, it.service)
            && place == others
            && place.len() == 1
            && self.store.asked_the_same_account([it.decided_in, run], it.service)?;
        self.seen.borrow_mut().insert(key, saw_all);
        Ok(saw_all)
    }

    /// A user can stand in the lists of two resellers, of whom each is shown tenants of their own: one who is shown this tenant
    /// no more can't tell who is in it.
    fn shows_the_place(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(it.kind != PrincipalKind::User.as_str() || self.store.has_resource(self.run, it.service, &it.resource)?)
    }

    /// The access by which what was revoked is still held: itself, where it is there.
    fn way(&self, it: &Revoked) -> Result<Option<Way>, Failure> {
        if let Some([principal, resource]) = it.attributed.clone() {
            return Ok(Some(Way { principal, resource, permission: it.permission.clone() }));
        }
        for account in self.accounts(it)? {
            if let Some(way) = self.way_of(it, self.run, account)? {
                return Ok(Some(way));
            }
        }
        Ok(None)
    }

    /// The accounts by which the one whose access was revoked may still have it: that one, and those of the same address.
    fn accounts(&self, it: &Revoked) -> Result<Vec<String>, Failure> {
        let others = self.others(it, self.store.accounts_of_the_same(self.run, it)?)?;
        Ok([it.principal.clone()].into_iter().chain(others).collect())
    }

    /// Of these accounts those that count. A key that allowed it then, too, was decided about by itself.
    fn others(&self, it: &Revoked, accounts: Vec<String>) -> Result<Vec<String>, Failure> {
        let is_key = it.kind == PrincipalKind::Key.as_str();
        let mut others = Vec::new();
        for account in accounts {
            if !is_key || self.way_of(it, it.decided_in, account.clone())?.is_none() {
                others.push(account);
            }
        }
        Ok(others)
    }

    /// The access by which an account holds it in a run.
    fn way_of(&self, it: &Revoked, run: i64, principal: String) -> Result<Option<Way>, Failure> {
        let is_granted =
            |resource: &str, permission: &str| self.store.is_granted(run, it.service, &principal, resource, permission);
        if let Some((resource, permission)) = allowed_by(it, is_granted)? {
            return Ok(Some(Way { principal, resource, permission }));
        }
        // Who belongs somewhere with other roles, or with roles that are known by now, still belongs there.
        let is_member =
            it.permission == MEMBER && self.store.holds_anything_on(run, it.service, &principal, &it.resource)?;
        Ok(is_member.then(|| Way { principal, resource: it.resource.clone(), permission: MEMBER.to_owned() }))
    }

    fn is_hidden(&self, it: &Revoked) -> Result<bool, Failure> {
        for account in self.accounts(it)? {
            if self.hides(it, &account)? {
                return Ok(true);
            }
        }
        Ok(self.may_be_nobodys(it)? || self.may_have_another_account(it)? || self.may_be_made_anew(it)?)
    }

    /// It is not known of an account whether it has this access.
    fn hides(&self, it: &Revoked, account: &str) -> Result<bool, Failure> {
        Ok(self.has_unknown_roles(it, account)? || self.has_unknown_permission(it, account)?)
    }

    /// An account that may be the same one's has this access or may have it: one of an address that may be theirs, or, where
    /// the account itself is gone, one that was not there when it was revoked. Else nobody needed another one.
    fn may_have_another_account(&self, it: &Revoked) -> Result<bool, Failure> {
        let mut accounts = self.others(it, self.store.accounts_of_further_addresses(self.run, it)?)?;
        if self.is_gone(it)? {
            accounts.extend(self.store.newcomers_like(it)?);
        }
        for account in accounts {
            if self.way_of(it, self.run, account.clone())?.is_some() || self.hides(it, &account)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// It was nobody's by name, and since then there is the same with another id: that can be the same one's.
    fn may_be_made_anew(&self, it: &Revoked) -> Result<bool, Failure> {
        let came_since = |resource: &str, permission: &str| self.store.came_since(it, resource, permission);
        Ok(it.kind == PrincipalKind::Unattributed.as_str() && allowed_by(it, came_since)?.is_some())
    }

    /// Somebody's account is there no more.
    fn is_gone(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(it.kind != PrincipalKind::Unattributed.as_str()
            && !self.store.has_principal(self.run, it.service, &it.principal)?)
    }

    /// It is known that the account is there, and not with which roles.
    fn has_unknown_roles(&self, it: &Revoked, account: &str) -> Result<bool, Failure> {
        self.store.has_unknown_roles(self.run, it.service, account, &it.resource)
    }

    /// The account is there, and the service does not say whether it has this permission.
    fn has_unknown_permission(&self, it: &Revoked, account: &str) -> Result<bool, Failure> {
        let service = self.registry.service(it.service);
        for unknown in service.into_iter().flat_map(|service| service.unknown_permissions) {
            let UnknownPermission { kind, permission, attribute } = unknown;
            if permission.is_none_or(|permission| permission == it.permission)
                && self.store.lacks_attribute(self.run, it.service, kind.as_str(), account, attribute)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// There is a grant of which nobody knows whose it is, and it is this one by its id; or the account is no longer among
    /// those whose permissions were asked for, and then it can be any that allows the same.
    fn may_be_nobodys(&self, it: &Revoked) -> Result<bool, Failure> {
        let may_be = |id: Option<&str>| -> Result<bool, Failure> {
            let is_nobodys =
                |resource: &str, permission: &str| self.store.is_nobodys(it.service, resource, permission, id);
            Ok(allowed_by(it, is_nobodys)?.is_some())
        };
        for id in it.ids.split_whitespace() {
            if may_be(Some(id))? {
                return Ok(true);
            }
        }
        Ok(self.is_gone(it)? && may_be(None)?)
    }
}

/// An access that allows what was revoked: whose, on what, and what may be done.
struct Way {
    principal: String,
    resource: String,
    permission: String,
}

impl Way {
    fn is_itself(&self, it: &Revoked) -> bool {
        self.principal == it.principal && self.resource == it.resource && self.permission == it.permission
    }
}

/// The resource and the permission by which what was revoked is allowed: there or on what covers it, itself or what is
/// wider. Of two that allow it together, the narrower resource is where both do.
fn allowed_by(
    it: &Revoked,
    is_granted: impl Fn(&str, &str) -> Result<bool, Failure>,
) -> Result<Option<(String, String)>, Failure> {
    let covering = covering(it.service, &it.resource);
    let holds = |permission: &&str| -> Result<Option<usize>, Failure> {
        for (place, resource) in covering.iter().enumerate() {
            if is_granted(resource, permission)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    };
    let itself = [it.permission.as_str()];
    for together in [&itself[..]].into_iter().chain(wider(it.service, &it.permission).iter().copied()) {
        let on: Option<Vec<_>> = together.iter().map(holds).collect::<Result<_, _>>()?;
        let narrowest = on.and_then(|on| on.into_iter().min()).and_then(|place| covering.get(place));
        if let Some(resource) = narrowest {
            return Ok(Some((resource.clone(), together.join(" + "))));
        }
    }
    Ok(None)
}

fn was_read_once(scope: &Value, service: ServiceId) -> bool {
    settings(scope, service).any(|settings| settings.get("quick") == Some(&Value::Bool(true)))
}

/// The settings under which a run read a service; several where it was resumed under others.
fn settings(scope: &Value, service: ServiceId) -> impl Iterator<Item = &Value> {
    let settings = scope.get(service.as_str());
    let resumed = settings.and_then(|settings| settings.get("resumed_under")).and_then(Value::as_array);
    settings.into_iter().chain(resumed.into_iter().flatten())
}

/// Where a service was asked by these settings: its address and its portal.
fn places(scope: &Value, service: ServiceId) -> Vec<[Value; 2]> {
    let place = |settings: &Value| ["origin", "portal"].map(|name| settings.get(name).cloned().unwrap_or_default());
    let mut places: Vec<_> = settings(scope, service).map(place).collect();
    places.dedup();
    places
}

/// Shows what became of each revoked access in a run, in the order of the stable key.
pub fn each(store: &Store, run: i64, mut show: impl FnMut(&Revocation) -> Result<(), Failure>) -> Result<(), Failure> {
    store.each_revocation(run, |kept| {
        let state = State::from_text(&kept.state);
        let KeptRevocation { service, principal, principal_kind, resource, permission, decided_in, .. } = kept;
        show(&Revocation {
            service,
            principal,
            principal_kind,
            name: kept.name,
            email: kept.email,
            resource,
            resource_name: kept.resource_name,
            permission,
            decided_in,
            state,
            held_by: kept.held_by,
        })
    })
}

/// How many of the revoked accesses are in each state.
pub fn counts(store: &Store, run: i64) -> Result<Vec<(State, u64)>, Failure> {
    let count = |state: State| Ok((state, store.count_revocations(run, state.as_str())?));
    State::ALL.into_iter().map(count).collect()
}

/// How many of the revoked accesses are in which state, for people.
pub fn sentence(store: &Store, run: i64, lang: Lang) -> Result<String, Failure> {
    let counts = counts(store, run)?.into_iter().map(|(state, count)| (state.as_str(), count.into()));
    Ok(lang.say_with("revocation-counts", counts))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rusqlite::params;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        judge::{pseudonym, signature},
        model::Identity,
        source::MYREPORTS,
        store::testing::{RECORD, store},
    };

    /// A signed run 1, in which everything was revoked, and three runs after it that read everything and in which nobody
    /// holds anything any more.
    const WORLD: &str = r#"
        INSERT INTO holds (kind) VALUES ('sandbox');
        INSERT INTO runs (id, state, scope, tool, started_at, ended_at)
            SELECT value, 'complete', '{"tomticket":{"origin":"a"},"base39":{"origin":"b"},
                "myreports":{"origin":"c","portal":"reseller"}}', '0', '2026-01-01T10:00:00Z', '2026-01-01T10:00:00Z'
            FROM json_each('[1, 2, 3, 4]');
        INSERT INTO scopes (run, vendor, state, credentials)
            SELECT runs.id, value, 'complete', '[{"of":"token","sha256":"01234567"}]' FROM runs, json_each('["tomticket", "base39", "myreports"]');
        INSERT INTO principals (run, vendor, id, kind, attributes)
            SELECT runs.id, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM runs, json_each('[
                ["base39", "op1", "operator", "{}"], ["myreports", "u1", "user", "{}"], ["myreports", "u2", "user", "{}"],
                ["tomticket", "k1", "customer", "{\"may_create_tickets\":false}"]]');
        INSERT INTO resources (run, vendor, id, kind, attributes) SELECT id, 'myreports', 't1', 'tenant', '{}' FROM runs;
        INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, attributes) VALUES
            (1, 'base39', 'op1', 'c1', 'approver', 'operator', 'perm_1 perm_2', '{}'),
            (1, 'base39', 'perm_9', 'c1', 'financial', 'unattributed', 'perm_9', '{}'),
            (1, 'myreports', 'u1', 't1', 'Administrator', 'user', NULL, '{}'),
            (1, 'myreports', 'u2', 't1', 'member', 'user', NULL, '{"roles":"unknown"}'),
            (1, 'tomticket', 'k1', 'help-desk', 'create_tickets', 'customer', NULL, '{}');"#;

    fn decide(store: &Store, run: i64, decision: &str) {
        let sql = "INSERT INTO decisions
                   SELECT ?1, vendor, principal, resource, permission, ?2, 'why', 'Rui', '2026-01-01', '2026-01-01', 0
                   FROM grants WHERE run = 1";
        store.sql().execute(sql, params![run, decision]).unwrap();
    }

    fn sign(store: &Store, run: i64) {
        store.sql().execute_batch(RECORD).unwrap();
        store.seal(run).unwrap();
        let closing = signature::Closing::of(store, run).unwrap();
        closing.sign("Bia", &Identity::default(), Timestamp::UNIX_EPOCH, false).unwrap();
    }

    /// What became of each account's access in run 2 once this was done to it.
    fn states_after(change: &str) -> Vec<(String, State)> {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        store.sql().execute_batch(change).unwrap();
        states(&store, 2)
    }

    fn states(store: &Store, run: i64) -> Vec<(String, State)> {
        evaluate(store, run, &Registry::built_in()).unwrap();
        let mut states = Vec::new();
        each(store, run, |it| {
            states.push((it.principal.clone(), it.state));
            Ok(())
        })
        .unwrap();
        states
    }

    /// Those that are in another state than `removed`.
    fn not_removed(change: &str) -> Vec<String> {
        let states = states_after(change);
        assert_eq!(states.len(), 5, "{change}");
        let others = states.into_iter().filter(|(_, state)| *state != State::Removed);
        others.map(|(principal, state)| format!("{principal} {}", state.as_str())).collect()
    }

    fn granted(
        service: &str,
        principal: &str,
        resource: &str,
        permission: &str,
        kind: &str,
        attributes: &str,
    ) -> String {
        format!(
            "INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, attributes)
             VALUES (2, '{service}', '{principal}', '{resource}', '{permission}', '{kind}', '{principal}', '{attributes}');"
        )
    }

    #[test]
    fn what_is_nowhere_is_removed() {
        assert_eq!(not_removed(""), [""; 0]);
        let elsewhere = granted("base39", "op1", "c2", "approver", "operator", "{}")
            + &granted("base39", "op1", "c1", "backoffice", "operator", "{}")
            + &granted("myreports", "u1", "t1", "member", "user", "{}")
            + &granted("base39", "perm_7", "c1", "approver", "unattributed", "{}");
        assert_eq!(not_removed(&elsewhere), [""; 0], "other accesses are not this one");
    }

    #[test]
    fn what_is_there_is_held_whatever_else_was_read() {
        let there = granted("base39", "op1", "c1", "approver", "operator", "{}");
        assert_eq!(not_removed(&there), ["op1 held"]);
        let broken = "UPDATE scopes SET state = 'incomplete' WHERE run = 2;
                      UPDATE runs SET scope = '{}' WHERE id = 2;";
        assert_eq!(
            not_removed(&(there + broken)),
            ["op1 held", "perm_9 unknown", "u1 unknown", "u2 unknown", "k1 unknown"],
            "unknown is never removed"
        );
        let member = granted("myreports", "u2", "t1", "Support", "user", "{}");
        assert_eq!(not_removed(&member), ["u2 held"], "whose roles are known by now is there all the same");
    }

    #[test]
    fn what_was_nobodys_by_name_is_held_by_whom_it_is_known_to_be_by_now() {
        let known = |service: &str, resource: &str, permission: &str, kind: &str, ids: &str| {
            ["decisions", "grants"]
                .map(|table| format!("UPDATE {table} SET vendor = '{service}' WHERE principal = 'perm_9';"))
                .concat()
                + &granted(service, "op1", resource, permission, kind, "{}")
                + &format!("UPDATE grants SET ids = '{ids}' WHERE run = 2;")
        };
        for service in ["base39", "myreports"] {
            for ids in ["perm_9", "perm_10 perm_9 perm_91"] {
                let now = known(service, "c1", "financial", "operator", ids);
                assert_eq!(not_removed(&now), ["perm_9 held"], "{service} {ids}");
            }
            for there in [
                known(service, "c1", "FINANCIAL", "operator", "perm_9"),
                known(service, "*", "financial", "operator", "perm_9"),
            ] {
                assert_eq!(not_removed(&there), ["perm_9 held"], "{there}");
            }
            for other in [
                known(service, "c2", "financial", "operator", "perm_9"),
                known(service, "c1", "approver_2", "operator", "perm_9"),
            ] {
                assert_eq!(not_removed(&other), [""; 0], "{other}");
            }
            for resource in ["c1", "*"] {
                let new = known(service, resource, "financial", "operator", "perm_90 aperm_9");
                assert_eq!(
                    not_removed(&new),
                    ["perm_9 unknown"],
                    "another one since, which may be the same person's: {new}"
                );
                let there =
                    new.clone() + &new.replace("(2,", "(1,").replace("run = 2", "run = 1 AND principal = 'op1'");
                assert_eq!(not_removed(&there), [""; 0], "it was there then, and was decided about by itself: {there}");
            }
        }
        let elsewhere = granted("base39", "op1", "c1", "financial", "operator", "{}");
        let ids =
            "UPDATE grants SET ids = 'perm_9' WHERE run = 2; UPDATE grants SET vendor = 'tomticket' WHERE run = 2;";
        assert_eq!(not_removed(&(elsewhere + ids)), [""; 0], "another service's id");
        for role in ["financial", "FINANCIAL"] {
            let anew = granted("base39", "perm_10", "c1", role, "unattributed", "{}");
            assert_eq!(not_removed(&anew), ["perm_9 unknown"], "it may be made anew");
        }
    }

    #[test]
    fn nothing_is_told_of_a_service_that_was_not_read_whole_or_was_read_elsewhere() {
        for (change, unknown) in [
            ("UPDATE scopes SET state = 'incomplete' WHERE run = 2 AND vendor = 'tomticket'", "k1 unknown"),
            ("DELETE FROM scopes WHERE run = 2 AND vendor = 'tomticket'", "k1 unknown"),
            (r#"UPDATE runs SET scope = json_replace(scope, '$.tomticket.origin', 'x') WHERE id = 2"#, "k1 unknown"),
            (r#"UPDATE runs SET scope = json_remove(scope, '$.tomticket') WHERE id = 2"#, "k1 unknown"),
            (
                r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.resumed_under', json('[{"origin":"x"}]'))
                   WHERE id = 2"#,
                "k1 unknown",
            ),
            (r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.roles', 1) WHERE id = 2"#, ""),
            (r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.quick', json('false')) WHERE id = 2"#, ""),
            (r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.quick', json('true')) WHERE id = 1"#, ""),
            (
                r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.quick', json('true')) WHERE id = 2"#,
                "k1 unknown",
            ),
            (
                r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.resumed_under', json('[{"origin":"a","quick":true}]'))
                   WHERE id = 2"#,
                "k1 unknown",
            ),
        ] {
            assert_eq!(not_removed(change).join(""), unknown, "{change}");
        }
        let portal = "UPDATE runs SET scope = json_replace(scope, '$.myreports.portal', 'enterprise') WHERE id = 2";
        assert_eq!(not_removed(portal), ["u1 unknown", "u2 unknown"]);
    }

    #[test]
    fn nothing_is_told_where_another_account_of_the_service_may_have_been_asked() {
        let with = |credentials: &str| format!("UPDATE scopes SET credentials = '{credentials}' WHERE run = 2;");
        let other = with(r#"[{"of":"token","sha256":"76543210"}]"#);
        let nobody = "DELETE FROM principals WHERE run = 2;";
        let unknown = ["op1 unknown", "perm_9 unknown", "u1 unknown", "u2 unknown", "k1 unknown"];
        let both = r#"[{"of":"token","sha256":"76543210"},{"of":"token","sha256":"01234567"}]"#;
        assert_eq!(not_removed(&with(both)), unknown, "part of it was read with another one's token");
        let elsewhere = "DELETE FROM resources WHERE run = 2;";
        assert_eq!(not_removed(elsewhere), unknown[2..4], "nobody was shown the tenant");
        assert_eq!(not_removed(&(other.clone() + nobody)), unknown, "nobody who was there then is there");
        assert_eq!(not_removed(&other), unknown[..2], "one's own list can name an operator");
        let grants = [1, 2].map(|run| {
            granted("base39", "op2", "c2", "approver", "operator", "{}").replace("(2,", &format!("({run},"))
        });
        assert_eq!(not_removed(&(other + &grants.concat())), [""; 0], "what somebody holds was there then");
        let client = r#"UPDATE scopes SET credentials = '[{"of":"client","sha256":"01234567"}]';"#;
        assert_eq!(not_removed(&(client.to_owned() + nobody)), unknown, "anybody can log in with it");
    }

    /// An account of run 2 that holds an access of run 1.
    fn account(
        service: &str,
        id: &str,
        kind: &str,
        name: &str,
        email: &str,
        resource: &str,
        permission: &str,
    ) -> String {
        format!(
            "INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
             VALUES (2, '{service}', '{id}', '{kind}', nullif('{name}', ''), nullif('{email}', ''), nullif(lower('{email}'), ''),
                 '{{}}');"
        ) + &granted(service, id, resource, permission, kind, "{}")
    }

    /// The accounts of run 1 have names and addresses; a key of Base39's is among them, and of each what it held is gone.
    const KNOWN: &str = "
        UPDATE principals SET name = 'Ana', email = 'Ana.' || id || '@Casa.example', email_key = 'ana.' || id || '@casa.example' WHERE run = 1;
        INSERT INTO principals (run, vendor, id, kind, email, email_key, attributes) VALUES
            (1, 'base39', 'key_1', 'key', 'dev@casa.example', 'dev@casa.example', '{}'),
            (1, 'base39', 'key_2', 'key', 'dev@casa.example', 'dev@casa.example', '{}');";

    #[test]
    fn what_can_still_be_done_in_another_way_is_held() {
        let everywhere = granted("base39", "op1", "*", "approver", "operator", "{}");
        assert_eq!(not_removed(&everywhere), ["op1 held"]);
        let other_role = granted("base39", "op1", "*", "backoffice", "operator", "{}");
        assert_eq!(not_removed(&other_role), [""; 0]);
        let in_capitals = granted("base39", "op1", "c1", "APPROVER", "operator", "{}");
        assert_eq!(not_removed(&in_capitals), ["op1 held"], "a role is the same in any case");
        for (service, gone, resource, permission, kind) in [
            ("base39", "op1", "c1", "approver", "operator"),
            ("base39", "op1", "*", "approver", "operator"),
            ("myreports", "u1", "t1", "Administrator", "user"),
            ("myreports", "u2", "t1", "Support", "user"),
            ("tomticket", "k1", "help-desk", "create_tickets", "customer"),
        ] {
            let remove = format!("DELETE FROM principals WHERE run = 2 AND id = '{gone}';");
            let again = |name: &str, email: &str| {
                KNOWN.to_owned() + &remove + &account(service, "new", kind, name, email, resource, permission)
            };
            assert_eq!(
                not_removed(&again("Ana Silva", &format!("ANA.{gone}@casa.example"))),
                [format!("{gone} held")],
                "{service}"
            );
            let by_hash =
                again("Ana Silva", &format!("ana.{gone}@casa.example")) + "UPDATE principals SET email = NULL;";
            assert_eq!(not_removed(&by_hash), [format!("{gone} held")], "{service}: a hash told the address");
            assert_eq!(not_removed(&again("Ana", "rui@casa.example")), [""; 0], "{service}: somebody else");
            assert_eq!(not_removed(&again("ANA", "")), [format!("{gone} unknown")], "{service}: nobody knows whose");
            assert_eq!(not_removed(&again("", "")), [format!("{gone} unknown")], "{service}: nobody knows whose");
            assert_eq!(not_removed(&again("Rui", "")), [""; 0], "{service}: another name");
            let unknown_then =
                remove.clone() + &account(service, "new", kind, "Ana", "ana@casa.example", resource, permission);
            assert_eq!(not_removed(&unknown_then), [format!("{gone} unknown")], "{service}: it had no address then");
            let there = again("ANA", "").replace(&remove, "");
            assert_eq!(not_removed(&there), [""; 0], "{service}: the account is still there, without it");
        }
        let alias = "INSERT INTO roster_aliases (run, alias_key, email_key) VALUES
            (2, 'ana.u1@casa.example', 'ana@casa.example'), (2, 'a@alias.example', 'ana@casa.example');";
        let other = account("myreports", "new", "user", "Ana", "a@alias.example", "t1", "Administrator");
        assert_eq!(
            not_removed(&(KNOWN.to_owned() + alias + &other)),
            ["u1 held"],
            "another address of the same person"
        );
    }

    #[test]
    fn an_address_that_was_not_known_or_is_another_by_now_leads_to_accounts_too() {
        let other = account("myreports", "other", "user", "Rui", "ana@casa.example", "t1", "Administrator");
        let now = "UPDATE principals SET email = 'Ana@casa.example', email_key = 'ana@casa.example' WHERE run = 2 AND id = 'u1';";
        assert_eq!(not_removed(&(other.clone() + now)), ["u1 held"], "it is known by now");
        assert_eq!(not_removed(&(KNOWN.to_owned() + &other + now)), ["u1 unknown"], "it is another one");
        let roles = other.replace("'{}');", r#"'{"roles":"unknown"}');"#).replace("Administrator", "member");
        assert_eq!(not_removed(&(KNOWN.to_owned() + &roles + now)), ["u1 unknown"], "it may hold it");
        let alias = "INSERT INTO roster_aliases (run, alias_key, email_key) VALUES
            (1, 'ana.u1@casa.example', 'hr@casa.example'), (1, 'ana@casa.example', 'hr@casa.example');";
        assert_eq!(not_removed(&(KNOWN.to_owned() + &other + alias)), ["u1 unknown"], "the roster knew it then");
        assert_eq!(not_removed(&(KNOWN.to_owned() + &other)), [""; 0], "it is somebody else's");
    }

    #[test]
    fn what_hides_another_account_s_access_hides_this_one_s() {
        let new = account("myreports", "new", "user", "Ana", "ana.u1@casa.example", "t1", "member");
        let roles = new.replace("'{}');", r#"'{"roles":"unknown"}');"#);
        assert_eq!(not_removed(&(KNOWN.to_owned() + &roles)), ["u1 unknown"]);
        let customer = account("tomticket", "new", "customer", "Ana", "ana.k1@casa.example", "o1", "member");
        assert_eq!(not_removed(&(KNOWN.to_owned() + &customer)), ["k1 unknown"]);
        let nobodys = granted("base39", "perm_7", "*", "approver", "unattributed", "{}");
        let unasked = "DELETE FROM principals WHERE run = 2 AND id = 'op1';";
        assert_eq!(not_removed(&(nobodys + unasked)), ["op1 unknown"]);
    }

    /// What was revoked of an operator is this of a key.
    fn revoked_of_a_key(resource: &str, permission: &str) -> String {
        format!(
            "UPDATE grants SET principal = 'key_1', principal_kind = 'key', resource = '{resource}', permission = '{permission}'
                 WHERE run = 1 AND principal = 'op1';
             UPDATE decisions SET principal = 'key_1', resource = '{resource}', permission = '{permission}'
                 WHERE run = 1 AND principal = 'op1';"
        )
    }

    #[test]
    fn a_key_s_path_is_also_held_by_everything_and_by_more_than_it() {
        let revoked = |resource: &str, permission: &str| revoked_of_a_key(resource, permission) + KNOWN;
        let key = |resource: &str, permission: &str| granted("base39", "key_1", resource, permission, "key", "{}");
        for (revoked_on, level, held) in [
            ("/v1/loans", "readOnly", vec![("*", "readOnly")]),
            ("/v1/loans", "readOnly", vec![("/v1/loans", "readWrite")]),
            ("/v1/loans", "writeOnly", vec![("*", "readWrite")]),
            ("/v1/loans", "readWrite", vec![("/v1/loans", "readOnly"), ("*", "writeOnly")]),
            ("/v1/loans", "readWrite", vec![("*", "full_access")]),
            ("*", "full_access", vec![("*", "readWrite")]),
            ("*", "readWrite", vec![("*", "readOnly"), ("*", "writeOnly")]),
            ("/v1/loans/installments", "readOnly", vec![("/v1/loans", "readWrite")]),
            ("/v1/loans/installments", "readWrite", vec![("/v1/loans/", "readOnly"), ("*", "writeOnly")]),
            ("/v1/loans", "readOnly", vec![("/v1/loans/", "readOnly")]),
            ("/v1/loans/", "readOnly", vec![("/v1/loans", "readOnly")]),
            ("/v1/loans", "everything", vec![("*", "full_access")]),
            ("/v1/loans", "READONLY", vec![("/v1/loans", "readWrite")]),
            ("/v1/loans", "READWRITE", vec![("/v1/loans", "READONLY"), ("/v1/loans", "WRITEONLY")]),
        ] {
            let held: String = held.iter().map(|(resource, permission)| key(resource, permission)).collect();
            assert_eq!(
                not_removed(&(revoked(revoked_on, level) + &held)),
                ["key_1 held"],
                "{revoked_on} {level} {held}"
            );
        }
        for (revoked_on, level, held) in [
            ("/v1/loans", "readWrite", ("*", "readOnly")),
            ("/v1/loans", "readOnly", ("*", "writeOnly")),
            ("/v1/loans", "readOnly", ("/v1/permissions", "readWrite")),
            ("*", "full_access", ("/v1/loans", "readWrite")),
            ("/v1/loans", "readOnly", ("/v1/loans/installments", "readOnly")),
            ("/v1/loans", "readOnly", ("/v1/loan", "readOnly")),
        ] {
            let held = key(held.0, held.1);
            assert_eq!(not_removed(&(revoked(revoked_on, level) + &held)), [""; 0], "{revoked_on} {level} {held}");
        }
        let unread = "INSERT INTO principals (run, vendor, id, kind, attributes) VALUES (2, 'base39', 'key_1', 'key', '{ATTRIBUTES}');";
        let read = |attributes: &str| revoked("/v1/loans", "readOnly") + &unread.replace("ATTRIBUTES", attributes);
        assert_eq!(not_removed(&read(r#""rules":"all""#)), ["key_1 unknown"], "its rules can't be read");
        assert_eq!(not_removed(&read(r#""full_access":false"#)), ["key_1 unknown"], "one of its rules can't");
        assert_eq!(not_removed(&read(r#""rules_read":true"#)), [""; 0]);
        let undocumented = read(r#""rules":"all""#).replace("readOnly", "everything");
        assert_eq!(not_removed(&undocumented), ["key_1 unknown"], "a level that is not documented, too");
        let of = |id: &str| account("base39", id, "key", "", "dev@casa.example", "*", "readOnly");
        let revoked = revoked("/v1/loans", "readOnly");
        assert_eq!(not_removed(&(revoked.clone() + &of("key_2"))), ["key_1 held"], "it may do more since");
        assert_eq!(not_removed(&(revoked.clone() + &of("key_3"))), ["key_1 held"], "it was made since");
        let then = granted("base39", "key_2", "/v1/loans", "readWrite", "key", "{}").replace("(2,", "(1,");
        assert_eq!(not_removed(&(revoked + &of("key_2") + &then)), [""; 0], "it was decided about by itself");
    }

    #[test]
    fn what_two_permissions_allow_together_they_allow_where_both_do() {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        let held = granted("base39", "key_1", "*", "writeOnly", "key", "{}")
            + &granted("base39", "key_1", "/v1/loans", "readOnly", "key", "{}");
        store.sql().execute_batch(&(revoked_of_a_key("/v1/loans/installments", "readWrite") + &held)).unwrap();
        evaluate(&store, 2, &Registry::built_in()).unwrap();
        assert_eq!(told(&store, 2, Lang::En)[0], "still held, by readOnly + writeOnly on Base39: /v1/loans");
    }

    #[test]
    fn who_may_be_the_same_may_hold_it_in_any_way() {
        let gone = |principal: &str| format!("{KNOWN} DELETE FROM principals WHERE run = 2 AND id = '{principal}';");
        let key = |resource: &str, level: &str| {
            gone("op1")
                + &revoked_of_a_key("/v1/loans", "readOnly")
                + &account("base39", "new", "key", "", "", resource, level)
        };
        for (resource, level, told) in [
            ("/v1/loans", "readOnly", vec!["key_1 unknown"]),
            ("/v1/loans", "readWrite", vec!["key_1 unknown"]),
            ("*", "full_access", vec!["key_1 unknown"]),
            ("/v1/loans", "writeOnly", vec![]),
            ("/v1/permissions", "readWrite", vec![]),
        ] {
            let with_all_rules_read = "UPDATE principals SET attributes = '{\"rules_read\":true}' WHERE id = 'new';";
            assert_eq!(not_removed(&(key(resource, level) + with_all_rules_read)), told, "{resource} {level}");
        }
        let unread = key("/v1/permissions", "readWrite");
        assert_eq!(not_removed(&unread), ["key_1 unknown"], "its rules can't be read");
        let user = account("myreports", "new", "user", "Ana", "", "t1", "member");
        assert_eq!(not_removed(&(gone("u1") + &user)), [""; 0]);
        let roles = user.replace("'{}');", r#"'{"roles":"unknown"}');"#);
        assert_eq!(not_removed(&(gone("u1") + &roles)), ["u1 unknown"], "its roles were not read");
        let customer = account("tomticket", "new", "customer", "Ana", "", "o1", "member");
        assert_eq!(not_removed(&(gone("k1") + &customer)), ["k1 unknown"], "the service does not say what it may do");
        let unnamed = account("tomticket", "new", "customer", "-", "", "help-desk", "create_tickets");
        assert_eq!(not_removed(&(gone("k1") + &unnamed)), ["k1 unknown"], "a dash is nobody's name");
        for (resource, level, told) in [
            ("/v1/loans", "readWrite", vec!["key_1 unknown"]),
            ("*", "full_access", vec!["key_1 unknown"]),
            ("/v1/loans", "writeOnly", vec![]),
        ] {
            let nobodys = granted("base39", "perm_7", resource, level, "unattributed", "{}");
            let it = KNOWN.to_owned() + &revoked_of_a_key("/v1/loans", "readOnly") + &nobodys;
            assert_eq!(not_removed(&it), told, "nobody's, {resource} {level}");
        }
    }

    /// A store in whose run 2 is held what was revoked: by other accounts, on everything, by whom it is known
    /// to be, and itself.
    fn held_otherwise() -> (TempDir, Store) {
        let (folder, store) = store();
        store.sql().execute_batch(&(WORLD.to_owned() + KNOWN)).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        let other = account("myreports", "new", "user", "Ana Silva", "ANA.u1@casa.example", "t1", "Administrator");

        let unnamed = account("myreports", "new2", "user", "", "ana.u2@casa.example", "t1", "Support");
        let everywhere = granted("base39", "op1", "*", "approver", "operator", "{}");
        let itself = granted("tomticket", "k1", "help-desk", "create_tickets", "customer", "{}");
        let whose = granted("base39", "op2", "*", "financial", "operator", "{}")
            + "UPDATE grants SET ids = 'perm_9' WHERE principal = 'op2';";
        let names = "UPDATE resources SET name = 'Casa Aurora' WHERE run = 2;";
        store.sql().execute_batch(&(other + &unnamed + &everywhere + &itself + &whose + names)).unwrap();
        evaluate(&store, 2, &Registry::built_in()).unwrap();
        (folder, store)
    }

    /// What became of each access by a run, in words.
    fn told(store: &Store, run: i64, lang: Lang) -> Vec<String> {
        let mut told = Vec::new();
        each(store, run, |it| {
            told.push(it.outcome(lang));
            Ok(())
        })
        .unwrap();
        told
    }

    #[test]
    fn the_other_way_is_named() {
        let (_folder, store) = held_otherwise();
        assert_eq!(
            told(&store, 2, Lang::En),
            [
                "still held, by approver on Base39: every company",
                "still held, by financial on Base39: every company, which is op2's",
                "still held, by Administrator on MyReports: Casa Aurora, under another account of the same address: Ana Silva (new)",
                "still held, by member on MyReports: Casa Aurora, under another account of the same address: new2",
                "still held",
            ]
        );
        let portuguese = told(&store, 2, Lang::PtBr);
        assert_eq!(portuguese[0], "ainda existe, por approver em Base39: todas as empresas");
        let named = store.gravest_revocations(2, 10).unwrap().iter().filter(|row| row.held_by.is_some()).count();
        assert_eq!(named, 4);
    }

    #[test]
    fn the_other_way_stays_named_when_the_run_that_was_signed_is_pruned_or_not_handed_on() {
        let (folder, store) = held_otherwise();
        let before = told(&store, 2, Lang::En);
        store.sql().execute("UPDATE runs SET scope = '{}' WHERE id = 1", []).unwrap();
        let key = pseudonym::Key::open(&folder.path().join("key")).unwrap();
        let copy = pseudonym::copy(&store, &store.run(2).unwrap().unwrap(), &key).unwrap();
        let code = copy.person(2, MYREPORTS, "user", "new").unwrap().0.unwrap();
        let in_codes = |told: &String| told.replace("Ana Silva", &code);
        assert_eq!(told(&copy, 2, Lang::En), before.iter().map(in_codes).collect::<Vec<_>>());
        store.remove_data(1, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(told(&store, 2, Lang::En), before);
    }

    #[test]
    fn nothing_is_told_of_what_something_hides() {
        let roles = granted("myreports", "u1", "t1", "member", "user", r#"{"roles":"unknown"}"#);
        assert_eq!(not_removed(&roles), ["u1 unknown"], "the roles were not read");
        let unsaid = "UPDATE principals SET attributes = '{}' WHERE run = 2 AND id = 'k1';";
        assert_eq!(not_removed(unsaid), ["k1 unknown"], "the service does not say what the customer may do");
        let gone = "DELETE FROM principals WHERE run = 2 AND id = 'k1';";
        assert_eq!(not_removed(gone), [""; 0], "a customer who is gone may do nothing");
        let same = granted("base39", "perm_2", "c1", "approver", "unattributed", "{}");
        assert_eq!(not_removed(&same), ["op1 unknown"], "it is there, and nobody knows whose it is");
        let everywhere = granted("base39", "perm_2", "*", "approver", "unattributed", "{}");
        assert_eq!(not_removed(&everywhere), ["op1 unknown"], "it is there, on everything");
        let in_capitals = granted("base39", "perm_2", "c1", "APPROVER", "unattributed", "{}");
        assert_eq!(not_removed(&in_capitals), ["op1 unknown"], "a role is the same in any case");
        let unasked = "DELETE FROM principals WHERE run = 2 AND id = 'op1';";
        for role in ["approver", "Approver"] {
            let nobodys = granted("base39", "perm_7", "c1", role, "unattributed", "{}");
            assert_eq!(
                not_removed(&(nobodys + unasked)),
                ["op1 unknown"],
                "nobody asked for the operator's permissions"
            );
        }
        assert_eq!(not_removed(unasked), [""; 0], "there is nothing that could be the operator's");
    }

    #[test]
    fn what_was_seen_gone_and_is_there_is_granted_again_until_it_is_decided_anew() {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        let operator = |store: &Store, run| states(store, run)[0].1;
        let grant = |run: i64| {
            let sql =
                "INSERT INTO grants SELECT ?1, vendor, principal, resource, permission, principal_kind, ids, since,
                           granted_by, attributes FROM grants WHERE run = 1 AND principal = 'op1'";
            store.sql().execute(sql, [run]).unwrap();
        };
        assert_eq!(operator(&store, 2), State::Removed);
        grant(3);
        assert_eq!(operator(&store, 3), State::GrantedAgain);
        grant(4);
        assert_eq!(operator(&store, 4), State::GrantedAgain, "it stays so");
        let rename = |table: &str, role: &str| {
            let sql = format!("UPDATE {table} SET permission = ?1 WHERE run = 2 AND principal = 'op1'");
            store.sql().execute(&sql, [role]).unwrap();
        };
        rename("revocations", "Approver");
        assert_eq!(operator(&store, 4), State::GrantedAgain, "a role is the same in any case");
        rename("revocations", "approver");
        let quick = "UPDATE runs SET scope = json_insert(scope, '$.base39.quick', json(?1)) WHERE id = 2";
        store.sql().execute(quick, ["true"]).unwrap();
        assert_eq!(operator(&store, 4), State::Held, "an earlier version told that of a run that could not see it");
        store.sql().execute(&quick.replace("insert", "replace"), ["false"]).unwrap();
        assert_eq!(operator(&store, 4), State::GrantedAgain);
        decide(&store, 3, "revoke");
        sign(&store, 3);
        assert_eq!(operator(&store, 4), State::Held, "since it was revoked anew nobody saw it gone");
    }

    #[test]
    fn the_newest_signed_decision_counts() {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        assert_eq!(states(&store, 2), [], "what is not signed is not checked");
        sign(&store, 1);
        decide(&store, 2, "keep");
        assert_eq!(states(&store, 3).len(), 5, "nor does it end a check");
        sign(&store, 2);
        assert_eq!(states(&store, 3), [], "a later one keeps all of it");
        store.sql().execute("UPDATE decisions SET permission = upper(permission) WHERE run = 2", []).unwrap();
        assert_eq!(states(&store, 3), [], "a role is the same in any case");
        assert_eq!(states(&store, 1), [], "a run is not checked for what was decided about itself or later");
    }

    #[test]
    fn what_was_decided_about_an_access_that_is_no_more_is_forgotten_when_the_run_was_read_on() {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "keep");
        store.sql().execute("DELETE FROM grants WHERE run = 1 AND vendor = 'base39'", []).unwrap();
        evaluate(&store, 1, &Registry::built_in()).unwrap();
        assert_eq!(store.decision_counts(1).unwrap().keep, 3);
    }

    #[test]
    fn how_many_are_in_each_state_is_told() {
        let (_folder, store) = store();
        store.sql().execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        store.sql().execute_batch(&granted("base39", "op1", "c1", "approver", "operator", "{}")).unwrap();
        evaluate(&store, 2, &Registry::built_in()).unwrap();
        assert_eq!(
            counts(&store, 2).unwrap(),
            [(State::Removed, 4), (State::Held, 1), (State::GrantedAgain, 0), (State::Unknown, 0)]
        );
        assert_eq!(
            sentence(&store, 2, Lang::En).unwrap(),
            "of what was revoked: 4 removed, 1 still held, 0 granted again, 0 unknown"
        );
        assert!(
            sentence(&store, 2, Lang::PtBr).unwrap().starts_with("do que foi revogado: 4 retirados, 1 ainda existe,")
        );
    }
}
