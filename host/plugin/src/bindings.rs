//! The typed side of `wit/plugin.wit`.
//!
//! A world of all interfaces, for their types: a component that exports only some of them is probed for each.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "generated")]

wasmtime::component::bindgen!({
    path: "../../wit",
    inline: "
        package tollgate:host;

        world every {
            include tollgate:plugin/lint-plugin@0.1.0;
            include tollgate:plugin/cost-plugin@0.1.0;
            include tollgate:plugin/scaffold-plugin@0.1.0;
        }
    ",
    world: "tollgate:host/every",
});
