#![doc = include_str!("../README.md")]

pub mod access;
pub mod campaign;
mod clock;
mod deciding;
pub mod decisions;
mod evidence;
pub mod export;
pub mod findings;
pub mod orders;
pub mod output;
pub mod pack;
pub mod packet;
mod page;
mod report;
pub mod words;
mod workbook;
