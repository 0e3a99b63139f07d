//! `acesso init`: the first hour, question by question.

mod person;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use crate::{
    cli::InitOptions,
    credentials::{self, Kept, Variables},
    services::Services,
    settings::{self, Settings},
};
use acesso_core::Secret;
use acesso_forms::output::{Destination, Format, Output, say};
use acesso_review::{
    model::{Failure, Lang, ServiceId, domain_key},
    source::{BASE39, MYREPORTS, Registration, Registry, TOMTICKET},
};
use serde_json::json;

use super::check;
use person::Person;

/// The lists that a review takes, and what stands in their first lines.
const TEMPLATES: [(&str, &str); 4] = [
    ("roster.csv", "email,name,status,left_on,manager,department,aliases\n"),
    ("operators-base39.csv", "id,name,email\n"),
    ("operators-tomticket.csv", "id,name,email\n"),
    ("owners.csv", "service,resource,permission,reviewer\n"),
];

pub(crate) async fn run(
    options: &InitOptions,
    config: Option<&Path>,
    sandbox: bool,
    output: &Output,
) -> Result<(), Failure> {
    if sandbox || output.form_of_text()? == Format::Json {
        return Err(Failure::usage("failure-init-asks-people", &[]));
    }
    let mut init = Init { person: Person::of(options, output.lang())?, lang: output.lang() };
    for service in Registry::built_in().services() {
        init.service(service).await?;
    }
    let file = init.settings(config)?;
    init.templates(&file)?;
    say(init.lang.say("init-done"));
    Ok(())
}

struct Init {
    person: Person,
    lang: Lang,
}

impl Init {
    fn tell(&self, id: &str, service: &str) {
        say(self.lang.say_with(id, [("service", service.into())]));
    }

    /// Credentials of one service: those of the environment, those that are kept, or new ones.
    async fn service(&mut self, service: &Registration) -> Result<(), Failure> {
        say(format_args!("\n{}", service.name));
        if Services::with(Kept::default()).has(service.id) {
            self.tell("init-environment", service.name);
            self.is_good(service, Kept::default()).await;
            return Ok(());
        }
        let kept = Kept::load()?;
        if kept.has(service.id) {
            self.is_good(service, kept).await;
            if !self.person.agrees(&self.lang.say_with("init-change", [("service", service.name.into())]), false)? {
                return Ok(());
            }
            credentials::forget(service.id)?;
        }
        if self.person.agrees(&self.lang.say_with("init-wanted", [("service", service.name.into())]), true)? {
            self.new_credentials(service).await?;
        }
        Ok(())
    }

    /// Asks until the service takes them, or nobody wants to go on.
    async fn new_credentials(&mut self, service: &Registration) -> Result<(), Failure> {
        loop {
            let variables = self.variables(service.id)?;
            let can_be_tried = !variables.contains_key("MYREPORTS_CLIENT_ID");
            if !can_be_tried || self.is_good(service, Kept::of(service.id, variables.clone())).await {
                let place = credentials::keep(service.id, &variables)?;
                say(self.lang.say_with("init-kept", [("place", place.name(self.lang).into())]));
                if !can_be_tried {
                    say(self.lang.say("init-log-in"));
                }
                return Ok(());
            }
            if !self.person.agrees(&self.lang.say("init-again"), true)? {
                self.tell("init-left-out", service.name);
                return Ok(());
            }
        }
    }

    /// What a service wants to know, and the addresses that the environment has for it: what is kept is meant for those.
    fn variables(&mut self, service: ServiceId) -> Result<Variables, Failure> {
        let mut variables: Variables = credentials::set_in_environment(service.as_str()).collect();
        match service {
            TOMTICKET => self.fill(&mut variables, &["TOMTICKET_TOKEN"])?,
            BASE39 if self.may_fill(&mut variables, "BASE39_API_KEY")? => {}
            BASE39 => self.fill(&mut variables, &["BASE39_CLIENT_ID", "BASE39_CLIENT_SECRET"])?,
            MYREPORTS => {
                if !["MYREPORTS_REGION", "MYREPORTS_URL"].iter().any(|name| variables.contains_key(*name)) {
                    self.fill(&mut variables, &["MYREPORTS_REGION"])?;
                }
                if !self.may_fill(&mut variables, "MYREPORTS_TOKEN")? {
                    self.fill(&mut variables, &["MYREPORTS_CLIENT_ID", "MYREPORTS_CLIENT_SECRET"])?;
                }
            }
            _ => {}
        }
        Ok(variables)
    }

    fn fill(&mut self, variables: &mut Variables, names: &[&str]) -> Result<(), Failure> {
        for name in names {
            self.may_fill(variables, name)?;
        }
        Ok(())
    }

    /// Whether something was given for a variable.
    fn may_fill(&mut self, variables: &mut Variables, name: &str) -> Result<bool, Failure> {
        let question = format!("{} ({name})", self.lang.say(question(name)));
        let value = if is_secret(name) { self.person.secret(&question)? } else { self.person.answer(&question)? };
        if value.is_empty() {
            return Ok(false);
        }
        variables.insert(name.to_owned(), Secret::new(value));
        Ok(true)
    }

    /// Asks the service, as `acesso check` does, and tells what it says.
    async fn is_good(&self, service: &Registration, kept: Kept) -> bool {
        let checked = check::look_at(service, &Services::with(kept), &Settings::default(), self.lang).await;
        if checked.is_ok() {
            self.tell("init-good", service.name);
        }
        for line in checked.told() {
            say(format_args!("  {line}"));
        }
        checked.is_ok()
    }

    /// The settings, where there are none yet; and which file has them.
    fn settings(&mut self, config: Option<&Path>) -> Result<PathBuf, Failure> {
        let named = config.map(Path::to_owned).or_else(settings::usual_place).or_else(settings::own_place);
        let file = named.ok_or_else(|| Failure::failed("failure-no-login-home", &[]))?;
        let shown = file.display().to_string();
        if file.exists() {
            say(format_args!("\n{}", self.lang.say_with("init-settings-there", [("file", shown.into())])));
            return Ok(file);
        }
        say("");
        let domains = self.domains()?;
        write(&file, &settings_with(self.lang, &domains))?;
        say(self.lang.say_with("init-settings-written", [("file", shown.into())]));
        Ok(file)
    }

    /// Whose addresses have to be on the roster; none where nobody says any.
    fn domains(&mut self) -> Result<Vec<String>, Failure> {
        loop {
            let answer = self.person.answer(&self.lang.say("init-domains"))?;
            let named = answer.split([',', ' ', ';']).map(|domain| domain.trim_start_matches('@'));
            let domains: Option<Vec<_>> = named.filter(|domain| !domain.is_empty()).map(domain_key).collect();
            match domains {
                Some(domains) => return Ok(domains),
                None => say(self.lang.say("init-no-domain")),
            }
        }
    }

    /// Lists to fill in, beside the settings; one that is there stays.
    fn templates(&mut self, settings: &Path) -> Result<(), Failure> {
        let files = TEMPLATES.map(|(name, headings)| (settings.with_file_name(name), headings));
        let missing: Vec<_> = files.iter().filter(|(file, _)| !file.exists()).collect();
        if missing.is_empty() || !self.person.agrees(&self.lang.say("init-templates"), true)? {
            return Ok(());
        }
        for (file, headings) in missing {
            write(file, headings)?;
            say(format_args!("  {}", file.display()));
        }
        Ok(())
    }
}

fn question(variable: &str) -> &'static str {
    match variable {
        "TOMTICKET_TOKEN" => "init-tomticket-token",
        "BASE39_API_KEY" => "init-base39-key",
        "MYREPORTS_REGION" => "init-myreports-region",
        "MYREPORTS_TOKEN" => "init-myreports-token",
        name if is_secret(name) => "init-client-secret",
        _ => "init-client-id",
    }
}

fn is_secret(variable: &str) -> bool {
    ["TOKEN", "KEY", "SECRET"].iter().any(|ending| variable.ends_with(ending))
}

/// The settings with comments, in a language.
fn settings_with(lang: Lang, domains: &[String]) -> String {
    let template = match lang {
        Lang::En => include_str!("../../templates/acesso.en.toml"),
        Lang::PtBr => include_str!("../../templates/acesso.pt-BR.toml"),
    };
    // A text in JSON is one in TOML.
    let domains: Vec<_> = domains.iter().map(|domain| json!(domain).to_string()).collect();
    template.replace("{domains}", &format!("[{}]", domains.join(", ")))
}

/// A file of its owner's alone, in a folder that is made where there is none.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut destination = Destination::open(Some(file))?;
    destination.write_all(text.as_bytes())?;
    destination.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_that_are_written_can_be_read_with_every_line_of_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("acesso.toml");
        for lang in Lang::ALL {
            let text = settings_with(lang, &["casa.example", "aurora.example"].map(str::to_owned));
            let used: String = text
                .lines()
                .map(|line| line.strip_prefix('#').filter(|it| !it.starts_with(' ')).unwrap_or(line))
                .map(|line| format!("{line}\n"))
                .collect();
            for text in [&text, &used] {
                std::fs::write(&file, text).unwrap();
                assert_eq!(Settings::load(Some(&file)).unwrap().internal_domains, ["casa.example", "aurora.example"]);
            }
            assert_eq!(Settings::load(Some(&file)).unwrap().suppress.len(), 1);
        }
    }
}
