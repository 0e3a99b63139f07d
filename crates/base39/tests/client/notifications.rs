//! Messages that Base39 sends.

use acesso_core::testing::MockTransport;
use base39::{Email, ErrorKind, Sms};

use crate::support::client;

#[tokio::test]
async fn a_message_has_a_receiver_and_a_text() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let notifications = client.notifications();
    for (request, field) in [
        (notifications.send_sms(Sms::new("", "Olá!")), "sms.to"),
        (notifications.send_sms(Sms::new("5500000000000", "")), "sms.text"),
        (notifications.send_email(Email::new("", "Olá!")), "mail.to"),
        (notifications.send_email(Email::new("ana@cliente.example", "")), "mail.text"),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(&format!("{field} is empty")), "{error}");
    }
    assert!(mock.requests().is_empty());
}
