//! How the service says that a call failed.

use acesso_core::testing::MockTransport;
use myreports::{Call, Client, Credentials, CustomerFilter, Error, ErrorKind, Region, RetryPolicy};

const NOT_FOUND: &str =
    r#"{"error":404,"message":"Not Found","status":"error","timestamp":"2020-02-06T12:46:58.7669535Z"}"#;

fn client(status: u16, body: &str) -> Client {
    let mock = MockTransport::new().respond(status, body.to_owned()).repeat();
    Client::builder(Region::Eu, Credentials::token("example-token"))
        .transport(mock)
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

async fn error(status: u16, body: &str) -> Error {
    client(status, body).customers().users("c").await.unwrap_err()
}

#[tokio::test]
async fn a_malformed_id_is_rejected_in_the_services_words() {
    let body = r#"{"error":400,"message":"The value 'canary' is not valid.","status":"error","timestamp":"2020-02-06T12:45:27.5903465Z"}"#;

    let error = error(400, body).await;

    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.message(), Some("The value 'canary' is not valid."));
    assert_eq!(error.code(), None);
    assert!(error.to_string().contains("The value 'canary' is not valid"), "{error}");
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[tokio::test]
async fn the_error_code_is_kept() {
    let body = r#"{"error":400,"errorCode":"TenantNotPrimary","message":"This is not the primary tenant for this User.",
        "status":"error","timestamp":"2020-02-07T13:33:16.0582281Z"}"#;

    let error = error(400, body).await;

    assert_eq!(error.code(), Some("TenantNotPrimary"));
    assert_eq!(error.message(), Some("This is not the primary tenant for this User."));
}

#[tokio::test]
async fn an_error_envelope_is_read_leniently() {
    for body in [
        r#"{"message":"Because."}"#,
        r#"{"message":"Because.","status":7,"error":"x","errorCode":[],"timestamp":"soon","more":{}}"#,
        r#"{"message":"Because.","status":"error","error":null,"errorCode":null}"#,
        "\u{feff}{\"message\":\"Because.\"}",
    ] {
        assert_eq!(error(400, body).await.message(), Some("Because."), "{body}");
    }
    for body in ["", "null", "[]", "\"text\"", "<html>", r#"{"message":null}"#, r#"{"message":{"a":1}}"#, "\u{feff}{}"]
    {
        let error = error(400, body).await;
        assert_eq!((error.kind(), error.message()), (ErrorKind::Rejected, None), "{body}");
    }
}

#[tokio::test]
async fn a_404_in_the_envelope_is_not_found() {
    let error = error(404, NOT_FOUND).await;

    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), Some("Not Found"));
    for odd in ["\u{feff}".to_owned() + NOT_FOUND, NOT_FOUND.replace("404", "\"404\"")] {
        assert_eq!(self::error(404, &odd).await.kind(), ErrorKind::NotFound, "{odd}");
    }
    assert!(client(404, NOT_FOUND).customers().users("c").optional().await.unwrap().is_none());
    assert!(client(404, NOT_FOUND).accounts().customer_user("a", "c", "u").optional().await.unwrap().is_none());
}

#[tokio::test]
async fn a_404_without_the_envelope_is_a_wrong_base_url() {
    for body in [
        "",
        "<html><h1>404 Not Found</h1></html>",
        "Not Found",
        "{}",
        "[]",
        r#"{"message":"No such route"}"#,
        r#"{"statusCode":404,"message":"Resource not found"}"#,
        r#"{"type":"about:blank","title":"Not Found","status":404}"#,
        r#"{"timestamp":"2020-02-06T12:46:58.766+00:00","status":404,"error":"Not Found","path":"/v1.0/customers"}"#,
        r#"{"status":"error","message":"Not Found"}"#,
        r#"{"error":404,"message":"Not Found"}"#,
    ] {
        let client = client(404, body);

        let error = client.customers().users("c").optional().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::WrongBaseUrl, "{body}");
        assert!(error.advice().contains("`/api`") && error.advice().contains("region"), "{error}");
        assert_eq!(
            client.customers().list(CustomerFilter::default()).collect().await.unwrap_err().kind(),
            error.kind()
        );
    }
}

#[tokio::test]
async fn a_410_is_no_better_than_a_404() {
    assert_eq!(error(410, "").await.kind(), ErrorKind::WrongBaseUrl);
    assert_eq!(error(410, &NOT_FOUND.replace("404", "410")).await.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_401_has_no_body() {
    let error = error(401, "").await;

    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!((error.message(), error.body()), (None, &b""[..]));
    assert!(error.advice().contains("token"), "{error}");
}

#[tokio::test]
async fn the_echo_in_a_402_is_in_the_body_alone() {
    let echo = r#"{"name":"New customer","message":"canary","errorCode":"canary","error":402,"status":"error",
        "pbxConnectionProfile":{"_type":"KazooPbxConnectionProfile","apiKey":"canary"}}"#;
    let client = client(402, echo);
    let call = Call::post("reseller_create_customer", "/v1.0/customers").json(&serde_json::json!({"name": "x"}));

    let error = client.request(call).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!((error.message(), error.code()), (None, None));
    assert!(!format!("{error} {error:?} {} {}", error.summary(), error.advice()).contains("canary"));
    assert!(error.to_string().contains("charges") && error.to_string().contains("accept-charges: true"), "{error}");
    assert_eq!(error.body(), echo.as_bytes());
    assert!(!error.may_have_happened());
}

#[tokio::test]
async fn an_error_inside_a_200_is_an_error() {
    for status in [200, 201, 202] {
        for body in [
            r#"{"error":500,"errorCode":"Odd","message":"It went wrong.","status":"error"}"#,
            r#"{"data":[],"page_size":0,"errorCode":"Odd","message":"It went wrong.","status" : "error"}"#,
        ] {
            let error = error(status, body).await;

            assert_eq!(error.kind(), ErrorKind::Rejected, "{body}");
            assert_eq!((error.code(), error.message()), (Some("Odd"), Some("It went wrong.")));
            assert_eq!(error.status().unwrap(), status);
        }
    }
}

#[tokio::test]
async fn a_user_who_is_called_error_is_none() {
    let body =
        r#"{"status":"success","data":[{"id":"error","displayName":"error","email":"status","status":"error"}]}"#;

    let users = client(200, body).customers().users("c").await.unwrap();

    assert_eq!(users.items()[0].display_name, "error");
}

#[tokio::test]
async fn calls_of_ones_own_are_classified_alike() {
    let invoice = || Call::get("enterprise_get_invoice", "/v1.0/billingdata/{INVOICE_ID}");
    let call = || invoice().path_param("INVOICE_ID", "i").read_json::<serde_json::Value>();

    let inside = client(200, r#"{"status":"error","message":"No."}"#).request(call()).await.unwrap_err();
    let missing = client(404, "").request(call()).await.unwrap_err();
    let fine = client(200, r#"{"status":"success","data":{"invoiceNumber":"1"}}"#).request(call()).await.unwrap();

    assert_eq!((inside.kind(), missing.kind()), (ErrorKind::Rejected, ErrorKind::WrongBaseUrl));
    assert_eq!(fine["data"]["invoiceNumber"], "1");
}

#[tokio::test]
async fn an_acknowledgement_without_data_is_a_success() {
    let path = "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}";
    let call = Call::delete("enterprise_delete_account_user", path)
        .path_param("ACCOUNT_TENANT_ID", "a")
        .path_param("USER_ID", "u")
        .read_empty();

    client(200, r#"{"status":"success","timestamp":"2019-11-29T15:16:54.2586208Z"}"#).request(call).await.unwrap();
}

#[tokio::test]
async fn other_statuses_are_what_http_says() {
    for (status, body, kind) in [
        (302, "", ErrorKind::Redirect),
        (403, "", ErrorKind::Forbidden),
        (409, "", ErrorKind::Conflict),
        (415, "", ErrorKind::Rejected),
        (429, "<html>", ErrorKind::RateLimited),
        (500, r#"{"error":500,"message":"Oh.","status":"error"}"#, ErrorKind::Server),
        (502, "<html>Bad Gateway</html>", ErrorKind::Server),
    ] {
        assert_eq!(error(status, body).await.kind(), kind, "{status}");
    }
}

#[tokio::test]
async fn an_error_says_where_and_shows_neither_id_nor_token() {
    let error = client(404, NOT_FOUND).customers().user("canary-tenant", "canary-user").await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "MyReports reseller_get_customer_user (GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}): not found \
         (HTTP 404 Not Found), the service says: Not Found; check the identifier"
    );
    let shown = format!("{error:?}");
    assert!(!shown.contains("canary") && !shown.contains("example-token"), "{shown}");
}
