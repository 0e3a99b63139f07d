//! Workflows: what Base39 does by itself when something happens.

use acesso_core::{Call, Client, Request, wire};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Actor, lenient, operations};

acesso_core::text_id! {
    /// A workflow's id. Opaque.
    pub struct WorkflowId;
}

/// The operations on workflows, from [`Client::workflows`](crate::Client::workflows).
///
/// No plan and no rate limit is documented for them. Others are known by their titles alone: to list, read, publish, run and
/// delete workflows.
///
/// # Errors
/// Those of [loans](crate::Loans#errors). Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct Workflows<'a> {
    client: &'a Client,
}

impl<'a> Workflows<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates a workflow.
    ///
    /// `POST /v1/workflows` (operation `create_workflow`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-workflows>. Its samples were seen
    /// whole; which members are required, and what values they can have, was not.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{WorkflowContent, WorkflowInput, WorkflowNode};
    ///
    /// let trigger = WorkflowNode {
    ///     name: Some("Novo empréstimo".into()),
    ///     kind: Some("webhook-base39".into()),
    ///     ..WorkflowNode::default()
    /// };
    /// let content = WorkflowContent { trigger: Some(trigger), ..WorkflowContent::default() };
    /// let new = WorkflowInput::default().name("Example").status("draft").content(content);
    /// let workflow = client.workflows().create(new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Workflows#errors).
    pub fn create(&self, workflow: WorkflowInput) -> Request<Workflow> {
        self.client.request(Call::of(&operations::CREATE_WORKFLOW).json(&workflow).read_json())
    }

    /// Changes a workflow; what is not set stays as it is (inferred: which members are required was not seen).
    ///
    /// `POST /v1/workflows/{workflow}` (operation `update_workflow`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-workflows-workflow>.
    ///
    /// # Errors
    /// Those of [all operations](Workflows#errors).
    pub fn update(&self, workflow: impl Into<WorkflowId>, update: WorkflowInput) -> Request<Workflow> {
        let call =
            Call::of(&operations::UPDATE_WORKFLOW).path_param("workflow", workflow.into()).json(&update).read_json();
        self.client.request(call)
    }
}

/// A workflow to create, or what to change of one. What is not set is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WorkflowInput {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its status; `draft` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What it does: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<WorkflowContent>,
}

impl WorkflowInput {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// Sets [`content`](field@Self::content).
    #[must_use]
    pub fn content(mut self, content: WorkflowContent) -> Self {
        self.content = Some(content);
        self
    }
}

/// A workflow.
///
/// The pages require no member, so all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Workflow {
    /// Its id.
    pub id: WorkflowId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its status; `draft` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What it does; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub content: Option<WorkflowContent>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

/// What a workflow does, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowContent {
    /// What sets it off. Of the type `webhook-base39`, the parameters are `enabled` (a flag) and `event` (the type of an
    /// event).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<WorkflowNode>,
    /// What is done then. Of the type `conditional`, the parameters are `conditions` (lists of lists of texts) and `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<WorkflowNode>>,
    /// Flows inside it; how they look is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subflows: Option<Map<String, Value>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A trigger or an action of a workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowNode {
    /// Its id inside the workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What kind of trigger or action it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its parameters, which depend on the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Map<String, Value>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
