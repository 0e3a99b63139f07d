//! The words of the field as plain values: who holds what, where, how that is known, and what follows from it.
//!
//! Nothing here asks, keeps or prints anything. It may touch nothing of the rooms above it: store, source, judge, evidence.

mod access;
mod address;
mod campaign;
mod decision;
mod failure;
mod finding;
mod fingerprint;
mod hash;
mod identity;
mod language;
mod permission;
mod proof;
mod roster;
mod run;
mod sentence;
mod service;
mod system;
mod text;
mod words;

pub use access::{Attributes, EVERYTHING, Grant, MEMBER, Principal, PrincipalKind, Resource, StoredAttributes};
pub use address::{caseless, domain_key, email_key};
pub use campaign::{AssignedBy, Assignment, By, Campaign, Delegation, Standing};
pub use decision::{Decided, Decision, DecisionFile, DecisionRecord, Mark, Recorded};
pub use failure::{Failure, FailureKind, with_cause};
pub use finding::{Facts, Severity, Suppressed};
pub use fingerprint::Fingerprint;
pub use hash::{KNOWN_BY, MAIL_HASH, hex, is_mail_hash, mail_hashes, sha256};
pub use identity::Identity;
pub use language::Lang;
pub use permission::{Allows, allows};
pub use proof::{Attribution, Proof};
pub use roster::{People, Person, Status};
pub use run::{Access, Run, RunDescription, RunRef, RunState, ScopeState, Service, Statement, Totals, Window};
pub use sentence::Sentence;
pub use service::ServiceId;
pub use text::{day, duration, facts, local_day, local_time, name_of_resource, person, place};
pub use words::{fold, likest};
