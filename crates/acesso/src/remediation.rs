//! What became of each access that a signed review revoked.
//!
//! That it is still held is told by the grant itself, whatever else was read. That it is gone is told only where nothing
//! hides it: the service was read whole, where it was read then, and every grant that could be this one is somebody else's.
//! All else is unknown, which is never "removed".

use rusqlite::{Params, Row, params};
use serde::Serialize;
use serde_json::Value;

use crate::{
    failure::Failure,
    language::Lang,
    model::{MEMBER, PrincipalKind, Vendor},
    review::{CREATE_TICKETS, MAY_CREATE_TICKETS},
    store::{RunState, Store},
};

/// What became of an access that was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Removed,
    Held,
    /// An earlier run saw that it was gone.
    GrantedAgain,
    Unknown,
}

impl State {
    pub(crate) const ALL: [Self; 4] = [Self::Removed, Self::Held, Self::GrantedAgain, Self::Unknown];

    /// As it is stored and written into JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Held => "held",
            Self::GrantedAgain => "granted_again",
            Self::Unknown => "unknown",
        }
    }

    /// For people.
    pub(crate) fn word(self, lang: Lang) -> String {
        let id = match self {
            Self::Removed => "revocation-removed",
            Self::Held => "revocation-held",
            Self::GrantedAgain => "revocation-granted-again",
            Self::Unknown => "revocation-unknown",
        };
        lang.say(id)
    }

    /// What somebody changed by hand is not known.
    fn from_text(text: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Unknown)
    }
}

/// What became of one access. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Revocation {
    pub(crate) vendor: Vendor,
    pub(crate) principal: String,
    pub(crate) principal_kind: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) resource: String,
    pub(crate) resource_name: Option<String>,
    pub(crate) permission: String,
    /// The run whose signed review revoked it.
    pub(crate) decided_in: i64,
    pub(crate) state: State,
}

impl Revocation {
    /// Which review revoked it, for people.
    pub(crate) fn decided(&self, lang: Lang) -> String {
        lang.say_with("revocation-decided", [("run", self.decided_in.to_string().into())])
    }
}

/// An access that the newest signed decision about it revoked.
struct Revoked {
    vendor: Vendor,
    principal: String,
    resource: String,
    permission: String,
    decided_in: i64,
    /// As it was then.
    kind: String,
    /// The service's own ids of it then.
    ids: String,
}

/// The newest signed decision about each access in the runs before ?1, where that is to revoke it. In SQLite the columns that
/// stand beside a `max` are those of its row.
const REVOKED: &str = "
    WITH newest AS (
        SELECT d.vendor, d.principal, d.resource, d.permission, d.run, d.decision, max(s.number)
        FROM decisions d JOIN signatures s ON s.run = d.run
        WHERE d.run < ?1 GROUP BY d.vendor, d.principal, d.resource, d.permission
    )
    SELECT newest.vendor, newest.principal, newest.resource, newest.permission, newest.run,
        coalesce(g.principal_kind, 'unattributed'), coalesce(g.ids, '')
    FROM newest LEFT JOIN grants g ON g.run = newest.run AND g.vendor = newest.vendor AND g.principal = newest.principal
        AND g.resource = newest.resource AND g.permission = newest.permission
    WHERE newest.decision = 'revoke'";

/// Asks a run what became of each access that was revoked, and keeps the answers in place of those it had.
pub(crate) fn evaluate(store: &Store, run: i64) -> Result<(), Failure> {
    let transaction = store.connection.unchecked_transaction()?;
    transaction.execute("DELETE FROM revocations WHERE run = ?1", [run])?;
    forget_decisions_about_nothing(store, run)?;
    let later = Later {
        store,
        run,
        scope: store.run(run)?.map_or(Value::Null, |run| run.scope),
        whole: store
            .scopes(run)?
            .into_iter()
            .filter(|scope| scope.state == RunState::Complete)
            .map(|scope| scope.vendor)
            .collect(),
    };
    let mut insert = transaction.prepare(
        "INSERT INTO revocations (run, vendor, principal, resource, permission, principal_kind, decided_in, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut query = transaction.prepare(REVOKED)?;
    let mut rows = query.query([run])?;
    while let Some(row) = rows.next()? {
        let Some(it) = Revoked::read(row)? else { continue };
        let state = later.state(&it)?.as_str();
        let vendor = it.vendor.as_str();
        insert.execute(params![
            run,
            vendor,
            it.principal,
            it.resource,
            it.permission,
            it.kind,
            it.decided_in,
            state
        ])?;
    }
    drop(rows);
    drop((query, insert));
    Ok(transaction.commit()?)
}

/// A run that was read on may know by now whose an access is: what was decided about the one that is no more says nothing.
fn forget_decisions_about_nothing(store: &Store, run: i64) -> Result<(), Failure> {
    store.connection.execute(
        "DELETE FROM decisions AS d WHERE d.run = ?1 AND NOT EXISTS (
             SELECT 1 FROM grants g WHERE g.run = d.run AND g.vendor = d.vendor AND g.principal = d.principal
                 AND g.resource = d.resource AND g.permission = d.permission)",
        [run],
    )?;
    Ok(())
}

impl Revoked {
    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let vendor: String = row.get(0)?;
        let Ok(vendor) = vendor.parse() else { return Ok(None) };
        Ok(Some(Self {
            vendor,
            principal: row.get(1)?,
            resource: row.get(2)?,
            permission: row.get(3)?,
            decided_in: row.get(4)?,
            kind: row.get(5)?,
            ids: row.get(6)?,
        }))
    }
}

/// A run after the review.
struct Later<'a> {
    store: &'a Store,
    run: i64,
    scope: Value,
    /// The services that were read whole.
    whole: Vec<Vendor>,
}

impl Later<'_> {
    fn state(&self, it: &Revoked) -> Result<State, Failure> {
        if self.is_held(it)? {
            return Ok(if self.was_removed(it)? { State::GrantedAgain } else { State::Held });
        }
        let is_certain =
            self.whole.contains(&it.vendor) && self.was_read_where_it_was_then(it)? && !self.is_hidden(it)?;
        Ok(if is_certain { State::Removed } else { State::Unknown })
    }

    fn is_held(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(self.is_there(it)? || self.is_still_a_member(it)? || self.is_attributed_by_now(it)?)
    }

    fn is_there(&self, it: &Revoked) -> Result<bool, Failure> {
        self.exists(
            "SELECT 1 FROM grants
             WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5",
            params![self.run, it.vendor.as_str(), it.principal, it.resource, it.permission],
        )
    }

    /// Who belongs somewhere with other roles, or with roles that are known by now, still belongs there.
    fn is_still_a_member(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(it.permission == MEMBER
            && self.exists(
                "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4",
                params![self.run, it.vendor.as_str(), it.principal, it.resource],
            )?)
    }

    /// An access that was nobody's by name can be known by now as somebody's, by its id.
    fn is_attributed_by_now(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(it.kind == PrincipalKind::Unattributed.as_str()
            && self.exists(
                "SELECT 1 FROM permissions p JOIN grants g ON g.run = p.run AND g.vendor = ?2 AND g.principal = p.operator
                     AND g.resource = p.resource AND g.permission = ?5
                 WHERE p.run = ?1 AND p.id = ?3 AND p.resource = ?4 AND p.deleted = 0
                     AND EXISTS (SELECT 1 FROM json_each(p.roles) role WHERE role.value = ?5)",
                params![self.run, it.vendor.as_str(), it.principal, it.resource, it.permission],
            )?)
    }

    /// Whether a run in between saw that it was gone.
    fn was_removed(&self, it: &Revoked) -> Result<bool, Failure> {
        self.exists(
            "SELECT 1 FROM revocations
             WHERE run < ?1 AND run > ?6 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5
                 AND state = 'removed'",
            params![self.run, it.vendor.as_str(), it.principal, it.resource, it.permission, it.decided_in],
        )
    }

    /// Whether both runs asked the same account of the service: another one has other people.
    fn was_read_where_it_was_then(&self, it: &Revoked) -> Result<bool, Failure> {
        let then = self.store.run(it.decided_in)?.map_or(Value::Null, |run| run.scope);
        let (then, now) = (places(&then, it.vendor), places(&self.scope, it.vendor));
        Ok(then == now && then.len() == 1)
    }

    fn is_hidden(&self, it: &Revoked) -> Result<bool, Failure> {
        Ok(self.has_unknown_roles(it)? || self.has_unknown_permission(it)? || self.may_be_nobodys(it)?)
    }

    /// MyReports: it is known that the account is there, and not with which roles.
    fn has_unknown_roles(&self, it: &Revoked) -> Result<bool, Failure> {
        self.exists(
            "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5
                 AND attributes ->> 'roles' = 'unknown'",
            params![self.run, it.vendor.as_str(), it.principal, it.resource, MEMBER],
        )
    }

    /// TomTicket: the service does not say of this customer whether they may create tickets.
    fn has_unknown_permission(&self, it: &Revoked) -> Result<bool, Failure> {
        let sql = format!(
            "SELECT 1 FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4
                 AND attributes ->> '{MAY_CREATE_TICKETS}' IS NULL"
        );
        let customer = PrincipalKind::Customer.as_str();
        Ok(it.permission == CREATE_TICKETS
            && self.exists(&sql, params![self.run, it.vendor.as_str(), it.principal, customer])?)
    }

    /// Base39: there is a grant of which nobody knows whose it is, and it is this one by its id; or the account is no longer
    /// among those whose permissions were asked for, and then it can be any.
    fn may_be_nobodys(&self, it: &Revoked) -> Result<bool, Failure> {
        let nobodys = "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND resource = ?3 AND permission = ?4
                           AND principal_kind = 'unattributed'";
        let key = (self.run, it.vendor.as_str(), &it.resource, &it.permission);
        for id in it.ids.split_whitespace() {
            let (run, vendor, resource, permission) = key;
            let sql = format!("{nobodys} AND principal = ?5");
            if self.exists(&sql, params![run, vendor, resource, permission, id])? {
                return Ok(true);
            }
        }
        let is_known = self.exists(
            "SELECT 1 FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3",
            params![self.run, it.vendor.as_str(), it.principal],
        )?;
        Ok(!is_known && it.kind != PrincipalKind::Unattributed.as_str() && self.exists(nobodys, key)?)
    }

    fn exists(&self, sql: &str, parameters: impl Params) -> Result<bool, Failure> {
        Ok(self.store.connection.prepare_cached(sql)?.exists(parameters)?)
    }
}

/// Where a service was asked, by the settings under which a run read it: its address and its portal. Several where it was
/// resumed elsewhere.
fn places(scope: &Value, vendor: Vendor) -> Vec<[Value; 2]> {
    let settings = scope.get(vendor.as_str());
    let resumed = settings.and_then(|settings| settings.get("resumed_under")).and_then(Value::as_array);
    let all = settings.into_iter().chain(resumed.into_iter().flatten());
    let mut places: Vec<_> =
        all.map(|settings| ["origin", "portal"].map(|name| settings.get(name).cloned().unwrap_or_default())).collect();
    places.dedup();
    places
}

/// Shows what became of each revoked access in a run, in the order of the stable key.
pub(crate) fn each(
    store: &Store,
    run: i64,
    mut show: impl FnMut(&Revocation) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut query = store.connection.prepare(
        "SELECT v.vendor, v.principal, v.principal_kind, v.resource, v.permission, v.decided_in, v.state,
             coalesce(now.name, past.name), coalesce(now.email, past.email), coalesce(there.name, then_there.name)
         FROM revocations v
         LEFT JOIN principals now ON now.run = v.run AND now.vendor = v.vendor AND now.id = v.principal
             AND now.kind = v.principal_kind
         LEFT JOIN principals past ON past.run = v.decided_in AND past.vendor = v.vendor AND past.id = v.principal
             AND past.kind = v.principal_kind
         LEFT JOIN resources there ON there.run = v.run AND there.vendor = v.vendor AND there.id = v.resource
         LEFT JOIN resources then_there ON then_there.run = v.decided_in AND then_there.vendor = v.vendor
             AND then_there.id = v.resource
         WHERE v.run = ?1 ORDER BY v.vendor, v.principal, v.resource, v.permission",
    )?;
    let mut rows = query.query([run])?;
    while let Some(row) = rows.next()? {
        let (vendor, state): (String, String) = (row.get(0)?, row.get(6)?);
        let Ok(vendor) = vendor.parse() else { continue };
        show(&Revocation {
            vendor,
            principal: row.get(1)?,
            principal_kind: row.get(2)?,
            resource: row.get(3)?,
            permission: row.get(4)?,
            decided_in: row.get(5)?,
            state: State::from_text(&state),
            name: row.get(7)?,
            email: row.get(8)?,
            resource_name: row.get(9)?,
        })?;
    }
    Ok(())
}

/// How many of the revoked accesses are in each state.
pub(crate) fn counts(store: &Store, run: i64) -> Result<Vec<(State, u64)>, Failure> {
    let mut query = store.connection.prepare("SELECT count(*) FROM revocations WHERE run = ?1 AND state = ?2")?;
    let count = |state: State| Ok((state, query.query_row(params![run, state.as_str()], |row| row.get(0))?));
    State::ALL.into_iter().map(count).collect()
}

/// How many of the revoked accesses are in which state, for people.
pub(crate) fn sentence(store: &Store, run: i64, lang: Lang) -> Result<String, Failure> {
    let counts = counts(store, run)?.into_iter().map(|(state, count)| (state.as_str(), count.into()));
    Ok(lang.say_with("revocation-counts", counts))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{signature, store::tests::store};

    /// A signed run 1, in which everything was revoked, and three runs after it that read everything and in which nobody
    /// holds anything any more.
    const WORLD: &str = r#"
        INSERT INTO holds (kind) VALUES ('sandbox');
        INSERT INTO runs (id, state, scope, tool, started_at, ended_at)
            SELECT value, 'complete', '{"tomticket":{"origin":"a"},"base39":{"origin":"b"},
                "myreports":{"origin":"c","portal":"reseller"}}', '0', '2026-01-01T10:00:00Z', '2026-01-01T10:00:00Z'
            FROM json_each('[1, 2, 3, 4]');
        INSERT INTO scopes (run, vendor, state)
            SELECT runs.id, value, 'complete' FROM runs, json_each('["tomticket", "base39", "myreports"]');
        INSERT INTO principals (run, vendor, id, kind, attributes)
            SELECT runs.id, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM runs, json_each('[
                ["base39", "op1", "operator", "{}"], ["myreports", "u1", "user", "{}"], ["myreports", "u2", "user", "{}"],
                ["tomticket", "k1", "customer", "{\"may_create_tickets\":false}"]]');
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
        store.connection.execute(sql, params![run, decision]).unwrap();
    }

    fn sign(store: &Store, run: i64) {
        signature::sign(store, run, "Bia", Timestamp::UNIX_EPOCH, false).unwrap();
    }

    /// What became of each account's access in run 2 once this was done to it.
    fn states_after(change: &str) -> Vec<(String, State)> {
        let (_folder, store) = store();
        store.connection.execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        store.connection.execute_batch(change).unwrap();
        states(&store, 2)
    }

    fn states(store: &Store, run: i64) -> Vec<(String, State)> {
        evaluate(store, run).unwrap();
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
        vendor: &str,
        principal: &str,
        resource: &str,
        permission: &str,
        kind: &str,
        attributes: &str,
    ) -> String {
        format!(
            "INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, attributes)
             VALUES (2, '{vendor}', '{principal}', '{resource}', '{permission}', '{kind}', '{principal}', '{attributes}');"
        )
    }

    #[test]
    fn what_is_nowhere_is_removed() {
        assert_eq!(not_removed(""), [""; 0]);
        let elsewhere = granted("base39", "op1", "c2", "approver", "operator", "{}")
            + &granted("base39", "op1", "c1", "financial", "operator", "{}")
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
        let permission = |roles: &str, deleted: bool| {
            granted("base39", "op1", "c1", "financial", "operator", "{}")
                + &format!(
                    "INSERT INTO permissions (run, id, resource, roles, deleted, since, listed, listed_again, operator)
                     VALUES (2, 'perm_9', 'c1', '{roles}', {deleted}, '', 1, 1, 'op1');"
                )
        };
        assert_eq!(not_removed(&permission(r#"["financial"]"#, false)), ["perm_9 held"]);
        assert_eq!(not_removed(&permission(r#"["approver"]"#, false)), [""; 0]);
        assert_eq!(not_removed(&permission(r#"["financial"]"#, true)), [""; 0]);
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
            (r#"UPDATE runs SET scope = json_insert(scope, '$.tomticket.quick', 1) WHERE id = 2"#, ""),
        ] {
            assert_eq!(not_removed(change).join(""), unknown, "{change}");
        }
        let portal = "UPDATE runs SET scope = json_replace(scope, '$.myreports.portal', 'enterprise') WHERE id = 2";
        assert_eq!(not_removed(portal), ["u1 unknown", "u2 unknown"]);
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
        let nobodys = granted("base39", "perm_7", "c1", "approver", "unattributed", "{}");
        let unasked = "DELETE FROM principals WHERE run = 2 AND id = 'op1';";
        assert_eq!(not_removed(&(nobodys + unasked)), ["op1 unknown"], "nobody asked for the operator's permissions");
        assert_eq!(not_removed(unasked), [""; 0], "there is nothing that could be the operator's");
    }

    #[test]
    fn what_was_seen_gone_and_is_there_is_granted_again_until_it_is_decided_anew() {
        let (_folder, store) = store();
        store.connection.execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        let operator = |store: &Store, run| states(store, run)[0].1;
        let grant = |run: i64| {
            let sql =
                "INSERT INTO grants SELECT ?1, vendor, principal, resource, permission, principal_kind, ids, since,
                           granted_by, attributes FROM grants WHERE run = 1 AND principal = 'op1'";
            store.connection.execute(sql, [run]).unwrap();
        };
        assert_eq!(operator(&store, 2), State::Removed);
        grant(3);
        assert_eq!(operator(&store, 3), State::GrantedAgain);
        grant(4);
        assert_eq!(operator(&store, 4), State::GrantedAgain, "it stays so");
        decide(&store, 3, "revoke");
        sign(&store, 3);
        assert_eq!(operator(&store, 4), State::Held, "since it was revoked anew nobody saw it gone");
    }

    #[test]
    fn the_newest_signed_decision_counts() {
        let (_folder, store) = store();
        store.connection.execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        assert_eq!(states(&store, 2), [], "what is not signed is not checked");
        sign(&store, 1);
        store.seal(2).unwrap();
        decide(&store, 2, "keep");
        assert_eq!(states(&store, 3).len(), 5, "nor does it end a check");
        sign(&store, 2);
        assert_eq!(states(&store, 3), [], "a later one keeps all of it");
        assert_eq!(states(&store, 1), [], "a run is not checked for what was decided about itself or later");
    }

    #[test]
    fn what_was_decided_about_an_access_that_is_no_more_is_forgotten_when_the_run_was_read_on() {
        let (_folder, store) = store();
        store.connection.execute_batch(WORLD).unwrap();
        decide(&store, 1, "keep");
        store.connection.execute("DELETE FROM grants WHERE run = 1 AND vendor = 'base39'", []).unwrap();
        evaluate(&store, 1).unwrap();
        assert_eq!(signature::counts(&store, 1).unwrap().keep, 3);
    }

    #[test]
    fn how_many_are_in_each_state_is_told() {
        let (_folder, store) = store();
        store.connection.execute_batch(WORLD).unwrap();
        decide(&store, 1, "revoke");
        sign(&store, 1);
        store.connection.execute_batch(&granted("base39", "op1", "c1", "approver", "operator", "{}")).unwrap();
        evaluate(&store, 2).unwrap();
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
