//! Who stands in for a reviewer, and how what was given comes back.

use std::fs;

use crate::{run::Run, stored::Kept};

const BIA: &str = "bia@casa.example";
const RUI: &str = "rui@casa.example";

async fn delegate(kept: &Kept, from: &str, to: &str) -> Run {
    let done = kept.run(&["campaign", "delegate", "1", "--from", from, "--to", to, "--reason", "on leave"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    done
}

/// In one line: on the screen it is put into lines that fit.
async fn status(kept: &Kept, lang: &str) -> String {
    let status = kept.run(&["status", "1", "--lang", lang]).await;
    assert_eq!(status.code, 0, "{status:?}");
    status.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn after_an_absence_nothing_goes_back_by_itself_and_the_status_says_how_it_does() {
    let kept = Kept::new();
    fs::write(kept.path("owners.csv"), format!("service,reviewer\n*,{BIA}\n")).unwrap();
    let (owners, folder) = (kept.path("owners.csv"), format!("--output={}/", kept.path("campaign").display()));
    let start = ["campaign", "start", "1", "--title=Acessos", "--due=2099-02-28", "--by=service", "--fallback", RUI];
    let started = kept.run(&[&start[..], &["--owners", owners.to_str().unwrap(), &folder]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");

    delegate(&kept, BIA, RUI).await;
    let ended = format!("the absence of {BIA} ended on 2026-01-31");
    assert!(!status(&kept, "en").await.contains("ended"), "it lasts");
    kept.database().execute("UPDATE delegations SET until = '2026-01-31'", []).unwrap();
    let told = status(&kept, "en").await;
    let back = format!("`acesso campaign delegate 1 --from {RUI} --to {BIA} --reason REASON --sandbox` gives it back");
    assert!(told.contains(&ended) && told.contains(&back), "{told}");
    assert!(told.contains("acesso decide --from FILE --sandbox record") && !told.contains("acesso status"), "{told}");
    let told = status(&kept, "pt-BR").await;
    assert!(told.contains(&format!("a ausência de {BIA} terminou em 31/01/2026")), "{told}");
    assert!(told.contains("acesso decide --from ARQUIVO --sandbox registra"), "{told}");

    delegate(&kept, RUI, BIA).await;
    assert!(!status(&kept, "en").await.contains(&ended), "it is back");
}
