//! `acesso prune`

use serde_json::json;

use crate::{export::assert_described, stored::Kept};

#[tokio::test]
async fn what_would_go_is_shown_and_stays_until_it_is_said() {
    let kept = Kept::new();
    let shown = kept.run(&["prune", "--older-than", "1mo"]).await;
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.err.contains("3 runs would lose what they hold: add --execute to remove it"), "{}", shown.err);
    assert_eq!(kept.run(&["grants", "1"]).await.code, 0, "it is all there");
}

#[tokio::test]
async fn what_was_removed_is_told_and_its_totals_stay() {
    let kept = Kept::new();
    let before = kept.run(&["runs", "--json"]).await.json();
    let removed = kept.run(&["prune", "--older-than", "1mo", "--execute", "--json"]).await;
    assert_eq!(removed.code, 0, "{removed:?}");
    assert!(removed.err.contains("removed what 3 runs held; totals and hashes stay"), "{}", removed.err);
    let document = removed.json();
    assert_described(&document);
    assert_eq!((&document["executed"], &document["runs"][2]["accesses"]), (&json!(true), &json!(6)));

    let after = kept.run(&["runs", "--json"]).await.json();
    for number in 0..3 {
        let (was, is) = (&before["runs"][number], &after["runs"][number]);
        for member in ["id", "accounts", "accesses", "findings_by_severity", "started_at", "windows", "scope"] {
            assert_eq!(was[member], is[member], "{member}");
        }
        assert!(is["pruned_at"].is_string() && was["pruned_at"].is_null());
    }
    assert_eq!(before["runs"][2]["sha256"], after["runs"][2]["sha256"], "the hash of what it held");
    assert!(kept.run(&["runs"]).await.out.contains("complete, data removed"));

    for command in
        [&["grants", "1"][..], &["findings", "1"], &["who", "ana@casa.example", "--run", "1"], &["diff", "1", "2"]]
    {
        let refused = kept.run(command).await;
        assert_eq!(refused.code, 3, "{command:?} {refused:?}");
        assert!(refused.err.contains("what run 1 held was removed at "), "{command:?} {}", refused.err);
    }
    let again = kept.run(&["prune", "--older-than", "1mo", "--execute"]).await;
    assert!(again.err.contains("no run is older than that, or they hold nothing any more"), "{}", again.err);
}

#[tokio::test]
async fn an_age_that_is_none_is_refused() {
    let kept = Kept::new();
    for age in ["5m", "0d", "soon", "-1y"] {
        let refused = kept.run(&["prune", &format!("--older-than={age}"), "--execute"]).await;
        assert_eq!(refused.code, 2, "{age} {refused:?}");
    }
    assert_eq!(kept.run(&["grants", "1"]).await.code, 0, "nothing was removed");
}

#[tokio::test]
async fn what_somebody_still_reads_is_said_and_the_next_one_overwrites_it() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["runs"]).await.code, 0);
    let writer = kept.database();
    writer.pragma_update(None, "journal_mode", "wal").unwrap();
    // What an earlier version left: a row that was replaced, whose bytes stayed.
    writer.execute_batch("UPDATE principals SET name = 'Replaced Name'; UPDATE principals SET name = 'X'").unwrap();
    drop(writer);
    let names = ["ana@casa.example", "a.exemplo@casa.example", "Replaced Name"];
    let found = || -> Vec<&str> {
        let files = std::fs::read_dir(kept.path("acesso")).unwrap().map(|entry| entry.unwrap().path());
        let bytes: Vec<u8> = files.flat_map(|file| std::fs::read(file).unwrap()).collect();
        let text = String::from_utf8_lossy(&bytes);
        names.into_iter().filter(|name| text.contains(name)).collect()
    };
    assert_eq!(found(), names);
    // Not before: a process that closes a file gives up the locks that any of its connections has on it.
    let reader = kept.database();
    reader.execute_batch("BEGIN; SELECT count(*) FROM runs").unwrap();

    let removed = kept.run(&["prune", "--older-than", "1mo", "--execute"]).await;
    assert_eq!(removed.code, 1, "{removed:?}");
    assert!(removed.err.contains("removed what 3 runs held"), "{}", removed.err);
    assert!(removed.err.contains("what was removed is not yet overwritten in its files"), "{}", removed.err);
    assert!(!found().is_empty());

    reader.execute_batch("COMMIT").unwrap();
    let again = kept.run(&["prune", "--older-than", "1mo", "--execute"]).await;
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(found(), [""; 0]);
}
