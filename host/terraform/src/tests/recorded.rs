//! Answers recorded from the real Terraform, in `conformance/`: every row has to come out as it did there.

use std::fmt::Write;

use serde_json::Value as Json;
use tollgate_ir::{AddressKind, Kind, Project, Value};
use tollgate_source::Level;

use super::{Given, display::display};
use crate::{console::type_text, eval_text};

#[test]
fn expressions() {
    check_expressions(include_str!("../../conformance/expressions.jsonl"));
}

#[test]
fn own_expressions() {
    check_expressions(include_str!("../../conformance/own-expressions.jsonl"));
}

#[test]
fn configurations() {
    check_configurations(include_str!("../../conformance/modules.jsonl"));
}

#[test]
fn own_configurations() {
    check_configurations(include_str!("../../conformance/own-configurations.jsonl"));
}

/// Where more is known here than Terraform says; the reasons stand in `conformance/README.md`.
const MORE_PRECISE: &[(&str, &str)] = &[
    ("local.u == null", "false"),
    ("false && local.u == \"x\"", "false"),
    ("local.u == \"x\" || true", "true"),
    ("merge({a=1}, terraform_data.u.output)", "{ \"a\" = (known after apply) } …"),
    ("length(terraform_data.f)", "2"),
    ("keys(terraform_data.f)", "[ \"a\", \"b\", ]"),
    ("[for k, v in terraform_data.f : v.id]", "[ (known after apply), (known after apply), ]"),
    ("compact([local.u, \"\"])", "tolist([ (known after apply), ])"),
    ("flatten([[local.u],[1]])", "[ (known after apply), 1, ]"),
    ("distinct([local.u, local.u])", "tolist([ (known after apply), ])"),
    ("{for k in toset([local.u]) : k => 1}", "{} …"),
];

#[test]
fn unknowns() {
    let given = Given::main(
        "resource \"terraform_data\" \"u\" {}\n\
         resource \"terraform_data\" \"f\" { for_each = toset([\"a\", \"b\"]) }\n\
         variable \"v\" {\n type = string\n default = \"d\"\n sensitive = true\n}\n\
         locals { u = terraform_data.u.id }\n",
    );
    let recorded = include_str!("../../conformance/unknowns-golden.txt");
    let rows: Vec<(&str, &str)> =
        recorded.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once("  => ")).collect();
    let texts: Vec<String> = rows.iter().map(|(expression, _)| (*expression).to_owned()).collect();
    let mut failures = Failures::default();
    for ((expression, recorded), answer) in rows.iter().zip(eval_text(&given.request(), &texts)) {
        let more = MORE_PRECISE.iter().find(|(of, _)| of == expression).map(|(_, value)| *value);
        let seen = answer.map_or_else(|message| format!("error: {message}"), |value| display(&value));
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        failures.compare(&Json::Null, expression, more.unwrap_or(&one_line(recorded)).to_owned(), one_line(&seen));
    }
    failures.none();
}

/// The first line holds the files of the context, each other one an expression and its answer.
fn check_expressions(recorded: &str) {
    let mut rows = rows(recorded);
    let given = given(&rows.remove(0)["context"]);
    let texts: Vec<String> = rows.iter().map(|row| text(&row["expr"]).to_owned()).collect();
    let answers = eval_text(&given.request(), &texts);
    let mut failures = Failures::default();
    for (row, answer) in rows.iter().zip(answers) {
        failures.compare(row, text(&row["expr"]), wanted(row), answered(row, answer));
    }
    failures.none();
}

fn wanted(row: &Json) -> String {
    if row["status"] == "error" {
        return "an error".to_owned();
    }
    let ty = row.get("type").map(|ty| format!("\n: {}", text(ty))).unwrap_or_default();
    format!("{}{ty}", text(&row["display"]))
}

fn answered(row: &Json, answer: Result<Value, String>) -> String {
    match answer {
        Err(_) if row["status"] == "error" => "an error".to_owned(),
        Err(message) => format!("error: {message}"),
        Ok(value) => {
            // What only the console can call has no type of its own recorded, and prints without quotes.
            let Some(_) = row.get("type") else {
                return value.as_str().map_or_else(|| display(&value), str::to_owned);
            };
            let ty = match &value.kind {
                Kind::Unknown(_) => text(&row["type"]).to_owned(),
                _ => type_text(&value.ty()).split_whitespace().collect::<Vec<_>>().join(" "),
            };
            format!("{}\n: {ty}", display(&value))
        }
    }
}

/// Each line holds the files of a configuration, the arguments of the command, and what was planned.
fn check_configurations(recorded: &str) {
    let mut failures = Failures::default();
    for row in rows(recorded) {
        let mut given = given(&row["files"]);
        for argument in row["args"].as_array().into_iter().flatten() {
            let (name, value) = text(argument)
                .strip_prefix("-var=")
                .and_then(|assignment| assignment.split_once('='))
                .expect("arguments are of the form `-var=name=value`");
            given = given.var(name, value);
        }
        let project = given.project();
        let wanted = if row["status"] == "error" { "an error".to_owned() } else { planned(&row) };
        let errors = given.told(&project, Level::Error);
        let seen = match errors.is_empty() {
            true => seen(&project),
            false if row["status"] == "error" => "an error".to_owned(),
            false => format!("{errors:#?}"),
        };
        failures.compare(&row, text(&row["id"]), wanted, seen);
    }
    failures.none();
}

fn planned(row: &Json) -> String {
    let mut out = String::new();
    for resource in row["resources"].as_array().into_iter().flatten() {
        let (input, triggers) = (&resource["input"], &resource["triggers_replace"]);
        writeln!(out, "{} {input} {triggers}", text(&resource["address"])).expect("written");
    }
    for (name, value) in row["outputs"].as_object().into_iter().flatten() {
        writeln!(out, "{name} = {value}").expect("written");
    }
    sorted(&out)
}

fn seen(project: &Project) -> String {
    let mut out = String::new();
    for resource in &project.resources {
        if matches!(resource.address.kind, AddressKind::Terraform { .. }) {
            let attribute = |name| resource.body.get(name).map_or(Json::Null, json);
            writeln!(out, "{} {} {}", resource.address, attribute("input"), attribute("triggers_replace"))
                .expect("written");
        }
    }
    for (name, value) in &project.roots[0].outputs {
        writeln!(out, "{name} = {}", json(value)).expect("written");
    }
    sorted(&out)
}

fn sorted(lines: &str) -> String {
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// A value as `terraform show -json` writes it.
fn json(value: &Value) -> Json {
    match &value.kind {
        Kind::Null(_) => Json::Null,
        Kind::Bool(b) => Json::from(*b),
        Kind::Number(n) => serde_json::from_str(&n.to_string()).expect("finite numbers are JSON"),
        Kind::String(text) => Json::from(&**text),
        Kind::Unknown(_) => Json::from("(known after apply)"),
        _ => match value.entries() {
            // In order of key, as in the recording.
            Some(entries) => entries.iter().map(|(key, entry)| (key.to_string(), json(&entry.value))).collect(),
            None => value.elements().into_iter().flatten().map(json).collect(),
        },
    }
}

fn given(files: &Json) -> Given {
    let files: Vec<(&str, &str)> =
        files.as_object().into_iter().flatten().map(|(path, file)| (path.as_str(), text(file))).collect();
    Given::files(&files)
}

fn rows(recorded: &str) -> Vec<Json> {
    recorded.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn text(json: &Json) -> &str {
    json.as_str().expect("a string")
}

/// Rows that came out differently, all of which are listed.
#[derive(Default)]
struct Failures {
    rows: usize,
    list: Vec<String>,
}

impl Failures {
    fn compare(&mut self, row: &Json, what: &str, wanted: String, seen: String) {
        self.rows += 1;
        if wanted != seen {
            let id = row["id"].as_str().unwrap_or("");
            self.list.push(format!("{id}: {what}\n  is       {seen}\n  expected {wanted}"));
        }
    }

    fn none(self) {
        assert!(self.rows > 0, "there is something to compare");
        assert!(self.list.is_empty(), "{} of {} rows differ:\n{}", self.list.len(), self.rows, self.list.join("\n"));
    }
}
