//! Which store a command uses.

use std::path::PathBuf;

use acesso_forms::output::Output;
use acesso_review::{
    model::Failure,
    store::{Holds, Store},
};
use etcetera::BaseStrategy;

use crate::cli::StoreOptions;

/// The file that was named, or the one in the user's data directory.
pub(crate) fn path(options: &StoreOptions, holds: Holds) -> Result<PathBuf, Failure> {
    if let Some(path) = &options.store {
        return Ok(path.clone());
    }
    let Ok(directories) = etcetera::choose_base_strategy() else {
        return Err(Failure::Usage {
            what: "there is no home directory to keep what is read in".to_owned(),
            advice: "say where to keep it with --store FILE",
        });
    };
    let name = match holds {
        Holds::RealAccounts => "acesso.db",
        Holds::Sandbox => "sandbox.db",
    };
    Ok(directories.data_dir().join("acesso").join(name))
}

/// Opens the store that was named, or the one in the user's data directory: that of real accounts or the sandbox's.
/// Says so where it is imaginary people's.
pub(crate) fn open(options: &StoreOptions, sandbox: bool, output: &Output) -> Result<Store, Failure> {
    let asked = if sandbox { Holds::Sandbox } else { Holds::RealAccounts };
    let store = Store::open(&path(options, asked)?)?;
    match store.holds()? {
        Some(Holds::RealAccounts) if sandbox => Err(Failure::Usage {
            what: format!(
                "{} holds runs of real accounts, and --sandbox asks for imaginary ones",
                store.path().display()
            ),
            advice: "leave out --sandbox, or name another file with --store",
        }),
        Some(Holds::Sandbox) => {
            output.say_sandbox_data();
            Ok(store)
        }
        _ => Ok(store),
    }
}
