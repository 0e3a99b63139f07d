//! The account's API keys: who may call Base39 on its behalf.

use std::fmt;

use acesso_core::{Call, Client, Pager, wire};
use jiff::civil::Date;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use serde_json::{Map, Value};

use crate::{
    list::{Listed, Window},
    operations,
};

acesso_core::text_id! {
    /// An API key's id, `key_…`, not the key itself. Opaque.
    pub struct ApiKeyId;
}

acesso_core::open_enum! {
    /// What a rule allows.
    pub enum AccessLevel {
        /// Reading.
        ReadOnly = "readOnly",
        /// Reading and writing.
        ReadWrite = "readWrite",
        /// Writing.
        WriteOnly = "writeOnly",
    }
}

acesso_core::open_enum! {
    /// Where in a request a condition's field is looked for.
    pub enum SearchIn {
        /// The body.
        Body = "body",
        /// The headers.
        Header = "header",
        /// The query.
        Query = "query",
    }
}

/// The operations on API keys, from [`Client::api_keys`](crate::Client::api_keys).
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct ApiKeys<'a> {
    client: &'a Client,
}

impl<'a> ApiKeys<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// The account's API keys. `GET /v1/tenants/api-keys` (operation `list_api_keys`). The order is not documented.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{ApiKeyFilter, ApiKeyRules};
    ///
    /// for key in client.api_keys().list(ApiKeyFilter::default()).collect().await? {
    ///     if key.rules == ApiKeyRules::FullAccess {
    ///         println!("{} of {} may do everything", key.id, key.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-api-keys>. The page's address
    /// says `api-keys`, its text has the path above. It is cut off in the conditions of rules: as far as documented.
    ///
    /// # Errors
    /// As [`Permissions::list`](crate::Permissions::list).
    pub fn list(&self, filter: ApiKeyFilter) -> Pager<ApiKey> {
        let call = Call::of(&operations::LIST_API_KEYS);
        Window::new(filter.page_size, filter.starting_after, filter.ending_before).pages(self.client, call)
    }
}

/// How to list API keys.
///
/// ```
/// use base39::ApiKeyFilter;
///
/// let filter = ApiKeyFilter::default().page_size(10).starting_after("key_6352a35384c95868100e226c");
/// assert_eq!(filter.page_size, Some(10));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiKeyFilter {
    /// How many items a request asks for, 1 to 100. The vendor's default is 10; here it is 100, for the fewest requests.
    ///
    /// Wire: `limit`. Confidence: high.
    pub page_size: Option<u32>,
    /// Begin after this key; see [`PermissionFilter::starting_after`](crate::PermissionFilter::starting_after).
    ///
    /// Wire: `starting_after`. Confidence: high.
    pub starting_after: Option<ApiKeyId>,
    /// Read backwards from before this key; see
    /// [`PermissionFilter::ending_before`](crate::PermissionFilter::ending_before).
    ///
    /// Wire: `ending_before`. Confidence: name high, meaning inferred.
    pub ending_before: Option<ApiKeyId>,
}

impl ApiKeyFilter {
    /// Sets [`page_size`](field@Self::page_size).
    #[must_use]
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Sets [`starting_after`](field@Self::starting_after).
    #[must_use]
    pub fn starting_after(mut self, id: impl Into<ApiKeyId>) -> Self {
        self.starting_after = Some(id.into());
        self
    }

    /// Sets [`ending_before`](field@Self::ending_before).
    #[must_use]
    pub fn ending_before(mut self, id: impl Into<ApiKeyId>) -> Self {
        self.ending_before = Some(id.into());
        self
    }
}

/// An API key, without the key.
///
/// Members are plain where the documented sample has them and creating a key needs them. What a key may do must be there:
/// an unknown rule must not look like none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it may do.
    pub rules: ApiKeyRules,
    /// E-mail address of the developer responsible for it. Absent or null is read as an empty text.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub email: String,
    /// Name of that developer. Absent or null is read as an empty text.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// The addresses it may be used from. `None`, where they are absent or null, is unknown: the contract requires them nowhere,
    /// and what a key without any, or with an empty list, may be used from is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<AllowedIp>>,
    /// The day it was or will be revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_in: Option<Date>,
    /// The key with all but its last characters masked; `None` where that is absent or can't be read.
    ///
    /// Wire: `apiKey`.
    #[serde(
        default,
        rename = "apiKey",
        deserialize_with = "wire::if_readable",
        skip_serializing_if = "Option::is_none"
    )]
    pub masked_key: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for ApiKey {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Addresses that a key may be used from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AllowedIp {
    /// The range, in CIDR notation.
    pub ip: String,
    /// What it is.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What an API key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiKeyRules {
    /// Everything: `*`.
    FullAccess,
    /// What these rules allow.
    Rules(Vec<ApiKeyRule>),
    /// A text that this version does not know, as it came.
    Unknown(String),
}

impl Serialize for ApiKeyRules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::FullAccess => serializer.serialize_str("*"),
            Self::Rules(rules) => rules.serialize(serializer),
            Self::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for ApiKeyRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RulesVisitor)
    }
}

struct RulesVisitor;

impl<'de> Visitor<'de> for RulesVisitor {
    type Value = ApiKeyRules;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`*` or a list of rules")
    }

    fn visit_str<E>(self, text: &str) -> Result<ApiKeyRules, E> {
        Ok(if text == "*" { ApiKeyRules::FullAccess } else { ApiKeyRules::Unknown(text.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rules: A) -> Result<ApiKeyRules, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(rules)).map(ApiKeyRules::Rules)
    }
}

/// What an API key may do with one part of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApiKeyRule {
    /// The base path it is about, or `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What it allows there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<AccessLevel>,
    /// When it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<RuleCondition>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A condition of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RuleCondition {
    /// The field to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_in: Option<SearchIn>,
    /// Values that it may have, as they came: their type is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_values: Option<Value>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
