//! What is known of a customer, to be created or changed.

use acesso_core::{Secret, open_enum};

use crate::{
    CustomFieldId, InternalId, OrganizationId,
    form::{CustomFields, Form},
};

open_enum! {
    /// The language of a customer's panel. Each is written as the vendor's page writes it.
    pub enum Language {
        /// Brazilian Portuguese, the vendor's default.
        Portuguese = "pt-BR",
        /// Spanish; with an underscore on the page.
        Spanish = "es_ES",
        /// English.
        English = "en-US",
    }
}

/// What is known of a customer: all of it for [`Customers::create`](crate::Customers::create), what changes for
/// [`Customers::update`](crate::Customers::update). What is not set is not sent. An empty text is refused, since a peer
/// project says that the service ignores it: nothing is known to empty a member.
///
/// ```
/// use tomticket::CustomerData;
///
/// let ana = CustomerData::new("42", "Ana Exemplo").email("ana@cliente.example").create_tickets(false);
/// let moved = CustomerData::default().organization_id("fedcba9876543210fedcba9876543210");
/// assert_eq!((ana.create_tickets, moved.create_tickets), (Some(false), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CustomerData {
    /// The id in your own records. Needed to create a customer. On an update it is the new one, and allowed only where the
    /// customer is named by e-mail address.
    pub internal_id: Option<InternalId>,
    /// The customer's name, at most 250 characters. Needed to create a customer.
    pub name: Option<String>,
    /// The e-mail address, at most 250 characters; with it the customer can use the customers' panel.
    pub email: Option<String>,
    /// The telephone number, at most 20 characters.
    pub phone: Option<String>,
    /// Whether the customer may create tickets. The vendor's default is yes. Whether leaving it out of an update resets
    /// it is not stated.
    pub create_tickets: Option<bool>,
    /// The customer's organization.
    pub organization_id: Option<OrganizationId>,
    /// The panel's language. Whether leaving it out of an update resets it is not stated.
    pub language: Option<Language>,
    /// The customer's portfolio, by its id; Enterprise accounts alone.
    pub portfolio_id: Option<String>,
    /// The panel's password; not on the vendor's page (client code).
    pub password: Option<Secret>,
    /// Values of custom fields. The account's settings can demand some. The page gives them a longest length of 1, which
    /// does not hold its own examples and is not checked.
    pub custom_fields: CustomFields,
}

impl CustomerData {
    /// What a new customer needs.
    pub fn new(internal_id: impl Into<InternalId>, name: impl Into<String>) -> Self {
        Self::default().internal_id(internal_id).name(name)
    }

    /// Sets [`internal_id`](field@Self::internal_id).
    #[must_use]
    pub fn internal_id(mut self, id: impl Into<InternalId>) -> Self {
        self.internal_id = Some(id.into());
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

    /// Sets [`create_tickets`](field@Self::create_tickets).
    #[must_use]
    pub fn create_tickets(mut self, may: bool) -> Self {
        self.create_tickets = Some(may);
        self
    }

    /// Sets [`organization_id`](field@Self::organization_id).
    #[must_use]
    pub fn organization_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// Sets [`language`](field@Self::language).
    #[must_use]
    pub fn language(mut self, language: impl Into<Language>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets [`portfolio_id`](field@Self::portfolio_id).
    #[must_use]
    pub fn portfolio_id(mut self, id: impl Into<String>) -> Self {
        self.portfolio_id = Some(id.into());
        self
    }

    /// Sets [`password`](field@Self::password).
    #[must_use]
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Sets one of the [`custom_fields`](field@Self::custom_fields).
    #[must_use]
    pub fn custom_field(mut self, id: impl Into<CustomFieldId>, value: impl Into<String>) -> Self {
        self.custom_fields.insert(id.into(), value.into());
        self
    }

    /// What creating and changing a customer have in common.
    pub(super) fn add_to(&self, form: Form) -> Form {
        form.text_opt("name", self.name.as_ref())
            .text_opt("email", self.email.as_ref())
            .text_opt("phone", self.phone.as_ref())
            .flag("create_tickets", self.create_tickets)
            .text_opt("organization_id", self.organization_id.as_ref())
            .text_opt("language", self.language.as_ref())
            .text_opt("portfolio_id", self.portfolio_id.as_ref())
            .text_opt("password", self.password.as_ref().map(Secret::expose))
            .custom_fields(&self.custom_fields)
    }
}
