//! What a service sends by itself, against its contract.

use serde_json::Value;

use super::{Check, Contract, Operation, Violations, members};
use crate::webhook::Webhook;

impl Contract {
    /// Checks a webhook's headers and body: what the service itself sends, under the operation's id in the contract's
    /// `webhooks`.
    ///
    /// # Errors
    ///
    /// Everything that the contract doesn't know, misses, or types otherwise.
    pub fn check_webhook(&self, operation: &str, webhook: &Webhook) -> Result<(), Violations> {
        let none = || Violations(vec![format!("the contract has no webhook {operation}")]);
        let operation = self.webhooks().find(|known| known.id == operation).ok_or_else(none)?;
        let headers: Vec<_> = webhook.headers().collect();
        let content_type = webhook.header("content-type").unwrap_or_default();
        let mut check = Check::default();
        self.check_headers(&mut check, &operation, &self.parameters(operation.body), &headers);
        self.check_body(&mut check, &operation, Some((content_type, webhook.body())));
        check.result()
    }

    /// What stands at this JSON Pointer, amendments included: an example, for instance.
    pub fn part(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    fn webhooks(&self) -> impl Iterator<Item = Operation<'_>> {
        members(self.root.get("webhooks")).filter_map(|(name, methods)| {
            let body = methods.get("post")?;
            Some(Operation { id: body.get("operationId")?.as_str()?, method: "POST", template: name, body })
        })
    }
}
