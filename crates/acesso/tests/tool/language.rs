//! What people read comes in their language; what programs read has none.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    run::run,
    stored::{Kept, sheets},
};

#[tokio::test]
async fn the_answer_of_a_review_in_portuguese() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let variables = BTreeMap::from([("XDG_DATA_HOME", data), ("TZ", "<-03>3".to_owned())]);
    let review = ["review", "--sandbox", "--service", "base39", "--service", "myreports", "--lang", "pt-BR"];
    let first = run(&variables, &review).await;
    assert_eq!(first.code, 0, "{first:?}");
    for line in [
        "SANDBOX DATA: pessoas imaginárias",
        "O que foi lido (--verbose diz como sabemos que é tudo)",
        "  ✓ Base39       4 chaves, 10 operadores, 19 acessos; 3 verificações mostram que é tudo",
        "  ✓ lista do RH  9 pessoas, das quais 1 se desligou",
        "Achados: 5 altos, 8 médios, 3 baixos",
        "  alta   3 operadores acumulam dois perfis conflitantes no Base39 na mesma empresa, por exemplo",
        "Mudanças: não se sabe, nenhuma leitura anterior pode ser comparada com esta",
        "Não coberto",
        "  TomTicket: não foi lido",
        "Próximos passos",
    ] {
        assert!(first.out.lines().any(|printed| printed == line), "{line}\n{}", first.out);
    }
    let lines = first.out.lines();
    assert!(lines.clone().count() <= 50 && lines.clone().all(|line| line.chars().count() <= 100), "{}", first.out);
    let second = run(&variables, &review).await;
    let unchanged = "Mudanças desde a leitura 1: 0 acessos ganhos, 0 perdidos, 0 alterados";
    assert!(second.out.contains(unchanged), "{}", second.out);
    for english in [" the ", " of ", " and ", "Not covered", "complete\n"] {
        assert!(!second.out.contains(english), "{english:?} is English:\n{}", second.out);
    }
}

#[tokio::test]
async fn the_language_is_the_environments_unless_it_is_asked_for() {
    let kept = Kept::new();
    for (locale, arguments, expected) in [
        ("pt_BR.UTF-8", &[][..], "Leitura 2 de 01/02/2026 07:00: TomTicket completo"),
        ("pt_PT.UTF-8", &[], "Leitura 2 de "),
        ("de_DE.UTF-8", &[], "Run 2 of 2026-02-01 07:00: TomTicket complete"),
        ("C", &[], "Run 2 of "),
        ("pt_BR.UTF-8", &["--lang", "en"], "Run 2 of "),
        ("en_US.UTF-8", &["--lang", "pt-BR"], "Leitura 2 de "),
    ] {
        let grants = kept.run_with(&[("LC_ALL", locale)], &[&["grants"], arguments].concat()).await;
        assert!(grants.out.contains(expected), "{locale} {arguments:?}: {}", grants.out);
    }
    let unknown = kept.run(&["grants", "--lang", "de"]).await;
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("pt-BR"), "{}", unknown.err);
}

#[tokio::test]
async fn a_workbook_in_portuguese() {
    let kept = Kept::new();
    let sheets = sheets(&kept.write(&["export", "1", "--lang", "pt-BR"], "leitura.xlsx").await);
    let names: Vec<_> = sheets.keys().map(String::as_str).collect();
    let expected = [
        "Achados",
        "Decidir",
        "Evidências",
        "Mudanças",
        "O que foi lido",
        "Operações",
        "Permissões excluídas",
        "Pessoas",
        "Recursos",
        "Sobre",
    ];
    assert_eq!(names, expected);
    for (sheet, text) in [
        ("Sobre", "SANDBOX DATA: pessoas imaginárias"),
        ("Sobre", "de 01/01/2026 10:00 a 01/01/2026 10:05 (UTC)"),
        ("O que foi lido", ">completo<"),
        ("O que foi lido", "o próprio serviço conta 2 clientes, e a leitura trouxe 2"),
        ("Decidir", "o que permite"),
        ("Decidir", "média: Ana E. (u1) é convidado"),
        ("Decidir", "sem titular (perm_1)"),
        ("Pessoas", ">operador<"),
        ("Permissões excluídas", "perm_9"),
        ("Achados", "Ana E. (u1) é convidado em Tenant Um no MyReports"),
        ("Achados", "supressão vencida"),
        ("Achados", "Bia suprimiu isto para u1 até 31/12/2025 (a consultant)"),
    ] {
        assert!(sheets[sheet].contains(text), "{text}: {}", sheets[sheet]);
    }
    let csv = kept.run(&["export", "1", "--format", "csv", "--lang", "pt-BR"]).await.out;
    assert!(csv.starts_with("dados,leitura,lido em,serviço,completo,conta,tipo,"), "{csv}");
}

#[tokio::test]
async fn the_lists_of_a_run_in_portuguese() {
    let kept = Kept::new();
    for (command, out, err) in [
        (&["who", "ana@casa.example"][..], "não ativo", "nota: o TomTicket tem 1 operador sem e-mail"),
        (&["runs"], "01/01/2026 07:00   completa", "guardado em "),
        (&["findings", "1"], "0 (1 suprimido)", "1 achado; 1 suprimido em acesso.toml"),
        (&["findings", "1", "--rule", "myreports-guest"], "Apoia-se nestes dados: `home`", ""),
        (&["diff", "1", "2"], "Não comparado: MyReports, a leitura 2 está incompleta nele", "1 ganho, 1 perdido"),
        (&["grants", "1", "--permission", "aprover"], "pessoa ou conta", "não tem a permissão \"aprover\""),
    ] {
        let shown = kept.run(&[command, &["--lang", "pt-BR"]].concat()).await;
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(shown.out.contains(out) && shown.err.contains(err), "{command:?}\n{}\n{}", shown.out, shown.err);
    }
}

#[tokio::test]
async fn the_answers_of_one_service_in_portuguese() {
    let none = BTreeMap::new();
    for (line, out, err) in [
        ("base39 permissions --limit 1", "criada", "1 permissão; parou em --limit 1, pode haver mais"),
        ("tomticket permissions C0000001", "pode abrir chamados", "Há um cliente C0000001"),
        ("tomticket operations", "o que faz", " operações: é tudo o que há"),
        ("tomticket call organization_list --all", "[\n", "itens: é tudo o que há"),
        ("tomticket call customer_create --form name=x", "POST ", "Nada foi enviado. customer_create pode alterar"),
    ] {
        let arguments: Vec<_> = line.split(' ').chain(["--lang", "pt-BR", "--sandbox"]).collect();
        let shown = run(&none, &arguments).await;
        assert!(shown.code == 0 && shown.out.contains(out) && shown.err.contains(err), "{line}: {shown:?}");
    }
}

/// A document without what people read in it.
fn without_sentences(mut document: Value) -> Value {
    match &mut document {
        Value::Object(members) => {
            members.retain(|name, _| !["sentence", "gaps"].contains(&name.as_str()));
            members.values_mut().for_each(|value| *value = without_sentences(value.take()));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| *value = without_sentences(value.take())),
        _ => {}
    }
    document
}

#[tokio::test]
async fn json_has_no_language_but_in_its_sentences() {
    let kept = Kept::new();
    for command in [
        &["export", "1"][..],
        &["export", "2"],
        &["findings", "1"],
        &["grants", "2"],
        &["who", "ana@casa.example"],
        &["runs"],
        &["diff", "1", "2"],
    ] {
        let told = async |lang: &str| kept.run(&[command, &["--json", "--lang", lang]].concat()).await.json();
        let (english, portuguese) = (told("en").await, told("pt-BR").await);
        assert_ne!(english, portuguese, "{command:?}");
        assert_eq!(without_sentences(english), without_sentences(portuguese), "{command:?}");
    }
}

#[tokio::test]
async fn help_manual_pages_and_completions_in_portuguese() {
    let portuguese = BTreeMap::from([("LC_ALL", "pt_BR.UTF-8".to_owned())]);
    let none = BTreeMap::new();
    for (variables, arguments) in [(&portuguese, &["--help"][..]), (&none, &["--lang", "pt-BR", "--help"])] {
        let help = run(variables, arguments).await;
        assert_eq!((help.code, &*help.err), (0, ""));
        for line in ["Uso: acesso [OPÇÕES] <COMANDO>", "Comandos:", "Códigos de saída:", "      --config <ARQUIVO>"]
        {
            assert!(help.out.lines().any(|shown| shown == line), "{line}: {}", help.out);
        }
    }
    let in_english = run(&portuguese, &["review", "--help", "--lang", "en"]).await;
    assert!(in_english.out.contains("Usage: acesso review [OPTIONS]"), "{}", in_english.out);
    let without = run(&portuguese, &[]).await;
    assert_eq!((without.code, &*without.out), (2, ""));
    assert!(without.err.contains("Uso: acesso"), "{}", without.err);

    for shell in ["fish", "zsh"] {
        let script = run(&portuguese, &["completions", shell]).await.out;
        assert!(script.contains("As leituras guardadas") && !script.contains("Print help"), "{script}");
    }

    let folder = tempfile::tempdir().unwrap();
    let written = run(&portuguese, &["man", folder.path().to_str().unwrap()]).await;
    assert_eq!(written.code, 0, "{written:?}");
    let page = std::fs::read_to_string(folder.path().join("acesso-review.1")).unwrap();
    for said in [".SH NOME", ".SH SINOPSE", ".SH OPÇÕES", "Lê os serviços ao mesmo tempo", "Mostra a ajuda"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for english in [".SH NAME", "SYNOPSIS", "Print help", "[default", "ossible values"] {
        assert!(!page.contains(english), "{english}: {page}");
    }
}

#[tokio::test]
async fn what_clap_refuses_is_told_in_portuguese_and_to_programs_in_english() {
    let none = BTreeMap::new();
    let refused = run(&none, &["who", "--lang", "pt-BR"]).await;
    assert_eq!(refused.code, 2);
    let told = "erro: faltam argumentos obrigatórios: <PESSOA>\n\nUso: acesso who --lang <IDIOMA> <PESSOA>\n\n\
                Para mais informações, use '--help'.\n";
    assert_eq!(refused.err, told);
    let error = run(&none, &["who", "--lang", "pt-BR", "--json"]).await.error();
    assert_eq!(error["error"], "the following required arguments were not provided: <PERSON>");
}
