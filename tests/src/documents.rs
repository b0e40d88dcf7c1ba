//! What the documents of the project say is true: their commands are the ones that are run, their code is the
//! code of the project, their map names every room.

use std::{collections::BTreeSet, path::Path};

use tollgate_report::{Masks, Style};
use tollgate_source::DiskWorld;

use crate::{checkout, examples::report_of};

/// The fenced blocks of a document: the words after the fence, and the text. A fence is closed by one that is
/// as long, so that a block may hold shorter ones.
fn fences(markdown: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut open = None;
    for line in markdown.lines() {
        let info = line.trim_start_matches('`');
        let ticks = line.len() - info.len();
        match open {
            None if ticks >= 3 => {
                open = Some(ticks);
                found.push((info.trim(), String::new()));
            }
            Some(long) if ticks >= long && info.is_empty() => open = None,
            Some(_) => {
                if let Some((_, text)) = found.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            None => {}
        }
    }
    assert!(open.is_none(), "the last fence is not closed");
    found
}

#[test]
fn the_commands_of_the_readme_are_the_ones_that_ci_runs() {
    let readme = checkout::read("README.md");
    let ci = checkout::read(".ci/run");
    let first = fences(&readme).into_iter().find(|(info, _)| *info == "sh").expect("README.md has a block of commands");
    let commands: Vec<&str> = first
        .1
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|c| !c.is_empty())
        .collect();
    assert_eq!(commands, ["cargo run -- check examples/ore", "cargo test --workspace"]);
    for command in commands {
        assert!(
            ci.lines().any(|line| line == command || line.starts_with(&format!("{command} "))),
            "README.md promises `{command}`, and .ci/run does not run it"
        );
    }
    assert_eq!(
        ci.lines().last(),
        Some("cargo test --workspace"),
        "the closing lines of .ci/run are those of the tests"
    );
}

/// What the README shows is what its first command prints.
#[test]
fn the_output_in_the_readme_is_real() {
    let readme = checkout::read("README.md");
    let (_, shown) = fences(&readme).into_iter().find(|(info, _)| *info == "text").expect("README.md shows output");
    let world = DiskWorld::new(checkout::root()).expect("the checkout is readable");
    let report = report_of("examples/ore");
    let printed = tollgate_report::text(&report, &world, &Masks::new(), Style::default());
    assert!(
        printed.contains(&shown),
        "README.md shows what `cargo run -- check examples/ore` no longer prints; copy the finding anew:\n{shown}"
    );
}

/// Code that a document quotes names its file, and stands there word for word.
#[test]
fn quoted_code_is_the_code_of_the_project() {
    let mut quotes = 0;
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        for (info, text) in fences(&checkout::read(document)) {
            let Some((_, rest)) = info.split_once("title=\"") else { continue };
            let file = rest.split('"').next().unwrap_or_default();
            quotes += 1;
            assert!(
                checkout::read(file).contains(&text),
                "{document} quotes {file}, which reads differently by now; the quote:\n{text}"
            );
        }
    }
    assert!(quotes > 0, "CONTRIBUTING.md quotes a rule");
}

#[test]
fn the_map_names_every_crate() {
    let map = checkout::read("ARCHITECTURE.md");
    assert!(map.lines().count() <= 300, "a map of more than 300 lines is not read");
    for (manifest, _) in checkout::files(["host".to_owned(), "plugins".into()], "toml") {
        let Some(folder) = manifest.strip_suffix("/Cargo.toml") else { continue };
        assert!(map.contains(&format!("`{folder}/`")), "ARCHITECTURE.md does not say what `{folder}/` is");
    }
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = checkout::read(document);
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(checkout::root().join(target).exists(), "{document} links to {target}, which does not exist");
        }
    }
}

/// A module that nobody declares is a suite that nobody runs.
#[test]
fn every_suite_is_declared() {
    let main = checkout::read("tests/src/main.rs");
    let declared: BTreeSet<&str> =
        main.lines().filter_map(|line| line.trim().strip_prefix("mod ")?.strip_suffix(';')).collect();
    for (path, _) in checkout::files(["tests/src".to_owned()], "rs") {
        let name = path.strip_prefix("tests/src/").and_then(|rest| rest.strip_suffix(".rs")).unwrap_or_default();
        // A folder belongs to the module of its name.
        let name = name.split('/').next().unwrap_or_default();
        assert!(
            name == "main" || declared.contains(name),
            "{path} is not declared: add `mod {name};` to tests/src/main.rs"
        );
    }
}

/// A rule is a file, a page and a name in the list of its plugin: where one is missing the rule is never run.
#[test]
fn every_rule_has_its_three_parts() {
    for (path, text) in checkout::files(["plugins".to_owned()], "rs") {
        let Some((plugin, rule)) = path.strip_suffix(".rs").and_then(|path| path.split_once("/src/rules/")) else {
            continue;
        };
        let list = checkout::read(&format!("{plugin}/src/lib.rs"));
        let listed = list.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == rule);
        assert!(listed, "{path}: `{rule}` is missing from `rules: […]` in {plugin}/src/lib.rs");
        let page = format!("{rule}.md");
        assert!(text.contains(&format!("include_str!(\"{page}\")")), "{path} does not include its page {page}");
        assert!(!checkout::read(&format!("{plugin}/src/rules/{page}")).is_empty());
    }
}

/// Paths of one machine are of no use on another, and say more about it than they should.
#[test]
fn no_file_names_a_path_of_this_machine() {
    let mut own = vec![checkout::root().display().to_string()];
    own.extend(["HOME", "CARGO_HOME", "USERPROFILE"].iter().filter_map(|name| std::env::var(name).ok()));
    // A directory right below the root is a part of the system, as is the home of its owner, which rules name.
    own.retain(|path| Path::new(path).components().count() > 2);
    // Written in parts, so that this file names none.
    let homes = [["/ho", "me/"], ["/Us", "ers/"], ["/ro", "ot/"], ["C:\\Us", "ers\\"]].map(|parts| parts.concat());
    for (path, text) in checkout::files([String::new()], "") {
        for (number, line) in text.lines().enumerate() {
            for needle in own.iter().chain(&homes) {
                let found = line.match_indices(needle.as_str()).any(|(at, _)| is_start(&line[..at]));
                assert!(!found, "{path}:{}: `{needle}` is a path of one machine", number + 1);
            }
        }
    }
}

/// Whether a path may begin after `before`: `https://example.org/home/` and `../root/` are none.
fn is_start(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '}' | '~'))
}
