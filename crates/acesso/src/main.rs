//! The command `acesso`; what it does lives in the library.

use std::process::ExitCode;

// One thread is enough: the tool waits far more than it works.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    acesso::main().await
}
