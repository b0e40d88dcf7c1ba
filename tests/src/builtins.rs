//! The built-in plugins get no private door: each is a component like any other, and imports nothing but
//! the log.

use std::collections::BTreeSet;

use tollgate_api::Limits;
use tollgate_batch::{NONE, SCOPE_PROJECT, Writer};
use tollgate_bundle::BUILTINS;
use tollgate_plugin::{Budget, Sandbox, digest, encode_json, inspect};

#[test]
fn each_imports_only_the_log() {
    assert!(!BUILTINS.is_empty());
    for builtin in BUILTINS {
        let inspected = inspect(builtin.component).expect(builtin.name);
        assert_eq!(inspected.manifest.id, builtin.name);
        assert!(inspected.interfaces.lint, "{}", builtin.name);
        assert_eq!(builtin.digest, digest(builtin.component), "{}", builtin.name);
        // `types` has no functions: it is there for the types of the log and of the answers.
        for import in &inspected.imports {
            let allowed = ["tollgate:plugin/log@0.1.0", "tollgate:plugin/types@0.1.0"];
            assert!(allowed.contains(&import.as_str()), "{} imports {import}", builtin.name);
        }
    }
}

#[test]
fn each_has_nothing_to_say_about_nothing() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let batch = Writer::new().finish(SCOPE_PROJECT, NONE);
    for builtin in BUILTINS {
        let plugin = sandbox.load(builtin.component).expect(builtin.name);
        let rules = &plugin.manifest().rules;
        // Its rules are those that a configuration declares.
        assert!(!rules.is_empty() || builtin.name == "declared", "{}", builtin.name);
        let options: serde_json::Map<_, _> =
            rules.iter().map(|rule| (rule.id.clone(), serde_json::json!({}))).collect();
        let settings = encode_json(&serde_json::json!({ "rules": options }));
        let budget = Budget::for_batch(&Limits::default(), 0, rules.len());
        assert_eq!(plugin.lint(&batch, &settings, budget).result, Ok(Vec::new()), "{}", builtin.name);
    }
}

/// The rule inventory: three hundred rows, each answered by a rule.
#[test]
fn every_row_of_the_inventory_is_answered() {
    const ROWS: usize = 300;
    let manifests = BUILTINS.iter().map(|builtin| inspect(builtin.component).expect(builtin.name).manifest);
    let answered: BTreeSet<String> =
        manifests.flat_map(|manifest| manifest.rules.clone()).flat_map(|rule| rule.answers).collect();
    let rows: BTreeSet<String> = (1..=ROWS).map(|row| format!("R{row:03}")).collect();
    let missing: Vec<&String> = rows.difference(&answered).collect();
    let unknown: Vec<&String> = answered.difference(&rows).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "no rule answers {missing:?}; no row is called {unknown:?}");
}

/// A control that names a rule which is not there would look at nothing.
#[test]
fn compliance_maps_name_rules_that_there_are() {
    let manifests = BUILTINS.iter().map(|builtin| inspect(builtin.component).expect(builtin.name).manifest);
    let rules: BTreeSet<String> = manifests.flat_map(|manifest| manifest.rules.clone()).map(|rule| rule.id).collect();
    let frameworks = tollgate_config::compliance::frameworks();
    assert!(frameworks.len() >= 6, "only {} standards", frameworks.len());
    for framework in frameworks {
        for control in &framework.controls {
            let unknown: Vec<_> = control.rules.iter().filter(|rule| !rules.contains(*rule)).collect();
            assert!(unknown.is_empty(), "{} {}: there are no rules {unknown:?}", framework.id, control.id);
        }
    }
}
