//! How an access is taken away or changed at its service: by people, never by us.

use acesso_core::Operation;

use crate::model::{Lang, StoredAttributes};

/// An access that is to be taken away or changed, as far as the way to do that depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// What kind of account holds it; `unattributed` where that is not known.
    pub kind: &'a str,
    /// The service's own name of what may be done.
    pub permission: &'a str,
    /// What else the service said of the resource that it is on; nothing where it said nothing.
    pub resource: &'a StoredAttributes,
    /// The operations that the run asked the service for.
    pub asked: &'a [String],
}

impl Target<'_> {
    /// Whether the run asked the service for this operation.
    #[must_use]
    pub fn was_asked(&self, operation: &str) -> bool {
        self.asked.iter().any(|asked| asked == operation)
    }
}

/// The way in which an access is taken away or changed. It is told to the people who administer the service; nothing here
/// calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// The documented operation that does it; none where nothing but the service's panel does.
    pub operation: Option<&'static Operation>,
    /// The id of what is said about it: what to send, or what else it takes away.
    note: Option<&'static str>,
}

impl Remedy {
    /// In the panel: the service documents no operation that does this and nothing else.
    pub const IN_THE_PANEL: Self = Self { operation: None, note: None };

    /// By a documented operation.
    #[must_use]
    pub const fn by(operation: &'static Operation) -> Self {
        Self { operation: Some(operation), note: None }
    }

    /// With the id of what is said about it, which stands among the words of the service: `remedy-ID-…`.
    #[must_use]
    pub const fn noting(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }

    /// What is said about it, for people.
    #[must_use]
    pub fn note(&self, lang: Lang) -> Option<String> {
        self.note.and_then(|id| lang.may_say(id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::source::{BASE39, MYREPORTS, Registry, TOMTICKET, remedy};

    #[test]
    fn each_access_is_taken_away_by_what_its_service_documents_or_in_the_panel() {
        let registry = Registry::built_in();
        for (service, kind, permission, level, asked, operation, has_note) in [
            (TOMTICKET, "customer", "create_tickets", "", "customer_list", Some("customer_update"), true),
            (TOMTICKET, "customer", "member", "", "customer_list", None, true),
            (TOMTICKET, "operator", "operator", "", "customer_list", None, false),
            (BASE39, "operator", "approver", "", "list_permissions", None, false),
            (BASE39, "unattributed", "approver", "", "list_permissions", None, false),
            (BASE39, "key", "readOnly", "", "list_api_keys", Some("update_api_key"), true),
            (MYREPORTS, "user", "user.admin", "account", "", Some("enterprise_patch_account_user"), true),
            (MYREPORTS, "user", "member", "account", "", Some("enterprise_delete_account_user"), true),
            (
                MYREPORTS,
                "user",
                "customer.user",
                "customer",
                "reseller_list_customers",
                Some("reseller_patch_customer_user"),
                true,
            ),
            (
                MYREPORTS,
                "user",
                "customer.user",
                "customer",
                "enterprise_list_customers",
                Some("enterprise_patch_customer_user"),
                true,
            ),
            (MYREPORTS, "user", "member", "customer", "reseller_list_customers", None, false),
            (MYREPORTS, "user", "customer.user", "customer", "", None, false),
            (MYREPORTS, "user", "customer.user", "", "reseller_list_customers", None, false),
        ] {
            let level = json!({ "level": level });
            let asked = [asked.to_owned()];
            let target = Target { kind, permission, resource: level.as_object().unwrap(), asked: &asked };
            let found = remedy(&registry, service, &target);
            assert_eq!(found.operation.map(|operation| operation.id), operation, "{target:?}");
            let notes = Lang::ALL.map(|lang| found.note(lang).is_some());
            assert_eq!(notes, [has_note; 2], "{target:?}");
        }
        let target = Target { kind: "user", permission: "call", resource: &StoredAttributes::new(), asked: &[] };
        assert_eq!(remedy(&registry, crate::model::ServiceId::new("never-registered"), &target), Remedy::IN_THE_PANEL);
    }
}
