//! What an access was at the last signed review: what was decided about it there, and whether it is as it was.
//!
//! *Unchanged* is told only where nothing hides a change: the service was read whole both times, of the same account, and
//! neither the access, nor its account, nor what the roster says of its holder is otherwise. All else is new, changed or
//! unknown: a decision is shown beside an access, and never taken over unseen.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::diff::{Comparison, What};
use crate::{
    model::{Decided, Failure, PrincipalKind, ServiceId},
    store::{GrantRow, RosterFacts, Store},
};

/// A review that was closed before a run was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedReview {
    /// The number of its signature.
    pub number: i64,
    /// The run that was signed.
    pub run: i64,
    /// When, as the statement says; nothing where it can't be read any more.
    pub signed_at: Option<Timestamp>,
}

/// How an access is by now, beside how it was at the last signed review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No review was signed before.
    NoReview,
    /// It was not there.
    New,
    /// It was there, and this about it is otherwise.
    Changed(Otherwise),
    /// It was there, and nothing about it is otherwise.
    Unchanged,
    /// Nobody can tell, since something was not read or may be hidden.
    Unknown,
}

/// What about an access is otherwise; of several things the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// The access itself: since when, granted by whom, by which id.
    Access,
    /// It was not known whose it is.
    Holder,
    /// What the service says about the account.
    Account,
    /// Where its holder works.
    Department,
    /// Whom its holder reports to.
    Manager,
    /// Whether its holder works there, or until when.
    Status,
}

/// An access at the last signed review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// How it is by now.
    pub state: State,
    /// What was decided about it there, or before and carried over; nothing where nobody decided, or where no review was signed.
    pub decided: Option<Decided>,
    /// The number of the signature of the review in which that was.
    pub signature: Option<i64>,
}

/// The last signed review beside a run that was read after it.
#[derive(Debug)]
pub struct Since<'a> {
    store: &'a Store,
    run: i64,
    review: Option<SignedReview>,
    /// The services that can be compared.
    compared: Vec<ServiceId>,
    /// What became of accesses of the run, by the stable key.
    accesses: HashMap<(ServiceId, [String; 3]), What>,
    /// Accounts that are otherwise than they were: service, id and kind.
    accounts: HashSet<(ServiceId, [String; 2])>,
}

impl<'a> Since<'a> {
    /// Compares a run with the one that was signed last before it. Takes as long as a comparison of the two does.
    pub fn of(store: &'a Store, run: i64) -> Result<Self, Failure> {
        let review = last_review(store, run)?;
        let (compared, accesses, accounts) = (Vec::new(), HashMap::new(), HashSet::new());
        let mut since = Self { store, run, review, compared, accesses, accounts };
        since.compare()?;
        Ok(since)
    }

    /// The review; nothing where none was signed before the run.
    pub fn review(&self) -> Option<&SignedReview> {
        self.review.as_ref()
    }

    /// What an access of the run was.
    pub fn past(&self, grant: &GrantRow) -> Result<Past, Failure> {
        let Some(review) = &self.review else {
            return Ok(Past { state: State::NoReview, decided: None, signature: None });
        };
        let (number, run) = match self.store.decided_in(review.run, grant)? {
            Some(_) => (review.number, review.run),
            None => self.store.carried_in(review.run, grant)?.unwrap_or((review.number, review.run)),
        };
        let decided = self.store.decided_in(run, grant)?;
        Ok(Past { state: self.state(review, grant)?, signature: decided.as_ref().map(|_| number), decided })
    }

    fn compare(&mut self) -> Result<(), Failure> {
        let Some(review) = &self.review else { return Ok(()) };
        let (Some(then), Some(now)) = (self.store.run(review.run)?, self.store.run(self.run)?) else { return Ok(()) };
        // What was removed from the store can't be compared any more.
        if then.pruned_at.is_some() {
            return Ok(());
        }
        let comparison = Comparison::new(self.store, &then, &now)?;
        comparison.each_change(|change| {
            match (change.resource, change.permission) {
                (Some(resource), Some(permission)) => {
                    let key = [change.principal, resource, permission.to_lowercase()];
                    self.accesses.insert((change.service, key), change.what);
                }
                _ => {
                    self.accounts.insert((change.service, [change.principal, change.principal_kind]));
                }
            }
            Ok(())
        })?;
        self.compared = comparison.compared;
        Ok(())
    }

    fn state(&self, review: &SignedReview, grant: &GrantRow) -> Result<State, Failure> {
        let roles_are_unknown = grant.attributes.get("roles").is_some_and(|roles| roles == "unknown");
        if !self.compared.contains(&grant.service) || roles_are_unknown {
            return Ok(State::Unknown);
        }
        let key = [grant.principal.clone(), grant.resource.clone(), grant.permission.to_lowercase()];
        let account = [grant.principal.clone(), grant.principal_kind.clone()];
        Ok(match self.accesses.get(&(grant.service, key)) {
            Some(What::Gained) => State::New,
            Some(What::Attributed) => State::Changed(Otherwise::Holder),
            Some(What::Changed | What::Lost) => State::Changed(Otherwise::Access),
            None if self.accounts.contains(&(grant.service, account)) => State::Changed(Otherwise::Account),
            None => self.of_holder(review, grant)?.map_or(State::Unchanged, State::Changed),
        })
    }

    /// What the roster says otherwise about whose it is. Of keys and of what is nobody's by name it says nothing.
    fn of_holder(&self, review: &SignedReview, grant: &GrantRow) -> Result<Option<Otherwise>, Failure> {
        let is_nobodys =
            [PrincipalKind::Key, PrincipalKind::Unattributed].iter().any(|kind| kind.as_str() == grant.principal_kind);
        let Some(address) = grant.email.as_deref().filter(|_| !is_nobodys) else { return Ok(None) };
        let facts = |run| self.store.roster_facts(run, address);
        Ok(differs(facts(review.run)?.as_ref(), facts(self.run)?.as_ref()))
    }
}

fn last_review(store: &Store, run: i64) -> Result<Option<SignedReview>, Failure> {
    let signatures = store.signatures()?;
    let last = signatures.into_iter().rev().find(|signature| signature.run < run);
    Ok(last.map(|signature| SignedReview {
        number: signature.number,
        run: signature.run,
        signed_at: signature.read().map(|statement| statement.signed_at),
    }))
}

/// What differs first of what a roster said and says. That somebody is on it by now, or no more, is their status.
fn differs(then: Option<&RosterFacts>, now: Option<&RosterFacts>) -> Option<Otherwise> {
    let (then, now) = match (then, now) {
        (None, None) => return None,
        (Some(then), Some(now)) => (then, now),
        _ => return Some(Otherwise::Status),
    };
    if then.status != now.status || then.left_on != now.left_on {
        return Some(Otherwise::Status);
    }
    if then.department != now.department {
        return Some(Otherwise::Department);
    }
    (then.manager != now.manager).then_some(Otherwise::Manager)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Decision, Identity},
        store::testing::{RECORD, kept},
    };

    /// Two runs of the same: the first one is signed, with one access kept.
    fn signed() -> (tempfile::TempDir, Store) {
        let (folder, store) = kept();
        let again = "
            DELETE FROM grants WHERE run = 2; DELETE FROM principals WHERE run = 2;
            INSERT INTO grants SELECT 2, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes
                FROM grants WHERE run = 1;
            INSERT INTO principals SELECT 2, vendor, id, kind, name, email, email_key, attributes FROM principals WHERE run = 1;
            DELETE FROM roster_aliases;
            INSERT INTO roster_aliases (run, alias_key, email_key)
                SELECT id, 'joao.avila@casa.example', 'joao@casa.example' FROM runs WHERE id < 3;
            INSERT INTO roster (run, email_key, name, status, left_on, manager, department)
                SELECT id, 'joao@casa.example', 'João Ávila', 'active', NULL, 'Rui', 'Vendas' FROM runs WHERE id < 3;
            INSERT INTO decisions VALUES
                (1, 'base39', 'op1', 'comp1', 'Approver', 'keep', 'needed', 'Rui', '2026-01-02', '2026-01-02T00:00:00Z', 0);";
        store.sql().execute_batch(&[again, RECORD].concat()).unwrap();
        store
            .sql()
            .execute("UPDATE grants SET permission = 'APPROVER' WHERE run = 2 AND permission = 'approver'", [])
            .unwrap();
        for run in [1, 2] {
            store.seal(run).unwrap();
        }
        let now = "2026-01-03T00:00:00Z".parse().unwrap();
        let closing = crate::judge::signature::Closing::of(&store, 1).unwrap();
        closing.sign("Rui", &Identity::default(), now, false).unwrap();
        (folder, store)
    }

    /// How João's access is after this change of the second run.
    fn state_after(change: &str) -> State {
        let (_folder, store) = signed();
        store.sql().execute_batch(change).unwrap();
        past_of_approver(&store).state
    }

    fn past_of_approver(store: &Store) -> Past {
        let since = Since::of(store, 2).unwrap();
        let mut past = None;
        store
            .each_grant(2, |grant| {
                if grant.principal == "op1" && grant.permission.eq_ignore_ascii_case("approver") {
                    past = Some(since.past(&grant)?);
                }
                Ok(())
            })
            .unwrap();
        past.unwrap()
    }

    #[test]
    fn an_access_is_unchanged_where_nothing_about_it_is_otherwise() {
        let approver = "run = 2 AND principal = 'op1'";
        let cases = [
            (String::new(), State::Unchanged),
            (format!("UPDATE grants SET ids = 'perm_9' WHERE {approver}"), State::Changed(Otherwise::Access)),
            (format!("UPDATE grants SET granted_by = 'app 9' WHERE {approver}"), State::Changed(Otherwise::Access)),
            (
                "UPDATE principals SET name = 'Other' WHERE run = 2 AND id = 'op1'".into(),
                State::Changed(Otherwise::Account),
            ),
            ("UPDATE roster SET department = 'TI' WHERE run = 2".into(), State::Changed(Otherwise::Department)),
            ("UPDATE roster SET manager = NULL WHERE run = 2".into(), State::Changed(Otherwise::Manager)),
            ("UPDATE roster SET status = 'left' WHERE run = 2".into(), State::Changed(Otherwise::Status)),
            ("UPDATE roster SET left_on = '2026-02-01' WHERE run = 2".into(), State::Changed(Otherwise::Status)),
            ("DELETE FROM roster_aliases WHERE run = 2".into(), State::Changed(Otherwise::Status)),
            ("DELETE FROM grants WHERE run = 1 AND principal = 'op1'".into(), State::New),
            ("UPDATE scopes SET state = 'incomplete' WHERE run = 1 AND vendor = 'base39'".into(), State::Unknown),
            ("UPDATE scopes SET state = 'incomplete' WHERE run = 2 AND vendor = 'base39'".into(), State::Unknown),
            (format!("UPDATE grants SET attributes = '{{\"roles\":\"unknown\"}}' WHERE {approver}"), State::Unknown),
            ("UPDATE runs SET pruned_at = '2026-01-04T00:00:00Z' WHERE id = 1".into(), State::Unknown),
            ("DELETE FROM signatures".into(), State::NoReview),
        ];
        for (change, state) in cases {
            assert_eq!(state_after(&change), state, "{change}");
        }
    }

    #[test]
    fn what_was_carried_over_is_told_with_the_signature_that_it_is_of() {
        let (_folder, store) = signed();
        assert_eq!(past_of_approver(&store).signature, Some(1));
        let carried = "
            DELETE FROM decisions; UPDATE signatures SET number = 2;
            INSERT INTO signatures VALUES (1, 3, '{}', '');
            INSERT INTO decisions VALUES
                (3, 'base39', 'op1', 'comp1', 'approver', 'keep', NULL, 'Ana', '2025-10-02', '2025-10-02T00:00:00Z', 0);
            INSERT INTO campaigns VALUES (1, 'x', '2026-01-31', 'manager', '', NULL, 0, 1, NULL, NULL, '', NULL);
            INSERT INTO assignments VALUES
                (1, 'base39', 'op1', 'comp1', 'Approver', 'rui@casa.example', 'manager', 'unchanged', 1, 1, NULL);";
        store.sql().execute_batch(carried).unwrap();
        let past = past_of_approver(&store);
        assert_eq!((past.signature, past.decided.unwrap().reviewer.as_str()), (Some(1), "Ana"));
    }

    #[test]
    fn what_was_decided_in_the_last_signed_review_is_told_whatever_the_case_of_the_role() {
        let (_folder, store) = signed();
        let decided = past_of_approver(&store).decided.unwrap();
        assert_eq!((decided.decision, decided.reviewer.as_str()), (Decision::Keep, "Rui"));
        let since = Since::of(&store, 2).unwrap();
        let review = since.review().unwrap();
        assert_eq!((review.number, review.run), (1, 1));
        assert_eq!(review.signed_at.unwrap().to_string(), "2026-01-03T00:00:00Z");
        assert_eq!(Since::of(&store, 1).unwrap().review(), None, "the signed run itself");
    }
}
