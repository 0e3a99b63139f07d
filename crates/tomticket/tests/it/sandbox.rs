//! Against a service that behaves as the contract says, over real sockets.

use acesso_sandbox::{
    Fault, Sandbox,
    contract::Contract,
    tomticket::{ActiveColumn, Form, Settings, UnknownCustomer},
};
use tokio::time::Duration;
use tomticket::{
    Call, Client, ClientBuilder, CustomerFilter, CustomerKey, DepartmentFilter, ErrorKind, OrganizationFilter, Quota,
    RetryPolicy,
};

use crate::common::with_nested;

/// Nobody waits in a test.
const AT_ONCE: Duration = Duration::ZERO;

fn unlimited() -> Settings {
    Settings { requests_per_second: None, ..Settings::default() }
}

async fn start(people: usize, settings: Settings) -> Sandbox {
    Sandbox::builder().people(people).tomticket(settings).start().await.unwrap()
}

fn builder(sandbox: &Sandbox) -> ClientBuilder {
    let impatient = RetryPolicy::default().initial_backoff(AT_ONCE);
    Client::builder(sandbox.tomticket().token()).base_url(sandbox.tomticket().url()).rate_limit(None).retry(impatient)
}

fn client(sandbox: &Sandbox) -> Client {
    builder(sandbox).build().unwrap()
}

/// Everything that the sandbox saw keeps to the contract.
fn assert_keeps_to_the_contract(sandbox: &Sandbox) {
    for seen in sandbox.tomticket().requests() {
        Contract::tomticket().check_seen(&seen).unwrap();
    }
}

#[tokio::test]
async fn permissions_are_the_same_in_every_form_that_the_page_allows() {
    for permissions in [Form::Object, Form::Array] {
        for (active_column, known) in
            [(ActiveColumn::Twice, true), (ActiveColumn::Active, true), (ActiveColumn::Absent, false)]
        {
            let sandbox = start(10, Settings { permissions, active_column, ..unlimited() }).await;
            let client = client(&sandbox);
            let listed = client.customers().list(CustomerFilter::default()).collect().await.unwrap();
            assert_eq!(listed.len(), 10);
            for customer in listed {
                let read = client.customers().permissions(customer.key().unwrap()).await.unwrap();
                assert_eq!(Some(read.account_approved), customer.account_approved);
                assert_eq!(read.active, customer.active.filter(|_| known));
                assert_eq!(Some(read.allowed_create_tickets), customer.allowed_create_tickets);
                assert_eq!(Some(read.email_validated), customer.email_validated);
                let quota = customer.monthly_tickets_quota.map_or(Quota::Unlimited, Quota::Limited);
                assert_eq!(read.monthly_ticket_quota, quota);
                assert!(read.extra.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_customer_is_found_by_either_key() {
    let sandbox = start(10, unlimited()).await;
    let (client, example) = (client(&sandbox), sandbox.example());
    let by_id = client.customers().permissions(example.customer_id()).await.unwrap();
    let by_email = client.customers().permissions(CustomerKey::email(example.customer_email())).await.unwrap();
    assert_eq!(by_id, by_email);
    // An address is no internal id.
    let crossed = client.customers().permissions(example.customer_email()).optional().await.unwrap();
    assert_eq!(crossed, None);
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_in_either_way_of_saying_so() {
    for unknown_customer in [UnknownCustomer::NotFound, UnknownCustomer::ExistsFalse] {
        let sandbox = start(10, Settings { unknown_customer, ..unlimited() }).await;
        let client = client(&sandbox);
        let error = client.customers().permissions("nobody").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(client.customers().permissions("nobody").optional().await.unwrap(), None);
        assert_eq!(client.customers().details("nobody").optional().await.unwrap(), None);
        assert!(!client.customers().exists("nobody").await.unwrap());
    }
}

#[tokio::test]
async fn a_customer_who_is_there_exists() {
    for unknown_customer in [UnknownCustomer::NotFound, UnknownCustomer::ExistsFalse] {
        let sandbox = start(10, Settings { unknown_customer, ..unlimited() }).await;
        assert!(client(&sandbox).customers().exists(sandbox.example().customer_id()).await.unwrap());
        assert_keeps_to_the_contract(&sandbox);
    }
}

#[tokio::test]
async fn details_are_read_in_both_forms() {
    for details in [Form::Object, Form::Array] {
        let sandbox = start(10, Settings { details, ..unlimited() }).await;
        let read = client(&sandbox).customers().details(sandbox.example().customer_id()).await.unwrap();
        assert_eq!(read.email.as_deref(), Some(sandbox.example().customer_email()));
        assert!(read.custom_fields.is_some());
        assert!(read.extra.is_empty());
        assert_keeps_to_the_contract(&sandbox);
    }
}

#[tokio::test]
async fn customers_are_listed_to_the_last_page() {
    let sandbox = start(120, unlimited()).await;
    let client = client(&sandbox);
    let mut pager = client.customers().list(CustomerFilter::default());
    let mut sizes = Vec::new();
    while let Some(page) = pager.next_page().await {
        sizes.push(page.unwrap().len());
    }
    assert_eq!((sizes, pager.total()), (vec![50, 50, 20], Some(120)));

    assert_eq!(client.customers().list(CustomerFilter::default().page(2)).collect().await.unwrap().len(), 70);
    assert_eq!(client.customers().list(CustomerFilter::default()).at_most(60).collect().await.unwrap().len(), 60);
}

#[tokio::test]
async fn the_filter_narrows_the_list() {
    let sandbox = start(120, unlimited()).await;
    let client = client(&sandbox);
    let organization = client.organizations().list(OrganizationFilter::default()).next().await.unwrap().unwrap();
    let filter = CustomerFilter::default().organization_id(&organization.id).show_custom_fields(true);
    let customers = client.customers().list(filter).collect().await.unwrap();
    assert!(!customers.is_empty() && customers.len() < 120);
    for customer in &customers {
        assert_eq!(customer.organization.as_ref().unwrap().id.as_ref(), Some(&organization.id));
        assert!(customer.custom_fields.is_some());
        assert!(customer.creation_date.as_ref().unwrap().timestamp().is_some());
    }
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn organizations_and_departments_are_listed() {
    let sandbox = start(10, unlimited()).await;
    let client = client(&sandbox);
    assert!(!client.organizations().list(OrganizationFilter::default()).collect().await.unwrap().is_empty());
    let sorted = OrganizationFilter::default().order("DESC").column("name").show_custom_fields(true);
    assert!(!client.organizations().list(sorted).collect().await.unwrap().is_empty());
    let below = OrganizationFilter::default().organization_mother_id("fedcba98");
    assert!(client.organizations().list(below).collect().await.unwrap().is_empty());

    let flat = client.departments().list(DepartmentFilter::default()).await.unwrap();
    assert!(flat.items().iter().all(|department| department.categories.is_none() && department.extra.is_empty()));
    let nested = client.departments().list(with_nested()).await.unwrap();
    assert_eq!(nested.items().len(), flat.items().len());
    let department = &nested.items()[0];
    assert!(department.categories.is_some() && department.general_custom_fields.is_some());

    let operators = client.departments().operators(&department.id).await.unwrap();
    assert!(!operators.items().is_empty());
    assert_eq!(operators.count_matches(), Some(true));
    assert!(operators.items().iter().all(|operator| operator.mail_hash.is_some()));
    let nested_ids = department.operators.iter().flatten().map(|operator| &operator.id);
    assert!(nested_ids.eq(operators.items().iter().map(|operator| &operator.id)));

    let unknown = client.departments().operators("0414000000000000000000000000aaaa").await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn a_forgotten_path_in_the_base_url_is_no_missing_customer() {
    let sandbox = start(10, unlimited()).await;
    let client = builder(&sandbox).base_url(sandbox.tomticket().origin()).build().unwrap();
    let id = sandbox.example().customer_id();
    let errors = [
        client.customers().permissions(id).await.unwrap_err(),
        client.customers().permissions(id).optional().await.unwrap_err(),
        client.customers().details(id).optional().await.unwrap_err(),
        client.customers().exists(id).await.unwrap_err(),
        client.customers().list(CustomerFilter::default()).collect().await.unwrap_err(),
        client.departments().list(DepartmentFilter::default()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::WrongBaseUrl, "{error}");
        assert!(error.advice().contains("/v2.0"), "{error}");
    }
}

#[tokio::test]
async fn refused_credentials_and_refused_values_are_one_kind() {
    let sandbox = start(10, unlimited()).await;
    let stranger = Client::builder("another-token").base_url(sandbox.tomticket().url()).build().unwrap();
    let error = stranger.customers().permissions("C0000001").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 1));

    let bad_value = Call::get("customer_permissions_basic_get", "/customer/permissions/basic")
        .query("customer_id", "C0000001")
        .query("customer_type_id", "X");
    let error = client(&sandbox).request(bad_value).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.message().is_some() && error.advice().contains("values"), "{error}");
}

#[tokio::test]
async fn the_proxys_page_for_too_many_requests_is_retried_and_then_reported() {
    let sandbox = start(10, Settings { requests_per_second: Some(0), ..Settings::default() }).await;
    let error = client(&sandbox).customers().permissions("C0000001").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 3));
    assert_eq!(sandbox.tomticket().request_count(), 3);
    assert!(error.body().starts_with(b"<"), "a web page");
}

#[tokio::test]
async fn passing_faults_are_not_seen() {
    let sandbox = start(10, unlimited()).await;
    let client = client(&sandbox);
    let id = sandbox.example().customer_id();
    let undisturbed = client.customers().permissions(id).await.unwrap();
    for fault in [
        Fault::status(429).html(),
        Fault::status(503),
        Fault::reset_before_read(),
        Fault::reset_after_read(),
        Fault::half_body(),
    ] {
        let shown = format!("{fault:?}");
        sandbox.tomticket().inject(fault);
        assert_eq!(client.customers().permissions(id).await.unwrap(), undisturbed, "{shown}");
    }
}

#[tokio::test]
async fn lasting_faults_are_told_apart() {
    let sandbox = start(10, unlimited()).await;
    let client = client(&sandbox);
    for (fault, kind) in [
        (Fault::error_in_200("Out of order"), ErrorKind::Rejected),
        (Fault::refused_credentials(), ErrorKind::Unauthorized),
        (Fault::html_200(), ErrorKind::Decode),
        (Fault::empty_200(), ErrorKind::Decode),
        (Fault::invalid_json(), ErrorKind::Decode),
        (Fault::invalid_utf8(), ErrorKind::Decode),
        (Fault::deep_json(100_000), ErrorKind::Decode),
        (Fault::status(404).html(), ErrorKind::WrongBaseUrl),
        (Fault::redirect("https://elsewhere.example/"), ErrorKind::Redirect),
    ] {
        let shown = format!("{fault:?}");
        sandbox.tomticket().inject(fault.times(1));
        let error = client.customers().permissions(sandbox.example().customer_id()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{shown:.100}: {error}");
    }
}

#[tokio::test]
async fn a_list_without_end_is_found_out() {
    let sandbox = start(120, unlimited()).await;
    let client = client(&sandbox);
    sandbox.tomticket().inject(Fault::repeated_cursor().always());
    let error = client.customers().list(CustomerFilter::default()).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}
