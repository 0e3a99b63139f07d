//! What a client really sees of each fault.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::time::{Duration, SystemTime};

use acesso_sandbox::contract::Contract;
use acesso_sandbox::tomticket::Settings;
use acesso_sandbox::{Fault, Network, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Client, Got};

const LIST: &str = "list_permissions";
const PATH: &str = "/v1/permissions";

async fn start() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().people(40).start().await.unwrap();
    let client = Client::new(sandbox.base39(), Contract::base39(), sandbox.base39().api_key());
    (sandbox, client)
}

/// What a client gets of one fault at Base39.
async fn with(fault: Fault) -> Result<Got, reqwest::Error> {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(fault);
    let got = client.try_get(PATH).await;
    assert_eq!(client.get(LIST, PATH).await.status, 200, "it struck once, and the service goes on");
    got
}

/// The kind of the I/O error somewhere behind an error.
fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    std::iter::successors(error.source(), |&error| error.source())
        .find_map(|error| error.downcast_ref::<io::Error>())
        .map(io::Error::kind)
}

/// The bytes that come back on a bare connection until it ends, and how it ended.
async fn bytes_of(fault: Fault) -> (Vec<u8>, io::Result<()>) {
    let (sandbox, _) = start().await;
    sandbox.base39().inject(fault);
    let mut connection = TcpStream::connect(("127.0.0.1", sandbox.base39().port())).await.unwrap();
    let key = sandbox.base39().api_key();
    let request = format!("GET {PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let ended = connection.read_to_end(&mut bytes).await.map(|_| ());
    (bytes, ended)
}

/// Head and body of an answer.
fn split(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (String::from_utf8(bytes[..end].to_vec()).unwrap(), &bytes[end + 4..])
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find(|line| line.starts_with("content-length: ")).unwrap();
    line["content-length: ".len()..].parse().unwrap()
}

// --- another answer ---

#[tokio::test]
async fn a_status_comes_with_and_without_retry_after_and_body() {
    let plain = with(Fault::status(503)).await.unwrap();
    assert_eq!((plain.status, plain.retry_after.clone(), plain.text()), (503, None, ""));
    let seconds = with(Fault::status(429).retry_after_seconds(7)).await.unwrap();
    assert_eq!((seconds.status, seconds.retry_after.as_deref()), (429, Some("7")));
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let dated = with(Fault::status(503).retry_after_date(date)).await.unwrap();
    assert_eq!(dated.retry_after.as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    let html = with(Fault::status(502).html()).await.unwrap();
    assert_eq!((html.status, html.content_type.as_deref()), (502, Some("text/html")));
    assert!(html.text().contains("502 Bad Gateway"));
    let json = with(Fault::status(500).json(r#"{"code":"UNEXPECTED_ERROR"}"#)).await.unwrap();
    assert_eq!(json.json()["code"], "UNEXPECTED_ERROR");
    let body = with(Fault::status(418).body("text/plain", "short and stout")).await.unwrap();
    assert_eq!((body.content_type.as_deref(), body.text()), (Some("text/plain"), "short and stout"));
    let headers = with(Fault::status(301).header("location", "/elsewhere")).await.unwrap();
    assert_eq!(headers.location.as_deref(), Some("/elsewhere"));
}

#[tokio::test]
async fn a_200_that_can_t_be_used() {
    let html = with(Fault::html_200()).await.unwrap();
    assert_eq!((html.status, html.content_type.as_deref()), (200, Some("text/html")));
    let empty = with(Fault::empty_200()).await.unwrap();
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    let invalid = with(Fault::invalid_json()).await.unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&invalid.body).unwrap_err().is_eof());
    let not_utf8 = with(Fault::invalid_utf8()).await.unwrap();
    assert!(std::str::from_utf8(&not_utf8.body).is_err());
    let deep = with(Fault::deep_json(100_000)).await.unwrap();
    assert_eq!(deep.body.len(), 200_000);
    assert!(deep.body.starts_with(b"[[[") && deep.body.ends_with(b"]]]"));
    let redirect = with(Fault::redirect("http://other.example/")).await.unwrap();
    assert_eq!((redirect.status, redirect.location.as_deref()), (302, Some("http://other.example/")));
    let large = with(Fault::large_body(3_000_001)).await.unwrap();
    assert_eq!((large.status, large.body.len()), (200, 3_000_001));
}

#[tokio::test]
async fn a_gzip_bomb_is_small_and_unpacks_to_what_it_was_told_to() {
    let got = with(Fault::gzip_bomb(8)).await.unwrap();
    assert!(got.body.len() < 32_000, "{} bytes", got.body.len());
    let mut unpacked = Vec::new();
    let mut gzip = flate2::read::MultiGzDecoder::new(&*got.body);
    std::io::Read::read_to_end(&mut gzip, &mut unpacked).unwrap();
    assert_eq!(unpacked.len(), 8 << 20);
    let (bytes, _) = bytes_of(Fault::gzip_bomb(1).header("connection", "close")).await;
    assert!(split(&bytes).0.contains("content-encoding: gzip"));
}

#[tokio::test]
async fn a_header_flood_is_as_long_as_it_was_told_to_be() {
    let (bytes, _) = bytes_of(Fault::header_flood(50_000)).await;
    let (head, body) = split(&bytes);
    assert_eq!((head.lines().count(), body.len()), (50_002, 0));
    assert!(with(Fault::header_flood(50_000)).await.is_err());
}

#[tokio::test]
async fn an_error_inside_a_200() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    sandbox.tomticket().inject(Fault::error_in_200("Invalid date.").only_on("/customer/permissions"));
    let got = client.get("customer_permissions_basic_get", "/customer/permissions/basic?customer_id=C0000001").await;
    assert_eq!((got.status, got.json()["message"].as_str()), (200, Some("Invalid date.")));
    assert_eq!(got.json()["error"], true);
}

// --- the connection ---

#[tokio::test]
async fn a_reset_before_reading_leaves_no_trace() {
    let (sandbox, client) = start().await;
    assert_eq!(client.get(LIST, PATH).await.status, 200);
    // Now on the connection that is kept open, too.
    sandbox.base39().inject(Fault::reset_before_read());
    let error = client.try_get(PATH).await.unwrap_err();
    assert_eq!(io_kind(&error), Some(ErrorKind::ConnectionReset), "{error:?}");
    assert_eq!(sandbox.base39().request_count(), 1);
    assert_eq!(client.get(LIST, PATH).await.status, 200);

    let (bytes, ended) = bytes_of(Fault::reset_before_read()).await;
    assert_eq!((bytes.len(), ended.unwrap_err().kind()), (0, ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_reset_before_reading_looks_at_the_path() {
    let (sandbox, client) = start().await;
    for elsewhere in ["/v1/companies", "list_companies"] {
        sandbox.base39().inject(Fault::reset_before_read().only_on(elsewhere));
        assert_eq!(client.get(LIST, "/v1/permissions?limit=1").await.status, 200);
        assert!(client.try_get("/v1/companies?limit=1").await.is_err());
        assert_eq!(client.get("list_companies", "/v1/companies").await.status, 200);
    }
}

#[tokio::test]
async fn a_reset_after_reading_shows_in_the_list_of_requests() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::reset_after_read());
    let error = client.try_get(PATH).await.unwrap_err();
    assert_eq!(io_kind(&error), Some(ErrorKind::ConnectionReset), "{error:?}");
    assert_eq!(sandbox.base39().requests()[0].operation, Some(LIST));
    let (bytes, ended) = bytes_of(Fault::reset_after_read()).await;
    assert_eq!((bytes.len(), ended.unwrap_err().kind()), (0, ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn half_a_body_ends_before_its_length() {
    let error = with(Fault::half_body()).await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    let (bytes, ended) = bytes_of(Fault::half_body()).await;
    let (head, body) = split(&bytes);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body.len(), content_length(&head) / 2);
    assert!(body.starts_with(br#"{"hasMore""#) && ended.is_ok());
}

#[tokio::test]
async fn half_a_chunk_ends_before_its_length() {
    let error = with(Fault::half_chunk()).await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    let (bytes, _) = bytes_of(Fault::half_chunk()).await;
    let (head, body) = split(&bytes);
    assert!(head.contains("transfer-encoding: chunked") && !head.contains("content-length"), "{head}");
    let size_end = body.windows(2).position(|window| window == b"\r\n").unwrap();
    let size = usize::from_str_radix(std::str::from_utf8(&body[..size_end]).unwrap(), 16).unwrap();
    assert_eq!(body.len() - size_end - 2, size / 2);
}

#[tokio::test]
async fn a_wrong_length_cuts_the_json() {
    let got = with(Fault::wrong_length()).await.unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&got.body).unwrap_err().is_eof());
    let (bytes, _) = bytes_of(Fault::wrong_length()).await;
    let (head, body) = split(&bytes);
    assert_eq!(content_length(&head) + 2, body.len());
    assert!(serde_json::from_slice::<serde_json::Value>(body).is_ok());
}

#[tokio::test]
async fn raw_bytes_go_out_as_they_are() {
    let (bytes, ended) = bytes_of(Fault::raw("SSH-2.0-sandbox\r\n")).await;
    assert_eq!(bytes, b"SSH-2.0-sandbox\r\n");
    assert!(ended.is_ok());
    assert!(with(Fault::raw("SSH-2.0-sandbox\r\n")).await.is_err());
}

// --- time ---

#[tokio::test]
async fn a_stalled_request_stays_open_while_others_are_answered() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::stall().only_on(LIST));
    let client = std::sync::Arc::new(client);
    let stalled = tokio::spawn({
        let client = std::sync::Arc::clone(&client);
        async move { client.try_get(PATH).await }
    });
    while sandbox.base39().request_count() == 0 {
        tokio::task::yield_now().await;
    }
    for _ in 0..10 {
        assert_eq!(client.get(LIST, PATH).await.status, 200);
    }
    assert!(!stalled.is_finished());
    drop(sandbox);
    assert!(stalled.await.unwrap().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_delayed_answer_is_the_proper_one() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::delay(Duration::from_secs(3_600)));
    let before = tokio::time::Instant::now();
    let late = client.get(LIST, PATH).await;
    assert!(before.elapsed() >= Duration::from_secs(3_600));
    assert_eq!(client.get(LIST, PATH).await.body, late.body);
}

#[tokio::test]
async fn requests_held_together_are_answered_once_all_are_there() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::together(3));
    let client = std::sync::Arc::new(client);
    let ask = || {
        let client = std::sync::Arc::clone(&client);
        tokio::spawn(async move { client.get(LIST, PATH).await.status })
    };
    let first = [ask(), ask()];
    while sandbox.base39().request_count() < 2 {
        tokio::task::yield_now().await;
    }
    assert!(first.iter().all(|answer| !answer.is_finished()));
    assert_eq!(ask().await.unwrap(), 200);
    for answer in first {
        assert_eq!(answer.await.unwrap(), 200);
    }
}

#[tokio::test(start_paused = true)]
async fn the_way_and_the_work_take_their_time_and_jitter_is_random() {
    let ms = Duration::from_millis;
    let network = Network { delay: ms(20), jitter: ms(50), work: ms(400) };
    let sandbox = Sandbox::builder().network(network).start().await.unwrap();
    let client = Client::new(sandbox.base39(), Contract::base39(), sandbox.base39().api_key());
    let mut times = Vec::new();
    for _ in 0..10 {
        let before = tokio::time::Instant::now();
        assert_eq!(client.get(LIST, PATH).await.status, 200);
        times.push(before.elapsed());
    }
    assert!(times.iter().all(|time| *time >= ms(440)), "{times:?}");
    times.sort();
    times.dedup();
    assert!(times.len() > 5, "{times:?}");
}

#[tokio::test]
async fn a_service_that_is_down_takes_no_connection_and_the_others_go_on() {
    let (sandbox, client) = start().await;
    assert_eq!(client.get(LIST, PATH).await.status, 200);
    sandbox.base39().refuse_connections().await;
    assert!(client.try_get(PATH).await.unwrap_err().is_connect());
    assert!(TcpStream::connect(("127.0.0.1", sandbox.tomticket().port())).await.is_ok());
}

// --- where and how often ---

#[tokio::test]
async fn faults_keep_to_their_place_and_number() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::status(503).times(2).only_on(PATH));
    sandbox.base39().inject(Fault::status(500).after(1).only_on("list_companies"));
    let mut statuses = Vec::new();
    for path in ["/v1/companies", PATH, PATH, "/v1/companies", PATH, "/v1/companies"] {
        statuses.push(client.try_get(path).await.unwrap().status);
    }
    assert_eq!(statuses, [200, 503, 503, 500, 200, 200]);

    sandbox.base39().inject(Fault::status(503).always());
    assert_eq!(client.try_get(PATH).await.unwrap().status, 503);
    assert_eq!(client.try_get(PATH).await.unwrap().status, 503);
    sandbox.base39().clear_faults();
    assert_eq!(client.try_get(PATH).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_fault_strikes_the_service_it_was_injected_into() {
    let (sandbox, client) = start().await;
    sandbox.myreports().inject(Fault::status(503));
    assert_eq!(client.get(LIST, PATH).await.status, 200);
}

// --- lists ---

#[tokio::test]
async fn base39_lists_misbehave() {
    let (sandbox, client) = start().await;
    let first = client.get(LIST, PATH).await;
    let cursor = first.column("id").pop().unwrap();
    let second = format!("{PATH}?starting_after={cursor}");
    let proper = client.get(LIST, &second).await;

    sandbox.base39().inject(Fault::repeated_cursor());
    assert_eq!(client.get(LIST, &second).await.body, first.body);
    assert_eq!(client.get(LIST, &second).await.body, proper.body);

    sandbox.base39().inject(Fault::empty_page());
    let empty = client.get(LIST, &second).await.json();
    assert_eq!((empty["data"].as_array().unwrap().len(), empty["hasMore"].as_bool()), (0, Some(true)));

    sandbox.base39().inject(Fault::endless_cursor());
    for _ in 0..3 {
        assert_eq!(client.get(LIST, &second).await.body, first.body);
    }
    let all_at_once = client.get(LIST, "/v1/permissions?limit=100").await.json();
    assert_eq!((all_at_once["data"].as_array().unwrap().len(), all_at_once["hasMore"].as_bool()), (50, Some(true)));
}

#[tokio::test]
async fn tomticket_lists_misbehave() {
    let settings = Settings { requests_per_second: None, ..Settings::default() };
    let sandbox = Sandbox::builder().people(120).tomticket(settings).start().await.unwrap();
    let client = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    let page = async |number: usize| client.get("customer_list", &format!("/customer/list?page={number}")).await.json();
    let first = page(1).await;

    sandbox.tomticket().inject(Fault::repeated_cursor());
    assert_eq!(page(2).await, first);
    sandbox.tomticket().inject(Fault::empty_page());
    let empty = page(2).await;
    assert_eq!((empty["data"].as_array().unwrap().len(), empty["next_page"].as_u64()), (0, Some(3)));
    sandbox.tomticket().inject(Fault::endless_cursor());
    assert_eq!(page(3).await["next_page"], 2);
    assert_eq!(page(2).await["next_page"], 2);
}

#[tokio::test]
async fn myreports_lists_misbehave() {
    let sandbox = Sandbox::builder().people(1_200).start().await.unwrap();
    let client = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    let page = async |index: usize| {
        let path = format!("/v1.0/customers?pageSize=5&pageIndex={index}");
        client.get("reseller_list_customers", &path).await
    };
    let first = page(0).await.column("id");
    sandbox.myreports().inject(Fault::repeated_cursor());
    let again = page(1).await;
    assert_eq!((again.column("id"), again.json()["page_index"].as_u64()), (first.clone(), Some(0)));
    sandbox.myreports().inject(Fault::empty_page());
    assert_eq!(page(1).await.json()["page_size"], 0);
    sandbox.myreports().inject(Fault::endless_cursor());
    assert_eq!(page(7).await.column("id"), first);
}

fn texts(got: &serde_json::Value, name: &str) -> Vec<String> {
    got["data"].as_array().unwrap().iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_shifted_page_of_tomticket_never_shows_one_customer() {
    let settings = Settings { requests_per_second: None, ..Settings::default() };
    let sandbox = Sandbox::builder().people(120).tomticket(settings).start().await.unwrap();
    let client = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    let page = async |number: usize| client.get("customer_list", &format!("/customer/list?page={number}")).await.json();
    let proper = [page(1).await, page(2).await, page(3).await];

    sandbox.tomticket().inject(Fault::shifted_page().only_on("customer_list").after(1));
    let shifted = [page(1).await, page(2).await, page(3).await];
    assert_eq!((&shifted[0], &shifted[2]), (&proper[0], &proper[2]), "only the second page was struck");
    let (before, after) = (texts(&proper[1], "id"), texts(&shifted[1], "id"));
    assert_eq!(after[..49], before[1..]);
    assert_eq!(after[49], texts(&proper[2], "id")[0], "the next page's first item stands on both");
    for name in ["size", "pages", "next_page"] {
        assert_eq!(shifted[1][name], proper[1][name], "{name}");
    }

    sandbox.tomticket().inject(Fault::shifted_page());
    assert_eq!(texts(&page(3).await, "id"), texts(&proper[2], "id")[1..], "the last page is one short");
}

#[tokio::test]
async fn a_shifted_page_of_base39_leads_on_past_what_it_left_out() {
    let (sandbox, client) = start().await;
    let whole = client.get(LIST, "/v1/permissions?limit=100").await.column("id");
    let after = |cursor: &str| format!("{PATH}?starting_after={cursor}");
    sandbox.base39().inject(Fault::shifted_page());
    let shifted = client.get(LIST, &after(&whole[9])).await;
    assert_eq!(shifted.column("id"), whole[11..21]);
    assert_eq!(client.get(LIST, &after(&whole[20])).await.column("id"), whole[21..31]);

    sandbox.base39().inject(Fault::shifted_page());
    let backwards = client.get(LIST, &format!("{PATH}?limit=5&ending_before={}", whole[20])).await;
    assert_eq!(backwards.column("id"), whole[14..19]);

    sandbox.base39().inject(Fault::shifted_page());
    let last = client.get(LIST, &after(&whole[48])).await.json();
    assert_eq!(last, serde_json::json!({ "hasMore": false, "data": [] }));
}

#[tokio::test]
async fn a_shifted_page_of_myreports_never_shows_one_customer() {
    let sandbox = Sandbox::builder().people(1_200).start().await.unwrap();
    let client = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    let page = async |index: usize| {
        let path = format!("/v1.0/customers?pageSize=5&pageIndex={index}");
        client.get("reseller_list_customers", &path).await
    };
    let whole = client.get("reseller_list_customers", "/v1.0/customers").await.column("id");
    sandbox.myreports().inject(Fault::shifted_page().times(2));
    let shifted = page(1).await;
    assert_eq!(shifted.column("id"), whole[6..11]);
    assert_eq!((shifted.json()["page_index"].as_u64(), shifted.json()["page_size"].as_u64()), (Some(1), Some(5)));
    assert_eq!(page(2).await.column("id"), whole[11..]);
    assert_eq!(page(1).await.column("id"), whole[5..10]);
}

#[tokio::test]
async fn counts_are_one_too_high_and_the_items_as_ever() {
    let sandbox = Sandbox::start().await.unwrap();
    let tomticket = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    let myreports = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    let department = tomticket.get("department_list", "/department/list").await.column("id").remove(0);
    let users = format!("/v1.0/customers/{}/users", sandbox.example().customer_tenant_id());
    sandbox.tomticket().inject(Fault::wrong_count().times(2));
    sandbox.myreports().inject(Fault::wrong_count().times(2));
    for (client, operation, path, name) in [
        (&tomticket, "customer_list", "/customer/list".to_owned(), "size"),
        (
            &tomticket,
            "department_operator_list",
            format!("/department/operator/list?department_id={department}"),
            "size",
        ),
        (&myreports, "reseller_list_customers", "/v1.0/customers".to_owned(), "page_size"),
        (&myreports, "reseller_list_customer_users", users, "page_size"),
    ] {
        let wrong = client.get(operation, &path).await.json();
        assert_eq!(wrong[name], wrong["data"].as_array().unwrap().len() + 1, "{operation}");
    }
    let proper = myreports.get("reseller_list_customers", "/v1.0/customers").await.json();
    assert_eq!(proper["page_size"], proper["data"].as_array().unwrap().len(), "it struck as often as it was told to");
}

#[tokio::test]
async fn an_operator_who_is_ignored_gets_everybody_s_permissions() {
    let (sandbox, client) = start().await;
    let everybody = client.get(LIST, "/v1/permissions?limit=100").await;
    let operators: Vec<_> = sandbox.base39().operators().take(2).map(|operator| operator.id).collect();
    sandbox.base39().inject(Fault::ignored_operator());
    for operator in &operators {
        let path = format!("/v1/operators/{operator}/permissions?limit=100");
        assert_eq!(client.get("list_operator_permissions", &path).await.body, everybody.body);
        let path = format!("/v1/permissions?limit=100&operator={operator}");
        assert_eq!(client.get(LIST, &path).await.body, everybody.body);
    }
    assert_eq!(client.get(LIST, "/v1/permissions?limit=100").await.body, everybody.body);
    sandbox.base39().clear_faults();
    let own = client.get("list_operator_permissions", &format!("/v1/operators/{}/permissions", operators[1])).await;
    assert_eq!(own.column("id").len(), 1);
}

// --- credentials ---

#[tokio::test]
async fn good_credentials_are_refused_in_each_vendor_s_words() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.tomticket().inject(Fault::refused_credentials());
    sandbox.base39().inject(Fault::refused_credentials());
    sandbox.myreports().inject(Fault::refused_credentials());
    let tomticket = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    let base39 = Client::new(sandbox.base39(), Contract::base39(), sandbox.base39().api_key());
    let myreports = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    for expected in [401, 200] {
        assert_eq!(tomticket.get("organization_list", "/organization/list").await.status, expected);
        assert_eq!(base39.get(LIST, PATH).await.status, expected);
        assert_eq!(myreports.get("reseller_list_customers", "/v1.0/customers").await.status, expected);
    }
}

#[tokio::test]
async fn the_token_endpoint_fails_like_any_other() {
    let (sandbox, client) = start().await;
    sandbox.base39().inject(Fault::status(503).only_on("/oauth2/token"));
    assert_eq!(client.get(LIST, PATH).await.status, 200);
    let got = client.send(reqwest::Method::POST, "/oauth2/token", None).await.unwrap();
    assert_eq!(got.status, 503);
}
