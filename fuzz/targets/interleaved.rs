//! Interleaved RTP between RTSP answers, up to the judgement of a sample.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| probe::fuzz::interleaved(bytes));
