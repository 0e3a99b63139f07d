//! The questions that every run is asked. FINDINGS.md shows the same table.

use super::{Severity, subject::Subject};
use crate::model::Vendor;

/// A question. Its id never changes: settings and the findings of old runs name it.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) question: &'static str,
    /// What has to be there to ask it at all.
    pub(super) needs: &'static [Need],
    /// The data it rests on, for people.
    pub(crate) data: &'static str,
    /// When it can't be answered for one of those it is asked of, and who that is, for people.
    pub(super) unknown: &'static str,
    pub(super) evidence: Evidence,
    /// The sentence about one, and the one about many alike.
    pub(super) one: fn(&Subject) -> String,
    pub(super) many: &'static str,
}

impl Rule {
    /// The services that it is about; none for a question about people, which is about all of them.
    pub(crate) fn services(&self) -> impl Iterator<Item = Vendor> {
        self.needs.iter().filter_map(|need| match need {
            Need::Service(vendor) => Some(*vendor),
            _ => None,
        })
    }
}

/// What has to be there to ask a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Service(Vendor),
    /// Pairs of roles that conflict.
    Conflicts,
    Roster,
    /// A roster that says of somebody whether they left.
    Departures,
    InternalDomains,
}

impl Need {
    /// That it is not there, for people.
    pub(super) fn absent(self) -> String {
        match self {
            Self::Service(vendor) => format!("{vendor} is not among the services of the run"),
            Self::Conflicts => "`conflicts` in acesso.toml names no roles".to_owned(),
            Self::Roster => "there is no roster, which says who works here (`--roster FILE`)".to_owned(),
            Self::Departures => "the roster says of nobody whether they left".to_owned(),
            Self::InternalDomains => "`internal_domains` in acesso.toml names no domain".to_owned(),
        }
    }
}

/// Which rows speak for a finding.
///
/// `holds` is an SQL condition: true is a finding, false is none, and NULL is "not known": what a service did not say is
/// NULL in SQL, too, and SQL's logic knows what follows from it. In it, `p` is the principal, `g` the grant, `r` the
/// resource, `:today` the day, `:conflicts` and `:domains` the settings as JSON.
#[derive(Debug, Clone, Copy)]
pub(super) enum Evidence {
    /// Principals of a kind.
    Principals { vendor: Vendor, kind: &'static str, holds: &'static str },
    /// Grants; those of one principal are one finding.
    Grants { vendor: Vendor, holds: &'static str },
    /// A query of its own.
    Rows(&'static str),
}

impl Evidence {
    /// The query: vendor, kind and principal whom the finding is about, `part` (a finding for each), resource, permission,
    /// holds.
    pub(super) fn sql(self) -> String {
        match self {
            Self::Principals { vendor, kind, holds } => format!(
                "SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission,
                     ({holds}) AS holds
                 FROM principals p WHERE p.run = :run AND p.vendor = '{}' AND p.kind = '{kind}'",
                vendor.as_str()
            ),
            Self::Grants { vendor, holds } => format!(
                "SELECT g.vendor, g.principal_kind AS kind, g.principal, NULL AS part, g.resource, g.permission,
                     ({holds}) AS holds
                 FROM grants g
                 LEFT JOIN principals p
                     ON p.run = g.run AND p.vendor = g.vendor AND p.id = g.principal AND p.kind = g.principal_kind
                 LEFT JOIN resources r ON r.run = g.run AND r.vendor = g.vendor AND r.id = g.resource
                 WHERE g.run = :run AND g.vendor = '{}'",
                vendor.as_str()
            ),
            Self::Rows(sql) => sql.to_owned(),
        }
    }
}

const TOMTICKET: &[Need] = &[Need::Service(Vendor::TomTicket)];
const BASE39: &[Need] = &[Need::Service(Vendor::Base39)];
const MYREPORTS: &[Need] = &[Need::Service(Vendor::MyReports)];

/// Every question, in the order of the services.
pub(crate) static RULES: [Rule; 20] = [
    Rule {
        id: "tomticket-may-create-not-approved",
        severity: Severity::Medium,
        question: "Which customers may create tickets though their registration is not approved?",
        needs: TOMTICKET,
        data: "`approved` and `may_create_tickets` of each customer",
        unknown: "customers of whom TomTicket does not say one of the two and the other does not settle it",
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'approved' = 0 AND p.attributes ->> 'may_create_tickets' = 1",
        },
        one: |it| format!("{} may create tickets in TomTicket though the registration is not approved", it.who()),
        many: "customers may create tickets in TomTicket though they are not approved",
    },
    Rule {
        id: "tomticket-may-create-not-active",
        severity: Severity::Medium,
        question: "Which customers may create tickets though their registration is not active?",
        needs: TOMTICKET,
        data: "`active` and `may_create_tickets` of each customer",
        unknown: "customers of whom TomTicket does not say one of the two and the other does not settle it",
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'active' = 0 AND p.attributes ->> 'may_create_tickets' = 1",
        },
        one: |it| format!("{} may create tickets in TomTicket though the registration is not active", it.who()),
        many: "customers may create tickets in TomTicket though they are not active",
    },
    Rule {
        id: "tomticket-email-not-validated",
        severity: Severity::Low,
        question: "Which customers have an e-mail address that nobody has confirmed?",
        needs: TOMTICKET,
        data: "`email_validated` of each customer",
        unknown: "customers of whom TomTicket does not say it",
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'email_validated' = 0",
        },
        one: |it| format!("the e-mail address of {} is not validated in TomTicket", it.who()),
        many: "customers of TomTicket have an e-mail address that is not validated",
    },
    Rule {
        id: "tomticket-unlimited-quota",
        severity: Severity::Info,
        question: "Which customers have no limit of tickets a month?",
        needs: TOMTICKET,
        data: "`monthly_tickets` of each customer",
        unknown: "customers of whom TomTicket does not say it",
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'monthly_tickets' = 'unlimited'",
        },
        one: |it| format!("{} has no limit of tickets a month in TomTicket", it.who()),
        many: "customers have no limit of tickets a month in TomTicket",
    },
    Rule {
        id: "base39-conflicting-roles",
        severity: Severity::High,
        question: "Which operators hold two roles that conflict for the same company? A role on every company counts for \
                   each; `[base39] conflicts` says which pairs conflict.",
        needs: &[Need::Service(Vendor::Base39), Need::Conflicts],
        data: "the permissions of each operator",
        unknown: "permissions with one of these roles of which it is not known who holds them",
        evidence: Evidence::Rows(CONFLICTING_ROLES),
        one: |it| format!("{} holds both {} for {}", it.who(), it.permissions(), it.place()),
        many: "operators hold two roles that conflict for the same company",
    },
    Rule {
        id: "base39-role-on-every-company",
        severity: Severity::Medium,
        question: "Which operators hold a role on every company, those of the future included?",
        needs: BASE39,
        data: "the permissions of each operator",
        unknown: "permissions on every company of which it is not known who holds them",
        evidence: Evidence::Grants {
            vendor: Vendor::Base39,
            holds: "g.resource = '*'
                    AND CASE g.principal_kind WHEN 'operator' THEN 1 WHEN 'unattributed' THEN NULL ELSE 0 END",
        },
        one: |it| format!("{} holds {} on every company", it.who(), it.permissions()),
        many: "operators hold a role on every company",
    },
    Rule {
        id: "base39-administrator",
        severity: Severity::Medium,
        question: "Who is administrator of a company?",
        needs: BASE39,
        data: "the permissions of each operator",
        unknown: "administrator permissions of which it is not known who holds them",
        evidence: Evidence::Grants {
            vendor: Vendor::Base39,
            holds: "g.permission = 'administrator'
                    AND CASE g.principal_kind WHEN 'operator' THEN 1 WHEN 'unattributed' THEN NULL ELSE 0 END",
        },
        one: |it| format!("{} is administrator of {}", it.who(), it.place()),
        many: "operators are administrators of Base39 companies",
    },
    Rule {
        id: "base39-unattributed-permission",
        severity: Severity::Medium,
        question: "Which permissions does somebody hold whom nobody knows?",
        needs: BASE39,
        data: "the list of all permissions, and those of each operator",
        unknown: "nothing: what is not known is what it finds",
        evidence: Evidence::Grants { vendor: Vendor::Base39, holds: "g.principal_kind = 'unattributed'" },
        one: |it| format!("nobody knows who holds {}: {} for {}", it.who(), it.permissions(), it.place()),
        many: "permissions of Base39 belong to somebody whom nobody knows",
    },
    Rule {
        id: "base39-key-full-access",
        severity: Severity::High,
        question: "Which API keys that are not revoked may do everything?",
        needs: BASE39,
        data: "`full_access` and `revoked_on` of each key",
        unknown: "keys of which Base39 does not say it",
        evidence: Evidence::Principals {
            vendor: Vendor::Base39,
            kind: "key",
            holds: "p.attributes ->> 'full_access' = 1 AND coalesce(p.attributes ->> 'revoked_on' >= :today, 1)",
        },
        one: |it| format!("{} may do everything in Base39", it.who()),
        many: "API keys may do everything in Base39",
    },
    Rule {
        id: "base39-key-any-address",
        severity: Severity::Medium,
        question: "Which API keys that are not revoked may be used from any network address?",
        needs: BASE39,
        data: "`ip_ranges` and `revoked_on` of each key",
        unknown: "keys of which Base39 does not say it",
        evidence: Evidence::Principals {
            vendor: Vendor::Base39,
            kind: "key",
            holds: "p.attributes ->> 'ip_ranges' = 0 AND coalesce(p.attributes ->> 'revoked_on' >= :today, 1)",
        },
        one: |it| format!("{} may be used from any network address", it.who()),
        many: "API keys of Base39 may be used from any network address",
    },
    Rule {
        id: "base39-key-of-leaver",
        severity: Severity::High,
        question: "Which API keys that are not revoked belong to somebody who left?",
        needs: &[Need::Service(Vendor::Base39), Need::Roster, Need::Departures],
        data: "the e-mail address and `revoked_on` of each key, and the roster",
        unknown: "keys whose person is not on the roster, or of whom it does not say whether they left, or says both",
        evidence: Evidence::Rows(KEYS_OF_LEAVERS),
        one: |it| format!("{} still works though that person left", it.who()),
        many: "API keys of Base39 still work though the person left",
    },
    Rule {
        id: "myreports-administrator",
        severity: Severity::Medium,
        question: "Who holds an administrator role? That is one with `admin` in its name, so that a new one counts, too.",
        needs: MYREPORTS,
        data: "the roles of each user",
        unknown: "users whose roles were not read, all of them with `--skip-roles`",
        evidence: Evidence::Grants {
            vendor: Vendor::MyReports,
            holds: "g.permission LIKE '%admin%' OR CASE WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END",
        },
        one: |it| format!("{} is an administrator ({}) in {}", it.who(), it.permissions(), it.place()),
        many: "users of MyReports hold an administrator role",
    },
    Rule {
        id: "myreports-guest",
        severity: Severity::Low,
        question: "Which users belong to another tenant than the one they have access to?",
        needs: MYREPORTS,
        data: "`home` (the primary tenant) of each user",
        unknown: "users whose primary tenant is not known",
        evidence: Evidence::Grants { vendor: Vendor::MyReports, holds: "g.resource <> p.attributes ->> 'home'" },
        one: |it| format!("{} is a guest in {}", it.who(), it.place()),
        many: "users of MyReports are guests: they belong to another tenant",
    },
    Rule {
        id: "myreports-guest-administrator",
        severity: Severity::High,
        question: "Which guests hold an administrator role?",
        needs: MYREPORTS,
        data: "`home` (the primary tenant) and the roles of each user",
        unknown: "users whose primary tenant or roles are not known, where the other does not settle it",
        evidence: Evidence::Grants {
            vendor: Vendor::MyReports,
            holds: "g.resource <> p.attributes ->> 'home'
                    AND (g.permission LIKE '%admin%' OR CASE WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END)",
        },
        one: |it| {
            format!("{} is a guest in {} and an administrator there ({})", it.who(), it.place(), it.permissions())
        },
        many: "guests hold an administrator role in MyReports",
    },
    Rule {
        id: "myreports-user-in-disabled-tenant",
        severity: Severity::Medium,
        question: "Which users still have access to a tenant that is disabled?",
        needs: MYREPORTS,
        data: "`enabled` of each tenant",
        unknown: "users of tenants of which MyReports does not say it",
        evidence: Evidence::Grants { vendor: Vendor::MyReports, holds: "r.attributes ->> 'enabled' = 0" },
        one: |it| format!("{} still has access to {}, though disabled", it.who(), it.place()),
        many: "users still have access to a MyReports tenant that is disabled",
    },
    Rule {
        id: "myreports-shared-email",
        severity: Severity::Low,
        question: "Which e-mail addresses stand on several accounts?",
        needs: MYREPORTS,
        data: "the e-mail address of each user",
        unknown: "users without an e-mail address",
        evidence: Evidence::Rows(SHARED_ADDRESSES),
        one: |it| format!("{} stands on {} accounts of MyReports", it.principal, it.facts.resources),
        many: "e-mail addresses stand on several accounts of MyReports",
    },
    Rule {
        id: "roster-left",
        severity: Severity::High,
        question: "Who left but still has access? Keys have a question of their own.",
        needs: &[Need::Roster, Need::Departures],
        data: "status and last day of each person on the roster, and the e-mail addresses of all accounts",
        unknown: "accounts without an e-mail address, permissions of which it is not known who holds them, and people with \
                  access of whom the roster does not say whether they left, or says both",
        evidence: Evidence::Rows(LEAVERS),
        one: |it| format!("{} left{}, says the roster, but still holds {}", it.who(), it.left_on(), it.accesses()),
        many: "people left but still hold accesses",
    },
    Rule {
        id: "roster-not-listed",
        severity: Severity::Medium,
        question: "Who has access and is not on the roster, though the address is of a domain that `internal_domains` \
                   names? Others are outsiders, of whom nobody expects it.",
        needs: &[Need::Roster, Need::InternalDomains],
        data: "the roster, and the e-mail addresses of all accounts",
        unknown: "accounts without an e-mail address, and permissions of which it is not known who holds them",
        evidence: Evidence::Rows(NOT_LISTED),
        one: |it| format!("{} is not on the roster but holds {}", it.who(), it.accesses()),
        many: "people have access and are not on the roster",
    },
    Rule {
        id: "revoked-still-held",
        severity: Severity::High,
        question: "Who still holds what the newest signed decision about it revoked?",
        needs: &[],
        data: "what became of each revoked access in this run",
        unknown: REVOKED_UNKNOWN,
        evidence: Evidence::Rows(STILL_HELD),
        one: |it| format!("{} still holds {} in {}, though that was revoked", it.who(), it.permissions(), it.place()),
        many: "accounts still hold what was revoked",
    },
    Rule {
        id: "revoked-granted-again",
        severity: Severity::High,
        question: "Who holds again what was revoked, though an earlier run saw that it was gone?",
        needs: &[],
        data: "what became of each revoked access in this run and in those before it",
        unknown: REVOKED_UNKNOWN,
        evidence: Evidence::Rows(GRANTED_AGAIN),
        one: |it| {
            format!("{} holds {} in {} again, though that was revoked and gone", it.who(), it.permissions(), it.place())
        },
        many: "accounts hold again what was revoked and gone",
    },
];

const REVOKED_UNKNOWN: &str = "accesses of a service that was not read whole or was read elsewhere, and those of which it is \
                               not known with which roles or permission the account is there, or whose they are";

const STILL_HELD: &str = "
    SELECT vendor, principal_kind AS kind, principal, NULL AS part, resource, permission,
        CASE state WHEN 'held' THEN 1 WHEN 'unknown' THEN NULL ELSE 0 END AS holds
    FROM revocations WHERE run = :run";

const GRANTED_AGAIN: &str = "
    SELECT vendor, principal_kind AS kind, principal, NULL AS part, resource, permission,
        CASE state WHEN 'granted_again' THEN 1 WHEN 'unknown' THEN NULL ELSE 0 END AS holds
    FROM revocations WHERE run = :run";

/// Each company of an operator once, with whether either role of the pair is held there; then whether it is held there or
/// everywhere. Nothing is joined but the roles on every company, of which each operator has few.
const CONFLICTING_ROLES: &str = "
    WITH pairs AS (SELECT value AS part, value ->> 0 AS one, value ->> 1 AS other FROM json_each(:conflicts)),
    held AS (
        SELECT pairs.part, g.principal, g.resource, max(g.permission = pairs.one) AS one,
            max(g.permission = pairs.other) AS other
        FROM pairs CROSS JOIN grants g
        WHERE g.run = :run AND g.vendor = 'base39' AND g.principal_kind = 'operator'
            AND g.permission IN (pairs.one, pairs.other)
        GROUP BY pairs.part, g.principal, g.resource
    ),
    everywhere AS (SELECT part, principal, one, other FROM held WHERE resource = '*')
    SELECT 'base39' AS vendor, 'operator' AS kind, held.principal, held.part, held.resource, NULL AS permission,
        (held.one OR coalesce(everywhere.one, 0)) AND (held.other OR coalesce(everywhere.other, 0)) AS holds
    FROM held LEFT JOIN everywhere ON everywhere.part = held.part AND everywhere.principal = held.principal
    UNION ALL
    SELECT 'base39', 'unattributed', g.principal, NULL, g.resource, g.permission, NULL
    FROM grants g
    WHERE g.run = :run AND g.vendor = 'base39' AND g.principal_kind = 'unattributed'
        AND g.permission IN (SELECT one FROM pairs UNION SELECT other FROM pairs)";

/// Who is on the roster, and whether they left: the status says so, or else a day that is past. Where the two contradict
/// each other nobody knows.
pub(super) const PEOPLE: &str = "
    SELECT run, email_key,
        CASE
            WHEN status = 'left' AND left_on > :today OR status = 'active' AND left_on < :today THEN NULL
            WHEN status = 'left' THEN 1
            WHEN status = 'active' THEN 0
            ELSE left_on < :today
        END AS has_left
    FROM roster WHERE run = :run";

const KEYS_OF_LEAVERS: &str = "
    SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission,
        person.has_left AS holds
    FROM principals p
    LEFT JOIN roster_aliases address ON address.run = p.run AND address.alias_key = p.email_key
    LEFT JOIN people person ON person.email_key = address.email_key
    WHERE p.run = :run AND p.vendor = 'base39' AND p.kind = 'key'
        AND coalesce(p.attributes ->> 'revoked_on' >= :today, 1)";

const SHARED_ADDRESSES: &str = "
    SELECT p.vendor, 'person' AS kind, p.email_key AS principal, NULL AS part, p.id AS resource, NULL AS permission,
        count(*) OVER (PARTITION BY p.email_key) > 1 AS holds
    FROM principals p
    WHERE p.run = :run AND p.vendor = 'myreports' AND p.kind = 'user' AND p.email_key IS NOT NULL
    UNION ALL
    SELECT p.vendor, p.kind, p.id, NULL, NULL, NULL, NULL
    FROM principals p
    WHERE p.run = :run AND p.vendor = 'myreports' AND p.kind = 'user' AND p.email_key IS NULL";

const LEAVERS: &str = "
    SELECT NULL AS vendor, 'person' AS kind, person.email_key AS principal, NULL AS part, g.vendor AS resource,
        g.permission,
        person.has_left AS holds
    FROM people person
    JOIN roster_aliases address ON address.run = person.run AND address.email_key = person.email_key
    JOIN principals p ON p.run = person.run AND p.email_key = address.alias_key
    JOIN grants g ON g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id AND g.principal_kind = p.kind
    WHERE p.kind <> 'key'
    UNION ALL
    SELECT * FROM nameless";

const NOT_LISTED: &str = "
    SELECT NULL AS vendor, 'person' AS kind, p.email_key AS principal, NULL AS part, g.vendor AS resource, g.permission,
        1 AS holds
    FROM principals p
    JOIN grants g ON g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id AND g.principal_kind = p.kind
    WHERE p.run = :run AND p.kind <> 'key'
        AND substr(p.email_key, instr(p.email_key, '@') + 1) IN (SELECT value FROM json_each(:domains))
        AND NOT EXISTS (
            SELECT 1 FROM roster_aliases address WHERE address.run = p.run AND address.alias_key = p.email_key
        )
    UNION ALL
    SELECT * FROM nameless";

/// Who holds an access and has no address by which the roster could know them.
pub(super) const NAMELESS: &str = "
    SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission, NULL AS holds
    FROM principals p
    WHERE p.run = :run AND p.email_key IS NULL AND p.kind <> 'key' AND EXISTS (
        SELECT 1 FROM grants g
        WHERE g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id AND g.principal_kind = p.kind
    )
    UNION ALL
    SELECT g.vendor, g.principal_kind, g.principal, NULL, NULL, NULL, NULL
    FROM grants g WHERE g.run = :run AND g.principal_kind = 'unattributed'";
