//! Organizations: the companies that customers belong to.

use acesso_core::{Call, Client, Pager, text_id, wire};
use serde::{Deserialize, Serialize};

use crate::{
    envelope::{at_page, read_page},
    operations,
    query::Parameters,
};

text_id! {
    /// An organization's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct OrganizationId;
}

/// The operations on organizations; see [`Client::organizations`](crate::Client::organizations).
#[derive(Debug, Clone, Copy)]
pub struct Organizations<'a> {
    client: &'a Client,
}

impl<'a> Organizations<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the organizations, 50 a page.
    ///
    /// `GET /organization/list`, operation `organization_list`. No vendor's page was found: the path, the page parameter and
    /// the members are what public clients use (<https://github.com/CarlosDDM/tomticket-api>); the filter's other members and
    /// the 50 a page come from a peer project
    /// (<https://glama.ai/mcp/servers/glira/mcp-tomticket/tools/tomticket_list_organizations>). The plans are not known. The
    /// pager's cursor is a page number; at the start it asks for the filter's [`page`](field@OrganizationFilter::page).
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::OrganizationFilter;
    ///
    /// let organizations = client.organizations().list(OrganizationFilter::default()).collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) (401: token *or values*),
    /// [`Forbidden`](crate::ErrorKind::Forbidden) (403), [`RateLimited`](crate::ErrorKind::RateLimited) (429),
    /// [`Rejected`](crate::ErrorKind::Rejected) for an `error: true` or `success: false` inside a 200,
    /// [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that the API did not write,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for page 0, an empty text in the filter or a cursor that is not a
    /// page number,
    /// [`Decode`](crate::ErrorKind::Decode) for an organization that can't be read (the list goes on) or a page that can't
    /// (it ends), [`Paging`](crate::ErrorKind::Paging) for a list that does not end, and connection errors.
    pub fn list(&self, filter: OrganizationFilter) -> Pager<Organization> {
        self.client.pages(move |cursor| {
            let call = filter.narrow(Call::of(&operations::ORGANIZATION_LIST));
            at_page(call, cursor, filter.page)
                .read_with(|answer| read_page(answer, |organization: &Organization| organization.id.as_str()))
        })
    }
}

/// Which organizations to list, and how. Every member is optional. All but `page` come from a peer project alone, by their
/// names (client code); none was seen in use.
///
/// ```
/// use tomticket::OrganizationFilter;
///
/// let filter = OrganizationFilter::default().organization_mother_id("fedcba98").page(2);
/// assert_eq!((filter.page, filter.order), (Some(2), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct OrganizationFilter {
    /// The page to begin with, from 1 on. The vendor's default is 1. Public clients send it.
    pub page: Option<u32>,
    /// The sort direction; see [`CustomerFilter::order`](field@crate::CustomerFilter::order).
    pub order: Option<String>,
    /// The column to sort by; see [`CustomerFilter::order`](field@crate::CustomerFilter::order).
    pub column: Option<String>,
    /// Whether each item has its custom fields. The member that they come in was not seen, so [`Organization`] lacks it. The
    /// JSON of a page has it: `client.request(pager.call().read_json::<serde_json::Value>())`.
    pub show_custom_fields: Option<bool>,
    /// Only organizations below this parent organization.
    pub organization_mother_id: Option<OrganizationId>,
}

impl OrganizationFilter {
    /// Sets [`page`](field@Self::page).
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets [`order`](field@Self::order).
    #[must_use]
    pub fn order(mut self, direction: impl Into<String>) -> Self {
        self.order = Some(direction.into());
        self
    }

    /// Sets [`column`](field@Self::column).
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Self {
        self.column = Some(name.into());
        self
    }

    /// Sets [`show_custom_fields`](field@Self::show_custom_fields).
    #[must_use]
    pub fn show_custom_fields(mut self, show: bool) -> Self {
        self.show_custom_fields = Some(show);
        self
    }

    /// Sets [`organization_mother_id`](field@Self::organization_mother_id).
    #[must_use]
    pub fn organization_mother_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization_mother_id = Some(id.into());
        self
    }

    /// Everything but the page, which the pager counts.
    fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        call.text("order", self.order.as_ref())
            .text("column", self.column.as_ref())
            .flag("show_custom_fields", self.show_custom_fields)
            .text("organization_mother_id", self.organization_mother_id.as_ref())
    }
}

/// An organization in the list. Only these two members are known (client code); for more, read the list with a
/// [`Call`] of your own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name; empty where it is null.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
}
