//! `acesso review`

use std::{
    io::{self, Write},
    process::ExitCode,
    rc::Rc,
};

use crate::{
    answer::Answer,
    cli::ReviewOptions,
    export,
    failure::Failure,
    findings,
    model::Vendor,
    output::{Format, Output},
    pack,
    review::{self, Base39, Begin, MyReports, Operators, Reviewed, Sources, TomTicket},
    roster::Roster,
    services::Services,
    settings::Settings,
    store::{Holds, RunState, Store},
};

/// No service accepted the credentials.
const REFUSED: u8 = 4;
/// Something was found that matters as much as `--fail-on` says.
const FOUND: u8 = 5;
/// Something could not be read, or did not add up.
const INCOMPLETE: u8 = 6;

pub(crate) async fn run(
    options: &ReviewOptions,
    services: &Services,
    settings: &Settings,
    output: &Output,
) -> Result<ExitCode, Failure> {
    match output.folder() {
        Some(folder) => pack::check_folder(folder)?,
        None if output.is_file() && output.is_table() => return Err(export::no_table()),
        None => {}
    }
    let mut sources = sources(options, services, settings)?;
    sources.roster = roster(options, services)?;
    sources.fingerprints =
        Vendor::ALL.into_iter().filter_map(|vendor| Some((vendor, services.fingerprint(vendor)?))).collect();
    sources.settings = with_domains(settings, services);
    sources.lang = output.lang();
    let holds = sources.holds()?;
    let store = Store::create(&options.store.path(holds)?, holds)?;
    if holds == Holds::Sandbox {
        output.say_sandbox_data();
    }
    let begin = if options.resume { Begin::Resume { force: options.force } } else { Begin::Anew };
    let reviewed = review::review(store, &sources, begin).await?;
    show(&reviewed, options, output)?;
    Ok(match reviewed.run.state {
        RunState::Complete if found_severe(options, &reviewed)? => ExitCode::from(FOUND),
        RunState::Complete => ExitCode::SUCCESS,
        _ if reviewed.refused => ExitCode::from(REFUSED),
        _ => ExitCode::from(INCOMPLETE),
    })
}

/// Whether something was found that matters as much as `--fail-on` says.
fn found_severe(options: &ReviewOptions, reviewed: &Reviewed) -> Result<bool, Failure> {
    let Some(least) = options.fail_on else { return Ok(false) };
    Ok(findings::worst(&reviewed.store, reviewed.run.id)?.is_some_and(|worst| worst >= least))
}

/// The answer on the screen or as JSON; the whole list, as `acesso export` writes it, where a file or a CSV is asked for.
fn show(reviewed: &Reviewed, options: &ReviewOptions, output: &Output) -> Result<(), Failure> {
    let Reviewed { store, run, .. } = reviewed;
    let answer = || Answer::of(store, run, options.store.store.is_none(), output.lang());
    let export = || export::export(store, &store.describe(run, output.lang())?, output);
    match output.format() {
        _ if output.is_file() => {
            show_screen(&answer()?)?;
            export()
        }
        Format::Table => show_screen(&answer()?),
        Format::Json => output.one(&answer()?, &[]),
        Format::Csv | Format::Xlsx | Format::Html => export(),
    }
}

fn show_screen(answer: &Answer) -> Result<(), Failure> {
    let screen = answer.screen().map_err(|_| io::Error::other("the answer can't be put into words"))?;
    Ok(anstream::stdout().lock().write_all(screen.as_bytes())?)
}

/// How each service is read: those that were asked for, else those that there are credentials for.
fn sources(options: &ReviewOptions, services: &Services, settings: &Settings) -> Result<Sources, Failure> {
    let wanted = |vendor| {
        if options.vendor.is_empty() { services.has(vendor) } else { options.vendor.contains(&vendor) }
    };
    let mut sources = Sources::default();
    if wanted(Vendor::TomTicket) {
        sources.tomticket = Some(Rc::new(TomTicket {
            client: services.tomticket()?,
            quick: options.quick,
            calls_per_second: settings.tomticket.requests_per_second.map(f64::from),
        }));
    }
    if wanted(Vendor::Base39) {
        sources.base39 = Some(Rc::new(Base39 {
            client: services.base39()?,
            operators: operators(options, services, settings)?,
            quick: options.quick,
        }));
    }
    if wanted(Vendor::MyReports) {
        sources.myreports = Some(Rc::new(MyReports {
            client: services.myreports()?,
            portal: settings.myreports.portal,
            quick: options.quick,
            skip_roles: options.skip_roles,
            page_size: MyReports::LARGEST_PAGE,
        }));
    }
    Ok(sources)
}

/// Who Base39's operators are, which it does not say itself: a list of one's own, else what the sandbox's books say.
fn operators(options: &ReviewOptions, services: &Services, settings: &Settings) -> Result<Option<Operators>, Failure> {
    match options.operators.as_ref().or(settings.base39.operators.as_ref()) {
        Some(path) => Operators::from_file(path).map(Some),
        None => services.operators().map(Operators::of_sandbox).transpose(),
    }
}

/// Who works here: a list of one's own, else the books of the sandbox's imaginary company.
fn roster(options: &ReviewOptions, services: &Services) -> Result<Option<Roster>, Failure> {
    let Some(path) = &options.roster else {
        return Ok(services.roster().map(Roster::of_sandbox));
    };
    let roster = Roster::open(path)?;
    roster.warn();
    Ok(Some(roster))
}

/// The settings; in the sandbox, the company's own people have to be on its roster unless the settings say otherwise.
fn with_domains(settings: &Settings, services: &Services) -> Settings {
    let mut settings = settings.clone();
    if settings.internal_domains.is_empty() {
        settings.internal_domains.extend(services.domain().map(str::to_owned));
    }
    settings
}
