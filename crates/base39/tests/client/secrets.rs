//! What is secret among what is written and read: it goes where it should, and into no `Debug`.

use std::fmt::Debug;

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyRules, Email, EmailConfig, Endpoint, EventType, Loan, NewApiKey, NotificationProvider, NotificationSettings,
    PixCredentials, PixValidation, Product, Secret, SettingsUpdate, SmsConfig, SmtpAuth, SmtpLogin, SmtpServer,
    SubscriptionInput, ValidationSettings, WhatsappConfig,
};
use serde_json::{Value, json};

use crate::support::client;

#[track_caller]
fn assert_hides(secret: &str, shown: &impl Debug) {
    let shown = format!("{shown:?}");
    assert!(!shown.contains(secret), "{shown}");
}

#[tokio::test]
async fn a_new_key_is_given_and_not_shown() {
    let mock = MockTransport::new().respond(201, r#"{"id":"key_1","value":"bs_sandbox_1","new":"bs_sandbox_1"}"#);
    let new = NewApiKey::new(ApiKeyRules::FullAccess, "dev@example.com", "Example");
    let created = client(&mock).api_keys().create(new).await.unwrap();
    assert_eq!((created.id.as_str(), created.value.expose()), ("key_1", "bs_sandbox_1"));
    assert_hides("bs_sandbox_1", &created);
}

#[tokio::test]
async fn the_headers_of_an_endpoint_are_sent_and_not_shown() {
    let endpoint = Endpoint::new("https://api.example.com/").header("Authorization", "key-12345");
    let new = SubscriptionInput::new("Example", [EventType::LoanCreated], endpoint);
    assert_hides("key-12345", &new);
    let mock = MockTransport::new().respond(
        201,
        r#"{"id":"subs_1","name":"Example","events":[{"eventType":"loan.created"}],
            "notification":{"url":"https://api.example.com/","headers":{"Authorization":"key-12345"}}}"#,
    );
    let created = client(&mock).subscriptions().create(new).await.unwrap();
    assert_hides("key-12345", &created);
    assert_eq!(created.notification.headers.unwrap()["Authorization"].expose(), "key-12345");
    assert_eq!(
        String::from_utf8_lossy(mock.requests()[0].body()),
        r#"{"name":"Example","events":[{"eventType":"loan.created"}],"notification":{"url":"https://api.example.com/","headers":{"Authorization":"key-12345"}}}"#
    );
}

fn password() -> Option<Secret> {
    Some(Secret::new("pass-12345"))
}

#[tokio::test]
async fn the_password_of_a_mail_server_is_sent_and_not_shown() {
    let options = SmtpLogin { username: Some("ana".to_owned()), password: password() };
    let auth = SmtpAuth { kind: Some("basic".to_owned()), options: Some(options) };
    let server = SmtpServer { port: Some(587), auth: Some(auth), ..SmtpServer::default() };
    let email = Email::new("ana@cliente.example", "Olá!").transport(server);
    assert_hides("pass-12345", &email);
    let mock = MockTransport::new().respond(202, r#"{"message":"Accepted","messageId":"1"}"#);
    client(&mock).notifications().send_email(email).await.unwrap();
    let auth = json!({ "type": "basic", "options": { "username": "ana", "password": "pass-12345" } });
    assert_eq!(
        serde_json::from_slice::<Value>(mock.requests()[0].body()).unwrap(),
        json!({
            "mail": { "to": "ana@cliente.example", "text": "Olá!" },
            "transport": { "port": 587, "auth": auth },
        })
    );
}

#[tokio::test]
async fn the_secrets_of_settings_are_sent_and_not_shown() {
    let credentials = PixCredentials {
        headers: Some([("Authorization".to_owned(), Secret::new("pass-12345"))].into()),
        api_key: password(),
        private_key: password(),
        passphrase: password(),
        ..PixCredentials::default()
    };
    let pix = PixValidation { credentials: Some(credentials), ..PixValidation::default() };
    let email = EmailConfig { password: password(), ..EmailConfig::default() };
    let sms = SmsConfig { token: password(), ..SmsConfig::default() };
    let whatsapp = WhatsappConfig { token: password(), ..WhatsappConfig::default() };
    let notifications = NotificationSettings {
        email: Some(NotificationProvider { config: Some(email), provider: None }),
        sms: Some(NotificationProvider { config: Some(sms), provider: None }),
        whatsapp: Some(NotificationProvider { config: Some(whatsapp), provider: None }),
    };
    let update =
        SettingsUpdate::default().notifications(notifications).validations(ValidationSettings { pix: Some(pix) });
    assert_hides("pass-12345", &update);
    let mock = MockTransport::new().respond(200, "{}");
    client(&mock).settings().update(update).await.unwrap();
    let sent = String::from_utf8_lossy(mock.requests()[0].body()).into_owned();
    assert_eq!(sent.matches("pass-12345").count(), 7, "{sent}");
}

#[test]
fn the_headers_of_other_calls_are_not_shown() {
    let secret = json!({ "Authorization": "key-12345" });
    let eligibility = json!({ "type": "static", "options": { "url": "https://api.example.com", "headers": secret } });
    let product = json!({ "id": "prod_1", "settings": { "products": { "eligibility": eligibility } } });
    let product: Product = serde_json::from_value(product).unwrap();
    assert_hides("key-12345", &product);
    let loan = json!({ "id": "loan_1", "context": { "ip": "203.0.113.7", "headers": secret } });
    let loan: Loan = serde_json::from_value(loan).unwrap();
    assert_hides("key-12345", &loan);
    assert!(format!("{product:?}{loan:?}").contains(r#"headers: {"Authorization"}"#), "{loan:?}");
    for read in [serde_json::to_string(&product).unwrap(), serde_json::to_string(&loan).unwrap()] {
        assert!(read.contains("key-12345"), "{read}");
    }
}
