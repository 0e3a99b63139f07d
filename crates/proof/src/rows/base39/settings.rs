//! The account's settings, and the messages that are sent with them.

use base39::{
    Client, DisbursementSettings, Email, EmailConfig, LoanConcurrency, LoanCondition, LoanSettings,
    NotificationProvider, NotificationSettings, PixCredentials, PixValidation, PixValidationType, SettingsFlags,
    SettingsUpdate, Sms, SmsConfig, SmtpAuth, SmtpLogin, SmtpServer, ValidationSettings, WhatsappConfig, operations,
};

use super::super::{Row, as_it_is, one};
use super::note;

pub(super) fn rows() -> Vec<Row> {
    vec![
        one::<Client, _>(
            &operations::UPDATE_SETTINGS,
            "settings().update(update)",
            |c, _| c.settings().update(SettingsUpdate::default()),
            &[|c, _| c.settings().update(settings())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::SEND_SMS,
            "notifications().send_sms(sms)",
            |c, _| c.notifications().send_sms(Sms::new("5500000000000", "Olá!")),
            &[|c, _| c.notifications().send_sms(Sms::new("5500000000000", "Olá!").from("Exemplo"))],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::SEND_EMAIL,
            "notifications().send_email(email)",
            |c, _| c.notifications().send_email(Email::new("ana@cliente.example", "Olá!")),
            &[|c, _| {
                let email = Email::new("ana@cliente.example", "Olá!").from("rh@cliente.example").subject("Boas-vindas");
                c.notifications().send_email(email.transport(server()))
            }],
            as_it_is,
        ),
    ]
}

fn server() -> SmtpServer {
    let options = SmtpLogin { username: Some("rh".to_owned()), password: Some("senha".into()) };
    let auth = SmtpAuth { kind: Some("basic".to_owned()), options: Some(options) };
    SmtpServer { host: Some("smtp.cliente.example".to_owned()), port: Some(587), auth: Some(auth) }
}

/// What loans keep to, with all there is.
pub(super) fn loans() -> LoanSettings {
    let concurrency = LoanConcurrency {
        quantity_allowed: Some(1),
        status: Some(vec!["open".to_owned()]),
        ..LoanConcurrency::default()
    };
    let condition = LoanCondition {
        title: Some("Exemplo".to_owned()),
        content: Some("Texto".to_owned()),
        ..LoanCondition::default()
    };
    LoanSettings { concurrency: Some(vec![concurrency]), conditions: Some(vec![condition]), ..LoanSettings::default() }
}

/// Settings with all there is.
fn settings() -> SettingsUpdate {
    let flags = SettingsFlags { show_cancel_button_before_disbursement: Some(true), automatic_chargeback: Some(false) };
    SettingsUpdate::default()
        .steps(note())
        .disbursement("custom", DisbursementSettings::default())
        .flags(flags)
        .notifications(notifications())
        .validations(ValidationSettings { pix: Some(pix()) })
        .loans(loans())
}

fn notifications() -> NotificationSettings {
    let email = EmailConfig {
        email: Some("rh@cliente.example".to_owned()),
        host: Some("smtp.cliente.example".to_owned()),
        port: Some(587),
        username: Some("rh".to_owned()),
        password: Some("senha".into()),
    };
    let sms = SmsConfig { token: Some("senha".into()), base_path: Some("https://sms.example/".to_owned()) };
    let whatsapp = WhatsappConfig {
        account: Some("exemplo".to_owned()),
        token: Some("senha".into()),
        sender: Some("5500000000000".to_owned()),
    };
    NotificationSettings {
        email: Some(NotificationProvider { provider: Some("smtp".to_owned()), config: Some(email) }),
        sms: Some(NotificationProvider { provider: Some("infobip".to_owned()), config: Some(sms) }),
        whatsapp: Some(NotificationProvider { provider: Some("twilio".to_owned()), config: Some(whatsapp) }),
    }
}

fn pix() -> PixValidation {
    let credentials = PixCredentials {
        url: Some("https://pix.example/".to_owned()),
        headers: Some([("Authorization".to_owned(), "senha".into())].into()),
        api_key: Some("senha".into()),
        private_key: Some("senha".into()),
        public_key: Some("chave".to_owned()),
        ccb_prefix: Some("EX".to_owned()),
        passphrase: Some("senha".into()),
    };
    PixValidation { kind: Some(PixValidationType::QiTech), credentials: Some(credentials) }
}
