//! What is read of Base39: permissions, whose they are, and API keys.

use base39::Client;
use serde_json::{Value, json};

use super::{
    engine::{Source, Trouble, origin},
    proof::Proof,
};
use crate::{
    failure::Failure,
    store::{Due, Reading, Task},
};

/// Base39, and how to read it.
#[derive(Debug)]
pub(crate) struct Base39 {
    pub(crate) client: Client,
}

impl Source for Base39 {
    fn settings(&self) -> Value {
        json!({ "origin": origin(self.client.base_url()) })
    }

    fn first_tasks(&self) -> Vec<Task> {
        Vec::new()
    }

    async fn perform(&self, due: &Due, _reading: &Reading) -> Result<(), Trouble> {
        Err(Trouble::unknown_operation(due))
    }

    fn conclude(&self, _reading: &Reading) -> Result<Vec<Proof>, Failure> {
        Ok(Vec::new())
    }
}
