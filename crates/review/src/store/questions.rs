//! The questions that can be asked of a run, by name: what speaks for a finding.
//!
//! In each of them a row holds, does not hold, or is not known to: what a service did not say is NULL in SQL, and SQL's logic
//! knows what follows from it.

use jiff::civil::Date;

use super::roster::PEOPLE;

/// Of how many resources the names are kept with a finding; the run has the rest.
const EXAMPLES: u64 = 10;

/// What an attribute has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The attribute of this name is a flag, and it is this.
    Is(&'static str, bool),
    /// The attribute of this name is this text.
    Text(&'static str, &'static str),
}

impl Fact {
    fn condition(self, of: &str) -> String {
        let (name, value) = match self {
            Self::Is(name, flag) => (name, u8::from(flag).to_string()),
            Self::Text(name, text) => (name, quoted(text)),
        };
        format!("{of}.attributes ->> {} = {value}", quoted(name))
    }
}

/// A question that a finding asks, of the service that its rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Which principals of a kind have all of these attributes?
    PrincipalsWith {
        /// As [`PrincipalKind::as_str`](crate::model::PrincipalKind::as_str) has it.
        kind: &'static str,
        /// What has to be true of each. What is not known of one is told as such.
        facts: &'static [Fact],
    },
    /// Which keys that are in force have all of these attributes?
    KeysWith {
        /// What has to be true of each.
        facts: &'static [Fact],
    },
    /// Which keys that are in force belong to somebody who left?
    KeysOfLeavers,
    /// Which operators hold this permission, or any on all resources?
    OperatorsWith {
        /// The service's own name of it.
        permission: Option<&'static str>,
    },
    /// Which operators hold two roles for one resource that nobody should hold together?
    ConflictingRoles,
    /// Which grants are nobody's by name?
    UnattributedGrants,
    /// Who holds a permission that has `admin` in its name; of guests alone, who are at home elsewhere?
    Administrators {
        /// Ask of guests alone.
        guests: bool,
    },
    /// Who holds something on another resource than the one they are at home on?
    Guests,
    /// Who holds something on a resource with all of these attributes?
    HoldersOnResourcesWith {
        /// What has to be true of the resource.
        facts: &'static [Fact],
    },
    /// Which users share an address?
    SharedAddresses,
    /// Who left, by the roster, and still holds something, at any service?
    Leavers,
    /// Who has an address of one's own domains, holds something at any service, and is not on the roster?
    NotListed,
    /// Which accesses that were revoked are in this state?
    Revoked {
        /// As [`State::as_str`](crate::judge::remediation::State::as_str) has it.
        state: &'static str,
    },
}

/// What questions are asked with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters {
    /// The day on which they are.
    pub today: Date,
    /// Pairs of roles that nobody should hold both.
    pub conflicts: Vec<[String; 2]>,
    /// What stands behind the @ of one's own people's addresses.
    pub internal_domains: Vec<String>,
    /// The permissions that the service of the question documents, in lower case; none where it documents no list of them. What
    /// any other one allows is not known.
    pub documented: Vec<String>,
}

/// Whether a key is in force.
const IN_FORCE: &str = "coalesce(p.attributes ->> 'revoked_on' >= :today, 1)";
/// Whether it is an operator who holds a grant; not known where it is nobody's by name.
const OF_OPERATOR: &str = "CASE g.principal_kind WHEN 'operator' THEN 1 WHEN 'unattributed' THEN NULL ELSE 0 END";
/// Whether the service documents no such permission.
const IS_UNDOCUMENTED: &str =
    "(json_array_length(:documented) > 0 AND lower(g.permission) NOT IN (SELECT value FROM json_each(:documented)))";
/// Whether it is a permission of an administrator. One that nobody documented may be one in any language; that somebody belongs
/// there tells nothing where the roles were not read.
const IS_ADMINISTRATOR: &str = "CASE WHEN g.permission LIKE '%admin%' THEN 1
    WHEN g.permission = 'member' THEN CASE WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END
    WHEN IS_UNDOCUMENTED THEN NULL
    WHEN p.attributes ->> 'roles_read' = 1 THEN 0 END";
const IS_GUEST: &str = "g.resource <> p.attributes ->> 'home'";

impl Question {
    /// Whether what it finds is a person, known by an address, and no account of a service.
    pub fn is_about_people(self) -> bool {
        matches!(self, Self::SharedAddresses | Self::Leavers | Self::NotListed)
    }

    /// The rows: service, kind and principal whom the finding is about, `part` (a finding for each), resource, permission,
    /// and whether it holds.
    fn evidence(self) -> String {
        match self {
            Self::PrincipalsWith { kind, facts } => of_principals(kind, &all(facts, "p")),
            Self::KeysWith { facts } => of_principals("key", &format!("{} AND {IN_FORCE}", all(facts, "p"))),
            Self::KeysOfLeavers => format!("{KEYS_OF_LEAVERS} AND {IN_FORCE}"),
            Self::OperatorsWith { permission: Some(permission) } => {
                of_grants(&format!("{} AND {OF_OPERATOR}", is_permission(permission)))
            }
            Self::OperatorsWith { permission: None } => of_grants(&format!("g.resource = '*' AND {OF_OPERATOR}")),
            Self::ConflictingRoles => format!("{CONFLICTING_ROLES} AND {IS_UNDOCUMENTED}"),
            Self::UnattributedGrants => of_grants("g.principal_kind = 'unattributed'"),
            Self::Administrators { guests: false } => of_grants(&is_administrator()),
            Self::Administrators { guests: true } => of_grants(&format!("{IS_GUEST} AND ({})", is_administrator())),
            Self::Guests => of_grants(IS_GUEST),
            Self::HoldersOnResourcesWith { facts } => of_grants(&all(facts, "r")),
            Self::SharedAddresses => SHARED_ADDRESSES.to_owned(),
            Self::Leavers => LEAVERS.to_owned(),
            Self::NotListed => NOT_LISTED.to_owned(),
            Self::Revoked { state } => of_revocations(state),
        }
    }
}

fn all(facts: &[Fact], of: &str) -> String {
    facts.iter().map(|fact| fact.condition(of)).collect::<Vec<_>>().join(" AND ")
}

fn is_administrator() -> String {
    IS_ADMINISTRATOR.replace("IS_UNDOCUMENTED", IS_UNDOCUMENTED)
}

/// Whether it is this permission, in any case; not known of one that the service does not document.
fn is_permission(permission: &str) -> String {
    let permission = quoted(&permission.to_ascii_lowercase());
    format!("CASE WHEN lower(g.permission) = {permission} THEN 1 WHEN {IS_UNDOCUMENTED} THEN NULL ELSE 0 END")
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Principals of a kind.
fn of_principals(kind: &str, holds: &str) -> String {
    format!(
        "SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission, ({holds}) AS holds
         FROM principals p WHERE p.run = :run AND p.vendor = :service AND p.kind = {}",
        quoted(kind)
    )
}

/// Grants; those of one principal are one finding.
fn of_grants(holds: &str) -> String {
    format!(
        "SELECT g.vendor, g.principal_kind AS kind, g.principal, NULL AS part, g.resource, g.permission, ({holds}) AS holds
         FROM grants g
         LEFT JOIN principals p
             ON p.run = g.run AND p.vendor = g.vendor AND p.id = g.principal AND p.kind = g.principal_kind
         LEFT JOIN resources r ON r.run = g.run AND r.vendor = g.vendor AND r.id = g.resource
         WHERE g.run = :run AND g.vendor = :service"
    )
}

fn of_revocations(state: &str) -> String {
    format!(
        "SELECT vendor, principal_kind AS kind, principal, NULL AS part, resource, permission,
             CASE state WHEN {} THEN 1 WHEN 'unknown' THEN NULL ELSE 0 END AS holds
         FROM revocations WHERE run = :run",
        quoted(state)
    )
}

/// Each company of an operator once, with whether either role of the pair is held there; then whether it is held there or
/// everywhere. Nothing is joined but the roles on every company, of which each operator has few.
///
/// Then the same of each person who is several operators, by address or by the roster, where none of them holds both. Whether
/// an operator without an address is the same as another one who holds the other role is not known. Nor is what a role allows
/// that nobody documented, or whose it is that is nobody's by name.
const CONFLICTING_ROLES: &str = "
    WITH pairs AS (
        SELECT value AS part, lower(value ->> 0) AS one, lower(value ->> 1) AS other FROM json_each(:conflicts)
    ),
    held AS (
        SELECT pairs.part, g.principal, g.resource, max(lower(g.permission) = pairs.one) AS one,
            max(lower(g.permission) = pairs.other) AS other
        FROM pairs CROSS JOIN grants g
        WHERE g.run = :run AND g.vendor = :service AND g.principal_kind = 'operator'
            AND lower(g.permission) IN (pairs.one, pairs.other)
        GROUP BY pairs.part, g.principal, g.resource
    ),
    everywhere AS (SELECT part, principal, one, other FROM held WHERE resource = '*'),
    alone AS (
        SELECT held.part, held.principal, held.resource,
            (held.one OR coalesce(everywhere.one, 0)) AND (held.other OR coalesce(everywhere.other, 0)) AS holds
        FROM held LEFT JOIN everywhere ON everywhere.part = held.part AND everywhere.principal = held.principal
    ),
    operators AS MATERIALIZED (
        SELECT p.id, coalesce(address.email_key, p.email_key) AS person
        FROM principals p
        LEFT JOIN roster_aliases address ON address.run = p.run AND address.alias_key = p.email_key
        WHERE p.run = :run AND p.vendor = :service AND p.kind = 'operator'
    ),
    several AS MATERIALIZED (
        SELECT id, person FROM (
            SELECT id, person, count(*) OVER (PARTITION BY person) AS operators FROM operators WHERE person IS NOT NULL
        ) WHERE operators > 1
    ),
    together AS (
        SELECT held.part, several.person, held.resource, max(held.one) AS one, max(held.other) AS other
        FROM held JOIN several ON several.id = held.principal
        GROUP BY held.part, several.person, held.resource
    ),
    together_everywhere AS (SELECT part, person, one, other FROM together WHERE resource = '*'),
    with_both AS MATERIALIZED (
        SELECT DISTINCT alone.part, several.person, alone.resource
        FROM alone JOIN several ON several.id = alone.principal WHERE alone.holds
    ),
    at AS MATERIALIZED (SELECT part, resource, sum(one) AS one, sum(other) AS other FROM held GROUP BY part, resource),
    overall AS (SELECT part, sum(one) AS one, sum(other) AS other FROM at GROUP BY part),
    nameless_held AS (
        SELECT held.* FROM held JOIN operators ON operators.id = held.principal AND operators.person IS NULL
    ),
    own AS (SELECT part, principal, sum(one) AS one, sum(other) AS other FROM nameless_held GROUP BY part, principal)
    SELECT :service AS vendor, 'operator' AS kind, principal, part, resource, NULL AS permission, holds FROM alone
    UNION ALL
    SELECT :service, 'person', together.person, together.part, together.resource, NULL, 1
    FROM together
    LEFT JOIN together_everywhere everywhere
        ON everywhere.part = together.part AND everywhere.person = together.person
    LEFT JOIN with_both here
        ON here.part = together.part AND here.person = together.person AND here.resource = together.resource
    LEFT JOIN with_both there ON there.part = together.part AND there.person = together.person AND there.resource = '*'
    WHERE (together.one OR coalesce(everywhere.one, 0)) AND (together.other OR coalesce(everywhere.other, 0))
        AND here.part IS NULL AND there.part IS NULL
    UNION ALL
    SELECT :service, 'operator', mine.principal, NULL, mine.resource, NULL, NULL
    FROM nameless_held mine
    JOIN own ON own.part = mine.part AND own.principal = mine.principal
    JOIN overall ON overall.part = mine.part
    JOIN at here ON here.part = mine.part AND here.resource = mine.resource
    LEFT JOIN at there ON there.part = mine.part AND there.resource = '*'
    LEFT JOIN everywhere ON everywhere.part = mine.part AND everywhere.principal = mine.principal
    WHERE CASE
        WHEN mine.one AND mine.other THEN 0
        WHEN mine.resource = '*' THEN mine.one AND overall.other > own.other OR mine.other AND overall.one > own.one
        WHEN mine.one THEN here.other + coalesce(there.other - coalesce(everywhere.other, 0), 0) > 0
        ELSE here.one + coalesce(there.one - coalesce(everywhere.one, 0), 0) > 0
    END
    UNION ALL
    SELECT :service, 'unattributed', g.principal, NULL, g.resource, g.permission, NULL
    FROM grants g
    WHERE g.run = :run AND g.vendor = :service AND g.principal_kind = 'unattributed'
        AND lower(g.permission) IN (SELECT one FROM pairs UNION SELECT other FROM pairs)
    UNION ALL
    SELECT :service, g.principal_kind, g.principal, NULL, g.resource, g.permission, NULL
    FROM grants g
    WHERE g.run = :run AND g.vendor = :service AND g.principal_kind IN ('operator', 'unattributed')";

const KEYS_OF_LEAVERS: &str = "
    SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission,
        person.has_left AS holds
    FROM principals p
    LEFT JOIN roster_aliases address ON address.run = p.run AND address.alias_key = p.email_key
    LEFT JOIN people person ON person.email_key = address.email_key
    WHERE p.run = :run AND p.vendor = :service AND p.kind = 'key'";

const SHARED_ADDRESSES: &str = "
    SELECT p.vendor, 'person' AS kind, p.email_key AS principal, NULL AS part, p.id AS resource, NULL AS permission,
        count(*) OVER (PARTITION BY p.email_key) > 1 AS holds
    FROM principals p
    WHERE p.run = :run AND p.vendor = :service AND p.kind = 'user' AND p.email_key IS NOT NULL
    UNION ALL
    SELECT p.vendor, p.kind, p.id, NULL, NULL, NULL, NULL
    FROM principals p
    WHERE p.run = :run AND p.vendor = :service AND p.kind = 'user' AND p.email_key IS NULL";

/// Where the roster has no address, or something else in its place, nobody knows which accounts may be that person's.
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
    SELECT NULL, 'person', person.email_key, NULL, NULL, NULL, NULL
    FROM people person
    JOIN roster_aliases address ON address.run = person.run AND address.email_key = person.email_key
    WHERE person.has_left IS NOT 0 AND instr(address.alias_key, '@') = 0
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
const NAMELESS: &str = "
    SELECT p.vendor, p.kind, p.id AS principal, NULL AS part, NULL AS resource, NULL AS permission, NULL AS holds
    FROM principals p
    WHERE p.run = :run AND p.email_key IS NULL AND p.kind <> 'key' AND EXISTS (
        SELECT 1 FROM grants g
        WHERE g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id AND g.principal_kind = p.kind
    )
    UNION ALL
    SELECT g.vendor, g.principal_kind, g.principal, NULL, NULL, NULL, NULL
    FROM grants g WHERE g.run = :run AND g.principal_kind = 'unattributed'";

/// One row for each of those that a question finds or does not know about, what matters most first.
pub(super) fn statement(question: Question) -> String {
    let evidence = question.evidence();
    format!(
        "WITH nameless AS ({NAMELESS}),
         people AS ({PEOPLE}),
         evidence AS ({evidence}),
         ranked AS (
             SELECT *, dense_rank() OVER (PARTITION BY vendor, kind, principal, part, holds ORDER BY resource) AS place
             FROM evidence WHERE holds IS NOT 0
         ),
         subjects AS (
             SELECT vendor, kind, principal, part, coalesce(max(holds), 0) AS found,
                 count(*) FILTER (WHERE holds) AS accesses,
                 max(place) FILTER (WHERE holds AND resource IS NOT NULL) AS resources,
                 min(resource) FILTER (WHERE holds) AS first,
                 coalesce(max(resource = '*') FILTER (WHERE holds), 0) AS everywhere,
                 json_group_array(DISTINCT permission) FILTER (WHERE holds AND permission IS NOT NULL) AS permissions,
                 json_group_array(DISTINCT coalesce(
                     (SELECT name FROM resources r WHERE r.run = :run AND r.vendor = ranked.vendor AND r.id = resource),
                     resource
                 )) FILTER (WHERE holds AND resource IS NOT NULL AND place <= {EXAMPLES}) AS examples
             FROM ranked GROUP BY vendor, kind, principal, part
         )
         SELECT subjects.vendor, subjects.kind, subjects.principal, found, accesses, coalesce(resources, 0) AS resources,
             CASE WHEN resources = 1 AND subjects.kind <> 'person' THEN first END AS resource, everywhere,
             part, permissions, examples,
             CASE WHEN subjects.kind <> 'person' THEN p.name
                 ELSE coalesce(person.name, (
                     SELECT min(name) FROM principals namesake
                     WHERE namesake.run = :run AND namesake.email_key = subjects.principal
                 )) END AS name,
             p.email, person.left_on
         FROM subjects
         LEFT JOIN principals p ON p.run = :run AND p.vendor = subjects.vendor AND p.id = subjects.principal
             AND p.kind = subjects.kind
         LEFT JOIN roster person ON person.run = :run AND person.email_key = subjects.principal
             AND subjects.kind = 'person'
         ORDER BY everywhere DESC, resources DESC, accesses DESC, subjects.vendor, subjects.principal, part"
    )
}
