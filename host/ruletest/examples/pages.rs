//! Runs the pages of plugins from the modules that cargo makes of them: the quick way while writing rules, because
//! nothing but the plugin is built again.
//!
//! `cargo run -p tollgate-ruletest --example pages -- MODULE.wasm… [--only TEXT]`
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::{env, fs, process::ExitCode};

use tollgate_engine::PluginSet;
use tollgate_plugin::Sandbox;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut plugins = PluginSet::new(Sandbox::new(None)?);
    let mut only = String::new();
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--only" {
            only = args.next().ok_or("--only takes a part of the ids of rules")?;
            continue;
        }
        let module = fs::read(&arg).map_err(|error| format!("`{arg}` cannot be read: {error}"))?;
        plugins.add(tollgate_componentize::componentize(&module)?, None, tollgate_api::Limits::default());
    }
    if plugins.entries().is_empty() {
        return Err("name the module of a plugin, such as target/wasm32-unknown-unknown/debug/my_plugin.wasm".into());
    }
    let (mut count, mut bad) = (0, 0);
    for rule in plugins.entries().iter().flat_map(|entry| &entry.manifest.rules) {
        if !rule.id.contains(&only) {
            continue;
        }
        count += 1;
        for problem in tollgate_ruletest::check_page(rule, &plugins) {
            bad += 1;
            println!("{} line {}, {}: {}", rule.id, problem.line, problem.case, problem.message);
        }
    }
    for problem in plugins.broken() {
        bad += 1;
        println!("{}: {}", problem.plugin, problem.message);
    }
    println!("{count} pages, {bad} problems");
    Ok(if bad == 0 && count > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
