//! What is read of MyReports: the users of every tenant, and their roles.

use myreports::Client;
use serde_json::{Value, json};

use super::{
    engine::{Source, Trouble, origin},
    proof::Proof,
};
use crate::{
    failure::Failure,
    store::{Due, Reading, Task},
};

/// MyReports, and how to read it.
#[derive(Debug)]
pub(crate) struct MyReports {
    pub(crate) client: Client,
}

impl Source for MyReports {
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
