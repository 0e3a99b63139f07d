//! Whatever a program does with its calls, and whatever the service does with them, each call ends. The clock is paused
//! but for those over sockets, so that hours of waiting take no time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

#[path = "common/builder.rs"]
mod builder;
#[path = "never_hangs/half_way.rs"]
mod half_way;
#[path = "never_hangs/limits.rs"]
mod limits;
#[path = "never_hangs/lists.rs"]
mod lists;
#[path = "never_hangs/outcomes.rs"]
mod outcomes;
#[path = "never_hangs/programs.rs"]
mod programs;
#[path = "never_hangs/refusals.rs"]
mod refusals;
#[cfg(feature = "reqwest")]
#[path = "never_hangs/sockets.rs"]
mod sockets;
#[path = "never_hangs/support.rs"]
mod support;
#[path = "never_hangs/tokens.rs"]
mod tokens;
