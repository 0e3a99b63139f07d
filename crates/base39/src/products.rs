//! Products: the kinds of credit that an account offers.

use acesso_core::{Call, Client, Pager, Request, check_not_empty, open_enum, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

pub use input::{EligibleProductFilter, ProductFilter, ProductInput};
pub use settings::{
    DocumentTemplate, DocumentToCreate, DocumentToRequest, OfferOptions, OfferSettings, ProductDocuments,
    ProductEligibility, ProductInvoiceSettings, ProductLoanSettings, ProductOffering, ProductRebate, ProductSettings,
    Refinancing,
};

use crate::{
    CustomerId, EmploymentId, ProductId, Reference, View, lenient, list::Listed, operations, view::refuse_set,
};

mod input;
mod settings;

open_enum! {
    /// Whether a product is offered.
    pub enum ProductStatus {
        /// It is.
        Active = "active",
        /// It is not.
        Inactive = "inactive",
    }
}

/// The operations on products, from [`Client::products`](crate::Client::products).
///
/// No unit is documented for amounts, no plan and no rate limit for the operations.
///
/// # Errors
/// Those of [invoices](crate::Invoices#errors), which also say how writes are sent.
#[derive(Debug, Clone, Copy)]
pub struct Products<'a> {
    client: &'a Client,
}

impl<'a> Products<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists products, newest first by creation date.
    ///
    /// `GET /v1/products`, operation `list_products`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/get-v1-products>). The
    /// answer's end is cut off, and one parameter lost its name: a list of members to leave out, as
    /// [`Fields::Except`](crate::Fields::Except) has it.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{ProductFilter, ProductStatus};
    ///
    /// for product in client.products().list(ProductFilter::default()).collect().await? {
    ///     if product.status == Some(ProductStatus::Active) {
    ///         println!("{}: {:?}", product.id, product.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Products#errors).
    pub fn list(&self, filter: ProductFilter) -> Pager<Product> {
        let call = Call::of(&operations::LIST_PRODUCTS)
            .validate(check_not_empty("name", filter.name.as_deref()))
            .query_opt("name", filter.name);
        filter.options.pages(self.client, call, &[])
    }

    /// Creates a product.
    ///
    /// `POST /v1/products`, operation `create_product`
    /// (<https://docs.base39.com.br/development/api-reference/endpoint/post-v1-products>). The body's sample was seen
    /// whole; what is required, parameters and the answer's end were not.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{ProductInput, ProductStatus};
    ///
    /// let product = ProductInput::default().slug("consignado").name("Consignado").status(ProductStatus::Inactive);
    /// let product = client.products().create(product).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Products#errors).
    pub fn create(&self, product: ProductInput) -> Request<Product> {
        self.client.request(Call::of(&operations::CREATE_PRODUCT).json(&product).read_json())
    }

    /// Lists the products that customers are eligible for, with their limits.
    ///
    /// `GET /v1/products/eligibles`, operation `list_eligible_products`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/get-v1-products-eligibles>).
    /// The page was seen whole; it knows no names to leave out of the answer ([`Fields::Except`](crate::Fields::Except)).
    /// An item has no id of its own, so the product's id is taken for the cursor (inferred). With several customers it may
    /// not say where to go on: ask for one at a time.
    ///
    /// # Errors
    /// Those of [all operations](Products#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for
    /// [`Fields`](crate::Fields) that leave out `product`.
    pub fn eligible(&self, filter: EligibleProductFilter) -> Pager<EligibleProduct> {
        let call = Call::of(&operations::LIST_ELIGIBLE_PRODUCTS)
            .query_list("document", &filter.documents)
            .query_opt("status", filter.status)
            .query_list("loansToIgnore", &filter.loans_to_ignore);
        filter.options.pages(self.client, call, &[])
    }

    /// Reads one product. One that was deleted comes with [`deleted`](field@Product::deleted) set.
    ///
    /// `GET /v1/products/{product}`, operation `get_product`
    /// (<https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-products-product>). The answer's end is cut
    /// off.
    ///
    /// # Errors
    /// Those of [all operations](Products#errors).
    pub fn get(&self, product: impl Into<ProductId>, view: View) -> Request<Product> {
        let call = Call::of(&operations::GET_PRODUCT).path_param("product", product.into());
        self.client.request(view.choose(call).read_json())
    }

    /// Changes a product. That what is not set stays as it is, is inferred.
    ///
    /// `POST /v1/products/{product}`, operation `update_product`
    /// (<https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-products-product>). The body's
    /// sample was seen whole and has no `image`; what is required, parameters and the answer's end were not seen.
    ///
    /// # Errors
    /// Those of [all operations](Products#errors). [`InvalidInput`](crate::ErrorKind::InvalidInput) also for an
    /// [`image`](field@ProductInput::image).
    pub fn update(&self, product: impl Into<ProductId>, change: ProductInput) -> Request<Product> {
        let call = Call::of(&operations::UPDATE_PRODUCT)
            .path_param("product", product.into())
            .validate(refuse_set(&[("image", change.image.is_some())], &["image"]));
        self.client.request(call.json(&change).read_json())
    }
}

/// A product. All but the id may be missing: the contract requires nothing, and [`Fields`](crate::Fields) leave members
/// out. Its end is cut off in the contract; what follows is in [`extra`](Self::extra).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What products of one kind have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Whether it is offered; the documented default is [`Active`](ProductStatus::Active).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ProductStatus>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A picture.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// How it works; `None` also where that can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub settings: Option<ProductSettings>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Whether it was deleted. Known from what the page of [`Products::get`] says of the operation.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for Product {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A product that a customer may take, with its limits. All may be missing: the contract requires nothing, and
/// [`Fields`](crate::Fields) leave members out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EligibleProduct {
    /// The product; it is always asked for, since it says where the list goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Reference<ProductId>>,
    /// What products of one kind have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The largest loan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_loan_amount: Option<Number>,
    /// The smallest loan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_loan_amount: Option<Number>,
    /// The most installments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_number_of_installments: Option<Number>,
    /// The fewest installments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_number_of_installments: Option<Number>,
    /// The largest installment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_installment_value: Option<Number>,
    /// The smallest installment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_installment_value: Option<Number>,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Reference<CustomerId>>,
    /// The employment that makes them eligible (inferred).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<Reference<EmploymentId>>,
    /// Whether it is available.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Listed for EligibleProduct {
    const ID: &'static str = "product";

    fn id(&self) -> &str {
        match &self.product {
            Some(Reference::Id(id)) => id.as_str(),
            Some(Reference::Object(product)) => product.get("id").and_then(Value::as_str).unwrap_or_default(),
            None => "",
        }
    }
}
