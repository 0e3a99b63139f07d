//! Charges, which a write needs leave for.

use acesso_core::Request;
use http::HeaderName;

const ACCEPT_CHARGES: HeaderName = HeaderName::from_static("accept-charges");

/// Says on a request that its charges are accepted: sends it with the header `accept-charges: true`.
///
/// Creating, patching, assigning and unassigning may cost money. Without this word, which nothing here says on its own, the
/// service does nothing that costs: it answers 402, an error of the kind [`Rejected`](crate::ErrorKind::Rejected). So a write
/// can be tried without it first, and sent again unchanged where the charges are wanted. What is charged, and how much,
/// is not in the answer ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-us/api/reference/charges)).
///
/// Reads, deletes and activation mails don't need it, by the vendor's samples.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), myreports::Error> {
/// # use myreports::{Client, Credentials, Region};
/// # let mock = acesso_core::testing::MockTransport::new().respond(200, r#"{"status":"success"}"#);
/// # let client = Client::builder(Region::Eu, Credentials::token("t")).transport(mock.clone()).build()?;
/// use myreports::{AcceptCharges, Call, check_success, operations};
///
/// let enable = Call::of(&operations::ENTERPRISE_PATCH_ACCOUNT)
///     .path_param("ACCOUNT_TENANT_ID", "00000000-0000-0000-0000-000000000001")
///     .json(&serde_json::json!([{ "op": "replace", "path": "/enabled", "value": true }]))
///     .read_with(check_success);
/// client.request(enable).accept_charges().await?;
/// # assert_eq!(mock.requests()[0].headers()["accept-charges"], "true");
/// # Ok(())
/// # }
/// ```
pub trait AcceptCharges {
    /// The same request, with its charges accepted.
    #[must_use]
    fn accept_charges(self) -> Self;
}

impl<T: Send + 'static> AcceptCharges for Request<T> {
    fn accept_charges(self) -> Self {
        self.header(ACCEPT_CHARGES, "true")
    }
}
