#![doc = include_str!("../README.md")]

mod faults;
pub mod matrix;
mod operations;
