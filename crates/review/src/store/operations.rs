//! What each operation was asked for, and what it brought.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;
use serde_json::Value;

use super::{
    Store,
    row::{from_json, service},
};
use crate::model::{Failure, ServiceId, StoredAttributes};

/// An operation of a run, called as the vendor's contract calls it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Operation {
    /// Which service was asked.
    pub service: ServiceId,
    /// As the service's contract calls it.
    pub operation: String,
    /// What was sent; absent where an earlier version read, which did not keep it.
    pub requests: Option<Vec<Sent>>,
    /// When the first request was sent.
    pub started_at: String,
    /// When the last answer came; absent where nothing was answered.
    pub ended_at: Option<String>,
    /// How many calls were answered.
    pub answers: u64,
    /// How many items came, those that came twice counted twice.
    pub items: u64,
    /// How it is known that its items are all there are; absent where nothing can tell.
    pub proof: Option<String>,
    /// Whether they are, by that proof.
    pub reconciled: Option<bool>,
    /// The service's own count of a whole list, on its first page.
    pub counted_first: Option<u64>,
    /// The service's own count, on its last page.
    pub counted_last: Option<u64>,
}

impl Operation {
    /// How often a request was repeated, as far as that was kept.
    pub fn retries(&self) -> Option<u64> {
        Some(self.requests.as_ref()?.iter().map(|sent| sent.retries).sum())
    }

    /// How many requests were sent, the repeated ones among them.
    pub fn sent(&self) -> Option<u64> {
        Some(self.requests.as_ref()?.iter().map(|sent| sent.sent).sum())
    }
}

/// What was sent, whomever it was about.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// With names in the places of identifiers, in the form of RFC 6570.
    pub path: String,
    /// What was sent besides paging; empty where nothing was.
    pub filters: StoredAttributes,
    /// When the first of them was sent.
    pub first_at: String,
    /// How many requests were sent, the repeated ones among them.
    pub sent: u64,
    /// How many of those were repetitions.
    pub retries: u64,
}

/// A proof about items of a kind, whether it holds, and the service's count where it is about one.
struct AboutItems {
    proof: String,
    holds: bool,
    counted: (Option<u64>, Option<u64>),
}

impl Store {
    /// All operations of a run, by service and name. What the proofs call the items of an operation, `items` knows.
    pub fn operations(
        &self,
        run: i64,
        items: impl Fn(ServiceId, &str) -> Option<&'static str>,
    ) -> Result<Vec<Operation>, Failure> {
        let mut query = self.connection.prepare(
            "SELECT vendor, operation, min(first_at), max(last_at), sum(answers), sum(items) FROM (
                 SELECT vendor, operation, first_at, last_at, answers, items FROM operations WHERE run = ?1
                 UNION ALL SELECT vendor, operation, first_at, NULL, 0, 0 FROM requests WHERE run = ?1)
             GROUP BY vendor, operation ORDER BY vendor, operation",
        )?;
        let mut rows = query.query([run])?;
        let mut operations = Vec::new();
        let requests_are_known = self.requests_are_known(run)?;
        while let Some(row) = rows.next()? {
            let service = service(row, 0)?;
            let operation: String = row.get(1)?;
            let proof = match items(service, &operation) {
                Some(items) => self.proof_about(run, service, items)?,
                None => None,
            };
            let (counted_first, counted_last) = proof.as_ref().map(|proof| proof.counted).unwrap_or_default();
            operations.push(Operation {
                service,
                requests: if requests_are_known { Some(self.requests(run, service, &operation)?) } else { None },
                started_at: row.get(2)?,
                ended_at: row.get(3)?,
                answers: row.get(4)?,
                items: row.get(5)?,
                // A list that is read once without a count is neither reconciled nor the opposite.
                reconciled: proof.as_ref().filter(|proof| proof.proof != "read_once").map(|proof| proof.holds),
                proof: proof.map(|proof| proof.proof),
                counted_first,
                counted_last,
                operation,
            });
        }
        Ok(operations)
    }

    /// Whether each window of the run was read by a version that keeps what is sent.
    fn requests_are_known(&self, run: i64) -> Result<bool, Failure> {
        Ok(!self.exists("SELECT 1 FROM windows WHERE run = ?1 AND tool IS NULL", [run])?)
    }

    fn requests(&self, run: i64, service: ServiceId, operation: &str) -> Result<Vec<Sent>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT method, path, filters, first_at, sent, retries FROM requests
             WHERE run = ?1 AND vendor = ?2 AND operation = ?3 ORDER BY method, path, filters",
        )?;
        let requests = query.query_map(params![run, service.as_str(), operation], |row| {
            Ok(Sent {
                method: row.get(0)?,
                path: row.get(1)?,
                filters: from_json(row, 2)?.unwrap_or_default(),
                first_at: row.get(3)?,
                sent: row.get(4)?,
                retries: row.get(5)?,
            })
        })?;
        Ok(requests.collect::<rusqlite::Result<_>>()?)
    }

    /// What the proofs say of these items: the first one that does not hold, else the first.
    fn proof_about(&self, run: i64, service: ServiceId, items: &str) -> Result<Option<AboutItems>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT proof, holds FROM proofs WHERE run = ?1 AND vendor = ?2
                 AND proof ->> 'what' = ?3
                 AND proof ->> 'proof' IN ('counted', 'counted_each', 'read_twice', 'read_once', 'repeated')
             ORDER BY number",
        )?;
        let proofs = query.query_map(params![run, service.as_str(), items], |row| {
            let members: BTreeMap<String, Value> = from_json(row, 0)?.unwrap_or_default();
            let number = |name: &str| members.get(name).and_then(Value::as_u64);
            let proof = members.get("proof").and_then(Value::as_str).unwrap_or_default().to_owned();
            Ok(AboutItems { proof, holds: row.get(1)?, counted: (number("theirs_first"), number("theirs_last")) })
        })?;
        let mut proofs: Vec<_> = proofs.collect::<rusqlite::Result<_>>()?;
        // The count stays what it is, whatever else is wrong with the list.
        let counted = proofs.iter().map(|proof| proof.counted).find(|counted| counted.0.is_some());
        let decisive = proofs.iter().position(|proof| !proof.holds).unwrap_or(0);
        let found = if decisive < proofs.len() { Some(proofs.swap_remove(decisive)) } else { None };
        Ok(found.map(|proof| AboutItems { counted: counted.unwrap_or_default(), ..proof }))
    }
}
