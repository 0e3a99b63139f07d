//! Removes what old runs hold of people. How much there was and the run's hash stay, and so does what was signed.

use std::str::FromStr;

use jiff::{Span, Timestamp, tz::TimeZone};

use crate::{
    model::{Failure, Run, Totals},
    store::Store,
};

/// How long ago a run has to have ended to be old: `5y`, `18 months` or `90d`.
#[derive(Debug, Clone, Copy)]
pub struct Age(Span);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let age: Span =
            text.parse().map_err(|_| "an age is a number and a unit, such as 5y, 18mo or 90d".to_owned())?;
        // "5m" would be five minutes.
        let days = age.get_years() != 0 || age.get_months() != 0 || age.get_weeks() != 0 || age.get_days() != 0;
        match age.is_positive() && days {
            true => Ok(Self(age)),
            false => Err("an age is in years, months (mo), weeks or days, such as 5y, 18mo or 90d".to_owned()),
        }
    }
}

impl Age {
    /// When it began, seen from a moment.
    pub fn before(self, now: Timestamp) -> Result<Timestamp, Failure> {
        let then =
            now.to_zoned(TimeZone::UTC).checked_sub(self.0).map_err(|_| Failure::usage("failure-age-too-long", &[]))?;
        Ok(then.timestamp())
    }
}

/// The runs that ended before a moment, or that nobody ended since they began before it, and still hold data.
pub fn old_runs(store: &Store, before: Timestamp) -> Result<Vec<(Run, Totals)>, Failure> {
    let is_old = |run: &Run| run.pruned_at.is_none() && run.ended_at.unwrap_or(run.started_at) < before;
    let old = store.runs()?.into_iter().filter(is_old);
    old.map(|run| store.count_all(run.id).map(|totals| (run, totals))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::kept;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_age_is_in_calendar_units() {
        let before = |age: &str| age.parse::<Age>().unwrap().before(at("2026-03-31T12:00:00Z")).unwrap().to_string();
        assert_eq!(before("5y"), "2021-03-31T12:00:00Z");
        assert_eq!(before("1mo"), "2026-02-28T12:00:00Z");
        assert_eq!(before("18 months"), "2024-09-30T12:00:00Z");
        assert_eq!(before("90d"), "2025-12-31T12:00:00Z");
        for wrong in ["", "5", "5m", "2h", "-5y", "0d", "five years", "5y ago", "P"] {
            assert!(wrong.parse::<Age>().is_err(), "{wrong}");
        }
        assert!("19998y".parse::<Age>().unwrap().before(Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn a_run_is_old_when_it_ended_or_was_left_before_that_moment() {
        let (_folder, store) = kept();
        let old = |before: &str| -> Vec<i64> {
            old_runs(&store, at(before)).unwrap().into_iter().map(|(run, _)| run.id).collect()
        };
        assert_eq!(old("2026-01-01T10:04:59Z"), [0_i64; 0]);
        assert_eq!(old("2026-01-01T10:06:00Z"), [1]);
        assert_eq!(old("2027-01-01T00:00:00Z"), [3, 2, 1]);
    }

    /// Everything that the store's files hold, as bytes.
    fn bytes(folder: &std::path::Path) -> Vec<u8> {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.is_file()).flat_map(|path| std::fs::read(path).unwrap()).collect()
    }

    fn holds(haystack: &[u8], needle: &str) -> bool {
        String::from_utf8_lossy(haystack).contains(needle)
    }

    /// Some thousand people in two runs, in an order and with changes that have rows move from page to page.
    fn with_many(store: &Store) {
        store
            .sql()
            .execute_batch(
                "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)
                 INSERT INTO principals
                 SELECT 1 + n % 2, 'tomticket', hex(n * 7919 % 3001), 'customer', 'Name ' || n,
                     format('%s.%d@casa.example', iif(n % 2, 'stays', 'goes'), n),
                     format('%s.%d@casa.example', iif(n % 2, 'stays', 'goes'), n),
                     json_object('padding', printf('%.*c', n % 300, '-'))
                 FROM numbers;
                 UPDATE principals SET name = name || printf('%.*c', length(id) * 10, '-');
                 UPDATE principals SET attributes = '{}' WHERE run = 2;",
            )
            .unwrap();
    }

    #[test]
    fn no_page_that_rows_were_moved_from_still_has_them() {
        for secure_delete in [true, false] {
            let (folder, mut store) = kept();
            // An earlier version wrote without.
            store.sql().pragma_update(None, "secure_delete", secure_delete).unwrap();
            with_many(&store);
            let place = store.path().parent().unwrap().to_owned();
            assert!(holds(&bytes(&place), "goes.2@"));
            store.remove_data(1, at("2031-01-02T00:00:00Z")).unwrap();
            store.overwrite().unwrap();
            assert!(!holds(&bytes(&place), "goes."), "secure_delete {secure_delete}");
            assert!(holds(&bytes(&place), "stays.3@"), "of another run");
            drop((store, folder));
        }
    }

    #[test]
    fn who_reads_meanwhile_is_told_of_and_the_next_one_overwrites_the_rest() {
        let (folder, mut store) = kept();
        with_many(&store);
        store.overwrite().unwrap();
        let place = store.path().parent().unwrap().to_owned();
        let reader = Store::open_to_read(store.path()).unwrap();
        let moment = reader.snapshot().unwrap();
        assert_eq!(reader.runs().unwrap().len(), 3);
        store.remove_data(1, at("2031-01-02T00:00:00Z")).unwrap();
        let refused = store.overwrite().unwrap_err();
        assert!(refused.to_string().contains("what was removed is not yet overwritten"), "{refused}");
        assert_eq!(refused.code(), 1);
        assert!(holds(&bytes(&place), "goes."));
        drop(moment);
        store.overwrite().unwrap();
        assert!(!holds(&bytes(&place), "goes."));
        drop(folder);
    }

    #[test]
    fn nothing_of_its_people_is_left_in_the_file_and_totals_and_hash_stay() {
        let (folder, mut store) = kept();
        let canary = "canary.person@casa.example";
        for statement in [
            "UPDATE principals SET email = ?1, name = ?1, email_key = ?1 WHERE run = 1",
            "UPDATE scopes SET problem = ?1 WHERE run = 1",
            "UPDATE findings SET data = json_object('name', ?1) WHERE run = 1",
            "UPDATE suppressions SET account = ?1 WHERE run = 1",
            "INSERT INTO decisions SELECT 1, vendor, principal, resource, permission, 'revoke', ?1, ?1, '2026-01-02',
                 '2026-01-02T00:00:00Z', 0 FROM grants WHERE run = 1",
            "INSERT INTO roster (run, email_key) VALUES (1, ?1)",
            "INSERT INTO tasks (run, vendor, operation, arguments, state) VALUES (1, 'tomticket', 'x', ?1, 'done')",
        ] {
            assert!(store.sql().execute(statement, [canary]).unwrap() > 0, "{statement}");
        }
        store.overwrite().unwrap();
        let place = store.path().parent().unwrap().to_owned();
        assert!(holds(&bytes(&place), canary));
        let (sha256, other) = (store.sha256(1).unwrap(), store.sha256(2).unwrap());

        let (run, _) = old_runs(&store, at("2026-01-02T00:00:00Z")).unwrap().pop().unwrap();
        store.sql().execute("DELETE FROM grants WHERE run = 1 AND vendor = 'base39' AND resource = '*'", []).unwrap();
        let totals = store.remove_data(run.id, at("2031-01-02T00:00:00Z")).unwrap();
        store.overwrite().unwrap();

        assert!(!holds(&bytes(&place), canary), "a page still has it");
        assert_eq!(
            (totals.accounts, totals.accesses, totals.decisions),
            (6, 5, 6),
            "what there was when it was removed"
        );
        assert_eq!(store.totals(1).unwrap(), Some(totals.clone()));
        let refused = store.remove_data(run.id, at("2031-01-03T00:00:00Z")).unwrap_err();
        assert!(refused.to_string().contains("was removed at 2031-01-0"), "{refused}");
        assert_eq!(store.totals(1).unwrap(), Some(totals.clone()), "not that there was nothing");
        assert_eq!(totals.findings, [("medium".to_owned(), 1)].into());
        let pruned = store.run(1).unwrap().unwrap();
        assert_eq!(pruned.pruned_at, Some(at("2031-01-02T00:00:00Z")));
        assert_eq!(store.sha256(1).unwrap(), sha256, "the hash of what it held");
        assert_eq!(store.sha256(2).unwrap(), other, "another run is left alone");
        assert_eq!(store.counts(1).unwrap().accesses, 0);
        assert!(old_runs(&store, at("2026-01-02T00:00:00Z")).unwrap().is_empty(), "once is enough");
        drop(folder);
    }

    #[test]
    fn every_table_with_a_run_either_holds_data_or_is_known_to_hold_none() {
        let (_folder, store) = kept();
        let sql =
            "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'run'";
        let mut query = store.sql().prepare(sql).unwrap();
        let tables: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            // How it was read, and what was signed: the evidence that stays.
            let stays = ["windows", "scopes", "operations", "requests", "signatures"].contains(&table.as_str());
            assert!(stays != crate::store::DATA.contains(&table.as_str()), "{table}");
        }
    }
}
