//! The questions about MyReports that every run is asked.

use super::MYREPORTS;
use crate::{
    model::Severity,
    source::rule::Rule,
    store::{Fact, Question},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "myreports-administrator",
        severity: Severity::Medium,
        service: Some(MYREPORTS),
        needs: &[],
        question: Question::Administrators { guests: false },
    },
    Rule {
        id: "myreports-guest",
        severity: Severity::Low,
        service: Some(MYREPORTS),
        needs: &[],
        question: Question::Guests,
    },
    Rule {
        id: "myreports-guest-administrator",
        severity: Severity::High,
        service: Some(MYREPORTS),
        needs: &[],
        question: Question::Administrators { guests: true },
    },
    Rule {
        id: "myreports-user-in-disabled-tenant",
        severity: Severity::Medium,
        service: Some(MYREPORTS),
        needs: &[],
        question: Question::HoldersOnResourcesWith { facts: &[Fact::Is("enabled", false)] },
    },
    Rule {
        id: "myreports-shared-email",
        severity: Severity::Low,
        service: Some(MYREPORTS),
        needs: &[],
        question: Question::SharedAddresses,
    },
];
