//! Failures as Base39 words them.

use acesso_core::testing::MockTransport;
use base39::{Error, ErrorKind, PermissionFilter, RetryPolicy};

use crate::support::client;

async fn failure(status: u16, body: &str) -> Error {
    let mock = MockTransport::new().respond(status, body.to_owned()).repeat();
    let list = client(&mock).permissions().list(PermissionFilter::default());
    list.retry(RetryPolicy::never()).collect().await.unwrap_err()
}

#[tokio::test]
async fn statuses_have_their_kinds() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
        (302, ErrorKind::Redirect),
    ] {
        let error = failure(status, r#"{"code":"SOME_CODE","message":"Some message"}"#).await;
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!((error.code(), error.message()), (Some("SOME_CODE"), Some("Some message")), "{status}");
        assert_eq!(error.request_id(), None);
    }
}

#[tokio::test]
async fn the_documented_samples_lack_the_code() {
    let refused = failure(401, r#"{"message":"Unauthorized"}"#).await;
    assert_eq!(
        (refused.kind(), refused.code(), refused.message()),
        (ErrorKind::Unauthorized, None, Some("Unauthorized"))
    );

    let forbidden = failure(403, r#"{"message":"Missing Authentication Token"}"#).await;
    assert_eq!((forbidden.kind(), forbidden.code()), (ErrorKind::Forbidden, None));
    assert_eq!(forbidden.message(), Some("Missing Authentication Token"));
    assert_eq!(forbidden.advice(), "check that the key belongs to this environment and that its rules allow this call");
}

#[tokio::test]
async fn bodies_that_say_nothing_leave_it_to_the_status() {
    for body in ["", "{}", "null", "[]", "\"text\"", "<html>", r#"{"code":1,"message":{}}"#, "{\"code\":"] {
        for (status, kind) in [
            (400, ErrorKind::Rejected),
            (401, ErrorKind::Unauthorized),
            (403, ErrorKind::Forbidden),
            (502, ErrorKind::Server),
        ] {
            let error = failure(status, body).await;
            assert_eq!((error.kind(), error.code(), error.message()), (kind, None, None), "{status} {body}");
            assert_eq!(error.body(), body.as_bytes());
        }
    }
}

#[tokio::test]
async fn a_404_that_the_api_did_not_write_is_a_wrong_base_url() {
    for body in
        ["", "{}", "null", "[]", "<html>404</html>", "404 page not found", r#"{"error":"x"}"#, r#"{"code":404}"#]
    {
        let error = failure(404, body).await;
        assert_eq!(error.kind(), ErrorKind::WrongBaseUrl, "{body}");
        assert!(error.to_string().contains("check the base URL"), "{error}");
    }
    assert_eq!(failure(404, r#"{"message":"Not Found"}"#).await.kind(), ErrorKind::WrongBaseUrl);
    for body in [r#"{"code":"OPERATOR_NOT_FOUND"}"#, r#"{"code":"X_NOT_FOUND","message":"not here"}"#] {
        assert_eq!(failure(404, body).await.kind(), ErrorKind::NotFound, "{body}");
    }
}

#[tokio::test]
async fn odd_bodies_of_failures_are_read_like_those_of_answers() {
    let error = failure(404, "\u{feff}{\"code\":\"OPERATOR_NOT_FOUND\",\"message\":\"half a pair: \\ud83d\"}").await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("OPERATOR_NOT_FOUND")));
    assert_eq!(error.message(), Some("half a pair: \u{fffd}"));
}

#[tokio::test]
async fn not_found_can_be_an_answer_but_a_wrong_base_url_can_not() {
    let found = |body: &str| client(&MockTransport::new().respond(404, body.to_owned())).companies().list().optional();
    assert!(found(r#"{"code":"X","message":"y"}"#).await.unwrap().is_none());
    assert_eq!(found("<html>").await.unwrap_err().kind(), ErrorKind::WrongBaseUrl);
}

#[tokio::test]
async fn the_first_line_says_where_and_what_to_do() {
    let error = failure(401, r#"{"message":"Unauthorized"}"#).await;
    assert_eq!(
        error.to_string(),
        "Base39 list_permissions (GET /v1/permissions): the credentials were refused (HTTP 401 Unauthorized), the service \
         says: Unauthorized; check the token: it may be wrong, expired or revoked"
    );
}
