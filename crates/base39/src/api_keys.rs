//! The account's API keys: who may call Base39 on its behalf.

use std::fmt;

use acesso_core::{Call, Client, Pager, Request, Secret, check_not_empty, wire};
use jiff::civil::Date;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use serde_json::{Map, Value};

use crate::{ListOptions, list::Listed, operations};

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
///
/// # Errors
/// As [`Permissions::list`](crate::Permissions::list). Writes are sent, and can fail, as
/// [`Operators::create_permission`](crate::Operators::create_permission) is: once, unless the request is
/// [`idempotent`](Request::idempotent); otherwise [`Error::may_have_happened`](crate::Error::may_have_happened) says
/// whether to look before calling again.
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
        filter.options.pages(self.client, Call::of(&operations::LIST_API_KEYS), &["expand", "fields"])
    }

    /// Creates a new key. This answer is the only one that shows it.
    ///
    /// `POST /v1/tenants/api-keys` (operation `create_api_key`). Vendor's page:
    /// <https://docs.base39.com.br/development/api-reference/endpoint/post-v1-api-keys>. It was seen whole.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{AccessLevel, AllowedIp, ApiKeyRule, NewApiKey};
    ///
    /// let loans = ApiKeyRule::new("/v1/loans", AccessLevel::ReadOnly);
    /// let new = NewApiKey::new([loans], "dev@example.com", "Relatórios").allowed_ips([AllowedIp::new("200.50.0.0/10")]);
    /// let created = client.api_keys().create(new).idempotent().await?;
    /// println!("{} is {} characters long", created.id, created.value.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](ApiKeys#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for an empty e-mail
    /// address or name.
    pub fn create(&self, new: NewApiKey) -> Request<ApiKeyCreated> {
        let call = Call::of(&operations::CREATE_API_KEY)
            .validate(check_not_empty("email", &*new.email))
            .validate(check_not_empty("name", &*new.name))
            .json(&new)
            .read_json();
        self.client.request(call)
    }

    /// Changes a key; what is not set stays as it is (inferred: which members are required was not seen).
    ///
    /// `POST /v1/tenants/api-keys/{api_key}` (operation `update_api_key`). Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-api-keys-api-key>, without
    /// its texts on the members. The service answers 202 without a body, so when the change takes effect is not known.
    ///
    /// # Errors
    /// Those of [all operations](ApiKeys#errors).
    pub fn update(&self, key: impl Into<ApiKeyId>, update: ApiKeyUpdate) -> Request<()> {
        let call = Call::of(&operations::UPDATE_API_KEY).path_param("api_key", key.into()).json(&update).read_empty();
        self.client.request(call)
    }
}

/// An API key to create.
///
/// ```
/// use base39::{ApiKeyRules, NewApiKey};
///
/// let new = NewApiKey::new(ApiKeyRules::FullAccess, "dev@example.com", "Relatórios");
/// assert_eq!(new.allowed_ips, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewApiKey {
    /// What it may do.
    pub rules: ApiKeyRules,
    /// E-mail address of the developer responsible for it.
    pub email: String,
    /// Name of that developer.
    pub name: String,
    /// The addresses it may be used from. What an empty list allows is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<AllowedIp>>,
    /// Whether the fine-grained authoriser is on. How it goes with rules is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_fine_grained: Option<bool>,
}

impl NewApiKey {
    /// What every key needs.
    pub fn new(rules: impl Into<ApiKeyRules>, email: impl Into<String>, name: impl Into<String>) -> Self {
        Self { rules: rules.into(), email: email.into(), name: name.into(), allowed_ips: None, is_fine_grained: None }
    }

    /// Sets [`allowed_ips`](field@Self::allowed_ips).
    #[must_use]
    pub fn allowed_ips(mut self, ranges: impl IntoIterator<Item = AllowedIp>) -> Self {
        self.allowed_ips = Some(ranges.into_iter().collect());
        self
    }

    /// Sets [`is_fine_grained`](field@Self::is_fine_grained).
    #[must_use]
    pub fn is_fine_grained(mut self, on: bool) -> Self {
        self.is_fine_grained = Some(on);
        self
    }
}

/// A key that was just created. It can't be written as JSON, since it holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ApiKeyCreated {
    /// Its id.
    pub id: ApiKeyId,
    /// The key itself: `bs_sandbox_…` if the tenant's name ends in `-sandbox`, otherwise `bs_live_…`.
    pub value: Secret,
}

/// What to change of an API key. What is not set is not sent.
///
/// ```
/// use base39::ApiKeyUpdate;
///
/// let update = ApiKeyUpdate::default().email("dev@example.com");
/// assert_eq!(update.rules, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKeyUpdate {
    /// What it may do: all of its rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<ApiKeyRules>,
    /// E-mail address of the developer responsible for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Name of that developer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The addresses it may be used from: all of them. What an empty list allows is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<AllowedIp>>,
}

impl ApiKeyUpdate {
    /// Sets [`rules`](field@Self::rules).
    #[must_use]
    pub fn rules(mut self, rules: impl Into<ApiKeyRules>) -> Self {
        self.rules = Some(rules.into());
        self
    }

    /// Sets [`email`](field@Self::email).
    #[must_use]
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`allowed_ips`](field@Self::allowed_ips).
    #[must_use]
    pub fn allowed_ips(mut self, ranges: impl IntoIterator<Item = AllowedIp>) -> Self {
        self.allowed_ips = Some(ranges.into_iter().collect());
        self
    }
}

/// How to list API keys. Nothing is documented that narrows the list.
///
/// ```
/// use base39::{ApiKeyFilter, ListOptions};
///
/// let options = ListOptions::default().page_size(10).starting_after("key_6352a35384c95868100e226c");
/// let filter = ApiKeyFilter::default().options(options);
/// assert_eq!(filter.options.page_size, Some(10));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiKeyFilter {
    /// How the list is read: it takes all [`ListOptions`] but `expand` and `fields`.
    pub options: ListOptions,
}

impl ApiKeyFilter {
    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl AllowedIp {
    /// A range, in CIDR notation.
    pub fn new(range: impl Into<String>) -> Self {
        Self { ip: range.into(), ..Self::default() }
    }
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

impl<Rules: IntoIterator<Item = ApiKeyRule>> From<Rules> for ApiKeyRules {
    fn from(rules: Rules) -> Self {
        Self::Rules(rules.into_iter().collect())
    }
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
pub struct ApiKeyRule {
    /// The base path it is about, such as `/v1/loans`, or `*`.
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

impl ApiKeyRule {
    /// What is allowed under a base path, without conditions.
    pub fn new(resource: impl Into<String>, rule: AccessLevel) -> Self {
        Self { resource: Some(resource.into()), rule: Some(rule), ..Self::default() }
    }
}

/// A condition of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
