//! How addresses are compared: in one form, whoever wrote them and on whatever machine.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

/// The one form in which an e-mail address is compared: the same text in any case, composed or not, with characters in it that
/// nobody sees, with its domain in Unicode or in Punycode. Nothing where the text is no address, or more than one: with what
/// comes out nobody could be matched.
///
/// ```
/// use acesso_review::model::email_key;
///
/// assert_eq!(email_key(" JOA\u{303}O@B\u{dc}CHER.example\n"), email_key("jo\u{e3}o@xn--bcher-kva.example"));
/// assert_eq!(email_key("n/a"), None);
/// assert_eq!(email_key("Ana <ana@casa.example>"), None);
/// ```
pub fn email_key(text: &str) -> Option<String> {
    let text = caseless(text);
    let (who, domain) = text.trim().split_once('@')?;
    // Of RFC 5322 what stands in addresses of people: an atom with dots, no quoted text and no comment.
    let is_whole =
        !who.is_empty() && !who.contains(|letter: char| is_blank(letter) || r#"()<>[]:;,\""#.contains(letter));
    let domain = domain_key(domain).filter(|_| is_whole)?;
    Some(format!("{who}@{domain}"))
}

/// The one form in which a domain is compared: in Unicode, as UTS #46 maps it. Nothing where the text is no domain.
pub fn domain_key(text: &str) -> Option<String> {
    let domain = match idna::domain_to_unicode(text) {
        (domain, Ok(())) => domain,
        // What is no internationalised domain, such as one that begins with xn-- by chance, is still the same as itself.
        (_, Err(_)) => caseless(text),
    };
    let is_of_label = |letter: char| {
        if letter.is_ascii() { letter.is_ascii_alphanumeric() || "-_".contains(letter) } else { !is_blank(letter) }
    };
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_of_label);
    domain.split('.').all(is_label).then_some(domain)
}

/// A text as it is compared where its case does not matter: composed (NFC), its letters folded one by one (Unicode's simple
/// case folding), without the characters that nobody sees.
pub fn caseless(text: &str) -> String {
    let seen = text.chars().filter(|letter| !is_invisible(*letter));
    if text.is_ascii() {
        return seen.map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let folded: String = nfc.normalize_iter(seen).map(fold_case).collect();
    nfc.normalize(&folded).into_owned()
}

/// A letter in the one case that stands for all of its cases. They are Unicode's classes of simple case folding: what the
/// language's own tables map to one letter and back. What they map to several, as they do ß, stays.
fn fold_case(letter: char) -> char {
    // Without a dot it is another letter, though its capital is I.
    let has_no_dot = letter == 'ı';
    let upper = the_only(letter.to_uppercase()).filter(|_| !has_no_dot).unwrap_or(letter);
    the_only(upper.to_lowercase()).unwrap_or(upper)
}

fn the_only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    letters.next().filter(|_| letters.next().is_none())
}

/// Whether nobody sees it: what Unicode lets a program leave out when it shows a text, and control characters.
fn is_invisible(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_control() && !letter.is_ascii_whitespace();
    }
    letter.is_control() || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What one person's address looks like by way of several systems.
    const SPELLINGS: [(&str, &[&str]); 6] = [
        (
            "ana@casa.example",
            &[
                " Ana@Casa.Example\n",
                "\u{feff}ana@casa.example",
                "a\u{ad}na\u{200b}@casa.example\u{202c}",
                "ana@casa.example\u{a0}",
                "\u{0}ana@casa\u{2060}.example",
                "ana@ｃａｓａ.example",
                "ana@casa。example",
            ],
        ),
        (
            "joão@casa.example",
            &[
                "joa\u{303}o@casa.example",
                "JOÃO@CASA.EXAMPLE",
                "JOA\u{303}O@casa.example",
                "joa\u{34f}\u{303}o@casa.example",
            ],
        ),
        (
            "ana@bücher.example",
            &[
                "ana@xn--bcher-kva.example",
                "ana@XN--BCHER-KVA.example",
                "ana@bu\u{308}cher.example",
                "ana@BÜCHER.example",
            ],
        ),
        ("ana@straße.example", &["ana@STRAẞE.example", "ana@xn--strae-oqa.example"]),
        ("οδυσσευσ@casa.example", &["ΟΔΥΣΣΕΥΣ@casa.example", "οδυσσευς@casa.example"]),
        ("k@casa.example", &["\u{212a}@casa.example", "K@casa.example"]),
    ];

    #[test]
    fn one_address_has_one_key_however_it_is_written() {
        for (key, spellings) in SPELLINGS {
            assert_eq!(email_key(key).as_deref(), Some(key));
            for spelling in spellings {
                assert_eq!(email_key(spelling).as_deref(), Some(key), "{spelling:?}");
            }
        }
    }

    #[test]
    fn two_addresses_have_two_keys() {
        let keys = [
            "joao@x.example",
            "joão@x.example",
            "joäo@x.example",
            "ı@x.example",
            "i@x.example",
            "ss@x.example",
            "ß@x.example",
        ];
        let mut keys: Vec<_> = keys.iter().map(|address| email_key(address).unwrap()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 7, "{keys:?}");
    }

    #[test]
    fn what_is_no_address_has_no_key() {
        for text in [
            "",
            "  ",
            "n/a",
            "-",
            "—",
            "ana",
            "ana@",
            "@casa.example",
            "@",
            "ana@@casa.example",
            "ana@casa@example",
            "ana@casa.example,bia@casa.example",
            "ana@casa.example;bia@casa.example",
            "ana@casa.example bia@casa.example",
            "ana@casa.example\nbia@casa.example",
            "ana@casa.example / bia@casa.example",
            "ana@casa.example/bia@casa.example",
            "ana@casa.example|bia@casa.example",
            "Ana <ana@casa.example>",
            "<ana@casa.example>",
            "Ana<ana@casa.example>",
            "mailto:ana@casa.example",
            "ana exemplo@casa.example",
            "ana@casa example",
            "ana@casa..example",
            "ana@.example",
            "ana@casa.example.",
            "ana@casa.example?",
            "ana@*.example",
            "\"ana\"@casa.example",
            "ana@[192.0.2.1]",
            "ana@casa.example (Ana)",
            "\u{200b}@casa.example",
            "ana@\u{200b}",
        ] {
            assert_eq!(email_key(text), None, "{text:?}");
        }
        for text in
            ["ana+x@casa.example", "o'brien@casa.example", "a/b=c@casa.example", "ana@localhost", "ana@casa_1.example"]
        {
            assert_eq!(email_key(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_classes_are_those_of_unicode_s_simple_case_folding() {
        // Of CaseFolding.txt what the tables of one direction alone would miss.
        for (one, other) in [
            ('ς', 'Σ'),
            ('ſ', 's'),
            ('\u{212a}', 'K'),
            ('\u{2126}', 'ω'),
            ('µ', 'Μ'),
            ('ϐ', 'Β'),
            ('ẞ', 'ß'),
            ('ǅ', 'ǆ'),
            ('ᾈ', 'ᾀ'),
            ('\u{13a0}', '\u{ab70}'),
            ('\u{13f0}', '\u{13f8}'),
            ('\u{1c90}', '\u{10d0}'),
            ('\u{1e9b}', 'Ṡ'),
            ('\u{10400}', '\u{10428}'),
            ('ϴ', 'ϑ'),
        ] {
            assert_eq!(fold_case(one), fold_case(other), "{one} {other}");
        }
        for (one, other) in [('ı', 'i'), ('İ', 'i'), ('ß', 's'), ('á', 'a'), ('ŉ', 'n')] {
            assert_ne!(fold_case(one), fold_case(other), "{one} {other}");
        }
    }

    /// Texts of letters that change their form.
    fn odd() -> impl Strategy<Value = String> {
        let letters = "aZ09.@-_ xn\u{303}\u{308}\u{327}\u{345}\u{3b9}ãÃßẞςΣſİıǅﬁµ\u{200b}\u{ad}\u{feff}\u{202e}\u{34f}\u{ac00}\u{1100}\u{1161}";
        let letter = prop_oneof![proptest::sample::select(letters.chars().collect::<Vec<_>>()), any::<char>()];
        proptest::collection::vec(letter, 0..12).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(local in odd(), domain in odd()) {
            for text in [format!("{local}@{domain}"), format!("{local}@casa.example"), format!("ana@{domain}.example")] {
                if let Some(key) = email_key(&text) {
                    prop_assert_eq!(email_key(&key), Some(key.clone()), "{:?}", text);
                    prop_assert_eq!(key.matches('@').count(), 1);
                    prop_assert!(!key.contains(char::is_whitespace));
                }
            }
            prop_assert_eq!(caseless(&caseless(&local)), caseless(&local));
        }

        #[test]
        fn decomposed_raised_and_lowered_it_is_the_same(local in odd()) {
            let decomposed: String = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&local).into_owned();
            prop_assert_eq!(caseless(&decomposed), caseless(&local));
            // In the order that marks have: raised, one of them is a letter.
            let seen: String = local.chars().filter(|it| !is_invisible(*it)).collect();
            let seen = ComposingNormalizerBorrowed::new_nfc().normalize(&seen).into_owned();
            let upper: String = seen.chars().map(|it| the_only(it.to_uppercase()).filter(|_| it != 'ı').unwrap_or(it)).collect();
            prop_assert_eq!(caseless(&upper), caseless(&local));
        }
    }
}
