//! What a permission allows, in plain words.

use super::{language::Lang, service::ServiceId};

/// What whoever holds a permission may do, for people who do not know the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allows {
    /// In a few words; the service's own name of the permission where nobody put it into words.
    pub what: String,
    /// In a sentence, as far as the service documents it.
    pub means: Option<String>,
}

/// How long a permission's name may be that somebody put into words.
const LONGEST: usize = 40;

/// What a permission of a service allows. A role is the same in any case.
pub fn allows(service: ServiceId, permission: &str, lang: Lang) -> Allows {
    let say = |family: &str| lang.may_say(&format!("{family}-{}-{}", service.as_str(), id_of(permission)?));
    Allows { what: say("allows").unwrap_or_else(|| permission.to_owned()), means: say("means") }
}

/// A permission as a part of a message's id; nothing where it can be none.
fn id_of(permission: &str) -> Option<String> {
    let letter = |letter: char| match letter {
        '.' | '_' | '-' => Some('-'),
        letter if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    };
    if permission.len() <= LONGEST { permission.chars().map(letter).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::source::{BASE39, MYREPORTS, Registry, TOMTICKET, documented};

    #[test]
    fn every_documented_permission_is_in_plain_words() {
        let _known_from_now_on = Registry::built_in();
        let of_tomticket = ["create_tickets", "member", "operator"].map(String::from).to_vec();
        let of_keys = ["full_access", "readOnly", "writeOnly", "readWrite"].map(String::from);
        let all = [
            (TOMTICKET, of_tomticket),
            (BASE39, documented(BASE39).into_iter().chain(of_keys).collect()),
            (MYREPORTS, documented(MYREPORTS).into_iter().chain(["member".to_owned()]).collect()),
        ];
        for (service, permissions) in all {
            for lang in Lang::ALL {
                let said: BTreeSet<_> = permissions.iter().map(|it| allows(service, it, lang).what).collect();
                assert_eq!(said.len(), permissions.len(), "{service}: two permissions in the same words, {said:?}");
                let unsaid: Vec<_> = permissions.iter().filter(|it| said.contains(*it)).collect();
                assert!(unsaid.is_empty(), "{service}, {}: {unsaid:?}", lang.tag());
            }
        }
    }

    #[test]
    fn what_nobody_put_into_words_is_called_as_the_service_does() {
        let long = "a".repeat(100);
        for name in ["new_role", "", "<b>", "approver }", long.as_str()] {
            let none = Allows { what: name.to_owned(), means: None };
            assert_eq!(allows(BASE39, name, Lang::PtBr), none);
        }
        assert_eq!(allows(BASE39, "APPROVER", Lang::En), allows(BASE39, "approver", Lang::En));
    }
}
