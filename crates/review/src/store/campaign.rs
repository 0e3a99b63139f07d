//! Campaigns: who is asked about which access of a run, and who decides in whose place.

mod progress;

use rusqlite::{OptionalExtension, Row, params};

use super::{
    GrantRow, Store,
    query::{GRANT, GRANTS},
    row::{broken, parsed},
};
pub use progress::{Progress, Said};

use crate::model::{AssignedBy, Assignment, By, Campaign, Delegation, Failure, Standing};

/// Where assignments wait until it is known that there is one for each access.
const ASSIGNING: &str = "
    CREATE TEMP TABLE IF NOT EXISTS assigning (
        vendor TEXT, principal TEXT, resource TEXT, permission TEXT, reviewer TEXT, assigned_by TEXT, standing TEXT,
        carried_from INTEGER, asked INTEGER,
        PRIMARY KEY (vendor, principal, resource, permission)) WITHOUT ROWID;
    DELETE FROM temp.assigning;";

/// How an access and its assignment are found together.
const SAME_ACCESS: &str = "g.run = a.run AND g.vendor = a.vendor AND g.principal = a.principal
    AND g.resource = a.resource AND g.permission = a.permission";

/// An access with whoever is to decide about it.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The access, with what was decided about it by now.
    pub grant: GrantRow,
    /// The address, as it is compared, of whoever is to decide.
    pub reviewer: String,
    /// By which rule it came to them.
    pub by: AssignedBy,
    /// How it stands against the last signed review.
    pub standing: Standing,
    /// The number of the signature whose decision it starts with.
    pub carried: Option<i64>,
    /// Whether they are asked about it.
    pub asked: bool,
    /// The number of the delegation that gave it to them.
    pub delegation: Option<i64>,
}

impl Assigned {
    /// Whether it stands in the reviewer's packet: they are asked about it, or it starts with a decision that they can change.
    /// All else is not asked again.
    pub fn is_in_packet(&self) -> bool {
        self.asked || self.carried.is_some()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            grant: GrantRow::read(row)?,
            reviewer: row.get("assigned_to")?,
            by: parsed(row, "assigned_by")?.unwrap_or(AssignedBy::Fallback),
            standing: parsed(row, "standing")?.unwrap_or(Standing::NoReview),
            carried: row.get("carried_from")?,
            asked: row.get("asked")?,
            delegation: row.get("delegation")?,
        })
    }
}

/// How many accesses came to a reviewer by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AssignedCount {
    /// Their address, as it is compared.
    pub reviewer: String,
    pub by: AssignedBy,
    /// How many there are.
    pub accesses: u64,
    /// About how many of them nobody is asked again.
    pub not_asked: u64,
    /// How many of them start with a decision of an earlier review.
    pub carried: u64,
}

/// Assignments that wait to be kept, all of them or none. They are gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Assigning<'a> {
    store: &'a Store,
}

impl Drop for Assigning<'_> {
    fn drop(&mut self) {
        let _what_is_left_goes_with_the_connection = self.store.connection.execute_batch("DELETE FROM temp.assigning");
    }
}

impl Assigning<'_> {
    /// Has the assignment of an access wait.
    pub(crate) fn add(&self, grant: &GrantRow, assignment: &Assignment) -> Result<(), Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let Assignment { reviewer, by, standing, carried, asked } = assignment;
        let sql = "INSERT INTO temp.assigning VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.store.connection.prepare_cached(sql)?.execute(params![
            service.as_str(),
            principal,
            resource,
            permission,
            reviewer,
            by.as_str(),
            standing.as_str(),
            carried,
            asked
        ])?;
        Ok(())
    }

    /// How much came to whom by which rule.
    pub(crate) fn counts(&self) -> Result<Vec<AssignedCount>, Failure> {
        let sql = "SELECT reviewer, assigned_by, count(*), count(*) FILTER (WHERE carried_from IS NULL AND NOT asked),
                       count(carried_from)
                   FROM temp.assigning GROUP BY reviewer, assigned_by ORDER BY reviewer, assigned_by";
        self.store.all(sql, [], |row| {
            Ok(AssignedCount {
                reviewer: row.get(0)?,
                by: parsed(row, 1)?.unwrap_or(AssignedBy::Fallback),
                accesses: row.get(2)?,
                not_asked: row.get(3)?,
                carried: row.get(4)?,
            })
        })
    }

    /// Keeps the campaign with what waits, in place of the one that the run had.
    pub(crate) fn start(&self, campaign: &Campaign) -> Result<(), Failure> {
        let connection = &self.store.connection;
        connection.execute("DELETE FROM campaigns WHERE run = ?1", [campaign.run])?;
        let Campaign { run, title, due, by, fallback, company, only_changed, carry_unchanged, .. } = campaign;
        connection.execute(
            "INSERT INTO campaigns (run, title, due, by_rule, fallback, company, only_changed, carry_unchanged,
                 owners_sha256, departments_sha256, started_at, started_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                run,
                title,
                due.to_string(),
                by.as_str(),
                fallback,
                company,
                only_changed,
                carry_unchanged,
                campaign.owners_sha256,
                campaign.departments_sha256,
                campaign.started_at.to_string(),
                campaign.started_by,
            ],
        )?;
        connection.execute(
            "INSERT INTO assignments (run, vendor, principal, resource, permission, reviewer, assigned_by, standing,
                 carried_from, asked)
             SELECT ?1, vendor, principal, resource, permission, reviewer, assigned_by, standing, carried_from, asked
             FROM temp.assigning",
            [run],
        )?;
        Ok(())
    }
}

impl Store {
    /// Has assignments wait.
    pub(crate) fn assigning(&self) -> Result<Assigning<'_>, Failure> {
        self.connection.execute_batch(ASSIGNING)?;
        Ok(Assigning { store: self })
    }

    /// The campaign of a run; nothing where none was started.
    pub fn campaign(&self, run: i64) -> Result<Option<Campaign>, Failure> {
        let sql = "SELECT run, title, due, by_rule, fallback, company, only_changed, carry_unchanged, owners_sha256,
                       departments_sha256, started_at, started_by
                   FROM campaigns WHERE run = ?1";
        Ok(self.connection.query_row(sql, [run], read_campaign).optional()?)
    }

    /// Each access of a run with whoever is to decide about it, in the order of the stable keys; those of one reviewer alone
    /// where one is named, by the address as it is compared. Nothing where the run has no campaign.
    pub fn each_assigned(
        &self,
        run: i64,
        reviewer: Option<&str>,
        each: impl FnMut(Assigned) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        // Which index to take is said: to have them in order at once, SQLite would rather go through those of all reviewers.
        let (index, of_one) = match reviewer {
            Some(_) => ("INDEXED BY assignments_by_reviewer", "AND a.reviewer = ?2"),
            None => ("", "AND ?2 IS NULL"),
        };
        let sql = format!(
            "SELECT {GRANT}, a.reviewer AS assigned_to, a.assigned_by, a.standing, a.carried_from, a.asked, a.delegation
             FROM assignments a {index} CROSS JOIN {GRANTS}
             WHERE a.run = ?1 {of_one} AND {SAME_ACCESS}
             ORDER BY a.vendor, a.principal, a.resource, a.permission"
        );
        self.each(&sql, params![run, reviewer], Assigned::read, each)
    }

    /// To whom a delegation gave something, in the order of the addresses.
    pub fn reviewers_by_delegation(&self, run: i64, delegation: i64) -> Result<Vec<String>, Failure> {
        let sql = "SELECT DISTINCT reviewer FROM assignments WHERE run = ?1 AND delegation = ?2 ORDER BY reviewer";
        self.all(sql, params![run, delegation], |row| row.get(0))
    }

    /// In whose packet an access stands; nothing where it is not asked about again, and where the run has no campaign.
    pub fn asked_about(&self, run: i64, grant: &GrantRow) -> Result<Option<String>, Failure> {
        self.reviewer_where(run, grant, "AND (asked OR carried_from IS NOT NULL)")
    }

    /// Who is to decide about an access; nothing where the run has no campaign.
    pub fn reviewer_of(&self, run: i64, grant: &GrantRow) -> Result<Option<String>, Failure> {
        self.reviewer_where(run, grant, "")
    }

    fn reviewer_where(&self, run: i64, grant: &GrantRow, condition: &str) -> Result<Option<String>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let mut query = self.connection.prepare_cached(&format!(
            "SELECT reviewer FROM assignments
             WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5 {condition}",
        ))?;
        let key = params![run, service.as_str(), principal, resource, permission];
        Ok(query.query_row(key, |row| row.get(0)).optional()?)
    }

    /// What a reviewer has to decide about, in the order of the stable keys.
    pub(crate) fn undecided_of(&self, run: i64, reviewer: &str) -> Result<Vec<Assigned>, Failure> {
        let mut undecided = Vec::new();
        self.each_assigned(run, Some(reviewer), |assigned| {
            if assigned.grant.decision.is_none() {
                undecided.push(assigned);
            }
            Ok(())
        })?;
        Ok(undecided)
    }

    /// Keeps that somebody decides in another one's place.
    pub(crate) fn keep_delegation(&self, run: i64, delegation: &Delegation) -> Result<(), Failure> {
        let Delegation { number, delegated_from, delegated_to, until, reason, recorded_at } = delegation;
        self.connection.execute(
            "INSERT INTO delegations (run, number, delegated_from, delegated_to, until, reason, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![run, number, delegated_from, delegated_to, until.to_string(), reason, recorded_at.to_string()],
        )?;
        Ok(())
    }

    /// Gives an access to another reviewer, by a delegation.
    pub(crate) fn reassign(
        &self,
        run: i64,
        grant: &GrantRow,
        reviewer: &str,
        by: AssignedBy,
        delegation: i64,
    ) -> Result<(), Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let mut update = self.connection.prepare_cached(
            "UPDATE assignments SET reviewer = ?6, assigned_by = ?7, delegation = ?8
             WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5",
        )?;
        update.execute(params![
            run,
            service.as_str(),
            principal,
            resource,
            permission,
            reviewer,
            by.as_str(),
            delegation
        ])?;
        Ok(())
    }

    /// Who decides in whose place, in the order in which it was recorded.
    pub fn delegations(&self, run: i64) -> Result<Vec<Delegation>, Failure> {
        let sql = format!("{DELEGATIONS} WHERE run = ?1 ORDER BY number");
        self.all(&sql, [run], read_delegation)
    }

    /// The newest delegation by which somebody else decides in a reviewer's place, unless they were given something since: a
    /// packet that was written for them before it counts no more. The reviewer is an address as it is compared.
    pub fn delegated_from(&self, run: i64, reviewer: &str) -> Result<Option<Delegation>, Failure> {
        let sql = format!(
            "{DELEGATIONS} WHERE run = ?1 AND ?2 IN (delegated_from, delegated_to) ORDER BY number DESC LIMIT 1"
        );
        let newest = self.connection.query_row(&sql, params![run, reviewer], read_delegation).optional()?;
        Ok(newest.filter(|newest| newest.delegated_from == reviewer))
    }

    /// Whether something is not decided that somebody decides by this delegation.
    pub fn is_open(&self, run: i64, delegation: &Delegation) -> Result<bool, Failure> {
        let undecided = self.undecided_of(run, &delegation.delegated_to)?;
        Ok(undecided.iter().any(|assigned| assigned.delegation == Some(delegation.number)))
    }
}

const DELEGATIONS: &str = "SELECT number, delegated_from, delegated_to, until, reason, recorded_at FROM delegations";

fn read_delegation(row: &Row<'_>) -> rusqlite::Result<Delegation> {
    Ok(Delegation {
        number: row.get(0)?,
        delegated_from: row.get(1)?,
        delegated_to: row.get(2)?,
        until: there(row, 3)?,
        reason: row.get(4)?,
        recorded_at: there(row, 5)?,
    })
}

fn read_campaign(row: &Row<'_>) -> rusqlite::Result<Campaign> {
    Ok(Campaign {
        run: row.get(0)?,
        title: row.get(1)?,
        due: there(row, 2)?,
        by: there::<By>(row, 3)?,
        fallback: row.get(4)?,
        company: row.get(5)?,
        only_changed: row.get(6)?,
        carry_unchanged: row.get(7)?,
        owners_sha256: row.get(8)?,
        departments_sha256: row.get(9)?,
        started_at: there(row, 10)?,
        started_by: row.get(11)?,
    })
}

/// What stands in a column that is never empty.
fn there<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: Into<Box<dyn std::error::Error + Send + Sync>>>,
{
    parsed(row, column)?.ok_or_else(|| broken(column, "something is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{kept, samples};

    fn campaign(run: i64) -> Campaign {
        Campaign {
            run,
            title: "Acessos".to_owned(),
            due: jiff::civil::date(2026, 3, 1),
            by: By::Department,
            fallback: "rui@casa.example".to_owned(),
            company: Some("Casa".to_owned()),
            only_changed: true,
            carry_unchanged: false,
            owners_sha256: None,
            departments_sha256: Some("ab".to_owned()),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            started_by: None,
        }
    }

    #[test]
    fn a_campaign_is_read_as_it_was_kept_and_the_next_one_takes_its_place() {
        let (_folder, store) = kept();
        let assign = |reviewer: &str| {
            let assigning = store.assigning().unwrap();
            let each = |grant: GrantRow| {
                let (reviewer, by) = match grant.permission.as_str() {
                    "approver" => ("bia@casa.example", AssignedBy::Owner),
                    _ => (reviewer, AssignedBy::Fallback),
                };
                let is_first = grant.permission == "approver";
                let assignment = Assignment {
                    reviewer: reviewer.to_owned(),
                    by,
                    standing: if is_first { Standing::Unchanged } else { Standing::New },
                    carried: is_first.then_some(1),
                    asked: !is_first && grant.permission != "operator",
                };
                assigning.add(&grant, &assignment)
            };
            store.each_grant(1, each).unwrap();
            let counts = assigning.counts().unwrap();
            assigning.start(&campaign(1)).unwrap();
            counts
        };
        let count = |reviewer: &str, by, accesses, not_asked, carried| AssignedCount {
            reviewer: reviewer.to_owned(),
            by,
            accesses,
            not_asked,
            carried,
        };
        for reviewer in ["caio@casa.example", "rui@casa.example"] {
            let counts =
                [count("bia@casa.example", AssignedBy::Owner, 1, 0, 1), count(reviewer, AssignedBy::Fallback, 5, 1, 0)];
            assert_eq!(assign(reviewer), counts);
        }
        assert_eq!(store.campaign(1).unwrap(), Some(campaign(1)));
        assert_eq!(store.campaign(2).unwrap(), None);
        let mut told = Vec::new();
        let all = |reviewer: Option<&str>, told: &mut Vec<_>| {
            told.clear();
            let tell = |it: Assigned| {
                told.push((it.grant.permission, it.reviewer, it.by, it.carried, it.asked));
                Ok(())
            };
            store.each_assigned(1, reviewer, tell).unwrap();
        };
        all(None, &mut told);
        assert_eq!(told.len(), 6);
        all(Some("bia@casa.example"), &mut told);
        let only = ("approver".to_owned(), "bia@casa.example".to_owned(), AssignedBy::Owner, Some(1), false);
        assert_eq!(told, [only]);
        all(Some("caio@casa.example"), &mut told);
        assert_eq!(told, [], "of the campaign before");
    }

    #[test]
    fn whose_packet_counts_no_more_is_told_by_name() {
        let (_folder, store) = samples();
        let [delegation] = store.delegations(3).unwrap().try_into().unwrap();
        assert_eq!((delegation.delegated_to.as_str(), delegation.reason.as_str()), ("bia@casa.example", "on leave"));
        assert_eq!(store.delegated_from(3, "ana@casa.example").unwrap(), Some(delegation.clone()));
        assert_eq!(store.delegated_from(3, "bia@casa.example").unwrap(), None);

        let (from, to) = (delegation.delegated_to.clone(), delegation.delegated_from.clone());
        let back = Delegation { number: 2, delegated_from: from, delegated_to: to, ..delegation };
        store.keep_delegation(3, &back).unwrap();
        assert_eq!(store.delegated_from(3, "ana@casa.example").unwrap(), None, "who decides again themselves");
        assert_eq!(store.delegated_from(3, "bia@casa.example").unwrap(), Some(back));
    }

    #[test]
    fn a_run_about_which_people_are_asked_is_not_read_on() {
        let (_folder, store) = samples();
        store.connection.execute("DELETE FROM signatures", []).unwrap();
        let resume = || {
            let identity = crate::model::Identity::default();
            store.resume(3, &serde_json::json!({}), &[], &identity, jiff::Timestamp::UNIX_EPOCH).map(drop)
        };
        assert!(resume().unwrap_err().to_string().contains("which has a campaign"));
        store.connection.execute("DELETE FROM campaigns", []).unwrap();
        resume().unwrap();
    }
}
