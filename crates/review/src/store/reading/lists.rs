//! Lists as both of their readings had them, and how it is known that they are whole.
//!
//! A count can stay the same while somebody who was already listed goes and somebody else is added: pages shift, and one
//! who was there all the time is missing. So what is compared are the items, of two readings, by their ids and by what
//! grants and findings rest on.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Answer, Due, Reading, sortable};
use crate::{
    model::{Failure, Proof},
    store::row::from_json,
};

/// An item of a list: who or what it is, and what the list says of it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The service's own id of it.
    pub id: String,
    /// What grants and findings rest on, by name. What only people read, such as names, does not belong here.
    pub said: Vec<(&'static str, Value)>,
    /// When it was made, where an item that was made since the run began may be missing from the first reading.
    pub since: Option<Timestamp>,
}

impl Listed {
    /// An item that may be missing from neither reading.
    pub fn new(id: impl Into<String>, said: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self { id: id.into(), said: said.into_iter().collect(), since: None }
    }

    /// Half of a SHA-256 is enough to tell two things apart, and there can be a million of them.
    fn digest(&self) -> Vec<u8> {
        let said: Value = self.said.iter().map(|(_, value)| value.clone()).collect();
        let mut digest = Sha256::digest(said.to_string()).to_vec();
        digest.truncate(16);
        digest
    }
}

/// How far a list is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progressed {
    /// How many items the first reading brought, those that came twice counted twice.
    pub items: u64,
    /// How many the second one brought.
    pub items_again: u64,
    /// How many there are, as the service said last.
    pub counted: Option<u64>,
}

/// The lists of one kind that were read to their end.
#[derive(Debug, Default)]
struct Kind {
    lists: Vec<WholeList>,
    what: &'static str,
}

#[derive(Debug)]
struct WholeList {
    id: i64,
    /// Whether there is one such list for each of several things, and not one in all.
    is_one_of_many: bool,
    was_read_twice: bool,
    compared: Vec<String>,
    items: u64,
    counted_first: Option<u64>,
    counted_last: Option<u64>,
    counted_least: Option<u64>,
    counted_most: Option<u64>,
}

impl WholeList {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            is_one_of_many: row.get(1)?,
            was_read_twice: row.get(2)?,
            compared: from_json(row, 3)?.unwrap_or_default(),
            items: row.get(4)?,
            counted_first: row.get(5)?,
            counted_last: row.get(6)?,
            counted_least: row.get(7)?,
            counted_most: row.get(8)?,
        })
    }
}

/// Each item of the parts is looked up in the whole: the other way round each one of the whole would be looked up in every
/// part, and SQLite, which does not know how many there are, would take that way.
const TOLD_OTHERWISE: &str = "
    WITH whole AS MATERIALIZED (
        SELECT id FROM lists WHERE run = ?1 AND vendor = ?2 AND operation = ?4 AND arguments = '[]')
    SELECT count(DISTINCT part.item)
    FROM lists
    CROSS JOIN listed AS part ON part.list = lists.id
    CROSS JOIN listed AS there ON there.list = (SELECT id FROM whole) AND there.item = part.item
    WHERE lists.run = ?1 AND vendor = ?2 AND operation = ?3
        AND part.said <> coalesce(there.said, there.said_again)
        AND part.said <> coalesce(there.said_again, there.said)";

impl Reading {
    /// Keeps what a page of a list named.
    pub(super) fn save_listed(&self, task: &Due, answer: &Answer, listed: &[Listed]) -> Result<(), Failure> {
        let compared: Option<Value> = listed.first().map(|item| item.said.iter().map(|(name, _)| *name).collect());
        let mut note = self.store.connection.prepare_cached(
            "INSERT INTO lists (run, vendor, operation, arguments, compared, items, items_again,
                 counted_first, counted_last, counted_least, counted_most)
             VALUES (?1, ?2, ?3, ?4, coalesce(?5, '[]'), iif(?6, 0, ?7), iif(?6, ?7, 0), ?8, ?8, ?8, ?8)
             ON CONFLICT (run, vendor, operation, arguments) DO UPDATE SET
                 compared = coalesce(?5, compared),
                 items = items + excluded.items, items_again = items_again + excluded.items_again,
                 counted_first = coalesce(counted_first, ?8), counted_last = coalesce(?8, counted_last),
                 counted_least = coalesce(min(counted_least, ?8), counted_least, ?8),
                 counted_most = coalesce(max(counted_most, ?8), counted_most, ?8)
             RETURNING id",
        )?;
        let list: i64 = note.query_row(
            params![
                self.run,
                self.service.as_str(),
                task.operation,
                Value::from(task.arguments.clone()).to_string(),
                compared.map(|compared| compared.to_string()),
                task.again,
                answer.items,
                answer.counted,
            ],
            |row| row.get(0),
        )?;
        listed.iter().try_for_each(|item| self.save_item(list, task.again, item))
    }

    fn save_item(&self, list: i64, again: bool, item: &Listed) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO listed (run, list, item, times, times_again, said, said_again, since)
             VALUES (?1, ?2, ?3, ?4 = 0, ?4, iif(?4, NULL, ?5), iif(?4, ?5, NULL), ?6)
             ON CONFLICT (list, item) DO UPDATE SET times = times + excluded.times,
                 times_again = times_again + excluded.times_again, said = coalesce(excluded.said, said),
                 said_again = coalesce(excluded.said_again, said_again)",
            params![self.run, list, item.id, again, item.digest(), item.since.map(sortable)],
        )
    }

    /// How far the one list of an operation is read; nothing where no page of it came.
    pub fn progress_of(&self, operation: &str) -> Result<Option<Progressed>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT items, items_again, counted_last FROM lists
             WHERE run = ?1 AND vendor = ?2 AND operation = ?3 AND arguments = '[]'",
        )?;
        let progress = query.query_row(params![self.run, self.service.as_str(), operation], |row| {
            Ok(Progressed { items: row.get(0)?, items_again: row.get(1)?, counted: row.get(2)? })
        });
        Ok(progress.optional()?)
    }

    /// How it is known of each kind of list that it is whole. `kinds` are operations, and what the proofs call what they
    /// list, one kind after the other.
    ///
    /// Of a kind of which a list was not read to its end, nobody says that it is whole; that is said elsewhere. That one changed
    /// or named something twice is said in any case.
    pub fn proofs_of_lists(&self, kinds: &[(&str, &'static str)]) -> Result<Vec<Proof>, Failure> {
        let mut proofs = Vec::new();
        for of_one_kind in kinds.chunk_by(|(_, one), (_, next)| one == next) {
            let operations: Vec<_> = of_one_kind.iter().map(|(operation, _)| *operation).collect();
            let Some((_, what)) = of_one_kind.first() else { continue };
            let mut undone = 0;
            for operation in &operations {
                undone += self.count_undone(operation)?;
            }
            let kept_nowhere = self.read_by_an_earlier_version(&operations)?;
            let kind = Kind { lists: self.whole_lists(&operations)?, what };
            let is_whole = undone == 0 && kept_nowhere.is_empty();
            proofs.extend(self.read_twice(&kind)?.filter(|proof| is_whole || !proof.holds()));
            if is_whole {
                proofs.extend(self.counted(&kind)?);
                proofs.extend(counted_each(&kind));
                proofs.extend(self.read_once(&kind)?);
            }
            proofs.extend(kept_nowhere);
            proofs.extend(self.repeated(&operations, what)?);
        }
        Ok(proofs)
    }

    fn whole_lists(&self, operations: &[&str]) -> Result<Vec<WholeList>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT lists.id, arguments <> '[]', again, compared, items, counted_first, counted_last, counted_least,
                 counted_most
             FROM lists JOIN tasks USING (run, vendor, operation, arguments)
             WHERE run = ?1 AND vendor = ?2 AND state = 'done' AND operation IN (SELECT value FROM json_each(?3))
             ORDER BY lists.id",
        )?;
        let operations = Value::from(operations).to_string();
        let lists = query.query_map(params![self.run, self.service.as_str(), operations], WholeList::of)?;
        Ok(lists.collect::<rusqlite::Result<_>>()?)
    }

    /// The lists of which a run that an earlier version began has no readings that could be compared.
    fn read_by_an_earlier_version(&self, operations: &[&str]) -> Result<Vec<Proof>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT operation, count(*) FROM tasks LEFT JOIN lists USING (run, vendor, operation, arguments)
             WHERE run = ?1 AND vendor = ?2 AND state = 'done' AND operation IN (SELECT value FROM json_each(?3))
             AND lists.id IS NULL GROUP BY operation ORDER BY operation",
        )?;
        let operations = Value::from(operations).to_string();
        let lists = query.query_map(params![self.run, self.service.as_str(), operations], |row| {
            let example = "an earlier version read it and kept nothing to compare it by; begin a new run".to_owned();
            Ok(Proof::Unread { what: row.get(0)?, count: row.get(1)?, example })
        })?;
        Ok(lists.collect::<rusqlite::Result<_>>()?)
    }

    /// How many calls the waiting tasks take at least. One of these operations, a list that is read twice, takes one more
    /// where it waits for its first reading.
    pub fn count_calls_left(&self, read_twice: &[&str]) -> Result<u64, Failure> {
        let operations = Value::from(read_twice);
        self.count(
            "SELECT count(*) + count(*) FILTER (WHERE again = 0 AND operation IN (SELECT value FROM json_each(?3)))
             FROM tasks WHERE run = ?1 AND vendor = ?2 AND state = 'waiting'",
            params![operations.to_string()],
        )
    }

    /// That the second reading named the same as the first, and said the same of it.
    fn read_twice(&self, kind: &Kind) -> Result<Option<Proof>, Failure> {
        let lists: Vec<_> = kind.lists.iter().filter(|list| list.was_read_twice).collect();
        if lists.is_empty() {
            return Ok(None);
        }
        let began = self.began()?;
        let mut query = self.store.connection.prepare_cached(
            "SELECT count(DISTINCT item) FILTER (WHERE times > 0 AND times_again > 0),
                 count(*) FILTER (WHERE times_again = 0),
                 count(*) FILTER (WHERE times = 0 AND (since IS NULL OR since < ?2)),
                 count(*) FILTER (WHERE said <> said_again),
                 count(*) FILTER (WHERE times = 0 AND since >= ?2)
             FROM listed WHERE list IN (SELECT value FROM json_each(?1))",
        )?;
        Ok(Some(query.query_row(params![ids(&lists), sortable(began)], |row| {
            Ok(Proof::ReadTwice {
                what: kind.what.to_owned(),
                both: row.get(0)?,
                first_only: row.get(1)?,
                second_only: row.get(2)?,
                changed: Some(row.get(3)?),
                created_meanwhile: Some(row.get(4)?).filter(|created| *created > 0),
                compared: lists.iter().map(|list| &list.compared).max_by_key(|compared| compared.len()).cloned(),
                lists: number_of(&lists),
            })
        })?))
    }

    fn read_once(&self, kind: &Kind) -> Result<Option<Proof>, Failure> {
        let lists: Vec<_> = kind.lists.iter().filter(|list| !list.was_read_twice).collect();
        if lists.is_empty() {
            return Ok(None);
        }
        let items = self.count_different(&lists)?;
        Ok(Some(Proof::ReadOnce { what: kind.what.to_owned(), items, lists: number_of(&lists) }))
    }

    /// That the first reading of the one list had as many different items as the service counts, on each page of both.
    fn counted(&self, kind: &Kind) -> Result<Option<Proof>, Failure> {
        let [list] = kind.lists.as_slice() else { return Ok(None) };
        let (Some(theirs_first), Some(theirs_last)) = (list.counted_first, list.counted_last) else { return Ok(None) };
        if list.is_one_of_many {
            return Ok(None);
        }
        let between = [list.counted_least, list.counted_most].into_iter().flatten();
        let theirs_between = between.into_iter().find(|count| ![theirs_first, theirs_last].contains(count));
        let ours = self.count_different(&[list])?;
        Ok(Some(Proof::Counted { what: kind.what.to_owned(), theirs_first, theirs_last, theirs_between, ours }))
    }

    /// How many different items the first readings named.
    fn count_different(&self, lists: &[&WholeList]) -> Result<u64, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT count(DISTINCT item) FROM listed WHERE times > 0 AND list IN (SELECT value FROM json_each(?1))",
        )?;
        Ok(query.query_row([ids(lists)], |row| row.get(0))?)
    }

    /// Of how many things the lists of one operation tell otherwise than each reading of another's one list.
    pub fn count_told_otherwise(&self, operation: &str, whole: &str) -> Result<u64, Failure> {
        self.count(TOLD_OTHERWISE, params![operation, whole])
    }

    /// That a list of these operations named something more than once.
    pub fn repeated(&self, operations: &[&str], what: &str) -> Result<Option<Proof>, Failure> {
        let count = self.count(
            "SELECT count(*) FROM listed JOIN lists ON lists.id = list
             WHERE lists.run = ?1 AND vendor = ?2 AND operation IN (SELECT value FROM json_each(?3))
             AND (times > 1 OR times_again > 1)",
            params![Value::from(operations).to_string()],
        )?;
        Ok((count > 0).then(|| Proof::Repeated { what: what.to_owned(), count }))
    }
}

/// That each of several lists has as many items as the service says; one that says another count could not be read.
fn counted_each(kind: &Kind) -> Option<Proof> {
    let of_many = || kind.lists.iter().filter(|list| list.is_one_of_many);
    let (lists, items) = of_many()
        .filter(|list| list.counted_first.is_some())
        .fold((0, 0), |(lists, items), list| (lists + 1, items + list.items));
    let not_counted = of_many().filter(|list| list.counted_first.is_none()).count();
    let not_counted = u64::try_from(not_counted).ok().filter(|lists| *lists > 0);
    (lists > 0).then(|| Proof::CountedEach { what: kind.what.to_owned(), lists, items, not_counted })
}

fn ids(lists: &[&WholeList]) -> String {
    lists.iter().map(|list| list.id).collect::<Value>().to_string()
}

/// How many lists these are, where there is one for each of several things.
fn number_of(lists: &[&WholeList]) -> Option<u64> {
    let one_of_many = lists.iter().any(|list| list.is_one_of_many);
    u64::try_from(lists.len()).ok().filter(|_| one_of_many)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{
        model::Identity,
        source::BASE39,
        store::{Next, Task, testing::store},
    };

    const KINDS: &[(&str, &str)] = &[("list", "things"), ("list_of", "parts")];

    /// A run that has to read the list of things, and those of two of them.
    fn reading() -> (tempfile::TempDir, Reading) {
        let (folder, store) = store();
        let tasks = vec![Task::new("list", []), Task::new("list_of", ["a"]), Task::new("list_of", ["b"])];
        let store = Rc::new(store);
        let (run, _lock) =
            store.begin(&Value::Null, &[(BASE39, tasks)], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        (folder, store.reading(run, BASE39))
    }

    fn page(ids: &[&str], counted: Option<u64>) -> Answer {
        let listed = ids.iter().map(|id| Listed::new(*id, [("state", "on".into())])).collect();
        Answer { items: ids.len(), listed: Some(listed), counted, ..Answer::default() }
    }

    fn said(reading: &Reading) -> Vec<String> {
        let proofs = reading.proofs_of_lists(KINDS).unwrap();
        proofs.iter().map(|proof| format!("{} {}", proof.holds(), proof.sentence(crate::model::Lang::En))).collect()
    }

    #[test]
    fn a_list_of_which_an_earlier_version_kept_no_readings_is_not_whole() {
        let (_folder, reading) = reading();
        let mut after = 0;
        while let Some(due) = reading.next_due(after).unwrap() {
            after = due.id;
            reading.save(&due, &Answer { items: 3, ..Answer::default() }, &Next::Done).unwrap();
        }
        let earlier = "for example: an earlier version read it and kept nothing to compare it by; begin a new run";
        let expected = [
            format!("false could not read list, {earlier}"),
            format!("false could not read list_of (2 times), {earlier}"),
        ];
        assert_eq!(said(&reading), expected);
    }

    #[test]
    fn each_item_of_a_part_is_looked_up_in_the_whole() {
        let (_folder, store) = store();
        let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {TOLD_OTHERWISE}")).unwrap();
        let plan: Vec<String> = query.query_map([""; 4], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        let place = |start: &str, end: &str| {
            plan.iter().position(|step| step.starts_with(&format!("SEARCH {start} ")) && step.ends_with(end))
        };
        let order = [place("lists", "operation=?)"), place("part", "(list=?)"), place("there", "(list=? AND item=?)")];
        assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{plan:#?}");
    }

    #[test]
    fn of_lists_of_which_one_was_not_read_to_its_end_nothing_is_said_but_what_came_twice() {
        let (_folder, reading) = reading();
        let list = reading.next_due(0).unwrap().unwrap();
        reading.save(&list, &page(&["a", "b", "a"], None), &Next::Page("2".to_owned())).unwrap();
        let part = reading.next_due(list.id).unwrap().unwrap();
        reading.save(&part, &page(&["x"], Some(1)), &Next::Done).unwrap();
        let expected = ["false the list of things named 1 more than once: it changed while it was read"];
        assert_eq!(said(&reading), expected);
        assert_eq!(reading.count_calls_left(&["list", "list_of"]).unwrap(), 4);
    }

    #[test]
    fn a_list_that_changed_is_told_though_another_of_its_kind_was_not_read() {
        let (_folder, reading) = reading();
        let list = reading.next_due(0).unwrap().unwrap();
        let [first, second] = [1, 2].map(|after| reading.next_due(list.id + after - 1).unwrap().unwrap());
        reading.save(&first, &page(&["x", "y"], Some(2)), &Next::Again).unwrap();
        reading.save(&first.once_more(), &page(&["x", "z"], Some(2)), &Next::Done).unwrap();
        reading.fail(&second, "gone").unwrap();
        let expected = [
            "false one list of parts was read twice and not the same: the second time 1 were gone, 1 were new, and 0 were \
                         told of otherwise; compared by id and state",
        ];
        assert_eq!(said(&reading), expected);
    }

    #[test]
    fn lists_read_once_and_twice_are_each_told_as_they_were_read() {
        let (_folder, reading) = reading();
        let list = reading.next_due(0).unwrap().unwrap();
        reading.save(&list, &page(&["a", "b"], None), &Next::Again).unwrap();
        let again = reading.next_due(0).unwrap().unwrap();
        assert_eq!(again, list.once_more(), "a run that stops here goes on here");
        assert_eq!(reading.count_calls_left(&["list", "list_of"]).unwrap(), 1 + 2 * 2);
        reading.save(&again, &page(&["b", "a"], None), &Next::Done).unwrap();
        let first = reading.next_due(0).unwrap().unwrap();
        reading.save(&first, &page(&["x"], Some(1)), &Next::Again).unwrap();
        reading.save(&first.once_more(), &page(&["x"], Some(1)), &Next::Done).unwrap();
        let second = reading.next_due(0).unwrap().unwrap();
        reading.save(&second, &page(&["x", "y"], None), &Next::Done).unwrap();
        let expected = [
            "true the list of 2 things was read twice, the same both times; compared by id and state",
            "true one list of parts was read twice, the same both times, with 1 different ones; compared by id and state",
            "true one list of parts that the service counts has as many as it says, 1; one more has no count",
            "true one list of parts was read to its end, once, with 2 different ones",
        ];
        assert_eq!(said(&reading), expected);
    }
}
