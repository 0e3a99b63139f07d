//! Webhooks. The signatures here were made by others: `printf %s BODY | base64 -w0 | openssl dgst -sha1 -hmac
//! example-secret`, with `-hex` or `-binary | base64`, and again by Python's `hmac`.

use acesso_sandbox::{
    contract::Contract,
    webhook::{self, Signature},
};
use serde_json::{Map, Value, json};
use tomticket::{
    ErrorKind,
    http::{HeaderMap, HeaderValue, StatusCode},
    webhook::{Action, MAX_BODY, Receiver, RecordKind, SIGNATURE_HEADER, WebhookError},
};

const TICKET: &str = r#"{"type":"ticket","id":"3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7","action":"updated"}"#;
/// Of `TICKET`.
const HEX: &str = "sha1=53a2033bd4f8623ae17de61a34dc2a03badbb970";
const BASE64: &str = "sha1=U6IDO9T4YjrhfeYaNNwqA7rbuXA=";

fn receiver() -> Receiver {
    Receiver::new("example-secret").unwrap()
}

fn headers(signatures: &[&str]) -> HeaderMap {
    signatures.iter().map(|value| (SIGNATURE_HEADER.parse().unwrap(), value.parse().unwrap())).collect()
}

/// The event of a body that the sandbox has signed.
fn event(body: &Value) -> tomticket::webhook::Event {
    let webhook = webhook::tomticket(body, Signature::Hexadecimal);
    let receiver = Receiver::new(webhook::TOMTICKET_SECRET).unwrap();
    receiver.read_signed(webhook.header(SIGNATURE_HEADER).unwrap(), webhook.body()).unwrap()
}

#[test]
fn a_signature_that_others_have_made_is_right_in_either_writing() {
    // In its base64 form, the second body has every character by which the alphabets of base64 differ, and padding.
    let customer = r#"{"type":"customer","id":"42","action":"created","name":"ÿÿ ~~~ >>>???"}"#;
    for (body, signature, kind) in [
        (TICKET, HEX, RecordKind::Ticket),
        (TICKET, BASE64, RecordKind::Ticket),
        (TICKET, "sha1=53A2033BD4F8623AE17DE61A34DC2A03BADBB970", RecordKind::Ticket),
        (customer, "sha1=42040db1a504df169210167151ab1503d54ae305", RecordKind::Customer),
        (customer, "sha1=QgQNsaUE3xaSEBZxUasVA9VK4wU=", RecordKind::Customer),
    ] {
        let event = receiver().read(&headers(&[signature]), body.as_bytes());
        assert_eq!(event.unwrap().kind, Some(kind), "{signature}");
    }
    let with_cedilla = Receiver::new("segredo-ç").unwrap();
    let event = with_cedilla.read_signed("sha1=d66152ebb8fc297b7b04ddfc552c2f3b77e9acd5", TICKET.as_bytes()).unwrap();
    assert_eq!(event.id.as_deref(), Some("3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7"));
}

#[test]
fn every_other_signature_is_wrong() {
    let (_, hex) = HEX.split_once('=').unwrap();
    let mut wrong = vec![
        // With another secret, over the body itself, over its base64 form without padding and of the other alphabet.
        ("95be6f56fe495ce5cd355dc75bdaabbadde28237".to_owned(), TICKET),
        ("lb5vVv5JXOXNNV3HW9qrut3igjc=".to_owned(), TICKET),
        ("5f646b47db488b7efc09f559df80a1f0a0e71847".to_owned(), TICKET),
        (
            "f04e155250810d089d012c7393649c8832a7bbd4".to_owned(),
            r#"{"type":"customer","id":"42","action":"created","name":"ÿÿ ~~~ >>>???"}"#,
        ),
        (
            "5931b505acdfc017975a13e06a218222fdab5ad2".to_owned(),
            r#"{"type":"customer","id":"42","action":"created","name":"ÿÿ ~~~ >>>???"}"#,
        ),
        // Of another body: one that says the same, and one that is empty.
        (hex.to_owned(), r#"{"type": "ticket","id":"3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7","action":"updated"}"#),
        (hex.to_owned(), ""),
        ("0".repeat(40), TICKET),
    ];
    // One digit of it is another one.
    wrong.extend((0..hex.len()).map(|at| {
        let digit = if &hex[at..=at] == "0" { "1" } else { "0" };
        (format!("{}{digit}{}", &hex[..at], &hex[at + 1..]), TICKET)
    }));
    for (signature, body) in wrong {
        let refused = receiver().read(&headers(&[&format!("sha1={signature}")]), body.as_bytes());
        assert_eq!(refused, Err(WebhookError::SignatureWrong), "{signature}");
    }
}

#[test]
fn what_is_no_signature_is_told_from_a_wrong_one() {
    let (_, hex) = HEX.split_once('=').unwrap();
    for signature in [
        "",
        "sha1=",
        hex,
        &format!("sha256={hex}"),
        &format!("SHA1={hex}"),
        &format!("sha1={}", &hex[..39]),
        &format!("sha1={hex}0"),
        &format!("sha1={hex}00"),
        &format!("sha1=+{}", &hex[1..]),
        &format!("sha1=é{}", &hex[2..]),
        "sha1=U6IDO9T4YjrhfeYaNNwqA7rbuXA",
        "sha1=U6IDO9T4YjrhfeYaNNwqA7rbuXAAAA==",
        "sha1=U6IDO9T4YjrhfeYaNNwqA7rbuX*=",
        &format!("sha1={}", "A".repeat(100_000)),
    ] {
        let refused = receiver().read_signed(signature, TICKET.as_bytes());
        assert_eq!(refused, Err(WebhookError::SignatureUnreadable), "{signature:.60}");
    }
    let mut unreadable = HeaderMap::new();
    unreadable.insert("x-hub-signature", HeaderValue::from_bytes(b"sha1=\xff").unwrap());
    assert_eq!(receiver().read(&unreadable, TICKET.as_bytes()), Err(WebhookError::SignatureUnreadable));
}

#[test]
fn the_header_has_to_be_there_once() {
    assert_eq!(receiver().read(&HeaderMap::new(), TICKET.as_bytes()), Err(WebhookError::SignatureMissing));
    for twice in [[HEX, HEX], [HEX, BASE64], ["sha1=0", HEX], [HEX, "sha1=0"]] {
        assert_eq!(receiver().read(&headers(&twice), TICKET.as_bytes()), Err(WebhookError::SignatureRepeated));
    }
}

#[test]
fn a_body_of_one_mebibyte_is_read_and_no_larger_one() {
    // Blanks, signed as above: no JSON, but looked at.
    let signature = "sha1=b0f12d71f74c0c25dae825116de89efe06cc2322";
    let blanks = vec![b' '; MAX_BODY + 1];
    assert_eq!(receiver().read_signed(signature, &blanks[1..]), Err(WebhookError::BodyNotJson));
    let too_large = Err(WebhookError::BodyTooLarge { length: 1_048_577 });
    assert_eq!(receiver().read_signed(signature, &blanks), too_large);
    assert_eq!(receiver().read_signed("", &blanks), too_large, "whatever its signature");
}

#[test]
fn a_body_that_is_signed_and_no_json_object_is_told() {
    for (body, signature) in [
        ("", "sha1=78b71376c5715849ec6441d870729785b7c88698"),
        ("no json", "sha1=71beb0ff9e70c3181b40cc750b8fc8468a27dc60"),
        ("[1]", "sha1=39b5ff48bd573eb807ec56802c8547715a3a7597"),
    ] {
        assert_eq!(receiver().read_signed(signature, body.as_bytes()), Err(WebhookError::BodyNotJson), "{body}");
        assert_eq!(receiver().read_signed(HEX, body.as_bytes()), Err(WebhookError::SignatureWrong), "{body}");
    }
}

#[test]
fn a_secret_has_to_be_one_and_is_never_shown() {
    for blank in ["", " ", "\n"] {
        let error = Receiver::new(blank).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("TomTicket's panel"), "{error}");
    }
    assert!(!format!("{:?}", receiver()).contains("example"));
}

#[test]
fn each_refusal_says_what_it_is_what_to_do_and_which_status_fits() {
    let (large, unauthorized) = (StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNAUTHORIZED);
    for (refusal, says, status) in [
        (WebhookError::BodyTooLarge { length: 2_000_000 }, "2000000 bytes, more than 1048576", large),
        (WebhookError::SignatureMissing, "has no header X-Hub-Signature", unauthorized),
        (WebhookError::SignatureRepeated, "X-Hub-Signature more than once", unauthorized),
        (WebhookError::SignatureUnreadable, "is not sha1= and 20 bytes in hexadecimal or base64", unauthorized),
        (WebhookError::SignatureWrong, "signature is wrong; check that the secret", unauthorized),
        (WebhookError::BodyNotJson, "is no JSON object", StatusCode::BAD_REQUEST),
    ] {
        let told = refusal.to_string();
        assert!(told.contains(says) && told.contains("; "), "{told}");
        assert_eq!(refusal.status(), status, "{told}");
        assert!(!told.contains('\n') && !told.contains("  "), "{told}");
    }
}

#[test]
fn the_contracts_samples_are_read_to_their_last_member() {
    let examples = "/webhooks/recordChanged/post/requestBody/content/application~1json/examples";
    let examples = Contract::tomticket().part(examples).unwrap().as_object().unwrap();
    assert_eq!(examples.keys().collect::<Vec<_>>(), ["ticket_updated"]);
    for (name, example) in examples {
        let event = event(&example["value"]);
        assert!(event.extra.is_empty(), "{name}: {event:?}");
        let read = json!({
            "type": event.kind.unwrap().as_str(), "id": event.id.unwrap(), "action": event.action.unwrap().as_str(),
        });
        assert_eq!(read, example["value"], "{name}");
    }
    let schema = "/webhooks/recordChanged/post/requestBody/content/application~1json/schema/properties";
    let known = |name: &str| Contract::tomticket().part(schema).unwrap()[name]["enum"].clone();
    assert_eq!(known("type"), json!(RecordKind::KNOWN));
    assert_eq!(known("action"), json!(Action::KNOWN));
}

#[test]
fn what_is_new_is_kept_and_what_is_absent_does_no_harm() {
    let new = event(&json!({"type": "chat", "id": "1", "action": "archived", "when": {"at": 3}}));
    assert_eq!((new.kind, new.action), (Some(RecordKind::from("chat")), Some(Action::from("archived"))));
    assert_eq!(Value::from(new.extra), json!({"when": {"at": 3}}));

    let empty = event(&json!({}));
    assert_eq!((empty.kind, empty.id, empty.action, empty.extra), (None, None, None, Map::new()));

    // Not text: kept as it came.
    let odd = json!({"type": 1, "id": 42, "action": null});
    let read = event(&odd);
    assert_eq!((read.kind, read.id, read.action, Value::from(read.extra)), (None, None, None, odd));
}

#[test]
fn what_the_sandbox_sends_is_verified_and_what_somebody_else_signed_is_refused() {
    let body = json!({"type": "customer", "id": "42", "action": "deleted"});
    let receiver = Receiver::new(webhook::TOMTICKET_SECRET).unwrap();
    let read = |signature| {
        let webhook = webhook::tomticket(&body, signature);
        Contract::tomticket().check_webhook("webhook_record_changed", &webhook).unwrap();
        receiver.read(&headers(&[webhook.header(SIGNATURE_HEADER).unwrap()]), webhook.body())
    };
    for right in [Signature::Hexadecimal, Signature::Base64] {
        assert_eq!(read(right).unwrap().action, Some(Action::Deleted), "{right:?}");
    }
    assert_eq!(read(Signature::Wrong), Err(WebhookError::SignatureWrong));
}
