//! What is done when the process is told to end: nothing of the moment stays, since personal data is in it; and a command that
//! we run for somebody decides itself.

use std::{io, process, thread};

use acesso_review::store::temporary;
use tokio::runtime;

/// Removes files and folders of the moment when somebody tells the process to end, and ends it with 128 and the signal's number,
/// as shells say it. It waits on a thread of its own: the others may be busy.
pub(crate) fn clean_up_when_told_to_end() {
    let waits = runtime::Builder::new_current_thread().enable_io().build();
    thread::spawn(move || {
        // Where nothing tells of signals the system ends the process as ever.
        let Ok(signal) = waits.and_then(|waits| waits.block_on(told_to_end())) else { return };
        let _nothing_new_is_made = temporary::remove_all();
        process::exit(128 + signal);
    });
}

/// Ctrl-C, Ctrl-\, a plain `kill`, or a terminal that was closed.
#[cfg(unix)]
async fn told_to_end() -> io::Result<i32> {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = async |kind: SignalKind| {
        // Who started us wants it to be ignored: a shell that runs us behind a script.
        if is_ignored(kind) {
            std::future::pending::<()>().await;
        }
        signal(kind)?.recv().await;
        io::Result::Ok(kind.as_raw_value())
    };
    tokio::select! {
        ended = wait(SignalKind::hangup()) => ended,
        ended = wait(SignalKind::interrupt()) => ended,
        ended = wait(SignalKind::quit()) => ended,
        ended = wait(SignalKind::terminate()) => ended,
    }
}

/// Ctrl-C, Ctrl-\ and a terminal's end go to the command that we run, too: it decides what they mean, and we go on as long as
/// what is returned is held.
#[cfg(unix)]
pub(crate) fn leave_ctrl_c_to_others() -> io::Result<impl Sized> {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit()];
    // One that is ignored stays so, for the command as well.
    kinds.into_iter().filter(|kind| !is_ignored(*kind)).map(signal).collect::<io::Result<Vec<_>>>()
}

/// Ctrl-C goes to the command that we run, too: it decides what that means, and we go on as long as what is returned is held.
#[cfg(not(unix))]
pub(crate) fn leave_ctrl_c_to_others() -> io::Result<impl Sized> {
    tokio::signal::windows::ctrl_c()
}

/// A plain `kill`, which comes to us alone, from now on; says which signal it was.
#[cfg(unix)]
pub(crate) fn termination() -> io::Result<impl Future<Output = i32>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut told = signal(SignalKind::terminate())?;
    Ok(async move {
        told.recv().await;
        SignalKind::terminate().as_raw_value()
    })
}

/// Nobody says so here before the process is gone.
#[cfg(not(unix))]
pub(crate) fn termination() -> io::Result<impl Future<Output = i32>> {
    Ok(std::future::pending())
}

/// Whether the process was started with this signal ignored, where the system says so.
#[cfg(unix)]
fn is_ignored(kind: tokio::signal::unix::SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let bit = u32::try_from(kind.as_raw_value() - 1).ok().and_then(|place| 1_u64.checked_shl(place));
    bit.is_some_and(|bit| mask & bit != 0)
}

/// Ctrl-C, which has the number that it has elsewhere.
#[cfg(not(unix))]
async fn told_to_end() -> io::Result<i32> {
    tokio::signal::ctrl_c().await.map(|()| 2)
}
