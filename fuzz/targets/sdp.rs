//! The description of a stream, parameter sets included.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| probe::fuzz::sdp(bytes));
