//! The questions that every run is asked. FINDINGS.md shows the same table.

use super::{Severity, Subject};
use crate::{language::Lang, model::Vendor};

/// A question. Its id never changes: settings and the findings of old runs name it. How it is worded stands in
/// `findings.ftl` under `finding-ID-…`.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    /// What has to be there to ask it at all.
    pub(super) needs: &'static [Need],
    pub(super) evidence: Evidence,
}

impl Rule {
    pub(crate) fn question(&self, lang: Lang) -> String {
        lang.say(&self.message("question"))
    }

    /// The data it rests on.
    pub(crate) fn data(&self, lang: Lang) -> String {
        lang.say(&self.message("data"))
    }

    /// Of whom it can't be answered.
    pub(crate) fn unknown(&self, lang: Lang) -> String {
        lang.say(&self.message("unknown"))
    }

    /// The sentence about one finding.
    pub(super) fn about_one(&self, subject: &Subject, lang: Lang) -> String {
        lang.say_with(&self.message("one"), subject.values(lang))
    }

    /// The sentence about many findings alike, of which this is one.
    pub(super) fn about_many(&self, count: u64, example: &Subject, lang: Lang) -> String {
        lang.say_with(&self.message("many"), example.values(lang).into_iter().chain([("count", count.into())]))
    }

    /// The id of what is said about it.
    fn message(&self, what: &str) -> String {
        format!("finding-{}-{what}", self.id)
    }

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
    /// That the settings don't switch it off; every question needs it.
    Enabled,
    Service(Vendor),
    /// Pairs of roles that conflict.
    Conflicts,
    Roster,
    /// A roster that says of somebody whether they left.
    Departures,
    InternalDomains,
}

impl Need {
    const ALL: [Self; 8] = [
        Self::Enabled,
        Self::Service(Vendor::TomTicket),
        Self::Service(Vendor::Base39),
        Self::Service(Vendor::MyReports),
        Self::Conflicts,
        Self::Roster,
        Self::Departures,
        Self::InternalDomains,
    ];

    /// That it is not there, for people.
    pub(super) fn absent(self, lang: Lang) -> String {
        match self {
            Self::Enabled => lang.say("need-enabled"),
            Self::Service(vendor) => lang.say_with("need-service", [("service", vendor.name().into())]),
            Self::Conflicts => lang.say("need-conflicts"),
            Self::Roster => lang.say("need-roster"),
            Self::Departures => lang.say("need-departures"),
            Self::InternalDomains => lang.say("need-internal-domains"),
        }
    }
}

/// Why a question was not asked. Runs keep it in English; what another version said is told in its words.
pub(super) fn why_not(kept: &str, lang: Lang) -> String {
    let need = Need::ALL.into_iter().find(|need| need.absent(Lang::En) == kept);
    need.map_or_else(|| kept.to_owned(), |need| need.absent(lang))
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
        needs: TOMTICKET,
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'approved' = 0 AND p.attributes ->> 'may_create_tickets' = 1",
        },
    },
    Rule {
        id: "tomticket-may-create-not-active",
        severity: Severity::Medium,
        needs: TOMTICKET,
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'active' = 0 AND p.attributes ->> 'may_create_tickets' = 1",
        },
    },
    Rule {
        id: "tomticket-email-not-validated",
        severity: Severity::Low,
        needs: TOMTICKET,
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'email_validated' = 0",
        },
    },
    Rule {
        id: "tomticket-unlimited-quota",
        severity: Severity::Info,
        needs: TOMTICKET,
        evidence: Evidence::Principals {
            vendor: Vendor::TomTicket,
            kind: "customer",
            holds: "p.attributes ->> 'monthly_tickets' = 'unlimited'",
        },
    },
    Rule {
        id: "base39-conflicting-roles",
        severity: Severity::High,
        needs: &[Need::Service(Vendor::Base39), Need::Conflicts],
        evidence: Evidence::Rows(CONFLICTING_ROLES),
    },
    Rule {
        id: "base39-role-on-every-company",
        severity: Severity::Medium,
        needs: BASE39,
        evidence: Evidence::Grants {
            vendor: Vendor::Base39,
            holds: "g.resource = '*'
                    AND CASE g.principal_kind WHEN 'operator' THEN 1 WHEN 'unattributed' THEN NULL ELSE 0 END",
        },
    },
    Rule {
        id: "base39-administrator",
        severity: Severity::Medium,
        needs: BASE39,
        evidence: Evidence::Grants {
            vendor: Vendor::Base39,
            holds: "g.permission = 'administrator'
                    AND CASE g.principal_kind WHEN 'operator' THEN 1 WHEN 'unattributed' THEN NULL ELSE 0 END",
        },
    },
    Rule {
        id: "base39-unattributed-permission",
        severity: Severity::Medium,
        needs: BASE39,
        evidence: Evidence::Grants { vendor: Vendor::Base39, holds: "g.principal_kind = 'unattributed'" },
    },
    Rule {
        id: "base39-key-full-access",
        severity: Severity::High,
        needs: BASE39,
        evidence: Evidence::Principals {
            vendor: Vendor::Base39,
            kind: "key",
            holds: "p.attributes ->> 'full_access' = 1 AND coalesce(p.attributes ->> 'revoked_on' >= :today, 1)",
        },
    },
    Rule {
        id: "base39-key-any-address",
        severity: Severity::Medium,
        needs: BASE39,
        evidence: Evidence::Principals {
            vendor: Vendor::Base39,
            kind: "key",
            holds: "p.attributes ->> 'ip_ranges' = 0 AND coalesce(p.attributes ->> 'revoked_on' >= :today, 1)",
        },
    },
    Rule {
        id: "base39-key-of-leaver",
        severity: Severity::High,
        needs: &[Need::Service(Vendor::Base39), Need::Roster, Need::Departures],
        evidence: Evidence::Rows(KEYS_OF_LEAVERS),
    },
    Rule {
        id: "myreports-administrator",
        severity: Severity::Medium,
        needs: MYREPORTS,
        evidence: Evidence::Grants {
            vendor: Vendor::MyReports,
            holds: "g.permission LIKE '%admin%' OR CASE WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END",
        },
    },
    Rule {
        id: "myreports-guest",
        severity: Severity::Low,
        needs: MYREPORTS,
        evidence: Evidence::Grants { vendor: Vendor::MyReports, holds: "g.resource <> p.attributes ->> 'home'" },
    },
    Rule {
        id: "myreports-guest-administrator",
        severity: Severity::High,
        needs: MYREPORTS,
        evidence: Evidence::Grants {
            vendor: Vendor::MyReports,
            holds: "g.resource <> p.attributes ->> 'home'
                    AND (g.permission LIKE '%admin%' OR CASE WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END)",
        },
    },
    Rule {
        id: "myreports-user-in-disabled-tenant",
        severity: Severity::Medium,
        needs: MYREPORTS,
        evidence: Evidence::Grants { vendor: Vendor::MyReports, holds: "r.attributes ->> 'enabled' = 0" },
    },
    Rule {
        id: "myreports-shared-email",
        severity: Severity::Low,
        needs: MYREPORTS,
        evidence: Evidence::Rows(SHARED_ADDRESSES),
    },
    Rule {
        id: "roster-left",
        severity: Severity::High,
        needs: &[Need::Roster, Need::Departures],
        evidence: Evidence::Rows(LEAVERS),
    },
    Rule {
        id: "roster-not-listed",
        severity: Severity::Medium,
        needs: &[Need::Roster, Need::InternalDomains],
        evidence: Evidence::Rows(NOT_LISTED),
    },
    Rule { id: "revoked-still-held", severity: Severity::High, needs: &[], evidence: Evidence::Rows(STILL_HELD) },
    Rule { id: "revoked-granted-again", severity: Severity::High, needs: &[], evidence: Evidence::Rows(GRANTED_AGAIN) },
];

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
pub(crate) const PEOPLE: &str = "
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
