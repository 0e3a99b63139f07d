#![doc = include_str!("../README.md")]

mod clients;
mod faults;
pub mod flood;
mod heap;
pub mod matrix;
pub mod memory;
pub mod rate;
mod recorder;
pub mod rows;
pub mod server;
pub mod soak;
pub mod storm;
pub mod table;
