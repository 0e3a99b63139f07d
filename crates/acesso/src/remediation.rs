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
        lang.say_with(id, [])
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
