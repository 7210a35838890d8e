//! An RTSP answer: status line, headers, body.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| probe::fuzz::response(bytes));
