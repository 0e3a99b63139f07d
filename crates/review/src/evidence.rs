//! The evidence pack: what is in it, by which names and sums, and whether a pack or a run is still what it was.
//!
//! It may read files of a pack, the store, and what judge signed; it changes nothing. Whoever writes a pack stands above, in
//! the forms.

mod document;
mod pack;
mod verify;

pub use document::Evidence;
pub use pack::{
    CAMPAIGN, CHAIN_SCHEMA, Chain, DECISIONS, EVIDENCE, EVIDENCE_SCHEMA, LINES, Link, MEMBERS, Member, REPORT,
    SIGNATURE, SUMS, WORKBOOK, sha256_of, sha256_of_all,
};
pub use verify::{Checked, Difference, InPack, Verified, What, folder, run};
