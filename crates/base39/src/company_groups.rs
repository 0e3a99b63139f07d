//! Groups of companies.

use acesso_core::{Call, Client, Pager, wire};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    Fields, lenient,
    list::{Listed, Window},
    operations,
};

acesso_core::text_id! {
    /// A company group's id, `cgrp_…`. Opaque.
    pub struct CompanyGroupId;
}

/// The operations on company groups, from [`Client::company_groups`](crate::Client::company_groups).
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct CompanyGroups<'a> {
    client: &'a Client,
}

impl<'a> CompanyGroups<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Company groups, newest first by creation date. `GET /v1/company-groups` (operation `list_company_groups`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::CompanyGroupFilter;
    ///
    /// let filter = CompanyGroupFilter::default().name("Example");
    /// let groups = client.company_groups().list(filter).collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-company-groups>. The copy that
    /// the contract rests on lost the parameters' names and is cut off in the answer: as far as documented.
    ///
    /// # Errors
    /// As [`Permissions::list`](crate::Permissions::list), and [`InvalidInput`](crate::ErrorKind::InvalidInput) for what
    /// [`Fields`] refuses.
    pub fn list(&self, filter: CompanyGroupFilter) -> Pager<CompanyGroup> {
        let call = Call::of(&operations::LIST_COMPANY_GROUPS)
            .query_opt("name", filter.name)
            .query_opt("deleted", filter.deleted)
            .query_list("expand", filter.expand);
        let call = match filter.fields {
            Some(fields) => fields.choose(call),
            None => call,
        };
        Window::new(filter.page_size, filter.starting_after, filter.ending_before).pages(self.client, call)
    }
}

/// Which company groups to list, and how. All names are inferred: the page's text matches that of parameters which other
/// pages name.
///
/// ```
/// use base39::{CompanyGroupFilter, Fields};
///
/// let filter = CompanyGroupFilter::default().name("Example").fields(Fields::only(["name"]));
/// assert_eq!(filter.name.as_deref(), Some("Example"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompanyGroupFilter {
    /// Only groups whose name equals or contains this text.
    ///
    /// Wire: `name`. Confidence: inferred.
    pub name: Option<String>,
    /// Only deleted ones, or only those that are not.
    ///
    /// Wire: `deleted`.
    pub deleted: Option<bool>,
    /// References to replace by their objects, as dotted paths that begin with `data`.
    ///
    /// Wire: `expand`.
    pub expand: Vec<String>,
    /// Chosen members only; the others are `None`.
    ///
    /// Wire: `fields`.
    pub fields: Option<Fields>,
    /// How many items a request asks for, 1 to 100. The vendor's default is 10; here it is 100, for the fewest requests.
    ///
    /// Wire: `limit`.
    pub page_size: Option<u32>,
    /// Begin after this group; see [`PermissionFilter::starting_after`](crate::PermissionFilter::starting_after).
    ///
    /// Wire: `starting_after`.
    pub starting_after: Option<CompanyGroupId>,
    /// Read backwards from before this group; see
    /// [`PermissionFilter::ending_before`](crate::PermissionFilter::ending_before).
    ///
    /// Wire: `ending_before`.
    pub ending_before: Option<CompanyGroupId>,
}

impl CompanyGroupFilter {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`deleted`](field@Self::deleted).
    #[must_use]
    pub fn deleted(mut self, deleted: bool) -> Self {
        self.deleted = Some(deleted);
        self
    }

    /// Sets [`expand`](field@Self::expand).
    #[must_use]
    pub fn expand(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expand = paths.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`fields`](field@Self::fields).
    #[must_use]
    pub fn fields(mut self, fields: Fields) -> Self {
        self.fields = Some(fields);
        self
    }

    /// Sets [`page_size`](field@Self::page_size).
    #[must_use]
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Sets [`starting_after`](field@Self::starting_after).
    #[must_use]
    pub fn starting_after(mut self, id: impl Into<CompanyGroupId>) -> Self {
        self.starting_after = Some(id.into());
        self
    }

    /// Sets [`ending_before`](field@Self::ending_before).
    #[must_use]
    pub fn ending_before(mut self, id: impl Into<CompanyGroupId>) -> Self {
        self.ending_before = Some(id.into());
        self
    }
}

/// A group of companies.
///
/// No sample is documented, so all but the id may be missing; the members' names are inferred. What the contract does not
/// know is in [`extra`](Self::extra).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CompanyGroup {
    /// Its id.
    pub id: CompanyGroupId,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`; `None` can also mean that it was not asked for.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for CompanyGroup {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A company's group.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompanyGroupReference {
    /// Its id.
    Id(CompanyGroupId),
    /// The group itself, expanded.
    Object(Box<CompanyGroup>),
}

impl From<&str> for CompanyGroupReference {
    fn from(id: &str) -> Self {
        Self::Id(id.into())
    }
}

impl From<Box<CompanyGroup>> for CompanyGroupReference {
    fn from(group: Box<CompanyGroup>) -> Self {
        Self::Object(group)
    }
}

impl Serialize for CompanyGroupReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => id.serialize(serializer),
            Self::Object(group) => group.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for CompanyGroupReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text_or_object(deserializer, "a company group's id or a company group")
    }
}
