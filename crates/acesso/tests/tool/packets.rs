//! What a reviewer's page works on, and what it saves.

use std::{fs, path::Path};

use serde_json::{Value, json};

/// What a page works on.
pub(crate) fn packet(page: &Path) -> Value {
    let page = fs::read_to_string(page).unwrap();
    let data = page.split_once("id=\"packet\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(data).unwrap()
}

/// The accesses of a packet.
pub(crate) fn accesses(packet: &Value) -> impl Iterator<Item = &Value> {
    packet["people"].as_array().unwrap().iter().flat_map(|person| person["accesses"].as_array().unwrap())
}

/// The accesses of all packets in a folder, those of one page after those of the other.
pub(crate) fn accesses_in(folder: &Path) -> Vec<Value> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let pages = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    pages.flat_map(|page| accesses(&packet(page)).cloned().collect::<Vec<_>>()).collect()
}

/// What a page saves in which somebody decides about all that is not carried over: to keep it, but what is named here by the
/// account, which is to go.
pub(crate) fn saved(page: &Path, revoked: &[&str]) -> Value {
    let packet = packet(page);
    let today = &jiff::Timestamp::now().to_string()[..10];
    let decisions: Vec<_> = accesses(&packet)
        .filter(|access| access["carried"].is_null())
        .map(|access| {
            let is_revoked = revoked.iter().any(|account| access["key"][1] == *account);
            let [decision, reason] = if is_revoked { ["revoke", "não usa mais"] } else { ["keep", "em uso"] };
            json!({ "key": access["key"], "decision": decision, "reason": reason, "decided_on": today })
        })
        .collect();
    json!({
        "format": "acesso/packet-decisions/1", "run": packet["run"]["number"], "run_sha256": packet["run"]["sha256"],
        "reviewer": packet["reviewer"]["email"], "rows_sha256": packet["rows_sha256"], "decisions": decisions,
    })
}
