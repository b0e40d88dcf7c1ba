//! The component interface, generated from `wit/plugin.wit`. Authors do not need to look in here.
#![allow(missing_debug_implementations, unreachable_pub, clippy::all)]

wit_bindgen::generate!({
    path: "../../wit",
    world: "lint-plugin",
    pub_export_macro: true,
    export_macro_name: "export_lint",
    default_bindings_module: "tollgate_sdk::bindings",
});
