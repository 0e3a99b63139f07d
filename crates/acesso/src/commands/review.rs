//! `acesso review`

pub(super) mod answer;

use std::{io, process::ExitCode, rc::Rc};

use acesso_forms::{
    export,
    output::{Format, Output, say},
};
use acesso_review::{
    judge::{
        findings::{self, SinceEarlier},
        review::{self, Begin, Review, Reviewed},
        roster::{Roster, date},
    },
    model::{Failure, Lang, Person, RunState, ServiceId, Status},
    source::{BASE39, MYREPORTS, Source},
    store::{self, Holds, Store},
};
use acesso_sandbox::RosterEntry;
use answer::Answer;
use jiff::Timestamp;

use crate::{
    cli::ReviewOptions,
    failure, identity,
    progress::Progress,
    services::Services,
    settings::{Settings, as_setting},
    stores,
};

/// No service accepted the credentials.
const REFUSED: u8 = 4;
/// Something was found that matters as much as `--fail-on` says.
pub(super) const FOUND: u8 = 5;
/// Something could not be read, or did not add up.
pub(super) const INCOMPLETE: u8 = 6;

pub(crate) async fn run(
    options: &ReviewOptions,
    mut services: Services,
    settings: &Settings,
    output: &Output,
) -> Result<ExitCode, Failure> {
    match output.folder() {
        Some(folder) => export::check_folder(folder)?,
        None if output.is_file() && output.is_table() => return Err(export::no_table()),
        None => {}
    }
    take(options, &mut services)?;
    let review = Review {
        sources: sources(options, &services)?,
        registry: services.registry.clone(),
        roster: roster(options, &services, output.lang())?,
        policy: with_domains(settings, &services).policy(),
        identity: identity::of_process(Timestamp::now()),
    };
    let holds = review.holds()?;
    let path = stores::path(&options.store, holds)?;
    let store = Store::create(&path, holds)?;
    if holds == Holds::Sandbox {
        output.say_sandbox_data();
    }
    let begin = if options.resume { Begin::Resume { force: options.force } } else { Begin::Anew };
    let named = |failure| store::naming(failure, &path);
    let reviewed = review::review(store, &review, begin, &Progress::new(output.lang())).await.map_err(named)?;
    failure::unless_nobody_reads(show(&reviewed, &review, options, settings, output)).map_err(named)?;
    Ok(match reviewed.run.state {
        RunState::Complete if found_severe(options, &reviewed).map_err(named)? => ExitCode::from(FOUND),
        RunState::Complete => ExitCode::SUCCESS,
        _ if reviewed.refused => ExitCode::from(REFUSED),
        _ => ExitCode::from(INCOMPLETE),
    })
}

/// What was typed counts more than what is set.
fn take(options: &ReviewOptions, services: &mut Services) -> Result<(), Failure> {
    services.set_quick(options.quick);
    services.set(MYREPORTS, "skip_roles", options.skip_roles.into());
    if let Some(operators) = &options.operators {
        services.set(BASE39, "operators", as_setting(operators)?);
    }
    Ok(())
}

/// Whether something was found that matters as much as `--fail-on` says, or `--fail-on-new` of what is not known.
fn found_severe(options: &ReviewOptions, Reviewed { store, run, .. }: &Reviewed) -> Result<bool, Failure> {
    let found = match options.fail_on {
        Some(least) => store.worst_finding(run.id)? >= Some(least),
        None => false,
    };
    let found_new = match options.fail_on_new {
        Some(least) => {
            let earlier = SinceEarlier::of(store, run.id, Lang::En)?;
            findings::worst_not_known(&findings::top(store, run.id, usize::MAX, &earlier, Lang::En)?) >= Some(least)
        }
        None => false,
    };
    Ok(found || found_new)
}

/// The answer on the screen or as JSON; the whole list, as `acesso export` writes it, where a file or a CSV is asked for.
fn show(
    reviewed: &Reviewed,
    review: &Review,
    options: &ReviewOptions,
    settings: &Settings,
    output: &Output,
) -> Result<(), Failure> {
    let Reviewed { store, run, .. } = reviewed;
    let answer = || Answer::of(store, run, &review.registry, options.store.store.is_none(), output.lang());
    let export = || {
        let run = store.describe(run, output.lang())?;
        export::export(store, &run, &review.registry, &settings.heading(), output)
    };
    match output.format() {
        _ if output.is_file() => {
            show_screen(&answer()?, options)?;
            export()
        }
        Format::Table => show_screen(&answer()?, options),
        Format::Json => output.one(&answer()?, &[]),
        Format::Csv | Format::Xlsx | Format::Html => export(),
    }
}

fn show_screen(answer: &Answer, options: &ReviewOptions) -> Result<(), Failure> {
    let screen = answer.screen(options.verbose).map_err(|_| io::Error::other("the answer can't be put into words"))?;
    failure::show(&screen)
}

/// How each service is read: those that were asked for, else those that there are credentials for.
fn sources(options: &ReviewOptions, services: &Services) -> Result<Vec<Rc<dyn Source>>, Failure> {
    let wanted = |id: &ServiceId| {
        if options.service.is_empty() { services.has(*id) } else { options.service.contains(id) }
    };
    let wanted = services.registry.services().filter(|service| wanted(&service.id));
    wanted.map(|service| services.with_setup(service.id, |setup| (service.build)(setup))).collect()
}

/// Who works here: a list of one's own, else the books of the sandbox's imaginary company.
fn roster(options: &ReviewOptions, services: &Services, lang: Lang) -> Result<Option<Roster>, Failure> {
    let Some(path) = &options.roster else {
        return Ok(services.sandbox().map(|sandbox| Roster::of(sandbox.roster().map(person))));
    };
    let roster = Roster::open(path)?;
    for warning in roster.warnings() {
        say(lang.say_with("roster-says", [("what", warning.say(lang).into())]));
    }
    Ok(Some(roster))
}

/// Somebody in the books of that company.
fn person(entry: RosterEntry) -> Person {
    Person {
        email: entry.email,
        name: Some(entry.name),
        status: Some(Status::from_word(entry.status)),
        left_on: entry.left_on.and_then(|day| date(&day).ok()),
        manager: entry.manager,
        department: Some(entry.department.to_owned()),
        aliases: Vec::new(),
        unmatched: None,
    }
}

/// The settings; in the sandbox, the company's own people have to be on its roster unless the settings say otherwise.
fn with_domains(settings: &Settings, services: &Services) -> Settings {
    let mut settings = settings.clone();
    if settings.internal_domains.is_empty() {
        settings.internal_domains.extend(services.domain().map(str::to_owned));
    }
    settings
}
