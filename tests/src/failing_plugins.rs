//! A plugin that fails costs its own verdicts and nothing else: reports beside it are complete.

use tollgate_api::{Limits, PluginErrorKind, Report};
use tollgate_engine::{PluginSet, Request, check};
use tollgate_source::{DiskWorld, SourceMap, WorldPath};

use crate::{checkout, guests, plugins::built_in};

fn report(plugins: &PluginSet) -> Report {
    let world = DiskWorld::new(checkout::root()).expect("the checkout is readable");
    let path = WorldPath::new("examples/ticketing").expect("inside of the checkout");
    let request = Request { paths: vec![path], today: "2026-11-20".into(), ..Request::default() };
    check(&world, &SourceMap::new(), &request, plugins).expect("the example can be checked").report
}

#[test]
fn the_findings_of_the_others_are_complete() {
    let alone = report(&built_in());
    assert!(alone.findings.len() > 10, "an empty report proves nothing");
    let small = Limits { fuel: Some(300_000_000), memory: Some(192 << 20) };
    for (name, guest, kind) in [
        ("panic", guests::PANIC, PluginErrorKind::Trap),
        ("deep recursion", guests::DEEP_RECURSION, PluginErrorKind::Trap),
        ("endless loop", guests::ENDLESS_LOOP, PluginErrorKind::Fuel),
        ("memory bomb", guests::MEMORY_BOMB, PluginErrorKind::Memory),
        ("million findings", guests::MILLION_FINDINGS, PluginErrorKind::Output),
        ("huge message", guests::HUGE_MESSAGE, PluginErrorKind::Output),
        ("forged node", guests::FORGED_NODE, PluginErrorKind::Output),
        ("wrong batch version", guests::WRONG_BATCH_VERSION, PluginErrorKind::Link),
        ("unknown import", guests::UNKNOWN_IMPORT, PluginErrorKind::Link),
    ] {
        let mut plugins = built_in();
        plugins.add(guest, Some(name), small);
        let beside = report(&plugins);
        assert_eq!(beside.findings, alone.findings, "beside {name}");
        assert_eq!(beside.undecided, alone.undecided, "beside {name}");
        let [error] = beside.plugin_errors.as_slice() else { panic!("{name}: {:?}", beside.plugin_errors) };
        assert_eq!((error.plugin.as_str(), error.kind), (name, kind), "{}", error.message);
        assert!(!error.message.is_empty() && error.digest.len() == 64, "{name}");
    }
}

#[test]
fn a_plugin_on_the_deny_all_stubs_is_one_of_many() {
    let mut plugins = built_in();
    plugins.add(guests::WASI, Some("wasi"), Limits::default());
    let report = report(&plugins);
    assert_eq!(report.plugin_errors, []);
}
