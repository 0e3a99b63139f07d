//! Organizations: the companies that customers belong to.

use acesso_core::{Call, Client, Pager, text_id, wire};
use serde::{Deserialize, Serialize};

use crate::envelope::{at_page, read_page};

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
    pub(crate) fn of(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the organizations, 50 a page.
    ///
    /// `GET /organization/list`, operation `organization_list`. No vendor's page was found: path, parameter and members
    /// are what a public client uses (<https://github.com/CarlosDDM/tomticket-api>), and the plans are not known. The
    /// pager's cursor is the page's number.
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) (401: token *or values*),
    /// [`Forbidden`](crate::ErrorKind::Forbidden) (403), [`RateLimited`](crate::ErrorKind::RateLimited) (429),
    /// [`Rejected`](crate::ErrorKind::Rejected) for an `error: true` inside a 200,
    /// [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that the API did not write,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a cursor that is no page number,
    /// [`Decode`](crate::ErrorKind::Decode) for an organization that can't be read (the list goes on) or a page that can't
    /// (it ends), [`Paging`](crate::ErrorKind::Paging) for a list that does not end, and those of the connection.
    pub fn list(&self) -> Pager<Organization> {
        self.client.pages(|cursor| {
            at_page(Call::get("organization_list", "/organization/list"), cursor, None)
                .read_with(|answer| read_page(answer.body, |organization: &Organization| organization.id.as_str()))
        })
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
