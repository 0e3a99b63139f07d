//! What operators may do.

use acesso_core::{Call, Client, Error, Pager, check_not_empty, wire};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{Company, CompanyId, Fields, ListOptions, OperatorId, lenient, list::Listed, operations};

acesso_core::text_id! {
    /// A permission's id, `perm_…`. Opaque.
    pub struct PermissionId;
}

acesso_core::open_enum! {
    /// A role that an operator can have. An older page knows only the first four.
    pub enum Role {
        /// Approves. Not among the roles that are documented for [all companies](CompanyScope::All).
        Approver = "approver",
        /// Works on finances.
        Financial = "financial",
        /// Administers.
        Administrator = "administrator",
        /// Works in the back office.
        Backoffice = "backoffice",
        /// Works on finances in the back office.
        BackofficeFinancial = "backoffice_financial",
        /// Automation of the back office.
        BackofficeAutomation = "backoffice_automation",
    }
}

/// The operations on permissions, from [`Client::permissions`](crate::Client::permissions).
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Permissions<'a> {
    client: &'a Client,
}

impl<'a> Permissions<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Permissions, newest first by creation date. `GET /v1/permissions` (operation `list_permissions`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{PermissionFilter, Role};
    ///
    /// let filter = PermissionFilter::default().roles([Role::Approver]);
    /// let mut approvers = client.permissions().list(filter);
    /// while let Some(permission) = approvers.next().await {
    ///     let permission = permission?;
    ///     println!("{} may approve for {}", permission.id, permission.company.as_str());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A permission does not say whose it is: ask operator by operator where that matters. The page speaks of the
    /// permissions "of an operator", although an operator need not be given; what is listed without one is not documented.
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-permissions>. It documents
    /// the status 200 alone; the errors below are those of the general errors page.
    ///
    /// # Errors
    /// Before sending, [`InvalidInput`](crate::ErrorKind::InvalidInput): a page size out of 1 to 100, both cursors at once,
    /// an id or path that is empty or has a comma in it, `*` as a company. From the service,
    /// [`Rejected`](crate::ErrorKind::Rejected) (400), [`Unauthorized`](crate::ErrorKind::Unauthorized) (401),
    /// [`Forbidden`](crate::ErrorKind::Forbidden) (403, also for a missing credential),
    /// [`NotFound`](crate::ErrorKind::NotFound) (404), [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 without a
    /// code, [`Server`](crate::ErrorKind::Server) (500), and [`RateLimited`](crate::ErrorKind::RateLimited) (429), which no
    /// page documents.
    /// [`Paging`](crate::ErrorKind::Paging) when the list does not move on. A permission that can't be read is a
    /// [`Decode`](crate::ErrorKind::Decode) with its [`item_id`](crate::Error::item_id) and
    /// [`json_path`](crate::Error::json_path); the list goes on after it.
    pub fn list(&self, filter: PermissionFilter) -> Pager<Permission> {
        let (call, options) = filter.call();
        options.pages(self.client, call, &[])
    }

    /// As [`list`](Self::list), with chosen members only.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{Fields, PermissionFilter};
    ///
    /// let parts = client.permissions().list_parts(PermissionFilter::default(), Fields::only(["company", "roles"]));
    /// for part in parts.collect().await? {
    ///     println!("{}: {:?}", part.id, part.roles);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The names are `id`, `company`, `roles`, `createdAt`, `updatedAt`, `deleted`, `createdBy` and `updatedBy`. What the
    /// service does with others is not documented.
    ///
    /// # Errors
    /// Those of [`list`](Self::list), and [`InvalidInput`](crate::ErrorKind::InvalidInput) for what [`Fields`] refuses.
    pub fn list_parts(&self, filter: PermissionFilter, fields: Fields) -> Pager<PermissionPart> {
        let (call, options) = filter.call();
        options.fields(fields).pages(self.client, call, &[])
    }
}

/// Which permissions to list, and how.
///
/// ```
/// use base39::{ListOptions, PermissionFilter, Role};
///
/// let filter = PermissionFilter::default().roles([Role::Approver]).companies(["comp_1"]);
/// let filter = filter.options(ListOptions::default().page_size(50));
/// assert_eq!(filter.options.page_size, Some(50));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionFilter {
    /// Only permissions for these companies; empty means all. Ids only: that `*` may stand here is not documented. Nor is whether a filter
    /// by company finds permissions for [all companies](CompanyScope::All): to know who can act for a company, don't filter.
    ///
    /// Wire: `company`. Confidence: high (vendor's page, text and a copy with names).
    pub companies: Vec<CompanyId>,
    /// Only permissions with these roles; empty means all. Whether one of several is enough is not documented.
    ///
    /// Wire: `role`. Confidence: medium. A copy of the sibling page names it so; this page's text says only that it
    /// filters on the member `roles`.
    pub roles: Vec<Role>,
    /// Only this operator's permissions.
    ///
    /// Wire: `operator`. Confidence: weak. The page describes it last among the query parameters, without its name, and
    /// does not say whether it is required. [`Operators::permissions`](crate::Operators::permissions) has the operator in
    /// the path, which is certain.
    pub operator: Option<OperatorId>,
    /// How the list is read: it takes all [`ListOptions`] but `fields`, which
    /// [`list_parts`](Permissions::list_parts) is given. Which references a permission can expand is not
    /// documented.
    pub options: ListOptions,
}

impl PermissionFilter {
    /// Sets [`companies`](field@Self::companies).
    #[must_use]
    pub fn companies(mut self, ids: impl IntoIterator<Item = impl Into<CompanyId>>) -> Self {
        self.companies = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`roles`](field@Self::roles).
    #[must_use]
    pub fn roles(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
        self.roles = roles.into_iter().collect();
        self
    }

    /// Sets [`operator`](field@Self::operator).
    #[must_use]
    pub fn operator(mut self, id: impl Into<OperatorId>) -> Self {
        self.operator = Some(id.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }

    /// The call, and how its list is read.
    fn call(self) -> (Call<Bytes>, ListOptions) {
        let chosen = match self.options.fields {
            None => Ok(()),
            Some(_) => Err(Error::invalid_input("fields", "is set in the options")
                .with_advice("give it to `list_parts`, whose items can do without members")),
        };
        let call = narrow(Call::of(&operations::LIST_PERMISSIONS), &self.companies, &self.roles)
            .validate(chosen)
            .validate(check_not_empty("operator", self.operator.as_ref().map(OperatorId::as_str)))
            .query_opt("operator", self.operator);
        (call, self.options)
    }
}

/// What both lists of permissions can be asked for.
pub(crate) fn narrow<T>(call: Call<T>, companies: &[CompanyId], roles: &[Role]) -> Call<T> {
    let all = companies.iter().any(|company| company.as_str() == "*");
    let check = if all {
        Err(Error::invalid_input("company", "has `*`, which is not documented as a filter")
            .with_advice("leave the company out to list the permissions of all"))
    } else {
        Ok(())
    };
    call.validate(check).query_list("company", companies).query_list("role", roles)
}

/// A permission of an operator.
///
/// Members that say what the permission is are plain: the documented sample of `list_permissions` has them, and a missing
/// or unreadable one is an error of kind [`Decode`](crate::ErrorKind::Decode) that names it, since unknown roles must not
/// look like none. Who created or changed it, and when, is `None` where it is absent or can't be read, so that it loses no
/// permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Permission {
    /// Its id, also the cursor of what comes after it.
    pub id: PermissionId,
    /// For which company.
    pub company: CompanyScope,
    /// What the operator may do there.
    pub roles: Vec<Role>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. Absent or null is `false`, the documented default.
    #[serde(default, deserialize_with = "wire::flag")]
    pub deleted: bool,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

impl Listed for Permission {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A permission with chosen members: `None` is one that was not asked for or not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PermissionPart {
    /// Its id, which is always asked for: it is the cursor of what comes after it.
    pub id: PermissionId,
    /// For which company. An expanded one is a JSON object, since members can be chosen inside it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyScope<Map<String, Value>>>,
    /// What the operator may do there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

impl Listed for PermissionPart {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Who created or changed something. The vendor's text speaks of a subscription on every resource, so it was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Actor {
    /// The client that did it, such as an API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What that client sent as [`EXTERNAL_CLIENT_ID`](crate::EXTERNAL_CLIENT_ID).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_client_id: Option<String>,
    /// The application, for example `backoffice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// For which company a permission is. `C` is what an expanded company is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompanyScope<C = Company> {
    /// Every company: `*`. Documented for the roles financial, administrator and the three of the back office, so not for
    /// approver.
    All,
    /// This company.
    Id(CompanyId),
    /// This company, expanded.
    Object(Box<C>),
}

impl CompanyScope {
    /// `*` or the company's id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => "*",
            Self::Id(id) => id.as_str(),
            Self::Object(company) => company.id.as_str(),
        }
    }
}

impl<C> From<&str> for CompanyScope<C> {
    fn from(text: &str) -> Self {
        if text == "*" { Self::All } else { Self::Id(text.into()) }
    }
}

impl<C> From<Box<C>> for CompanyScope<C> {
    fn from(company: Box<C>) -> Self {
        Self::Object(company)
    }
}

impl<C: Serialize> Serialize for CompanyScope<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("*"),
            Self::Id(id) => id.serialize(serializer),
            Self::Object(company) => company.serialize(serializer),
        }
    }
}

impl<'de, C: Deserialize<'de>> Deserialize<'de> for CompanyScope<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text_or_object(deserializer, "a company's id, `*` or a company")
    }
}
