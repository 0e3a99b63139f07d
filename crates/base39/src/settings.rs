//! Settings, of a company and of the account.

use std::collections::BTreeMap;

use acesso_core::{Call, Client, Request, Secret, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    Endpoint,
    endpoint::{expose, expose_all},
    lenient, operations,
};

acesso_core::open_enum! {
    /// Who checks Pix keys.
    pub enum PixValidationType {
        /// Nobody: the default.
        Mock = "mock",
        /// A service of your own.
        Custom = "custom",
        /// QI Tech.
        QiTech = "qitech",
    }
}

/// The operations on the account's settings, from [`Client::settings`](crate::Client::settings).
///
/// No plan and no rate limit is documented for them.
///
/// # Errors
/// Those of [loans](crate::Loans#errors). Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    client: &'a Client,
}

impl<'a> Settings<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Changes the account's settings: those that are set. How deep a change goes, into a map's entries or the map itself, is
    /// not documented.
    ///
    /// **Only the request is sure:** of the answer nothing was seen, so it is what came, as JSON. It may hold passwords: keep it
    /// out of logs.
    ///
    /// `POST /v1/settings` (operation `update_settings`). Vendor's pages:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-settings>,
    /// <https://docs.base39.com.br/origination/pix-validation>. The sample is cut off inside `loans`. The guides call it
    /// with the key as [the user of HTTP Basic](crate::Credentials::api_key_as_basic_user).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{SettingsFlags, SettingsUpdate};
    ///
    /// let flags = SettingsFlags { automatic_chargeback: Some(true), ..SettingsFlags::default() };
    /// client.settings().update(SettingsUpdate::default().flags(flags)).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Settings#errors).
    pub fn update(&self, update: SettingsUpdate) -> Request<Map<String, Value>> {
        self.client.request(Call::of(&operations::UPDATE_SETTINGS).json(&update).read_json())
    }
}

/// What to change of the account's settings. What is not set is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SettingsUpdate {
    /// The steps of loans; their form is not documented here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Map<String, Value>>,
    /// How loans are paid out, by key: a product names the one it uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disbursements: Option<BTreeMap<String, DisbursementSettings>>,
    /// Switches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<SettingsFlags>,
    /// How messages are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notifications: Option<NotificationSettings>,
    /// What is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validations: Option<ValidationSettings>,
    /// What loans keep to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loans: Option<LoanSettings>,
}

impl SettingsUpdate {
    /// Sets [`steps`](field@Self::steps).
    #[must_use]
    pub fn steps(mut self, steps: Map<String, Value>) -> Self {
        self.steps = Some(steps);
        self
    }

    /// Sets one of the [`disbursements`](field@Self::disbursements).
    #[must_use]
    pub fn disbursement(mut self, key: impl Into<String>, settings: DisbursementSettings) -> Self {
        self.disbursements.get_or_insert_default().insert(key.into(), settings);
        self
    }

    /// Sets [`flags`](field@Self::flags).
    #[must_use]
    pub fn flags(mut self, flags: SettingsFlags) -> Self {
        self.flags = Some(flags);
        self
    }

    /// Sets [`notifications`](field@Self::notifications).
    #[must_use]
    pub fn notifications(mut self, notifications: NotificationSettings) -> Self {
        self.notifications = Some(notifications);
        self
    }

    /// Sets [`validations`](field@Self::validations).
    #[must_use]
    pub fn validations(mut self, validations: ValidationSettings) -> Self {
        self.validations = Some(validations);
        self
    }

    /// Sets [`loans`](field@Self::loans).
    #[must_use]
    pub fn loans(mut self, loans: LoanSettings) -> Self {
        self.loans = Some(loans);
        self
    }
}

/// How loans are paid out. The pages show `custom` with credentials and, under the key `insurance`, `base39` with the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisbursementSettings {
    /// Who does it; `custom` and `base39` were seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The service of your own that does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Endpoint>,
    /// Wire: `comboId`; the contract says no more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combo_id: Option<String>,
    /// Wire: `productId`; whether it is the id of one of Base39's products is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// The most that is paid out; in which unit is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<Number>,
    /// The bank account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<DisbursementAccount>,
}

/// A bank account in the settings of how loans are paid out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisbursementAccount {
    /// Whose account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
    /// The holder's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_document: Option<String>,
    /// The bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// The branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The account's number, without its digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The account's digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digit: Option<String>,
}

/// Switches of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingsFlags {
    /// Whether a button to cancel is shown until a loan is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_cancel_button_before_disbursement: Option<bool>,
    /// Wire: `automaticChargeback`, in the newer copy of the page alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automatic_chargeback: Option<bool>,
}

/// How messages are sent, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NotificationSettings {
    /// E-mails, by `default` or `smtp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<NotificationProvider<EmailConfig>>,
    /// SMS, by `test_only` or `infobip`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<NotificationProvider<SmsConfig>>,
    /// WhatsApp, by `test_only` or `twilio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whatsapp: Option<NotificationProvider<WhatsappConfig>>,
}

/// Who sends messages of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NotificationProvider<C> {
    /// Who sends them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What the provider needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<C>,
}

/// What a provider of e-mails needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EmailConfig {
    /// The sender's address (inferred from the name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The name to log in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password to log in with.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// What a provider of SMS needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SmsConfig {
    /// The token to log in with.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Where the provider is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_path: Option<String>,
}

/// What a provider of WhatsApp needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WhatsappConfig {
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The token to log in with.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Who messages are from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

/// What is checked, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ValidationSettings {
    /// Pix keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pix: Option<PixValidation>,
}

/// How Pix keys are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PixValidation {
    /// Who checks them.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<PixValidationType>,
    /// What is needed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<PixCredentials>,
}

/// What is needed to check Pix keys: address and headers for a service of your own, address and the others for QI Tech.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PixCredentials {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headers of each call.
    #[serde(serialize_with = "expose_all", skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, Secret>>,
    /// The API key.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub api_key: Option<Secret>,
    /// The private key.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub private_key: Option<Secret>,
    /// The public key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// What the numbers of contracts (CCB) begin with (inferred from the name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ccb_prefix: Option<String>,
    /// The private key's passphrase.
    #[serde(serialize_with = "expose", skip_serializing_if = "Option::is_none")]
    pub passphrase: Option<Secret>,
}

/// Settings of a company. In a request, what is not set is not sent.
///
/// In an answer, a part that can't be read is `None`. The contract's schema is cut off after the invoices' settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanySettings {
    /// The steps of a loan, as they came: a map from a step's slug to its settings (`title`, `type`, `methodData`, `needs`,
    /// `slug`, `hooks`, `onStart`), while some samples have one step's settings in its place.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub steps: Option<Map<String, Value>>,
    /// What its loans keep to.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub loans: Option<LoanSettings>,
    /// What its invoices keep to.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub invoices: Option<CompanyInvoiceSettings>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What loans keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanSettings {
    /// How many loans somebody may have at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Vec<LoanConcurrency>>,
    /// Conditions of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LoanCondition>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How many loans with one of these statuses may be open at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanConcurrency {
    /// How many.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub quantity_allowed: Option<i64>,
    /// The statuses that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<String>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A condition of loans, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanCondition {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a company's invoices keep to, by what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanyInvoiceSettings {
    /// Those that pay a loan off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_off: Option<InvoiceSettings>,
    /// The company's recurring ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_recurring: Option<InvoiceSettings>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What invoices of one kind keep to. The units of the amounts are not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSettings {
    /// The fine for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<LateCharge>,
    /// The interest for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest: Option<LateCharge>,
    /// Whether an overdue one may be paid.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub allow_overdue_payment: Option<bool>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_until_due: Option<DaysUntilDue>,
    /// Wire: `updateInvoiceItemOnInsert`; the contract says no more of it.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub update_invoice_item_on_insert: Option<bool>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What is charged for paying late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LateCharge {
    /// How much; in which unit is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// From which day on.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub days_to_start: Option<i64>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// When an invoice is due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysUntilDue {
    /// How the days count: `absolute` was seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
