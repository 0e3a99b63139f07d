//! Workflows.

use base39::{Client, WorkflowContent, WorkflowInput, WorkflowNode, operations};
use serde_json::{Map, Value, json};

use super::super::{Row, as_it_is, one};
use super::note;

pub(super) fn rows() -> Vec<Row> {
    vec![
        one::<Client, _>(
            &operations::CREATE_WORKFLOW,
            "workflows().create(workflow)",
            |c, _| c.workflows().create(WorkflowInput::default()),
            &[|c, _| c.workflows().create(workflow())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_WORKFLOW,
            "workflows().update(workflow, update)",
            |c, ids| c.workflows().update(ids.id("workflow"), WorkflowInput::default()),
            &[|c, _| c.workflows().update("work_1", workflow())],
            as_it_is,
        ),
    ]
}

/// A workflow with all there is.
fn workflow() -> WorkflowInput {
    let content = WorkflowContent {
        trigger: Some(node("webhook-base39", &json!({ "enabled": true, "event": "loan.created" }))),
        actions: Some(vec![node("conditional", &json!({ "conditions": [["a", "b"]], "default": "c" }))]),
        subflows: Some(note()),
        extra: Map::new(),
    };
    WorkflowInput::default().name("Exemplo").status("draft").content(content)
}

fn node(kind: &str, parameters: &Value) -> WorkflowNode {
    WorkflowNode {
        id: Some("a".to_owned()),
        name: Some("Exemplo".to_owned()),
        kind: Some(kind.to_owned()),
        parameters: parameters.as_object().cloned(),
        extra: Map::new(),
    }
}
