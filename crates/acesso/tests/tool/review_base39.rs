//! What a review reads of Base39, and what it does not take on trust.

use std::{collections::BTreeSet, fs, path::PathBuf, time::Duration};

use acesso_sandbox::{Fault, Sandbox};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::run::{Run, run, variables};

const OPERATOR_PATH: &str = "list_operator_permissions";

/// Principal kind, principal, resource, permission.
type Grant = (String, String, String, String);

/// A company, a place for its store, and the list of its operators.
struct Case {
    sandbox: Sandbox,
    folder: TempDir,
}

impl Case {
    async fn of(people: usize) -> Self {
        let sandbox = Sandbox::builder().people(people).start().await.unwrap();
        let case = Self { sandbox, folder: tempfile::tempdir().unwrap() };
        let operators = case.sandbox.base39().operators();
        let rows: String = operators.map(|one| format!("{},{},{}\n", one.id, one.name, one.email)).collect();
        fs::write(case.operators(), format!("id,name,email\n{rows}")).unwrap();
        case
    }

    fn operators(&self) -> PathBuf {
        self.folder.path().join("operators.csv")
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    async fn review(&self, more: &[&str]) -> Run {
        let store = self.store();
        let arguments = ["review", "--service", "base39", "--store", store.to_str().unwrap()];
        run(&variables(&self.sandbox), &[&arguments, more].concat()).await
    }

    async fn review_with_operators(&self, more: &[&str]) -> Run {
        let operators = self.operators();
        self.review(&[&["--operators", operators.to_str().unwrap()], more].concat()).await
    }

    fn open(&self) -> Connection {
        Connection::open(self.store()).unwrap()
    }

    fn count(&self, sql: &str) -> u64 {
        self.open().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The grants that permissions became.
    fn grants(&self) -> BTreeSet<Grant> {
        let store = self.open();
        let mut query = store
            .prepare("SELECT principal_kind, principal, resource, permission FROM grants WHERE principal_kind <> 'key'")
            .unwrap();
        let grants = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        grants.collect::<rusqlite::Result<_>>().unwrap()
    }

    /// Everything that the run holds, to compare two runs by; times of reading are not in it.
    fn dump(&self) -> Vec<String> {
        let store = self.open();
        let mut rows = Vec::new();
        for table in ["principals", "resources", "grants", "permissions", "proofs", "operations"] {
            let columns = match table {
                "operations" => "vendor, operation, items",
                _ => "*",
            };
            let mut query = store.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
            let width = query.column_count();
            let found = query.query_map([], |row| {
                (0..width)
                    .map(|place| row.get::<_, rusqlite::types::Value>(place))
                    .collect::<rusqlite::Result<Vec<_>>>()
            });
            rows.extend(found.unwrap().map(|row| format!("{table} {:?}", row.unwrap())));
        }
        rows.sort();
        rows
    }

    /// The statement of this kind, and whether it holds.
    fn proof(&self, kind: &str) -> Option<(bool, Value)> {
        let store = self.open();
        let mut query = store.prepare("SELECT holds, proof FROM proofs ORDER BY number").unwrap();
        let proofs = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
        let mut proofs = proofs.map(|proof| {
            let (holds, text) = proof.unwrap();
            (holds, serde_json::from_str::<Value>(&text).unwrap())
        });
        proofs.find(|(_, proof)| proof["proof"] == kind)
    }

    fn calls_to(&self, ending: &str) -> usize {
        let asked = self.sandbox.base39().requests();
        asked.iter().filter(|request| request.path().ends_with(ending)).count()
    }
}

/// Whose each permission is, as the service says when each operator is asked for.
async fn grants_by_the_service(sandbox: &Sandbox) -> BTreeSet<Grant> {
    let service = sandbox.base39();
    let key = base39::Credentials::api_key(service.api_key());
    let client = base39::Client::builder(key).base_url(service.url()).build().unwrap();
    let mut grants = BTreeSet::new();
    for operator in service.operators() {
        let permissions = client.operators().permissions(operator.id.as_str(), Default::default()).collect().await;
        for permission in permissions.unwrap().into_iter().filter(|permission| !permission.deleted) {
            for role in &permission.roles {
                let company = permission.company.as_str().to_owned();
                grants.insert(("operator".to_owned(), operator.id.clone(), company, role.as_str().to_owned()));
            }
        }
    }
    grants
}

fn permission(id: &str, created_at: &str) -> Value {
    let actor = json!({ "clientId": "key_1", "app": "backoffice" });
    json!({
        "id": id, "company": "comp_1", "roles": ["financial"], "createdAt": created_at, "updatedAt": created_at,
        "deleted": false, "createdBy": actor, "updatedBy": actor,
    })
}

fn page(permissions: &[Value]) -> Fault {
    Fault::status(200).json(json!({ "hasMore": false, "data": permissions }).to_string())
}

#[tokio::test]
async fn each_permission_is_its_operators() {
    let case = Case::of(200).await;
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
    let all = u64::try_from(case.sandbox.base39().permission_count()).unwrap();
    assert_eq!(case.count("SELECT count(*) FROM permissions"), all);
    let compared = ["company", "roles", "deleted", "since"];
    let expected = json!({
        "proof": "read_twice", "what": "permissions", "both": all, "first_only": 0, "second_only": 0, "changed": 0,
        "compared": compared,
    });
    assert_eq!(case.proof("read_twice").unwrap(), (true, expected));
    let deleted = case.count("SELECT count(*) FROM permissions WHERE deleted");
    let (holds, attributed) = case.proof("attributed").unwrap();
    assert!(holds && deleted > 0);
    assert_eq!(attributed["under_operators"], all - deleted);
    assert_eq!((&attributed["operators"], &attributed["unattributed"]), (&json!(200), &json!(0)));
    assert_eq!(case.count("SELECT count(*) FROM principals WHERE kind = 'operator' AND email_key LIKE '%@%'"), 200);
    assert_eq!(case.count("SELECT count(*) FROM grants WHERE principal_kind = 'operator' AND since IS NULL"), 0);
    assert_eq!(case.count("SELECT count(*) FROM grants WHERE principal_kind = 'operator' AND granted_by IS NULL"), 0);
}

#[tokio::test]
async fn the_sandbox_knows_its_own_operators() {
    let case = Case::of(10).await;
    let reviewed = case.review(&["--sandbox"]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
}

#[tokio::test]
async fn without_a_list_of_operators_nobody_is_said_to_hold_anything() {
    let case = Case::of(40).await;
    let reviewed = case.review(&[]).await;
    assert_eq!(reviewed.code, 0, "it is a fact and no failing: {reviewed:?}");
    let permissions = case.count("SELECT count(*) FROM permissions WHERE deleted = 0");
    assert_eq!(
        case.proof("no_operators").unwrap(),
        (true, json!({"proof": "no_operators", "permissions": permissions}))
    );
    let grants = case.grants();
    let holders: BTreeSet<_> = grants.iter().map(|(kind, holder, ..)| (kind.as_str(), &holder[..5])).collect();
    assert_eq!(holders, BTreeSet::from([("unattributed", "perm_")]));
    let permissions_of_grants: BTreeSet<_> = grants.iter().map(|(_, holder, ..)| holder).collect();
    assert_eq!(u64::try_from(permissions_of_grants.len()).unwrap(), permissions);
    assert_eq!(case.calls_to("/v1/permissions"), 2, "one page, twice");
    assert_eq!(case.sandbox.base39().request_count(), 5, "and the companies, the keys twice, and no operator");
}

#[tokio::test]
async fn an_operator_who_is_not_in_the_list_leaves_unattributed_permissions() {
    let case = Case::of(20).await;
    let list = fs::read_to_string(case.operators()).unwrap();
    let (last, rest) = {
        let mut lines: Vec<_> = list.lines().collect();
        (lines.pop().unwrap().split(',').next().unwrap().to_owned(), lines.join("\n"))
    };
    fs::write(case.operators(), rest).unwrap();
    assert_eq!(case.review_with_operators(&[]).await.code, 0);
    let all = grants_by_the_service(&case.sandbox).await;
    let (known, unknown): (BTreeSet<_>, BTreeSet<_>) =
        case.grants().into_iter().partition(|(kind, ..)| kind == "operator");
    assert_eq!(known, all.iter().filter(|(_, holder, ..)| *holder != last).cloned().collect());
    assert_eq!(unknown.len(), all.iter().filter(|(_, holder, ..)| *holder == last).count());
    assert_eq!(case.proof("attributed").unwrap().1["unattributed"], 1);
}

#[tokio::test]
async fn a_service_that_ignores_the_operator_is_found_out_by_one_call() {
    let case = Case::of(60).await;
    case.sandbox.base39().inject(Fault::ignored_operator());
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert!(!case.proof("operator_ignored").unwrap().0);
    assert!(case.grants().iter().all(|(kind, ..)| kind == "unattributed") && !case.grants().is_empty());
    assert_eq!(case.sandbox.base39().request_count(), 6, "no operator is asked for after that");
}

#[tokio::test]
async fn a_permission_under_two_operators_stops_the_attribution() {
    let case = Case::of(300).await;
    case.sandbox.base39().inject(Fault::ignored_operator().only_on(OPERATOR_PATH).after(1));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    let (holds, proof) = case.proof("two_operators").unwrap();
    assert!(!holds && proof["example"].as_str().unwrap().starts_with("perm_"), "{proof}");
    assert!(case.grants().iter().all(|(kind, ..)| kind == "unattributed") && !case.grants().is_empty());
    assert!(case.sandbox.base39().request_count() < 100, "the other operators are left alone");
}

/// Whatever it says to the control call: a service may know its operators by their ids and look no further.
#[tokio::test]
async fn one_operator_with_all_permissions_is_no_proof_that_the_service_looks_at_the_operator() {
    let refusal = |status| Fault::status(status).json(r#"{ "code": "REFUSED", "message": "No." }"#);
    for to_the_control in [refusal(404), refusal(400), page(&[])] {
        for not_known in [false, true] {
            let case = Case::of(60).await;
            let list = fs::read_to_string(case.operators()).unwrap();
            let nobody = if not_known { "oprt_nobody,,\n" } else { "" };
            let one: Vec<_> = list.lines().take(2).collect();
            fs::write(case.operators(), format!("{}\n{nobody}", one.join("\n"))).unwrap();
            let service = case.sandbox.base39();
            service.inject(to_the_control.clone().only_on(OPERATOR_PATH).times(1));
            service.inject(page(&[]).only_on("/v1/operators/oprt_nobody"));
            service.inject(Fault::ignored_operator().only_on(OPERATOR_PATH));
            let reviewed = case.review_with_operators(&[]).await;
            assert_eq!(reviewed.code, 6, "{reviewed:?}");
            assert!(!case.proof("one_operator").expect(&reviewed.out).0);
            let grants = case.grants();
            assert!(grants.iter().all(|(kind, ..)| kind == "unattributed") && !grants.is_empty(), "{grants:?}");
        }
    }
}

#[tokio::test]
async fn one_operator_is_told_from_the_others_by_what_is_in_the_list_and_not_theirs() {
    let case = Case::of(20).await;
    let list = fs::read_to_string(case.operators()).unwrap();
    fs::write(case.operators(), list.lines().take(2).collect::<Vec<_>>().join("\n")).unwrap();
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    let all = grants_by_the_service(&case.sandbox).await;
    let theirs: BTreeSet<_> = case.grants().into_iter().filter(|(kind, ..)| kind == "operator").collect();
    assert!(!theirs.is_empty() && theirs.len() < all.len() && theirs.is_subset(&all), "{theirs:?}");
}

#[tokio::test]
async fn a_permission_that_the_list_skips_is_missed_by_the_second_reading() {
    let case = Case::of(200).await;
    case.sandbox.base39().inject(Fault::shifted_page().only_on("list_permissions").after(1));
    let reviewed = case.review(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    let (holds, proof) = case.proof("read_twice").unwrap();
    assert!(!holds);
    assert_eq!((&proof["first_only"], &proof["second_only"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn a_permission_that_the_list_skips_is_missed_under_its_operator() {
    let case = Case::of(200).await;
    case.sandbox.base39().inject(Fault::shifted_page().only_on("list_permissions").after(1));
    let reviewed = case.review_with_operators(&["--quick"]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    let (holds, proof) = case.proof("attributed").unwrap();
    assert!(!holds);
    assert_eq!(proof["not_listed"], 1);
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await, "it is known whose it is all the same");
}

#[tokio::test]
async fn a_quick_review_reads_the_list_once_and_says_so() {
    let case = Case::of(20).await;
    let reviewed = case.review_with_operators(&["--quick"]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    assert_eq!(case.calls_to("/v1/permissions"), 1);
    assert!(case.proof("read_twice").is_none());
    assert_eq!(case.proof("read_once").unwrap().1["what"], "permissions");
}

#[tokio::test]
async fn a_permission_that_was_created_meanwhile_is_kept_and_counted() {
    let case = Case::of(10).await;
    let new = permission("perm_new", "2999-01-01T00:00:00.000Z");
    case.sandbox.base39().inject(page(&[new]).only_on(OPERATOR_PATH).after(1));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    assert_eq!(case.proof("attributed").unwrap().1["created_meanwhile"], 1);
    assert_eq!(case.count("SELECT count(*) FROM grants WHERE ids = 'perm_new' AND principal_kind = 'operator'"), 1);
}

#[tokio::test]
async fn an_old_permission_that_only_an_operator_has_makes_the_list_incomplete() {
    let case = Case::of(10).await;
    let old = permission("perm_old", "2020-01-01T00:00:00.000Z");
    case.sandbox.base39().inject(page(&[old]).only_on(OPERATOR_PATH).after(1));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert_eq!(case.proof("attributed").unwrap().1["not_listed"], 1);
}

#[tokio::test]
async fn a_list_that_names_a_permission_twice_is_not_whole() {
    let case = Case::of(10).await;
    let twice = [permission("perm_1", "2020-01-01T00:00:00Z"), permission("perm_1", "2020-01-01T00:00:00Z")];
    case.sandbox.base39().inject(page(&twice).only_on("list_permissions").always());
    let reviewed = case.review(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    let expected = json!({"proof": "repeated", "what": "permissions", "count": 1});
    assert_eq!(case.proof("repeated").unwrap(), (false, expected));
}

#[tokio::test]
async fn a_run_whose_list_changed_reads_it_again_when_it_is_resumed() {
    let case = Case::of(200).await;
    case.sandbox.base39().inject(Fault::shifted_page().only_on("list_permissions").after(1));
    let changed = case.review_with_operators(&[]).await;
    assert_eq!(changed.code, 6, "{changed:?}");
    case.sandbox.base39().clear_faults();
    let resumed = case.review_with_operators(&["--resume"]).await;
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
}

#[tokio::test]
async fn an_item_that_can_not_be_read_is_named_and_loses_none_of_the_others() {
    let broken = json!({ "id": "broken", "roles": 39, "rules": 39, "company": "comp_1" });
    let key = json!({ "id": "key_1", "email": "ana@casa.example", "name": "Ana", "rules": "*" });
    for (operation, whole) in [
        ("list_permissions", permission("perm_1", "2020-01-01T00:00:00Z")),
        ("list_api_keys", key),
        (OPERATOR_PATH, permission("perm_1", "2020-01-01T00:00:00Z")),
    ] {
        let case = Case::of(10).await;
        // Of the operators' lists the first is the control's.
        let page = page(&[broken.clone(), whole.clone()]).only_on(operation);
        case.sandbox.base39().inject(if operation == OPERATOR_PATH { page.after(1) } else { page.always() });
        let reviewed = case.review_with_operators(&[]).await;
        assert_eq!(reviewed.code, 6, "{reviewed:?}");
        let (holds, proof) = case.proof("unread_items").unwrap();
        assert!(!holds && proof["example"].as_str().unwrap().contains("broken: "), "{proof}");
        assert_eq!((&proof["what"], &proof["count"]), (&json!(operation), &json!(1)));
        let id = &whole["id"];
        let kept = format!(
            "SELECT (SELECT count(*) FROM permissions WHERE id = '{id}') + (SELECT count(*) FROM principals WHERE id = '{id}')",
            id = id.as_str().unwrap()
        );
        assert_eq!(case.count(&kept), 1, "{operation}");
    }
}

#[tokio::test]
async fn operators_whom_the_service_does_not_know_are_counted() {
    let case = Case::of(30).await;
    let unknown = Fault::status(404).json(r#"{"code":"OPERATOR_NOT_FOUND","message":"No operator has this id."}"#);
    case.sandbox.base39().inject(unknown.only_on(OPERATOR_PATH).always());
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 0, "{reviewed:?}");
    let (holds, proof) = case.proof("attributed").unwrap();
    assert!(holds);
    assert_eq!((&proof["not_known"], &proof["under_operators"]), (&json!(30), &json!(0)));
}

#[tokio::test]
async fn an_operator_who_can_not_be_read_makes_the_vendor_incomplete() {
    let case = Case::of(10).await;
    case.sandbox.base39().inject(Fault::status(400).only_on(OPERATOR_PATH).after(1));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert_eq!(case.proof("unread").unwrap().1["count"], 1);
    let (holds, proof) = case.proof("attributed").unwrap();
    assert!(!holds);
    assert_eq!(proof["not_read"], 1);
    let attributed = case.grants().into_iter().filter(|(kind, ..)| kind == "operator").count();
    assert!(attributed > 0, "what was read is attributed all the same");
}

#[tokio::test]
async fn keys_that_may_not_be_listed_are_all_that_is_missing_whatever_is_answered_first() {
    let case = Case::of(10).await;
    let slowly = || Fault::delay(Duration::from_millis(200)).always();
    for operation in ["list_permissions", "list_companies", OPERATOR_PATH] {
        case.sandbox.base39().inject(slowly().only_on(operation));
    }
    case.sandbox.base39().inject(Fault::status(403).only_on("list_api_keys").always());
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
    assert_eq!(case.proof("unread").unwrap().1["what"], "list_api_keys");
    assert_eq!(case.count("SELECT count(*) FROM scopes WHERE problem IS NOT NULL"), 0);
}

#[tokio::test]
async fn operators_who_are_refused_one_after_the_other_dont_keep_the_rest_from_being_read() {
    let case = Case::of(40).await;
    case.sandbox.base39().inject(Fault::status(400).only_on(OPERATOR_PATH).after(1).times(12));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert_eq!(case.proof("attributed").unwrap().1["not_read"], 12);
    assert_eq!(case.count("SELECT count(*) FROM tasks WHERE state = 'waiting'"), 0);
}

#[tokio::test]
async fn a_token_that_runs_out_on_the_way_loses_nothing_of_what_was_read() {
    let case = Case::of(60).await;
    case.sandbox.base39().inject(Fault::refused_credentials().always().after(20));
    assert_eq!(case.review_with_operators(&[]).await.code, 6);
    let before = case.dump();
    let refused = case.review_with_operators(&["--resume"]).await;
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(case.proof("attributed").is_some());
    let after = case.dump();
    let lost: Vec<_> = before.iter().filter(|row| !row.starts_with("proofs") && !after.contains(row)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    case.sandbox.base39().clear_faults();
    assert_eq!(case.review_with_operators(&["--resume"]).await.code, 0);
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
}

#[tokio::test]
async fn nobody_is_trusted_where_the_control_call_failed() {
    let case = Case::of(10).await;
    case.sandbox.base39().inject(Fault::html_200().only_on(OPERATOR_PATH));
    let reviewed = case.review_with_operators(&[]).await;
    assert_eq!(reviewed.code, 6, "{reviewed:?}");
    assert!(case.proof("attributed").is_none());
    assert!(case.grants().iter().all(|(kind, ..)| kind == "unattributed") && !case.grants().is_empty());

    let resumed = case.review_with_operators(&["--resume"]).await;
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await, "the first conclusion is forgotten");
}

#[tokio::test]
async fn a_run_that_broke_off_ends_like_one_that_did_not() {
    let straight = Case::of(120).await;
    assert_eq!(straight.review_with_operators(&[]).await.code, 0);
    let calls = straight.sandbox.base39().request_count();
    let refuse = || Fault::status(400).always();
    for answered in [1, 4, 7, 30, 100] {
        let case = Case::of(120).await;
        case.sandbox.base39().inject(refuse().after(answered));
        let broken = case.review_with_operators(&[]).await;
        assert_eq!(broken.code, 6, "{answered}: {broken:?}");
        case.sandbox.base39().clear_faults();
        let before = case.sandbox.base39().request_count();
        let resumed = case.review_with_operators(&["--resume"]).await;
        assert_eq!(resumed.code, 0, "{answered}: {resumed:?}");
        assert_eq!(case.dump(), straight.dump(), "{answered}");
        let asked_again = case.sandbox.base39().request_count() - before;
        // What was on its way when it broke off, at most a handful, may have been answered in vain.
        assert!(asked_again <= calls - answered + 8, "{answered}: {asked_again} of {calls}");
    }
}

#[tokio::test]
async fn a_run_under_another_list_of_operators_is_not_resumed() {
    let case = Case::of(20).await;
    case.sandbox.base39().inject(Fault::status(400).only_on(OPERATOR_PATH).after(5));
    assert_eq!(case.review_with_operators(&[]).await.code, 6);
    let mut list = fs::read_to_string(case.operators()).unwrap();
    list.push_str("oprt_new,,\n");
    fs::write(case.operators(), list).unwrap();
    let refused = case.review_with_operators(&["--resume"]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("other settings: base39 was"), "{refused:?}");
    let forced = case.review_with_operators(&["--resume", "--force"]).await;
    assert_eq!(forced.code, 0, "the operators were taken before: {forced:?}");
    assert_eq!(case.grants(), grants_by_the_service(&case.sandbox).await);
}

#[tokio::test]
async fn a_forced_run_does_not_mix_two_lists_of_operators() {
    let case = Case::of(20).await;
    case.sandbox.base39().inject(Fault::html_200().only_on(OPERATOR_PATH));
    assert_eq!(case.review_with_operators(&[]).await.code, 6);
    fs::write(case.operators(), "id,name,email\noprt_new,,\n").unwrap();
    let forced = case.review_with_operators(&["--resume", "--force"]).await;
    assert_eq!(forced.code, 0, "nothing was taken of the first list: {forced:?}");
    assert_eq!(case.count("SELECT count(*) FROM principals WHERE kind = 'operator'"), 1);
}

#[tokio::test]
async fn a_list_that_is_wrong_stops_everything_before_it_begins() {
    let case = Case::of(10).await;
    fs::write(case.operators(), "id,name,email\noprt_1,Ana,\noprt_1,Gil,\n").unwrap();
    let refused = case.review_with_operators(&[]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("line 3, column id: it is the same as in line 2"), "{refused:?}");
    assert!(!refused.err.contains("oprt_1"), "an identifier is personal data: {refused:?}");
    assert_eq!(case.sandbox.base39().request_count(), 0);
    assert!(!case.store().exists());
}

#[tokio::test]
async fn the_settings_name_the_list_too_and_the_argument_wins() {
    let case = Case::of(10).await;
    let config = case.folder.path().join("acesso.toml");
    fs::write(&config, "[base39]\noperators = 'operators.csv'").unwrap();
    assert_eq!(case.review(&["--config", config.to_str().unwrap()]).await.code, 0);
    assert!(case.proof("attributed").is_some());
    let other = case.review(&["--config", config.to_str().unwrap(), "--operators", "/nowhere/list.csv"]).await;
    assert!(other.code == 2 && other.err.contains("/nowhere/list.csv"), "{other:?}");
}

#[tokio::test]
async fn keys_are_principals_and_their_rules_are_grants() {
    let case = Case::of(10).await;
    assert_eq!(case.review(&[]).await.code, 0);
    let store = case.open();
    let read = |sql: &str| -> Vec<String> {
        let mut query = store.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    assert_eq!(
        read("SELECT attributes FROM principals WHERE kind = 'key' ORDER BY email"),
        [
            r#"{"any_address":false,"full_access":true,"ip_ranges":1,"rules":"*","rules_read":true}"#,
            r#"{"any_address":false,"full_access":false,"ip_ranges":1,"rules":"/v1/permissions readOnly, /v1/loans readWrite","rules_read":true}"#,
            r#"{"any_address":false,"full_access":true,"ip_ranges":1,"revoked_on":"2024-12-25","rules":"*","rules_read":true}"#,
            r#"{"full_access":false,"rules":"/v1/permissions readOnly, /v1/loans readWrite","rules_read":true}"#,
        ]
    );
    assert_eq!(
        read(
            "SELECT p.email || ' ' || g.resource || ' ' || g.permission FROM grants g
             JOIN principals p ON p.run = g.run AND p.vendor = g.vendor AND p.id = g.principal AND p.kind = 'key'
             WHERE g.principal_kind = 'key' ORDER BY 1"
        ),
        [
            "ana.exemplo.1@casa-aurora.example * full_access",
            "beatriz.modelo.3@casa-aurora.example /v1/loans readWrite",
            "beatriz.modelo.3@casa-aurora.example /v1/permissions readOnly",
            "joao.amostra.2@casa-aurora.example /v1/loans readWrite",
            "joao.amostra.2@casa-aurora.example /v1/permissions readOnly",
        ],
        "a revoked key has none"
    );
    assert_eq!(read("SELECT DISTINCT kind FROM resources WHERE id LIKE '/v1/%'"), ["path"]);
    drop(store);
    for file in fs::read_dir(case.folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"****"), "not even the masked key is kept");
    }
}

#[tokio::test]
async fn companies_beyond_the_one_page_are_shown_by_id() {
    let case = Case::of(400).await;
    assert_eq!(case.review(&[]).await.code, 0, "names are not what is asked for");
    let of_companies =
        |what: &str| case.count(&format!("SELECT count(*) FROM resources WHERE kind = 'company' AND {what}"));
    assert_eq!((of_companies("name LIKE 'Empresa%'"), of_companies("name IS NULL")), (10, 9));
    assert_eq!(of_companies("id = '*' AND name = 'every company'"), 1);
    assert_eq!(of_companies("attributes ->> 'status' = 'active'"), 9);
    let expected = json!({"proof": "nameless", "what": "companies", "count": 9});
    assert_eq!(case.proof("nameless").unwrap(), (true, expected));
}

#[tokio::test]
async fn a_run_that_was_begun_quick_says_so_however_it_is_resumed() {
    let case = Case::of(10).await;
    case.sandbox.base39().inject(Fault::status(400).only_on("list_companies"));
    assert_eq!(case.review(&["--quick"]).await.code, 6);
    let resumed = case.review(&["--resume", "--force"]).await;
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(case.proof("read_twice").is_none());
    assert_eq!(case.proof("read_once").unwrap().1["what"], "permissions");
}
