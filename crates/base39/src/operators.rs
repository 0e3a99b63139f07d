//! Operators, the people who work with Base39.

use acesso_core::{Call, Client, Pager, Request, check_not_empty};
use serde::Serialize;

use crate::{CompanyId, ListOptions, Permission, Role, operations, permissions::narrow};

acesso_core::text_id! {
    /// An operator's id, `oprt_…` (samples of workflows have `optr_…`). Opaque.
    pub struct OperatorId;
}

/// The operations on operators, from [`Client::operators`](crate::Client::operators).
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Operators<'a> {
    client: &'a Client,
}

impl<'a> Operators<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// One operator's permissions, newest first by creation date. `GET /v1/operators/{operator}/permissions` (operation
    /// `list_operator_permissions`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::OperatorPermissionFilter;
    ///
    /// let filter = OperatorPermissionFilter::default().deleted(false);
    /// let permissions = client.operators().permissions("oprt_5f92f01728e009f403d8502e", filter).collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page:
    /// <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-operators-operator-permissions>. The copy
    /// that the contract rests on is cut off in the answer's members; its items are named Permission, so they are read as
    /// those of [`Permissions::list`](crate::Permissions::list). It documents no `fields`.
    ///
    /// # Errors
    /// As [`Permissions::list`](crate::Permissions::list). An operator's id that is empty, `.` or `..` is refused before
    /// sending. Whether an unknown operator is a [`NotFound`](crate::ErrorKind::NotFound) or an empty list is not
    /// documented; the page says that the operation never fails.
    pub fn permissions(&self, operator: impl Into<OperatorId>, filter: OperatorPermissionFilter) -> Pager<Permission> {
        let call = Call::of(&operations::LIST_OPERATOR_PERMISSIONS).path_param("operator", operator.into());
        let call = narrow(call, &filter.companies, &filter.roles).query_opt("deleted", filter.deleted);
        filter.options.pages(self.client, call, &["fields"])
    }

    /// Gives an operator a permission. `POST /v1/operators/{operator}/permissions` (operation
    /// `create_operator_permission`).
    ///
    /// **As far as documented:** no stored page shows the body; its members are inferred from a permission's. If the
    /// service wants others, send them with [`Client::request`](crate::Client::request).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{NewPermission, Role};
    ///
    /// let new = NewPermission::for_company("comp_62ec27447e6959ce3872ecd6", [Role::Approver]);
    /// let permission = client.operators().create_permission("oprt_1", new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A write is sent once, unless the service can't have seen it or refused it (429). With
    /// [`idempotent`](Request::idempotent) it carries an `Idempotency-Key`, which the service remembers for 24 hours, and
    /// may be repeated like a read: after success the first answer comes again, after a failure it runs again, and while
    /// the first one runs the answer is 409, which is waited out until the call's total time is up. What the same key with
    /// another body does is not documented.
    ///
    /// With OAuth, ask for [`Scope::Write`](crate::Scope::Write).
    ///
    /// Vendor's pages:
    /// <https://docs.base39.com.br/development/api-reference/endpoint/post-v1-operators-operator-permissions>,
    /// <https://docs.base39.com.br/development/idempotency>.
    ///
    /// # Errors
    /// Before sending, [`InvalidInput`](crate::ErrorKind::InvalidInput) for an empty company and for an operator's id that is
    /// empty, `.` or `..`. From the service as [`Permissions::list`](crate::Permissions::list), and
    /// [`Conflict`](crate::ErrorKind::Conflict) (409) while a request with the same key is still running. After any other
    /// failure than a refusal, [`Error::may_have_happened`](crate::Error::may_have_happened) says whether to look before
    /// calling again.
    pub fn create_permission(&self, operator: impl Into<OperatorId>, new: NewPermission) -> Request<Permission> {
        let call = Call::of(&operations::CREATE_OPERATOR_PERMISSION)
            .path_param("operator", operator.into())
            .validate(check_not_empty("company", new.company.as_str()))
            .query_list("expand", &new.expand)
            .json(&new)
            .read_json();
        self.client.request(call)
    }
}

/// Which of an operator's permissions to list, and how.
///
/// ```
/// use base39::{ListOptions, OperatorPermissionFilter};
///
/// let expanded = ListOptions::default().expand(["data.company"]);
/// let filter = OperatorPermissionFilter::default().deleted(false).options(expanded);
/// assert_eq!(filter.deleted, Some(false));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorPermissionFilter {
    /// Only permissions for these companies; empty means all. See [`PermissionFilter::companies`](crate::PermissionFilter::companies).
    ///
    /// Wire: `company`. Confidence: high (vendor's page).
    pub companies: Vec<CompanyId>,
    /// Only permissions with these roles; empty means all. Whether one of several is enough is not documented.
    ///
    /// Wire: `role`. Confidence: high (vendor's page).
    pub roles: Vec<Role>,
    /// Only deleted ones, or only those that are not. What comes without it is not documented.
    ///
    /// Wire: `deleted`. Confidence: high (vendor's page).
    pub deleted: Option<bool>,
    /// How the list is read: it takes all [`ListOptions`] but `fields`. Which references a permission can expand is not
    /// documented.
    pub options: ListOptions,
}

impl OperatorPermissionFilter {
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

/// A permission to create. All of its body is inferred from a permission's members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use = "nothing is created until it is sent"]
pub struct NewPermission {
    company: CompanyId,
    roles: Vec<Role>,
    #[serde(skip)]
    expand: Vec<String>,
}

impl NewPermission {
    /// Roles in one company.
    pub fn for_company(company: impl Into<CompanyId>, roles: impl IntoIterator<Item = Role>) -> Self {
        Self { company: company.into(), roles: roles.into_iter().collect(), expand: Vec::new() }
    }

    /// Roles in every company (`*`). Documented for financial, administrator and the three of the back office, so not for
    /// [`Role::Approver`]; it is not refused here.
    pub fn for_all_companies(roles: impl IntoIterator<Item = Role>) -> Self {
        Self::for_company("*", roles)
    }

    /// References to replace by their objects in the answer, as dotted paths. Confidence: the name is taken from sibling
    /// pages.
    pub fn expand(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expand = paths.into_iter().map(Into::into).collect();
        self
    }
}
