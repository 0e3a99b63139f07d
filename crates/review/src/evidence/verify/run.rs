//! A run of the store.

use super::{Checked, Difference, Verified, What, found, lines};
use crate::{
    judge::signature::{self, Found, not_ended},
    model::{Failure, RunDescription},
    store::{Signature, Store, canonical},
};

/// Compares what a run holds with the hash that was kept when it ended, and with what was signed; of a run whose data was
/// removed, what is left of it.
///
/// # Errors
/// [`Failure::usage`] for a run that has not ended. That something is not as it was is no error, but among the
/// [differences](Verified::differences).
pub fn run(store: &Store, run: &RunDescription) -> Result<Verified, Failure> {
    if run.ended_at.is_none() {
        return Err(not_ended(run.id));
    }
    // One moment of the store, though somebody may be writing into it.
    let _snapshot = store.snapshot()?;
    let mut verified = Verified { sandbox: Some(run.sandbox), ..Verified::default() };
    let (chain, own) = (store.signatures()?, store.signature(run.id)?);
    match (run.sha256.clone(), run.pruned_at) {
        (Some(sha256), Some(removed_at)) => {
            verified.checked.push(Checked::DataRemoved { run: run.id, sha256, removed_at });
        }
        (Some(sha256), None) => verified.checked.push(Checked::Run { run: run.id, sha256 }),
        // Only a version that kept no hash left who read it unknown.
        (None, _) if own.is_none() && run.windows.iter().any(|window| window.tool.is_none()) => {
            return Err(Failure::not_found("failure-verify-no-hash", &[("run", &run.id)]));
        }
        (None, _) => verified.differ_in(format!("run {}", run.id), None, What::NoHash),
    }
    let count = u64::try_from(chain.len()).unwrap_or(u64::MAX);
    verified.checked.push(if count == 0 { Checked::NoSignature } else { Checked::Signatures { count } });
    let found = match run.pruned_at {
        None => verified.read(store, run, own.as_ref())?,
        Some(_) => Found::of(store, run.id)?,
    };
    let differences = signature::differences(&chain, own.as_ref(), &found);
    verified.differences.extend(differences.into_iter().map(Difference::Store));
    Ok(verified)
}

impl Verified {
    /// Reads a run and its decisions as lines, as those of a pack are read.
    fn read(&mut self, store: &Store, run: &RunDescription, own: Option<&Signature>) -> Result<Found, Failure> {
        let (lines, accesses) = lines::of_run(|reader| canonical::write(store, run.id, reader))?;
        let write = |reader: &mut lines::Reader<'_>| canonical::write_decisions(store, run.id, reader);
        let (decisions, decided) = lines::of_decisions(&lines, &accesses, write)?;
        let write = |reader: &mut lines::Reader<'_>| canonical::write_campaign(store, run.id, reader);
        let campaign = lines::of_campaign(&lines, &accesses, &decided, write)?;
        let place = format!("run {}", run.id);
        let places = [&place, &format!("{place}, decisions"), &format!("{place}, campaign")];
        self.look_at(places.map(String::as_str), &lines, [&decisions, &campaign]);
        Ok(found(&lines, decisions, campaign, run.sha256.clone(), own.and_then(Signature::read).as_ref()))
    }
}
