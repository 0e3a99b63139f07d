#![doc = include_str!("../README.md")]

mod faults;
pub mod flood;
mod heap;
pub mod matrix;
mod operations;
mod recorder;
pub mod server;
pub mod table;
