//! The built-in plugins as bytes. They get no private door: the host treats them as any other plugin.
#![forbid(unsafe_code)]

/// A component that ships with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Builtin {
    pub name: &'static str,
    pub component: &'static [u8],
    /// SHA-256 of `component`, in hexadecimal.
    pub digest: &'static str,
}

/// Sorted by name.
pub const BUILTINS: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
