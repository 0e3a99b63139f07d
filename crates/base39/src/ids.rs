//! Identifiers that stand in more than one object, opaque: what they begin with is what the vendor's samples show.

use crate::CompanyId;

acesso_core::text_id! {
    /// A customer's id, `cust_…`. Opaque.
    pub struct CustomerId;
}

acesso_core::text_id! {
    /// An employment's id, `empl_…`: one person's work for one company. Opaque.
    pub struct EmploymentId;
}

acesso_core::text_id! {
    /// A file's id. Opaque; no documented operation of this version uploads one.
    pub struct FileId;
}

acesso_core::text_id! {
    /// A fund's id, `fund_…`. Opaque.
    pub struct FundId;
}

acesso_core::text_id! {
    /// An installment's id, `inst_…`. Opaque.
    pub struct InstallmentId;
}

acesso_core::text_id! {
    /// An invoice's id, `inv_…`. Opaque.
    pub struct InvoiceId;
}

acesso_core::text_id! {
    /// A loan's id, `loan_…`. Opaque.
    pub struct LoanId;
}

acesso_core::text_id! {
    /// An offer's id, `offr_…`. Opaque.
    pub struct OfferId;
}

acesso_core::text_id! {
    /// The id of a customer or of a company. Opaque.
    pub struct PartyId;
}

impl From<CustomerId> for PartyId {
    fn from(customer: CustomerId) -> Self {
        Self::new(customer)
    }
}

impl From<CompanyId> for PartyId {
    fn from(company: CompanyId) -> Self {
        Self::new(company)
    }
}

acesso_core::text_id! {
    /// A payment method's id, `pm_…`. Opaque.
    pub struct PaymentMethodId;
}

acesso_core::text_id! {
    /// A product's id, `prod_…`. Opaque.
    pub struct ProductId;
}
