//! Webhooks: those that Base39 sends, in both documented shapes, and those of its partners.

use acesso_sandbox::{
    contract::Contract,
    webhook::{self as sandbox, Shape},
};
use base39::webhook::{
    Event, EventType, KobanaEventCode, MAX_BODY, WebhookError, read_event, read_kobana, read_qi_tech, read_unico,
};
use serde_json::{Map, Value, json};

fn event(body: &Value) -> Event {
    read_event(body.to_string().as_bytes()).unwrap()
}

/// The samples of events in the contract: those that the API says it sends again.
fn samples() -> Vec<Value> {
    let examples = "/paths/~1v1~1events~1resend/get/responses/200/content/application~1json/examples";
    let examples = Contract::base39().part(examples).unwrap().as_object().unwrap();
    examples.values().flat_map(|example| example["value"]["data"].as_array().unwrap().clone()).collect()
}

#[test]
fn the_contracts_samples_are_read_to_their_last_member() {
    let samples = samples();
    assert_eq!(samples.len(), 1);
    for sample in samples {
        let event = event(&sample);
        assert!(event.extra.is_empty(), "{event:?}");
        let subscriptions: Vec<_> =
            event.subscriptions.iter().map(|of| json!({"id": of.id, "status": of.status})).collect();
        let read = json!({
            "id": event.id, "eventType": event.event_type, "data": event.object, "subscriptions": subscriptions,
            "metadata": event.metadata, "createdAt": format!("{:.3}", event.created_at.unwrap()),
        });
        assert_eq!(read, sample);
    }
    let known = Contract::base39().part("/components/schemas/Event/x-known-event-types").unwrap();
    let mut known: Vec<_> = known.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    known.sort_unstable();
    assert_eq!(EventType::KNOWN.iter().map(EventType::as_str).collect::<Vec<_>>(), known);
}

#[test]
fn both_shapes_say_the_same() {
    let read = |shape| {
        let webhook = sandbox::base39(shape);
        Contract::base39().check_webhook("receive_event_delivery", &webhook).unwrap();
        read_event(webhook.body()).unwrap()
    };
    let (api, guide) = (read(Shape::Api), read(Shape::Guide));
    for event in [&api, &guide] {
        assert!(event.id.as_ref().unwrap().as_str().starts_with("evnt_"), "{event:?}");
        assert_eq!(event.event_type, Some(EventType::CustomerUpdated));
        assert_eq!(event.object["name"], "Ana Exemplo");
        assert!(event.extra.is_empty(), "{event:?}");
    }
    assert_eq!(api.object, guide.object);
    assert_eq!((api.subscriptions.len(), guide.subscriptions.len()), (1, 0));
    assert_eq!((api.created_at.is_some(), guide.created_at), (true, None));
}

#[test]
fn the_object_is_found_whatever_stands_around_it() {
    let loan = json!({"object": {"id": "loan_1"}, "previous": {"status": "open"}});
    for (body, object, extra) in [
        (
            json!({"type": "x", "data": loan}),
            json!({"id": "loan_1"}),
            json!({"data": {"previous": {"status": "open"}}}),
        ),
        // In the newer shape an object may well have a member of that name.
        (json!({"eventType": "x", "data": loan}), loan.clone(), json!({})),
        (json!({"eventType": null, "data": loan}), loan, json!({"eventType": null})),
        (json!({"type": "x", "data": {"object": "loan", "id": "1"}}), json!({"object": "loan", "id": "1"}), json!({})),
        (json!({"type": "x", "data": {"id": "1"}}), json!({"id": "1"}), json!({})),
        (json!({"type": "x", "data": {"object": {}}}), json!({}), json!({})),
        (json!({"data": {"object": {"id": "1"}}}), json!({"id": "1"}), json!({})),
        (json!({"eventType": "x", "data": "cust_1"}), json!({}), json!({"data": "cust_1"})),
    ] {
        let event = event(&body);
        assert_eq!(Value::from(event.object), object, "{body}");
        assert_eq!(Value::from(event.extra), extra, "{body}");
    }
}

#[test]
fn what_is_new_is_kept_and_what_is_absent_does_no_harm() {
    let new = event(&json!({"eventType": "invoice.paid", "version": 2}));
    assert_eq!(new.event_type, Some(EventType::from("invoice.paid")));
    assert_eq!(Value::from(new.extra), json!({"version": 2}));

    let empty = event(&json!({}));
    assert_eq!((empty.id, empty.event_type, empty.created_at), (None, None, None));
    assert_eq!(
        (empty.object, empty.subscriptions, empty.metadata, empty.extra),
        (Map::new(), vec![], Map::new(), Map::new())
    );

    // Of another type: kept as it came.
    let odd = json!({"id": 1, "eventType": ["x"], "data": null, "subscriptions": {}, "metadata": [], "createdAt": "yesterday"});
    let read = event(&odd);
    assert_eq!((read.id, read.event_type, read.created_at), (None, None, None));
    assert_eq!(Value::from(read.extra), odd);

    let subscription = event(&json!({"subscriptions": [{"status": null, "tries": 2}]})).subscriptions.remove(0);
    assert_eq!((subscription.id, subscription.status, subscription.extra["tries"].as_i64()), (None, None, Some(2)));

    let precise = event(&json!({"createdAt": "2026-01-02T03:04:05.1234567891Z"}));
    assert_eq!(precise.created_at.unwrap().to_string(), "2026-01-02T03:04:05.123456789Z");
}

#[test]
fn what_partners_report_is_read() {
    let body = br#"{"eventDate": "2026-03-02T12:00:00", "event": "update_process",
        "data": {"id": "0f9a1c52-8d5b-4e3e-9d1f-0a1b2c3d4e5f", "status": 3, "score": 90}}"#;
    let unico = read_unico(body).unwrap();
    assert_eq!(unico.event.as_deref(), Some("update_process"));
    assert_eq!(unico.event_date.as_deref(), Some("2026-03-02T12:00:00"));
    assert_eq!(unico.process_id.as_deref(), Some("0f9a1c52-8d5b-4e3e-9d1f-0a1b2c3d4e5f"));
    assert_eq!((unico.status, unico.score, unico.extra), (Some(3), Some(90), Map::new()));

    let qi_tech = read_qi_tech(br#"{"encoded_body": "e30.e30.c2ln"}"#).unwrap();
    assert_eq!((qi_tech.encoded_body.as_deref(), qi_tech.extra), (Some("e30.e30.c2ln"), Map::new()));

    let body =
        br#"{"event_code": "bank_billet.paid", "object": {"id": 7, "paid_at": "2026-03-02", "paid_amount": 10.10}}"#;
    let kobana = read_kobana(body).unwrap();
    assert_eq!(kobana.event_code, Some(KobanaEventCode::Paid));
    assert_eq!(kobana.paid_at.unwrap().to_string(), "2026-03-02");
    assert_eq!(kobana.paid_amount.unwrap().to_string(), "10.1");
    assert_eq!((kobana.billet_id, kobana.extra), (Some(7), Map::new()));
}

/// A member that the contract has and no reader takes would be in `extra` above; one that a reader takes and the
/// contract lacks is found here.
#[test]
fn the_partners_members_are_the_contracts() {
    let properties = |partner: &str| {
        let at =
            format!("/paths/~1v1~1webhooks~1{partner}/post/requestBody/content/application~1json/schema/properties");
        Contract::base39().part(&at).unwrap().clone()
    };
    let names = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (unico, qi_tech, kobana) = (properties("unico"), properties("qitech"), properties("kobana"));
    assert_eq!(names(&unico), ["data", "event", "eventDate"]);
    assert_eq!(names(&unico["data"]["properties"]), ["id", "score", "status"]);
    assert_eq!(names(&qi_tech), ["encoded_body"]);
    assert_eq!(names(&kobana), ["event_code", "object"]);
    assert_eq!(names(&kobana["object"]["properties"]), ["id", "paid_amount", "paid_at"]);
    assert_eq!(kobana["event_code"]["enum"], json!(KobanaEventCode::KNOWN));
}

#[test]
fn partners_may_say_more_or_less() {
    assert_eq!(read_unico(b"{}").unwrap().process_id, None);
    let body = json!({"event": "new_one", "data": {"id": 1, "score": "high", "extra": true}, "event_id": "e"});
    let unico = read_unico(body.to_string().as_bytes()).unwrap();
    assert_eq!((unico.process_id, unico.score), (None, None));
    assert_eq!(Value::from(unico.extra), json!({"data": body["data"], "event_id": "e"}));

    let body = json!({"event_code": "bank_billet.new", "object": {"id": 7, "paid_at": "soon", "url": "u"}});
    let kobana = read_kobana(body.to_string().as_bytes()).unwrap();
    assert_eq!(kobana.event_code, Some(KobanaEventCode::from("bank_billet.new")));
    assert_eq!((kobana.billet_id, kobana.paid_at, kobana.paid_amount), (Some(7), None, None));
    assert_eq!(Value::from(kobana.extra), json!({"object": {"paid_at": "soon", "url": "u"}}));

    assert_eq!(read_qi_tech(br#"{"encoded_body": 1}"#).unwrap().extra["encoded_body"], 1);
}

#[test]
fn every_reader_refuses_what_is_too_large_or_no_object() {
    type Refusal = fn(&[u8]) -> Option<WebhookError>;
    let readers: [(&str, Refusal); 4] = [
        ("event", |body| read_event(body).err()),
        ("unico", |body| read_unico(body).err()),
        ("QI Tech", |body| read_qi_tech(body).err()),
        ("Kobana", |body| read_kobana(body).err()),
    ];
    let mut body = b"{}".to_vec();
    body.resize(MAX_BODY, b' ');
    assert!(read_event(&body).is_ok());
    body.push(b' ');
    for (name, refusal) in readers {
        assert_eq!(refusal(&body), Some(WebhookError::BodyTooLarge { length: 1_048_577 }), "{name}");
        for no_object in ["", "no json", "[1]", "null", "\"ana@cliente.example\"", "{\"id\": \"\u{e9}"] {
            assert_eq!(refusal(no_object.as_bytes()), Some(WebhookError::BodyNotJson), "{name}: {no_object}");
        }
        assert_eq!(refusal(b"{\"id\": \"\xff\"}"), Some(WebhookError::BodyNotJson), "{name}");
    }
}

#[test]
fn each_refusal_says_what_it_is_and_which_status_fits() {
    let large = WebhookError::BodyTooLarge { length: 2_000_000 };
    assert_eq!(large.status(), 413);
    assert_eq!(
        large.to_string(),
        "the webhook's body has 2000000 bytes, more than 1048576; look who sends to this address"
    );
    assert_eq!(WebhookError::BodyNotJson.status(), 400);
    assert!(WebhookError::BodyNotJson.to_string().contains("is no JSON object"));
}
