//! Mappings with what readers make of them beside.

use tollgate_source::FileId;

use super::{Equal, Mapping};
use crate::{Budget, Content, Dialect, Document, Node, parse};

fn document(text: &str) -> Document {
    let (mut documents, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, [], "{text}");
    documents.remove(0)
}

/// The value of the last entry of the document.
fn last(root: &Node) -> &Node {
    let Content::Mapping(pairs) = &root.content else { panic!("a mapping") };
    &pairs.last().expect("an entry").value
}

/// `key=value` for each entry, sorted, with the texts that it came through in brackets; `twice:key` for duplicates and
/// `!` for problems.
fn show(text: &str, node: &Node, dialect: Dialect) -> String {
    let mapping = Mapping::of(node, dialect, &mut Budget::default()).expect("a mapping");
    let slice = |span: tollgate_source::Span| &text[span.range()];
    let mut seen: Vec<String> = Vec::new();
    for entry in &mapping.entries {
        let through: String = entry.through.iter().map(|span| format!("[{}]", slice(*span))).collect();
        seen.push(format!("{}={}{through}", entry.name.as_deref().unwrap_or("-"), slice(entry.value.span)));
    }
    seen.sort();
    seen.extend(mapping.duplicates.iter().map(|twice| {
        assert!(twice.first < twice.again);
        let how = match twice.equal {
            Equal::Written => "",
            Equal::Read => "read:",
            Equal::Text => "text:",
        };
        format!("{how}twice:{}", twice.name)
    }));
    seen.extend(mapping.problems.iter().map(|problem| format!("!{}", slice(problem.span.expect("a place")))));
    seen.join(" ")
}

/// What Kubernetes and Compose see in the last entry of `text`.
fn check(text: &str, kubernetes: &str, compose: &str) {
    let document = document(text);
    let mapping = last(&document.root);
    assert_eq!(show(text, mapping, Dialect::Kubernetes), kubernetes, "{text}");
    assert_eq!(show(text, mapping, Dialect::Compose), compose, "{text}");
}

#[test]
fn merges() {
    let both = |text: &str, expected: &str| check(text, expected, expected);
    both("x: &x {a: 1}\nz: {<<: *x, b: 2}\n", "a=1[*x] b=2");
    both("z: {<<: {a: 1, b: 2}, b: 3}\n", "a=1[{a: 1, b: 2}] b=3");
    both("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y]}\n", "a=1[*x] b=2[*y]");
    both("x: &x {a: {b: 1}}\nz: {<<: *x, a: {c: 2}}\n", "a={c: 2}");
    both("x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y}\n", "a=1[*y][*x] b=2[*y]");
    both("x: &x {a: 1}\nz: *x\n", "a=1");
    both("z: {'<<': 1}\n", "<<=1");
}

#[test]
fn readers_disagree_about_what_stands_above_a_merge() {
    check("z: {a: 2, <<: {a: 1}}\n", "a=1[{a: 1}]", "a=2");
    check("z: {a: ~, <<: [{a: 1}, {a: 2}]}\n", "a=1[{a: 1}]", "a=~");
    check(
        "x: &x {a: 2, <<: {a: 1, b: 1}}\nz: {<<: *x}\n",
        "a=1[*x][{a: 1, b: 1}] b=1[*x][{a: 1, b: 1}]",
        "a=2[*x] b=1[*x][{a: 1, b: 1}]",
    );
    check("z: {<<: {a: 1}, <<: {b: 2}}\n", "a=1[{a: 1}] b=2[{b: 2}]", "a=1[{a: 1}] b=2[{b: 2}] twice:<<");
    assert_eq!(
        show("<<: [{a: 1}]\n", &document("<<: [{a: 1}]\n").root, Dialect::Terraform),
        "![{a: 1}]",
        "Terraform merges no lists"
    );
}

#[test]
fn equal_keys() {
    check("z: {a: 1, a: 2, a: 3}\n", "a=3 twice:a twice:a", "a=3 twice:a twice:a");
    check("z: {1: a, '1': b}\n", "1=a 1=b text:twice:1", "1=a 1=b twice:1");
    check("z: {012: a, 10: b}\n", "10=b read:twice:10", "10=b read:twice:10");
    check("z: {012: a, '012': b}\n", "012=b 10=a", "012=b 10=a twice:012");
    check("z: {01: a, '1': b, 1: c}\n", "1=b 1=c text:twice:1 read:twice:1", "1=b 1=c text:twice:1 twice:1");
    check("z: {yes: a, true: b}\n", "true=b read:twice:true", "true=b yes=a");
    check("z: {<<: {a: 1, a: 2}, b: 1}\n", "a=2[{a: 1, a: 2}] b=1 twice:a", "a=2[{a: 1, a: 2}] b=1 twice:a");
    check("x: &x {a: 1, a: 2}\nz: {<<: *x}\n", "a=2[*x]", "a=2[*x]");
    check("z: {~: a, [b]: c, [b]: d}\n", "-=a -=c -=d", "-=a -=c -=d");
}

#[test]
fn what_cannot_be_merged() {
    let both = |text: &str, expected: &str| check(text, expected, expected);
    both("z: {<<: 1, b: 2}\n", "b=2 !1");
    both("z: {<<: , b: 2}\n", "b=2 !");
    both("z: {<<: [[{a: 1}], {b: 1}]}\n", "b=1[{b: 1}] ![{a: 1}]");
    both("x: &x [{a: 1}]\nz: {<<: *x}\n", "!*x");
    both("z: {<<: *x}\n", "!*x");
    both("z: &z {<<: *z, a: 1}\n", "a=1 !*z");
}

#[test]
fn entries_written_here_keep_their_order() {
    let document = document("x: &x {m: 1}\nz: {b: 1, a: 2, <<: *x, c: 3}\n");
    for dialect in [Dialect::Kubernetes, Dialect::Compose] {
        let mapping = Mapping::of(last(&document.root), dialect, &mut Budget::default()).expect("a mapping");
        let written = mapping.entries.iter().filter(|entry| entry.through.is_empty());
        assert_eq!(written.filter_map(|entry| entry.name.as_deref()).collect::<String>(), "bac");
        assert_eq!(mapping.get("m").map(|entry| entry.through.len()), Some(1));
    }
}

/// Nine levels of nine aliases each.
fn bomb(first: &str, level: fn(&str) -> String) -> Document {
    let text = (1..10).fold(format!("a0: &a0 {first}\n"), |text, n| {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        format!("{text}a{n}: &a{n} {}\n", level(&aliases))
    });
    document(&text)
}

fn walk(node: &Node, budget: &mut Budget, told: &mut usize) {
    if !budget.take(1) {
        return;
    }
    match node.target().map(|node| &node.content) {
        Some(Content::Sequence(items)) => items.iter().for_each(|item| walk(item, budget, told)),
        Some(Content::Mapping(_)) => {
            let mapping = Mapping::of(node, Dialect::Compose, budget).expect("a mapping");
            *told += mapping.problems.len();
            mapping.entries.iter().for_each(|entry| walk(entry.value, budget, told));
        }
        _ => {}
    }
}

#[test]
fn bombs_end_with_one_diagnostic() {
    let lists = bomb("[x, x]", |aliases| format!("[{aliases}]"));
    let mappings = bomb("{k: 1}", |aliases| {
        let entries = aliases.split(", ").zip('a'..).map(|(alias, key)| format!("{key}: {alias}"));
        format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
    });
    for document in [lists, mappings] {
        assert!(Budget::default().admit(&document).is_some());
        let (mut budget, mut told) = (Budget::default(), 0);
        walk(&document.root, &mut budget, &mut told);
        told += usize::from(budget.tell(document.root.span).is_some());
        assert!(budget.is_spent() && told == 1, "{told}");
    }
    assert!(Budget::default().admit(&document("a: [1, 2]\n")).is_none());
}

#[test]
fn merging_the_same_again_costs_nothing() {
    let merges = bomb("{k: 1, l: 2}", |aliases| format!("{{<<: [{aliases}]}}"));
    for dialect in [Dialect::Kubernetes, Dialect::Compose] {
        let mut budget = Budget::new(2);
        let mapping = Mapping::of(last(&merges.root), dialect, &mut budget).expect("a mapping");
        assert!(mapping.entries.len() == 2 && mapping.problems.is_empty(), "{mapping:?}");
        assert!(mapping.entries.iter().all(|entry| entry.through.len() == 9));
        let spent = Mapping::of(last(&merges.root), dialect, &mut budget).expect("a mapping");
        assert!(budget.is_spent() && spent.entries.is_empty() && spent.problems.len() == 1);
    }
}
