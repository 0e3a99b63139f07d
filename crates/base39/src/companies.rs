//! Companies.

use acesso_core::{Call, Client, Request, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    CompanyGroup, CompanyGroupId, Reference,
    list::{OnePage, read_one_page},
    operations,
};

acesso_core::text_id! {
    /// A company's id, `comp_…`. Opaque.
    pub struct CompanyId;
}

acesso_core::text_id! {
    /// A credit policy's id, `cpol_…` here and `crpl_…` in offers. Opaque.
    pub struct CreditPolicyId;
}

acesso_core::open_enum! {
    /// Whether a company can get new loans.
    pub enum CompanyStatus {
        /// It can.
        Active = "active",
        /// It can't.
        Inactive = "inactive",
    }
}

/// The operations on companies, from [`Client::companies`](crate::Client::companies).
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Companies<'a> {
    client: &'a Client,
}

impl<'a> Companies<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Companies. `GET /v1/companies` (operation `list_companies`).
    ///
    /// **As far as documented: one page.** The text that the contract rests on ends before the parameters, so there is no
    /// documented way to ask for the next page, and nothing undocumented is sent. [`OnePage::has_more`] says whether
    /// there are companies that are not in this answer.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// let companies = client.companies().list().await?;
    /// if companies.has_more {
    ///     eprintln!("there are more than these {} companies", companies.data.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/get-v1-companies>.
    ///
    /// # Errors
    /// Those of the general errors page: [`Rejected`](crate::ErrorKind::Rejected) (400),
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) (401), [`Forbidden`](crate::ErrorKind::Forbidden) (403, also for a
    /// missing credential), [`NotFound`](crate::ErrorKind::NotFound) (404), [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl)
    /// for a 404 without a code, [`Server`](crate::ErrorKind::Server) (500), and
    /// [`RateLimited`](crate::ErrorKind::RateLimited) (429), which no page documents. A page without `hasMore` is a [`Decode`](crate::ErrorKind::Decode) error: it could be a part.
    pub fn list(&self) -> Request<OnePage<Company>> {
        self.client.request(Call::of(&operations::LIST_COMPANIES).read_with(read_one_page))
    }
}

/// A company.
///
/// No whole sample is documented, so all but the id may be missing. Only `id` and `status` can make a company unreadable:
/// whatever else can't be read is `None`. What the contract does not know is in [`extra`](Self::extra).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Whether it can get new loans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CompanyStatus>,
    /// Its CNPJ, digits only.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its legal name.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its trade name.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The group it belongs to, which can be expanded.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub group: Option<Reference<CompanyGroupId, CompanyGroup>>,
    /// Where it is.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Its credit policies.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub credit_policies: Option<Vec<CreditPolicy>>,
    /// Its settings, as they came: the contract's schema is cut off, and samples contradict it in `steps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Value>,
    /// Members that the contract does not know. Timestamps and `deleted` are likely to be among them.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A postal address. Creating a company needs all but `line2`; what older companies have is not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Address {
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Country, two letters (ISO 3166-1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// What the street does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// Number in the street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighborhood: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A company's credit policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreditPolicy {
    /// Its id.
    pub id: CreditPolicyId,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
