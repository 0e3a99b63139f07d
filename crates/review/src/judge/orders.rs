//! The work list of a review: what the people who administer each service have to take away or to change, and what is known
//! of each by now.
//!
//! Only what is signed is an order. That it was done is told by later runs alone: nothing here changes anything at a service.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde::Serialize;

use super::remediation::{self, outcome};
use crate::{
    model::{Decision, Failure, Lang, RunRef, ServiceId},
    source::{self, Registry, Remedy, Target},
    store::{GrantRow, HeldBy, KeptRevocation, Store},
};

/// What is known of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The review is not signed: it is no order yet.
    NotSigned,
    /// It is to be done: no run looked since, or one saw the access as it was.
    Open,
    /// It is to be done: the access is gone, and another one allows the same.
    HeldOtherwise,
    /// It was done, and the access is there again.
    GrantedAgain,
    /// A run looked, and could not tell.
    Unknown,
    /// It is done: a run saw that the access is gone.
    Removed,
    /// A review that was signed later decided about the same access: this is no order any more.
    DecidedAnew,
    /// No run checks what is to be changed.
    NotChecked,
}

/// An access that is to be taken away or to be changed. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// At which service.
    pub service: ServiceId,
    /// The service's id of the account that holds it, or the permission's own where that is not known.
    pub principal: String,
    /// What kind of account that is; `unattributed` where it is not known.
    pub principal_kind: String,
    /// What the service calls whose it is.
    pub name: Option<String>,
    /// Their address, as the service writes it.
    pub email: Option<String>,
    /// The service's id of what it is on.
    pub resource: String,
    /// What people at the service call that.
    pub resource_name: Option<String>,
    /// The service's own name of what may be done.
    pub permission: String,
    /// The service's own ids of the access.
    pub ids: Vec<String>,
    /// Why, in the reviewer's words.
    pub reason: Option<String>,
    /// Who decided, as they wrote it.
    pub reviewer: String,
    /// The day, as `2026-01-31`.
    pub decided_on: String,
    /// The documented operation that does it, by its id in the contract; absent where nothing but the panel does.
    pub operation: Option<&'static str>,
    /// Its HTTP method.
    pub method: Option<String>,
    /// Its path, as the contract writes it.
    pub path: Option<&'static str>,
    /// What to know about it, for people.
    pub note: Option<String>,
    /// What is known of it by now.
    pub state: State,
    /// The run that told that; absent where none did.
    pub seen_in_run: Option<i64>,
    /// By what else it is held.
    pub held_by: Option<HeldBy>,
    /// The run in whose review it was decided anew, if it was.
    pub anew_in_run: Option<i64>,
    /// What that review decided.
    pub anew: Option<Decision>,
}

impl Order {
    /// Whether it still is an order: no later signed review decided about the same access.
    pub fn stands(&self) -> bool {
        self.state != State::DecidedAnew
    }

    /// What is known of it, for people.
    pub fn told(&self, lang: Lang) -> String {
        let run = || ("run", self.seen_in_run.or(self.anew_in_run).unwrap_or_default().to_string().into());
        match self.state {
            State::NotSigned => lang.say("order-not-signed"),
            State::Open if self.seen_in_run.is_none() => lang.say("order-open"),
            State::Open => lang.say_with("order-still-there", [run()]),
            State::HeldOtherwise => {
                lang.say_with("order-held-otherwise", [run(), ("held", self.other_way(lang).into())])
            }
            State::GrantedAgain => lang.say_with("order-granted-again", [run()]),
            State::Unknown => lang.say_with("order-unknown", [run()]),
            State::Removed => lang.say_with("order-removed", [run()]),
            State::DecidedAnew => {
                let decision = self.anew.map(|decision| decision.word(lang)).unwrap_or_default();
                lang.say_with("order-decided-anew", [run(), ("decision", decision.into())])
            }
            State::NotChecked => lang.say("order-not-checked"),
        }
    }

    /// By which other access it is held.
    fn other_way(&self, lang: Lang) -> String {
        let held = remediation::State::Held.word(lang);
        outcome(self.service, &self.principal, &self.principal_kind, held, self.held_by.as_ref(), lang)
    }
}

/// The orders of a run's review.
#[derive(Debug)]
pub struct Orders<'a> {
    store: &'a Store,
    registry: &'a Registry,
    run: i64,
    is_signed: bool,
    lang: Lang,
    /// What the run asked each service for: looked up once.
    asked: RefCell<BTreeMap<ServiceId, Rc<[String]>>>,
}

impl<'a> Orders<'a> {
    /// Those of this run, signed or not.
    pub fn of(store: &'a Store, registry: &'a Registry, run: i64, lang: Lang) -> Result<Self, Failure> {
        let is_signed = store.signature(run)?.is_some();
        Ok(Self { store, registry, run, is_signed, lang, asked: RefCell::default() })
    }

    /// Whether they are orders: the review is signed.
    pub fn are_signed(&self) -> bool {
        self.is_signed
    }

    /// Shows each, of one decision, in the order of the stable key.
    pub fn each(&self, decision: Decision, mut show: impl FnMut(&Order) -> Result<(), Failure>) -> Result<(), Failure> {
        self.store.each_grant_decided(self.run, decision, |grant| show(&self.order(decision, grant)?))
    }

    /// In which other runs' reviews something was revoked that is not known to be gone, and how much.
    pub fn open_elsewhere(&self) -> Result<Vec<(i64, u64)>, Failure> {
        self.store.open_revocations_of_others(self.run)
    }

    fn order(&self, decision: Decision, grant: GrantRow) -> Result<Order, Failure> {
        let remedy = self.remedy(&grant)?;
        let known = self.known(decision, &grant)?;
        let decided = grant.decision;
        Ok(Order {
            service: grant.service,
            principal: grant.principal,
            principal_kind: grant.principal_kind,
            name: grant.name,
            email: grant.email,
            resource: grant.resource,
            resource_name: grant.resource_name,
            permission: grant.permission,
            ids: grant.ids,
            reason: decided.as_ref().and_then(|it| it.reason.clone()),
            reviewer: decided.as_ref().map(|it| it.reviewer.clone()).unwrap_or_default(),
            decided_on: decided.map(|it| it.decided_on).unwrap_or_default(),
            operation: remedy.operation.map(|operation| operation.id),
            method: remedy.operation.map(|operation| operation.method().to_string()),
            path: remedy.operation.map(|operation| operation.template),
            note: remedy.note(self.lang),
            state: known.state,
            seen_in_run: known.seen_in_run,
            held_by: known.held_by,
            anew_in_run: known.anew.map(|(run, _)| run),
            anew: known.anew.map(|(_, decision)| decision),
        })
    }

    fn remedy(&self, grant: &GrantRow) -> Result<Remedy, Failure> {
        let resource = self.store.resource_attributes(self.run, grant.service, &grant.resource)?;
        let asked = self.asked(grant.service)?;
        let target =
            Target { kind: &grant.principal_kind, permission: &grant.permission, resource: &resource, asked: &asked };
        Ok(source::remedy(self.registry, grant.service, &target))
    }

    fn asked(&self, service: ServiceId) -> Result<Rc<[String]>, Failure> {
        if let Some(known) = self.asked.borrow().get(&service) {
            return Ok(Rc::clone(known));
        }
        let asked: Rc<[String]> = self.store.operations_asked(self.run, service)?.into();
        self.asked.borrow_mut().insert(service, Rc::clone(&asked));
        Ok(asked)
    }

    /// What is known of an access by now. What was decided anew since says more than what any run saw before.
    fn known(&self, decision: Decision, grant: &GrantRow) -> Result<Known, Failure> {
        if !self.is_signed {
            return Ok(Known::only(State::NotSigned));
        }
        if let Some(anew) = self.store.decided_anew(self.run, grant)? {
            return Ok(Known { anew: Some(anew), ..Known::only(State::DecidedAnew) });
        }
        if decision != Decision::Revoke {
            return Ok(Known::only(State::NotChecked));
        }
        Ok(self.store.last_told(self.run, grant)?.map_or(Known::only(State::Open), Known::told))
    }
}

/// What is known of an access by now.
struct Known {
    state: State,
    seen_in_run: Option<i64>,
    held_by: Option<HeldBy>,
    anew: Option<(i64, Decision)>,
}

impl Known {
    fn only(state: State) -> Self {
        Self { state, seen_in_run: None, held_by: None, anew: None }
    }

    /// What a run told.
    fn told((run, told): (i64, KeptRevocation)) -> Self {
        let state = match remediation::State::from_text(&told.state) {
            remediation::State::Removed => State::Removed,
            remediation::State::Held if told.held_by.is_some() => State::HeldOtherwise,
            remediation::State::Held => State::Open,
            remediation::State::GrantedAgain => State::GrantedAgain,
            remediation::State::Unknown => State::Unknown,
        };
        Self { seen_in_run: Some(run), held_by: told.held_by, ..Self::only(state) }
    }
}

/// The run that was signed last.
///
/// # Errors
/// [`Failure::not_found`] where none is signed.
pub fn newest_signed(store: &Store) -> Result<RunRef, Failure> {
    match store.last_signature()? {
        Some(signature) => Ok(RunRef::Number(signature.run)),
        None => Err(Failure::not_found("failure-nothing-signed", &[])),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rusqlite::params;

    use super::*;
    use crate::{
        judge::signature::Closing,
        model::Identity,
        source::MYREPORTS,
        store::testing::{RECORD, kept},
    };

    /// Decides about what somebody holds in a run of the kept ones, where that has an access by this id.
    fn decide(store: &Store, run: i64, principal: &str, decision: &str) {
        let sql = "INSERT INTO decisions
                   SELECT run, vendor, principal, resource, permission, ?3, 'why', 'Rui', '2026-01-02', '2026-01-02', 0
                   FROM grants WHERE run = ?1 AND principal = ?2";
        assert!(store.sql().execute(sql, params![run, principal, decision]).unwrap() > 0, "{principal}");
    }

    fn sign(store: &Store, run: i64) {
        store.sql().execute_batch(RECORD).unwrap();
        store.seal(run).unwrap();
        let closing = Closing::of(store, run).unwrap();
        closing.sign("Bia", &Identity::default(), Timestamp::UNIX_EPOCH, false).unwrap();
    }

    /// What a later run told of the access of the customer `c1`.
    fn tell(store: &Store, run: i64, state: &str, by: Option<&str>) {
        let sql =
            "INSERT INTO revocations (run, vendor, principal, resource, permission, principal_kind, decided_in, state,
                       by_principal, by_resource, by_permission)
                   VALUES (?1, 'tomticket', 'c1', 'help-desk', 'CREATE_TICKETS', 'customer', 1, ?2, ?3, ?3, ?3)";
        store.sql().execute(sql, params![run, state, by]).unwrap();
    }

    fn orders(store: &Store, run: i64, decision: Decision) -> Vec<Order> {
        let registry = Registry::built_in();
        let mut all = Vec::new();
        let orders = Orders::of(store, &registry, run, Lang::En).unwrap();
        let keep = |order: &Order| {
            all.push(order.clone());
            Ok(())
        };
        orders.each(decision, keep).unwrap();
        all
    }

    fn only(store: &Store) -> Order {
        let [order] = &orders(store, 1, Decision::Revoke)[..] else { panic!("one access is revoked") };
        order.clone()
    }

    #[test]
    fn only_what_is_signed_is_an_order() {
        let (_folder, store) = kept();
        decide(&store, 1, "c1", "revoke");
        decide(&store, 1, "op1", "change");
        let told = |decision| {
            let told = |order: Order| (order.principal.clone(), order.state, order.told(Lang::En));
            orders(&store, 1, decision).into_iter().map(told).collect::<Vec<_>>()
        };
        let expected = |principal: &str, state, words: &str| [(principal.to_owned(), state, words.to_owned())];
        for (decision, principal) in [(Decision::Revoke, "c1"), (Decision::Change, "op1")] {
            assert_eq!(told(decision), expected(principal, State::NotSigned, "not signed yet: no order"));
        }
        assert!(newest_signed(&store).unwrap_err().to_string().contains("no review is signed"));
        sign(&store, 1);
        assert_eq!(told(Decision::Revoke), expected("c1", State::Open, "open: no run looked since"));
        let not_checked = "open or done: no run checks a change";
        assert_eq!(told(Decision::Change), expected("op1", State::NotChecked, not_checked));
        assert_eq!(newest_signed(&store).unwrap(), RunRef::Number(1));
    }

    #[test]
    fn what_the_newest_run_saw_that_could_tell_is_told() {
        for (told, state, words) in [
            (&[("held", None)][..], State::Open, "open: still there in run 2"),
            (&[("removed", None)], State::Removed, "removed, seen so in run 2"),
            (&[("unknown", None)], State::Unknown, "unknown: run 2 could not tell"),
            (&[("removed", None), ("unknown", None)], State::Removed, "removed, seen so in run 2"),
            (&[("unknown", None), ("removed", None)], State::Removed, "removed, seen so in run 3"),
            (&[("removed", None), ("granted_again", None)], State::GrantedAgain, "granted again, seen in run 3"),
            (
                &[("held", Some("o1"))],
                State::HeldOtherwise,
                "open in run 2: still held, by o1 on TomTicket: o1, \
              under another account of the same address: Ana Exemplo (o1)",
            ),
            (&[("a state of tomorrow", None)], State::Unknown, "unknown: run 2 could not tell"),
        ] {
            let (_folder, store) = kept();
            decide(&store, 1, "c1", "revoke");
            sign(&store, 1);
            for (run, (state, by)) in (2..).zip(told) {
                tell(&store, run, state, *by);
            }
            let order = only(&store);
            assert_eq!((order.state, order.told(Lang::En).as_str()), (state, words), "{told:?}");
            assert!(order.told(Lang::PtBr).contains("leitura"), "{}", order.told(Lang::PtBr));
        }
    }

    #[test]
    fn what_a_later_signed_review_decides_about_the_same_access_counts() {
        let (_folder, store) = kept();
        decide(&store, 1, "c1", "revoke");
        sign(&store, 1);
        tell(&store, 2, "held", None);
        decide(&store, 2, "c1", "keep");
        assert_eq!(only(&store).state, State::Open, "what is not signed ends no order");
        let elsewhere = |store: &Store, run| store.open_revocations_of_others(run).unwrap();
        assert_eq!((elsewhere(&store, 2), elsewhere(&store, 1)), (vec![(1, 1)], vec![]));
        sign(&store, 2);
        let order = only(&store);
        assert_eq!((order.state, order.anew_in_run, order.anew), (State::DecidedAnew, Some(2), Some(Decision::Keep)));
        assert_eq!(order.told(Lang::En), "no order any more: decided anew in the review of run 2: keep");
        assert_eq!(elsewhere(&store, 2), []);
    }

    #[test]
    fn it_is_said_who_why_and_how() {
        let (_folder, store) = kept();
        for (principal, decision) in [("c1", "revoke"), ("op1", "revoke"), ("u1", "change")] {
            decide(&store, 1, principal, decision);
        }
        let level = "UPDATE resources SET attributes = '{\"level\":\"customer\"}' WHERE vendor = 'myreports'";
        store.sql().execute_batch(level).unwrap();
        let asked = "INSERT INTO operations (run, vendor, operation, answers, items, first_at, last_at)
                     VALUES (1, 'myreports', 'reseller_list_customers', 1, 1, '', '')";
        store.sql().execute_batch(asked).unwrap();
        let how = |order: &Order| (order.name.clone(), order.operation, order.method.clone(), order.path);
        let revoked = orders(&store, 1, Decision::Revoke);
        let said: Vec<_> = revoked.iter().map(how).collect();
        let update = (Some("customer_update"), Some("POST".to_owned()), Some("/customer/update"));
        assert_eq!(
            said,
            [
                (Some("João ÁVILA".to_owned()), None, None, None),
                (Some("Ana Exemplo".to_owned()), update.0, update.1, update.2)
            ]
        );
        let [base39, tomticket] = &revoked[..] else { panic!("two are revoked") };
        assert_eq!((&base39.ids[..], base39.note.is_some()), (&["perm_2".to_owned(), "perm_3".to_owned()][..], false));
        assert!(tomticket.note.as_ref().unwrap().starts_with("Send `create_tickets` as 0"), "{:?}", tomticket.note);
        assert_eq!((tomticket.reviewer.as_str(), tomticket.reason.as_deref()), ("Rui", Some("why")));
        let [changed] = &orders(&store, 1, Decision::Change)[..] else { panic!("one is changed") };
        assert_eq!((changed.service, changed.operation), (MYREPORTS, Some("reseller_patch_customer_user")));
    }
}
