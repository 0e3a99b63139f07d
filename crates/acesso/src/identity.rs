//! Who runs the tool, and with which command, as the operating system says it.

use std::env;

use jiff::{Timestamp, tz::TimeZone};

use crate::version::{COMMIT, VERSION};

/// What is known of this process and of whoever started it. What the system does not say is absent.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) tool: &'static str,
    pub(crate) commit: Option<&'static str>,
    /// The arguments as they were typed. None of them is a secret: those come from the environment.
    pub(crate) command: Vec<String>,
    pub(crate) user: Option<String>,
    pub(crate) host: Option<String>,
    /// How far the clock on the wall is from UTC.
    pub(crate) utc_offset: String,
}

impl Identity {
    pub(crate) fn of_process(now: Timestamp) -> Self {
        Self {
            tool: VERSION,
            commit: COMMIT,
            command: env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect(),
            user: whoami::username().ok(),
            host: whoami::hostname().ok(),
            utc_offset: now.to_zoned(TimeZone::system()).strftime("%:z").to_string(),
        }
    }
}
