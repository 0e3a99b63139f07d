//! What a terminal is given to show: nothing that it would obey or hide.

use serde_json::Value;

use crate::stored::Kept;

/// What a terminal obeys, turns around or hides: escape, the 8-bit one, backspace, delete, right-to-left override and isolate,
/// the Arabic letter mark and a tag.
const COMMANDS: [char; 8] = ['\u{1b}', '\u{9b}', '\u{8}', '\u{7f}', '\u{202e}', '\u{2067}', '\u{61c}', '\u{e0041}'];

/// A store in which every text that somebody else wrote has all of them.
async fn hostile() -> Kept {
    let kept = Kept::new();
    assert_eq!(kept.run(&["runs"]).await.code, 0);
    let commands: String = COMMANDS.iter().collect();
    let store = kept.database();
    for (table, column) in [
        ("principals", "name"),
        ("principals", "email"),
        ("resources", "name"),
        ("grants", "granted_by"),
        ("scopes", "problem"),
        ("proofs", "sentence"),
        ("roster", "name"),
        ("suppressions", "reason"),
        ("suppressions", "author"),
        ("evaluations", "not_evaluated"),
    ] {
        store.execute(&format!("UPDATE {table} SET {column} = ?1 || coalesce({column}, '')"), [&commands]).unwrap();
    }
    for (table, column, member) in [
        ("principals", "attributes", "$.status"),
        ("resources", "attributes", "$.status"),
        ("findings", "data", "$.name"),
        ("proofs", "proof", "$.what"),
    ] {
        let sql = format!("UPDATE {table} SET {column} = json_set({column}, '{member}', ?1)");
        store.execute(&sql, [&commands]).unwrap();
    }
    store
        .execute(
            "INSERT INTO decisions SELECT run, vendor, principal, resource, permission, 'revoke', ?1, ?1, '2026-01-02',
                 '2026-01-02T00:00:00Z', 0 FROM grants WHERE run = 1",
            [&commands],
        )
        .unwrap();
    kept
}

#[tokio::test]
async fn no_command_has_a_terminal_obey_or_hide_anything() {
    let kept = hostile().await;
    let odd: String = format!("odd{}", COMMANDS.iter().collect::<String>());
    let odd_file = kept.path(&format!("{odd}.csv"));
    std::fs::write(&odd_file, format!("{odd},decision\n{odd},{odd}\n")).unwrap();
    let odd_file = odd_file.to_str().unwrap();
    for command in [
        &["runs"][..],
        &["grants", "1"],
        &["grants", "2"],
        &["grants", "1", "--permission", &odd],
        &["findings", "1", "--all"],
        &["findings", "2", "--all"],
        &["who", "ana@casa.example", "--run", "1"],
        &["who", &odd, "--run", "1"],
        &["diff", "1", "2"],
        &["export", "1"],
        &["export", "1", "--format", "html"],
        &["verify", "1"],
        &["verify", odd_file],
        &["sign", "1", "--by", &odd, "--dry-run"],
        &["decide", "1", "--from", odd_file],
        &["prune", "--older-than", "1mo"],
        &["prune", "--older-than", &odd],
        &[&odd],
    ] {
        for form in [&[][..], &["--json"], &["--lang", "pt-BR"]] {
            let said = kept.run(&[command, form].concat()).await;
            for command in COMMANDS {
                assert!(!said.out.contains(command) && !said.err.contains(command), "{command:?}: {said:?}");
            }
            if form == ["--json"] && said.code == 0 && !command.contains(&"html") {
                assert!(serde_json::from_str::<Value>(&said.out).is_ok(), "{said:?}");
            }
        }
    }
}
