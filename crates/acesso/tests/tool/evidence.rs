//! How a run was read, as evidence: what is kept of it, `acesso export RUN --output DIR/` and `acesso verify`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use acesso_sandbox::Sandbox;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{
    export::names_of,
    house::{House, Quarter, START},
    run::{Run, run, serve, variables},
    stored::{Kept, sheets},
};

/// A review of a sandbox, with a folder for what it leaves.
struct Reviewed {
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Reviewed {
    async fn of(variables: BTreeMap<&'static str, String>, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut variables = variables;
        variables.insert("XDG_DATA_HOME", folder.path().to_str().unwrap().to_owned());
        variables.insert("TZ", "<-03>3".to_owned());
        let reviewed = Self { folder, variables };
        let review = reviewed.run(&[&["review"], arguments].concat()).await;
        assert_eq!(review.code, 0, "{review:?}");
        reviewed
    }

    async fn run(&self, arguments: &[&str]) -> Run {
        let mut arguments = arguments.to_vec();
        // The store of an address on this machine is that of the sandbox.
        if arguments[0] != "review" && !arguments.contains(&"--sandbox") {
            arguments.push("--sandbox");
        }
        run(&self.variables, &arguments).await
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn pack(&self) -> PathBuf {
        let pack = self.path("pack");
        let output = format!("{}/", pack.display());
        let written = self.run(&["export", "latest", "--output", &output]).await;
        assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
        assert!(written.err.contains("run 1 is written to"), "{written:?}");
        pack
    }
}

fn read(pack: &Path) -> Value {
    crate::schemas::ours(&fs::read_to_string(pack.join("evidence.json")).unwrap())
}

fn fingerprint(secret: &str) -> String {
    Sha256::digest(secret).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn how_a_run_was_read_is_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let reviewed = Reviewed::of(variables(&sandbox), &["--service", "tomticket", "--service", "myreports"]).await;
    let pack = reviewed.pack().await;
    let evidence = read(&pack);
    assert_eq!((&evidence["schema"], &evidence["sandbox"]), (&json!("acesso/evidence/2"), &json!(true)));

    let window = &evidence["run"]["windows"][0];
    assert_eq!(window["command"], json!(["review", "--service", "tomticket", "--service", "myreports"]));
    assert_eq!((&window["tool"], &window["utc_offset"]), (&json!(env!("CARGO_PKG_VERSION")), &json!("-03:00")));
    assert!(window["host"].is_string(), "{window}");

    let service = &evidence["run"]["services"][0];
    assert_eq!(service["addresses"], json!([sandbox.tomticket().url()]));
    let token = fingerprint(sandbox.tomticket().token());
    assert_eq!(service["credentials"], json!([{ "of": "token", "sha256": token }]));

    let operations = evidence["operations"].as_array().unwrap();
    let operation = |name: &str| operations.iter().find(|it| it["operation"] == name).unwrap();
    let customers = operation("customer_list");
    // The list was read twice.
    let expected = [
        ("items", json!(20)),
        ("counted_last", json!(10)),
        ("proof", json!("read_twice")),
        ("reconciled", json!(true)),
    ];
    for (member, value) in expected {
        assert_eq!(customers[member], value, "{member} of {customers}");
    }
    let asked = |name: &str| {
        let request = &operation(name)["requests"][0];
        (request["path"].clone(), request["filters"].clone(), request["retries"].clone())
    };
    assert_eq!(asked("customer_list"), (json!("/customer/list"), json!({}), json!(0)));
    let by_whom = json!("/customer/permissions/basic{?customer_id,customer_type_id}");
    assert_eq!(asked("customer_permissions_basic_get").1, json!({}));
    assert_eq!(asked("customer_permissions_basic_get").0, by_whom);
    assert_eq!(asked("department_list").1, json!({ "show_nested_items": "0" }));
    assert_eq!(asked("department_operator_list").0, json!("/department/operator/list{?department_id}"));
    let found = &operation("find_portal")["requests"];
    assert!(
        found.as_array().unwrap().iter().all(|request| request["path"].as_str().unwrap().starts_with('/')),
        "{found}"
    );

    let not_covered = evidence["not_covered"].to_string();
    for sentence in
        ["Base39: not read", "last logged in", "may do in the panel", "the account's plan or the credentials"]
    {
        assert!(not_covered.contains(sentence), "{sentence}: {not_covered}");
    }
    // Nobody of whom it is, and no secret, stands in it.
    let text = evidence.to_string();
    let example = sandbox.example();
    for secret in
        [example.customer_id(), example.customer_email(), sandbox.tomticket().token(), sandbox.myreports().token()]
    {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_request_that_was_repeated_is_counted_and_one_that_was_not_is_not() {
    let (_server, printed) = serve(&["--fault", "tomticket=503*2"]).await;
    let names = ["TOMTICKET_URL", "TOMTICKET_TOKEN"];
    let variables = names.map(|name| (name, printed[name].clone())).into();
    let reviewed = Reviewed::of(variables, &["--service", "tomticket"]).await;
    let evidence = read(&reviewed.pack().await);
    let numbers = |member: &str| -> Vec<u64> {
        let operations = evidence["operations"].as_array().unwrap();
        let requests = operations.iter().flat_map(|operation| operation["requests"].as_array().unwrap());
        requests.map(|request| request[member].as_u64().unwrap()).collect()
    };
    let answers: u64 =
        evidence["operations"].as_array().unwrap().iter().map(|it| it["answers"].as_u64().unwrap()).sum();
    assert_eq!(numbers("retries").iter().sum::<u64>(), 2, "{evidence}");
    assert_eq!(numbers("sent").iter().sum::<u64>(), answers + 2);
}

#[tokio::test]
async fn what_an_earlier_version_did_not_keep_is_unknown_and_not_none() {
    let kept = Kept::new();
    let runs = kept.run(&["runs", "--json"]).await.json();
    let run = runs["runs"].as_array().unwrap().iter().find(|run| run["id"] == 1).unwrap().clone();
    for member in ["tool", "commit", "command", "user", "host", "utc_offset"] {
        assert_eq!(run["windows"][0][member], Value::Null, "{member}");
    }
    assert_eq!((&run["services"][0]["addresses"], &run["services"][0]["credentials"]), (&Value::Null, &Value::Null));
    kept.database()
        .execute_batch(
            "INSERT INTO operations (run, vendor, operation, answers, items, counted_first, counted_last, first_at, last_at)
             VALUES (1, 'tomticket', 'customer_list', 1, 2, 2, 2, '2026-01-01T10:00:00Z', '2026-01-01T10:01:00Z');
             UPDATE runs SET sha256 = 'd345a90e116ccbe26a5c5b84fdf22e3e22c7a8d0628c6495b697fd6f7f5c711d' WHERE id = 1",
        )
        .unwrap();
    let path = kept.path("pack");
    let written = kept.run(&["export", "1", "--output", &format!("{}/", path.display())]).await;
    assert_eq!(written.code, 0, "{written:?}");
    let operation = read(&path)["operations"][0].clone();
    assert_eq!(
        (&operation["requests"], &operation["items"], &operation["reconciled"]),
        (&Value::Null, &json!(2), &json!(true))
    );
    let sheets = sheets(&path.join("review.xlsx"));
    assert!(sheets["Operations"].contains("unknown"), "{}", sheets["Operations"]);
}

#[tokio::test]
async fn a_pack_and_a_run_are_verified() {
    let sandbox = Sandbox::start().await.unwrap();
    let reviewed = Reviewed::of(variables(&sandbox), &["--service", "tomticket"]).await;
    let pack = reviewed.pack().await;
    let target = pack.to_str().unwrap();
    for arguments in [&["verify", target][..], &["verify", "1"], &["verify", "latest", "--lang", "pt-BR"]] {
        let whole = reviewed.run(arguments).await;
        assert_eq!((whole.code, whole.err.contains("error")), (0, false), "{whole:?}");
        assert!(whole.out.lines().last().unwrap().starts_with('✓'), "{whole:?}");
    }
    let sums = fs::read(pack.join("SHA256SUMS")).unwrap();
    let told = reviewed.run(&["verify", target]).await.out;
    let hash: String = Sha256::digest(sums).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(told.contains(&format!("SHA-256 of SHA256SUMS: {hash}")), "{told}");

    fs::write(pack.join("evidence.json"), "{}").unwrap();
    let changed = reviewed.run(&["verify", target]).await;
    assert_eq!(changed.code, 1, "{changed:?}");
    assert!(changed.out.contains("✗ evidence.json: its SHA-256 is"), "{changed:?}");
    let changed = reviewed.run(&["verify", target, "--json"]).await;
    assert_eq!(changed.code, 1);
    let document = changed.json();
    assert_eq!(
        (&document["schema"], &document["sandbox"], &document["holds"]),
        (&json!("acesso/verify/2"), &json!(true), &json!(false))
    );
    assert_eq!(
        (&document["differences"][0]["what"], &document["differences"][0]["place"]),
        (&json!("sum"), &json!("evidence.json"))
    );

    let store = rusqlite::Connection::open(reviewed.path("acesso/sandbox.db")).unwrap();
    store.execute("UPDATE principals SET name = 'Somebody' WHERE id = (SELECT min(id) FROM principals)", []).unwrap();
    let changed = reviewed.run(&["verify", "1"]).await;
    assert_eq!(changed.code, 1, "{changed:?}");
    assert!(changed.out.starts_with("✗ the data of run 1 is not what it was"), "{changed:?}");
    let refused = reviewed.run(&["export", "1", "--output", &format!("{}/", reviewed.path("new").display())]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(!reviewed.path("new").exists());

    let nothing = reviewed.run(&["verify", reviewed.path("nowhere").to_str().unwrap()]).await;
    assert_eq!((nothing.code, nothing.out.as_str()), (3, ""), "{nothing:?}");
}

/// Writes the sums anew, as somebody does who changes a pack and wants it to fit.
fn renew_sums(pack: &Path) {
    let path = pack.join("SHA256SUMS");
    let sums = fs::read_to_string(&path).unwrap();
    let renewed = sums.lines().map(|line| {
        let (_, name) = line.split_once("  ").unwrap();
        let hash: String =
            Sha256::digest(fs::read(pack.join(name)).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hash}  {name}\n")
    });
    fs::write(&path, renewed.collect::<String>()).unwrap();
}

/// The house after two signed reviews, the second of which carried over what the first one kept, and how much that is.
async fn carried_over(house: &House) -> u64 {
    let done = async |arguments: &[&str]| {
        let done = house.run(arguments).await;
        assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
        done
    };
    let output = |name: &str| format!("--output={}/", house.path(name).display());
    let returned = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tool/house");
    done(&[&START[..], &[&output("first")]].concat()).await;
    done(&["decide", "--from", returned.to_str().unwrap()]).await;
    done(&["sign", "1", "--by", "Bia"]).await;
    house.add(Quarter::Second);
    done(&[&START[..], &["--carry-unchanged", &output("second")]].concat()).await;
    let signed = done(&["sign", "2", "--by", "Bia", "--json"]).await.json();
    done(&["export", "2", &output("pack")]).await;
    signed["statement"]["carried"].as_u64().unwrap()
}

#[tokio::test]
async fn whom_a_campaign_asked_and_what_it_carried_over_is_not_changed_unseen() {
    let house = House::new();
    let carried = carried_over(&house).await;
    let pack = house.path("pack");
    let verify = async || house.run(&["verify", pack.to_str().unwrap()]).await;
    let whole = verify().await;
    assert_eq!((whole.code, whole.out.contains("campaign.jsonl: 125 lines")), (0, true), "{whole:?}");
    let [campaign, sums] = ["campaign.jsonl", "SHA256SUMS"].map(|name| pack.join(name));
    let (lines, listed) = (fs::read_to_string(&campaign).unwrap(), fs::read_to_string(&sums).unwrap());
    assert_eq!((lines.matches("\"carried_from\":1,").count() as u64, carried > 20), (carried, true));

    for (was, is) in [
        ("\"reviewer\":\"p02@", "\"reviewer\":\"p03@"),
        ("\"due\":\"2099-12-31\"", "\"due\":\"2100-01-31\""),
        ("\"carried_from\":1,", "\"carried_from\":null,"),
        ("\"carried_from\":null,", "\"carried_from\":1,"),
    ] {
        assert!(lines.contains(was), "{was}");
        fs::write(&campaign, lines.replacen(was, is, 1)).unwrap();
        let changed = verify().await;
        assert_eq!(changed.code, 1, "{was}: {changed:?}");
        assert!(changed.out.contains("✗ campaign.jsonl: its SHA-256 is"), "{was}: {changed:?}");
        renew_sums(&pack);
        let fitting = verify().await;
        assert_eq!(fitting.code, 1, "{was}: {fitting:?}");
        assert!(fitting.out.contains("✗ signature.json, 2: the SHA-256 of campaign.jsonl is"), "{was}: {fitting:?}");
        assert!(!fitting.out.contains("its SHA-256 is"), "the sums fit: {fitting:?}");
        fs::write(&sums, &listed).unwrap();
    }

    fs::remove_file(&campaign).unwrap();
    let without: String =
        listed.lines().filter(|line| !line.ends_with("campaign.jsonl")).map(|it| format!("{it}\n")).collect();
    fs::write(&sums, without).unwrap();
    let gone = verify().await;
    assert_eq!(gone.code, 1, "{gone:?}");
    assert!(gone.out.contains("signature.json, 2: the SHA-256 of campaign.jsonl is none"), "{gone:?}");
}

#[tokio::test]
async fn a_review_writes_its_pack_at_once_or_refuses_before_it_asks_anybody() {
    let kept = Kept::new();
    let reviewed = |folder: &str| {
        let (output, store) = (format!("{}/", kept.path(folder).display()), kept.path("new.db").display().to_string());
        let kept = &kept;
        async move { kept.run(&["review", "--service", "tomticket", "--output", &output, "--store", &store]).await }
    };
    let whole = reviewed("pack").await;
    assert_eq!(whole.code, 0, "{whole:?}");
    assert!(kept.path("pack/SHA256SUMS").exists());
    fs::create_dir(kept.path("mine")).unwrap();
    fs::write(kept.path("mine/notes.txt"), "").unwrap();
    let refused = reviewed("mine").await;
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    let runs = kept.run(&["runs", "--json", "--store", kept.path("new.db").to_str().unwrap()]).await.json();
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1, "nothing was read");
}

#[tokio::test]
async fn a_folder_is_no_file_and_takes_no_format() {
    let kept = Kept::new();
    let folder = format!("{}/", kept.path("folder").display());
    for arguments in [&["grants", "--output", &folder][..], &["export", "1", "--format", "json", "--output", &folder]] {
        let refused = kept.run(arguments).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        assert!(refused.err.contains("is a folder"), "{refused:?}");
    }
    assert!(!kept.path("folder").exists());
}

/// Whoever has no acesso checks a pack with what every system has.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_pack_can_be_checked_without_acesso() {
    let reviewed = Reviewed::of(BTreeMap::new(), &["--sandbox", "--service", "tomticket"]).await;
    let pack = reviewed.pack().await;
    let check = |strict: &[&str]| {
        let mut command = std::process::Command::new("sha256sum");
        command.args(strict).arg("SHA256SUMS").current_dir(&pack).output()
    };
    let Ok(checked) = check(&["--check", "--strict"]) else {
        return eprintln!("skipped: there is no sha256sum");
    };
    let text = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(
        (checked.status.code(), text.as_str()),
        (Some(0), "evidence.json: OK\nreport.html: OK\nreview.xlsx: OK\nrun.jsonl: OK\n")
    );
}

#[tokio::test]
async fn every_member_is_described() {
    let reviewed = Reviewed::of(BTreeMap::new(), &["--sandbox"]).await;
    let pack = reviewed.pack().await;
    let verified = reviewed.run(&["verify", pack.to_str().unwrap(), "--json"]).await.json();
    let described = concat!(include_str!("../../EVIDENCE.md"), include_str!("../../EXPORT.md"));
    let lines = fs::read_to_string(pack.join("run.jsonl")).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for document in [read(&pack), verified].into_iter().chain(lines) {
        for name in names_of(&document) {
            assert!(described.contains(&format!("`{name}`")), "{name} is described nowhere");
        }
    }
}
