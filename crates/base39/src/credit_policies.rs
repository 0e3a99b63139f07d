//! Credit policies: what a product's loans are offered at.

use std::collections::BTreeMap;

use acesso_core::{Call, Client, Pager, Request, wire};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    CreditPolicyId, FundId, ListOptions, OfferFine, OfferRebate, ProductId, Reference, lenient,
    list::{Listed, narrow},
    operations,
};

/// The operations on credit policies, from [`Client::credit_policies`](crate::Client::credit_policies).
///
/// No plan and no rate limit is documented for them.
///
/// # Errors
/// Those of [loans](crate::Loans#errors). Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct CreditPolicies<'a> {
    client: &'a Client,
}

impl<'a> CreditPolicies<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Credit policies. `GET /v1/credit-policies` (operation `list_credit_policies`). The order is not documented.
    ///
    /// **Only the answer is sure:** the page's copy lost the parameters' names, so the filter sends those that narrow the list
    /// as you name them. One of them, whose name can't be guessed, leaves members out of the answer.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::CreditPolicyFilter;
    ///
    /// let filter = CreditPolicyFilter::default().parameter("product", "prod_1").deleted(false);
    /// for policy in client.credit_policies().list(filter).collect().await? {
    ///     println!("{}: {:?}", policy.id, policy.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs-3kx.pages.dev/development/api-reference/endpoints/get-v-1-credit-policies>.
    ///
    /// # Errors
    /// Those of [all operations](CreditPolicies#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move
    /// on.
    pub fn list(&self, filter: CreditPolicyFilter) -> Pager<CreditPolicy> {
        let call = Call::of(&operations::LIST_CREDIT_POLICIES).query_opt("deleted", filter.deleted);
        filter.options.pages(self.client, narrow(call, filter.parameters), &["fields"])
    }

    /// Creates a credit policy.
    ///
    /// `POST /v1/credit-policies` (operation `create_credit_policy`). Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-credit-policies>. Its
    /// samples were seen whole; which members are required, and what values they can have, was not.
    ///
    /// # Errors
    /// Those of [all operations](CreditPolicies#errors).
    pub fn create(&self, policy: CreditPolicyInput) -> Request<CreditPolicy> {
        self.client.request(Call::of(&operations::CREATE_CREDIT_POLICY).json(&policy).read_json())
    }

    /// Reads one credit policy.
    ///
    /// `GET /v1/credit-policies/{id}` (operation `get_credit_policy`). Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/get-v1-credit-policies-id>. It was
    /// seen whole, and has neither `expand` nor `fields`.
    ///
    /// # Errors
    /// Those of [all operations](CreditPolicies#errors).
    pub fn get(&self, policy: impl Into<CreditPolicyId>) -> Request<CreditPolicy> {
        self.client.request(Call::of(&operations::GET_CREDIT_POLICY).path_param("id", policy.into()).read_json())
    }

    /// Changes a credit policy; what is not set stays as it is (inferred: which members are required was not seen).
    ///
    /// `POST /v1/credit-policies/{id}` (operation `update_credit_policy`). Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-credit-policies-id>.
    ///
    /// # Errors
    /// Those of [all operations](CreditPolicies#errors).
    pub fn update(&self, policy: impl Into<CreditPolicyId>, update: CreditPolicyInput) -> Request<CreditPolicy> {
        let call =
            Call::of(&operations::UPDATE_CREDIT_POLICY).path_param("id", policy.into()).json(&update).read_json();
        self.client.request(call)
    }
}

/// Which credit policies to list, and how.
///
/// ```
/// use base39::{CreditPolicyFilter, ListOptions};
///
/// let filter = CreditPolicyFilter::default().deleted(false).options(ListOptions::default().expand(["data.product"]));
/// assert_eq!(filter.deleted, Some(false));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreditPolicyFilter {
    /// Parameters by name. `id` and `product`, each with one id or several with commas between them, and `name` are inferred
    /// from what their texts say they filter by.
    pub parameters: BTreeMap<String, String>,
    /// Only deleted ones, or only those that are not.
    ///
    /// Wire: `deleted`.
    pub deleted: Option<bool>,
    /// How the list is read: it takes all [`ListOptions`] but `fields`.
    pub options: ListOptions,
}

impl CreditPolicyFilter {
    /// Sets one of the [`parameters`](field@Self::parameters).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
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

/// A credit policy to create, or what to change of one. What is not set is not sent.
///
/// ```
/// use base39::{CreditPolicyInput, CreditPolicyOptions};
///
/// let options = CreditPolicyOptions { interest_type: Some("pre_price_days".into()), ..Default::default() };
/// let policy = CreditPolicyInput::default().name("Example").product("prod_1").options(options);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CreditPolicyInput {
    /// Its status; `active` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How credit is reckoned; `EMPLOYMENT_LENGTH_SALARY_MULTIPLIER` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The product it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// What it offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<CreditPolicyOptions>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl CreditPolicyInput {
    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`model`](field@Self::model).
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Sets [`product`](field@Self::product).
    #[must_use]
    pub fn product(mut self, id: impl Into<ProductId>) -> Self {
        self.product = Some(id.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: CreditPolicyOptions) -> Self {
        self.options = Some(options);
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}

/// A credit policy.
///
/// The pages require no member, so all but the id may be missing; a part of it that can't be read is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreditPolicy {
    /// Its id.
    pub id: CreditPolicyId,
    /// Its status; `active` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How credit is reckoned; `EMPLOYMENT_LENGTH_SALARY_MULTIPLIER` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The product it is for.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub product: Option<Reference<ProductId>>,
    /// What it offers.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub options: Option<CreditPolicyOptions>,
    /// What its owner keeps with it.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
}

impl Listed for CreditPolicy {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// What a credit policy offers. Its members are those of the one model that was seen; another may have others.
///
/// The units of amounts and rates are not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreditPolicyOptions {
    /// How interest is reckoned; `pre_price_days` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_type: Option<String>,
    /// The kind of credit operation; `ccb` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_operation_type: Option<String>,
    /// What is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebates: Option<Vec<OfferRebate>>,
    /// What late payment costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<OfferFine>,
    /// Who gets how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<CreditPolicyRule>>,
    /// Options that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What those get who have worked for so long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreditPolicyRule {
    /// From how many months of work on.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub working_months_range_start: Option<i64>,
    /// Up to how many months of work.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub working_months_range_end: Option<i64>,
    /// How many salaries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salary_multiples: Option<Number>,
    /// The least that is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_disbursement_amount: Option<Number>,
    /// The most that is paid out. Some copies of the page alone have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_disbursement_amount: Option<Number>,
    /// The fund that pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<Reference<FundId>>,
    /// The fee a month, by how many installments there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_fee: Option<Vec<MonthlyFee>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The fee a month for so many installments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MonthlyFee {
    /// From how many installments on.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub installments_range_start: Option<i64>,
    /// Up to how many installments.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub installments_range_end: Option<i64>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// The insurance that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance: Option<MonthlyFeeInsurance>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The insurance that goes with a fee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyFeeInsurance {
    /// Its fee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Number>,
    /// Whether there is one; `uninsured` was seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who insures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurer: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
