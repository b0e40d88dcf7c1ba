//! A few lines that ask for more than any machine has: each ends with a limit that is told, and without a panic.

use std::rc::{Rc, Weak};

use tollgate_ir::{AddressKind, Resource};
use tollgate_source::{Diagnostic, Level};

use super::Given;
use crate::instance::Instance;

const WORK: &str = "evaluation stopped here: the configuration asks for more work than any that people maintain";
const SIZE: &str = "evaluation stopped here: a value of more than 1048576 parts";
const CALL_SIZE: &str = "evaluation stopped here: limit on the size of a value";
const NESTING: &str = "evaluation stopped here: a value of more than 200 levels";
const INSTANCES: &str = "evaluation stopped here: more than 100000 instances of blocks in one root";

/// The first thing that stops the evaluation, and how many resources are seen.
fn stops(given: &Given, limit: &str, resources: usize) {
    let project = given.project();
    let is_error = |diagnostic: &&Diagnostic| diagnostic.level == Level::Error;
    let first = project.roots[0].diagnostics.iter().find(is_error).map(|diagnostic| &*diagnostic.message);
    assert_eq!(first, Some(limit));
    let is_resource = |one: &&Resource| matches!(one.address.kind, AddressKind::Terraform { .. });
    assert_eq!(project.resources.iter().filter(is_resource).count(), resources);
}

/// `first`, then `n` locals, each made of the one before by `next`, and an output of the last.
fn locals(first: &str, n: usize, next: impl Fn(&str) -> String) -> String {
    let mut text = format!("variable \"v\" {{ type = bool }}\nlocals {{\n  a0 = {first}\n");
    for at in 1..=n {
        text.push_str(&format!("  a{at} = {}\n", next(&format!("local.a{}", at - 1))));
    }
    format!("{text}}}\noutput \"last\" {{\n  value = local.a{n}\n}}\n")
}

#[test]
fn values_that_double() {
    let doubles = |first: &str, next: fn(&str) -> String| Given::main(&locals(first, 60, next));
    stops(&doubles("[1, 1]", |a| format!("[{a}, {a}]")), SIZE, 0);
    stops(&doubles("{ a = 1 }", |a| format!("{{ a = {a}, b = {a} }}")), SIZE, 0);
    stops(&doubles("[1]", |a| format!("concat({a}, {a})")), CALL_SIZE, 0);
    stops(&doubles("[var.v]", |a| format!("[{a}, {a}]")), SIZE, 0);
    stops(&doubles("[1]", |a| format!("[var.v ? [{a}] : null, {a}]")), SIZE, 0);
}

#[test]
fn what_is_shared_is_paid_for_by_each_user() {
    let text = locals("[1, 1]", 16, |a| format!("[{a}, {a}]"));
    let limit = "evaluation stopped here: more than 262144 values in the blocks of one root";
    stops(
        &Given::main(&format!("{text}resource \"aws_x\" \"y\" {{\n  count = 20\n  a     = local.a16\n}}")),
        limit,
        20,
    );
}

#[test]
fn strings_that_double() {
    let doubles = |next: fn(&str) -> String| Given::main(&locals("\"0123456789abcdef\"", 40, next));
    stops(&doubles(|a| format!("\"${{{a}}}${{{a}}}\"")), "evaluation stopped here: limit on the size of a string", 0);
    stops(&doubles(|a| format!("join(\"\", [{a}, {a}])")), CALL_SIZE, 0);
}

#[test]
fn chains_and_nests() {
    let nests = |first: &str, next: fn(&str) -> String| Given::main(&locals(first, 1000, next));
    stops(&nests("1", |a| format!("[{a}]")), NESTING, 0);
    stops(&nests("{}", |a| format!("{{ a = {a} }}")), NESTING, 0);
    // A long way is no error; its last steps are left out.
    Given::main(&locals("1", 20_000, str::to_owned)).sees("output.last 1");
}

#[test]
fn loops_in_loops() {
    let product = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a * b * c]]]";
    stops(&Given::main(&locals(product, 1, str::to_owned)), WORK, 0);
    let blocks: String = (0..4).map(|n| format!("dynamic \"b{n}\" {{\nfor_each = range(1000)\ncontent {{\n")).collect();
    stops(
        &Given::main(&format!("resource \"aws_x\" \"y\" {{\n{blocks}a = 1\n{}}}", "}\n}\n".repeat(4))),
        "evaluation stopped here: more than 262144 values in the blocks of one root",
        1,
    );
}

#[test]
fn instances_without_end() {
    stops(&Given::main("resource \"aws_x\" \"y\" {\n  count = 1000000000\n}"), INSTANCES, 1);
    let call = "module \"m\" {\n  source = \"./m\"\n  count  = 1000000000\n}";
    stops(&Given::files(&[("main.tf", call), ("m/main.tf", "resource \"aws_x\" \"y\" {}")]), INSTANCES, 1);
    // One symbolic instance stands for those that are not looked at one by one.
    Given::main("resource \"aws_x\" \"y\" {\n  count = 1000000000\n  a = 1\n}").sees("aws_x.y[*] {a = 1}");
}

#[test]
fn modules_that_call_twice() {
    let files: Vec<(String, String)> = (0..30)
        .map(|level| {
            let call = |name: &str| format!("module \"{name}\" {{\n  source = \"../m{}\"\n}}\n", level + 1);
            (format!("m{level}/main.tf"), call("a") + &call("b"))
        })
        .collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    files.extend([("main.tf", "module \"m\" {\n  source = \"./m0\"\n}"), ("m30/main.tf", "locals { a = 1 }")]);
    stops(&Given::files(&files), INSTANCES, 0);
}

#[test]
fn comparisons_of_everything_with_everything() {
    let pairs = "[for a in range(100) : [for b in range(100) : \"${a}-${b}-${var.v}\"]]";
    let limit = "evaluation stopped here: limit on the number of comparisons";
    stops(&Given::main(&locals(&format!("distinct(flatten({pairs}))"), 1, str::to_owned)), limit, 0);
}

#[test]
fn more_possibilities_than_can_be_counted() {
    let parts = "${var.v ? \"a\" : \"b\"}".repeat(200);
    Given::main("variable \"v\" { type = bool }").values(&[(&format!("\"{parts}\""), "?~var.v")]);
}

/// A module and what it calls hold on to each other, and to all of their values.
#[test]
fn nothing_stays_behind() {
    let given = Given::files(&[
        ("main.tf", "module \"a\" {\n  source = \"./a\"\n}\noutput \"x\" {\n  value = module.a.x\n}\n"),
        (
            "a/main.tf",
            "module \"b\" {\n  source = \"./b\"\n  count  = 2\n}\noutput \"x\" {\n  value = module.b[0].x\n}\n",
        ),
        ("a/b/main.tf", "output \"x\" {\n  value = 1\n}\n"),
    ]);
    let request = given.request();
    let (evaluation, root) = crate::open(&request);
    let project = evaluation.lower(root.as_ref());
    assert_eq!(project.roots[0].outputs.len(), 1);
    let callers: Vec<Weak<Instance>> = evaluation.callers.borrow().iter().map(Rc::downgrade).collect();
    assert_eq!(callers.len(), 2, "the root and `a` call modules");
    drop((evaluation, root));
    assert!(callers.iter().all(|caller| caller.upgrade().is_none()));
}
