//! The questions about Base39 that every run is asked.

use super::BASE39;
use crate::{
    model::Severity,
    source::rule::{Need, Rule},
    store::{Fact, Question},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "base39-conflicting-roles",
        severity: Severity::High,
        service: Some(BASE39),
        needs: &[Need::Conflicts],
        question: Question::ConflictingRoles,
    },
    Rule {
        id: "base39-role-on-every-company",
        severity: Severity::Medium,
        service: Some(BASE39),
        needs: &[],
        question: Question::OperatorsWith { permission: None },
    },
    Rule {
        id: "base39-administrator",
        severity: Severity::Medium,
        service: Some(BASE39),
        needs: &[],
        question: Question::OperatorsWith { permission: Some("administrator") },
    },
    Rule {
        id: "base39-unattributed-permission",
        severity: Severity::Medium,
        service: Some(BASE39),
        needs: &[],
        question: Question::UnattributedGrants,
    },
    Rule {
        id: "base39-key-full-access",
        severity: Severity::High,
        service: Some(BASE39),
        needs: &[],
        question: Question::KeysWith { facts: &[Fact::Is("full_access", true)] },
    },
    Rule {
        id: "base39-key-any-address",
        severity: Severity::Medium,
        service: Some(BASE39),
        needs: &[],
        question: Question::KeysWith { facts: &[Fact::Is("any_address", true)] },
    },
    Rule {
        id: "base39-key-of-leaver",
        severity: Severity::High,
        service: Some(BASE39),
        needs: &[Need::Roster, Need::Departures],
        question: Question::KeysOfLeavers,
    },
];
