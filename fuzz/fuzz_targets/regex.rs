#![no_main]

#[path = "../../tests/support/property/mod.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|data: &[u8]| property::regex(data));
