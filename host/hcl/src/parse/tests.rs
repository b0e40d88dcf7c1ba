use tollgate_source::{FileId, Span};

use super::{parse, parse_expression, parse_template};
use crate::ast::{Block, Body, ExprKind, ObjectKey, TraverseKind};
use crate::{show, walk};

const FILE: FileId = FileId(7);

/// The tree of `text`, which is sound, in short; see `show`.
fn check(text: &str, expected: &str) {
    let (file, diagnostics) = parse(FILE, text);
    assert_eq!(diagnostics, [], "{text}");
    assert_eq!(show::body(&file.body), expected, "{text}");
    check_spans(text, &file.body);
}

/// What is kept of `text`, and the text and message of each diagnostic.
fn check_broken(text: &str, kept: &str, expected: &[(&str, &str)]) {
    let (file, diagnostics) = parse(FILE, text);
    assert_eq!(show::body(&file.body), kept, "{text}");
    check_spans(text, &file.body);
    let said: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            assert_eq!(diagnostic.code, Some(crate::SYNTAX));
            assert!(diagnostic.help.is_some());
            (&text[diagnostic.span.expect("a place").range()], diagnostic.message.as_str())
        })
        .collect();
    assert_eq!(said, expected, "{text}");
}

/// Every span slices to what its node says.
fn check_spans(text: &str, body: &Body) {
    let slice = |span: Span| {
        assert_eq!(span.file, FILE);
        &text[span.range()]
    };
    blocks(body, &mut |block| {
        assert_eq!(slice(block.ty.span), &*block.ty.name);
        for label in &block.labels {
            assert_eq!(slice(label.span).trim_matches('"'), &*label.name);
        }
        let whole = slice(block.span);
        assert!(whole.starts_with(slice(block.header)) && whole.ends_with('}'), "{whole}");
        assert!(text[..block.inside.start as usize].ends_with('{'), "{whole}");
        assert!(text[block.inside.end as usize..].starts_with('}'), "{whole}");
        assert!(block.span.contains(block.inside));
        for attribute in &block.body.attributes {
            assert_eq!(slice(attribute.name.span), &*attribute.name.name);
            assert!(block.inside.contains(attribute.span) && attribute.span.contains(attribute.value.span));
        }
    });
    walk::expressions(body, &mut |expr| {
        let written = slice(expr.span);
        assert_eq!(written.trim(), written);
        walk::children(expr, &mut |child| assert!(expr.span.contains(child.span), "{written}"));
        match &expr.kind {
            ExprKind::Null => assert_eq!(written, "null"),
            ExprKind::Bool(value) => assert_eq!(written, value.to_string()),
            ExprKind::Number(digits) => assert_eq!(written, &**digits),
            ExprKind::Variable(name) => assert_eq!(written, &**name),
            ExprKind::String(_) | ExprKind::Template(_) => {
                assert!(written.starts_with('"') && written.ends_with('"') || written.starts_with("<<"), "{written}");
            }
            ExprKind::Tuple(_) => assert!(written.starts_with('[') && written.ends_with(']'), "{written}"),
            ExprKind::Object(items) => {
                assert!(written.starts_with('{') && written.ends_with('}'), "{written}");
                for item in items {
                    if let ObjectKey::Word(word) = &item.key {
                        assert_eq!(slice(word.span), &*word.name);
                    }
                }
            }
            ExprKind::For(_) => assert!(written.starts_with(['[', '{']) && written.ends_with([']', '}']), "{written}"),
            ExprKind::Call(call) => {
                assert_eq!(slice(call.name.span), &*call.name.name);
                assert!(written.ends_with(')'), "{written}");
            }
            ExprKind::Traversal { steps, .. } => {
                for step in steps {
                    let written = slice(step.span);
                    match &step.kind {
                        TraverseKind::Attr(name) => assert_eq!(written, format!(".{name}")),
                        TraverseKind::LegacyIndex(index) => assert_eq!(written, format!(".{index}")),
                        TraverseKind::AttrSplat => assert_eq!(written, ".*"),
                        TraverseKind::FullSplat => assert_eq!(written, "[*]"),
                        TraverseKind::Index(_) => assert!(written.starts_with('[') && written.ends_with(']')),
                    }
                }
            }
            ExprKind::Parenthesis(_) => assert!(written.starts_with('(') && written.ends_with(')'), "{written}"),
            ExprKind::Unary { .. } => assert!(written.starts_with(['-', '!']), "{written}"),
            ExprKind::Binary { op_span, .. } => assert!((1..=2).contains(&slice(*op_span).len()), "{written}"),
            ExprKind::Conditional { .. } => assert!(written.contains('?') && written.contains(':'), "{written}"),
        }
    });
}

fn blocks<'a>(body: &'a Body, visit: &mut impl FnMut(&'a Block)) {
    for block in &body.blocks {
        visit(block);
        blocks(&block.body, visit);
    }
}

#[test]
fn bodies() {
    check("", "");
    check("a = 1", "a = 1");
    check("\u{feff}a = 1\nb \"x\" y {\n  c = \"é\"\n}\n", "a = 1; b x y { c = \"é\" }");
    check("a {}\nb { c = 1 }\n", "a {  }; b { c = 1 }");
    check("a { # one\r\n  b = <<E\r\nx\r\nE\r\n  c = [\r\n    1,\r\n  ]\r\n}\r\n", "a { b = \"x\\r\\n\"; c = [1] }");
    check("a /* { */ \"b\" /* { */ {\n c = 1\n}", "a b { c = 1 }");
}

#[test]
fn expressions() {
    check("a = -1 + - 2 * !x", "a = (Add (Neg 1) (Mul (Neg 2) (Not x)))");
    check("a = 00.50e-3", "a = 00.50e-3");
    check("a = 12345678901234567890123.0 < 1e400", "a = (Less 12345678901234567890123.0 1e400)");
    check("a = x.y[0].*.z[*].w.0.1", "a = x.y[0].*.z[*].w.0.1");
    check("a = p::q::f(1, [2]...)", "a = p::q::f(1, [2]...)");
    check("a = (x ? y : z)", "a = ((if x y z))");
    check("a = { b = 1, \"c\" : 2, (d) = 3\n null = 4 }", "a = {b: 1, \"c\": 2, (d): 3, null: 4}");
    check("a = [for x in y : x.z if x != null]", "a = (for x in y : x.z if (NotEq x null))");
    check("a = {for k, v in y : k => v...}", "a = (for k, v in y : k => v...)");
}

#[test]
fn strings_are_resolved_as_terraform_does() {
    check(r#"a = "\n\t\"\\ \u00e9\U0001F600 $${x} %%{y} $$z %""#, r#"a = "\n\t\"\\ é😀 ${x} %{y} $$z %""#);
    check(r#"a = "${x}""#, "a = `${x}`");
    check(r#"a = "  ${~ x ~}  ""#, r#"a = `"" ${x} ""`"#);
    check(r#"a = "$$${x} $$$${x} %%%{if""#, r#"a = "$${x} $$${x} %%{if""#);
    check(r#"a = "%{ if true }a\"b\n%{ else }c%{ endif }""#, r#"a = `%{if true "a\"b\n" else "c"}`"#);
    check(r#"a = "%{ for k, v in m ~}\n ${k}%{ endfor }""#, r#"a = `%{for k, v in m "" ${k}}`"#);
}

#[test]
fn heredocs_are_resolved_as_terraform_does() {
    check("a = <<E\nE\n", r#"a = """#);
    check("a = <<E\nq \\n \\\" $${z} %%{z} $$z\nE\n", r#"a = "q \\n \\\" ${z} %{z} $$z\n""#);
    // Each line is trimmed for itself, and before the indentation is taken.
    check("a = <<-E\n    a\n      ${~ x ~}\n\n      b\n  E\n", r#"a = `"    a\n" ${x} "\n      b\n"`"#);
    check("a = <<E\na  \n  ${~ x ~}  \n\n  b\nE\n", r#"a = `"a  \n" ${x} "\n  b\n"`"#);
    // Blank lines neither count nor change.
    check("a = <<-E\n    a\n\n      \n    b\n  ${x}\n  E\n", r#"a = `"  a\n\n      \n  b\n" ${x} "\n"`"#);
    check(
        "a = <<-E\n    %{ if t ~}\n      yes\n    %{ else ~}\n      no\n    %{ endif ~}\n    end\n  E\n",
        r#"a = `"" %{if t "      yes\n" else "      no\n"} "    end\n"`"#,
    );
    check("a = <<-E\n      one $${x}\n      $${y}\n    two\n    E\n", r#"a = "  one ${x}\n  ${y}\ntwo\n""#);
    check("a = <<E\nE is not the end\n  Ex\n E \n", r#"a = "E is not the end\n  Ex\n""#);
}

#[test]
fn what_the_parser_beneath_refuses_and_terraform_accepts() {
    check(
        "a = { for k, v in x : k =>\n  c # why\n  ? { d = 1\n e = 2 }\n  : null\n}\n",
        "a = (for k, v in x : k => (if c {d: 1, e: 2} null))",
    );
    check("a = [for x in y :\n x\n && z\n]", "a = (for x in y : (And x z))");
    check("a = [for v in [1] : <<E\nv${v}\n#\nE\n]", r##"a = (for v in [1] : `"v" ${v} "\n#\n"`)"##);
    check("a = [for v in w :\n \"# ${\n v }\"\n ||\n b]", r##"a = (for v in w : (Or `"# " ${v}` b))"##);
    check("a = 1e999", "a = 1e999");
}

#[test]
fn the_last_of_repeated_keys_wins() {
    let text = "a = {\n  x = [\n    1\n  ] # c\n  y = 2, \"é\" = 3, \"é\" = 4\n  x = 5\n}\n";
    let (file, diagnostics) = parse(FILE, text);
    assert_eq!(show::body(&file.body), r#"a = {y: 2, "é": 4, x: 5}"#);
    check_spans(text, &file.body);
    let places: Vec<_> = diagnostics
        .iter()
        .map(|d| (d.span.map(|span| span.start), d.labels[0].span.start, d.message.as_str()))
        .collect();
    let at =
        |what: &str, nth: usize| text.match_indices(what).nth(nth).map(|(at, _)| u32::try_from(at).expect("small"));
    assert_eq!(
        places,
        [
            (at("\"é\"", 1), at("\"é\"", 0).expect("there"), "key `\"é\"` is given twice in this object"),
            (at("x =", 1), at("x =", 0).expect("there"), "key `x` is given twice in this object"),
        ]
    );
    // The same key in different objects, and conditionals whose branches look like keys.
    check("a = [for i in j :\n {b = 1}]\nc = [{b = 1}, {b = 2}]", "a = (for i in j : {b: 1}); c = [{b: 1}, {b: 2}]");
}

#[test]
fn an_error_costs_one_item() {
    check_broken(
        "a = 1\nb \"x\" {\n  c = = 2\n}\nd {\n  e = 3\n}\n",
        "a = 1; d { e = 3 }",
        &[("=", "`=` is not expected here: a value should stand here")],
    );
    check_broken("a {\n  b = 1\n\nc {\n  d = 2\n}\n", "c { d = 2 }", &[("{", "`{` is never closed")]);
    check_broken(
        "a {\n  b = \"x\n}\nc {\n  d = 2\n}\n",
        "c { d = 2 }",
        &[("\"x", "this string is not closed on its line")],
    );
    check_broken(
        "a {\n  b = \"${c\"\n}\nd {}\ne = 1\n",
        "d {  }; e = 1",
        &[("\"", "this string is not closed on its line")],
    );
    check_broken("a = <<E\nx\nb {\n}\n", "b {  }", &[("<<E", "`<<E` is never closed")]);
    check_broken("}\na = 1\n", "a = 1", &[("}", "`}` closes nothing")]);
    check_broken("a {\n  b = 1\n  b = 2\n}\nc = 1", "c = 1", &[("b", "attribute `b` is set twice in one block")]);
    check_broken("a = \n", "", &[("", "the text ends too early: a value should stand here")]);
    check_broken(
        "a =\nb = 2\nc",
        "b = 2",
        &[
            ("", "the text ends too early: a value should stand here"),
            ("c", "`c` stands alone: `=` should follow an attribute's name, `{` a block's type and labels"),
        ],
    );
    check_broken(
        "a = \"%{ b }\"\n",
        "",
        &[("a = \"%{ b }\"", "this is neither an attribute, nor a block, nor a value")],
    );
    check_broken("a = [1 2]\nb = é\n", "b = é", &[("2", "`2` is not expected here: expected `]`")]);
}

#[test]
fn large_objects_are_whole_and_in_order() {
    let large = |name: &str| {
        let entries: String = (0..2_000).map(|n| format!("  {name}{n} = {n} # c\n")).collect();
        format!("{{\n{entries}  {name}0 = [for v in w :\n v\n + 1]\n}}")
    };
    let text = format!("é = 1\na = {}\nb \"x\" {{\n c = {{ d = {}, e = 1 }}\n}}\nf = 2\n", large("p"), large("q"));
    let (file, diagnostics) = parse(FILE, &text);
    assert_eq!(diagnostics.len(), 2, "the two repeated keys");
    check_spans(&text, &file.body);
    let expected = |name: &str| {
        let entries: String = (1..2_000).map(|n| format!("{name}{n}: {n}, ")).collect();
        format!("{{{entries}{name}0: (for v in w : (Add v 1))}}")
    };
    assert_eq!(
        show::body(&file.body),
        format!("é = 1; a = {}; b x {{ c = {{d: {}, e: 1}} }}; f = 2", expected("p"), expected("q"))
    );
    let broken = text.replace("q1999 = 1999", "q1999 = = 1");
    let (file, diagnostics) = parse(FILE, &broken);
    assert_eq!(file.body.blocks.len(), 0);
    let place = broken.find("= = 1").expect("there") + 2;
    assert!(diagnostics.iter().any(|d| d.span.is_some_and(|span| span.start as usize == place)), "{diagnostics:?}");
}

#[test]
fn what_is_left_out_is_named() {
    let text = "a = 1\nresource \"x\" \"y\" {\n  c = = 2\n}\n";
    let (_, diagnostics) = parse(FILE, text);
    let label = &diagnostics[0].labels[0];
    assert_eq!((&text[label.span.range()], label.text.as_str()), ("resource \"x\" \"y\"", "all of this is left out"));
}

#[test]
fn hostile_text_costs_little() {
    let deep = "[".repeat(1_000_000);
    check_broken(&deep, "", &[("[", "brackets are nested more than 200 levels deep here")]);
    check_broken(
        &format!("a = {deep}\nb = 1\n"),
        "b = 1",
        &[("[", "brackets are nested more than 200 levels deep here")],
    );
    check_broken(
        &format!("a = {}1{}\nb = 1\n", "(".repeat(100), ")".repeat(100)),
        "b = 1",
        &[("(", "the expression is nested more than 64 levels deep")],
    );
    let (_, diagnostics) = parse(FILE, &"\u{1}\u{0}\n".repeat(100_000));
    assert_eq!(diagnostics.len(), 51);
    assert_eq!(diagnostics[50].message, "99950 more parts of this file cannot be read as HCL");
    for text in
        ["a = \"${\"".repeat(50_000), "a = <<E\n".repeat(50_000), "/* ".repeat(50_000), "a = {\n".repeat(50_000)]
    {
        assert!(!parse(FILE, &text).1.is_empty());
    }
}

#[test]
fn comments() {
    let text = "# one\na = 1 // two\nb { /* three\n */ c = \"# no\" #four\n  ## five\n d = <<E\n# no\nE\n}\n/**/ #";
    let (file, _) = parse(FILE, text);
    let comments: Vec<_> = file.comments.iter().map(|c| (&*c.text, c.own_line, &text[c.span.range()])).collect();
    assert_eq!(
        comments,
        [
            ("one", true, "# one"),
            ("two", false, "// two"),
            ("three", false, "/* three\n */"),
            ("four", false, "#four"),
            ("five", true, "## five"),
            ("", true, "/**/"),
            ("", false, "#"),
        ]
    );
    let (file, _) = parse(FILE, "a = 1 # x\r\n");
    assert_eq!((&*file.comments[0].text, file.comments[0].span.range()), ("x", 6..9));
}

#[test]
fn one_expression() {
    let shown = |text: &str| {
        let (expr, diagnostics) = parse_expression(FILE, text);
        expr.as_ref().map(show::expr).ok_or_else(|| diagnostics[0].message.clone())
    };
    assert_eq!(shown(" a + 1\n"), Ok("(Add a 1)".into()));
    assert_eq!(shown("[for x in y :\n x\n && z\n]"), Ok("(for x in y : (And x z))".into()));
    assert_eq!(shown("# x\n1 // y\n/* z */"), Ok("1".into()));
    assert_eq!(shown("a b"), Err("`b` is not expected here: nothing that starts so can follow".into()));
    assert_eq!(shown(""), Err("the text ends too early: a value should stand here".into()));
    assert_eq!(shown("\"a"), Err("this string is not closed on its line".into()));
}

#[test]
fn template_files() {
    let shown = |text: &str| {
        let (template, diagnostics) = parse_template(FILE, text);
        template.as_ref().map(show::template).ok_or_else(|| diagnostics[0].message.clone())
    };
    assert_eq!(shown(""), Ok(String::new()));
    assert_eq!(shown("\"a\" \\n $${x}\n"), Ok(r#""\"a\" \\n ${x}\n""#.into()));
    // Trimmed line by line, as in heredocs.
    assert_eq!(
        shown("a ${~ 1 ~}  \n\n  b %{ if t ~}\n  x\n%{ endif ~}\nz"),
        Ok(r#""a" ${1} "\n  b " %{if t "  x\n"} "z""#.into())
    );
    assert_eq!(shown("%{ if a\n && b }x%{ endif }"), Ok(r#"%{if (And a b) "x"}"#.into()));
    assert!(shown("${").is_err());
    assert!(shown("%{ if x }").is_err());
}
