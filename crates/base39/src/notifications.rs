//! Messages that Base39 sends for you.

use acesso_core::{Call, Client, Request, Secret, check_not_empty};
use serde::{Deserialize, Serialize};

use crate::{endpoint::expose, operations};

/// The operations on notifications, from [`Client::notifications`](crate::Client::notifications).
///
/// No plan and no rate limit is documented for them. Their pages were seen to the end; the names inside a message come from
/// the samples, without texts on them, and nothing inside it is marked as required.
///
/// # Errors
/// Those of [loans](crate::Loans#errors); [`InvalidInput`](crate::ErrorKind::InvalidInput) also for a message without a
/// receiver or a text. Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct Notifications<'a> {
    client: &'a Client,
}

impl<'a> Notifications<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Sends an SMS. The answer says that it was accepted, not that it was sent.
    ///
    /// `POST /v1/notifications/sms` (operation `send_sms`). Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-notifications-sms>.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::Sms;
    ///
    /// let accepted = client.notifications().send_sms(Sms::new("5500000000000", "Olá!")).idempotent().await?;
    /// println!("{}", accepted.message_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Notifications#errors).
    pub fn send_sms(&self, sms: Sms) -> Request<NotificationAccepted> {
        #[derive(Serialize)]
        struct Body {
            sms: Sms,
        }

        let call = Call::of(&operations::SEND_SMS)
            .validate(check_not_empty("sms.to", &*sms.to))
            .validate(check_not_empty("sms.text", &*sms.text))
            .json(&Body { sms })
            .read_json();
        self.client.request(call)
    }

    /// Sends an e-mail. The answer says that it was accepted, not that it was sent.
    ///
    /// `POST /v1/notifications/email` (operation `send_email`). Vendor's page:
    /// <https://docs.base39.com.br/development/api-reference/endpoint/post-notifications-email>.
    ///
    /// # Errors
    /// Those of [all operations](Notifications#errors).
    pub fn send_email(&self, email: Email) -> Request<NotificationAccepted> {
        #[derive(Serialize)]
        struct Body<'a> {
            mail: &'a Email,
            #[serde(skip_serializing_if = "Option::is_none")]
            transport: Option<&'a SmtpServer>,
        }

        let call = Call::of(&operations::SEND_EMAIL)
            .validate(check_not_empty("mail.to", &*email.to))
            .validate(check_not_empty("mail.text", &*email.text))
            .json(&Body { mail: &email, transport: email.transport.as_ref() })
            .read_json();
        self.client.request(call)
    }
}

/// An SMS to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Sms {
    /// Who gets it: a number with its country code.
    pub to: String,
    /// What it says.
    pub text: String,
    /// Who it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl Sms {
    /// This text, to this number with its country code.
    pub fn new(to: impl Into<String>, text: impl Into<String>) -> Self {
        Self { to: to.into(), text: text.into(), from: None }
    }

    /// Sets [`from`](field@Self::from).
    #[must_use]
    pub fn from(mut self, sender: impl Into<String>) -> Self {
        self.from = Some(sender.into());
        self
    }
}

/// An e-mail to send.
///
/// ```
/// use base39::{Email, SmtpServer};
///
/// let server = SmtpServer { host: Some("smtp.example.com".into()), port: Some(587), ..SmtpServer::default() };
/// let email = Email::new("ana@cliente.example", "Olá!").subject("Boas-vindas").transport(server);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// Who gets it.
    pub to: String,
    /// What it says.
    pub text: String,
    /// Who it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The server that sends it; without it the one of the account's [settings](crate::NotificationSettings).
    #[serde(skip)]
    pub transport: Option<SmtpServer>,
}

impl Email {
    /// This text, to this address.
    pub fn new(to: impl Into<String>, text: impl Into<String>) -> Self {
        Self { to: to.into(), text: text.into(), from: None, subject: None, transport: None }
    }

    /// Sets [`from`](field@Self::from).
    #[must_use]
    pub fn from(mut self, sender: impl Into<String>) -> Self {
        self.from = Some(sender.into());
        self
    }

    /// Sets [`subject`](field@Self::subject).
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Sets [`transport`](field@Self::transport).
    #[must_use]
    pub fn transport(mut self, server: SmtpServer) -> Self {
        self.transport = Some(server);
        self
    }
}

/// A server that sends e-mails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SmtpServer {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How to log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<SmtpAuth>,
}

/// How to log in to a server that sends e-mails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SmtpAuth {
    /// The method; `basic` was seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name and password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<SmtpLogin>,
}

/// Name and password at a server that sends e-mails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SmtpLogin {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// A message that was accepted. Whether it was sent is not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NotificationAccepted {
    /// The service's words.
    pub message: String,
    /// The message's id.
    pub message_id: String,
}
