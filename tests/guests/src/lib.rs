//! What the guests share: bindings and manifests by macro, since each guest is a component of its own.
//!
//! They do without the SDK on purpose: a hostile plugin would, and what the host survives must not depend on
//! good manners.

pub use tollgate_batch as batch;
pub use wasip2;
pub use wit_bindgen;

/// A lint plugin `id` with one rule `guest/id`, whose check is the function `check`.
#[macro_export]
macro_rules! lint_guest {
    ($id:literal) => {
        $crate::lint_guest!($id, api: "0.1.0", batch_format: "1");
    };
    ($id:literal, api: $api:literal, batch_format: $format:literal) => {
        mod bindings {
            $crate::wit_bindgen::generate!({ path: "../../wit", world: "lint-plugin", runtime_path: "tollgate_guests::wit_bindgen::rt" });
        }
        #[allow(unused_imports)]
        use bindings::{exports::tollgate::plugin::lint::Guest, tollgate::plugin::{log::{Level, log}, types::*}};

        $crate::manifest!(concat!(
            r#"{"id":""#, $id, r#"","version":"1.0.0","api":""#, $api, r#"","batch_format":"#, $format,
            r#","rules":[{"id":"guest/"#, $id, r#"","level":"warning","severity":1.0,"precision":"high","#,
            r#""inputs":["terraform","compose","kubernetes"],"types":["*"],"scope":"project","summary":"A guest of the tests.","#,
            r#""page":"A guest of the tests.","options":{},"fix":"none"}]}"#
        ));

        struct Plugin;

        impl Guest for Plugin {
            fn check(batch: Vec<u8>, settings: Vec<u8>) -> Result<Vec<Verdict>, String> {
                std::panic::set_hook(Box::new(|info| log(Level::Error, &info.to_string())));
                check(batch, settings)
            }
        }

        bindings::export!(Plugin with_types_in bindings);
    };
}

/// The section that the manifest of a plugin is read from.
#[macro_export]
macro_rules! manifest {
    ($json:expr) => {
        #[used]
        #[unsafe(link_section = "tollgate:manifest")]
        static MANIFEST: [u8; $json.len()] = {
            let mut bytes = [0; $json.len()];
            bytes.copy_from_slice($json.as_bytes());
            bytes
        };
    };
}
