#![doc = include_str!("../README.md")]

mod api_keys;
mod classify;
mod client;
mod companies;
mod company_groups;
mod credentials;
mod credit_policies;
mod customers;
mod data_entities;
mod endpoint;
mod events;
mod fields;
mod ids;
mod installments;
mod invoices;
mod lenient;
mod list;
mod loans;
mod notifications;
pub mod operations;
mod operators;
mod payment_intents;
mod payment_methods;
mod permissions;
mod products;
mod reference;
mod settings;
mod steps;
mod view;
#[cfg(feature = "webhook")]
pub mod webhook;
mod workflows;

#[doc(inline)]
pub use acesso_core::prelude::*;
pub use api_keys::{
    AccessLevel, AllowedIp, ApiKey, ApiKeyCreated, ApiKeyFilter, ApiKeyId, ApiKeyRule, ApiKeyRules, ApiKeyUpdate,
    ApiKeys, NewApiKey, RuleCondition, SearchIn,
};
pub use client::{Client, ClientBuilder, EXTERNAL_CLIENT_ID};
pub use companies::{
    Address, Companies, Company, CompanyCreditPolicy, CompanyId, CompanyInput, CompanyStatus, CreditPolicyId,
};
pub use company_groups::{CompanyGroup, CompanyGroupFilter, CompanyGroupId, CompanyGroups, NewCompanyGroup};
pub use credentials::{ClientCredentials, Credentials, Scope};
pub use credit_policies::{
    CreditPolicies, CreditPolicy, CreditPolicyFilter, CreditPolicyInput, CreditPolicyOptions, CreditPolicyRule,
    MonthlyFee, MonthlyFeeInsurance,
};
pub use customers::{AdditionalDocument, Customer, CustomerFilter, CustomerUpdate, Customers, Gender};
pub use data_entities::{
    DataEntities, DataEntity, DataEntityDocument, DataEntityDocumentId, DataEntityFilter, DataEntityId, NewDataEntity,
};
pub use endpoint::Endpoint;
pub use events::{
    EventId, EventSelection, EventSubscription, EventType, Events, ResentEvent, Subscription, SubscriptionEvent,
    SubscriptionId, SubscriptionInput, Subscriptions,
};
pub use fields::Fields;
pub use ids::{
    CustomerId, EmploymentId, FileId, FundId, InstallmentId, InvoiceId, LoanId, OfferId, PartyId, PaymentMethodId,
    ProductId,
};
pub use installments::{
    Installment, InstallmentFilter, InstallmentStatus, InstallmentTransaction, InstallmentTransactionId, Installments,
    NewInstallment,
};
pub use invoices::{
    Invoice, InvoiceChange, InvoiceEvent, InvoiceFilter, InvoiceItem, InvoiceItemId, InvoicePurpose, InvoiceStatus,
    InvoiceType, Invoices, NewInvoice, NewInvoiceItem, Uncollectible,
};
pub use jiff;
pub use list::{FirstItems, ListOptions, OnePage};
pub use loans::{
    Attachment, Beneficiary, CashoutItem, CashoutKind, Disbursement, InterestBase, Loan, LoanContext, LoanFilter,
    LoanHistoryEntry, LoanInput, LoanStatus, LoanTransaction, LoanUpdate, Loans, NewAttachment, NewLoan,
    NewTransaction, Offer, OfferCashout, OfferFine, OfferInsurance, OfferRebate, RebateAmountType, RebateFeeType,
};
pub use notifications::{Email, NotificationAccepted, Notifications, Sms, SmtpAuth, SmtpLogin, SmtpServer};
pub use operators::{NewPermission, OperatorId, OperatorPermissionFilter, Operators};
pub use payment_intents::{
    Boleto, BoletoProvider, NewPaymentIntent, Payment, PaymentDetails, PaymentIntent, PaymentIntentData,
    PaymentIntentFilter, PaymentIntentId, PaymentIntentMethod, PaymentIntentStatus, PaymentIntents,
};
pub use payment_methods::{
    BankAccount, NewPaymentMethod, PaymentMethod, PaymentMethodData, PaymentMethodFilter, PaymentMethodKind,
    PaymentMethodLink, PaymentMethodStatus, PaymentMethods, PixKey,
};
pub use permissions::{
    Actor, CompanyScope, Permission, PermissionFilter, PermissionId, PermissionPart, Permissions, Role,
};
pub use products::{
    DocumentTemplate, DocumentToCreate, DocumentToRequest, EligibleProduct, EligibleProductFilter, OfferOptions,
    OfferSettings, Product, ProductDocuments, ProductEligibility, ProductFilter, ProductInput, ProductInvoiceSettings,
    ProductLoanSettings, ProductOffering, ProductRebate, ProductSettings, ProductStatus, Products, Refinancing,
};
pub use reference::Reference;
pub use settings::{
    CompanyInvoiceSettings, CompanySettings, DaysUntilDue, DisbursementAccount, DisbursementSettings, EmailConfig,
    InvoiceSettings, LateCharge, LoanConcurrency, LoanCondition, LoanSettings, NotificationProvider,
    NotificationSettings, PixCredentials, PixValidation, PixValidationType, Settings, SettingsFlags, SettingsUpdate,
    SmsConfig, ValidationSettings, WhatsappConfig,
};
pub use steps::{Step, StepFilter, StepId, StepStatus, StepType, StepUpdate, Steps};
pub use view::View;
pub use workflows::{Workflow, WorkflowContent, WorkflowId, WorkflowInput, WorkflowNode, Workflows};
