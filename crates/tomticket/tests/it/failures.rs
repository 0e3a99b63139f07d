//! How TomTicket's failures are told apart.

use acesso_core::testing::MockTransport;
use serde_json::Value;
use tomticket::{Call, CustomerFilter, CustomerKey, Error, ErrorKind};

use crate::common::{answered, client_of};

const PROXY_PAGE: &str = "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>nginx</body></html>";
const CAPTURED_WRONG_ROUTE: &str = r#"{"message": "404 Not Found"}"#;

async fn failure(status: u16, body: &str) -> Error {
    answered(status, body).customers().permissions("42").await.unwrap_err()
}

#[tokio::test]
async fn an_error_inside_a_200_is_refused_with_the_vendors_words() {
    let error = failure(200, r#"{"error": true, "message": "Invalid date.", "success": false}"#).await;
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(error.message(), Some("Invalid date."));
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("the service says: Invalid date"), "{error}");
}

#[tokio::test]
async fn error_is_read_leniently() {
    for yes in ["true", "1", "-1", "\"true\"", "\"1\"", "\"Bad value\"", "{\"code\": 3}", "[\"Bad value\"]"] {
        let error = failure(200, &format!(r#"{{"data": {{"error": false}}, "error": {yes}}}"#)).await;
        assert_eq!(error.kind(), ErrorKind::Rejected, "{yes}");
    }
    for no in ["false", "null", "0", "0.0", "\"false\"", "\"False\"", "\"0\"", "\"\"", "[]", "{}"] {
        let call = Call::get("chat_list", "/chat/list").read_json::<Value>();
        let body = format!(r#"{{"error": {no}, "data": {{"error": true}}}}"#);
        assert!(answered(200, body).request(call).await.is_ok(), "{no}");
    }
}

#[tokio::test]
async fn an_error_inside_a_200_outweighs_exists_false() {
    let error = failure(200, r#"{"error": true, "message": "Out of order", "exists": false}"#).await;
    assert_eq!(error.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn an_operation_that_was_not_completed_is_no_empty_list() {
    let body = r#"{"error": false, "message": "Out of order", "success": false, "data": []}"#;
    let error = answered(200, body).customers().list(CustomerFilter::default()).collect().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Rejected, Some("Out of order")));

    let nobody = r#"{"error": false, "success": false, "exists": false}"#;
    assert_eq!(answered(200, nobody).customers().permissions("42").optional().await.unwrap(), None);
    assert_eq!(answered(200, nobody).customers().details("42").optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_message_that_is_no_text_is_left_alone() {
    for message in ["null", "3", "{\"a\": 1}", "\"\""] {
        let error = failure(200, &format!(r#"{{"error": true, "message": {message}}}"#)).await;
        assert_eq!((error.kind(), error.message()), (ErrorKind::Rejected, None));
    }
}

#[tokio::test]
async fn a_401_speaks_of_the_token_and_of_the_values() {
    for body in [r#"{"error": true, "message": "Invalid date.", "success": false}"#, "", "<html></html>"] {
        let error = failure(401, body).await;
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(error.attempts(), 1);
        assert!(error.summary().contains("the token or the values sent were refused"), "{error}");
        assert!(error.advice().contains("the token and the values"), "{error}");
    }
    let error = failure(401, r#"{"error": true, "message": "Invalid date."}"#).await;
    assert_eq!(error.message(), Some("Invalid date."));
}

#[tokio::test]
async fn a_403_is_forbidden() {
    let error = failure(403, r#"{"error": true, "message": "No access"}"#).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::Forbidden, Some("No access")));
    assert!(error.advice().contains("Premium and Enterprise"), "{error}");
}

#[tokio::test]
async fn a_404_that_the_api_wrote_is_not_found() {
    for error in ["true", "false", "null"] {
        let body = format!(r#"{{"error": {error}, "message": "Customer not found.", "success": false}}"#);
        let error = failure(404, &body).await;
        assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, Some("Customer not found.")));
        assert_eq!(answered(404, body).customers().permissions("42").optional().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_404_without_error_is_a_wrong_base_url_and_never_no_such_customer() {
    for body in [
        CAPTURED_WRONG_ROUTE,
        "<html><title>404 Not Found</title></html>",
        "",
        "null",
        "[\"error\"]",
        "\"error\"",
        r#"{"data": {"error": true}}"#,
        r#"{"error": true"#,
    ] {
        let error = failure(404, body).await;
        assert_eq!(error.kind(), ErrorKind::WrongBaseUrl, "{body}");
        assert!(error.advice().contains("/v2.0"), "{error}");
        let optional = answered(404, body).customers().permissions("42").optional().await;
        assert_eq!(optional.unwrap_err().kind(), ErrorKind::WrongBaseUrl, "{body}");
        let exists = answered(404, body).customers().exists("42").await;
        assert_eq!(exists.unwrap_err().kind(), ErrorKind::WrongBaseUrl, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_is_retried_and_then_reported() {
    let mock = MockTransport::new().respond(429, PROXY_PAGE).header("content-type", "text/html").repeat();
    let error = client_of(&mock).customers().permissions("42").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!((error.attempts(), mock.requests().len()), (3, 3));
    assert_eq!(error.message(), None);
    assert_eq!(error.body(), PROXY_PAGE.as_bytes());
    assert!(error.to_string().contains("more than 3 requests in a second"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_429_that_passes_is_not_seen() {
    let found = r#"{"error": false, "exists": true, "data": {}}"#;
    let mock = MockTransport::new().respond(429, PROXY_PAGE).respond(429, PROXY_PAGE).respond(200, found);
    assert!(client_of(&mock).customers().exists("42").await.unwrap());
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn other_statuses_are_what_http_says_with_the_vendors_words() {
    for (status, kind) in
        [(400, ErrorKind::Rejected), (409, ErrorKind::Conflict), (422, ErrorKind::Rejected), (302, ErrorKind::Redirect)]
    {
        let error = failure(status, r#"{"error": true, "message": "No."}"#).await;
        assert_eq!((error.kind(), error.message()), (kind, Some("No.")), "{status}");
        let error = failure(status, "<html>No.</html>").await;
        assert_eq!((error.kind(), error.message()), (kind, None), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_service_is_tried_again() {
    let mock = MockTransport::new().respond(502, "<html>Bad Gateway</html>").repeat();
    let error = client_of(&mock).customers().permissions("42").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
}

#[tokio::test]
async fn calls_of_your_own_are_classified_alike() {
    let call = || Call::get("ticket_list", "/ticket/list").query("page", 1).read_json::<Value>();
    let refused = answered(200, r#"{"error": true, "message": "No."}"#).request(call()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Rejected);
    let unfinished = answered(200, r#"{"success": false, "exists": false}"#).request(call()).await.unwrap_err();
    assert_eq!(unfinished.kind(), ErrorKind::Rejected);
    let astray = answered(404, CAPTURED_WRONG_ROUTE).request(call()).await.unwrap_err();
    assert_eq!(astray.kind(), ErrorKind::WrongBaseUrl);
}

#[tokio::test]
async fn errors_show_where_and_nothing_of_whom() {
    let client = answered(404, r#"{"error": true}"#);
    let error = client.customers().permissions(CustomerKey::email("ana@cliente.example")).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("TomTicket customer_permissions_basic_get (GET /customer/permissions/basic)"), "{shown}");
    assert!(!shown.contains("ana@") && !shown.contains("example-token"), "{shown}");
}
