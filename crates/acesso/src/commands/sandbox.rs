//! `acesso sandbox`: the three services for a person to try things on.

mod command;

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use acesso_forms::output::{Destination, Format, Output, say};
use acesso_review::model::{Failure, Lang};
use acesso_sandbox::{
    Sandbox,
    webhook::{self, Receiver},
};

use crate::{
    cli::SandboxOptions,
    failure::{no_sandbox, show},
    sandbox::{variables, write_csv, write_operators},
};

// What `--files` writes.
const SETTINGS: &str = "acesso.toml";
const OPERATORS: &str = "operators.csv";
const ROSTER: &str = "roster.csv";

pub(crate) async fn run(options: &SandboxOptions, output: &Output) -> Result<ExitCode, Failure> {
    let form = output.form_of_text()?;
    if form == Format::Json && !options.command.is_empty() {
        // clap does not see it where it stands before `sandbox`.
        return Err(Failure::usage("failure-sandbox-json", &[]));
    }
    let sandbox = start(options).await?;
    if let [program, arguments @ ..] = &options.command[..] {
        return command::run(program, arguments, &sandbox).await;
    }
    show(&introduction(options, form, &sandbox, output.lang())?)?;
    if let Some(receiver) = &options.webhook {
        send_webhooks(receiver, output.lang()).await;
    }
    tokio::signal::ctrl_c().await.map_err(|error| no_sandbox(&error))?;
    Ok(ExitCode::SUCCESS)
}

async fn start(options: &SandboxOptions) -> Result<Sandbox, Failure> {
    let [first, second, third] = ports(options.port)?;
    let sandbox = Sandbox::builder()
        .people(options.people.get())
        .ports(first, second, third)
        .start()
        .await
        .map_err(|error| no_sandbox(&error))?;
    for fault in &options.fault {
        fault.clone().inject(&sandbox).await;
    }
    if let Some(folder) = &options.files {
        write_files(folder, &sandbox)?;
    }
    Ok(sandbox)
}

/// What whoever started the sandbox needs to use it.
fn introduction(options: &SandboxOptions, form: Format, sandbox: &Sandbox, lang: Lang) -> Result<String, Failure> {
    let mut text = Vec::new();
    if options.env {
        for (name, value) in variables(sandbox) {
            writeln!(text, "export {name}='{value}'")?;
        }
    } else if form == Format::Json {
        let variables = BTreeMap::from(variables(sandbox));
        serde_json::to_writer_pretty(&mut text, &variables).map_err(io::Error::from)?;
        writeln!(text)?;
    } else {
        write_guide(&mut text, sandbox, options.files.as_deref(), lang)?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// What became of each is said on stderr: what is on stdout may be for a shell.
async fn send_webhooks(receiver: &Receiver, lang: Lang) {
    for (name, webhook) in webhook::samples() {
        let name = ("name", name.into());
        say(match webhook.send(receiver).await {
            Ok(status) => lang.say_with("sandbox-webhook", [name, ("status", status.to_string().into())]),
            Err(error) => lang.say_with("sandbox-webhook-lost", [name, ("error", error.to_string().into())]),
        });
    }
}

/// Three ports in a row, or three zeros, for which the system chooses.
fn ports(first: Option<u16>) -> Result<[u16; 3], Failure> {
    let Some(first) = first.filter(|port| *port != 0) else {
        return Ok([0; 3]);
    };
    match (first.checked_add(1), first.checked_add(2)) {
        (Some(second), Some(third)) => Ok([first, second, third]),
        _ => Err(Failure::usage("failure-sandbox-ports", &[("first", &first)])),
    }
}

/// What a review takes beside credentials: settings, who the operators are, and whom HR knows.
fn write_files(folder: &Path, sandbox: &Sandbox) -> Result<(), Failure> {
    let settings = format!("internal_domains = [\"{}\"]\n\n[base39]\noperators = \"{OPERATORS}\"\n", sandbox.domain());
    fs::create_dir_all(folder)?;
    keep_foreign_files(folder, &settings)?;
    // The settings first: by them the folder is known for the sandbox's own.
    let mut file = Destination::open(Some(&folder.join(SETTINGS)))?;
    file.write_all(settings.as_bytes())?;
    file.close()?;

    write_operators(sandbox, &folder.join(OPERATORS))?;

    let headings = ["email", "name", "status", "left_on", "manager", "department"];
    let roster = sandbox.roster().map(|entry| {
        let [left_on, manager] = [entry.left_on, entry.manager].map(Option::unwrap_or_default);
        [entry.email, entry.name, entry.status.to_owned(), left_on, manager, entry.department.to_owned()]
    });
    write_csv(&folder.join(ROSTER), headings, roster)
}

/// Somebody's own settings or roster must not give way to imaginary ones.
fn keep_foreign_files(folder: &Path, settings: &str) -> Result<(), Failure> {
    if fs::read(folder.join(SETTINGS)).is_ok_and(|own| own == settings.as_bytes()) {
        return Ok(());
    }
    match [SETTINGS, OPERATORS, ROSTER].map(|name| folder.join(name)).into_iter().find(|path| path.exists()) {
        None => Ok(()),
        Some(path) => Err(Failure::usage("failure-sandbox-file", &[("file", &path.display())])),
    }
}

fn write_guide(out: &mut impl Write, sandbox: &Sandbox, files: Option<&Path>, lang: Lang) -> io::Result<()> {
    let example = sandbox.example();
    writeln!(out, "{}\n", lang.say("sandbox-guide"))?;
    for (name, value) in variables(sandbox).iter().filter(|(name, _)| !name.starts_with("ACESSO_")) {
        writeln!(out, "  export {name}='{value}'")?;
    }
    writeln!(out, "\n  acesso tomticket permissions {}", example.customer_id())?;
    writeln!(out, "  acesso tomticket permissions --email {}", example.customer_email())?;
    writeln!(out, "  acesso base39 permissions --operator {}", example.operator_id())?;
    writeln!(out, "  acesso myreports users {}", example.customer_tenant_id())?;
    if let Some(folder) = files {
        let (settings, roster) = (folder.join(SETTINGS), folder.join(ROSTER));
        writeln!(out, "\n{}", lang.say("sandbox-whole-review"))?;
        writeln!(out, "  acesso review --config '{}' --roster '{}'", settings.display(), roster.display())?;
    }
    let token = [("token", sandbox.myreports().enterprise_token().into())];
    writeln!(out, "\n{}", lang.say_with("sandbox-enterprise-token", token))?;
    writeln!(out, "{}", lang.say("sandbox-stop"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use acesso_review::model::FailureKind;

    async fn sandbox() -> Sandbox {
        Sandbox::start().await.unwrap()
    }

    fn records(path: &Path) -> Vec<Vec<String>> {
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
        csv.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[tokio::test]
    async fn the_files_hold_the_operators_the_roster_and_the_settings_that_lead_to_them() {
        let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
        let folder = folder.path().join("new/folder");
        write_files(&folder, &sandbox).unwrap();

        let operators = records(&folder.join(OPERATORS));
        assert_eq!((operators.len(), &operators[0][..]), (11, &["id", "name", "email"].map(str::to_owned)[..]));
        let first = [sandbox.example().operator_id(), "Ana Exemplo", sandbox.example().customer_email()];
        assert_eq!(operators[1], first);

        let roster = records(&folder.join(ROSTER));
        assert_eq!(roster.len(), 10, "headings, and nine of ten people");
        assert_eq!(roster[0].join(","), "email,name,status,left_on,manager,department");
        assert_eq!(roster[1].join(","), "ana.exemplo.1@casa-aurora.example,Ana Exemplo,active,,,Atendimento");
        let gone = sandbox.roster().find(|entry| entry.status == "left").unwrap();
        let gone = [gone.email, gone.name, "left".to_owned(), gone.left_on.unwrap(), gone.manager.unwrap()];
        assert_eq!(roster[5][..5], gone);

        let settings: toml::Table = fs::read_to_string(folder.join(SETTINGS)).unwrap().parse().unwrap();
        assert_eq!(settings["base39"]["operators"].as_str(), Some(OPERATORS));
        let domains = settings["internal_domains"].as_array().unwrap();
        let domain = domains[0].as_str().unwrap();
        assert!(sandbox.roster().all(|entry| entry.email.ends_with(&format!("@{domain}"))), "{domain}");
        let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.count(), 3, "nothing half-written is left");
    }

    #[tokio::test]
    async fn the_sandboxs_own_files_are_written_anew_and_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        write_files(folder.path(), &Sandbox::builder().people(2).start().await.unwrap()).unwrap();
        write_files(folder.path(), &sandbox().await).unwrap();
        assert_eq!(records(&folder.path().join(OPERATORS)).len(), 11);

        for name in [SETTINGS, OPERATORS, ROSTER] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(name), "mine").unwrap();
            let refused = write_files(folder.path(), &sandbox().await).unwrap_err();
            assert!(refused.kind() == FailureKind::Usage && refused.to_string().contains(name), "{refused}");
            assert_eq!(fs::read(folder.path().join(name)).unwrap(), b"mine");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{name}");
        }
    }

    #[tokio::test]
    async fn the_guide_names_the_files_where_there_are_some() {
        let sandbox = sandbox().await;
        let guide = |files| {
            let mut text = Vec::new();
            write_guide(&mut text, &sandbox, files, Lang::En).unwrap();
            String::from_utf8(text).unwrap()
        };
        let with = guide(Some(Path::new("my review")));
        let expected = "acesso review --config 'my review/acesso.toml' --roster 'my review/roster.csv'";
        assert!(cfg!(windows) || with.contains(expected), "{with}");
        assert!(!guide(None).contains("--roster"));
    }

    #[test]
    fn three_ports_in_a_row_or_the_systems_choice() {
        assert_eq!(ports(None).unwrap(), [0, 0, 0]);
        assert_eq!(ports(Some(0)).unwrap(), [0, 0, 0]);
        assert_eq!(ports(Some(7001)).unwrap(), [7001, 7002, 7003]);
        assert_eq!(ports(Some(65533)).unwrap(), [65533, 65534, 65535]);
        assert!(ports(Some(65534)).is_err_and(|refused| refused.kind() == FailureKind::Usage));
    }
}
