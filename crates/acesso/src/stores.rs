//! Which store a command uses.

use std::path::PathBuf;

use acesso_forms::output::Output;
use acesso_review::{
    model::Failure,
    store::{self, Holds, Store},
};
use etcetera::BaseStrategy;

use crate::cli::StoreOptions;

/// The file that was named, or the one in the user's data directory.
pub(crate) fn path(options: &StoreOptions, holds: Holds) -> Result<PathBuf, Failure> {
    if let Some(path) = &options.store {
        return Ok(path.clone());
    }
    let Ok(directories) = etcetera::choose_base_strategy() else {
        return Err(Failure::usage("failure-no-data-home", &[]));
    };
    let name = match holds {
        Holds::RealAccounts => "acesso.db",
        Holds::Sandbox => "sandbox.db",
    };
    Ok(directories.data_dir().join("acesso").join(name))
}

/// Opens the store that was named, or the one in the user's data directory, to write into it: that of real accounts or the
/// sandbox's. Says so where it is imaginary people's.
pub(crate) fn open(options: &StoreOptions, sandbox: bool, output: &Output) -> Result<Store, Failure> {
    let store = Store::open(&path_of(options, sandbox)?)?;
    checked(store, sandbox, output)
}

/// The same, to read it: nothing of it changes.
pub(crate) fn open_to_read(options: &StoreOptions, sandbox: bool, output: &Output) -> Result<Store, Failure> {
    let store = Store::open_to_read(&path_of(options, sandbox)?)?;
    checked(store, sandbox, output)
}

/// Says in which file something went wrong that only the store knows of.
pub(crate) fn naming(failure: Failure, options: &StoreOptions, sandbox: bool) -> Failure {
    match path_of(options, sandbox) {
        Ok(path) => store::naming(failure, &path),
        Err(_) => failure,
    }
}

/// Where the store of a command is.
pub(crate) fn path_of(options: &StoreOptions, sandbox: bool) -> Result<PathBuf, Failure> {
    path(options, asked(sandbox))
}

fn asked(sandbox: bool) -> Holds {
    if sandbox { Holds::Sandbox } else { Holds::RealAccounts }
}

fn checked(store: Store, sandbox: bool, output: &Output) -> Result<Store, Failure> {
    match store.holds()? {
        Some(Holds::RealAccounts) if sandbox => {
            Err(Failure::usage("failure-store-of-real-accounts", &[("file", &store.path().display())]))
        }
        Some(Holds::Sandbox) => {
            output.say_sandbox_data();
            Ok(store)
        }
        _ => Ok(store),
    }
}
