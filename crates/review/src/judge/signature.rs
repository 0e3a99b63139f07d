//! Reviews that are closed: what was signed, and whether it is still what is there.
//!
//! A signature is one statement in the form of RFC 8785, kept word for word with its SHA-256 beside it. In it stand the hash
//! of what the run holds, the hash of what was decided, and number and hash of the signature before: what was signed once
//! can't be changed, nor a signature taken out, without another one telling it. It proves nobody's identity: the name is
//! claimed, and the operating system's user and host stand beside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Failure, Identity, Lang, RunState, Totals, sha256},
    store::{Change, DecisionCounts, Signature, Store, canonical},
};

/// The form of a statement that is signed now.
const SCHEMA: &str = "acesso/signature/3";

/// The forms that a statement can have, the newest last.
const SCHEMAS: [&str; 3] = ["acesso/signature/1", "acesso/signature/2", SCHEMA];

/// What is signed. EVIDENCE.md describes its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// The form of the statement: `acesso/signature/3`.
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
    /// The hash of the campaign in which it was; absent where nobody was asked, and before it was signed.
    #[serde(default)]
    pub campaign_sha256: Option<String>,
    /// How many of the undecided accesses start with a decision of an earlier review.
    #[serde(default)]
    pub carried: u64,
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
    /// Why it was signed though not all was as it had been; absent where all was.
    #[serde(default)]
    pub forced: Option<Forced>,
}

/// That a run was signed though something was not as it had been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forced {
    /// Why, in the words of whoever signed.
    pub reason: String,
    /// What was not as it had been, in English.
    pub despite: Vec<String>,
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
    /// What was signed; nothing where somebody broke it, or where it has a form that this version does not know.
    pub fn read(&self) -> Option<Statement> {
        let value: serde_json::Value = serde_json::from_str(&self.statement).ok()?;
        let is_canonical = serde_json_canonicalizer::to_string(&value).ok()? == self.statement;
        let statement: Statement = serde_json::from_value(value).ok()?;
        (is_canonical && SCHEMAS.contains(&statement.schema.as_str())).then_some(statement)
    }
}

/// A run that is about to be signed, as it is: until this is signed or dropped nobody else writes into the store.
#[derive(Debug)]
pub struct Closing<'a> {
    store: &'a Store,
    change: Change<'a>,
    found: Found,
    force: Option<String>,
    /// What of the run, its decisions and the chain is not as it was kept and signed; nothing where all is.
    pub differences: Vec<Difference>,
}

impl<'a> Closing<'a> {
    /// Looks at a run, so that it can be signed.
    pub fn of(store: &'a Store, run: i64) -> Result<Self, Failure> {
        let change = store.change()?;
        let found = Found::of(store, run)?;
        let own = store.signature(run)?;
        let mut differences = differences(&store.signatures()?, own.as_ref(), &found);
        if !store.is_recorded(run)? {
            differences.push(Difference::Unrecorded { run });
        }
        Ok(Self { store, change, found, force: None, differences })
    }

    /// Has it signed for this reason though something is not as it was. The reason is signed with it.
    #[must_use]
    pub fn force(self, reason: Option<String>) -> Self {
        Self { force: reason, ..self }
    }

    /// Closes the review of the run, or says what would be signed.
    ///
    /// # Errors
    /// [`Failure::usage`] for a run that has not ended, is signed already, or is not what it was when it ended, and where the
    /// chain is broken; and where it is to be forced and all is as it was.
    pub fn sign(
        self,
        by: &str,
        identity: &Identity,
        now: Timestamp,
        dry_run: bool,
    ) -> Result<(Statement, Signature), Failure> {
        let run = self.found.run;
        must_be_unsigned(self.store, run)?;
        let forced = self.forced()?;
        let Self { store, change, found, .. } = self;
        let statement = statement(store, found, forced, by, identity, now)?;
        let text = serde_json_canonicalizer::to_string(&statement).map_err(std::io::Error::from)?;
        let sha256 = sha256(text.as_bytes());
        let signature = Signature { number: statement.number, run, statement: text, sha256 };
        if !dry_run {
            store.keep_signature(&signature)?;
            change.commit()?;
        }
        Ok((statement, signature))
    }

    /// What is signed about what is not as it was.
    fn forced(&self) -> Result<Option<Forced>, Failure> {
        let missing = self.found.kept.is_none().then(|| without_hash(self.found.run));
        let differences_in = |lang| -> Vec<String> {
            let differences = self.differences.iter().map(|difference| difference.sentence(lang));
            missing.iter().map(|missing| missing.what(lang)).chain(differences).collect()
        };
        // What is signed has no language.
        let differences = differences_in(Lang::En);
        match &self.force {
            None if differences.is_empty() => Ok(None),
            Some(reason) if !differences.is_empty() => {
                Ok(Some(Forced { reason: reason.clone(), despite: differences }))
            }
            None => Err(Failure::usage("failure-not-as-it-was", &[("run", &self.found.run)])
                .with("differences", |lang| differences_in(lang).join("; "))),
            Some(_) => Err(Failure::usage("failure-nothing-to-force", &[("run", &self.found.run)])),
        }
    }
}

/// What a run is, in the store or in a pack: what was signed about it is held against this.
#[derive(Debug)]
pub(crate) struct Found {
    pub run: i64,
    pub sandbox: bool,
    pub state: RunState,
    /// The hash that was kept with it when it ended; nothing where an early version ended it, or where it was taken away.
    pub kept: Option<String>,
    pub data: Data,
}

/// What a run holds.
#[derive(Debug)]
pub(crate) enum Data {
    /// All that it held when it ended.
    There {
        /// The hash of what it holds now.
        sha256: String,
        /// The hash of what is decided now.
        decisions_sha256: String,
        counts: DecisionCounts,
        /// The hash of the campaign as it is now.
        campaign_sha256: Option<String>,
        /// How many accesses start with an earlier decision and have no other one.
        carried: u64,
    },
    /// It was removed.
    Removed {
        /// How much it was.
        totals: Option<Totals>,
        /// Whether some of it is there all the same.
        remains: bool,
    },
}

impl Found {
    /// It takes a while where there are many accesses: once is enough.
    pub(crate) fn of(store: &Store, run: i64) -> Result<Self, Failure> {
        let data = match is_pruned(store, run)? {
            true => Data::Removed { totals: store.totals(run)?, remains: store.holds_data(run)? },
            false => Data::There {
                sha256: canonical::sha256(store, run)?,
                decisions_sha256: canonical::decisions_sha256(store, run)?,
                counts: store.decision_counts(run)?,
                campaign_sha256: canonical::campaign_sha256(store, run)?,
                carried: store.count_carried(run)?,
            },
        };
        let state = store.run(run)?.map_or(RunState::Incomplete, |run| run.state);
        Ok(Self { run, sandbox: store.is_sandbox()?, state, kept: store.sha256(run)?, data })
    }
}

/// A run is decided about when all of it is there, and until it is signed. What is decided is worth as much as what the run
/// is: it has to have its hash.
pub fn must_be_open(store: &Store, run: i64) -> Result<(), Failure> {
    must_be_unsigned(store, run)?;
    store.sha256(run)?.map(drop).ok_or_else(|| without_hash(run))
}

/// A run is signed once, when all of it is there.
fn must_be_unsigned(store: &Store, run: i64) -> Result<(), Failure> {
    if store.run(run)?.is_some_and(|run| run.state == RunState::Reading) {
        return Err(not_ended(run));
    }
    if is_pruned(store, run)? {
        return Err(removed(run));
    }
    match store.signature(run)? {
        None => Ok(()),
        Some(signature) => {
            Err(Failure::usage("failure-signed-already", &[("run", &run), ("number", &signature.number)]))
        }
    }
}

fn removed(run: i64) -> Failure {
    Failure::usage("failure-run-removed", &[("run", &run)])
}

/// A run that is being read, or was stopped while it was, is nothing to sign, and no evidence.
pub fn not_ended(run: i64) -> Failure {
    Failure::usage("failure-run-not-ended", &[("run", &run)])
}

/// Nothing tells whether a run without a hash is still what it was when it ended.
pub fn without_hash(run: i64) -> Failure {
    Failure::usage("failure-run-no-hash", &[("run", &run)])
}

fn statement(
    store: &Store,
    found: Found,
    forced: Option<Forced>,
    by: &str,
    identity: &Identity,
    now: Timestamp,
) -> Result<Statement, Failure> {
    let previous = store.last_signature()?;
    let Found { run, sandbox, state, data, .. } = found;
    let Data::There { sha256, decisions_sha256, counts, campaign_sha256, carried } = data else {
        return Err(removed(run));
    };
    Ok(Statement {
        schema: SCHEMA.to_owned(),
        number: previous.as_ref().map_or(0, |previous| previous.number) + 1,
        sandbox,
        run,
        run_state: state,
        run_sha256: sha256,
        decisions_sha256,
        counts,
        campaign_sha256,
        carried,
        claimed_name: by.to_owned(),
        user: identity.user.clone(),
        host: identity.host.clone(),
        signed_at: now,
        tool: identity.tool.clone(),
        previous: previous.map(|Signature { number, sha256, .. }| Previous { number, sha256 }),
        forced,
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
    /// The campaign has not the hash that was signed.
    Campaign {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
        /// The hash that was signed; `none` where there was no campaign.
        was: String,
        /// The hash of the campaign as it is now.
        is: String,
    },
    /// What was signed about how much was decided is not what there is, though the hashes are the same.
    Counts {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
    },
    /// A statement says something else of the run than the run does.
    Member {
        /// The signature's place in the chain.
        number: i64,
        /// The run's number.
        run: i64,
        /// Which member of the statement it is.
        member: &'static str,
        /// What was signed.
        was: String,
        /// What the run says.
        is: String,
    },
    /// The data of the run is said to be removed, and it is not, or nothing says how much it was.
    Remains {
        /// The run's number.
        run: i64,
    },
    /// What is decided about some access is not what was recorded about it last.
    Unrecorded {
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
            Self::Campaign { number, run, was, is } => {
                say("differs-campaign", Some(number), Some(run), Some((was, is)))
            }
            Self::Counts { number, run } => say("differs-counts", Some(number), Some(run), None),
            Self::Member { number, run, member, was, is } => {
                let values =
                    [("number", number.to_string()), ("run", run.to_string()), ("member", (*member).to_owned())];
                let values = values.into_iter().chain([("was", was.clone()), ("is", is.clone())]);
                lang.say_with("differs-member", values.map(|(name, value)| (name, value.into())))
            }
            Self::Remains { run } => say("differs-remains", None, Some(run), None),
            Self::Unrecorded { run } => say("differs-unrecorded", None, Some(run), None),
            Self::Statement { number, run, was, is } => {
                say("differs-statement", Some(number), Some(run), Some((was, is)))
            }
            Self::Unreadable { number, run } => say("differs-unreadable", Some(number), Some(run), None),
            Self::Place { number, run } => say("differs-place", Some(number), Some(run), None),
            Self::Chain { number } => say("differs-chain", Some(number), None, None),
        }
    }
}

/// What is not as it was: of a run and its decisions, held against its own signature, and of every signature of the chain,
/// since each stands for those before it. Nothing where all is as it was.
pub(crate) fn differences(chain: &[Signature], own: Option<&Signature>, found: &Found) -> Vec<Difference> {
    let mut differences = match &found.data {
        Data::There { sha256, .. } => verify_kept(found, sha256),
        Data::Removed { totals, remains } => verify_removed(found.run, totals.as_ref(), *remains),
    };
    if let Some(statement) = own.and_then(Signature::read) {
        let signed = match &found.data {
            Data::There { sha256, decisions_sha256, counts, campaign_sha256, carried } => {
                let mut differences = verify_data(found.run, &statement, (sha256, decisions_sha256), *counts);
                differences.extend(verify_campaign(found.run, &statement, campaign_sha256.as_ref(), *carried));
                differences
            }
            Data::Removed { totals, .. } => verify_what_is_left(found, &statement, totals.as_ref()),
        };
        differences.extend(signed);
        differences.extend(verify_members(found, &statement));
    }
    differences.extend(verify_chain(chain));
    differences
}

fn is_pruned(store: &Store, run: i64) -> Result<bool, Failure> {
    Ok(store.run(run)?.is_some_and(|run| run.pruned_at.is_some()))
}

/// What a run holds, against the hash that was kept when it ended.
fn verify_kept(found: &Found, is: &str) -> Vec<Difference> {
    let was = found.kept.clone().filter(|kept| kept != is);
    was.map(|was| Difference::Run { run: found.run, was, is: is.to_owned() }).into_iter().collect()
}

fn verify_removed(run: i64, totals: Option<&Totals>, remains: bool) -> Vec<Difference> {
    if remains || totals.is_none() { vec![Difference::Remains { run }] } else { Vec::new() }
}

/// What a run and its decisions are, against what was signed.
fn verify_data(
    run: i64,
    statement: &Statement,
    (is, decisions): (&str, &str),
    counts: DecisionCounts,
) -> Vec<Difference> {
    let (number, mut differences) = (statement.number, Vec::new());
    if statement.run_sha256 != is {
        let was = statement.run_sha256.clone();
        differences.push(Difference::SignedRun { number, run, was, is: is.to_owned() });
    }
    if statement.decisions_sha256 != decisions {
        let was = statement.decisions_sha256.clone();
        differences.push(Difference::Decisions { number, run, was, is: decisions.to_owned() });
    }
    if differences.is_empty() && statement.counts != counts {
        differences.push(Difference::Counts { number, run });
    }
    differences
}

/// What of the campaign is not as it was signed; before the third form nothing was.
fn verify_campaign(run: i64, statement: &Statement, is: Option<&String>, carried: u64) -> Option<Difference> {
    let number = statement.number;
    if statement.schema != SCHEMA {
        return None;
    }
    if statement.campaign_sha256.as_ref() != is {
        let told = |hash: Option<&String>| hash.cloned().unwrap_or_else(|| "none".to_owned());
        let (was, is) = (told(statement.campaign_sha256.as_ref()), told(is));
        return Some(Difference::Campaign { number, run, was, is });
    }
    (carried != statement.carried).then_some(Difference::Counts { number, run })
}

/// Of a run whose data was removed its hash is left, and how much it was.
fn verify_what_is_left(found: &Found, statement: &Statement, totals: Option<&Totals>) -> Vec<Difference> {
    let (number, run, mut differences) = (statement.number, found.run, Vec::new());
    if Some(&statement.run_sha256) != found.kept.as_ref() {
        let (was, is) = (statement.run_sha256.clone(), found.kept.clone().unwrap_or_default());
        differences.push(Difference::SignedRun { number, run, was, is });
    }
    let signed = (statement.counts.accesses, statement.counts.decided());
    if totals.is_some_and(|totals| (totals.accesses, totals.decisions) != signed) {
        differences.push(Difference::Counts { number, run });
    }
    differences
}

/// What a statement says of a run beside its hashes.
fn verify_members(found: &Found, statement: &Statement) -> Vec<Difference> {
    let Statement { number, run, sandbox, run_state, .. } = statement;
    let members = [
        ("run", run.to_string(), found.run.to_string()),
        ("run_state", run_state.as_str().to_owned(), found.state.as_str().to_owned()),
        ("sandbox", sandbox.to_string(), found.sandbox.to_string()),
    ];
    let others = members.into_iter().filter(|(_, was, is)| was != is);
    others.map(|(member, was, is)| Difference::Member { number: *number, run: found.run, member, was, is }).collect()
}

/// That each statement has its hash, stands in its place, and names the one before it.
fn verify_chain(chain: &[Signature]) -> Vec<Difference> {
    let (mut differences, mut before) = (Vec::new(), None::<Previous>);
    for signature in chain {
        let (number, run) = (signature.number, signature.run);
        let is = sha256(signature.statement.as_bytes());
        if signature.sha256 != is {
            differences.push(Difference::Statement { number, run, was: signature.sha256.clone(), is });
        }
        let follows = number == before.as_ref().map_or(0, |before| before.number) + 1;
        match signature.read() {
            None => differences.push(Difference::Unreadable { number, run }),
            Some(statement) => {
                if (statement.number, statement.run) != (number, run) {
                    differences.push(Difference::Place { number, run });
                }
                if statement.previous != before || !follows {
                    differences.push(Difference::Chain { number });
                }
            }
        }
        before = Some(Previous { number, sha256: signature.sha256.clone() });
    }
    differences
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::model::Identity;
    use crate::store::testing::{RECORD, store};

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
        store.sql().execute_batch(RECORD).unwrap();
        (folder, store)
    }

    fn try_sign(store: &Store, run: i64) -> Result<(Statement, Signature), Failure> {
        Closing::of(store, run)?.sign("Rui Exemplo", &Identity::default(), NOW.parse().unwrap(), false)
    }

    fn differences(store: &Store, run: i64) -> Vec<String> {
        let own = store.signature(run).unwrap();
        let found = super::differences(&store.signatures().unwrap(), own.as_ref(), &Found::of(store, run).unwrap());
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
        assert!(refused(2).contains("the data of run 2 is not what it was when the run ended"), "{}", refused(2));
        assert_eq!(store.signature(2).unwrap(), None);
    }

    /// Signs the second run of a store with one signature after this was done to it, for this reason.
    fn sign_after(change: &str, reason: Option<&str>) -> Result<Statement, String> {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        store.sql().execute_batch(change).unwrap();
        let closing = Closing::of(&store, 2).unwrap().force(reason.map(str::to_owned));
        let signed = closing.sign("Rui Exemplo", &Identity::default(), NOW.parse().unwrap(), false);
        assert_eq!(store.signature(2).unwrap().is_some(), signed.is_ok(), "{change}");
        signed.map(|(statement, _)| statement).map_err(|refused| format!("{refused}; {}", refused.advice()))
    }

    #[test]
    fn what_is_not_as_it_was_is_signed_only_for_a_reason_which_is_signed_too() {
        let other_words = "UPDATE signatures SET statement = replace(statement, 'Rui', 'Bia')";
        let decided_unrecorded = "INSERT INTO decisions SELECT run, vendor, principal, resource, permission, 'keep', NULL, 'Rui', '2026-01-02',
                                      '2026-03-02T12:00:00Z', 0 FROM grants WHERE run = 2";
        let decided_again =
            &format!("{decided_unrecorded}; {RECORD}; UPDATE decisions SET reviewer = 'Bia' WHERE run = 2");
        for (change, named) in [
            ("UPDATE runs SET sha256 = NULL WHERE id = 2", "run 2 has no hash"),
            ("UPDATE runs SET sha256 = 'x' WHERE id = 2", "the data of run 2 is not what it was"),
            ("UPDATE grants SET since = '2020' WHERE run = 2", "the data of run 2 is not what it was"),
            (other_words, "the statement of signature 1, of run 1, is not what was signed"),
            ("UPDATE signatures SET number = 3", "signature 3 does not follow the one before it"),
            (decided_again, "what is decided about some access of run 2 is not what was recorded about it last"),
            (decided_unrecorded, "what is decided about some access of run 2 is not what was recorded about it last"),
        ] {
            let refused = sign_after(change, None).unwrap_err();
            assert!(refused.contains(named) && refused.contains("--force REASON"), "{change}: {refused}");
            let forced = sign_after(change, Some("the auditor saw it")).unwrap().forced.unwrap();
            assert_eq!(forced.reason, "the auditor saw it");
            assert!(forced.despite.iter().any(|difference| difference.contains(named)), "{forced:?}");
        }
        assert_eq!(sign_after("", None).unwrap().forced, None);
        let refused = sign_after("", Some("to be sure")).unwrap_err();
        assert!(refused.contains("there is nothing to force"), "{refused}");
    }

    #[test]
    fn a_statement_of_the_first_form_is_still_one() {
        let statement = |schema: &str, more: &str| Signature {
            number: 1,
            run: 1,
            sha256: String::new(),
            statement: format!(
                r#"{{"claimed_name":"Rui","counts":{{"accesses":3,"change":0,"keep":1,"own":1,"revoke":1,"undecided":1}},"decisions_sha256":"b2","host":null,"number":1,"previous":null,"run":1,"run_sha256":"4b","run_state":"incomplete","sandbox":true,"schema":"{schema}","signed_at":"2026-03-02T12:00:00Z","tool":"0.2.0","user":null}}{more}"#
            ),
        };
        assert_eq!(statement("acesso/signature/1", "").read().unwrap().forced, None);
        assert_eq!(statement("acesso/signature/9", "").read(), None, "nobody knows what it says");
        assert_eq!(statement("acesso/signature/1", " ").read(), None, "it is signed in one form alone");
    }

    #[test]
    fn of_a_run_without_a_hash_nothing_is_known() {
        let (_folder, store) = kept();
        store.sql().execute("UPDATE runs SET sha256 = NULL", []).unwrap();
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        let refused = must_be_open(&store, 1).unwrap_err();
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
            ("UPDATE grants SET since = '2020' WHERE run = 1 AND permission = 'approver'", &["run", "signed_run"][..]),
            ("UPDATE runs SET sha256 = 'x' WHERE id = 1", &["run"]),
            ("UPDATE decisions SET decision = 'keep' WHERE decision = 'revoke'", &["decisions"]),
            ("UPDATE decisions SET own = 0", &["decisions"]),
            ("DELETE FROM decisions", &["decisions"]),
            ("UPDATE runs SET state = 'incomplete' WHERE id = 1", &["run", "signed_run", "member"]),
            ("UPDATE runs SET form = 2 WHERE id = 1", &["run", "signed_run", "decisions"]),
            ("UPDATE holds SET kind = 'real'", &["run", "signed_run", "member"]),
            ("UPDATE runs SET pruned_at = '2031-01-01T00:00:00Z' WHERE id = 1", &["remains"]),
            (other_words, &["statement"]),
            ("UPDATE signatures SET sha256 = 'x' WHERE number = 2", &["statement"]),
            ("UPDATE signatures SET statement = '{}' WHERE number = 2", &["statement", "unreadable"]),
            ("UPDATE signatures SET run = 3 WHERE number = 2", &["place"]),
            ("UPDATE signatures SET number = 3 WHERE number = 2", &["place", "chain"]),
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
        for (from, to) in
            [("\"run_state\":\"incomplete\"", "\"run_state\":\"complete\""), ("\"sandbox\":true", "\"sandbox\":false")]
        {
            rewrite(2, from, to);
            assert!(differences(&store, 2).contains(&"member".to_owned()), "{to}");
            rewrite(2, to, from);
        }
        rewrite(2, "acesso/signature/3", "acesso/signature/4");
        assert!(differences(&store, 2).contains(&"unreadable".to_owned()));
    }

    #[test]
    fn of_a_run_whose_data_was_removed_the_statement_is_what_is_left() {
        let (_folder, store) = kept();
        try_sign(&store, 1).unwrap();
        try_sign(&store, 2).unwrap();
        store.remove_data(1, "2031-01-01T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        for (change, named) in [
            ("UPDATE runs SET sha256 = 'x' WHERE id = 1", "signed_run"),
            ("UPDATE runs SET sha256 = NULL WHERE id = 1", "signed_run"),
            ("UPDATE runs SET state = 'incomplete' WHERE id = 1", "member"),
            ("UPDATE runs SET totals = json_replace(totals, '$.accesses', 5) WHERE id = 1", "counts"),
            ("UPDATE runs SET totals = json_replace(totals, '$.decisions', 5) WHERE id = 1", "counts"),
            ("UPDATE runs SET totals = NULL WHERE id = 1", "remains"),
            ("UPDATE runs SET pruned_at = NULL WHERE id = 1", "run"),
            (
                "INSERT INTO lists (run, vendor, operation, arguments, compared, items, items_again)
                 VALUES (1, 'myreports', 'reseller_list_customer_users', '[\"t1\"]', '[]', 0, 0)",
                "remains",
            ),
            ("UPDATE signatures SET statement = statement || ' ' WHERE run = 1", "statement"),
        ] {
            let change_back = store.change().unwrap();
            assert_eq!(store.sql().execute(change, []).unwrap(), 1, "{change}");
            let found = differences(&store, 1);
            assert!(found.contains(&named.to_owned()), "{change}: {found:?}");
            drop(change_back);
        }
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

    const CAMPAIGN: &str = "
        INSERT INTO campaigns VALUES (1, 'Acessos', '2026-03-31', 'manager', 'rui@casa.example', NULL, 0, 0, NULL, NULL, '', NULL);
        INSERT INTO assignments SELECT 1, vendor, principal, resource, permission, 'rui@casa.example', 'fallback', 'unchanged',
            1, 1, NULL FROM grants WHERE run = 1";

    #[test]
    fn the_campaign_is_signed_with_what_was_decided_in_it() {
        let (_folder, store) = kept();
        store.sql().execute_batch(CAMPAIGN).unwrap();
        let (statement, _) = try_sign(&store, 1).unwrap();
        assert_eq!(statement.schema, "acesso/signature/3");
        assert_eq!(statement.campaign_sha256, canonical::campaign_sha256(&store, 1).unwrap());
        assert_eq!((statement.campaign_sha256.is_some(), statement.carried), (true, 4), "two are decided");
        let (second, _) = try_sign(&store, 2).unwrap();
        assert_eq!((second.campaign_sha256, second.carried), (None, 0));
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        for (change, named) in [
            ("UPDATE campaigns SET due = '2027-01-01'", vec!["campaign"]),
            ("UPDATE assignments SET reviewer = 'ana@casa.example' WHERE permission = 'approver'", vec!["campaign"]),
            ("DELETE FROM campaigns", vec!["campaign"]),
            (
                "INSERT INTO delegations VALUES (1, 1, 'a@b.example', 'c@b.example', '2026-01-01', 'x', '')",
                vec!["campaign"],
            ),
        ] {
            let change_back = store.change().unwrap();
            store.sql().execute_batch(change).unwrap();
            assert_eq!(differences(&store, 1), named, "{change}");
            drop(change_back);
        }
        let added =
            "INSERT INTO campaigns VALUES (2, 'x', '2026-03-31', 'owner', '', NULL, 0, 0, NULL, NULL, '', NULL)";
        store.sql().execute_batch(added).unwrap();
        assert_eq!(differences(&store, 2), ["campaign"], "one that was put in afterwards");
    }

    #[test]
    fn what_was_signed_before_campaigns_were_is_still_what_was_signed() {
        let (_folder, store) = kept();
        let (statement, _) = try_sign(&store, 1).unwrap();
        let mut value = serde_json::to_value(&statement).unwrap();
        let members = value.as_object_mut().unwrap();
        members.remove("campaign_sha256");
        members.remove("carried");
        members.insert("schema".to_owned(), "acesso/signature/2".into());
        let text = serde_json_canonicalizer::to_string(&value).unwrap();
        let sql = "UPDATE signatures SET statement = ?1, sha256 = ?2";
        store.sql().execute(sql, params![text, sha256(text.as_bytes())]).unwrap();
        assert_eq!(differences(&store, 1), [] as [&str; 0]);
        assert_eq!(store.signature(1).unwrap().unwrap().read().map(|it| it.campaign_sha256), Some(None));
    }
}
