//! Hashes, as people compare them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What shows later which file it was.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The attribute of an account of which the service tells a hash of the e-mail address, and no address.
pub const MAIL_HASH: &str = "mail_hash";

/// The attribute of an account that says by what else than an address it is known whose it is: by its [hash](MAIL_HASH).
pub const KNOWN_BY: &str = "known_by";

/// Whether this can be a hash of an address: by their lengths 32 hexadecimal digits may be MD5, 40 SHA-1, 64 SHA-256.
pub fn is_mail_hash(text: &str) -> bool {
    matches!(text.len(), 32 | 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The hashes of this address that a service may tell, in each of the ways to make one. Which way a service takes, and whether
/// it takes the address as somebody wrote it or in lower case, is documented nowhere.
pub fn mail_hashes(address: &str) -> impl Iterator<Item = String> {
    let mut spellings = vec![address.to_owned(), address.trim().to_lowercase()];
    spellings.dedup();
    spellings.into_iter().flat_map(|spelling| {
        let bytes = spelling.as_bytes();
        [hex(&Md5::digest(bytes)), hex(&Sha1::digest(bytes)), hex(&Sha256::digest(bytes))]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_hash_for_each_way_to_make_one() {
        // By md5sum, sha1sum and sha256sum.
        let lower = [
            "21034c9484a3aedb6699f162974e6add",
            "502b877daa51a145b82394d9184474a97c7355cc",
            "e2d5c275469c3708ff18db54df50f23bb4678d5ae76d0670deb65d8b15d953cc",
        ];
        assert_eq!(mail_hashes("ana@casa.example").collect::<Vec<_>>(), lower);
        let as_it_is = mail_hashes(" Ana@Casa.example").collect::<Vec<_>>();
        assert_eq!((as_it_is.len(), as_it_is[0].as_str()), (6, "8d60680ca3bbf9d716d0b8470be4e152"));
        assert_eq!(as_it_is[3..], lower);
        assert!(as_it_is.iter().all(|hash| is_mail_hash(hash)));
        for other in ["", "9e10", &"g".repeat(32), &"0".repeat(33)] {
            assert!(!is_mail_hash(other), "{other}");
        }
    }
}
