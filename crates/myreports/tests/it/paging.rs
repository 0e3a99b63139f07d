//! Lists of customers and accounts, page by page.

use acesso_core::testing::Script;
use myreports::{AccountFilter, Client, Credentials, Cursor, CustomerFilter, ErrorKind, Region};

fn client(script: &Script) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(script.clone()).build().unwrap()
}

/// A page as the service would give it: its index, and the ids of its customers.
fn page(index: u64, ids: &[&str]) -> String {
    let data: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id})).collect();
    serde_json::json!({"page_size": ids.len(), "page_index": index, "data": data, "status": "success"}).to_string()
}

fn pages(answers: &[String]) -> Script {
    answers.iter().fold(Script::new(), |script, body| script.answer(200, body.clone()))
}

fn queries(script: &Script) -> Vec<String> {
    script.requests().iter().map(|request| request.url.query().unwrap().to_owned()).collect()
}

async fn ids(script: &Script, filter: CustomerFilter) -> Result<Vec<String>, myreports::Error> {
    let customers = client(script).customers().list(filter).collect().await?;
    Ok(customers.into_iter().map(|customer| customer.id.to_string()).collect())
}

#[tokio::test]
async fn a_list_goes_on_until_a_page_is_empty() {
    // The second page is short, and not the last one.
    let script = pages(&[page(0, &["1", "2"]), page(1, &["3"]), page(2, &["4", "5"]), page(3, &[])]);

    let ids = ids(&script, CustomerFilter { page_size: Some(2), ..Default::default() }).await.unwrap();

    assert_eq!(ids, ["1", "2", "3", "4", "5"]);
    assert_eq!(
        queries(&script),
        ["pageIndex=0&pageSize=2", "pageIndex=1&pageSize=2", "pageIndex=2&pageSize=2", "pageIndex=3&pageSize=2"]
    );
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    let script = pages(&[r#"{"data":[]}"#.to_owned()]);

    assert_eq!(ids(&script, CustomerFilter::default()).await.unwrap(), Vec::<String>::new());
    assert_eq!(queries(&script), ["pageIndex=0"]);
}

#[tokio::test]
async fn a_filter_goes_with_every_page() {
    let script = pages(&[page(0, &["1"]), page(1, &[])]);

    ids(&script, CustomerFilter { filter: Some("a&b=ç #1".to_owned()), ..Default::default() }).await.unwrap();

    assert_eq!(
        queries(&script),
        ["pageIndex=0&filter=a%26b%3D%C3%A7%20%231", "pageIndex=1&filter=a%26b%3D%C3%A7%20%231"]
    );
}

#[tokio::test]
async fn a_service_that_gives_its_last_page_again_is_found_out() {
    let script = pages(&[page(0, &["1"]), page(1, &["2"])]).forever();
    let client = client(&script);
    let mut customers = client.customers().list(CustomerFilter::default());
    let mut seen = Vec::new();

    let error = loop {
        match customers.next().await.unwrap() {
            Ok(customer) => seen.push(customer.id.to_string()),
            Err(error) => break error,
        }
    };

    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(seen, ["1", "2"]);
    assert!(customers.next().await.is_none());
}

#[tokio::test]
async fn a_service_that_knows_no_pages_is_found_out() {
    let script = pages(&[page(0, &["1"])]).forever();

    assert_eq!(ids(&script, CustomerFilter::default()).await.unwrap_err().kind(), ErrorKind::Paging);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_page_that_does_not_say_which_it_is_is_an_error() {
    let script = pages(&[r#"{"data":[{"id":"1"}]}"#.to_owned()]);

    let error = ids(&script, CustomerFilter::default()).await.unwrap_err();

    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("page_index")));
}

#[tokio::test]
async fn the_index_of_a_page_may_be_text() {
    let script = pages(&[r#"{"page_index":"6","data":[{"id":"1"}]}"#.to_owned(), page(7, &[])]);
    let pager = client(&script).customers().list(CustomerFilter::default()).from_cursor(Cursor::new("6"));

    assert_eq!(pager.collect().await.unwrap().len(), 1);
    assert_eq!(queries(&script), ["pageIndex=6", "pageIndex=7"]);
}

#[tokio::test]
async fn a_list_goes_on_from_a_cursor() {
    let script = pages(&[page(0, &["1"]), page(1, &["2"])]);
    let client = client(&script);
    let mut first = client.customers().list(CustomerFilter::default()).at_most(1);
    let page_one = first.next_page().await.unwrap().unwrap();
    assert_eq!(page_one.total, None);

    let cursor = page_one.next.unwrap();
    assert_eq!(cursor.as_str(), "1");
    let mut rest = client.customers().list(CustomerFilter::default()).from_cursor(cursor).at_most(1);

    assert_eq!(rest.next().await.unwrap().unwrap().id.as_str(), "2");
    assert_eq!(queries(&script), ["pageIndex=0", "pageIndex=1"]);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    for text in ["", "oprt_1", "-1", "1.5", "1&filter=x", "18446744073709551616"] {
        let script = Script::new();
        let pager = client(&script).customers().list(CustomerFilter::default()).from_cursor(Cursor::new(text));

        let error = pager.collect().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text:?}");
        assert!(error.to_string().contains("cursor"), "{error}");
        assert_eq!(script.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_page_index_at_the_end_of_numbers_ends_in_an_error() {
    let script = pages(&[page(u64::MAX, &["1"])]).forever();

    assert_eq!(ids(&script, CustomerFilter::default()).await.unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_page_size_out_of_bounds_is_refused_before_sending() {
    let script = Script::new();
    let client = client(&script);
    for size in [0, 1001, u32::MAX] {
        let filter = CustomerFilter { page_size: Some(size), ..Default::default() };

        let own = client.customers().list(filter.clone()).collect().await.unwrap_err();
        let of_account = client.accounts().customers("a", filter).collect().await.unwrap_err();

        assert_eq!((own.kind(), of_account.kind()), (ErrorKind::InvalidInput, ErrorKind::InvalidInput));
        assert!(own.to_string().contains(&format!("page_size must be 1 to 1000, it is {size}")), "{own}");
    }
    let error = client.accounts().list(AccountFilter { page_size: Some(0) }).collect().await.unwrap_err();
    assert!(error.to_string().contains("page_size must be at least 1, it is 0"), "{error}");
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn page_sizes_at_the_bounds_are_sent() {
    for size in [1, 1000] {
        let script = pages(&[page(0, &[])]);

        ids(&script, CustomerFilter { page_size: Some(size), ..Default::default() }).await.unwrap();

        assert_eq!(queries(&script), [format!("pageIndex=0&pageSize={size}")]);
    }
    let script = pages(&[page(0, &[])]);
    client(&script).accounts().list(AccountFilter { page_size: Some(5000) }).collect().await.unwrap();
    assert_eq!(queries(&script), ["pageIndex=0&pageSize=5000"]);
}
