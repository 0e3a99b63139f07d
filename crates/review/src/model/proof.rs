//! How it is known that a service was read whole, or that it was not.

use serde::{Deserialize, Serialize};

use super::language::Lang;

/// A statement about what was read, kept with the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Proof {
    /// The service counts its items itself, and we have as many different ones.
    Counted {
        /// What was counted, in English: `customers`.
        what: String,
        /// What the service said on the first page.
        theirs_first: u64,
        /// What it said on the last one.
        theirs_last: u64,
        /// What it said on one in between, where that was something else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theirs_between: Option<u64>,
        /// How many were read.
        ours: u64,
    },
    /// The list was read twice, and both readings were compared: by ids, and by what grants and findings rest on.
    ReadTwice {
        /// What was listed, in English: `tenants`.
        what: String,
        /// How many different ones both readings have.
        both: u64,
        /// How many the first one has alone.
        first_only: u64,
        /// How many the second one has alone.
        second_only: u64,
        /// Of how many both have the two said different things; unknown where an earlier version compared ids alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        changed: Option<u64>,
        /// How many more the second one has that were made since the run began, and so could not be in the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created_meanwhile: Option<u64>,
        /// What was compared beside the ids.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compared: Option<Vec<String>>,
        /// How many lists these are, where there is one for each of several things.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lists: Option<u64>,
    },
    /// The list was read to its end, once.
    ReadOnce {
        /// What was listed, in English: `departments`.
        what: String,
        /// How many were read.
        items: u64,
        /// How many lists these are, where there is one for each of several things.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lists: Option<u64>,
    },
    /// So many lists, none of which says another count than what came with it.
    CountedEach {
        /// What the lists are of, in English: `operators`.
        what: String,
        /// How many lists the service counts.
        lists: u64,
        /// How many items these have together.
        items: u64,
        /// How many other lists have no count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_counted: Option<u64>,
    },
    /// So many grants are known without their roles; `skipped` where nobody was to ask for them.
    RolesUnknown {
        /// How many grants say only that somebody belongs there.
        grants: u64,
        /// Whether it was set that roles are not asked for; otherwise the service did not tell.
        skipped: bool,
    },
    /// The service counts for itself how many hold a permission, and so many of its counts are those of the grants read.
    /// It left out some permissions that were read.
    Metrics {
        /// How many of its counts are those of what was read.
        agree: u64,
        /// How many are not.
        differ: u64,
        /// Of how many permissions that were read it gives no count.
        not_counted: u64,
        /// The first count that differs, for people.
        example: Option<String>,
    },
    /// Of the items that were taken from a list, some were checked with the exact call; `seed` picked them.
    Sampled {
        /// What was checked, in English: `customers`.
        what: String,
        /// For how many the exact call said the same.
        agree: u64,
        /// For how many it said something else.
        differ: u64,
        /// What the choice can be repeated with.
        seed: u64,
    },
    /// A list named so many things more than once, so it changed while it was read.
    Repeated {
        /// What was listed, in English.
        what: String,
        /// How many were named more than once.
        count: u64,
    },
    /// The service is asked about so many things by a key that another one has too, so that nobody knows whom the answer is
    /// about.
    SharedKeys {
        /// What they are, in English: `customers`.
        what: String,
        /// How many there are.
        count: u64,
        /// The ids of the first two, for people.
        example: String,
    },
    /// About so many things the list and the exact call contradict each other.
    Contradicted {
        /// What was listed, in English: `customers`.
        what: String,
        /// How many there are.
        count: u64,
    },
    /// So many things have no name that is known; nothing else of them is missing.
    Nameless {
        /// What they are, in English: `companies`.
        what: String,
        /// How many there are.
        count: u64,
    },
    /// So many accounts have, where their e-mail address belongs, something that is none: nobody is matched with them.
    NoAddress {
        /// How many there are.
        accounts: u64,
    },
    /// So many operators of a list of one's own are none of the service's: what the list says of them is about nobody.
    NotThere {
        /// How many there are.
        operators: u64,
    },
    /// Each operator was asked for, and what came was compared with the whole list of permissions.
    Attributed(Attribution),
    /// Nobody said who the operators are, so that whose the permissions are is not known.
    NoOperators {
        /// How many permissions are nobody's by name because of it.
        permissions: u64,
    },
    /// The service gives permissions of an operator who does not exist: it does not look at whom one asks for.
    OperatorIgnored {
        /// How many came when nobody's were asked for.
        permissions: u64,
    },
    /// All permissions were found under one operator, so that nothing shows whether the service looks at whom one asks for.
    OneOperator {
        /// How many are nobody's by name because of it.
        permissions: u64,
    },
    /// A permission was found under two operators, so that whose the permissions are is not known.
    TwoOperators {
        /// How many are nobody's by name because of it.
        permissions: u64,
        /// The id of one that was found under two.
        example: String,
    },
    /// So many items of lists could not be read, while the others were; `example` is which and why, for the first of them.
    UnreadItems {
        /// The operation of the list, as the service's contract calls it.
        what: String,
        /// How many items could not be read.
        count: u64,
        /// The id of the first of them, and why, without anybody's data.
        example: String,
    },
    /// So many things could not be read; `example` is why, for the first of them.
    Unread {
        /// The operation that failed, as the service's contract calls it.
        what: String,
        /// How many questions were not answered.
        count: u64,
        /// Why, for the first of them, without anybody's data.
        example: String,
    },
}

impl Proof {
    /// Whether it speaks for a whole reading.
    pub fn holds(&self) -> bool {
        match self {
            Self::Counted { theirs_first, theirs_last, theirs_between, ours, .. } => {
                theirs_first == ours && theirs_last == ours && theirs_between.is_none()
            }
            Self::ReadTwice { first_only, second_only, changed, .. } => {
                *first_only == 0 && *second_only == 0 && changed.unwrap_or_default() == 0
            }
            Self::ReadOnce { .. }
            | Self::CountedEach { .. }
            | Self::RolesUnknown { .. }
            | Self::Nameless { .. }
            | Self::NoAddress { .. }
            | Self::NotThere { .. }
            | Self::NoOperators { .. } => true,
            // Its counts are of another moment, and whether they have guests and disabled users in them is documented
            // nowhere: a difference is to be seen, not to be judged.
            Self::Metrics { .. } => true,
            Self::Attributed(attribution) => {
                let Attribution { not_listed, not_read, changed, .. } = attribution;
                *not_listed == 0 && *not_read == 0 && changed.unwrap_or_default() == 0
            }
            Self::OperatorIgnored { .. } | Self::OneOperator { .. } | Self::TwoOperators { .. } => false,
            Self::Sampled { differ, .. } => *differ == 0,
            Self::Repeated { count, .. }
            | Self::SharedKeys { count, .. }
            | Self::Contradicted { count, .. }
            | Self::Unread { count, .. }
            | Self::UnreadItems { count, .. } => *count == 0,
        }
    }

    /// The statement, for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Counted { what, theirs_first, theirs_last, theirs_between, ours } => {
                let changed = theirs_first != theirs_last || theirs_between.is_some();
                let id = match (changed, self.holds()) {
                    (true, _) => "proof-counted-changed",
                    (false, true) => "proof-counted",
                    (false, false) => "proof-counted-otherwise",
                };
                let between = theirs_between.map_or_else(String::new, |between| {
                    lang.say_with("proof-counted-between", [("between", between.into())])
                });
                lang.say_with(
                    id,
                    [
                        ("what", things(what, lang).into()),
                        ("first", (*theirs_first).into()),
                        ("between", between.into()),
                        ("last", (*theirs_last).into()),
                        ("ours", (*ours).into()),
                    ],
                )
            }
            Self::ReadTwice { what, both, first_only, second_only, changed, created_meanwhile, compared, lists } => {
                let id = if self.holds() { "proof-read-twice" } else { "proof-read-twice-changed" };
                lang.say_with(
                    id,
                    [
                        ("lists", lists.unwrap_or_default().into()),
                        ("what", things(what, lang).into()),
                        ("both", (*both).into()),
                        ("gone", (*first_only).into()),
                        ("new", (*second_only).into()),
                        ("changed", changed.unwrap_or_default().into()),
                        ("meanwhile", created_meanwhile.unwrap_or_default().into()),
                        ("members", members(compared.as_deref().unwrap_or_default(), lang).into()),
                    ],
                )
            }
            Self::ReadOnce { what, items, lists } => lang.say_with(
                "proof-read-once",
                [
                    ("lists", lists.unwrap_or_default().into()),
                    ("what", things(what, lang).into()),
                    ("items", (*items).into()),
                ],
            ),
            Self::CountedEach { what, lists, items, not_counted } => lang.say_with(
                "proof-counted-each",
                [
                    ("what", things(what, lang).into()),
                    ("lists", (*lists).into()),
                    ("items", (*items).into()),
                    ("uncounted", not_counted.unwrap_or_default().into()),
                ],
            ),
            Self::RolesUnknown { grants, skipped } => {
                let id = if *skipped { "proof-roles-skipped" } else { "proof-roles-unknown" };
                lang.say_with(id, [("grants", (*grants).into())])
            }
            Self::Metrics { agree, differ, not_counted, example } => {
                let id = if *differ == 0 { "proof-metrics" } else { "proof-metrics-differ" };
                lang.say_with(
                    id,
                    [
                        ("agree", (*agree).into()),
                        ("differ", (*differ).into()),
                        ("uncounted", (*not_counted).into()),
                        ("example", example.as_deref().unwrap_or_default().into()),
                    ],
                )
            }
            Self::Sampled { what, agree, differ, seed } => lang.say_with(
                "proof-sampled",
                [
                    ("what", things(what, lang).into()),
                    ("checked", (agree + differ).into()),
                    ("agree", (*agree).into()),
                    // To be typed, not to be read as a number.
                    ("seed", seed.to_string().into()),
                ],
            ),
            Self::Repeated { what, count } => {
                lang.say_with("proof-repeated", [("what", things(what, lang).into()), ("count", (*count).into())])
            }
            Self::SharedKeys { what, count, example } => lang.say_with(
                "proof-shared-keys",
                [("what", things(what, lang).into()), ("count", (*count).into()), ("example", example.as_str().into())],
            ),
            Self::Contradicted { what, count } => {
                lang.say_with("proof-contradicted", [("what", things(what, lang).into()), ("count", (*count).into())])
            }
            Self::Nameless { what, count } => {
                lang.say_with("proof-nameless", [("what", things(what, lang).into()), ("count", (*count).into())])
            }
            Self::NoAddress { accounts } => lang.say_with("proof-no-address", [("accounts", (*accounts).into())]),
            Self::NotThere { operators } => lang.say_with("proof-not-there", [("operators", (*operators).into())]),
            Self::Attributed(attribution) => attribution.sentence(lang),
            Self::NoOperators { permissions } => {
                lang.say_with("proof-no-operators", [("permissions", (*permissions).into())])
            }
            Self::OperatorIgnored { permissions } => {
                lang.say_with("proof-operator-ignored", [("permissions", (*permissions).into())])
            }
            Self::OneOperator { permissions } => {
                lang.say_with("proof-one-operator", [("permissions", (*permissions).into())])
            }
            Self::TwoOperators { permissions, example } => lang.say_with(
                "proof-two-operators",
                [("permissions", (*permissions).into()), ("example", example.as_str().into())],
            ),
            Self::UnreadItems { what, count, example } => {
                let what = lang.say_with("proof-operation", [("operation", what.as_str().into())]);
                lang.say_with(
                    "proof-unread-items",
                    [("what", what.into()), ("count", (*count).into()), ("example", example.as_str().into())],
                )
            }
            Self::Unread { what, count, example } => {
                let what = lang.say_with("proof-operation", [("operation", what.as_str().into())]);
                lang.say_with(
                    "proof-unread",
                    [("what", what.into()), ("count", (*count).into()), ("example", example.as_str().into())],
                )
            }
        }
    }
}

/// What the two readings of a list were compared by: ids, in any case, and these.
fn members(compared: &[String], lang: Lang) -> String {
    let names = ["id"].into_iter().chain(compared.iter().map(String::as_str));
    let words: Vec<_> =
        names.map(|name| lang.say_with("proof-member", [("member", name.replace('_', "-").into())])).collect();
    lang.enumerate(&words)
}

/// What a list is of. What has no words of its own is called as the proof calls it.
fn things(what: &str, lang: Lang) -> String {
    lang.say_with("proof-things", [("what", what.replace(' ', "-").into())])
}

/// Whose Base39's permissions are, as far as that is known. Deleted ones are not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// How many were read that are not deleted, wherever they were found.
    pub permissions: u64,
    /// How many others were read that are deleted; unknown where an older version counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<u64>,
    /// How many operators the list has.
    pub operators: u64,
    /// How many of them could not be asked for: any permission may be theirs.
    pub not_read: u64,
    /// How many of them the service does not know.
    pub not_known: u64,
    /// How many permissions were found under one of them.
    pub under_operators: u64,
    /// In the list and under no operator.
    pub unattributed: u64,
    /// Since the run began, and so not in the list.
    pub created_meanwhile: u64,
    /// Under an operator and, although it was there before, not in the list.
    pub not_listed: u64,
    /// Under an operator with another company, other roles or another state than in the list; unknown where an earlier
    /// version did not compare that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<u64>,
}

impl Attribution {
    fn sentence(&self, lang: Lang) -> String {
        let deleted = self.deleted.unwrap_or_default();
        let id = if self.unattributed == 0 { "proof-attributed" } else { "proof-attributed-in-part" };
        let whose = lang.say_with(
            id,
            [
                ("deleted", deleted.into()),
                ("all", (self.permissions + deleted).into()),
                ("permissions", self.permissions.into()),
                ("operators", self.operators.into()),
                ("under", self.under_operators.into()),
                ("nobodys", self.unattributed.into()),
            ],
        );
        let besides = [
            (self.not_read, "proof-operators-not-read"),
            (self.not_known, "proof-operators-not-known"),
            (self.created_meanwhile, "proof-permissions-created-meanwhile"),
            (self.not_listed, "proof-permissions-not-listed"),
            (self.changed.unwrap_or_default(), "proof-permissions-told-otherwise"),
        ];
        let besides = besides.into_iter().filter(|(count, _)| *count > 0);
        let besides = besides.map(|(count, id)| lang.say_with(id, [("count", count.into())]));
        [whose].into_iter().chain(besides).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribution() -> Attribution {
        Attribution {
            permissions: 12,
            deleted: None,
            operators: 10,
            not_read: 0,
            not_known: 0,
            under_operators: 11,
            unattributed: 1,
            created_meanwhile: 0,
            not_listed: 0,
            changed: None,
        }
    }

    #[test]
    fn a_permission_under_nobody_is_a_fact_and_no_failing() {
        let proof = Proof::Attributed(attribution());
        assert!(proof.holds());
        assert_eq!(
            proof.sentence(Lang::En),
            "of 12 permissions that are not deleted, 11 were found under one of 10 operators, and 1 under none: nobody knows whose they are"
        );
    }

    #[test]
    fn a_permission_that_the_list_lacks_is_one() {
        let proof = Proof::Attributed(Attribution { not_listed: 2, not_known: 3, ..attribution() });
        assert!(!proof.holds());
        assert_eq!(
            proof.sentence(Lang::En),
            "of 12 permissions that are not deleted, 11 were found under one of 10 operators, and 1 under none: nobody knows whose they are; 3 of the \
             operators are unknown to the service; 2 were found under an operator and are missing from the list, so it is not whole"
        );
    }

    #[test]
    fn operators_who_were_not_asked_for_leave_it_open() {
        let proof = Proof::Attributed(Attribution { not_read: 4, ..attribution() });
        assert!(!proof.holds());
        let told = "; 4 of the operators could not be asked for, so some may be theirs";
        assert!(proof.sentence(Lang::En).ends_with(told), "{}", proof.sentence(Lang::En));
    }

    fn counted(theirs_first: u64, theirs_last: u64, theirs_between: Option<u64>, ours: u64) -> Proof {
        Proof::Counted { what: "API keys".to_owned(), theirs_first, theirs_last, theirs_between, ours }
    }

    fn read_twice(second_only: u64, changed: Option<u64>, lists: Option<u64>) -> Proof {
        let compared = changed.map(|_| vec!["email".to_owned(), "ip_ranges".to_owned()]);
        let (what, created_meanwhile) = ("API keys".to_owned(), lists.filter(|lists| *lists > 1));
        Proof::ReadTwice { what, both: 3, first_only: 0, second_only, changed, created_meanwhile, compared, lists }
    }

    #[test]
    fn a_count_or_an_item_that_is_another_in_between_is_a_change() {
        for (proof, holds, said) in [
            (counted(3, 3, None, 3), true, "the service counts 3 API keys, and 3 were read"),
            (
                counted(3, 3, Some(4), 3),
                false,
                "the service counted 3 API keys at first, 4 in between and 3 in the end, and 3 were read: the \
                 list changed while it was read",
            ),
            (
                read_twice(0, None, None),
                true,
                "the list of 3 API keys was read twice, the same both times; compared by id",
            ),
            (
                read_twice(0, Some(0), None),
                true,
                "the list of 3 API keys was read twice, the same both times; compared by id, e-mail address and network \
                 addresses",
            ),
            (
                read_twice(0, Some(1), None),
                false,
                "the list of API keys was read twice and not the same: the second time 0 were gone, 0 were new, and 1 were \
                 told of otherwise; compared by id, e-mail address and network addresses",
            ),
            (
                read_twice(0, Some(0), Some(2)),
                true,
                "each of the 2 lists of API keys was read twice, the same both times, with 3 different ones in all (and 2 \
                 that were created meanwhile); compared by id, e-mail address and network addresses",
            ),
        ] {
            assert_eq!((proof.holds(), proof.sentence(Lang::En).as_str()), (holds, said));
        }
    }

    /// A store keeps what earlier versions proved, in their members.
    #[test]
    fn proofs_of_earlier_versions_are_read_as_they_were_kept() {
        for (kept, said) in [
            (
                r#"{"proof":"counted","what":"customers","theirs_first":2,"theirs_last":2,"ours":2}"#,
                "the service counts 2 customers, and 2 were read",
            ),
            (
                r#"{"proof":"read_twice","what":"tenants","both":2,"first_only":0,"second_only":0}"#,
                "the list of 2 tenants was read twice, the same both times; compared by id",
            ),
            (
                r#"{"proof":"read_once","what":"departments","items":3}"#,
                "the list of 3 departments was read to its end, once",
            ),
            (
                r#"{"proof":"counted_each","what":"users","lists":2,"items":3}"#,
                "each of the 2 lists of users that the service counts has as many as it says, 3 in all; somebody in several \
                 lists is one account",
            ),
        ] {
            let proof: Proof = serde_json::from_str(kept).unwrap();
            assert_eq!((proof.holds(), proof.sentence(Lang::En).as_str()), (true, said));
            assert_eq!(serde_json::to_string(&proof).unwrap(), kept, "not a member more");
        }
    }

    /// One of each kind, and more where one speaks in several ways.
    fn proofs() -> Vec<Proof> {
        let (what, example) = (|| "API keys".to_owned(), || "perm_1".to_owned());
        vec![
            counted(1_020, 1_020, None, 1_020),
            counted(3, 3, None, 2),
            counted(3, 4, None, 3),
            counted(3, 3, Some(4), 3),
            read_twice(0, None, None),
            read_twice(2, Some(0), None),
            read_twice(0, Some(1), Some(1)),
            read_twice(0, Some(0), Some(2)),
            Proof::ReadOnce { what: what(), items: 3, lists: None },
            Proof::ReadOnce { what: what(), items: 3, lists: Some(1) },
            Proof::ReadOnce { what: what(), items: 3, lists: Some(2) },
            Proof::CountedEach { what: what(), lists: 3, items: 4, not_counted: None },
            Proof::CountedEach { what: what(), lists: 1, items: 4, not_counted: Some(2) },
            Proof::RolesUnknown { grants: 3, skipped: false },
            Proof::RolesUnknown { grants: 3, skipped: true },
            Proof::Metrics { agree: 3, differ: 0, not_counted: 0, example: None },
            Proof::Metrics { agree: 3, differ: 2, not_counted: 4, example: Some(example()) },
            Proof::Sampled { what: what(), agree: 3, differ: 2, seed: 1_234 },
            Proof::Repeated { what: what(), count: 3 },
            Proof::SharedKeys { what: what(), count: 3, example: example() },
            Proof::Contradicted { what: what(), count: 3 },
            Proof::Nameless { what: what(), count: 3 },
            Proof::NoAddress { accounts: 3 },
            Proof::NotThere { operators: 3 },
            Proof::Attributed(attribution()),
            Proof::Attributed(Attribution {
                not_read: 1,
                not_known: 2,
                created_meanwhile: 3,
                not_listed: 4,
                changed: Some(5),
                ..attribution()
            }),
            Proof::NoOperators { permissions: 3 },
            Proof::OperatorIgnored { permissions: 3 },
            Proof::OneOperator { permissions: 3 },
            Proof::TwoOperators { permissions: 3, example: example() },
            Proof::UnreadItems { what: "list_companies".to_owned(), count: 3, example: example() },
            Proof::Unread { what: "list_companies".to_owned(), count: 3, example: example() },
        ]
    }

    #[test]
    fn every_proof_speaks_both_languages() {
        for proof in proofs() {
            let said = [Lang::En, Lang::PtBr].map(|lang| proof.sentence(lang));
            assert_ne!(said[0], said[1]);
            assert!(said.iter().all(|said| !said.contains(['{', '$']) && !said.contains("proof-")), "{said:?}");
        }
        assert_eq!(
            proofs()[0].sentence(Lang::PtBr),
            "o próprio serviço conta 1.020 chaves de API, e a leitura trouxe 1.020"
        );
        let (unknown, seed) = (Proof::ReadOnce { what: "dragons".to_owned(), items: 1, lists: None }, &proofs()[17]);
        assert!(unknown.sentence(Lang::PtBr).contains(" dragons "), "{}", unknown.sentence(Lang::PtBr));
        assert!(seed.sentence(Lang::PtBr).contains("semente 1234"), "to be typed: {}", seed.sentence(Lang::PtBr));
    }

    #[test]
    fn how_many_of_the_listed_permissions_are_deleted_is_said_where_it_is_known() {
        let whole = |deleted| Attribution { under_operators: 12, unattributed: 0, deleted, ..attribution() };
        let said =
            [None, Some(0), Some(1), Some(2)].map(|deleted| Proof::Attributed(whole(deleted)).sentence(Lang::En));
        let undeleted = "each of the 12 permissions that are not deleted was found under one of 10 operators";
        assert_eq!(
            said,
            [
                undeleted,
                undeleted,
                "1 of the 13 permissions is deleted; each of the other 12 was found under one of 10 operators",
                "2 of the 14 permissions are deleted; each of the other 12 was found under one of 10 operators",
            ]
        );
    }

    #[test]
    fn a_proof_is_stored_and_read_again() {
        for proof in proofs() {
            let text = serde_json::to_string(&proof).unwrap();
            assert_eq!(serde_json::from_str::<Proof>(&text).unwrap(), proof, "{text}");
        }
    }
}
