//! What is set about the questions that a run is asked.

use std::collections::BTreeMap;

use crate::model::{Severity, Suppressed};

/// What is set about the questions. What the services say does not depend on it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// What is otherwise about a rule, by its id.
    pub rules: BTreeMap<String, RuleSettings>,
    /// Findings that somebody answers for.
    pub suppress: Vec<Suppression>,
    /// Whose e-mail addresses have to be on the roster: what stands behind the @.
    pub internal_domains: Vec<String>,
    /// Roles that nobody should hold both for one company.
    pub conflicts: Vec<[String; 2]>,
    /// SHA-256 of the file that says it, as evidence.
    pub sha256: Option<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            rules: BTreeMap::new(),
            suppress: Vec::new(),
            internal_domains: Vec::new(),
            conflicts: vec![["approver", "financial"].map(str::to_owned)],
            sha256: None,
        }
    }
}

/// What is otherwise about a rule.
#[derive(Debug, Clone, Default)]
pub struct RuleSettings {
    /// How much what it finds matters; absent where it is as the rule has it.
    pub severity: Option<Severity>,
    /// Whether the question is asked; absent where it is.
    pub enabled: Option<bool>,
}

/// That a finding is known and somebody answers for it, until a day.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// The rule's id.
    pub finding: String,
    /// The account's id or e-mail address; every finding of the rule where it is left out.
    pub account: Option<String>,
    /// Who answers for it, why, and until when.
    pub suppressed: Suppressed,
}
