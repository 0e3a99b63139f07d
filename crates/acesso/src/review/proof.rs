//! How it is known that a service was read whole, or that it was not.

use serde::{Deserialize, Serialize};

/// A statement about what was read, kept with the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub(crate) enum Proof {
    /// The service counts its items itself, and we have as many different ones.
    Counted {
        what: String,
        /// What the service said on the first page and on the last one.
        theirs_first: u64,
        theirs_last: u64,
        ours: u64,
    },
    /// The service gives no count, so the list was read twice.
    ReadTwice { what: String, both: u64, first_only: u64, second_only: u64 },
    /// The service gives no count, and the list was read to its end, once.
    ReadOnce { what: String, items: u64 },
    /// So many lists, none of which says another count than what came with it.
    CountedEach { what: String, lists: u64, items: u64 },
    /// So many grants are known without their roles; `skipped` where nobody was to ask for them.
    RolesUnknown { grants: u64, skipped: bool },
    /// The service counts for itself how many hold a permission, and so many of its counts are those of the grants read.
    /// It left out some permissions that were read.
    Metrics { agree: u64, differ: u64, not_counted: u64, example: Option<String> },
    /// Of the items that were taken from a list, some were checked with the exact call; `seed` picked them.
    Sampled { what: String, agree: u64, differ: u64, seed: u64 },
    /// A list named so many things more than once, so it changed while it was read.
    Repeated { what: String, count: u64 },
    /// So many things have no name that is known; nothing else of them is missing.
    Nameless { what: String, count: u64 },
    /// Each operator was asked for, and what came was compared with the whole list of permissions.
    Attributed(Attribution),
    /// Nobody said who the operators are, so that whose the permissions are is not known.
    NoOperators { permissions: u64 },
    /// The service gives permissions of an operator who does not exist: it does not look at whom one asks for.
    OperatorIgnored { permissions: u64 },
    /// A permission was found under two operators, so that whose the permissions are is not known.
    TwoOperators { permissions: u64, example: String },
    /// So many things could not be read; `example` is why, for the first of them.
    Unread { what: String, count: u64, example: String },
}

impl Proof {
    /// Whether it speaks for a whole reading.
    pub(crate) fn holds(&self) -> bool {
        match self {
            Self::Counted { theirs_first, theirs_last, ours, .. } => theirs_first == ours && theirs_last == ours,
            Self::ReadTwice { first_only, second_only, .. } => *first_only == 0 && *second_only == 0,
            Self::ReadOnce { .. }
            | Self::CountedEach { .. }
            | Self::RolesUnknown { .. }
            | Self::Nameless { .. }
            | Self::NoOperators { .. } => true,
            // Its counts are of another moment, and whether they have guests and disabled users in them is documented
            // nowhere: a difference is to be seen, not to be judged.
            Self::Metrics { .. } => true,
            Self::Attributed(attribution) => attribution.not_listed == 0 && attribution.not_read == 0,
            Self::OperatorIgnored { .. } | Self::TwoOperators { .. } => false,
            Self::Sampled { differ, .. } => *differ == 0,
            Self::Repeated { count, .. } | Self::Unread { count, .. } => *count == 0,
        }
    }

    /// The statement, for people.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Counted { what, theirs_first, theirs_last, ours } if theirs_first == theirs_last => {
                if self.holds() {
                    format!("the service counts {theirs_last} {what}, and all of them were read")
                } else {
                    format!("the service counts {theirs_last} {what}, but {ours} were read")
                }
            }
            Self::Counted { what, theirs_first, theirs_last, ours } => format!(
                "the service counted {theirs_first} {what} at first and {theirs_last} in the end, and {ours} were read: \
                 the list changed while it was read"
            ),
            Self::ReadTwice { what, both, .. } if self.holds() => {
                format!("the service gives no count: the list of {both} {what} was read twice, the same both times")
            }
            Self::ReadTwice { what, first_only, second_only, .. } => format!(
                "the list of {what} was read twice and was not the same: {first_only} were gone and {second_only} were \
                 new the second time"
            ),
            Self::ReadOnce { what, items } => {
                format!("the service gives no count: the list of {items} {what} was read to its end, once")
            }
            Self::CountedEach { what, lists, items } => {
                format!(
                    "each of the {lists} lists of {what} has as many as it says, {items} in all; who is in several is one"
                )
            }
            Self::RolesUnknown { grants, skipped: true } => format!(
                "roles not read: of {grants} accounts it is known where they are, not what they may do there, as \
                 --skip-roles asks"
            ),
            Self::RolesUnknown { grants, skipped: false } => format!(
                "of {grants} accounts it is known where they are, not what they may do there: the service did not say, or \
                 could not be asked"
            ),
            Self::Metrics { agree, differ: 0, not_counted, .. } => format!(
                "the service's own counts of users by role agree with what was read: {agree} of {agree}{}",
                not_counted_text(*not_counted)
            ),
            Self::Metrics { agree, differ, not_counted, example } => format!(
                "of the service's own counts of users by role {agree} agree with what was read and {differ} differ, for \
                 example: {}; they are of another moment, and whether they have guests and disabled users in them is not \
                 documented{}",
                example.as_deref().unwrap_or_default(),
                not_counted_text(*not_counted)
            ),
            Self::Sampled { what, agree, differ, seed } => format!(
                "the permissions of {what} come from the list; of {} that were checked one by one (picked with seed \
                 {seed}), {agree} agree",
                agree + differ
            ),
            Self::Repeated { what, count } => {
                format!("the list of {what} named {count} more than once: it changed while it was read")
            }
            Self::Nameless { what, count } => format!(
                "{count} {what} are shown by id alone: the one page of them that the service documents does not name \
                 them"
            ),
            Self::Attributed(attribution) => attribution.sentence(),
            Self::NoOperators { permissions } => format!(
                "whose the {permissions} permissions are is not known, since the service does not name operators: give \
                 a list of them with --operators FILE"
            ),
            Self::OperatorIgnored { permissions } => format!(
                "the service gave permissions of an operator who does not exist, so it does not look at whom one asks \
                 for: nobody is said to have any of the {permissions} permissions"
            ),
            Self::TwoOperators { permissions, example } => format!(
                "the service gave the same permission under two operators ({example}), so it is not known whose it is: \
                 nobody is said to have any of the {permissions} permissions"
            ),
            Self::Unread { what, count, example } => {
                let times = if *count == 1 { String::new() } else { format!(" ({count} times)") };
                format!("could not read {}{times}, for example: {example}", in_words(what))
            }
        }
    }
}

fn not_counted_text(not_counted: u64) -> String {
    match not_counted {
        0 => String::new(),
        not_counted => format!(" ({not_counted} more were read that it does not count)"),
    }
}

/// Whose Base39's permissions are, as far as that is known. Deleted ones are not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribution {
    pub(crate) permissions: u64,
    /// How many operators there are, how many of them could not be asked for, and how many the service does not know.
    pub(crate) operators: u64,
    pub(crate) not_read: u64,
    pub(crate) not_known: u64,
    pub(crate) under_operators: u64,
    /// In the list and under no operator.
    pub(crate) unattributed: u64,
    /// Since the run began, and so not in the list.
    pub(crate) created_meanwhile: u64,
    /// Under an operator and, although it was there before, not in the list.
    pub(crate) not_listed: u64,
}

impl Attribution {
    fn sentence(&self) -> String {
        let Self { permissions, operators, under_operators, unattributed, .. } = self;
        let mut sentence = if *unattributed == 0 {
            format!(
                "each of the {permissions} permissions that are not deleted was found under one of {operators} operators"
            )
        } else {
            format!(
                "of {permissions} permissions that are not deleted, {under_operators} were found under one of {operators} operators, \
                 and {unattributed} under none: nobody knows whose they are"
            )
        };
        for (count, what) in [
            (self.not_read, "of the operators could not be asked for, so some may be theirs"),
            (self.not_known, "of the operators are unknown to the service"),
            (self.created_meanwhile, "permissions were created while the list was read"),
            (self.not_listed, "were found under an operator and are missing from the list, so it is not whole"),
        ] {
            if count > 0 {
                sentence += &format!("; {count} {what}");
            }
        }
        sentence
    }
}

/// What an operation reads, for people. One that has no words here is called as the vendor's contract calls it.
fn in_words(operation: &str) -> &str {
    match operation {
        "customer_list" => "the list of customers",
        "customer_permissions_basic_get" => "a customer's permissions",
        "organization_list" => "the list of organizations",
        "department_list" => "the list of departments",
        "department_operator_list" => "the operators of a department",
        "list_permissions" => "the list of permissions",
        "list_permissions_of_nobody" => "the permissions of an operator who does not exist, as a test",
        "list_operator_permissions" => "an operator's permissions",
        "take_operators" => "the list of operators",
        "list_companies" => "the list of companies",
        "list_api_keys" => "the list of API keys",
        "find_portal" => "whose token it is, a reseller's or an enterprise's",
        "list_again" => "a list for the second time",
        "reseller_list_customers" | "enterprise_list_customers" => "the list of tenants",
        "reseller_list_customer_users" | "enterprise_list_customer_users" => "the users of a tenant",
        "reseller_get_customer_user" | "enterprise_get_customer_user" => "the roles of a tenant's user",
        "enterprise_list_accounts" => "the list of accounts",
        "enterprise_list_account_users" => "the users of an account",
        "enterprise_get_account_user" => "the roles of an account's user",
        "enterprise_get_account_metrics" => "an account's own counts of roles",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribution() -> Attribution {
        Attribution {
            permissions: 12,
            operators: 10,
            not_read: 0,
            not_known: 0,
            under_operators: 11,
            unattributed: 1,
            created_meanwhile: 0,
            not_listed: 0,
        }
    }

    #[test]
    fn a_permission_under_nobody_is_a_fact_and_no_failing() {
        let proof = Proof::Attributed(attribution());
        assert!(proof.holds());
        assert_eq!(
            proof.sentence(),
            "of 12 permissions that are not deleted, 11 were found under one of 10 operators, and 1 under none: nobody knows whose they are"
        );
    }

    #[test]
    fn a_permission_that_the_list_lacks_is_one() {
        let proof = Proof::Attributed(Attribution { not_listed: 2, not_known: 3, ..attribution() });
        assert!(!proof.holds());
        assert_eq!(
            proof.sentence(),
            "of 12 permissions that are not deleted, 11 were found under one of 10 operators, and 1 under none: nobody knows whose they are; 3 of the \
             operators are unknown to the service; 2 were found under an operator and are missing from the list, so it is not whole"
        );
    }

    #[test]
    fn operators_who_were_not_asked_for_leave_it_open() {
        let proof = Proof::Attributed(Attribution { not_read: 4, ..attribution() });
        assert!(!proof.holds());
        let told = "; 4 of the operators could not be asked for, so some may be theirs";
        assert!(proof.sentence().ends_with(told), "{}", proof.sentence());
    }

    #[test]
    fn a_proof_is_stored_and_read_again() {
        for proof in [
            Proof::Attributed(attribution()),
            Proof::NoOperators { permissions: 3 },
            Proof::TwoOperators { permissions: 3, example: "perm_1".to_owned() },
        ] {
            let text = serde_json::to_string(&proof).unwrap();
            assert_eq!(serde_json::from_str::<Proof>(&text).unwrap(), proof, "{text}");
        }
    }
}
