//! A `WWW-Authenticate` header and the login that answers it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| probe::fuzz::challenge(bytes));
