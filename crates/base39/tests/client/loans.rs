//! Customers, loans, installments and steps: what the table of all operations doesn't try.

use acesso_core::testing::MockTransport;
use base39::{
    Address, CustomerUpdate, Error, ErrorKind, Fields, InstallmentFilter, ListOptions, Loan, LoanFilter, LoanStatus,
    LoanUpdate, NewInstallment, Reference, StepFilter, View,
    jiff::civil::date,
    serde_json::{Value, json},
};

use crate::support::{client, page, query};

/// Each of these calls was refused for this reason, and nothing was sent.
#[track_caller]
fn refused(mock: &MockTransport, calls: impl IntoIterator<Item = (Error, &'static str)>) {
    for (error, reason) in calls {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{reason}: {error}");
        assert!(error.to_string().contains(reason), "{reason}: {error}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_empty_id_or_text_is_not_sent() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let new = |payer: &str, fund: &str| NewInstallment::new(payer, date(2026, 12, 10), 150, fund);
    let (customers, loans, installments) = (client.customers(), client.loans(), client.installments());
    let list = |filter| loans.list(filter).collect();
    refused(
        &mock,
        [
            (customers.attach("cust_1", "", View::default()).await.unwrap_err(), "file is empty"),
            (loans.attach("loan_1", "").await.unwrap_err(), "file is empty"),
            (list(LoanFilter::default().external_id("")).await.unwrap_err(), "external_id is empty"),
            (list(LoanFilter::default().payment_for("")).await.unwrap_err(), "payment_for is empty"),
            (list(LoanFilter::default().created_at_start("")).await.unwrap_err(), "created_at_start is empty"),
            (list(LoanFilter::default().created_at_end("")).await.unwrap_err(), "created_at_end is empty"),
            (client.steps().list(StepFilter::default().loan("")).collect().await.unwrap_err(), "loan is empty"),
            (installments.search("").await.unwrap_err(), "query is empty"),
            (installments.create("", new("cust_1", "fund_1")).await.unwrap_err(), "loan is empty"),
            (installments.create("loan_1", new("", "fund_1")).await.unwrap_err(), "payer is empty"),
            (installments.create("loan_1", new("cust_1", "")).await.unwrap_err(), "fund is empty"),
        ],
    );
}

#[tokio::test]
async fn what_a_list_does_not_document_is_refused() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let options = ListOptions::default;
    let loans = |options| client.loans().list(LoanFilter::default().options(options)).collect();
    let of_loan = |filter| client.loans().steps("loan_1", filter).collect();
    let steps = client.steps().list(StepFilter::default().options(options().fields(Fields::only(["status"]))));
    refused(
        &mock,
        [
            (loans(options().page_size(10)).await.unwrap_err(), "limit is not documented"),
            (loans(options().ending_before("loan_1")).await.unwrap_err(), "ending_before is not documented"),
            (loans(options().fields(Fields::only(["status"]))).await.unwrap_err(), "fields is not documented"),
            (of_loan(StepFilter::default().loan("loan_2")).await.unwrap_err(), "loan is not documented"),
            (of_loan(StepFilter::default().options(options().page_size(10))).await.unwrap_err(), "limit is not"),
            (steps.collect().await.unwrap_err(), "fields is not documented"),
        ],
    );
}

#[tokio::test]
async fn a_nationality_is_a_code_of_two_capital_letters() {
    let mock = MockTransport::new().respond(200, r#"{"id": "cust_1"}"#).repeat();
    let client = client(&mock);
    let update = |code: &str| client.customers().update("cust_1", CustomerUpdate::default().nationality(code));
    for wrong in ["", "B", "BRA", "br", "B1", "É"] {
        let error = update(wrong).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{wrong}");
        assert!(error.to_string().contains("nationality is not a country's code of two capital letters"), "{error}");
    }
    assert!(mock.requests().is_empty());
    update("BR").await.unwrap();
}

#[tokio::test]
async fn an_address_is_sent_whole_or_not_at_all() {
    let mock = MockTransport::new();
    let address = Address { city: Some("Recife".into()), ..Address::default() };
    let error = client(&mock).customers().update("cust_1", CustomerUpdate::default().address(address)).await;
    refused(&mock, [(error.unwrap_err(), "address.state is empty")]);
}

#[tokio::test]
async fn a_search_sends_what_it_is_given_and_says_whether_there_is_more() {
    let mock =
        MockTransport::new().respond(200, page([json!({ "id": "loan_1" })], true)).respond(200, r#"{"data": []}"#);
    let client = client(&mock);
    let found = client.loans().search(&[("query", "contractNumber:4 2"), ("limit", "5")]).await.unwrap();
    assert!(found.has_more);
    assert_eq!(found.data.items()[0].id, "loan_1");
    let sent = query(&mock, 0);
    assert_eq!(sent, [("limit", "5"), ("query", "contractNumber:4 2")].map(|(a, b)| (a.to_owned(), b.to_owned())));

    let error = client.installments().search("dueDate:2026-12-10").await.unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("hasMore")));
}

fn loan(members: Value) -> Loan {
    let mut loan = json!({ "id": "loan_1" });
    loan.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    base39::serde_json::from_value(loan).unwrap()
}

#[test]
fn a_date_that_can_not_be_read_loses_no_loan() {
    let transactions = json!([{ "amount": 1.5, "createdAt": "ontem" }, { "amount": 2, "createdAt": "2026-07-16" }]);
    let read = loan(json!({ "transactions": transactions, "status": "frozen" }));
    let booked = read.transactions.unwrap();
    assert_eq!(booked[0].created_at, None);
    assert_eq!(booked[1].created_at, Some(date(2026, 7, 16)));
    assert_eq!(booked[0].amount.as_ref().unwrap().to_string(), "1.5");
    assert_eq!(read.status, Some(LoanStatus::Unknown("frozen".into())));
}

#[test]
fn references_are_read_whether_or_not_they_were_expanded() {
    let read = loan(json!({ "customer": "cust_1", "company": { "id": "comp_1", "status": "active", "new": 1 } }));
    assert_eq!(read.customer, Some("cust_1".into()));
    let Some(Reference::Object(company)) = read.company else { panic!("the company was not expanded") };
    assert_eq!((company.id.as_str(), &company.extra["new"]), ("comp_1", &json!(1)));
}

#[test]
fn an_offer_that_was_read_can_be_changed_and_sent_back_whole() {
    let offer = json!({ "id": "offr_1", "monthlyCET": 1.52, "fund": "fund_1", "firstDueDate": "2026-12-10" });
    let mut read = loan(json!({ "offer": offer })).offer.unwrap();
    read.number_of_installments = Some(24);
    let sent = base39::serde_json::to_value(LoanUpdate::default().offer(read)).unwrap();
    let mut expected = offer;
    expected["numberOfInstallments"] = json!(24);
    assert_eq!(sent, json!({ "offer": expected }));
}

#[tokio::test]
async fn an_offer_is_sent_with_all_that_it_needs_or_not_at_all() {
    let whole = json!({
        "employment": "empl_1", "company": "comp_1", "disbursementAmount": 1, "totalAmount": 2, "fund": "fund_1",
        "numberOfInstallments": 12, "firstDueDate": "2026-12-10", "product": "prod_1",
    });
    let mock = MockTransport::new().respond(200, r#"{"id": "loan_1"}"#).repeat();
    let client = client(&mock);
    let with = |offer: &Value| LoanUpdate::default().offer(loan(json!({ "offer": offer })).offer.unwrap());
    for name in whole.as_object().unwrap().keys() {
        let mut part = whole.clone();
        part.as_object_mut().unwrap().remove(name);
        for refused in [client.loans().update("loan_1", with(&part)), client.loans().void("loan_1", with(&part))] {
            let error = refused.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
            assert!(error.to_string().contains(&format!("offer.{name} is missing")), "{error}");
        }
    }
    assert!(mock.requests().is_empty());
    client.loans().update("loan_1", with(&whole)).await.unwrap();
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_loan_s_installments_go_on_after_the_last_one() {
    let item = |id: &str| json!({ "id": id, "transactions": { "hasMore": false, "data": [{ "amountPaid": 10 }] } });
    let mock = MockTransport::new()
        .respond(200, page([item("inst_2"), item("inst_1")], true))
        .respond(200, page([item("inst_0")], false));
    let filter = InstallmentFilter::default().due_date_end(date(2026, 12, 31));
    let all = client(&mock).loans().installments("loan_1", filter).collect().await.unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(all[2].transactions.as_ref().unwrap().data[0].amount_paid, Some(10.into()));
    assert!(query(&mock, 1).contains(&("starting_after".to_owned(), "inst_1".to_owned())));
    assert!(query(&mock, 1).contains(&("due_date_end".to_owned(), "2026-12-31".to_owned())));
}

#[test]
fn whole_amounts_are_exact_and_seventeen_digits_of_others_are_kept() {
    let amount = |text: &str| {
        let loan = format!(r#"{{"id": "loan_1", "transactions": [{{"amount": {text}}}]}}"#);
        let loan: Loan = base39::serde_json::from_str(&loan).unwrap();
        loan.transactions.unwrap()[0].amount.as_ref().unwrap().to_string()
    };
    for exact in ["9007199254740993", "-9007199254740993", "18446744073709551615", "12345678901234.56"] {
        assert_eq!(amount(exact), exact);
    }
    assert_eq!(amount("1.234567890123456789"), "1.2345678901234567");
}
