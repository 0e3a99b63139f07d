//! Commands whose output nobody reads to its end, as in `acesso … | head`.

use std::{collections::BTreeMap, process::Stdio};

use acesso_sandbox::Sandbox;

use crate::{
    run::{Run, tool, variables},
    stored::Kept,
};

/// Runs the tool with a stdout that its reader has closed.
async fn run_unread(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Run {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    // `output` would put a pipe of its own in place of this one.
    let process = tool(variables).args(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = process.wait_with_output().await.unwrap();
    Run { code: output.status.code().unwrap(), out: String::new(), err: String::from_utf8(output.stderr).unwrap() }
}

impl Kept {
    async fn run_unread(&self, arguments: &[&str]) -> Run {
        run_unread(self.variables(), &[arguments, &["--sandbox"]].concat()).await
    }
}

#[tokio::test]
async fn a_closed_pipe_is_no_failure_and_nothing_is_said_of_it() {
    let kept = Kept::new();
    let commands =
        ["runs", "grants", "findings", "diff 1 2", "export 1", "who ana@casa.example", "prune --older-than 1d"];
    let forms = ["", "--json", "--csv rfc4180", "--csv excel-br", "--format html"];
    for (command, form) in commands.iter().flat_map(|command| forms.map(|form| (command, form))) {
        let arguments: Vec<_> = command.split(' ').chain(form.split_whitespace()).collect();
        let read = kept.run(&arguments).await;
        if read.code != 0 {
            assert!(read.code == 2, "{arguments:?}: no form of this command: {read:?}");
            continue;
        }
        let unread = kept.run_unread(&arguments).await;
        assert_eq!(unread.code, 0, "{arguments:?}: {unread:?}");
        assert!(!unread.err.contains("could not") && !unread.err.contains("\"error\""), "{arguments:?}: {unread:?}");
    }
    for arguments in [&["completions", "bash"][..], &["sign", "1", "--by", "Bia"], &["verify", "1"], &["--help"]] {
        let sandbox = if ["sign", "verify"].contains(&arguments[0]) { &["--sandbox"][..] } else { &[] };
        let unread = run_unread(kept.variables(), &[arguments, sandbox].concat()).await;
        assert_eq!(unread.code, 0, "{arguments:?}: {unread:?}");
    }
    assert!(kept.run(&["sign", "1", "--by", "Bia"]).await.err.contains("signed already"), "it was done all the same");
}

#[tokio::test]
async fn what_is_removed_is_overwritten_whoever_reads_that_it_is() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["runs"]).await.code, 0);
    let writer = kept.database();
    writer.pragma_update(None, "journal_mode", "wal").unwrap();
    // What an earlier version left: a row that was replaced, whose bytes stayed.
    writer.execute_batch("UPDATE principals SET name = 'Replaced Name'; UPDATE principals SET name = 'X'").unwrap();
    drop(writer);
    let is_there = || {
        let files = std::fs::read_dir(kept.path("acesso")).unwrap().map(|entry| entry.unwrap().path());
        let bytes: Vec<u8> = files.flat_map(|file| std::fs::read(file).unwrap()).collect();
        ["idle@casa.example", "Replaced Name"].map(|text| String::from_utf8_lossy(&bytes).contains(text))
    };
    assert_eq!(is_there(), [true, true]);
    // Not before: a process that closes a file gives up the locks that any of its connections has on it.
    let reader = kept.database();
    reader.execute_batch("BEGIN; SELECT count(*) FROM runs").unwrap();
    let prune = ["prune", "--older-than", "1d", "--execute"];
    let unread = kept.run_unread(&prune).await;
    assert_eq!(unread.code, 1, "somebody reads the store: {unread:?}");
    reader.execute_batch("COMMIT").unwrap();
    let unread = kept.run_unread(&prune).await;
    assert_eq!((unread.code, is_there()), (0, [false, false]), "{unread:?}");
}

#[tokio::test]
async fn what_is_not_as_it_was_stays_so_whoever_reads_it() {
    let kept = Kept::new();
    let pack = format!("{}/", kept.path("pack").display());
    assert_eq!(kept.run(&["export", "1", "--output", &pack]).await.code, 0);
    std::fs::write(kept.path("pack/run.jsonl"), "{}\n").unwrap();
    kept.database().execute("UPDATE runs SET sha256 = 'x' WHERE id = 1", []).unwrap();
    for (target, form) in [(&*pack, &[][..]), (&pack, &["--json"]), ("1", &[]), ("1", &["--json"])] {
        let unread = kept.run_unread(&[&["verify", target], form].concat()).await;
        assert_eq!(unread.code, 1, "{target} {form:?}: {unread:?}");
    }
}

#[tokio::test]
async fn what_a_review_found_or_did_not_read_stays_its_exit_code_and_its_file_is_written() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut variables = variables(&sandbox);
    variables.insert("XDG_DATA_HOME", folder.path().to_str().unwrap().to_owned());
    let found = ["review", "--service", "myreports", "--fail-on", "low"];
    for form in [&[][..], &["--json"], &["--csv", "rfc4180"], &["--format", "html"]] {
        let unread = run_unread(&variables, &[&found[..], form].concat()).await;
        assert_eq!(unread.code, 5, "{form:?}: {unread:?}");
    }
    let file = folder.path().join("review.json");
    let unread = run_unread(&variables, &[&found[..], &["--output", file.to_str().unwrap()]].concat()).await;
    assert_eq!((unread.code, file.exists()), (5, true), "{unread:?}");

    variables.insert("TOMTICKET_TOKEN", "none".to_owned());
    for form in [&[][..], &["--json"], &["--csv", "rfc4180"]] {
        for command in ["review", "check"] {
            let arguments = [&[command, "--service", "tomticket"], form].concat();
            let unread = run_unread(&variables, &arguments).await;
            assert_eq!(unread.code, 4, "{arguments:?}: {unread:?}");
        }
    }
}

#[tokio::test]
async fn a_long_list_ends_where_its_reader_does() {
    let sandbox = Sandbox::builder().people(400).start().await.unwrap();
    let variables = variables(&sandbox);
    for form in ["table", "json", "csv"] {
        let arguments = ["base39", "permissions", "--format", form];
        let unread = run_unread(&variables, &arguments).await;
        assert_eq!((unread.code, unread.err.contains("could not")), (0, false), "{form}: {unread:?}");
    }
}
