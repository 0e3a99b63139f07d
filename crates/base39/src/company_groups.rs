//! Groups of companies.

use acesso_core::{Call, Client, Pager, Request, wire};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ListOptions, View, lenient, list::Listed, operations};

acesso_core::text_id! {
    /// A company group's id, `cgrp_…`. Opaque.
    pub struct CompanyGroupId;
}

/// The operations on company groups, from [`Client::company_groups`](crate::Client::company_groups).
///
/// No plan and no rate limit is documented for them.
///
/// # Errors
/// As [`Permissions::list`](crate::Permissions::list). Writes are sent, and can fail, as
/// [`Operators::create_permission`](crate::Operators::create_permission) is: once, unless the request is
/// [`idempotent`](Request::idempotent); otherwise [`Error::may_have_happened`](crate::Error::may_have_happened) says
/// whether to look before calling again.
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
    /// [`Fields`](crate::Fields) refuses.
    pub fn list(&self, filter: CompanyGroupFilter) -> Pager<CompanyGroup> {
        let call = Call::of(&operations::LIST_COMPANY_GROUPS)
            .query_opt("name", filter.name)
            .query_opt("deleted", filter.deleted);
        filter.options.pages(self.client, call, &[])
    }

    /// Creates a group of companies.
    ///
    /// `POST /v1/company-groups` (operation `create_company_group`). Vendor's page: an archived copy without an address, in
    /// which the body's names and what it must have are lost, and the answer is cut off after `deleted`.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::NewCompanyGroup;
    ///
    /// let group = client.company_groups().create(NewCompanyGroup::default().name("Example")).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](CompanyGroups#errors).
    pub fn create(&self, new: NewCompanyGroup) -> Request<CompanyGroup> {
        let call = new.view.choose(Call::of(&operations::CREATE_COMPANY_GROUP)).json(&new).read_json();
        self.client.request(call)
    }
}

/// Which company groups to list, and how. All names are inferred: the page's text matches that of parameters which other
/// pages name.
///
/// ```
/// use base39::{CompanyGroupFilter, Fields, ListOptions};
///
/// let names = ListOptions::default().fields(Fields::only(["name"]));
/// let filter = CompanyGroupFilter::default().name("Example").options(names);
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
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
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

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// A group to create. Both names on the wire are inferred, and whether the service can do without a name is not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewCompanyGroup {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the group is shown in the answer.
    #[serde(skip)]
    pub view: View,
}

impl NewCompanyGroup {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets [`view`](field@Self::view).
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
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
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its owner keeps with it.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
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
