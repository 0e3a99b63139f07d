//! A PBX connection that is created.

use std::fmt;

use acesso_core::Secret;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::PbxKind;

/// A PBX connection to create. Which members a PBX needs depends on its kind, and is documented for none: the samples have
/// those that are marked with it.
///
/// Written as JSON it has its keys, since so it is sent. `Debug` shows its kind and its name.
///
/// ```
/// use myreports::{NewPbx, PbxKind};
///
/// let pbx = NewPbx::new(PbxKind::Kazoo)
///     .name("Example PBX")
///     .host_rest("https://rest.example.com")
///     .host_websocket("wss://ws.example.com")
///     .account_id("12345")
///     .api_key("example-key");
/// assert!(!format!("{pbx:?}").contains("example-key"));
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPbx {
    /// What kind of PBX it is.
    #[serde(rename = "_type")]
    pub kind: PbxKind,
    /// The short name. In the samples of both kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The country whose rules phone numbers are read by, ISO 3166.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Whether it is in use at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Kazoo: the address of its REST API (Crossbar). In the sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_rest: Option<String>,
    /// Kazoo: the address of its websocket API (Blackhole). In the sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_websocket: Option<String>,
    /// Kazoo: the account's id there. In the sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// Kazoo: the key of its API. In the sample.
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub api_key: Option<Secret>,
    /// Kazoo: whether to watch sub-accounts too; not for a reseller's top account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monitor_sub_accounts: Option<bool>,
    /// 3CX: the licence key. In the sample.
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub license_key: Option<Secret>,
    /// 3CX: the user's name. In a translated sample, which was cut behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What else is sent: of a 3CX the vendor's page goes on where all copies end.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl NewPbx {
    /// One of which nothing is said but its kind.
    pub fn new(kind: PbxKind) -> Self {
        Self {
            kind,
            name: None,
            country_code: None,
            enabled: None,
            host_rest: None,
            host_websocket: None,
            account_id: None,
            api_key: None,
            monitor_sub_accounts: None,
            license_key: None,
            username: None,
            extra: Map::new(),
        }
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`country_code`](field@Self::country_code).
    #[must_use]
    pub fn country_code(mut self, code: impl Into<String>) -> Self {
        self.country_code = Some(code.into());
        self
    }

    /// Sets [`enabled`](field@Self::enabled).
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = Some(enabled);
        self
    }

    /// Sets [`host_rest`](field@Self::host_rest).
    #[must_use]
    pub fn host_rest(mut self, url: impl Into<String>) -> Self {
        self.host_rest = Some(url.into());
        self
    }

    /// Sets [`host_websocket`](field@Self::host_websocket).
    #[must_use]
    pub fn host_websocket(mut self, url: impl Into<String>) -> Self {
        self.host_websocket = Some(url.into());
        self
    }

    /// Sets [`account_id`](field@Self::account_id).
    #[must_use]
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = Some(id.into());
        self
    }

    /// Sets [`api_key`](field@Self::api_key).
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets [`monitor_sub_accounts`](field@Self::monitor_sub_accounts).
    #[must_use]
    pub fn monitor_sub_accounts(mut self, watch: bool) -> Self {
        self.monitor_sub_accounts = Some(watch);
        self
    }

    /// Sets [`license_key`](field@Self::license_key).
    #[must_use]
    pub fn license_key(mut self, key: impl Into<Secret>) -> Self {
        self.license_key = Some(key.into());
        self
    }

    /// Sets [`username`](field@Self::username).
    #[must_use]
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.username = Some(name.into());
        self
    }

    /// Adds a member to [`extra`](field@Self::extra).
    #[must_use]
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(name.into(), value.into());
        self
    }
}

impl fmt::Debug for NewPbx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPbx").field("kind", &self.kind).field("name", &self.name).finish_non_exhaustive()
    }
}

fn exposed<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}
