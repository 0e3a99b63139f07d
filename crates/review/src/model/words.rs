//! How words are compared that people write.

/// A heading or a word as it is compared: letters and digits alone, in lower case, without accents.
pub fn fold(text: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    // An accent may also be a character of its own, which is no letter.
    text.chars().flat_map(char::to_lowercase).map(plain).filter(|letter| letter.is_alphanumeric()).collect()
}

/// The likest of these, the likest first: what somebody may have meant who typed something that is none of them.
pub fn likest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const AT_MOST: usize = 3;
    let typed = pairs(typed);
    let mut likest: Vec<_> = known.into_iter().map(|word| (likeness(&typed, &pairs(word)), word)).collect();
    likest.retain(|(likeness, _)| *likeness >= LIKE);
    likest.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    likest.into_iter().map(|(_, word)| word).take(AT_MOST).collect()
}

/// From how much on two words are like each other, between 0 and 1.
const LIKE: f64 = 0.4;

/// Each letter with the next one.
fn pairs(word: &str) -> Vec<(char, char)> {
    let letters: Vec<_> = fold(word).chars().collect();
    letters.iter().copied().zip(letters.iter().copied().skip(1)).collect()
}

/// How many pairs of letters two words have in common (Dice's coefficient).
fn likeness(one: &[(char, char)], other: &[(char, char)]) -> f64 {
    let mut left = other.to_vec();
    let common = one.iter().filter(|pair| {
        let place = left.iter().position(|other| other == *pair);
        place.map(|place| left.swap_remove(place)).is_some()
    });
    let common = f64::from(u32::try_from(common.count()).unwrap_or(u32::MAX));
    let all = f64::from(u32::try_from(one.len() + other.len()).unwrap_or(u32::MAX));
    if all > 0.0 { 2.0 * common / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_words_come_first_and_the_others_not_at_all() {
        let known = ["base39-administrator", "base39-key-full-access", "roster-left", "myreports-administrator"];
        assert_eq!(likest("base39-administrador", known)[..1], ["base39-administrator"]);
        assert_eq!(likest("roster_lft", known), ["roster-left"]);
        assert_eq!(likest("Financeiro", ["Finanças", "Compras", "FINANCEIRO "]), ["FINANCEIRO ", "Finanças"]);
        assert_eq!(likest("", known), [""; 0]);
        assert_eq!(likest("x", known), [""; 0]);
    }
}
