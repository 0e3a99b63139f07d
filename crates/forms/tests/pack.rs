//! Packs that are whole, and packs that somebody had in their hands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use acesso_forms::{export::Heading, pack};
use acesso_review::{
    evidence::{Chain, Checked, Link, Verified, folder, run},
    judge::{prune, signature},
    model::{Failure, Identity, Lang, sha256},
    source::Registry,
    store::{Store, testing},
};
use rusqlite::{Connection, params};
use serde_json::Value;
use tempfile::TempDir;

/// The runs that an earlier version kept, sealed, each with something decided and signed.
fn kept() -> (TempDir, Store) {
    let (folder, store) = testing::kept();
    for run in [1, 2] {
        store.seal(run).unwrap();
        let decide = "INSERT INTO decisions
            SELECT run, vendor, principal, resource, permission, 'keep', NULL, 'Rui', '2026-01-02', '2026-03-02T12:00:00Z', 0
            FROM grants WHERE run = ?1 AND vendor = 'base39'";
        sql(&store).execute(decide, [run]).unwrap();
        sql(&store).execute_batch(testing::RECORD).unwrap();
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let closing = signature::Closing::of(&store, run).unwrap();
        closing.sign("Rui Exemplo", &Identity::default(), now, false).unwrap();
    }
    (folder, store)
}

/// A way into the store behind its back.
fn sql(store: &Store) -> Connection {
    Connection::open(store.path()).unwrap()
}

fn export(store: &Store, run: i64, folder: &Path) -> Result<(), Failure> {
    let run = store.describe(&store.run(run)?.unwrap(), Lang::En)?;
    pack::write(store, &run, &Registry::built_in(), &Heading::default(), Lang::En, folder)
}

fn verify(pack: &Path) -> Verified {
    folder(pack, &Registry::built_in()).unwrap()
}

/// The pack of the second run, in a folder of its own.
struct Pack {
    _folder: TempDir,
    path: PathBuf,
}

impl Pack {
    fn new() -> Self {
        let (_store_folder, store) = kept();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        export(&store, 2, &path).unwrap();
        Self { _folder: folder, path }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.file(name), bytes).unwrap();
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.read(name)).unwrap();
        assert!(text.contains(from), "{from} in {name}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Makes the hashes fit what is there now, as a forger would.
    fn sum_up(&self) {
        let names: Vec<_> = fs::read_dir(&self.path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let mut lines: Vec<_> = names
            .iter()
            .map(|name| name.to_str().unwrap())
            .filter(|name| *name != acesso_review::evidence::SUMS)
            .map(|name| format!("{}  {name}\n", sha256(&self.read(name))))
            .collect();
        lines.sort();
        self.write(acesso_review::evidence::SUMS, lines.concat());
    }

    /// What is found, in words.
    fn told(&self) -> Vec<String> {
        verify(&self.path).differences.iter().map(|difference| difference.sentence(Lang::En)).collect()
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(&self.path).unwrap();
        let file = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        };
        entries.map(file).collect()
    }
}

#[test]
fn a_whole_pack_is_as_it_was() {
    let pack = Pack::new();
    let names: Vec<_> = pack.files().into_keys().collect();
    let whole =
        ["SHA256SUMS", "decisions.jsonl", "evidence.json", "report.html", "review.xlsx", "run.jsonl", "signature.json"];
    assert_eq!(names, whole);
    let verified = verify(&pack.path);
    assert_eq!(pack.told(), [] as [&str; 0]);
    let lines = u64::try_from(String::from_utf8(pack.read("run.jsonl")).unwrap().lines().count()).unwrap();
    assert_eq!(
        verified.checked,
        [
            Checked::Sandbox,
            Checked::Sums { sha256: sha256(&pack.read("SHA256SUMS")) },
            Checked::Files { count: 6 },
            Checked::Lines { file: "run.jsonl", count: lines },
            Checked::Lines { file: "decisions.jsonl", count: 3 },
            Checked::NoSentences,
            Checked::Signatures { count: 2 },
        ]
    );
}

#[test]
fn the_same_run_is_the_same_pack() {
    let (_folder, store) = kept();
    let folder = tempfile::tempdir().unwrap();
    let [first, second] =
        ["a", "b"].map(|name| Pack { _folder: tempfile::tempdir().unwrap(), path: folder.path().join(name) });
    export(&store, 1, &first.path).unwrap();
    export(&store, 1, &second.path).unwrap();
    assert!(first.files() == second.files());
    let xlsx = first.read("review.xlsx");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let properties = std::io::read_to_string(archive.by_name("docProps/core.xml").unwrap()).unwrap();
    assert!(properties.contains(">2026-01-01T10:05:00Z<"), "when the run ended: {properties}");
}

/// Flips a bit of a file, looks whether that is found and named, and flips it back.
fn flip(pack: &Pack, name: &str, bytes: &mut [u8], place: usize, bit: u8) {
    bytes[place] ^= 1 << bit;
    pack.write(name, &*bytes);
    let told = pack.told();
    assert!(
        told.iter().any(|sentence| sentence.contains(name)),
        "bit {bit} of byte {place} of {name} is flipped, and this is told: {told:?}"
    );
    bytes[place] ^= 1 << bit;
}

#[test]
fn each_byte_of_the_hashes_counts() {
    let pack = Pack::new();
    let mut random = fastrand::Rng::with_seed(39);
    let mut bytes = pack.read(acesso_review::evidence::SUMS);
    for place in 0..bytes.len() {
        flip(&pack, acesso_review::evidence::SUMS, &mut bytes, place, random.u8(..8));
    }
    pack.write(acesso_review::evidence::SUMS, &bytes);
    assert_eq!(pack.told(), [] as [&str; 0]);
}

#[test]
fn a_flipped_bit_in_any_file_is_found_and_named() {
    let pack = Pack::new();
    let mut random = fastrand::Rng::with_seed(39);
    for (name, mut bytes) in pack.files() {
        let length = bytes.len();
        let ends = (0..length.min(32)).chain(length.saturating_sub(32)..length);
        let anywhere: Vec<_> = (0..40).map(|_| random.usize(..length)).collect();
        for place in ends.chain(anywhere) {
            flip(&pack, &name, &mut bytes, place, random.u8(..8));
        }
        pack.write(&name, &bytes);
    }
    assert_eq!(pack.told(), [] as [&str; 0]);
}

/// What is told after this was done to a pack.
fn told_after(change: impl FnOnce(&Pack)) -> Vec<String> {
    let pack = Pack::new();
    change(&pack);
    pack.told()
}

#[test]
fn whatever_happens_to_a_file_is_named() {
    for name in ["SHA256SUMS", "decisions.jsonl", "evidence.json", "review.xlsx", "run.jsonl", "signature.json"] {
        let is_named = |told: Vec<String>, what: &str| {
            assert!(told.iter().any(|sentence| sentence.starts_with(name)), "{name} {what}: {told:?}");
        };
        is_named(told_after(|pack| pack.write(name, "")), "emptied");
        is_named(told_after(|pack| fs::remove_file(pack.file(name)).unwrap()), "removed");
        is_named(
            told_after(|pack| {
                fs::remove_file(pack.file(name)).unwrap();
                fs::create_dir(pack.file(name)).unwrap();
            }),
            "made a folder",
        );
        for cut in [1, 7, 60] {
            let truncated = told_after(|pack| {
                let bytes = pack.read(name);
                pack.write(name, &bytes[..bytes.len() - cut]);
            });
            is_named(truncated, "truncated");
        }
        let longer = told_after(|pack| pack.write(name, [&pack.read(name)[..], b"\n"].concat()));
        is_named(longer, "with a line more");
    }
    assert_eq!(
        told_after(|pack| pack.write("notes.txt", "")),
        ["notes.txt: it is in the folder and not in SHA256SUMS"]
    );
    assert_eq!(told_after(|pack| fs::create_dir(pack.file("more")).unwrap()), ["more: it is no plain file"]);
    let swapped = told_after(|pack| {
        let (lines, evidence) = (pack.read("run.jsonl"), pack.read("evidence.json"));
        pack.write("run.jsonl", evidence);
        pack.write("evidence.json", lines);
    });
    for name in ["run.jsonl", "evidence.json"] {
        assert!(swapped.iter().any(|told| told.starts_with(&format!("{name}: its SHA-256 is"))), "{swapped:?}");
    }
}

#[test]
fn the_hashes_have_one_form_alone() {
    let first_line = |pack: &Pack| {
        String::from_utf8(pack.read(acesso_review::evidence::SUMS)).unwrap().lines().next().unwrap().to_owned()
    };
    let no_line = |line: u8| {
        format!(
            "SHA256SUMS, line {line}: this is not 64 lower-case digits, two blanks and the name of a file of a pack"
        )
    };
    let twice = told_after(|pack| {
        let line = first_line(pack);
        pack.edit(acesso_review::evidence::SUMS, &line, &format!("{line}\n{line}"));
    });
    assert_eq!(twice, ["SHA256SUMS, decisions.jsonl, line 2: it is listed twice"]);
    for (from, to) in
        [("  decisions", " *decisions"), ("  decisions", "  ./decisions"), ("  decisions", "  ../decisions")]
    {
        let told = told_after(|pack| pack.edit(acesso_review::evidence::SUMS, from, to));
        assert_eq!(told, [no_line(1), "decisions.jsonl: it is in the folder and not in SHA256SUMS".to_owned()], "{to}");
    }
    let upper = told_after(|pack| {
        let line = first_line(pack);
        pack.edit(acesso_review::evidence::SUMS, &line[..64], &line[..64].to_uppercase());
    });
    assert_eq!(upper[0], no_line(1));
    let carriage_returns = told_after(|pack| {
        let text = String::from_utf8(pack.read(acesso_review::evidence::SUMS)).unwrap();
        pack.write(acesso_review::evidence::SUMS, text.replace('\n', "\r\n"));
    });
    assert_eq!(carriage_returns[..2], [no_line(1), no_line(2)]);
    assert_eq!(
        told_after(|pack| pack.write(
            acesso_review::evidence::SUMS,
            [&pack.read(acesso_review::evidence::SUMS)[..], b"# mine\n"].concat()
        )),
        [no_line(7)]
    );
}

/// What is told after this was done to a pack and the hashes were made to fit.
fn told_after_forging(change: impl FnOnce(&Pack)) -> Vec<String> {
    told_after(|pack| {
        change(pack);
        pack.sum_up();
    })
}

#[test]
fn who_makes_the_hashes_fit_is_told_by_what_the_files_say_of_each_other() {
    assert_eq!(told_after_forging(|_| ()), [] as [&str; 0]);
    let starts = |told: Vec<String>, expected: &[&str]| {
        let fits =
            told.len() == expected.len() && told.iter().zip(expected).all(|(told, start)| told.starts_with(start));
        assert!(fits, "{told:?}, and expected was {expected:?}");
    };
    starts(
        told_after_forging(|pack| pack.edit("run.jsonl", "administrator", "administratoR")),
        &[
            "decisions.jsonl, line 2: it is about an access that the run does not have",
            "run.jsonl: its SHA-256 is",
            "signature.json, 2: the SHA-256 of run.jsonl is",
        ],
    );
    starts(
        told_after_forging(|pack| pack.edit("run.jsonl", "acesso/run/1", "acesso/run/9")),
        &[
            "run.jsonl, line 1: it can't be read",
            "run.jsonl: its SHA-256 is",
            "signature.json, 2: the SHA-256 of run.jsonl is",
        ],
    );
    starts(
        told_after_forging(|pack| pack.edit("run.jsonl", "{\"attributes\"", "{ \"attributes\"")),
        &[
            "run.jsonl, line 8: it does not have the form",
            "run.jsonl: its SHA-256 is",
            "signature.json, 2: the SHA-256 of run.jsonl is",
        ],
    );
    starts(
        told_after_forging(|pack| pack.edit("evidence.json", "\"state\": \"incomplete\"", "\"state\": \"complete\"")),
        &["evidence.json, run.state: it says \"complete\", and run.jsonl says \"incomplete\""],
    );
    starts(
        told_after_forging(|pack| pack.edit("evidence.json", "\"sandbox\": true", "\"sandbox\": false")),
        &["evidence.json, sandbox: it says false"],
    );
    starts(told_after_forging(|pack| pack.write("evidence.json", "{}")), &["evidence.json: it can't be read"]);
    starts(
        told_after_forging(|pack| pack.edit("decisions.jsonl", "keep", "revoke")),
        &["signature.json, 2: the SHA-256 of decisions.jsonl is"],
    );
    starts(
        told_after_forging(|pack| fs::remove_file(pack.file("decisions.jsonl")).unwrap()),
        &["signature.json, 2: the SHA-256 of decisions.jsonl is"],
    );
    starts(
        told_after_forging(|pack| pack.edit("signature.json", "Rui Exemplo", "Bia Exemplo")),
        &["signature.json, 1: the SHA-256 of the statement is"],
    );
    starts(
        told_after_forging(|pack| pack.edit("signature.json", "acesso/chain/1", "x")),
        &["signature.json: it can't be read"],
    );
    starts(
        told_after_forging(|pack| pack.edit("signature.json", "\"run\": 1", "\"run\": 7")),
        &["signature.json, 1: the statement is no longer one"],
    );
}

/// A chain that somebody wrote anew.
fn rewrite_chain(pack: &Pack, change: impl FnOnce(&mut Vec<Link>)) {
    let mut chain: Chain = serde_json::from_slice(&pack.read("signature.json")).unwrap();
    change(&mut chain.signatures);
    for link in &mut chain.signatures {
        link.sha256 = sha256(link.statement.as_bytes());
    }
    pack.write("signature.json", serde_json::to_string_pretty(&chain).unwrap());
}

#[test]
fn no_signature_is_taken_out_of_the_chain_or_written_anew() {
    let without_first = told_after_forging(|pack| rewrite_chain(pack, |chain| drop(chain.remove(0))));
    assert_eq!(without_first, ["signature.json, 2: it does not name the signature before it"]);
    let other_name = told_after_forging(|pack| {
        rewrite_chain(pack, |chain| chain[0].statement = chain[0].statement.replace("Rui", "Bia"));
    });
    assert_eq!(other_name, ["signature.json, 2: it does not name the signature before it"]);
    let without_last = told_after_forging(|pack| rewrite_chain(pack, |chain| drop(chain.pop())));
    assert!(without_last[0].starts_with("signature.json, 1: the SHA-256 of run.jsonl is"), "{without_last:?}");
    let not_canonical = told_after_forging(|pack| {
        rewrite_chain(pack, |chain| chain[1].statement.push(' '));
    });
    assert_eq!(not_canonical, ["signature.json, 2: the statement is no longer one that was signed"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_no_file_of_a_pack() {
    let told = told_after(|pack| {
        let elsewhere = pack.path.with_file_name("elsewhere");
        fs::rename(pack.file("run.jsonl"), &elsewhere).unwrap();
        std::os::unix::fs::symlink(elsewhere, pack.file("run.jsonl")).unwrap();
    });
    assert!(told.contains(&"run.jsonl: it is no plain file".to_owned()), "{told:?}");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let (_folder, store) = kept();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("pack");
    fs::create_dir(&place).unwrap();
    pack::check_folder(&place).unwrap();
    export(&store, 1, &place).unwrap();
    let whole = fs::read(place.join("SHA256SUMS")).unwrap();
    // The statement of its signature is another one, and so is the pack: what is there may be stamped.
    sql(&store).execute("UPDATE signatures SET statement = statement || ' '", []).unwrap();
    for refused in [export(&store, 1, &place), export(&store, 2, &place), pack::check_folder(&place)] {
        let told = refused.unwrap_err().to_string();
        assert_eq!(told, format!("{} holds an evidence pack already", place.canonicalize().unwrap().display()));
    }
    assert!(fs::read(place.join("SHA256SUMS")).unwrap() == whole);
    fs::write(place.join("notes.txt"), "mine").unwrap();
    assert!(export(&store, 1, &place).is_err());
    assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert!(export(&store, 1, &file).is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn what_is_no_evidence_any_more_is_not_exported_as_such() {
    let (_folder, store) = kept();
    let folder = tempfile::tempdir().unwrap();
    let refused = |run| export(&store, run, &folder.path().join("pack")).unwrap_err().to_string();
    assert!(refused(3).contains("has not ended"), "{}", refused(3));
    sql(&store).execute("UPDATE grants SET since = '2020' WHERE run = 1", []).unwrap();
    assert!(refused(1).contains("is not what it was when it ended"), "{}", refused(1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

#[cfg(unix)]
#[test]
fn its_owner_alone_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let pack = Pack::new();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&pack.path), 0o700);
    for name in pack.files().keys() {
        assert_eq!(mode(&pack.file(name)), 0o600, "{name}");
    }
}

#[test]
fn a_run_of_the_store_is_compared_with_its_hash() {
    let (_folder, store) = kept();
    let verify = |number: i64| run(&store, &store.describe(&store.run(number).unwrap().unwrap(), Lang::En).unwrap());
    let told = |verified: Verified| verified.differences.iter().map(|it| it.sentence(Lang::En)).collect::<Vec<_>>();
    let whole = verify(1).unwrap();
    let sha256 = store.sha256(1).unwrap().unwrap();
    assert_eq!(whole.checked, [Checked::Run { run: 1, sha256 }, Checked::Signatures { count: 2 }]);
    assert_eq!(told(whole), [] as [&str; 0]);
    assert!(verify(3).unwrap_err().to_string().contains("has not ended"));
    sql(&store).execute("UPDATE grants SET since = '2020' WHERE run = 2", params![]).unwrap();
    assert_eq!(told(verify(1).unwrap()), [] as [&str; 0]);
    let changed = told(verify(2).unwrap());
    assert!(changed[0].starts_with("the data of run 2 is not what it was"), "{changed:?}");
}

#[test]
fn of_a_run_whose_data_was_removed_the_hash_is_told_and_the_chain_still_holds() {
    let (_folder, store) = kept();
    let sha256 = store.sha256(1).unwrap().unwrap();
    let removed_at = "2031-05-01T00:00:00Z".parse().unwrap();
    let (old, _) = prune::old_runs(&store, removed_at).unwrap().pop().unwrap();
    store.remove_data(old.id, removed_at).unwrap();
    let verified = run(&store, &store.describe(&store.run(1).unwrap().unwrap(), Lang::En).unwrap()).unwrap();
    assert_eq!(
        verified.checked,
        [Checked::DataRemoved { run: 1, sha256, removed_at }, Checked::Signatures { count: 2 }]
    );
    assert!(verified.differences.is_empty());
}

#[test]
fn a_run_without_a_hash_is_an_old_one_or_one_whose_hash_was_taken_away() {
    let (_folder, store) = kept();
    sql(&store).execute("UPDATE runs SET sha256 = NULL", []).unwrap();
    let verify = || run(&store, &store.describe(&store.run(1).unwrap().unwrap(), Lang::En).unwrap());
    let told = || -> Vec<_> { verify().unwrap().differences.iter().map(|it| it.sentence(Lang::En)).collect() };
    let gone = "run 1: the hash that was kept when it ended is gone".to_owned();
    assert_eq!(told(), std::slice::from_ref(&gone), "what was signed had one");
    sql(&store).execute("DELETE FROM signatures", []).unwrap();
    let old = verify().unwrap_err();
    assert_eq!(old.code(), 3, "{old}");
    sql(&store).execute("UPDATE windows SET tool = '0.2.0'", []).unwrap();
    assert_eq!(told(), [gone]);
}

#[test]
fn a_process_that_is_killed_after_a_run_ended_leaves_it_whole() {
    let (_folder, store) = testing::store();
    let now = "2026-03-02T12:00:00Z".parse().unwrap();
    let (number, lock) = store.begin(&serde_json::json!({}), &[], &Identity::default(), now).unwrap();
    store.end(number, now).unwrap();
    let path = store.path().to_owned();
    drop((store, lock));
    let store = Store::open(&path).unwrap();
    let ended = store.describe(&store.run(number).unwrap().unwrap(), Lang::En).unwrap();
    let verified = run(&store, &ended).unwrap();
    let told: Vec<_> = verified.differences.iter().map(|it| it.sentence(Lang::En)).collect();
    assert_eq!(told, [] as [&str; 0]);
}

#[test]
fn what_differs_is_told_in_both_languages() {
    let pack = Pack::new();
    pack.edit("run.jsonl", "administrator", "administratoR");
    let verified = verify(&pack.path);
    let [english, portuguese] = [Lang::En, Lang::PtBr].map(|lang| verified.differences[0].sentence(lang));
    assert!(english.contains("run.jsonl: its SHA-256 is"), "{english}");
    assert!(portuguese.contains("run.jsonl: o SHA-256 é"), "{portuguese}");
    let told = serde_json::to_value(&verified.differences[0]).unwrap();
    assert_eq!((&told["place"], &told["what"]), (&"run.jsonl".into(), &"sum".into()));
}

/// The pack of a run in the newest form, signed, whose sentences this version can put again.
fn newest() -> Pack {
    let (_store_folder, store) = testing::samples();
    sql(&store).execute("DELETE FROM signatures", []).unwrap();
    for run in [1, 2, 3] {
        store.seal(run).unwrap();
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let closing = signature::Closing::of(&store, run).unwrap();
        closing.sign("Rui Exemplo", &Identity::default(), now, false).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack");
    export(&store, 3, &path).unwrap();
    Pack { _folder: folder, path }
}

#[test]
fn a_pack_of_every_form_verifies_under_its_own() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs");
    let mut forms: Vec<_> = fs::read_dir(&kept).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    forms.sort();
    assert_eq!(forms, ["1", "2", "3"]);
    for form in &forms {
        let form = form.to_str().unwrap();
        let pack = Pack { _folder: tempfile::tempdir().unwrap(), path: kept.join(form) };
        assert_eq!(pack.told(), [] as [&str; 0], "{form}");
        let first = String::from_utf8(pack.read("run.jsonl")).unwrap();
        assert!(first.contains(&format!(r#""schema":"acesso/run/{form}""#)), "{form}");
    }
}

/// What the versions that made the forms wrote, copied into a folder of its own.
fn kept_pack(form: i64) -> Pack {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack");
    fs::create_dir(&path).unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/packs/{form}"));
    for entry in fs::read_dir(kept).unwrap().map(Result::unwrap) {
        fs::write(path.join(entry.file_name()), fs::read(entry.path()).unwrap()).unwrap();
    }
    Pack { _folder: folder, path }
}

#[test]
fn a_store_of_every_form_verifies_under_its_own_by_what_was_signed_then() {
    for form in 1..=3 {
        let (_folder, store) = testing::samples();
        let kept = kept_pack(form);
        let chain: Chain = serde_json::from_slice(&kept.read("signature.json")).unwrap();
        let connection = sql(&store);
        connection.execute("DELETE FROM signatures", []).unwrap();
        for Link { number, run, sha256, statement } in chain.signatures {
            let sql = "INSERT INTO signatures (number, run, sha256, statement) VALUES (?1, ?2, ?3, ?4)";
            connection.execute(sql, params![number, run, sha256, statement]).unwrap();
        }
        let evidence: Value = serde_json::from_slice(&kept.read("evidence.json")).unwrap();
        let hash = evidence["run"]["sha256"].as_str().unwrap();
        connection.execute("UPDATE runs SET sha256 = ?2 WHERE id = ?1", params![form, hash]).unwrap();
        let described = store.describe(&store.run(form).unwrap().unwrap(), Lang::En).unwrap();
        let verified = run(&store, &described).unwrap();
        assert!(verified.differences.is_empty(), "{form}: {:?}", verified.differences);
    }
}

#[test]
fn no_member_of_a_pack_of_an_early_form_is_another_but_those_that_its_lines_do_not_tell() {
    for form in [1, 2] {
        let pack = kept_pack(form);
        let document: Value = serde_json::from_slice(&pack.read("evidence.json")).unwrap();
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let is_told = |place: &String| {
            let last = place.rsplit('/').next().unwrap();
            let by_words = ["sentence", "reconciled", "counted_first", "counted_last"].contains(&last)
                || place.starts_with("/operations") && last == "proof";
            !(by_words || place.starts_with("/not_covered") || place == "/run/pseudonymised")
        };
        for place in all.iter().filter(|place| is_told(place)) {
            // A member that this version does not know may be a later one's.
            let is_object = document.pointer(place).unwrap().is_object();
            for remove in [false, true] {
                if remove || !is_object {
                    with_another(&pack, "evidence.json", &document, place, remove);
                    assert!(!pack.told().is_empty(), "{form}: {place} {remove}");
                }
            }
        }
    }
}

/// Every place in a document, with what it holds.
fn places(document: &Value, place: &str, all: &mut Vec<String>) {
    if !place.is_empty() {
        all.push(place.to_owned());
    }
    match document {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{place}/{name}"), all));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| places(value, &format!("{place}/{at}"), all));
        }
        _ => {}
    }
}

fn another(value: &Value) -> Value {
    match value {
        Value::Null => "x".into(),
        Value::Bool(yes) => (!yes).into(),
        Value::Number(number) => (number.as_i64().unwrap() + 1).into(),
        Value::String(text) => format!("{text}x").into(),
        Value::Array(items) => items.iter().cloned().chain([Value::Null]).collect(),
        Value::Object(members) => members.clone().into_iter().chain([("x".to_owned(), Value::Null)]).collect(),
    }
}

/// Writes a document with another value in one place, or without what stands there.
fn with_another(pack: &Pack, name: &str, document: &Value, place: &str, remove: bool) {
    let mut document = document.clone();
    let (around, last) = place.rsplit_once('/').unwrap();
    match document.pointer_mut(around).unwrap() {
        Value::Object(members) if remove => drop(members.remove(last)),
        Value::Array(items) if remove => drop(items.remove(last.parse().unwrap())),
        _ => {
            let value = document.pointer_mut(place).unwrap();
            *value = another(value);
        }
    }
    pack.write(name, serde_json::to_string_pretty(&document).unwrap());
    pack.sum_up();
}

#[test]
fn no_member_of_what_is_told_of_a_run_is_another_than_the_run_says() {
    let pack = newest();
    let document: Value = serde_json::from_slice(&pack.read("evidence.json")).unwrap();
    let mut all = Vec::new();
    places(&document, "", &mut all);
    assert!(all.len() > 80, "{all:?}");
    for place in &all {
        for remove in [false, true] {
            with_another(&pack, "evidence.json", &document, place, remove);
            let verified = verify(&pack.path);
            // With other words sentences can't be put again, and that is said.
            let is_said = verified.checked.contains(&Checked::NoSentences);
            let is_found = !verified.differences.is_empty();
            assert!(is_found || (place == "/words" && is_said), "{place} {remove}");
        }
    }
}

#[test]
fn no_member_of_the_chain_is_another_than_it_was() {
    let pack = newest();
    let document: Value = serde_json::from_slice(&pack.read("signature.json")).unwrap();
    let mut all = Vec::new();
    places(&document, "", &mut all);
    for place in &all {
        for remove in [false, true] {
            // A member that this version does not know may come in a later one.
            let is_object = document.pointer(place).unwrap().is_object();
            if remove || !is_object {
                with_another(&pack, "signature.json", &document, place, remove);
                assert!(!pack.told().is_empty(), "{place} {remove}");
            }
        }
    }
}

#[test]
fn no_member_of_a_statement_that_speaks_of_the_run_is_another_though_all_hashes_fit() {
    let pack = newest();
    let chain: Chain = serde_json::from_slice(&pack.read("signature.json")).unwrap();
    let statement: Value = serde_json::from_str(&chain.signatures[2].statement).unwrap();
    // Who signed, when, with what and why is what the statement alone says.
    let alone = ["/claimed_name", "/user", "/host", "/signed_at", "/tool", "/forced"];
    let mut all = Vec::new();
    places(&statement, "", &mut all);
    all.retain(|place| !alone.contains(&place.as_str()));
    assert!(all.len() > 15, "{all:?}");
    for place in all {
        let mut other = statement.clone();
        let value = other.pointer_mut(&place).unwrap();
        *value = if place == "/run_state" { "complete".into() } else { another(value) };
        // A member more says nothing that is wrong.
        if other.pointer(&place).unwrap().is_object() {
            continue;
        }
        rewrite_chain(&pack, |links| {
            *links = serde_json::from_value::<Chain>(serde_json::to_value(&chain).unwrap()).unwrap().signatures;
            links[2].statement = serde_json::to_string(&other).unwrap();
        });
        pack.sum_up();
        assert!(!pack.told().is_empty(), "{place}");
    }
}

#[test]
fn no_name_stands_twice_in_a_document_and_no_line_twice_among_the_lines() {
    let told = |name: &str, from: &str, to: &str| {
        let pack = newest();
        pack.edit(name, from, to);
        pack.sum_up();
        pack.told()
    };
    for (from, to) in [
        ("\"sandbox\": true", "\"sandbox\": false, \"sandbox\": true"),
        ("\"state\": \"incomplete\"", "\"state\": \"complete\", \"state\": \"incomplete\""),
        ("\"holds\": true", "\"holds\": false, \"holds\": true"),
    ] {
        assert_eq!(told("evidence.json", from, to), ["evidence.json: it can't be read"], "{to}");
    }
    assert_eq!(told("signature.json", "\"run\": 1", "\"run\": 7, \"run\": 1"), ["signature.json: it can't be read"]);
    for name in ["run.jsonl", "decisions.jsonl"] {
        let text = String::from_utf8(newest().read(name)).unwrap();
        for line in text.lines() {
            let twice = told(name, line, &format!("{line}\n{line}"));
            assert!(twice[0].starts_with(name) && twice[0].contains("stands twice"), "{line}: {twice:?}");
        }
    }
}

#[test]
fn a_run_says_one_thing_of_how_far_it_was_read() {
    for (from, to) in [
        (r#""state":"incomplete","tool""#, r#""state":"complete","tool""#),
        (r#""service":"base39","state":"incomplete""#, r#""service":"base39","state":"complete""#),
        (r#""holds":true"#, r#""holds":false"#),
    ] {
        let pack = newest();
        pack.edit("run.jsonl", from, to);
        pack.sum_up();
        let told = pack.told();
        assert!(told.iter().any(|told| told.contains("contradicts itself")), "{to}: {told:?}");
    }
}

#[test]
fn a_run_of_the_store_is_looked_at_as_that_of_a_pack_is() {
    let (_folder, store) = testing::samples();
    sql(&store).execute("DELETE FROM signatures", []).unwrap();
    let told = |change: &str| {
        sql(&store).execute_batch(change).unwrap();
        store.seal(3).unwrap();
        let described = store.describe(&store.run(3).unwrap().unwrap(), Lang::En).unwrap();
        let verified = run(&store, &described).unwrap();
        verified.differences.iter().map(|it| it.sentence(Lang::En)).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(told(""), "");
    for (change, back, expected) in [
        ("UPDATE runs SET state = 'complete'", "UPDATE runs SET state = 'incomplete'", "run 3: what it says"),
        ("UPDATE proofs SET holds = 0", "UPDATE proofs SET holds = 1", "run 3: what it says"),
        (
            "UPDATE decisions SET principal = 'op9' WHERE principal = 'op1'",
            "UPDATE decisions SET principal = 'op1' WHERE principal = 'op9'",
            "run 3, decisions, line 1: it is about an access that the run does not have",
        ),
        (
            "UPDATE decisions SET decision = 'burn' WHERE decision = 'keep'",
            "UPDATE decisions SET decision = 'keep' WHERE decision = 'burn'",
            "run 3, decisions, line 1: it can't be read",
        ),
    ] {
        let found = told(change);
        assert!(found.starts_with(expected), "{change}: {found}");
        assert_eq!(told(back), "");
    }
}
