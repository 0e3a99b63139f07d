//! `acesso review`

use std::{process::ExitCode, rc::Rc};

use crate::{
    cli::ReviewOptions,
    failure::Failure,
    findings,
    model::Vendor,
    output::Output,
    review::{self, Base39, Begin, MyReports, Sources, TomTicket},
    roster::Roster,
    services::Services,
    settings::Settings,
    store::{RunState, Store},
};

/// Something was found that matters as much as `--fail-on` says.
const FOUND: u8 = 5;

/// Something could not be read, or did not add up.
const INCOMPLETE: u8 = 6;

pub(crate) async fn run(
    options: &ReviewOptions,
    services: &Services,
    settings: &Settings,
    _output: &Output,
) -> Result<ExitCode, Failure> {
    let sources = sources(options, services, settings)?;
    let holds = sources.holds()?;
    let roster = options.roster.as_deref().map(Roster::open).transpose()?;
    if let Some(roster) = &roster {
        roster.warn();
    }
    let store = Store::create(&options.store.path(holds)?, holds)?;
    let begin = if options.resume { Begin::Resume { force: options.force } } else { Begin::Anew };
    let reviewed = review::review(store, &sources, begin, settings, roster.as_ref()).await?;
    if reviewed.state != RunState::Complete {
        return Ok(ExitCode::from(INCOMPLETE));
    }
    let severe = options.fail_on.is_some() && findings::worst(&reviewed.store, reviewed.run)? >= options.fail_on;
    Ok(if severe { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
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
        sources.base39 = Some(Rc::new(Base39 { client: services.base39()? }));
    }
    if wanted(Vendor::MyReports) {
        sources.myreports = Some(Rc::new(MyReports { client: services.myreports()? }));
    }
    Ok(sources)
}
