//! Who runs the tool, and with which command, as the operating system says it.

use std::env;

use acesso_review::model::Identity;
use jiff::{Timestamp, tz::TimeZone};

use crate::version::{COMMIT, VERSION};

/// What is known of this process and of whoever started it.
pub(crate) fn of_process(now: Timestamp) -> Identity {
    Identity {
        tool: VERSION.to_owned(),
        commit: COMMIT.map(str::to_owned),
        // None of them is a secret: those come from the environment.
        command: env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect(),
        user: whoami::username().ok(),
        host: whoami::hostname().ok(),
        utc_offset: now.to_zoned(TimeZone::system()).strftime("%:z").to_string(),
    }
}
