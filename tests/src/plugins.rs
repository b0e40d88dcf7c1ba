//! The built-in plugins, compiled once for all suites.

use std::sync::OnceLock;

use tollgate_engine::PluginSet;
use tollgate_plugin::Sandbox;

/// Copies share what is compiled.
pub(crate) fn built_in() -> PluginSet {
    static PLUGINS: OnceLock<PluginSet> = OnceLock::new();
    PLUGINS
        .get_or_init(|| {
            let mut plugins = PluginSet::new(Sandbox::new(None).expect("this machine runs plugins"));
            let components: Vec<_> = tollgate_bundle::BUILTINS.iter().map(|one| (one.component, one.digest)).collect();
            plugins.add_built_in(&components);
            plugins
        })
        .clone()
}
