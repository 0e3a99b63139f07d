//! Writes: against the sandbox, over real sockets, and on a mock transport.

use acesso_core::testing::MockTransport;
use acesso_sandbox::{Sandbox, contract::Contract};
use myreports::{
    AcceptCharges, AccountRole, Client, Credentials, CustomerFilter, CustomerRole, CustomerUser, DeviceClient,
    ErrorKind, NewAccount, NewCustomer, NewUser, Patch, Region, Sent, TransportErrorKind,
};
use serde_json::json;

const ANA: (&str, &str) = ("ana@example.com", "Ana Example");

fn reseller(sandbox: &Sandbox) -> Client {
    client(sandbox, sandbox.myreports().token())
}

fn enterprise(sandbox: &Sandbox) -> Client {
    client(sandbox, sandbox.myreports().enterprise_token())
}

fn client(sandbox: &Sandbox, token: &str) -> Client {
    let url = sandbox.myreports().url();
    Client::builder(Region::Eu, Credentials::token(token)).base_url(url).build().unwrap()
}

fn mocked(mock: &MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock.clone()).build().unwrap()
}

fn ana<Role>() -> NewUser<Role> {
    NewUser::new(ANA.0, ANA.1)
}

fn rename() -> Patch {
    Patch::new().replace("/displayName", "Ana Other")
}

#[tokio::test]
async fn what_can_cost_is_done_once_its_charges_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reseller(&sandbox);
    let create = || client.customers().create(NewCustomer::default().name("Agata"));

    let refused = create().await.unwrap_err();

    assert_eq!((refused.kind(), refused.status().unwrap().as_u16()), (ErrorKind::Rejected, 402));
    assert!(refused.to_string().contains(".accept_charges()"), "{refused}");
    create().accept_charges().await.unwrap();
}

#[tokio::test]
async fn an_account_and_its_customer_come_and_go() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = enterprise(&sandbox);
    let accounts = client.accounts();

    let telecom = accounts.create(NewAccount::default().name("Telecom")).accept_charges().await.unwrap();
    let new = NewCustomer::default().name("Clinic").trial_duration(30);
    let clinic = accounts.create_customer(&telecom.id, new).accept_charges().await.unwrap();
    accounts.update(&telecom.id, Patch::new().replace("/enabled", true)).accept_charges().await.unwrap();
    let enabled = accounts.get(&telecom.id).await.unwrap().enabled;
    let customers = || accounts.customers(&telecom.id, CustomerFilter::default()).collect();
    let before = customers().await.unwrap();
    accounts.delete_customer(&telecom.id, &clinic.id).await.unwrap();
    let after = customers().await.unwrap();
    accounts.delete(&telecom.id).await.unwrap();

    assert_eq!((telecom.name.as_deref(), telecom.enabled, enabled), (Some("Telecom"), Some(false), Some(true)));
    assert_eq!((clinic.name.as_deref(), clinic.parent_tenant_id), (Some("Clinic"), Some(telecom.id.clone())));
    assert_eq!(before.into_iter().map(|customer| customer.id).collect::<Vec<_>>(), [clinic.id]);
    assert!(after.is_empty());
    assert_eq!(accounts.get(&telecom.id).optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_deletion_whose_answer_is_not_documented_is_done_by_any_but_a_web_page() {
    for (status, body, is_done) in [
        (200, "", true),
        (202, "{}", true),
        (204, "", true),
        (200, r#"{"status":"error","error":500,"message":"Oh."}"#, false),
        (200, "<html>Log in</html>", false),
        (200, "Log in", false),
    ] {
        let mock = MockTransport::new().respond(status, body).repeat();
        let client = mocked(&mock);

        let account = client.accounts().delete("a").await;
        let customer = client.accounts().delete_customer("a", "c").await;

        assert_eq!((account.is_ok(), customer.is_ok()), (is_done, is_done), "{status} {body}");
    }
}

#[tokio::test]
async fn a_user_of_an_account_comes_changes_and_goes() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = enterprise(&sandbox);
    let (accounts, account) = (client.accounts(), sandbox.example().account_tenant_id());

    let new = ana().roles([AccountRole::CustomerAdmin]);
    let ana = accounts.create_user(account, new).accept_charges().await.unwrap();
    let patch = rename().add("/roles/-", AccountRole::UserAdmin);
    accounts.update_user(account, &ana.id, patch).accept_charges().await.unwrap();
    accounts.send_activation_email(account, &ana.id).await.unwrap();
    let other = accounts.user(account, &ana.id).await.unwrap();
    accounts.delete_user(account, &ana.id).await.unwrap();

    assert_eq!((&*ana.email, &*ana.display_name), ANA);
    assert_eq!((&*other.email, &*other.display_name), (ANA.0, "Ana Other"));
    assert_eq!(other.roles.unwrap(), [AccountRole::User, AccountRole::CustomerAdmin, AccountRole::UserAdmin]);
    assert_eq!(accounts.user(account, &ana.id).optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_user_of_a_customer_comes_and_changes() {
    let sandbox = Sandbox::start().await.unwrap();
    let (reseller, enterprise) = (reseller(&sandbox), enterprise(&sandbox));
    let (customers, accounts) = (reseller.customers(), enterprise.accounts());
    let (account, customer) = (sandbox.example().account_tenant_id(), sandbox.example().customer_tenant_id());
    let roles = [CustomerRole::User, CustomerRole::UserSupervisorL2];

    let ana = customers.create_user(customer, ana().roles([CustomerRole::User])).accept_charges().await.unwrap();
    customers.send_activation_email(customer, &ana.id).await.unwrap();
    customers.update_user(customer, &ana.id, rename()).accept_charges().await.unwrap();
    let patch = Patch::new().replace("/roles", roles.clone());
    accounts.update_customer_user(account, customer, &ana.id, patch).accept_charges().await.unwrap();
    let other = customers.user(customer, &ana.id).await.unwrap();
    let bia = NewUser::new("bia@example.com", "Bia Example");
    let bia = accounts.create_customer_user(account, customer, bia).accept_charges().await.unwrap();

    assert_eq!((&*other.email, &*other.display_name), (ANA.0, "Ana Other"));
    assert_eq!(other.roles.unwrap(), roles);
    assert_eq!(bia.roles.unwrap(), [CustomerRole::User]);
    assert_eq!(customers.user(customer, bia.id).await.unwrap().email, "bia@example.com");
}

#[tokio::test]
async fn a_device_is_assigned_and_unassigned() {
    let sandbox = Sandbox::start().await.unwrap();
    let (reseller, enterprise) = (reseller(&sandbox), enterprise(&sandbox));
    let (customers, accounts) = (reseller.customers(), enterprise.accounts());
    let example = sandbox.example();
    let (account, customer, user) = (example.account_tenant_id(), example.customer_tenant_id(), example.user_id());

    for client in DeviceClient::KNOWN {
        let client = || client.clone();
        customers.assign_device(customer, user, "d 1", client()).accept_charges().await.unwrap();
        customers.unassign_device(customer, user, "d 1", client()).accept_charges().await.unwrap();
        accounts.assign_device(account, customer, user, "d 1", client()).accept_charges().await.unwrap();
        accounts.unassign_device(account, customer, user, "d 1", client()).accept_charges().await.unwrap();
    }
    let error = customers.assign_device(customer, user, "d 1", DeviceClient::from("fax")).accept_charges().await;

    assert_eq!(error.unwrap_err().message(), Some("The value 'fax' is not valid."));
    assert_eq!(sandbox.myreports().requests().len(), 17);
    for seen in sandbox.myreports().requests().iter().take(16) {
        Contract::myreports().check_seen(seen).unwrap();
    }
}

#[tokio::test]
async fn activation_is_mailed_by_the_primary_tenant_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reseller(&sandbox);
    let (customer, guest) = guest(&client).await;

    let error = client.customers().send_activation_email(customer, guest.id).await.unwrap_err();

    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("TenantNotPrimary")));
}

/// A user whose primary tenant is another.
async fn guest(client: &Client) -> (myreports::TenantId, CustomerUser) {
    for customer in client.customers().list(CustomerFilter::default()).collect().await.unwrap() {
        let users = client.customers().users(&customer.id).await.unwrap().into_items().unwrap();
        let guest = users.into_iter().find(|user| user.primary_tenant.as_ref() != Some(&customer.id));
        if let Some(guest) = guest {
            return (customer.id, guest);
        }
    }
    panic!("there is no guest");
}

#[tokio::test]
async fn a_user_without_an_address_or_a_name_is_not_sent() {
    let mock = MockTransport::new();
    let client = mocked(&mock);
    let long = "a".repeat(201);
    for (email, name, said) in [
        ("", ANA.1, "email is empty"),
        (ANA.0, "", "displayName is empty"),
        (&*long, ANA.1, "email"),
        (ANA.0, &long[..101], "displayName"),
    ] {
        for error in [
            client.customers().create_user("c", NewUser::new(email, name)).await.unwrap_err(),
            client.accounts().create_user("a", NewUser::new(email, name)).await.map(drop).unwrap_err(),
            client.accounts().create_customer_user("a", "c", NewUser::new(email, name)).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains(said), "{error}");
        }
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_update_is_done_where_the_answer_says_so() {
    for (status, body, is_done) in [
        (200, r#"{"status":"success","timestamp":"2019-11-29T15:16:54.2586208Z"}"#, true),
        (200, r#"{"data":{},"new":1}"#, true),
        (204, "", true),
        (200, "", false),
        (200, "{}", false),
        (200, "[]", false),
        (200, r#"{"status":"pending"}"#, false),
        (200, "<html>Log in</html>", false),
    ] {
        let mock = MockTransport::new().respond(status, body);

        let result = mocked(&mock).customers().update_user("c", "u", rename()).await;

        assert_eq!(result.is_ok(), is_done, "{status} {body}: {result:?}");
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert!(error.may_have_happened(), "{body}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_first_attempt_may_have_deleted_is_deleted() {
    let not_found =
        r#"{"error":404,"message":"Not Found","status":"error","timestamp":"2020-02-06T12:46:58.7669535Z"}"#;
    let mock = MockTransport::new().fail(TransportErrorKind::Interrupted, Sent::Maybe).respond(404, not_found);

    mocked(&mock).accounts().delete_user("a", "u").await.unwrap();

    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn a_patch_shows_no_value() {
    let patch = Patch::new().replace("/apiKey", "canary").add("/roles/-", "canary");

    assert_eq!(format!("{patch:?}"), "Patch([replace /apiKey, add /roles/-])");
    assert_eq!(
        serde_json::to_value(patch).unwrap(),
        json!([
            { "op": "replace", "path": "/apiKey", "value": "canary" },
            { "op": "add", "path": "/roles/-", "value": "canary" },
        ])
    );
}
