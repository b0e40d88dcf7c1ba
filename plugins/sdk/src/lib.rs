//! Write a Tollgate plugin in Rust.
//!
//! A rule is three things: a file with a `pub const RULE`, a page beside it, and its name in the list of
//! [`plugin!`]:
//!
//! ```ignore
//! tollgate_sdk::plugin! {
//!     id: "acme",
//!     rules: [public_bucket],
//! }
//! ```
//!
//! Reads are three-valued ([`Read`], [`Answer`]): nothing turns an unknown into a plain value, so a rule has
//! to say what it does with one, usually [`Context::undecided`].
//!
//! Plugins import nothing but a log: no clock, no files, no network. They are a pure function of the batch
//! and the settings.

mod answer;
pub mod bindings;
pub mod cidr;
mod companion;
pub mod constraint;
mod context;
pub mod firewall;
pub mod glob;
mod json;
mod manifest;
mod resource;
mod run;
pub mod secrets;
mod setting;
mod value;

pub use answer::{Answer, Read};
pub use companion::{Companions, companions, near, saying};
pub use context::{Context, Place, Report};
pub use json::Json;
pub use manifest::{Check, Fix, Level, Precision, Rule, RunningRule, manifest_bytes, manifest_len, running};
pub use resource::{Existence, Input, Resource, View};
pub use run::{check, check_described, log_panics};
pub use setting::Setting;
pub use value::{Ref, Value, ValueId};

/// Declares a lint plugin: its id and its rules, each the name of a module in `src/rules/`.
///
/// Makes the modules, the manifest section and the exports of the component. The version is that of the crate.
#[macro_export]
macro_rules! plugin {
    (id: $id:literal, described: $check:path $(,)?) => {
        #[doc = "The length of the manifest in bytes."]
        pub const MANIFEST_LEN: usize = $crate::manifest_len($id, env!("CARGO_PKG_VERSION"), &[]);

        #[cfg_attr(target_arch = "wasm32", used, unsafe(link_section = "tollgate:manifest"))]
        #[doc = "The manifest as JSON: the rules are the host's to add."]
        pub static MANIFEST: [u8; MANIFEST_LEN] = $crate::manifest_bytes($id, env!("CARGO_PKG_VERSION"), &[]);

        struct Plugin;

        impl $crate::bindings::exports::tollgate::plugin::lint::Guest for Plugin {
            fn check(
                batch: Vec<u8>,
                settings: Vec<u8>,
            ) -> Result<Vec<$crate::bindings::exports::tollgate::plugin::lint::Verdict>, String> {
                $crate::log_panics();
                $crate::check_described($check, &batch, &settings)
            }
        }

        #[cfg(target_arch = "wasm32")]
        $crate::bindings::export_lint!(Plugin with_types_in $crate::bindings);
    };
    (id: $id:literal, rules: [$($rule:ident),* $(,)?] $(,)?) => {
        #[doc = "One file and one page per rule."]
        pub mod rules {
            $(pub mod $rule;)*
        }

        #[doc = "The rules of this plugin, in the order of the manifest."]
        pub const RULES: &[$crate::Rule] = &[$(rules::$rule::RULE),*];

        // Pages are whole documents, and a plugin may have a hundred: evaluating them takes longer than the lint
        // thinks sane.
        #[allow(long_running_const_eval)]
        #[doc = "The length of the manifest in bytes."]
        pub const MANIFEST_LEN: usize = $crate::manifest_len($id, env!("CARGO_PKG_VERSION"), RULES);

        #[allow(long_running_const_eval)]
        #[cfg_attr(target_arch = "wasm32", used, unsafe(link_section = "tollgate:manifest"))]
        #[doc = "The manifest as JSON."]
        pub static MANIFEST: [u8; MANIFEST_LEN] = $crate::manifest_bytes($id, env!("CARGO_PKG_VERSION"), RULES);

        struct Plugin;

        impl $crate::bindings::exports::tollgate::plugin::lint::Guest for Plugin {
            fn check(
                batch: Vec<u8>,
                settings: Vec<u8>,
            ) -> Result<Vec<$crate::bindings::exports::tollgate::plugin::lint::Verdict>, String> {
                $crate::log_panics();
                static RUNNING: [$crate::RunningRule; RULES.len()] = $crate::running(RULES);
                $crate::check(&RUNNING, &batch, &settings)
            }
        }

        #[cfg(target_arch = "wasm32")]
        $crate::bindings::export_lint!(Plugin with_types_in $crate::bindings);
    };
}
