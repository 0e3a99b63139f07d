//! Writes: keeps records of a form of your own, and a workflow that begins with a loan. Then lists the forms and their records.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example records
//! BASE39_API_KEY=... cargo run -p base39 --example records
//! ```

use std::error::Error;

use base39::{
    Client, DataEntityFilter, NewDataEntity, WorkflowContent, WorkflowInput, WorkflowNode,
    serde_json::{Map, json},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY

    // How a schema is written is not documented; this is JSON Schema.
    let schema = Map::from_iter([("type".to_owned(), json!("object"))]);
    let entity = NewDataEntity::default().name("visits").schema(schema);
    let entity = client.data_entities().create(entity).idempotent().await?;
    println!("data entity {}", entity.id);

    let workflow = WorkflowInput::default().name("New loans").status("draft").content(begins_with_a_loan());
    let workflow = client.workflows().create(workflow).idempotent().await?;
    println!("workflow {}", workflow.id);

    let mut entities = client.data_entities().list(DataEntityFilter::default());
    while let Some(entity) = entities.next().await {
        let Some(name) = entity?.name else { continue };
        let documents = client.data_entities().documents(&name, DataEntityFilter::default()).collect().await?;
        println!("{name}: {} records", documents.len());
    }
    Ok(())
}

fn begins_with_a_loan() -> WorkflowContent {
    let parameters = [("enabled".to_owned(), json!(true)), ("event".to_owned(), json!("loan.created"))];
    let trigger = WorkflowNode {
        id: Some("1".to_owned()),
        name: Some("a loan".to_owned()),
        kind: Some("webhook-base39".to_owned()),
        parameters: Some(Map::from_iter(parameters)),
        ..WorkflowNode::default()
    };
    WorkflowContent { trigger: Some(trigger), ..WorkflowContent::default() }
}
