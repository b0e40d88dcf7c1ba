//! From a plugin crate to a component, in two steps.
//!
//! [`compile`] runs cargo for `wasm32-unknown-unknown`, a target that gives a plugin no way to reach the
//! outside, and yields core modules. [`componentize`] wraps one into a component: the interface types that
//! the guest bindings left in the module become the component's imports and exports, and the manifest moves
//! to where a host finds it without looking into modules.
//!
//! Used by the build script of the built-in plugins, by tests, and by whoever builds plugins of their own.
#![forbid(unsafe_code)]

mod compile;
mod component;
mod target;

pub use compile::{Build, Module, compile};
pub use component::{MANIFEST_SECTION, componentize};
pub use target::{TARGET, ensure_target};

/// Why there is no component. Each message ends with the next step where one is known.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{command}` could not be started: {reason}")]
    Start { command: String, reason: String },
    #[error("the Rust target `{TARGET}` is not installed{detail}; install it with `{fix}`")]
    Target { detail: String, fix: String },
    #[error("cargo could not build the plugins of `{manifest}`:\n{output}")]
    Build { manifest: String, output: String },
    #[error(
        "cargo built no WebAssembly module from `{manifest}`; plugin crates need `crate-type = [\"lib\", \"cdylib\"]`"
    )]
    NoModule { manifest: String },
    #[error("`{path}` cannot be read: {reason}")]
    Read { path: String, reason: String },
    #[error("the module is not valid WebAssembly: {reason}")]
    Invalid { reason: String },
    #[error("the module has no `{MANIFEST_SECTION}` section; export the plugin with the SDK's macro")]
    NoManifest,
    #[error("the module is no component of `tollgate:plugin`: {reason}")]
    Encode { reason: String },
}
