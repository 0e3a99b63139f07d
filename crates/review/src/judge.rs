//! What follows from what was read: the review itself, who left, findings, changes, who is asked to decide, decisions, what is
//! to be taken away and what became of it, signatures, what was at the last signed review, what old runs keep, and copies
//! without names.
//!
//! It may read and write through the store and know sources by their trait; it knows no SQL and prints nothing. Evidence and
//! forms stand above.

pub mod campaign;
pub mod coverage;
pub mod decisions;
pub mod diff;
pub mod findings;
mod mail_hash;
pub mod orders;
pub mod policy;
pub mod prune;
pub mod pseudonym;
pub mod remediation;
pub mod review;
pub mod roster;
pub mod signature;
pub mod since;
mod someone;
pub mod teams;
pub mod who;
