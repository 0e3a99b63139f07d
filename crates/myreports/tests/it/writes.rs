//! Writes against the sandbox, over real sockets.

use acesso_sandbox::Sandbox;
use myreports::{AcceptCharges, Call, Client, Credentials, ErrorKind, Region, check_success, operations};
use serde_json::json;

fn reseller(sandbox: &Sandbox) -> Client {
    let service = sandbox.myreports();
    Client::builder(Region::Eu, Credentials::token(service.token())).base_url(service.url()).build().unwrap()
}

#[tokio::test]
async fn what_can_cost_is_done_once_its_charges_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reseller(&sandbox);
    let create = || {
        let customer = json!({ "name": "Agata" });
        client.request(Call::of(&operations::RESELLER_CREATE_CUSTOMER).json(&customer).read_with(check_success))
    };

    let refused = create().await.unwrap_err();

    assert_eq!((refused.kind(), refused.status().unwrap().as_u16()), (ErrorKind::Rejected, 402));
    assert!(refused.to_string().contains(".accept_charges()"), "{refused}");
    create().accept_charges().await.unwrap();
}
