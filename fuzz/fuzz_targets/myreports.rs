#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| acesso_fuzz::myreports::check(bytes));
