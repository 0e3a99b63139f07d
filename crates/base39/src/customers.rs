//! Customers, the people who take loans.

use std::collections::BTreeMap;

use acesso_core::{Call, Client, Error, Pager, Request, check_not_empty, wire};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Address, Attachment, CustomerId, FileId, ListOptions, NewAttachment, View, lenient,
    list::{Listed, narrow},
    operations,
};

/// The operations on customers, from [`Client::customers`](crate::Client::customers).
///
/// No plan and no rate limit is documented for them. How a customer is created is not documented.
///
/// A write is sent once; with [`idempotent`](Request::idempotent) it carries an `Idempotency-Key` and may be repeated like a
/// read. With OAuth, ask for [`Scope::Write`](crate::Scope::Write).
///
/// # Errors
/// Those of [loans](crate::Loans#errors).
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Customers, newest first by creation date. `GET /v1/customers` (operation `list_customers`).
    ///
    /// **Only the answer is sure:** the page's copy lost the parameters' names, so the filter sends them as you name them.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::CustomerFilter;
    ///
    /// let filter = CustomerFilter::default().parameter("email", "ana@cliente.example");
    /// for customer in client.customers().list(filter).collect().await? {
    ///     println!("{}: {:?}", customer.id, customer.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-customers>, cut off inside the
    /// text of `fields`.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    pub fn list(&self, filter: CustomerFilter) -> Pager<Customer> {
        let call = Call::of(&operations::LIST_CUSTOMERS);
        filter.options.pages(self.client, narrow(call, filter.parameters), &[])
    }

    /// Changes a customer: the members that are set. `POST /v1/customers/{id}` (operation `update_customer`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::CustomerUpdate;
    ///
    /// let change = CustomerUpdate::default().email("ana@cliente.example");
    /// let customer = client.customers().update("cust_5f92f01728e009f403d8502e", change).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-customers-id>. Its
    /// parameters and required markers were cut off.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors); [`InvalidInput`](crate::ErrorKind::InvalidInput) also for a CPF that is not 11
    /// characters long, for a country or nationality that is not a code of two letters, and for an address that lacks more
    /// than its `line2`.
    pub fn update(&self, customer: impl Into<CustomerId>, change: CustomerUpdate) -> Request<Customer> {
        let call = Call::of(&operations::UPDATE_CUSTOMER)
            .path_param("id", customer.into())
            .validate(check_country_code("nationality", change.nationality.as_deref()))
            .validate(Address::check(change.address.as_ref()))
            .json(&change);
        self.client.request(call.read_json())
    }

    /// Attaches a file to a customer. `POST /v1/customers/{id}/attach` (operation `attach_customer_file`).
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-customers-id-attach>. It
    /// describes `fields` as it was: members to have, none to leave out.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors).
    pub fn attach(&self, customer: impl Into<CustomerId>, file: impl Into<FileId>, view: View) -> Request<Customer> {
        let file = file.into();
        let call = Call::of(&operations::ATTACH_CUSTOMER_FILE)
            .path_param("id", customer.into())
            .validate(check_not_empty("file", file.as_str()))
            .json(&NewAttachment { file });
        self.client.request(view.choose(call).read_json())
    }
}

/// The table of operations bounds lengths; the contract also says which characters a nationality has.
fn check_country_code(name: &'static str, code: Option<&str>) -> Result<(), Error> {
    match code {
        Some(code) if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) => {
            Err(Error::invalid_input(name, "is not a country's code of two capital letters"))
        }
        _ => Ok(()),
    }
}

/// Which customers to list, and how.
///
/// ```
/// use base39::CustomerFilter;
///
/// let filter = CustomerFilter::default().parameter("id", "cust_1,cust_2");
/// assert_eq!(filter.parameters.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerFilter {
    /// Parameters by name, each with one value or several with commas between them. `id`, `document` (the CPF), `email` and
    /// `phone` are inferred from what their texts say they filter by.
    pub parameters: BTreeMap<String, String>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl CustomerFilter {
    /// Sets one of the [`parameters`](field@Self::parameters).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

acesso_core::open_enum! {
    /// A customer's gender. The vendor's list is cut off in a fourth value, which begins with `prefer_`.
    pub enum Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Other.
        Other = "other",
    }
}

/// A customer.
///
/// The pages require no member, so all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    /// Their id, also the cursor of what comes after them.
    pub id: CustomerId,
    /// Their CPF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Their name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their phone number.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What they log in with.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where they live.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Their birthday; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Where they were born.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
    /// Their country, two letters.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// Their gender.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Whether they are politically exposed, as the name is understood.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub public_person: Option<bool>,
    /// Their marital status; `single` is the only value seen.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub marital_status: Option<String>,
    /// Their mother's name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub mother_name: Option<String>,
    /// Their other documents.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub additional_documents: Option<Vec<AdditionalDocument>>,
    /// Their files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
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
}

impl Listed for Customer {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A document beside the CPF.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdditionalDocument {
    /// What kind it is.
    ///
    /// Wire: `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The Brazilian state that it is of, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What changes of a customer. What is not set is not sent; that it stays as it is, is inferred.
///
/// ```
/// use base39::{AdditionalDocument, CustomerUpdate};
///
/// let card = AdditionalDocument { kind: Some("rg".into()), number: Some("1".into()), ..AdditionalDocument::default() };
/// let change = CustomerUpdate::default().phone("+5511900000000").additional_documents([card]);
/// assert_eq!(change.email, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerUpdate {
    /// The CPF, 11 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What they log in with; any value that no other customer has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where they live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The birthday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Where they were born.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
    /// Their country, two letters: ISO 3166-1 and AC, CP, DG, EA, IC and XK.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The gender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Whether they are politically exposed, as the name is understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_person: Option<bool>,
    /// The marital status; `single` is the only value seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marital_status: Option<String>,
    /// Their mother's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mother_name: Option<String>,
    /// Their other documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_documents: Option<Vec<AdditionalDocument>>,
    /// Their files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<NewAttachment>>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl CustomerUpdate {
    /// Sets [`document`](field@Self::document).
    #[must_use]
    pub fn document(mut self, document: impl Into<String>) -> Self {
        self.document = Some(document.into());
        self
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`email`](field@Self::email).
    #[must_use]
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self
    }

    /// Sets [`phone`](field@Self::phone).
    #[must_use]
    pub fn phone(mut self, number: impl Into<String>) -> Self {
        self.phone = Some(number.into());
        self
    }

    /// Sets [`username`](field@Self::username).
    #[must_use]
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.username = Some(name.into());
        self
    }

    /// Sets [`address`](field@Self::address).
    #[must_use]
    pub fn address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets [`birth_date`](field@Self::birth_date).
    #[must_use]
    pub fn birth_date(mut self, date: Date) -> Self {
        self.birth_date = Some(date);
        self
    }

    /// Sets [`birth_place`](field@Self::birth_place).
    #[must_use]
    pub fn birth_place(mut self, place: impl Into<String>) -> Self {
        self.birth_place = Some(place.into());
        self
    }

    /// Sets [`nationality`](field@Self::nationality).
    #[must_use]
    pub fn nationality(mut self, code: impl Into<String>) -> Self {
        self.nationality = Some(code.into());
        self
    }

    /// Sets [`gender`](field@Self::gender).
    #[must_use]
    pub fn gender(mut self, gender: Gender) -> Self {
        self.gender = Some(gender);
        self
    }

    /// Sets [`public_person`](field@Self::public_person).
    #[must_use]
    pub fn public_person(mut self, is_exposed: bool) -> Self {
        self.public_person = Some(is_exposed);
        self
    }

    /// Sets [`marital_status`](field@Self::marital_status).
    #[must_use]
    pub fn marital_status(mut self, status: impl Into<String>) -> Self {
        self.marital_status = Some(status.into());
        self
    }

    /// Sets [`mother_name`](field@Self::mother_name).
    #[must_use]
    pub fn mother_name(mut self, name: impl Into<String>) -> Self {
        self.mother_name = Some(name.into());
        self
    }

    /// Sets [`additional_documents`](field@Self::additional_documents).
    #[must_use]
    pub fn additional_documents(mut self, documents: impl IntoIterator<Item = AdditionalDocument>) -> Self {
        self.additional_documents = Some(documents.into_iter().collect());
        self
    }

    /// Sets [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachments(mut self, files: impl IntoIterator<Item = impl Into<FileId>>) -> Self {
        self.attachments = Some(files.into_iter().map(|file| NewAttachment { file: file.into() }).collect());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}
