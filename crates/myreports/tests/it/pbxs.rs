//! PBX connections: against the sandbox, over real sockets, and on a mock transport.

use acesso_core::testing::MockTransport;
use acesso_sandbox::{Sandbox, contract::Contract};
use myreports::{AcceptCharges, Client, Credentials, ErrorKind, NewPbx, Patch, PbxKind, Region, Secret};
use serde_json::json;

fn client(sandbox: &Sandbox, token: &str) -> Client {
    let url = sandbox.myreports().url();
    Client::builder(Region::Eu, Credentials::token(token)).base_url(url).build().unwrap()
}

fn mocked(mock: &MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock.clone()).build().unwrap()
}

fn kazoo() -> NewPbx {
    NewPbx::new(PbxKind::Kazoo).name("Example PBX").account_id("12345").api_key("canary")
}

#[tokio::test]
async fn a_connection_comes_changes_and_goes() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, sandbox.myreports().enterprise_token());
    let (account, customer) = (sandbox.example().account_tenant_id(), sandbox.example().customer_tenant_id());
    let accounts = client.accounts();

    let refused = accounts.create_pbx(account, customer, kazoo()).await.unwrap_err();
    assert_eq!((refused.kind(), refused.status().unwrap().as_u16()), (ErrorKind::Rejected, 402));
    assert!(!accounts.find_pbx("12345").await.unwrap().exists);

    let pbx = accounts.create_pbx(account, customer, kazoo()).accept_charges().await.unwrap();
    assert_eq!((&pbx.kind, pbx.name.as_deref(), pbx.enabled), (&PbxKind::Kazoo, Some("Example PBX"), Some(false)));
    assert_eq!(pbx.api_key, Some(Secret::new("canary")));
    let found = accounts.find_pbx("12345").await.unwrap();
    assert!(found.exists);
    assert_eq!((found.id.as_ref(), found.tenant_id.as_ref()), (Some(&pbx.id), pbx.tenant_id.as_ref()));

    let patch = Patch::new().replace("/enabled", "true").replace("/name", "My New Name");
    accounts.update_pbx(account, customer, &pbx.id, patch).accept_charges().await.unwrap();
    let changed = accounts.pbx(account, customer, &pbx.id).await.unwrap();
    assert_eq!((changed.name.as_deref(), changed.enabled), (Some("My New Name"), Some(true)));
    let listed = accounts.pbxs(account, customer).await.unwrap();
    assert_eq!(listed.count_matches(), Some(true));
    assert!(listed.into_items().unwrap().contains(&changed));

    accounts.delete_pbx(account, customer, &pbx.id).await.unwrap();
    assert!(accounts.pbx(account, customer, &pbx.id).optional().await.unwrap().is_none());
    assert!(!accounts.find_pbx("12345").await.unwrap().exists);
    for seen in sandbox.myreports().requests() {
        Contract::myreports().check_seen(&seen).unwrap();
    }
}

#[tokio::test]
async fn a_reseller_connects_changes_and_finds() {
    let sandbox = Sandbox::start().await.unwrap();
    let (reseller, enterprise) = (sandbox.myreports().token(), sandbox.myreports().enterprise_token());
    let (client, enterprise) = (client(&sandbox, reseller), client(&sandbox, enterprise));
    let (account, customer) = (sandbox.example().account_tenant_id(), sandbox.example().customer_tenant_id());

    let new = NewPbx::new(PbxKind::ThreeCx).license_key("canary").username("ana").extra("secondary", true);
    let pbx = client.customers().create_pbx(customer, new.name("3CX Connection")).accept_charges().await.unwrap();
    let rename = Patch::new().replace("/name", "My New Name");
    client.customers().update_pbx(customer, &pbx.id, rename).accept_charges().await.unwrap();

    let changed = enterprise.accounts().pbx(account, customer, &pbx.id).await.unwrap();
    assert_eq!((changed.name.as_deref(), changed.username.as_deref()), (Some("My New Name"), Some("ana")));
    assert_eq!(client.customers().find_pbx("canary").await.unwrap().id, Some(pbx.id));
}

#[test]
fn what_is_set_is_sent_and_nothing_else() {
    let mock = MockTransport::new();
    let sent = |pbx: NewPbx| {
        let request = mocked(&mock).customers().create_pbx("c", pbx);
        serde_json::from_slice::<serde_json::Value>(&request.call().unwrap().payload().unwrap().1).unwrap()
    };
    assert_eq!(sent(NewPbx::new(PbxKind::Kazoo)), json!({ "_type": "KazooPbxConnectionProfile" }));
    // Teams exists; how it is spelt is not documented.
    let other = sent(NewPbx::new("Other".into()).extra("password", "p"));
    assert_eq!(other, json!({ "_type": "Other", "password": "p" }));
    assert_eq!(sent(kazoo())["apiKey"], "canary");
}

#[tokio::test]
async fn no_key_is_shown_nor_written_again() {
    let mock = MockTransport::new().respond(
        201,
        json!({ "data": {
            "_type": "ThreeCxConnectionProfile", "id": "p", "name": "3CX", "tenantId": "c", "apiKey": "canary",
            "licenseKey": "canary", "username": "ana", "password": "canary"
        } })
        .to_string(),
    );
    let new = kazoo().license_key("canary").extra("password", "canary");
    assert!(!format!("{new:?}").contains("canary"));
    let request = mocked(&mock).customers().create_pbx("c", new);
    assert!(!format!("{request:?}").contains("canary"));

    let pbx = request.await.unwrap();
    let written = serde_json::to_string(&pbx).unwrap();
    assert!(!format!("{pbx:?} {written}").contains("canary"), "{pbx:?} {written}");
    assert!(written.contains("\"username\":\"ana\""), "{written}");
    assert_eq!(pbx.license_key.unwrap().expose(), "canary");
    assert_eq!(pbx.extra["password"], "canary");
}

#[tokio::test]
async fn whether_a_pbx_is_connected_is_never_guessed() {
    for exists in [json!({ "instanceId": "1" }), json!({ "instanceId": "1", "exists": null })] {
        let mock = MockTransport::new().respond(200, json!({ "data": exists, "status": "success" }).to_string());
        let error = mocked(&mock).accounts().find_pbx("1").await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("data.exists")));
    }
    let error = mocked(&MockTransport::new()).customers().find_pbx("").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidInput, 0));
}

/// Whoever creates a connection, and may pay for it, must learn its id, whatever else can't be read.
#[tokio::test]
async fn of_a_created_connection_the_id_is_never_lost() {
    for odd in
        [json!({}), json!({ "name": null, "tenantId": null }), json!({ "name": 7, "tenantId": [], "enabled": {} })]
    {
        let mut created = odd;
        (created["_type"], created["id"]) = (json!("KazooPbxConnectionProfile"), json!("p"));
        let mock = MockTransport::new().respond(201, json!({ "data": created }).to_string());
        let pbx = mocked(&mock).customers().create_pbx("c", NewPbx::new(PbxKind::Kazoo)).await.unwrap();
        assert_eq!((pbx.id.as_str(), pbx.name, pbx.tenant_id), ("p", None, None));
    }
}

#[tokio::test]
async fn what_was_looked_for_is_not_shown_and_need_not_come_back() {
    for echo in [json!("canary"), json!(7), json!(null)] {
        let found = json!({ "data": { "exists": true, "instanceId": echo, "id": "p", "tenantId": "c" } }).to_string();
        let request = mocked(&MockTransport::new().respond(200, found)).customers().find_pbx("canary");
        assert!(!format!("{request:?}").contains("canary"));
        let found = request.await.unwrap();
        assert_eq!((found.exists, found.instance_id.as_deref()), (true, echo.as_str()));
        assert!(!format!("{found:?}").contains("canary"), "{found:?}");
    }
    let pbx = json!({ "id": "k", "pbxType": "3CX", "instanceId": "canary", "password": "canary" });
    let metrics = json!({ "data": {
        "accountTenantId": "a", "accountName": "A", "enabled": true, "dateCreated": "2021-03-04T16:15:46",
        "pbxProfiles": [pbx], "customers": []
    } });
    let metrics =
        mocked(&MockTransport::new().respond(200, metrics.to_string())).accounts().metrics("a").await.unwrap();
    assert!(!format!("{metrics:?}").contains("canary"), "{metrics:?}");
}
