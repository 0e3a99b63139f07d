//! What is asked and written of products.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{ProductSettings, ProductStatus};
use crate::{ListOptions, LoanId};

/// Which products to list, and how.
///
/// ```
/// use base39::ProductFilter;
///
/// let filter = ProductFilter::default().name("Consignado");
/// assert_eq!(filter.name.as_deref(), Some("Consignado"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProductFilter {
    /// Only products whose name equals or contains this text.
    ///
    /// Wire: `name`. Confidence: inferred, since the page lost the parameter's name.
    pub name: Option<String>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl ProductFilter {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, text: impl Into<String>) -> Self {
        self.name = Some(text.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// For whom and which of their products to list, and how.
///
/// ```
/// use base39::{EligibleProductFilter, ProductStatus};
///
/// let filter = EligibleProductFilter::default().documents(["00000000000"]).status(ProductStatus::Active);
/// assert_eq!(filter.documents.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EligibleProductFilter {
    /// Only for the customers with these CPFs; empty means all.
    ///
    /// Wire: `document`.
    pub documents: Vec<String>,
    /// Only products with this status.
    pub status: Option<ProductStatus>,
    /// Loans that do not count when eligibility is checked.
    ///
    /// Wire: `loansToIgnore`.
    pub loans_to_ignore: Vec<LoanId>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl EligibleProductFilter {
    /// Sets [`documents`](field@Self::documents).
    #[must_use]
    pub fn documents(mut self, cpfs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.documents = cpfs.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: ProductStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets [`loans_to_ignore`](field@Self::loans_to_ignore).
    #[must_use]
    pub fn loans_to_ignore(mut self, ids: impl IntoIterator<Item = impl Into<LoanId>>) -> Self {
        self.loans_to_ignore = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// A product to create, or what to change of one. What is not set is not sent; what is required is not documented.
///
/// ```
/// use base39::{ProductInput, ProductLoanSettings, ProductSettings};
///
/// let loans = ProductLoanSettings { min_age: Some(18), ..Default::default() };
/// let settings = ProductSettings { loans: Some(loans), ..Default::default() };
/// let product = ProductInput::default().name("Consignado").settings(settings);
/// assert_eq!(product.image, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProductInput {
    /// What products of one kind have in common: without blanks and special characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Whether it is offered; the documented default is [`Active`](ProductStatus::Active).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ProductStatus>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A picture; not for changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// How it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<ProductSettings>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl ProductInput {
    /// Sets [`slug`](field@Self::slug).
    #[must_use]
    pub fn slug(mut self, slug: impl Into<String>) -> Self {
        self.slug = Some(slug.into());
        self
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: ProductStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Sets [`image`](field@Self::image).
    #[must_use]
    pub fn image(mut self, image: impl Into<String>) -> Self {
        self.image = Some(image.into());
        self
    }

    /// Sets [`settings`](field@Self::settings).
    #[must_use]
    pub fn settings(mut self, settings: ProductSettings) -> Self {
        self.settings = Some(settings);
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}
