//! What a service was asked for, and how often.

use acesso_core::Call;
use jiff::Timestamp;
use rusqlite::params;
use serde_json::{Map, Value};

use super::{Due, Reading};
use crate::model::Failure;

/// How the services call the place and the size of a page: neither decides what a list has.
const PAGING: [&str; 5] = ["page", "limit", "starting_after", "pageIndex", "pageSize"];

/// How an operation is asked for, without whom or what it is about: identifiers are personal data.
#[derive(Debug, Clone)]
pub struct Asked {
    method: String,
    /// In the form of RFC 6570: `/customer/permissions/basic{?customer_id}`.
    path: String,
    /// What is sent besides, and narrows what comes.
    filters: Map<String, Value>,
    at: Timestamp,
}

impl Asked {
    /// What is about to be asked for. What a call has from its task is what it is about; the rest are filters.
    pub fn now<T>(call: &Call<T>, arguments: &[String]) -> Self {
        let is_argument = |value: &str| arguments.iter().any(|argument| argument == value);
        let sent = call.query_parameters().filter(|(name, _)| !PAGING.contains(name));
        let (about, filters): (Vec<_>, Vec<_>) = sent.partition(|(_, value)| is_argument(value));
        let names: Vec<_> = about.into_iter().map(|(name, _)| name).collect();
        let query = if names.is_empty() { String::new() } else { format!("{{?{}}}", names.join(",")) };
        Self {
            method: call.method().to_string(),
            path: format!("{}{query}", call.template()),
            filters: filters.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
            at: Timestamp::now(),
        }
    }
}

impl Reading {
    /// Keeps that this was asked for, and how many requests were sent for it; those beyond the first are repetitions.
    pub fn note(&self, due: &Due, asked: &Asked, requests: u32) -> Result<(), Failure> {
        let keep = || {
            self.prepared(
                "INSERT INTO requests (run, vendor, operation, method, path, filters, first_at, sent, retries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (run, vendor, operation, method, path, filters)
             DO UPDATE SET sent = sent + excluded.sent, retries = retries + excluded.retries",
                params![
                    self.run,
                    self.service.as_str(),
                    due.operation,
                    asked.method,
                    asked.path,
                    Value::Object(asked.filters.clone()).to_string(),
                    asked.at.to_string(),
                    requests,
                    requests.saturating_sub(1),
                ],
            )
        };
        self.store.in_batch(keep)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_asked_for_names_nobody() {
        let call = Call::get("op", "/tenant/{id}/users").path_param("id", "t1").query("email", "ana@casa.example");
        let call = call.query("type", "E").query("page", 2).query("deleted", "false");
        let arguments = ["t1", "ana@casa.example", "E"].map(str::to_owned);
        let asked = Asked::now(&call, &arguments);
        assert_eq!(
            (asked.method.as_str(), asked.path.as_str(), Value::Object(asked.filters)),
            ("GET", "/tenant/{id}/users{?email,type}", json!({"deleted": "false"}))
        );
    }
}
