//! The guests of `tests/guests`, as components.

include!(concat!(env!("OUT_DIR"), "/guests.rs"));
