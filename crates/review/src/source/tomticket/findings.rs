//! The questions about TomTicket that every run is asked.

use super::TOMTICKET;
use crate::{
    model::Severity,
    source::rule::Rule,
    store::{Fact, Question},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "tomticket-may-create-not-approved",
        severity: Severity::Medium,
        service: Some(TOMTICKET),
        needs: &[],
        question: Question::PrincipalsWith {
            kind: "customer",
            facts: &[Fact::Is("approved", false), Fact::Is("may_create_tickets", true)],
        },
    },
    Rule {
        id: "tomticket-may-create-not-active",
        severity: Severity::Medium,
        service: Some(TOMTICKET),
        needs: &[],
        question: Question::PrincipalsWith {
            kind: "customer",
            facts: &[Fact::Is("active", false), Fact::Is("may_create_tickets", true)],
        },
    },
    Rule {
        id: "tomticket-email-not-validated",
        severity: Severity::Low,
        service: Some(TOMTICKET),
        needs: &[],
        question: Question::PrincipalsWith { kind: "customer", facts: &[Fact::Is("email_validated", false)] },
    },
    Rule {
        id: "tomticket-unlimited-quota",
        severity: Severity::Info,
        service: Some(TOMTICKET),
        needs: &[],
        question: Question::PrincipalsWith { kind: "customer", facts: &[Fact::Text("monthly_tickets", "unlimited")] },
    },
];
