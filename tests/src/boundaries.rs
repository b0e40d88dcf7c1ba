//! Who may know whom. The architecture is a set of absences: what a manifest does not name, its crate cannot
//! use. A new edge is a decision: it is made here, in the table, where a reviewer sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

use crate::checkout;

/// Edges between our crates, without the prefix `tollgate-`: each crate, and all it may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("api", &[]),
    ("ir", &["source"]),
    ("hcl", &["source"]),
    ("yaml", &["source"]),
    ("providers", &[]),
    ("compose", &["source", "ir", "yaml"]),
    ("kubernetes", &["source", "ir", "yaml"]),
    ("gotemplate", &["source", "yaml"]),
    ("helm", &["source", "ir", "yaml", "gotemplate", "kubernetes"]),
    ("discover", &["source", "hcl", "compose", "kubernetes"]),
    ("terraform", &["source", "ir", "hcl", "yaml", "providers"]),
    ("config", &["source", "api"]),
    ("report", &["source", "api", "ir"]),
    ("plugin", &["source", "api", "ir", "batch"]),
    (
        "engine",
        &[
            "source",
            "api",
            "ir",
            "hcl",
            "yaml",
            "providers",
            "discover",
            "terraform",
            "compose",
            "kubernetes",
            "helm",
            "config",
            "plugin",
        ],
    ),
    // The last two are for its example, which runs the pages of one plugin.
    ("ruletest", &["source", "api", "hcl", "yaml", "engine", "plugin", "componentize"]),
    ("batch", &[]),
    ("sdk", &["batch"]),
    ("componentize", &[]),
    ("bundle", &["componentize"]),
    (
        "tollgate",
        &[
            "source",
            "api",
            "ir",
            "discover",
            "terraform",
            "compose",
            "helm",
            "config",
            "plugin",
            "engine",
            "report",
            "ruletest",
            "bundle",
        ],
    ),
];

/// The suites see everything.
const SUITES: &str = "tests";

/// What a plugin may depend on: the same as anyone else's.
const PLUGIN: &[&str] = &["sdk"];
/// Tests of a plugin write batches by hand.
const PLUGIN_TESTS: &[&str] = &["sdk", "batch"];

/// Libraries that shape the crate they are used in, and the only crates that may name them.
const LIBRARIES: &[(&str, &[&str], &str)] = &[
    ("wasmtime", &["plugin"], "everything else compiles and is tested without it"),
    ("wit-bindgen", &["sdk"], "plugins get their bindings from the SDK"),
    ("wit-component", &["componentize"], "components are made in one place"),
    ("granit-parser", &["yaml"], "its events become our own tree in one place"),
    ("hcl-edit", &["hcl"], "syntax trees of the library do not leave the crate that lowers them"),
    ("miette", &["report"], "how findings look is decided in one place"),
    ("clap", &["tollgate"], "only the command line has arguments"),
    ("git2", &["tollgate"], "the repository is looked for at the edge"),
    ("ignore", &["discover", "engine", SUITES], "only discovery walks folders; patterns of `files.exclude` are git's"),
    ("jsonschema", &["config", "compose", "helm"], "data is checked where it is read"),
    (
        "rayon",
        &["engine", "helm", "tollgate"],
        "the engine hands out work; only a chart is large enough to be cut up. The command line says on how many threads",
    ),
];

#[test]
fn crates_depend_on_what_the_table_allows() {
    let crates = crates();
    let table: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let mut wrong = Vec::new();
    for one in crates.values().filter(|one| one.name != SUITES) {
        let (allowed, in_tests): (&[&str], &[&str]) = if one.is_plugin {
            (PLUGIN, PLUGIN_TESTS)
        } else if let Some(allowed) = table.get(one.name.as_str()) {
            (allowed, &[])
        } else {
            wrong.push(format!("`{}` is not in the table: say there which of our crates it may know", one.name));
            continue;
        };
        for dependency in one.ours(&crates) {
            let name = dependency.name.as_str();
            if !(allowed.contains(&name) || dependency.is_of_tests && in_tests.contains(&name)) {
                wrong.push(format!(
                    "`{}` must not depend on `{name}`; it may know {}. Move what it needs to a crate that both may know, or change the table if the architecture changes",
                    one.name,
                    list(allowed),
                ));
            }
        }
    }
    for name in table.keys().filter(|name| !crates.contains_key(**name)) {
        wrong.push(format!("the table speaks of `{name}`, which is no crate of the workspace any more"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_cycle_and_the_core_lies_below() {
    // Cargo forbids cycles of crates, not of what a table allows.
    let mut below: BTreeSet<&str> = BTreeSet::new();
    let mut left: Vec<_> = EDGES.to_vec();
    while !left.is_empty() {
        let before = left.len();
        let ready: Vec<&str> = left
            .iter()
            .filter(|(_, allowed)| allowed.iter().all(|name| below.contains(name)))
            .map(|(name, _)| *name)
            .collect();
        below.extend(&ready);
        left.retain(|(name, _)| !ready.contains(name));
        assert!(left.len() < before, "these allow a cycle: {left:?}");
    }
}

#[test]
fn libraries_stay_behind_their_doors() {
    let mut wrong = Vec::new();
    for one in crates().values() {
        for dependency in &one.dependencies {
            let Some((library, allowed, why)) = LIBRARIES.iter().find(|(name, ..)| *name == dependency.name) else {
                continue;
            };
            if !allowed.contains(&one.name.as_str()) {
                wrong.push(format!(
                    "`{}` names `{library}`, which only `{}` may: {why}",
                    one.name,
                    allowed.join("`, `")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn plugins_say_what_they_are() {
    for one in crates().values().filter(|one| one.is_plugin) {
        assert!(
            one.has_library,
            "`{}` needs `crate-type = [\"lib\", \"cdylib\"]`: the component is the one, its tests use the other",
            one.name
        );
    }
}

/// Where the pure middle would leak: the calls that reach disk, environment, clock, network and processes.
const EFFECTS: &[&str] =
    &["std::fs", "std::env", "std::process", "SystemTime", "Instant::now", "TcpStream", "UdpSocket"];

/// The files that may reach out, and for what. Paths end as written here.
const EDGES_OF_THE_WORLD: &[(&str, &str)] = &[
    ("host/source/src/world.rs", "`DiskWorld` is the only way to bytes"),
    ("host/plugin/src/cache.rs", "the compile cache is not part of any result"),
    ("host/compose/examples/growth.rs", "measures the front end on projects that it makes; no part of the program"),
    ("host/terraform/examples/survey.rs", "measures the front end; no part of the program"),
    ("host/terraform/examples/scale/main.rs", "the same, on configurations that it makes"),
    ("host/yaml/examples/throughput.rs", "measures the parser; no part of the program"),
];

#[test]
fn nothing_reaches_out_but_the_edges() {
    // `cli/` and the crates that build plugins are edges as a whole.
    let mut wrong = Vec::new();
    let plugins = crates().into_values().filter(|one| one.is_plugin);
    let plugins = plugins.map(|one| format!("plugins/{}/src", one.name.trim_start_matches("plugin-")));
    let folders = ["host".to_owned(), "plugins/sdk/src".into(), "plugins/batch/src".into()];
    for (path, text) in checkout::files(folders.into_iter().chain(plugins), "rs") {
        if EDGES_OF_THE_WORLD.iter().any(|(edge, _)| *edge == path) || is_test_file(&path) {
            continue;
        }
        for (number, line) in product_lines(&text) {
            if let Some(effect) = EFFECTS.iter().find(|effect| line.contains(**effect)) {
                wrong.push(format!(
                    "{path}:{number} uses `{effect}`. Bytes come through `World`, the date and the environment through settings"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Crates where the compiler cannot forbid unsafe code: the cache loads what it compiled itself, and a
/// component's exports are made by macros whose attributes count as unsafe.
const NOT_FORBIDDEN: &[&str] = &["host/plugin/src/lib.rs", "plugins/sdk/src/lib.rs"];

#[test]
fn unsafe_code_has_one_place() {
    let folders = || ["host".to_owned(), "plugins".into(), "cli".into()];
    for (path, text) in checkout::files(folders(), "rs") {
        let is_root = path.ends_with("/src/lib.rs") || path == "cli/src/main.rs";
        if is_root && !NOT_FORBIDDEN.contains(&path.as_str()) {
            assert!(text.contains("forbid(unsafe_code)"), "{path} lacks `#![forbid(unsafe_code)]`");
        }
        // One argument that it is safe, in one place that can be read.
        let lifted = ["expect", "allow"].iter().any(|lift| text.contains(&format!("[{lift}(unsafe_code")));
        assert!(!lifted || path == "host/plugin/src/cache.rs", "{path} lifts the ban on unsafe code");
    }
}

/// Lines with their numbers, up to the tests at the end of the file, without comments.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn list(names: &[&str]) -> String {
    match names.len() {
        0 => "none of our crates".to_owned(),
        _ => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}

struct Crate {
    /// Without `tollgate-`.
    name: String,
    dependencies: Vec<Dependency>,
    is_plugin: bool,
    has_library: bool,
}

struct Dependency {
    /// Without `tollgate-` where it is ours.
    name: String,
    is_ours: bool,
    is_of_tests: bool,
}

impl Crate {
    fn ours<'a>(&'a self, crates: &'a BTreeMap<String, Crate>) -> impl Iterator<Item = &'a Dependency> {
        self.dependencies.iter().filter(|dependency| dependency.is_ours && crates.contains_key(&dependency.name))
    }
}

fn crates() -> BTreeMap<String, Crate> {
    let manifest = checkout::root().join("Cargo.toml");
    let metadata = metadata(&manifest);
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    packages.iter().map(read).map(|one| (one.name.clone(), one)).collect()
}

fn read(package: &Value) -> Crate {
    let text = |value: &Value| value.as_str().expect("a string of cargo's").to_owned();
    let kinds: Vec<String> = package["targets"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|target| target["crate_types"].as_array().into_iter().flatten().map(text))
        .collect();
    let dependencies = package["dependencies"].as_array().into_iter().flatten().map(|dependency| Dependency {
        name: short(&text(&dependency["name"])),
        is_ours: dependency["path"].is_string(),
        is_of_tests: dependency["kind"] == "dev",
    });
    Crate {
        name: short(&text(&package["name"])),
        dependencies: dependencies.collect(),
        is_plugin: kinds.iter().any(|kind| kind == "cdylib"),
        has_library: kinds.iter().any(|kind| kind == "lib"),
    }
}

fn short(name: &str) -> String {
    name.strip_prefix("tollgate-").unwrap_or(name).to_owned()
}

fn metadata(manifest: &Path) -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--no-deps", "--manifest-path"])
        .arg(manifest)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}
