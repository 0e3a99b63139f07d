//! How far each service was read, how that is known, and what was asked.

use rusqlite::params;

use super::{day_of, number};
use crate::{
    failure::Failure,
    language::Lang,
    store::{RunDescription, Service, Store},
};

/// What was read of a service.
#[derive(Debug)]
pub(super) struct ServiceRead {
    pub(super) name: &'static str,
    pub(super) is_complete: bool,
    /// How many accounts of each kind, and how many accesses.
    pub(super) counts: String,
    pub(super) problem: Option<String>,
    pub(super) proofs: Vec<Proof>,
    /// Where it was asked, and with which credential.
    pub(super) asked: Vec<String>,
    pub(super) operations: Vec<Operation>,
}

#[derive(Debug)]
pub(super) struct Proof {
    pub(super) holds: bool,
    pub(super) sentence: String,
}

/// What an operation of the service brought.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) filters: String,
    pub(super) answers: String,
    pub(super) items: String,
    /// How many there are, as the service itself counts.
    pub(super) counted: String,
    pub(super) retries: String,
    pub(super) from: String,
    pub(super) to: String,
}

pub(super) fn services(store: &Store, run: &RunDescription, lang: Lang) -> Result<Vec<ServiceRead>, Failure> {
    run.services.iter().map(|service| read(store, run.id, service, lang)).collect()
}

fn read(store: &Store, run: i64, service: &Service, lang: Lang) -> Result<ServiceRead, Failure> {
    let accounts = store.count_principals_by_kind(run, service.vendor)?;
    let accounts = accounts.iter().map(|(kind, count)| accounts_of_kind(lang, kind, *count));
    let accesses = store.count_grants(run, service.vendor)?;
    let accesses = lang.say_with("count-access", [("count", accesses.into())]);
    let proof = |proof: &crate::store::Statement| Proof { holds: proof.holds, sentence: proof.sentence.clone() };
    Ok(ServiceRead {
        name: service.vendor.name(),
        is_complete: service.is_complete(),
        counts: accounts.chain([accesses]).collect::<Vec<_>>().join(" · "),
        problem: service.problem.clone(),
        proofs: service.proofs.iter().map(proof).collect(),
        asked: asked(store, run, service, lang)?,
        operations: operations(store, run, service, lang)?,
    })
}

fn accounts_of_kind(lang: Lang, kind: &str, count: u64) -> String {
    let said = |id| lang.say_with(id, [("count", count.into())]);
    match kind {
        "customer" => said("report-count-customer"),
        "operator" => said("report-count-operator"),
        "user" => said("report-count-user"),
        "key" => said("report-count-key"),
        other => format!("{} {other}", number(lang, count)),
    }
}

fn asked(store: &Store, run: i64, service: &Service, lang: Lang) -> Result<Vec<String>, Failure> {
    let sql = "SELECT address, credential FROM scopes WHERE run = ?1 AND vendor = ?2";
    let (address, credential): (Option<String>, Option<String>) =
        store.connection.query_row(sql, params![run, service.vendor.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let said = |id, value: Option<String>| value.map(|value| lang.say_with(id, [("value", value.into())]));
    Ok([said("report-address", address), said("report-credential", credential)].into_iter().flatten().collect())
}

fn operations(store: &Store, run: i64, service: &Service, lang: Lang) -> Result<Vec<Operation>, Failure> {
    let mut query = store.connection.prepare_cached(
        "SELECT operation, filters, answers, items, counted_first, counted_last, retries, first_at, last_at
         FROM operations WHERE run = ?1 AND vendor = ?2 ORDER BY operation",
    )?;
    let unknown = || "–".to_owned();
    let operations = query.query_map(params![run, service.vendor.as_str()], |row| {
        let (first, last): (Option<u64>, Option<u64>) = (row.get(4)?, row.get(5)?);
        let (from, to): (String, String) = (row.get(7)?, row.get(8)?);
        Ok(Operation {
            name: row.get(0)?,
            filters: row.get::<_, Option<String>>(1)?.unwrap_or_else(unknown),
            answers: number(lang, row.get(2)?),
            items: number(lang, row.get(3)?),
            counted: match (first, last) {
                (Some(first), Some(last)) if first != last => {
                    format!("{} → {}", number(lang, first), number(lang, last))
                }
                (first, last) => last.or(first).map_or_else(unknown, |count| number(lang, count)),
            },
            retries: row.get::<_, Option<u64>>(6)?.map_or_else(unknown, |count| number(lang, count)),
            from: second(&from),
            to: second(&to),
        })
    })?;
    Ok(operations.collect::<rusqlite::Result<_>>()?)
}

fn second(time: &str) -> String {
    let parsed: Result<jiff::Timestamp, _> = time.parse();
    parsed.map_or_else(|_| day_of(time), |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
