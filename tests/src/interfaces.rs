//! The interfaces beside `lint`, each proved by a small real guest, and the compile cache under all of them.

use tollgate_plugin::{Budget, Interfaces, Sandbox, encode_json, inspect};

use crate::{guests, hostile::batch};

#[test]
fn a_cost_plugin_says_what_and_how_much() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let cost = sandbox.load(guests::COST).expect("an honest plugin");
    assert_eq!(cost.interfaces(), Interfaces { cost: true, ..Interfaces::default() });
    let settings = encode_json(&serde_json::json!({}));
    let items = cost.cost(&batch(), &settings, Budget::default()).result.expect("it completes");
    let rows: Vec<_> = items
        .iter()
        .map(|item| {
            (item.details[0].1.as_str(), item.quantity.as_str(), item.price_key.as_str(), item.assumption.as_str())
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("aws_instance.a", "730", "aws/ec2/t3.micro", "runs all month"),
            ("aws_instance.b", "730", "aws/ec2/t3.micro", "runs all month"),
            ("aws_instance.c", "", "", "variable `size` has no value"),
        ]
    );
    assert!(cost.lint(&batch(), &settings, Budget::default()).result.is_err(), "it has no rules");
}

#[test]
fn a_scaffold_plugin_makes_files() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let scaffold = sandbox.load(guests::SCAFFOLD).expect("an honest plugin");
    let settings = encode_json(&serde_json::json!({}));
    let answers = encode_json(&serde_json::json!({ "name": "orders" }));
    let files = scaffold.scaffold(&answers, &settings, Budget::default()).result.expect("it completes");
    let rows: Vec<_> = files
        .iter()
        .map(|file| (file.path.as_str(), String::from_utf8_lossy(&file.contents), file.executable))
        .collect();
    assert_eq!(
        rows,
        [("README.md", "# orders\n".into(), false), ("bin/run", "#!/bin/sh\nexec ./orders\n".into(), true)]
    );
    let failure = scaffold.scaffold(&settings, &settings, Budget::default()).result.expect_err("no name");
    assert_eq!(failure.message, "it gave up: the answer `name` is missing");
}

#[test]
fn an_honest_component_imports_only_the_log() {
    let inspected = inspect(guests::STEADY).expect("an honest plugin");
    assert_eq!(inspected.manifest.id, "steady");
    for import in &inspected.imports {
        assert!(import.starts_with("tollgate:plugin/"), "{import}");
    }
}

#[test]
fn compiled_plugins_are_kept_and_damage_is_noticed() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("cache/plugins");
    let run = || {
        let sandbox = Sandbox::new(Some(&folder)).expect("this machine runs WebAssembly");
        assert_eq!(sandbox.cache_problem(), None);
        let steady = sandbox.load(guests::STEADY).expect("an honest plugin");
        let settings = encode_json(&serde_json::json!({}));
        steady.lint(&batch(), &settings, Budget::default()).result.expect("it completes").len()
    };
    let entries =
        || -> Vec<_> { std::fs::read_dir(&folder).expect("made").map(|entry| entry.expect("listed").path()).collect() };
    assert_eq!(run(), 3);
    let [entry] = &entries()[..] else { panic!("one entry: {:?}", entries()) };
    let compiled = std::fs::read(entry).expect("read");
    assert_eq!(run(), 3);
    let mut damaged = compiled.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for bad in [&damaged[..], &compiled[..compiled.len() - 1], b""] {
        std::fs::write(entry, bad).expect("written");
        assert_eq!(run(), 3);
        assert_eq!(std::fs::read(entry).expect("read").len(), compiled.len(), "the entry was made anew");
    }
    assert_eq!(entries().len(), 1, "no temporary files stay");
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_can_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o777)).expect("set");
    let sandbox = Sandbox::new(Some(home.path())).expect("this machine runs WebAssembly");
    let problem = sandbox.cache_problem().expect("refused");
    assert!(problem.contains("others can write to it") && problem.contains("chmod 700"), "{problem}");
    assert!(sandbox.load(guests::STEADY).is_ok(), "compiled anew instead");
    assert_eq!(std::fs::read_dir(home.path()).expect("listed").count(), 0);
}
