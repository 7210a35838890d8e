//! An inventory in CSV, from a ConfigMap of a user.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| operator::fuzz::csv(bytes));
