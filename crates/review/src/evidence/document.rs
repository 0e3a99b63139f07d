//! `evidence.json`: how a run was read, and what shows somebody who was not there how far it can be relied on.

use serde::Serialize;

use super::pack::EVIDENCE_SCHEMA;
use crate::{
    judge::{coverage::not_covered, findings},
    model::{Failure, Lang, RunDescription},
    source::Registry,
    store::{Operation, Store},
};

/// All that is known of how a run was read. EVIDENCE.md describes its members.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence<'a> {
    schema: &'static str,
    sandbox: bool,
    /// By which words its sentences were put: a version that has the same ones can put them again.
    words: String,
    /// The run with its services.
    pub run: &'a RunDescription,
    /// What was asked for, operation by operation.
    pub operations: Vec<Operation>,
    /// What nobody should believe to be answered by the run, in sentences.
    pub not_covered: Vec<String>,
}

impl<'a> Evidence<'a> {
    /// What a store tells of a run, with sentences in this language.
    pub fn of(store: &Store, run: &'a RunDescription, registry: &Registry, lang: Lang) -> Result<Self, Failure> {
        Ok(Self {
            schema: EVIDENCE_SCHEMA,
            sandbox: run.sandbox,
            words: Lang::fingerprint(),
            run,
            operations: store.operations(run.id, |service, operation| registry.items_of(service, operation))?,
            not_covered: not_covered(registry, &run.services, &findings::evaluations(store, run.id, lang)?, lang),
        })
    }
}
