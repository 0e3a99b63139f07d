//! A CSV that goes out and comes back as it was, whatever stands in it.

use serde_json::json;

use crate::stored::Kept;

/// Texts that a spreadsheet program would compute, parted at one character or another, and what one adds to them or loses.
const TEXTS: [&str; 7] =
    ["Ana;=1+1", "Ana\t-1", "=1,=2", "'=1", "Ana\r\n\"@x\"", "Ana\u{1b}\u{202e}Bia", "'Ana' - \"Bia\", x"];

#[tokio::test]
async fn an_untouched_csv_is_taken_back() {
    for text in TEXTS {
        let kept = Kept::new();
        assert_eq!(kept.run(&["runs"]).await.code, 0, "it has its newest shape");
        let store = kept.database();
        for sql in [
            "UPDATE grants SET permission = ?1 || permission, granted_by = ?1 WHERE run = 1",
            "UPDATE principals SET name = ?1, email = ?1 WHERE run = 1",
            "UPDATE resources SET name = ?1 WHERE run = 1",
            "INSERT INTO decisions SELECT 1, vendor, principal, resource, permission, 'revoke', ?1, 'Rui,=' || ?1, '2026-01-02',
                 '2026-01-02T00:00:00Z', 0 FROM grants WHERE run = 1",
        ] {
            assert!(store.execute(sql, [text]).unwrap() > 0);
        }
        for flavour in ["rfc4180", "excel-br"] {
            let path = kept.write(&["export", "1", "--csv", flavour], "run.csv").await;
            let taken = kept.run(&["decide", "1", "--from", path.to_str().unwrap(), "--json"]).await;
            assert_eq!(taken.code, 0, "{text:?}: {taken:?}");
            let recorded = &taken.json()["files"][0]["taken"]["recorded"];
            assert_eq!((&recorded["unchanged"], &recorded["replaced"]), (&json!(6), &json!(0)), "{text:?}: {recorded}");
        }
    }
}
