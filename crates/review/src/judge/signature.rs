//! Reviews that are closed: what was signed, and whether it is still what is there.
//!
//! A signature is one statement in the form of RFC 8785, kept word for word with its SHA-256 beside it. In it stand the hash
//! of what the run holds, the hash of what was decided, and number and hash of the signature before: what was signed once
//! can't be changed, nor a signature taken out, without another one telling it. It proves nobody's identity: the name is
//! claimed, and the operating system's user and host stand beside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Failure, Identity, Lang, RunState, sha256},
    store::{Change, DecisionCounts, Signature, Store, canonical},
};

/// The form of a statement.
const SCHEMA: &str = "acesso/signature/1";

/// What is signed. EVIDENCE.md describes its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// The form of the statement: `acesso/signature/1`.
    pub schema: String,
    /// Its place in the chain, from 1 on.
    pub number: i64,
    /// Whether the people are imaginary.
    pub sandbox: bool,
    /// The number of the run whose review is closed.
    pub run: i64,
    /// Whether everything had been read.
    pub run_state: RunState,
    /// The hash of what the run holds.
    pub run_sha256: String,
    /// The hash of what was decided.
    pub decisions_sha256: String,
    /// About how many accesses what was decided.
    pub counts: DecisionCounts,
    /// Who says that they sign: nobody checks it.
    pub claimed_name: String,
    /// The operating system's name of whoever signed.
    pub user: Option<String>,
    /// What their machine calls itself.
    pub host: Option<String>,
    /// When it was signed, by that machine's clock.
    pub signed_at: Timestamp,
    /// The version of the program.
    pub tool: String,
    /// Absent in the first one alone.
    pub previous: Option<Previous>,
}

/// The signature before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Previous {
    /// Its place in the chain.
    pub number: i64,
    /// The hash of its statement.
    pub sha256: String,
}

impl Signature {
    /// What was signed; nothing where somebody broke it.
    pub fn read(&self) -> Option<Statement> {
        serde_json::from_str(&self.statement).ok()
    }
}

/// A run that is about to be signed, as it is: until this is signed or dropped nobody else writes into the store.
#[derive(Debug)]
pub struct Closing<'a> {
    store: &'a Store,
    change: Change<'a>,
    run: i64,
    hashes: Hashes,
    /// What is not as it was; see [`verify`].
    pub differences: Vec<Difference>,
}

impl<'a> Closing<'a> {
    /// Looks at a run, so that it can be signed.
    pub fn of(store: &'a Store, run: i64) -> Result<Self, Failure> {
        let change = store.change()?;
        let hashes = Hashes::of(store, run)?;
        let differences = differences(store, run, &hashes)?;
        Ok(Self { store, change, run, hashes, differences })
    }

    /// Closes the review of the run, or says what would be signed.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a run that has not ended, is signed already, or is not what it was when it ended.
    pub fn sign(
        self,
        by: &str,
        identity: &Identity,
        now: Timestamp,
        dry_run: bool,
    ) -> Result<(Statement, Signature), Failure> {
        let Self { store, change, run, hashes, .. } = self;
        must_be_open(store, run)?;
        must_be_unchanged(run, &hashes)?;
        let statement = statement(store, run, hashes, by, identity, now)?;
        let text = serde_json_canonicalizer::to_string(&statement).map_err(std::io::Error::from)?;
        let sha256 = sha256(text.as_bytes());
        let signature = Signature { number: statement.number, run, statement: text, sha256 };
        if !dry_run {
            store.keep_signature(&signature)?;
            change.commit()?;
        }
        Ok((statement, signature))
    }
}

/// What a run and its decisions are now, and what the run was when it ended. It takes a while where there are many accesses:
/// once is enough.
#[derive(Debug)]
struct Hashes {
    kept: Option<String>,
    run: String,
    decisions: String,
}

impl Hashes {
    fn of(store: &Store, run: i64) -> Result<Self, Failure> {
        Ok(Self {
            kept: store.sha256(run)?,
            run: canonical::sha256(store, run)?,
            decisions: canonical::decisions_sha256(store, run)?,
        })
    }
}

/// A run is decided about, and signed, when all of it is there, and until it is signed.
pub fn must_be_open(store: &Store, run: i64) -> Result<(), Failure> {
    let refuse = |what: String, advice| Err(Failure::Usage { what, advice });
    if store.run(run)?.is_some_and(|run| run.state == RunState::Reading) {
        return Err(not_ended(run));
    }
    if is_pruned(store, run)? {
        return refuse(format!("the data of run {run} was removed"), "take a run that is still whole: `acesso runs`");
    }
    if store.sha256(run)?.is_none() {
        return Err(without_hash(run));
    }
    if let Some(signature) = store.signature(run)? {
        return refuse(
            format!("run {run} is signed already, by signature {}: no decision changes any more", signature.number),
            "read again with `acesso review`: the next run is the next review",
        );
    }
    Ok(())
}

/// A run that is being read, or was stopped while it was, is nothing to sign, and no evidence.
pub fn not_ended(run: i64) -> Failure {
    Failure::Usage {
        what: format!("run {run} has not ended: it is being read, or was stopped while it was"),
        advice: "end it with `acesso review --resume`",
    }
}

/// Nothing tells whether a run without a hash is still what it was when it ended.
pub fn without_hash(run: i64) -> Failure {
    Failure::Usage {
        what: format!("run {run} has no hash: it ended before acesso kept hashes, or somebody took it away"),
        advice: "read again with `acesso review`: the next run keeps its hash",
    }
}

fn must_be_unchanged(run: i64, hashes: &Hashes) -> Result<(), Failure> {
    let (kept, found) = (hashes.kept.as_ref().ok_or_else(|| without_hash(run))?, &hashes.run);
    if kept == found {
        return Ok(());
    }
    Err(Failure::Usage {
        what: format!("run {run} is not what it was when it ended: its hash was {kept} and is {found}"),
        advice: "somebody changed the store: nothing in it can be relied on; read again with `acesso review`",
    })
}

fn statement(
    store: &Store,
    run: i64,
    hashes: Hashes,
    by: &str,
    identity: &Identity,
    now: Timestamp,
) -> Result<Statement, Failure> {
    let previous = store.last_signature()?;
    let state = store.run(run)?.map_or(RunState::Incomplete, |run| run.state);
    Ok(Statement {
        schema: SCHEMA.to_owned(),
        number: previous.as_ref().map_or(0, |previous| previous.number) + 1,
        sandbox: store.is_sandbox()?,
        run,
        run_state: state,
        run_sha256: hashes.run,
        decisions_sha256: hashes.decisions,
        counts: store.decision_counts(run)?,
        claimed_name: by.to_owned(),
        user: identity.user.clone(),
        host: identity.host.clone(),
        signed_at: now,
        tool: identity.tool.clone(),
        previous: previous.map(|Signature { number, sha256, .. }| Previous { number, sha256 }),
    })
}

/// What is not as it was signed, or as it was when the run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// The run has not the hash that was kept when it ended.
    Run {
        /// The run's number.
        run: i64,
        /// The hash that was kept.
        was: String,
        /// The hash of what it holds now.
        is: String,
    },
    /// The run has the hash that is kept with it, and another one was signed.
    SignedRun {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
        /// The hash that was signed.
        was: String,
        /// The hash of what it holds now.
        is: String,
    },
    /// The decisions have not the hash that was signed.
    Decisions {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
        /// The hash that was signed.
        was: String,
        /// The hash of what is decided now.
        is: String,
    },
    /// What was signed about how much was decided is not what there is, though the hashes are the same.
    Counts {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
    },
    /// A statement has not the hash that is kept beside it.
    Statement {
        /// The signature's place in the chain.
        number: i64,
        /// The number of the run that it closes.
        run: i64,
        /// The hash beside it.
        was: String,
        /// The hash of the statement as it is now.
        is: String,
    },
    /// A statement is none any more.
    Unreadable {
        /// The signature's place in the chain.
        number: i64,
        /// The number of the run that it closes.
        run: i64,
    },
    /// A statement says that it is another number's, or about another run.
    Place {
        /// The signature's place in the chain.
        number: i64,
        /// The number of the run that it is kept with.
        run: i64,
    },
    /// A signature does not name the one before it.
    Chain {
        /// The signature's place in the chain.
        number: i64,
    },
}

impl Difference {
    /// What differs, for people.
    pub fn sentence(&self, lang: Lang) -> String {
        let say = |id, number: Option<&i64>, run: Option<&i64>, hashes: Option<(&String, &String)>| {
            let text = |number: Option<&i64>| number.map(i64::to_string).unwrap_or_default();
            let (was, is) = hashes.map(|(was, is)| (was.clone(), is.clone())).unwrap_or_default();
            let values = [("number", text(number)), ("run", text(run)), ("was", was), ("is", is)];
            lang.say_with(id, values.map(|(name, value)| (name, value.into())))
        };
        match self {
            Self::Run { run, was, is } => say("differs-run", None, Some(run), Some((was, is))),
            Self::SignedRun { number, run, was, is } => {
                say("differs-signed-run", Some(number), Some(run), Some((was, is)))
            }
            Self::Decisions { number, run, was, is } => {
                say("differs-decisions", Some(number), Some(run), Some((was, is)))
            }
            Self::Counts { number, run } => say("differs-counts", Some(number), Some(run), None),
            Self::Statement { number, run, was, is } => {
                say("differs-statement", Some(number), Some(run), Some((was, is)))
            }
            Self::Unreadable { number, run } => say("differs-unreadable", Some(number), Some(run), None),
            Self::Place { number, run } => say("differs-place", Some(number), Some(run), None),
            Self::Chain { number } => say("differs-chain", Some(number), None, None),
        }
    }
}

/// What is not as it was: of this run's data and its decisions, and of every signature in the store, since each stands for
/// those before it. Nothing where all is as it was.
pub fn verify(store: &Store, run: i64) -> Result<Vec<Difference>, Failure> {
    // One moment of the store, though somebody may be writing into it.
    let _snapshot = store.snapshot()?;
    differences(store, run, &Hashes::of(store, run)?)
}

fn differences(store: &Store, run: i64, hashes: &Hashes) -> Result<Vec<Difference>, Failure> {
    let signature = store.signature(run)?;
    let mut differences = Vec::new();
    // Of a run whose data was removed, what was signed about it is all there is.
    if !is_pruned(store, run)? {
        differences.extend(verify_data(store, run, hashes, signature.and_then(|signature| signature.read()))?);
    }
    differences.extend(verify_chain(store)?);
    Ok(differences)
}

fn is_pruned(store: &Store, run: i64) -> Result<bool, Failure> {
    Ok(store.run(run)?.is_some_and(|run| run.pruned_at.is_some()))
}

/// What a run and its decisions are, against what was kept and what was signed.
fn verify_data(
    store: &Store,
    run: i64,
    hashes: &Hashes,
    signed: Option<Statement>,
) -> Result<Vec<Difference>, Failure> {
    let mut differences = Vec::new();
    let Hashes { kept, run: is, decisions } = hashes;
    if let Some(was) = kept.clone().filter(|kept| kept != is) {
        differences.push(Difference::Run { run, was, is: is.clone() });
    }
    let Some(Statement { number, run_sha256, decisions_sha256, counts: counted, .. }) = signed else {
        return Ok(differences);
    };
    if run_sha256 != *is && Some(&run_sha256) != kept.as_ref() {
        differences.push(Difference::SignedRun { number, run, was: run_sha256, is: is.clone() });
    }
    if decisions_sha256 != *decisions {
        differences.push(Difference::Decisions { number, run, was: decisions_sha256, is: decisions.clone() });
    }
    if differences.is_empty() && counted != store.decision_counts(run)? {
        differences.push(Difference::Counts { number, run });
    }
    Ok(differences)
}

fn verify_chain(store: &Store) -> Result<Vec<Difference>, Failure> {
    let (mut differences, mut before) = (Vec::new(), None);
    for signature in store.signatures()? {
        let (number, run) = (signature.number, signature.run);
        let is = sha256(signature.statement.as_bytes());
        if signature.sha256 != is {
            differences.push(Difference::Statement { number, run, was: signature.sha256.clone(), is });
        }
        match signature.read() {
            None => differences.push(Difference::Unreadable { number, run }),
            Some(statement) => {
                if (statement.number, statement.run) != (number, run) {
                    differences.push(Difference::Place { number, run });
                }
                if statement.previous != before {
                    differences.push(Difference::Chain { number });
                }
            }
        }
        before = Some(Previous { number, sha256: signature.sha256 });
    }
    Ok(differences)
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::model::Identity;
    use crate::store::testing::store;

    const NOW: &str = "2026-03-02T12:00:00Z";

    /// The runs of the tool's tests: 1 is complete with 6 accesses, 2 incomplete, 3 being read.
    fn kept() -> (tempfile::TempDir, Store) {
        let (folder, store) = store();
        store.sql().execute_batch(crate::store::testing::KEPT).unwrap();
        store.seal(1).unwrap();
        store.seal(2).unwrap();
        for (resource, permission, decision, own) in
            [("comp1", "approver", "keep", 0), ("help-desk", "create_tickets", "revoke", 1)]
        {
            let sql = "INSERT INTO decisions
                       SELECT run, vendor, principal, resource, permission, ?3, 'why', 'Rui', '2026-01-02', ?5, ?4
                       FROM grants WHERE run = 1 AND resource = ?1 AND permission = ?2 AND principal <> 'c2'";
            assert_eq!(store.sql().execute(sql, params![resource, permission, decision, own, NOW]).unwrap(), 1);
        }
        (folder, store)
    }

    fn try_sign(store: &Store, run: i64) -> Result<(Statement, Signature), Failure> {
        Closing::of(store, run)?.sign("Rui Exemplo", &Identity::default(), NOW.parse().unwrap(), false)
    }

    fn differences(store: &Store, run: i64) -> Vec<String> {
        let found = verify(store, run).unwrap();
        found
            .iter()
            .map(|difference| serde_json::to_value(difference).unwrap()["what"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn what_is_signed_is_the_run_its_decisions_and_the_signature_before() {
        let (_folder, store) = kept();
        let (first, kept) = try_sign(&store, 1).unwrap();
        assert_eq!(
            first.counts,
            DecisionCounts { accesses: 6, undecided: 4, keep: 1, change: 0, revoke: 1, own: 1 },
            "each is counted"
        );
        assert_eq!((first.number, first.run, first.run_state), (1, 1, RunState::Complete));
        assert_eq!((first.claimed_name.as_str(), first.sandbox), ("Rui Exemplo", true));
        assert_eq!(first.run_sha256, canonical::sha256(&store, 1).unwrap());
        let mut lines = Vec::new();
        canonical::write_decisions(&store, 1, &mut lines).unwrap();
        assert_eq!(first.decisions_sha256, sha256(&lines));
        assert_eq!(String::from_utf8(lines).unwrap().lines().count(), 2);
        assert_eq!(first.previous, None);
        let (second, _) = try_sign(&store, 2).unwrap();
        assert_eq!(second.previous, Some(Previous { number: 1, sha256: kept.sha256.clone() }));
        assert_eq!(second.run_state, RunState::Incomplete, "it is recorded that not all was read");
        assert_eq!(store.signature(1).unwrap(), Some(kept.clone()));
        assert_eq!(kept.read(), Some(first));
        let value: serde_json::Value = serde_json::from_str(&kept.statement).unwrap();
        assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), kept.statement);
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        assert_eq!(differences(&store, 2), [] as [&str; 0]);
    }

    #[test]
    fn what_would_be_signed_is_not_signed() {
        let (_folder, store) = kept();
        let would_be = Closing::of(&store, 1).unwrap();
        let (statement, _) = would_be.sign("Rui Exemplo", &Identity::default(), NOW.parse().unwrap(), true).unwrap();
        assert_eq!(statement.number, 1);
        assert_eq!(store.signature(1).unwrap(), None);
        try_sign(&store, 1).unwrap();
    }

    #[test]
    fn no_run_is_signed_twice_or_before_it_ended_or_after_it_was_changed() {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        let refused = |run| try_sign(&store, run).unwrap_err().to_string();
        assert!(refused(1).contains("signed already, by signature 1"), "{}", refused(1));
        assert!(refused(3).contains("has not ended"), "{}", refused(3));
        store.sql().execute("UPDATE grants SET since = '2020' WHERE run = 2", []).unwrap();
        assert!(refused(2).contains("is not what it was when it ended"), "{}", refused(2));
        assert_eq!(store.signature(2).unwrap(), None);
    }

    #[test]
    fn of_a_run_without_a_hash_nothing_is_known() {
        let (_folder, store) = kept();
        store.sql().execute("UPDATE runs SET sha256 = NULL", []).unwrap();
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        let refused = try_sign(&store, 1).unwrap_err();
        assert!(refused.to_string().contains("run 1 has no hash"), "{refused}");
    }

    #[test]
    fn a_signed_run_is_not_read_on() {
        let (_folder, store) = kept();
        try_sign(&store, 2).unwrap();
        let refused = store.resume(2, &serde_json::json!({}), &[], &Identity::default(), Timestamp::now()).unwrap_err();
        assert!(refused.to_string().contains("is signed"), "{refused}");
        assert_eq!(store.run(2).unwrap().unwrap().state, RunState::Incomplete);
        assert_eq!(differences(&store, 2), [] as [&str; 0]);
    }

    /// What is told when this is done to a store with two signed runs.
    fn told_after(change: &str) -> Vec<String> {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        try_sign(&store, 2).unwrap();
        store.sql().execute_batch(change).unwrap();
        assert!(store.sql().changes() > 0, "{change}");
        differences(&store, 1)
    }

    #[test]
    fn whatever_is_changed_afterwards_is_named() {
        let other_words = "UPDATE signatures SET statement = replace(statement, 'Rui', 'Bia') WHERE number = 1";
        for (change, named) in [
            ("UPDATE grants SET since = '2020' WHERE run = 1 AND permission = 'approver'", &["run"][..]),
            ("UPDATE runs SET sha256 = 'x' WHERE id = 1", &["run"]),
            ("UPDATE decisions SET decision = 'keep' WHERE decision = 'revoke'", &["decisions"]),
            ("UPDATE decisions SET own = 0", &["decisions"]),
            ("DELETE FROM decisions", &["decisions"]),
            (other_words, &["statement"]),
            ("UPDATE signatures SET sha256 = 'x' WHERE number = 2", &["statement"]),
            ("UPDATE signatures SET statement = '{}' WHERE number = 2", &["statement", "unreadable"]),
            ("UPDATE signatures SET run = 3 WHERE number = 2", &["place"]),
            ("UPDATE signatures SET number = 3 WHERE number = 2", &["place"]),
            ("DELETE FROM signatures WHERE number = 1", &["chain"]),
            ("UPDATE grants SET since = '2020' WHERE run = 2", &[]),
        ] {
            assert_eq!(told_after(change), named, "{change}");
        }
    }

    #[test]
    fn who_makes_the_hashes_fit_is_told_by_what_is_signed() {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        store.sql().execute("UPDATE grants SET since = '2020' WHERE run = 1", []).unwrap();
        store.seal(1).unwrap();
        assert_eq!(differences(&store, 1), ["signed_run"]);

        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        try_sign(&store, 2).unwrap();
        let rewrite = |number: i64, from: &str, to: &str| {
            let kept = store.signatures().unwrap().into_iter().find(|kept| kept.number == number).unwrap();
            let statement = kept.statement.replace(from, to);
            assert_ne!(statement, kept.statement);
            let sql = "UPDATE signatures SET statement = ?2, sha256 = ?3 WHERE number = ?1";
            store.sql().execute(sql, params![number, statement, sha256(statement.as_bytes())]).unwrap();
        };
        rewrite(1, "Rui", "Bia");
        assert_eq!(differences(&store, 1), ["chain"], "the next one names the hash that it had");
        rewrite(2, "\"accesses\":5", "\"accesses\":4");
        assert_eq!(differences(&store, 2), ["counts", "chain"]);
    }

    #[test]
    fn of_a_run_whose_data_was_removed_the_statement_is_what_is_left() {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        store
            .sql()
            .execute_batch(
                "UPDATE runs SET pruned_at = '2031-01-01T00:00:00Z' WHERE id = 1;
                 DELETE FROM grants WHERE run = 1; DELETE FROM decisions WHERE run = 1",
            )
            .unwrap();
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        store.sql().execute("UPDATE signatures SET statement = statement || ' '", []).unwrap();
        assert_eq!(differences(&store, 1), ["statement"]);
    }

    #[test]
    fn a_difference_is_told_in_both_languages() {
        let difference = Difference::Run { run: 1234, was: "aa".to_owned(), is: "bb".to_owned() };
        assert_eq!(
            difference.sentence(Lang::En),
            "the data of run 1234 is not what it was when the run ended: its hash was aa and is bb"
        );
        assert!(difference.sentence(Lang::PtBr).starts_with("os dados da leitura 1234 não são"));
    }
}
