//! Stores that can't be used as they are: damaged, empty, of another version, read-only, under any name.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use acesso_review::store::{Store, testing::SHAPES};
use rusqlite::Connection;
use serde_json::json;

use crate::{
    run::{Run, tool},
    stored::Kept,
};

/// What only reads. Run 1 is the complete one, with a person in it.
const READING: [&[&str]; 10] = [
    &["findings", "1"],
    &["grants", "1"],
    &["who", "ana@casa.example", "--run", "1"],
    &["runs"],
    &["export", "1", "--json"],
    &["export", "1", "--format", "html"],
    &["diff", "1", "2"],
    &["verify", "1"],
    &["sign", "1", "--by", "Bia", "--dry-run"],
    &["prune", "--older-than", "1mo"],
];

/// What writes; `decide` also takes a file.
const WRITING: [&[&str]; 4] = [
    &["review", "--service", "base39"],
    &["decide", "1", "--from"],
    &["sign", "1", "--by", "Bia"],
    &["prune", "--older-than", "1mo", "--execute"],
];

/// A store as the tool leaves it.
fn settled() -> Kept {
    let kept = Kept::new();
    drop(Store::open(&database(&kept)).unwrap());
    kept
}

fn database(kept: &Kept) -> PathBuf {
    kept.path("acesso/sandbox.db")
}

/// Runs the tool on a store.
async fn run_on(store: &Path, command: &[impl AsRef<OsStr>]) -> Run {
    finish(tool(&BTreeMap::new()).args(command).arg("--sandbox").arg("--store").arg(store)).await
}

async fn finish(command: &mut tokio::process::Command) -> Run {
    let output = command.env("TZ", "UTC").output().await.unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What is in a folder: bytes, and when they were written.
fn entries(folder: &Path) -> BTreeMap<OsString, (Vec<u8>, SystemTime)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file());
    entries
        .map(|entry| {
            let (path, changed) = (entry.path(), entry.metadata().unwrap().modified().unwrap());
            (entry.file_name(), (fs::read(path).unwrap(), changed))
        })
        .collect()
}

#[tokio::test]
async fn who_reads_changes_nothing() {
    let kept = settled();
    let (store, folder) = (database(&kept), kept.path("acesso"));
    let before = entries(&folder);
    for command in READING {
        let answer = run_on(&store, command).await;
        assert_eq!(answer.code, 0, "{command:?} {answer:?}");
        assert!(entries(&folder) == before, "{command:?}: {:?}", entries(&folder).keys());
    }
}

#[tokio::test]
async fn who_reads_sees_what_another_process_wrote_last_and_leaves_it_where_it_is() {
    let kept = settled();
    let (store, log) = (database(&kept), kept.path("acesso/sandbox.db-wal"));
    let writer = kept.database();
    writer.execute("UPDATE principals SET name = 'Ana Casada' WHERE run = 1 AND id = 'c1'", []).unwrap();
    let unread = |folder: &Path| {
        let mut entries = entries(folder);
        entries.retain(|name, _| !name.to_str().unwrap().ends_with("-shm"));
        entries
    };
    // Beside a process that writes, and in the place of one that was killed.
    let copy = kept.path("copy");
    fs::create_dir(&copy).unwrap();
    for name in ["sandbox.db", "sandbox.db-wal"] {
        fs::copy(kept.path("acesso").join(name), copy.join(name)).unwrap();
    }
    for store in [store, copy.join("sandbox.db")] {
        let folder = store.parent().unwrap();
        let before = unread(folder);
        for command in READING.into_iter().filter(|command| command[0] != "verify" && command[0] != "sign") {
            let answer = run_on(&store, command).await;
            assert_eq!(answer.code, 0, "{command:?} {answer:?}");
            assert!(unread(folder) == before, "{command:?}: {:?}", entries(folder).keys());
        }
        assert!(run_on(&store, &["grants", "1"]).await.out.contains("Ana Casada"));
    }
    assert!(log.metadata().unwrap().len() > 0);
}

#[tokio::test]
async fn a_store_of_an_earlier_shape_is_read_as_it_is() {
    // The first shape has no hashes: there is nothing to verify, nor to sign.
    for (kept, verified, signed) in [(Kept::of_an_early_version(), 3, 2), (Kept::new(), 0, 0)] {
        kept.database().pragma_update(None, "journal_mode", "wal").unwrap();
        let (store, folder) = (database(&kept), kept.path("acesso"));
        let before = entries(&folder);
        for command in READING {
            let answer = run_on(&store, command).await;
            let code = match command[0] {
                "verify" => verified,
                "sign" => signed,
                _ => 0,
            };
            assert_eq!(answer.code, code, "{command:?} {answer:?}");
            assert!(entries(&folder) == before, "{command:?}");
        }
        let runs = run_on(&store, &["runs"]).await;
        assert!(runs.err.contains("acesso/sandbox.db") && !runs.err.contains("copy"), "{runs:?}");
        let report = run_on(&store, &["export", "1", "--format", "html"]).await.out;
        assert!(report.contains("Ana Exemplo") && !report.contains("seudonym"), "{report}");
        let (key, codes) = (kept.path("key"), kept.path("codes.csv"));
        let (key, codes) = (key.to_str().unwrap(), codes.to_str().unwrap());
        let pseudonymised = ["export", "1", "--pseudonymize", "--pseudonym-key", key, "--output", codes];
        assert_eq!(run_on(&store, &pseudonymised).await.code, 0);
        assert!(fs::read_to_string(codes).unwrap().contains("@pseudonym.invalid"));
        assert!(entries(&folder) == before);

        assert_eq!(run_on(&store, &["prune", "--older-than", "1mo", "--execute"]).await.code, 0);
        let seen: usize = kept.database().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(seen, SHAPES.len(), "who writes into it brings it to the newest shape");
    }
}

/// A kind of file that is no store, or none that can be used; what the tool says of it, and with which exit code.
type Bad = (&'static str, fn(&Path), i32, &'static str);

const BAD: [Bad; 9] = [
    ("a folder", |path| fs::create_dir(remove(path)).unwrap(), 2, " is a folder, not a store"),
    ("an empty file", |path| drop(fs::File::create(path).unwrap()), 2, " is empty: it is no store"),
    ("notes", |path| fs::write(path, "notes, ".repeat(99)).unwrap(), 1, " is damaged, or is no store"),
    ("a short note", |path| fs::write(path, "a note").unwrap(), 1, " is damaged, or is no store"),
    ("another program's", another_programs, 2, " is another program's database"),
    ("a newer version's", |path| open(path).pragma_update(None, "user_version", 99).unwrap(), 1, "a newer version of"),
    ("flipped bits", |path| edit(path, |store| store[..100].iter_mut().for_each(|byte| *byte ^= 1)), 1, " is damaged"),
    ("cut in the middle", |path| edit(path, |store| store.truncate(store.len() / 2 + 77)), 1, " is damaged"),
    ("a page overwritten", |path| overwrite(path, root_page(path, "runs"), 0x5a), 1, " is damaged"),
];

fn remove(path: &Path) -> &Path {
    fs::remove_file(path).unwrap();
    path
}

fn open(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn another_programs(path: &Path) {
    open(remove(path)).execute_batch("CREATE TABLE runs (x); PRAGMA user_version = 1").unwrap();
}

fn edit(path: &Path, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    edit(&mut bytes);
    fs::write(path, bytes).unwrap();
}

const PAGE: usize = 4096;

fn overwrite(path: &Path, page: usize, with: u8) {
    edit(path, |bytes| bytes[(page - 1) * PAGE..page * PAGE].fill(with));
}

/// Where a table begins.
fn root_page(path: &Path, table: &str) -> usize {
    open(path).query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_store_that_cannot_be_used_is_named_with_what_to_do_and_stays_as_it_is() {
    let kept = settled();
    let sheet = kept.write(&["export", "1"], "review.xlsx").await;
    for (number, (kind, make, code, told)) in BAD.into_iter().enumerate() {
        let folder = kept.path(&format!("bad{number}"));
        fs::create_dir(&folder).unwrap();
        let store = folder.join("acesso.db");
        fs::copy(database(&kept), &store).unwrap();
        make(&store);
        let before = entries(&folder);
        for command in READING.into_iter().chain(WRITING) {
            let mut command: Vec<&OsStr> = command.iter().map(OsStr::new).collect();
            if command.last() == Some(&OsStr::new("--from")) {
                command.push(sheet.as_os_str());
            }
            let refused = run_on(&store, &command).await;
            assert_eq!(refused.code, code, "{kind} {command:?} {refused:?}");
            // A list has begun where it is its first line that can't be read.
            assert!(
                ["", "SANDBOX DATA: imaginary people\n\n"].contains(&&*refused.out),
                "{kind} {command:?} {refused:?}"
            );
            assert!(refused.err.contains(told), "{kind} {command:?} {}", refused.err);
            assert!(refused.err.contains(store.to_str().unwrap()), "{kind} {command:?} {}", refused.err);
            if command.last() == Some(&OsStr::new("--json")) {
                let expected = if code == 1 { "store" } else { "usage" };
                assert_eq!(refused.error()["kind"], expected, "{kind} {command:?}");
            } else {
                assert!(refused.err.lines().last().unwrap().starts_with("  "), "what to do: {}", refused.err);
            }
            assert!(entries(&folder) == before, "{kind} {command:?}: {:?}", entries(&folder).keys());
        }
    }
}

#[tokio::test]
async fn a_store_with_a_page_overwritten_answers_as_before_or_not_at_all() {
    let kept = settled();
    let (whole, store) = (database(&kept), kept.path("damaged.db"));
    let commands = [&["export", "1", "--json"][..], &["verify", "1"]];
    let mut answers = Vec::new();
    for command in commands {
        answers.push(run_on(&whole, command).await.out);
    }
    let (pages, mut refused) = (usize::try_from(whole.metadata().unwrap().len()).unwrap() / PAGE, 0);
    for page in 1..=pages {
        fs::copy(&whole, &store).unwrap();
        overwrite(&store, page, if page % 2 == 0 { 0 } else { 0xff });
        for (command, right) in commands.into_iter().zip(&answers) {
            let answer = run_on(&store, command).await;
            match answer.code {
                0 => assert!(answer.out == *right, "page {page} of {pages}, {command:?}: {answer:?}"),
                1 => assert!(answer.err.contains("damaged.db"), "page {page}, {command:?}: {answer:?}"),
                _ => panic!("page {page} of {pages}, {command:?}: {answer:?}"),
            }
            refused += answer.code;
        }
    }
    assert!(refused > 10, "{refused} of {pages} pages");
}

#[tokio::test]
async fn a_log_without_its_store_is_not_taken_into_a_new_one() {
    let kept = settled();
    fs::write(kept.path("lost.db-wal"), "what was written last").unwrap();
    let refused = run_on(&kept.path("lost.db"), &["review", "--service", "base39"]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("lost.db-wal, which belongs to one"), "{refused:?}");
    assert!(!kept.path("lost.db").exists());
}

/// Where somebody may read and not write.
#[cfg(unix)]
mod read_only {
    use std::os::unix::fs::{PermissionsExt, chown};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Somebody for whom modes count: for the system's administrator they don't.
    const SOMEBODY: u32 = 65534;

    /// Runs the tool on a store as somebody who may not write; nothing where there is nobody else to run it.
    async fn run_on(store: &Path, command: &[&str]) -> Option<Run> {
        let mut tool = tool(&BTreeMap::new());
        let tool = tool.args(command).arg("--sandbox").arg("--store").arg(store);
        if fs::write(store.with_file_name("is-writable"), "").is_ok() {
            fs::remove_file(store.with_file_name("is-writable")).unwrap();
            tool.uid(SOMEBODY).gid(SOMEBODY);
        }
        match tool.output().await {
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => None,
            _ => Some(finish(tool).await),
        }
    }

    /// A store that may be read and no more, in a folder of that kind or of somebody's own.
    fn forbid(kept: &Kept, folder: u32) {
        set_mode(kept.path("").as_path(), 0o755);
        for file in fs::read_dir(kept.path("acesso")).unwrap() {
            set_mode(&file.unwrap().path(), 0o444);
        }
        set_mode(&kept.path("acesso"), folder);
    }

    #[tokio::test]
    async fn a_store_that_may_only_be_read_is_read() {
        for (folder, own) in [(0o555, false), (0o755, true)] {
            let kept = settled();
            forbid(&kept, folder);
            if own && chown(kept.path("acesso"), Some(SOMEBODY), Some(SOMEBODY)).is_err() {
                continue;
            }
            let before = entries(&kept.path("acesso"));
            for command in READING {
                let Some(answer) = run_on(&database(&kept), command).await else { return };
                assert_eq!(answer.code, 0, "{command:?} {answer:?}");
                assert!(entries(&kept.path("acesso")) == before, "{command:?}");
            }
            for command in [WRITING[0], WRITING[2], WRITING[3]] {
                let Some(refused) = run_on(&database(&kept), command).await else { return };
                assert_eq!(refused.code, 1, "{command:?} {refused:?}");
                assert!(refused.err.contains("sandbox.db"), "{command:?} {refused:?}");
                assert!(entries(&kept.path("acesso")) == before, "{command:?}");
            }
            set_mode(&kept.path("acesso"), 0o755);
        }
    }

    #[tokio::test]
    async fn what_was_written_last_is_not_left_out_where_it_cannot_be_read() {
        let kept = settled();
        let writer = kept.database();
        writer.execute("UPDATE principals SET name = 'Ana Casada' WHERE run = 1 AND id = 'c1'", []).unwrap();
        let copy = kept.path("copy");
        fs::create_dir(&copy).unwrap();
        for name in ["sandbox.db", "sandbox.db-wal"] {
            fs::copy(kept.path("acesso").join(name), copy.join(name)).unwrap();
        }
        drop(writer);
        fs::remove_dir_all(kept.path("acesso")).unwrap();
        fs::rename(copy, kept.path("acesso")).unwrap();
        forbid(&kept, 0o555);
        for command in READING {
            let Some(refused) = run_on(&database(&kept), command).await else { return };
            assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{command:?} {refused:?}");
            assert!(refused.err.contains("sandbox.db-wal, which can't be used where it is"), "{refused:?}");
            assert!(refused.err.contains("copy both files"), "{refused:?}");
        }
        set_mode(&kept.path("acesso"), 0o755);
        assert!(super::run_on(&database(&kept), &["grants", "1"]).await.out.contains("Ana Casada"));
    }
}

/// Linux takes any bytes for a name.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_path_that_is_not_utf_8_is_a_path() {
    use std::os::unix::ffi::OsStrExt;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(OsStr::from_bytes(b"pasta-\xff"));
    fs::create_dir(&folder).unwrap();
    let (store, list) = (folder.join("acesso.db"), folder.join("operators.csv"));
    fs::write(&list, "id,name,email\noprt_1,,\n").unwrap();
    let review = [OsStr::new("review"), OsStr::new("--service=base39"), OsStr::new("--service=myreports")];

    let refused = run_on(&store, &[&review[..], &[OsStr::new("--operators"), list.as_os_str()]].concat()).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("its path is not UTF-8") && !store.exists(), "nothing is read: {refused:?}");
    fs::write(folder.join("acesso.toml"), "[base39]\noperators = \"operators.csv\"\n").unwrap();
    let config = folder.join("acesso.toml");
    let refused = run_on(&store, &[&review[..], &[OsStr::new("--config"), config.as_os_str()]].concat()).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("its path is not UTF-8") && !store.exists(), "nothing is read: {refused:?}");

    let reviewed = run_on(&store, &review).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    assert!(reviewed.out.contains(r"pasta-\xff/acesso.db'"), "it can be typed again: {}", reviewed.out);
    let files: Vec<_> = fs::read_dir(home.path()).unwrap().chain(fs::read_dir(&folder).unwrap()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    assert_eq!(run_on(&store, &["runs", "--json"]).await.json()["runs"][0]["id"], json!(1));
    for (name, more) in [
        ("report.html", None),
        ("review.xlsx", None),
        ("run.json", None),
        ("codes.csv", Some("--pseudonymize")),
        ("pack/", None),
    ] {
        let file = folder.join(name);
        let export = [OsStr::new("export"), OsStr::new("latest"), OsStr::new("--output"), file.as_os_str()];
        let command: Vec<_> = export.into_iter().chain(more.map(OsStr::new)).collect();
        let written = run_on(&store, &command).await;
        assert!(written.code == 0 && file.exists(), "{name} {written:?}");
    }
    let verified = run_on(&store, &[OsStr::new("verify"), folder.join("pack").as_os_str()]).await;
    assert_eq!(verified.code, 0, "{verified:?}");
    for command in
        [&["verify", "latest"][..], &["prune", "--older-than", "1d"], &["sign", "1", "--by", "B", "--dry-run"]]
    {
        let answer = run_on(&store, command).await;
        assert_eq!(answer.code, 0, "{command:?} {answer:?}");
    }
    let sheet = folder.join("review.xlsx");
    let taken = run_on(&store, &["decide".as_ref(), "1".as_ref(), "--from".as_ref(), sheet.as_os_str()]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    assert_eq!(run_on(&store, &["prune", "--older-than", "1d", "--execute"]).await.code, 0);
}
