//! Companies.

use acesso_core::{Call, Client, Error, Request, check_not_empty, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    CompanyGroup, CompanyGroupId, CompanySettings, Reference,
    list::{OnePage, read_one_page},
    operations,
};

acesso_core::text_id! {
    /// A company's id, `comp_…`. Opaque.
    pub struct CompanyId;
}

acesso_core::text_id! {
    /// A credit policy's id, `crpl_…`; a sample of a company has `cpol_…`. Opaque.
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
///
/// # Errors
/// As [`Permissions::list`](crate::Permissions::list). Writes are sent, and can fail, as
/// [`Operators::create_permission`](crate::Operators::create_permission) is: once, unless the request is
/// [`idempotent`](Request::idempotent); otherwise [`Error::may_have_happened`](crate::Error::may_have_happened) says
/// whether to look before calling again.
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
    /// Those of [all operations](Companies#errors). A page without `hasMore` is a [`Decode`](crate::ErrorKind::Decode)
    /// error: it could be a part.
    pub fn list(&self) -> Request<OnePage<Company>> {
        self.client.request(Call::of(&operations::LIST_COMPANIES).read_with(read_one_page))
    }

    /// Creates a company.
    ///
    /// `POST /v1/companies` (operation `create_company`). Vendor's pages:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-companies>,
    /// <https://docs.paketa.com.br/development/api-reference/endpoints/schemas/companycreate>. They are cut off in the
    /// settings; the answer's tail and what else can be asked for were not seen.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{CompanyInput, CompanyStatus};
    ///
    /// let new = CompanyInput::new("00000000000000", "Example SA").status(CompanyStatus::Inactive);
    /// let company = client.companies().create(new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Companies#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for a document or
    /// name that is missing or empty, and for an address that lacks more than its `line2`.
    pub fn create(&self, company: CompanyInput) -> Request<Company> {
        let call = Call::of(&operations::CREATE_COMPANY)
            .validate(check_given("document", company.document.as_deref()))
            .validate(check_given("name", company.name.as_deref()))
            .validate(Address::check(company.address.as_ref()))
            .json(&company)
            .read_json();
        self.client.request(call)
    }

    /// Changes a company; what is not set stays as it is (inferred: which members are required was not seen).
    ///
    /// `POST /v1/companies/{id}` (operation `update_company`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-companies-id>, cut off in the
    /// request's settings; the answer is taken to be the company.
    ///
    /// # Errors
    /// Those of [all operations](Companies#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for an address that
    /// lacks more than its `line2`.
    pub fn update(&self, company: impl Into<CompanyId>, update: CompanyInput) -> Request<Company> {
        let call = Call::of(&operations::UPDATE_COMPANY)
            .path_param("id", company.into())
            .validate(Address::check(update.address.as_ref()))
            .json(&update)
            .read_json();
        self.client.request(call)
    }
}

/// A company to create, with [`new`](Self::new), or what to change of one, with `default`. What is not set is not sent.
///
/// ```
/// use base39::{CompanyInput, CompanyStatus};
///
/// let new = CompanyInput::new("00000000000000", "Example SA").friendly_name("Example").credit_policies(["cpol_1"]);
/// let update = CompanyInput::default().status(CompanyStatus::Inactive);
/// assert_eq!(update.name, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CompanyInput {
    /// Its CNPJ, digits only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Legal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it can get new loans; the service's default is that it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CompanyStatus>,
    /// Trade name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The group it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<CompanyGroupId>,
    /// Where it is: the whole address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Its credit policies: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_policies: Option<Vec<CompanyCreditPolicy>>,
    /// Its settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<CompanySettings>,
}

impl CompanyInput {
    /// What every company needs: its CNPJ, digits only, and its legal name.
    pub fn new(document: impl Into<String>, name: impl Into<String>) -> Self {
        Self::default().document(document).name(name)
    }

    /// Sets [`document`](field@Self::document).
    #[must_use]
    pub fn document(mut self, cnpj: impl Into<String>) -> Self {
        self.document = Some(cnpj.into());
        self
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: CompanyStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets [`friendly_name`](field@Self::friendly_name).
    #[must_use]
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }

    /// Sets [`group`](field@Self::group).
    #[must_use]
    pub fn group(mut self, id: impl Into<CompanyGroupId>) -> Self {
        self.group = Some(id.into());
        self
    }

    /// Sets [`address`](field@Self::address).
    #[must_use]
    pub fn address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets [`credit_policies`](field@Self::credit_policies).
    #[must_use]
    pub fn credit_policies(mut self, ids: impl IntoIterator<Item = impl Into<CreditPolicyId>>) -> Self {
        self.credit_policies = Some(ids.into_iter().map(CompanyCreditPolicy::new).collect());
        self
    }

    /// Sets [`settings`](field@Self::settings).
    #[must_use]
    pub fn settings(mut self, settings: CompanySettings) -> Self {
        self.settings = Some(settings);
        self
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
    pub credit_policies: Option<Vec<CompanyCreditPolicy>>,
    /// Its settings.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub settings: Option<CompanySettings>,
    /// Members that the contract does not know. Timestamps and `deleted` are likely to be among them.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A postal address. One that is sent needs all but `line2`; what older companies have is not documented.
///
/// ```
/// use base39::Address;
///
/// let address = Address { city: Some("Recife".into()), state: Some("PE".into()), ..Address::default() };
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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

impl Address {
    /// Refuses an address without one of the members that the contract requires.
    pub(crate) fn check(address: Option<&Self>) -> Result<(), Error> {
        let Some(address) = address else { return Ok(()) };
        let required = [
            ("address.city", &address.city),
            ("address.state", &address.state),
            ("address.country", &address.country),
            ("address.line1", &address.line1),
            ("address.number", &address.number),
            ("address.postalCode", &address.postal_code),
            ("address.neighborhood", &address.neighborhood),
        ];
        required.into_iter().try_for_each(|(name, text)| check_given(name, text.as_deref()))
    }
}

/// Refuses a text that is missing or empty.
pub(crate) fn check_given(field: &str, text: Option<&str>) -> Result<(), Error> {
    check_not_empty(field, text.unwrap_or_default())
}

/// A company's credit policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompanyCreditPolicy {
    /// Its id.
    pub id: CreditPolicyId,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl CompanyCreditPolicy {
    /// The policy of this id.
    pub fn new(id: impl Into<CreditPolicyId>) -> Self {
        Self { id: id.into(), extra: Map::new() }
    }
}
