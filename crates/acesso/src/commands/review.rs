//! `acesso review`

use std::{process::ExitCode, rc::Rc};

use crate::{
    cli::ReviewOptions,
    failure::Failure,
    model::Vendor,
    output::Output,
    review::{self, Base39, Begin, MyReports, Sources, TomTicket},
    services::Services,
    settings::Settings,
    store::{RunState, Store},
};

/// No service accepted the credentials.
const REFUSED: u8 = 4;
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
    let store = Store::create(&options.store.path(holds)?, holds)?;
    let begin = if options.resume { Begin::Resume { force: options.force } } else { Begin::Anew };
    let reviewed = review::review(store, &sources, begin).await?;
    Ok(match reviewed.run.state {
        RunState::Complete => ExitCode::SUCCESS,
        _ if reviewed.refused => ExitCode::from(REFUSED),
        _ => ExitCode::from(INCOMPLETE),
    })
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
