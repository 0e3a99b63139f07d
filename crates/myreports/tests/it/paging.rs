//! Lists of customers and accounts, page by page.

use acesso_core::testing::MockTransport;
use myreports::{
    AccountFilter, Call, Client, Credentials, Cursor, CustomerFilter, Error, ErrorKind, Pager, RawItem, Region,
    operations,
};

fn client(mock: &MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock.clone()).build().unwrap()
}

/// A page as the service would give it: its index, and the ids of its customers.
fn page(index: u64, ids: &[&str]) -> String {
    let data: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id})).collect();
    serde_json::json!({"page_size": ids.len(), "page_index": index, "data": data, "status": "success"}).to_string()
}

fn pages(answers: &[String]) -> MockTransport {
    answers.iter().fold(MockTransport::new(), |mock, body| mock.respond(200, body.clone()))
}

fn queries(mock: &MockTransport) -> Vec<String> {
    mock.requests().iter().map(|request| request.uri().query().unwrap().to_owned()).collect()
}

async fn ids(mock: &MockTransport, filter: CustomerFilter) -> Result<Vec<String>, Error> {
    let customers = client(mock).customers().list(filter).collect().await?;
    Ok(customers.into_iter().map(|customer| customer.id.to_string()).collect())
}

#[tokio::test]
async fn a_list_goes_on_until_a_page_is_empty() {
    // The second page is short, and not the last one.
    let mock = pages(&[page(0, &["1", "2"]), page(1, &["3"]), page(2, &["4", "5"]), page(3, &[])]);

    let ids = ids(&mock, CustomerFilter::default().page_size(2)).await.unwrap();

    assert_eq!(ids, ["1", "2", "3", "4", "5"]);
    assert_eq!(
        queries(&mock),
        ["pageIndex=0&pageSize=2", "pageIndex=1&pageSize=2", "pageIndex=2&pageSize=2", "pageIndex=3&pageSize=2"]
    );
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    let mock = pages(&[r#"{"data":[]}"#.to_owned()]);

    assert_eq!(ids(&mock, CustomerFilter::default()).await.unwrap(), Vec::<String>::new());
    assert_eq!(queries(&mock), ["pageIndex=0"]);
}

#[tokio::test]
async fn a_filter_goes_with_every_page() {
    let mock = pages(&[page(0, &["1"]), page(1, &[])]);

    ids(&mock, CustomerFilter::default().filter("a&b=ç #1")).await.unwrap();

    assert_eq!(
        queries(&mock),
        ["pageIndex=0&filter=a%26b%3D%C3%A7%20%231", "pageIndex=1&filter=a%26b%3D%C3%A7%20%231"]
    );
}

#[tokio::test]
async fn a_service_that_gives_its_last_page_again_is_found_out() {
    let mock = pages(&[page(0, &["1"]), page(1, &["2"])]).repeat();
    let client = client(&mock);
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
    let mock = pages(&[page(0, &["1"])]).repeat();

    assert_eq!(ids(&mock, CustomerFilter::default()).await.unwrap_err().kind(), ErrorKind::Paging);
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn a_service_that_repeats_its_tenants_on_every_page_is_found_out() {
    let pages = || pages(&[page(0, &["1", "2"]), page(1, &["1", "2"]), page(2, &["1", "2"])]);
    for (mock, list) in
        [(pages(), Lists::Customers), (pages(), Lists::CustomersOfAnAccount), (pages(), Lists::Accounts)]
    {
        let (ids, error) = list.read(&client(&mock)).await;

        assert_eq!((ids, error.unwrap().kind()), (vec!["1".to_owned(), "2".to_owned()], ErrorKind::Paging), "{list:?}");
        assert_eq!(queries(&mock), ["pageIndex=0", "pageIndex=1"], "{list:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_given_again_later_is_found_out() {
    let mock = pages(&[page(0, &["1"]), page(1, &["2"]), page(2, &["1"]), page(3, &[])]);

    let error = ids(&mock, CustomerFilter::default()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("the service gave the same page twice"), "{error}");
}

#[tokio::test]
async fn a_customer_who_moved_to_another_page_is_no_reason_to_stop() {
    let mock = pages(&[page(0, &["1", "2"]), page(1, &["2", "3"]), page(2, &[])]);

    assert_eq!(ids(&mock, CustomerFilter::default()).await.unwrap(), ["1", "2", "2", "3"]);
}

/// No list of this service goes on after one, so that empty pages without end can't hold anybody.
#[tokio::test]
async fn an_empty_page_ends_a_list() {
    let mock = pages(&[page(0, &[])]).repeat();

    assert!(ids(&mock, CustomerFilter::default()).await.unwrap().is_empty());
    assert_eq!(mock.requests().len(), 1);
}

/// The pages between the two would never be read.
#[tokio::test]
async fn another_page_than_the_one_that_was_asked_for_is_an_error() {
    let (ahead, behind) = (page(5, &["1"]), page(1, &["1"]));
    let empty = page(7, &[]);
    for (asked, body, detail) in [
        (Cursor::Start, &ahead, "page 0 was asked for and page 5 came"),
        (Cursor::at("3"), &behind, "page 3 was asked for and page 1 came"),
        (Cursor::Start, &empty, "page 0 was asked for and page 7 came"),
    ] {
        let mock = pages(std::slice::from_ref(body)).repeat();
        let client = client(&mock);
        let mut list = client.customers().list(CustomerFilter::default()).from_cursor(asked);

        let error = list.next_page().await.unwrap().unwrap_err();

        assert_eq!((error.kind(), error.operation()), (ErrorKind::Paging, Some("reseller_list_customers")));
        assert!(error.to_string().contains(detail), "{error}");
        assert_eq!(mock.requests().len(), 1);
        assert!(list.next_page().await.is_none());
    }
}

/// The second one has an id to tell it by, the third one has none.
#[tokio::test]
async fn a_tenant_that_can_not_be_read_loses_no_other() {
    let odd = r#"{"page_index":0,"data":[{"id":"1"},{"id":"2","enabled":"canary"},{"name":"canary"},{"id":"4"}]}"#;
    for list in [Lists::Customers, Lists::CustomersOfAnAccount, Lists::Accounts] {
        let mock = pages(&[odd.to_owned(), page(1, &["5"]), page(2, &[])]);
        let client = client(&mock);

        let (ids, error) = list.read(&client).await;

        assert!(error.is_none());
        assert_eq!(
            ids,
            ["1", "Decode Some(\"2\") Some(\"data[1].enabled\")", "Decode None Some(\"data[2].id\")", "4", "5"],
            "{list:?}"
        );
    }
    let mock = pages(&[odd.to_owned()]);
    let error = ids(&mock, CustomerFilter::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.item_id()), (ErrorKind::Decode, Some("2")));
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
}

/// The three lists of tenants.
#[derive(Debug, Clone, Copy)]
enum Lists {
    Customers,
    CustomersOfAnAccount,
    Accounts,
}

impl Lists {
    /// Item by item: ids, in place of an item that can't be read what is known of it, and what ended the list.
    async fn read(self, client: &Client) -> (Vec<String>, Option<Error>) {
        let all = CustomerFilter::default();
        match self {
            Self::Customers => read(client.customers().list(all), |customer| customer.id.to_string()).await,
            Self::CustomersOfAnAccount => {
                read(client.accounts().customers("a", all), |customer| customer.id.to_string()).await
            }
            Self::Accounts => {
                read(client.accounts().list(AccountFilter::default()), |account| account.id.to_string()).await
            }
        }
    }
}

async fn read<T: Send + 'static>(mut list: Pager<T>, id: fn(T) -> String) -> (Vec<String>, Option<Error>) {
    let mut seen = Vec::new();
    while let Some(item) = list.next().await {
        match item {
            Ok(item) => seen.push(id(item)),
            Err(error) if error.kind() == ErrorKind::Decode => {
                seen.push(format!("{:?} {:?} {:?}", error.kind(), error.item_id(), error.json_path()));
            }
            Err(error) => {
                assert!(list.next().await.is_none());
                return (seen, Some(error));
            }
        }
    }
    (seen, None)
}

#[tokio::test]
async fn a_page_that_does_not_say_which_it_is_is_the_one_that_was_asked_for() {
    let nothing_said = r#"{"data":[{"id":"1"},{"id":"2","enabled":"canary"}]}"#.to_owned();
    let null = r#"{"page_index":null,"data":[{"id":"\ud83d"}],"status":"success"}"#.to_owned();
    for list in [Lists::Customers, Lists::CustomersOfAnAccount, Lists::Accounts] {
        let mock = pages(&[nothing_said.clone(), null.clone(), r#"{"data":[]}"#.to_owned()]);

        let (ids, error) = list.read(&client(&mock)).await;

        assert!(error.is_none());
        assert_eq!(ids, ["1", "Decode Some(\"2\") Some(\"data[1].enabled\")", "\u{fffd}"], "{list:?}");
        assert_eq!(queries(&mock), ["pageIndex=0", "pageIndex=1", "pageIndex=2"]);
    }
}

#[tokio::test]
async fn a_service_that_never_says_its_pages_and_gives_one_again_is_found_out() {
    let mock = pages(&[r#"{"data":[{"id":"1"}]}"#.to_owned()]).repeat();

    assert_eq!(ids(&mock, CustomerFilter::default()).await.unwrap_err().kind(), ErrorKind::Paging);
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn an_index_that_can_not_be_read_is_an_error() {
    for index in ["-1", "1.5", "\"first\"", "true", "[0]"] {
        let mock = pages(&[format!(r#"{{"page_index":{index},"data":[{{"id":"1"}}]}}"#)]);

        let error = ids(&mock, CustomerFilter::default()).await.unwrap_err();

        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("page_index")), "{index}");
    }
}

#[tokio::test]
async fn the_index_of_a_page_may_be_text() {
    let mock = pages(&[r#"{"page_index":"6","data":[{"id":"1"}]}"#.to_owned(), page(7, &[])]);
    let pager = client(&mock).customers().list(CustomerFilter::default()).from_cursor(Cursor::at("6"));

    assert_eq!(pager.collect().await.unwrap().len(), 1);
    assert_eq!(queries(&mock), ["pageIndex=6", "pageIndex=7"]);
}

#[tokio::test]
async fn a_list_goes_on_from_a_cursor() {
    let mock = pages(&[page(0, &["1"]), page(1, &["2"])]);
    let client = client(&mock);
    let mut first = client.customers().list(CustomerFilter::default()).at_most(1);
    let page_one = first.next_page().await.unwrap().unwrap();
    assert_eq!((page_one.total(), page_one.next(), first.cursor()), (None, &Cursor::at("1"), &Cursor::at("1")));

    let mut rest = client.customers().list(CustomerFilter::default()).from_cursor(first.cursor().clone()).at_most(1);

    assert_eq!(rest.next().await.unwrap().unwrap().id.as_str(), "2");
    assert_eq!(queries(&mock), ["pageIndex=0", "pageIndex=1"]);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    for text in ["", "oprt_1", "-1", "1.5", "1&filter=x", "18446744073709551616"] {
        let mock = MockTransport::new();
        let pager = client(&mock).customers().list(CustomerFilter::default()).from_cursor(Cursor::at(text));

        let error = pager.collect().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text:?}");
        assert!(error.to_string().contains("cursor"), "{error}");
        assert_eq!(mock.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_page_index_at_the_end_of_numbers_ends_in_an_error() {
    let mock = pages(&[page(u64::MAX, &["1"])]).repeat();
    let last = Cursor::at(u64::MAX.to_string());
    let pager = client(&mock).customers().list(CustomerFilter::default()).from_cursor(last);

    assert_eq!(pager.collect().await.unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_page_size_out_of_bounds_is_refused_before_sending() {
    let mock = MockTransport::new();
    let client = client(&mock);
    for (size, expected) in [
        (0, "page_size must be at least 1, it is 0"),
        (1001, "pageSize must be at most 1000, it is 1001"),
        (u32::MAX, "pageSize must be at most 1000, it is 4294967295"),
    ] {
        let filter = CustomerFilter::default().page_size(size);

        let own = client.customers().list(filter.clone()).collect().await.unwrap_err();
        let of_account = client.accounts().customers("a", filter).collect().await.unwrap_err();

        assert_eq!((own.kind(), of_account.kind()), (ErrorKind::InvalidInput, ErrorKind::InvalidInput));
        assert!(own.to_string().contains(expected), "{own}");
    }
    let error = client.accounts().list(AccountFilter::default().page_size(0)).collect().await.unwrap_err();
    assert!(error.to_string().contains("page_size must be at least 1, it is 0"), "{error}");
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn page_sizes_at_the_bounds_are_sent() {
    for size in [1, 1000] {
        let mock = pages(&[page(0, &[])]);

        ids(&mock, CustomerFilter::default().page_size(size)).await.unwrap();

        assert_eq!(queries(&mock), [format!("pageIndex=0&pageSize={size}")]);
    }
    let mock = pages(&[page(0, &[])]);
    client(&mock).accounts().list(AccountFilter::default().page_size(5000)).collect().await.unwrap();
    assert_eq!(queries(&mock), ["pageIndex=0&pageSize=5000"]);
}

#[tokio::test]
async fn any_list_is_read_to_its_end_as_it_came() {
    let mock = pages(&[page(0, &["1", "2"]), page(1, &["3"]), page(2, &[])]);
    let call = Call::of(&operations::RESELLER_LIST_CUSTOMERS).query("filter", "a");
    let customers = client(&mock).pages(call).collect().await.unwrap();
    assert_eq!(
        customers.iter().map(RawItem::text).collect::<Vec<_>>(),
        [r#"{"id":"1"}"#, r#"{"id":"2"}"#, r#"{"id":"3"}"#]
    );
    assert_eq!(queries(&mock), ["filter=a&pageIndex=0", "filter=a&pageIndex=1", "filter=a&pageIndex=2"]);
}

#[tokio::test]
async fn pages_of_items_without_ids_are_told_apart_by_what_they_say() {
    let bodies = [r#"{"data":[{"name":"1"}]}"#, r#"{"data":[{"name":"2"}]}"#, r#"{"data":[]}"#];
    let mock = bodies.into_iter().fold(MockTransport::new(), |mock, body| mock.respond(200, body));
    let items = client(&mock).pages(Call::of(&operations::RESELLER_LIST_CUSTOMERS)).collect().await.unwrap();
    assert_eq!(items.iter().map(RawItem::text).collect::<Vec<_>>(), [r#"{"name":"1"}"#, r#"{"name":"2"}"#]);
}
