//! Steps of a loan's pipeline.

use acesso_core::{Call, Client, Pager, Request, check_not_empty, wire};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Actor, ListOptions, Loan, LoanId, Reference, lenient, list::Listed, operations, view::refuse_set};

acesso_core::text_id! {
    /// A step's id. Opaque.
    pub struct StepId;
}

acesso_core::open_enum! {
    /// How far a step is.
    pub enum StepStatus {
        /// Not begun.
        Pending = "pending",
        /// Begun.
        InProgress = "in_progress",
        /// Done.
        Done = "done",
        /// Failed.
        Failed = "failed",
    }
}

acesso_core::open_enum! {
    /// What kind of step it is. The lists on the vendor's pages differ from each other, and say no more than the names.
    pub enum StepType {
        /// A signature.
        Signature = "signature",
        /// The payout.
        Disburse = "disburse",
        /// A check of documents.
        DocumentVerification = "document_verification",
        /// `pass`; what it does is not documented.
        Pass = "pass",
        /// A check of the employment.
        ValidEmployment = "valid_employment",
        /// A custom request.
        CustomRequest = "custom_request",
        /// Documents are created; missing in one older list.
        CreateDocuments = "create_documents",
        /// Files are asked for.
        AttachmentsToRequest = "attachments_to_request",
        /// The partner unico.
        Unico = "unico",
    }
}

/// The operations on steps, from [`Client::steps`](crate::Client::steps). The steps of one loan are also with
/// [`Loans::steps`](crate::Loans::steps).
///
/// No plan and no rate limit is documented for them.
///
/// A write is sent once; with [`idempotent`](Request::idempotent) it carries an `Idempotency-Key` and may be repeated like a
/// read. With OAuth, ask for [`Scope::Write`](crate::Scope::Write).
///
/// # Errors
/// Those of [loans](crate::Loans#errors).
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a> {
    client: &'a Client,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Steps, newest first by creation date. `GET /v1/steps` (operation `list_steps`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{StepFilter, StepStatus};
    ///
    /// let mut failed = client.steps().list(StepFilter::default().statuses([StepStatus::Failed]));
    /// while let Some(step) = failed.next().await {
    ///     let step = step?;
    ///     println!("{}: {:?}", step.id, step.description);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-steps>.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    pub fn list(&self, filter: StepFilter) -> Pager<Step> {
        let call = filter
            .narrow(Call::of(&operations::LIST_STEPS))
            .validate(check_not_empty("loan", filter.loan.as_ref().map(LoanId::as_str)))
            .query_opt("loan", filter.loan);
        filter.options.pages(self.client, call, &["fields"])
    }

    /// Changes a step: the members that are set. `POST /v1/steps/{id}` (operation `update_step`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{StepStatus, StepUpdate};
    ///
    /// let failed = StepUpdate::default().status(StepStatus::Failed).description("Documento ilegível");
    /// client.steps().update("step_1", failed).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page:
    /// <https://base39-chore-gh-4470-add-event-doc.mintlify.app/development/api-reference/endpoint/post-v1-steps-id>. What
    /// the service does where no status is sent is open: the page gives `pending` as the default.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors).
    pub fn update(&self, step: impl Into<StepId>, change: StepUpdate) -> Request<Step> {
        let call = Call::of(&operations::UPDATE_STEP)
            .path_param("id", step.into())
            .query_list("expand", &change.expand)
            .json(&change);
        self.client.request(call.read_json())
    }
}

/// Which steps to list, and how.
///
/// ```
/// use base39::{StepFilter, StepStatus, StepType};
///
/// let filter = StepFilter::default().statuses([StepStatus::Pending]).types([StepType::Signature]).loan("loan_1");
/// assert_eq!(filter.types.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepFilter {
    /// Only the steps of this loan; for [`Steps::list`] alone.
    ///
    /// Wire: `loan`.
    pub loan: Option<LoanId>,
    /// Only steps with one of these statuses.
    ///
    /// Wire: `status`.
    pub statuses: Vec<StepStatus>,
    /// Only steps of one of these types.
    ///
    /// Wire: `type`.
    pub types: Vec<StepType>,
    /// How the list is read. [`Steps::list`] documents no `fields`, [`Loans::steps`](crate::Loans::steps) no `limit`: there
    /// they are refused.
    pub options: ListOptions,
}

impl StepFilter {
    /// Sets [`loan`](field@Self::loan).
    #[must_use]
    pub fn loan(mut self, id: impl Into<LoanId>) -> Self {
        self.loan = Some(id.into());
        self
    }

    /// Sets [`statuses`](field@Self::statuses).
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StepStatus>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Sets [`types`](field@Self::types).
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = StepType>) -> Self {
        self.types = types.into_iter().collect();
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }

    fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        call.query_list("status", &self.statuses).query_list("type", &self.types)
    }

    /// The steps of the loan that `call` names.
    pub(crate) fn of_loan(self, client: &Client, call: Call<Bytes>) -> Pager<Step> {
        let once = refuse_set(&[("loan", self.loan.is_some())], &["loan"]);
        self.options.clone().pages(client, self.narrow(call).validate(once), &["limit"])
    }
}

/// A step of a loan's pipeline.
///
/// The pages require no member, so all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Step {
    /// Its id, also the cursor of what comes after it.
    pub id: StepId,
    /// The loan it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<Reference<LoanId, Loan>>,
    /// Its name, by which other steps need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StepStatus>,
    /// Its title.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What kind of step it is.
    ///
    /// Wire: `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<StepType>,
    /// The slugs of the steps that must finish first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
    /// Its result; `approved`, a flag, in samples.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub result: Option<Map<String, Value>>,
    /// More about it, or why it failed.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its labels, in one text.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
    /// What depends on the type, as it came: a signature has `type` and `role`. Older samples nest them under `schema`.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub method_data: Option<Map<String, Value>>,
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
    /// Who created it; in newer samples only.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; in newer samples only.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

impl Listed for Step {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// What changes of a step.
///
/// ```
/// use base39::{StepStatus, StepUpdate};
///
/// let change = StepUpdate::default().status(StepStatus::Done).expand(["loan"]);
/// assert_eq!(change.description, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StepUpdate {
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StepStatus>,
    /// More about it, or why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its labels, in one text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
    /// What depends on the type; in the older copy of the page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_data: Option<Map<String, Value>>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// References to replace by their objects in the answer, as dotted paths.
    #[serde(skip)]
    pub expand: Vec<String>,
}

impl StepUpdate {
    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: StepStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets [`tags`](field@Self::tags).
    #[must_use]
    pub fn tags(mut self, tags: impl Into<String>) -> Self {
        self.tags = Some(tags.into());
        self
    }

    /// Sets [`method_data`](field@Self::method_data).
    #[must_use]
    pub fn method_data(mut self, data: Map<String, Value>) -> Self {
        self.method_data = Some(data);
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets [`expand`](field@Self::expand).
    #[must_use]
    pub fn expand(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expand = paths.into_iter().map(Into::into).collect();
        self
    }
}
