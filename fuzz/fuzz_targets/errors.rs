#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| acesso_fuzz::errors::check(bytes));
