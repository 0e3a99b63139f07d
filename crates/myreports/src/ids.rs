//! Identifiers, opaque: the contract's samples show GUIDs, its field tables say "string".

acesso_core::text_id! {
    /// The id of a tenant: an enterprise, a reseller account or a customer.
    ///
    /// GUIDs in the vendor's samples, "string" in its field tables, so it is sent as it stands. The service refuses a
    /// malformed one with [`ErrorKind::Rejected`](crate::ErrorKind::Rejected).
    pub struct TenantId;
}

acesso_core::text_id! {
    /// The id of a device on the PBX's platform, not in MyReports. Opaque.
    pub struct DeviceId;
}

acesso_core::text_id! {
    /// The id of an invoice: 24 hexadecimal digits in the vendor's samples. Opaque.
    pub struct InvoiceId;
}

acesso_core::text_id! {
    /// The id of a customer's PBX connection, not of the PBX. Opaque, as [`TenantId`].
    pub struct PbxId;
}

acesso_core::text_id! {
    /// The id of a user, of a reseller account or of a customer. Opaque, as [`TenantId`].
    pub struct UserId;
}
