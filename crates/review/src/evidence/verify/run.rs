//! A run of the store.

use super::{Checked, Difference, Verified, What};
use crate::{
    evidence::pack::not_ended,
    judge::signature,
    model::{Failure, RunDescription},
    store::Store,
};

/// Compares what a run holds with the hash that was kept when it ended, and with what was signed.
pub fn run(store: &Store, run: &RunDescription) -> Result<Verified, Failure> {
    let Some(sha256) = &run.sha256 else { return Err(not_ended(run.id)) };
    let mut verified = Verified::default();
    if !store.is_sealed(run.id)? {
        // Only a version that kept no hash left who read it unknown.
        if run.windows.iter().any(|window| window.tool.is_none()) {
            return Err(Failure::NotFound {
                what: format!("run {} ended before acesso kept hashes: there is nothing to compare it with", run.id),
                advice: "read again with `acesso review`: the next run keeps its hash",
            });
        }
        verified.differ_in(format!("run {}", run.id), None, What::NoHash);
    }
    let (run_id, sha256) = (run.id, sha256.clone());
    verified.checked.push(match run.pruned_at {
        Some(removed_at) => Checked::DataRemoved { run: run_id, sha256, removed_at },
        None => Checked::Run { run: run_id, sha256 },
    });
    let count = u64::try_from(store.signatures()?.len()).unwrap_or(u64::MAX);
    verified.checked.push(if count == 0 { Checked::NoSignature } else { Checked::Signatures { count } });
    verified.differences.extend(signature::verify(store, run.id)?.into_iter().map(Difference::Store));
    Ok(verified)
}
