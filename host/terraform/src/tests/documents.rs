//! What is written as JSON in strings is seen as structure, each part at the place where it is written.

use tollgate_ir::{Kind, Value};

use super::{Given, show};

/// The document of attribute `doc` of the resource `aws_x.y`, and where it says what: a line
/// `path file:line written` for every part that is no list or object.
pub(super) fn check(given: &Given, document: &str, places: &str) {
    let project = given.project();
    let resource = project.resources.iter().find(|r| r.address.to_string() == "aws_x.y").expect("the resource is seen");
    let value = resource.body.get("doc").expect("the attribute is there");
    let Some(said) = &value.document else { panic!("no document in {}", show(value)) };
    assert_eq!(show(said), document);
    let mut seen = Vec::new();
    parts(given, said, String::new(), &mut seen);
    let expected: Vec<&str> = places.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(seen, expected);
}

fn parts(given: &Given, value: &Value, path: String, out: &mut Vec<String>) {
    for (index, item) in value.elements().unwrap_or_default().iter().enumerate() {
        parts(given, item, format!("{path}[{index}]"), out);
    }
    for (key, entry) in value.entries().into_iter().flatten() {
        parts(given, &entry.value, format!("{path}.{key}"), out);
    }
    if value.elements().is_none() && value.entries().is_none() {
        let file = given.sources.get(value.origin.span.file);
        let line = file.line_column(value.origin.span.start).line;
        let place = format!("{path} {}:{line} {}", file.path, file.slice(value.origin.span));
        out.push(place.trim_start().to_owned());
    }
}

fn no_document(given: &Given) {
    let project = given.project();
    let resource = project.resources.iter().find(|r| r.address.to_string() == "aws_x.y").expect("the resource is seen");
    assert!(resource.body.get("doc").expect("the attribute is there").document.is_none());
}

const POLICY: &str = r#"{Statement = [{Action = "s3:*", Resource = "*"}], Version = "2012-10-17"}"#;

#[test]
fn encoded_values_are_where_the_expression_says_them() {
    check(
        &Given::main(
            r#"
variable "action" { default = "s3:*" }
resource "aws_x" "y" {
  doc = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = var.action, Resource = "*" }]
  })
}"#,
        ),
        POLICY,
        r#".Statement[0].Action main.tf:6 var.action
           .Statement[0].Resource main.tf:6 "*"
           .Version main.tf:5 "2012-10-17""#,
    );
}

#[test]
fn what_is_unknown_in_them_stays_what_it_is() {
    let config = r#"
resource "aws_s3_bucket" "b" {}
variable "who" {}
resource "aws_x" "y" {
  doc = jsonencode({ Resource = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"], Who = var.who, Effect = "Allow" })
  back = jsondecode(jsonencode({ a = aws_s3_bucket.b.id, b = "x" }))
  alike = jsondecode(jsonencode({ a = aws_s3_bucket.b.id, b = "x" })).b
}"#;
    check(
        &Given::main(config),
        r#"{Effect = "Allow", Resource = [?aws_s3_bucket.b.arn, ?~aws_s3_bucket.b.arn], Who = ?var.who}"#,
        r#".Effect main.tf:5 "Allow"
           .Resource[0] main.tf:5 aws_s3_bucket.b.arn
           .Resource[1] main.tf:5 "${aws_s3_bucket.b.arn}/*"
           .Who main.tf:5 var.who"#,
    );
    Given::main(config).values(&[
        ("jsondecode(aws_x.y.doc).Effect", r#""Allow""#),
        ("jsondecode(aws_x.y.doc).Resource[0]", "?aws_s3_bucket.b.arn"),
        ("aws_x.y.alike", r#""x""#),
        ("aws_x.y.back.a", "?aws_s3_bucket.b.id"),
    ]);
}

#[test]
fn they_go_where_the_string_goes() {
    check(
        &Given::files(&[
            (
                "main.tf",
                r#"
variable "on" {}
locals { policy = jsonencode({ a = [true] }) }
module "m" {
  source = "./m"
  policy = try(local.nothing, coalesce("", local.policy))
}
resource "aws_x" "y" { doc = module.m.policy }
"#,
            ),
            ("m/main.tf", "variable \"policy\" { type = string }\noutput \"policy\" { value = var.policy }\n"),
        ]),
        "{a = [true]}",
        ".a[0] main.tf:3 true",
    );
}

#[test]
fn one_of_two_says_one_of_two_things() {
    check(
        &Given::main(
            r#"
variable "on" {}
resource "aws_x" "y" { doc = var.on ? jsonencode({ a = 1 }) : "{\"a\": 2}" }
"#,
        ),
        "?{{a = 1} | {a = 2}}",
        r#"main.tf:3 var.on ? jsonencode({ a = 1 }) : "{\"a\": 2}""#,
    );
}

#[test]
fn quoted_strings_and_heredocs_are_read() {
    check(
        &Given::main(
            r#"resource "aws_x" "y" { doc = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Action\": \"s3:*\", \"Resource\": \"*\"}]}" }"#,
        ),
        POLICY,
        r#".Statement[0].Action main.tf:1 \"s3:*\"
           .Statement[0].Resource main.tf:1 \"*\"
           .Version main.tf:1 \"2012-10-17\""#,
    );
    check(
        &Given::main(
            r#"
locals {
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Action": "s3:*", "Resource": "*" }
      ]
    }
  EOT
}
resource "aws_x" "y" { doc = local.policy }
"#,
        ),
        POLICY,
        r#".Statement[0].Action main.tf:7 "s3:*"
           .Statement[0].Resource main.tf:7 "*"
           .Version main.tf:5 "2012-10-17""#,
    );
}

#[test]
fn yaml_is_a_document_too_where_it_is_encoded() {
    let config = "variable \"u\" {}\nresource \"aws_x\" \"y\" { doc = yamlencode({ a = [var.u, 1] }) }";
    check(&Given::main(config), "{a = [?var.u, 1]}", ".a[0] main.tf:2 var.u\n.a[1] main.tf:2 1");
    Given::main(config).values(&[("can(jsondecode(yamlencode({ a = 1 })))", "false")]);
}

#[test]
fn blanks_around_a_text_do_not_matter() {
    check(
        &Given::main(
            "resource \"aws_x\" \"y\" {\n  doc = trimspace(<<-EOT\n    {\n      \"a\": 1\n    }\n  EOT\n  )\n}\n",
        ),
        "{a = 1}",
        ".a main.tf:4 1",
    );
    check(&Given::main("resource \"aws_x\" \"y\" { doc = chomp(jsonencode([1])) }"), "[1]", "[0] main.tf:1 1");
}

#[test]
fn templates_are_read_around_what_is_unknown() {
    check(
        &Given::main(
            r#"
resource "aws_s3_bucket" "b" {}
variable "action" { default = "s3:*" }
variable "more" { type = list(string) }
resource "aws_x" "y" {
  doc = <<-EOT
  {
    "Action": "${var.action}",
    "Resource": ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"],
    "Port": ${aws_s3_bucket.b.port},
    "Escaped": "$${aws:username}",
    "Nested": ${jsonencode({ a = [1] })},
    "Some": ["first", ${join(", ", var.more)}],
    "${aws_s3_bucket.b.key}": 1
  }
  EOT
}"#,
        ),
        concat!(
            r#"{Action = "s3:*", Escaped = "${aws:username}", Nested = {a = [1]}, Port = ?~aws_s3_bucket.b.port, "#,
            r#"Resource = [?aws_s3_bucket.b.arn, ?~aws_s3_bucket.b.arn], Some = ["first", …?~var.more], …?~aws_s3_bucket.b.key}"#
        ),
        r#".Action main.tf:8 "${var.action}"
           .Escaped main.tf:11 "$${aws:username}"
           .Nested.a[0] main.tf:12 1
           .Port main.tf:10 aws_s3_bucket.b.port
           .Resource[0] main.tf:9 "${aws_s3_bucket.b.arn}"
           .Resource[1] main.tf:9 "${aws_s3_bucket.b.arn}/*"
           .Some[0] main.tf:13 "first""#,
    );
}

#[test]
fn files_and_template_files_are_read_in_their_own_places() {
    let policy = "{\n  \"Action\": \"s3:*\"\n}\n";
    let given = |doc: &str| {
        Given::files(&[
            ("main.tf", &format!("resource \"aws_x\" \"y\" {{ doc = {doc} }}")),
            ("policy.json", policy),
            ("policy.tftpl", "{\n%{ for a in actions ~}\n  \"${a}\": \"${arn}\",\n%{ endfor ~}\n  \"End\": true\n}\n"),
        ])
    };
    check(&given(r#"file("policy.json")"#), r#"{Action = "s3:*"}"#, r#".Action policy.json:2 "s3:*""#);
    check(
        &given(r#"templatefile("policy.tftpl", { actions = ["A", "B"], arn = "x" })"#),
        r#"{A = "x", B = "x", End = true}"#,
        r#".A policy.tftpl:3 "${arn}"
           .B policy.tftpl:3 "${arn}"
           .End policy.tftpl:5 true"#,
    );
    given(r#"jsondecode(file("policy.json")).Action"#).came(
        "aws_x.y",
        &["doc"],
        &["main.tf:1 jsondecode(file(\"policy.json\")).Action", "result of `jsondecode()`: policy.json:2 \"s3:*\""],
    );
}

#[test]
fn documents_are_found_in_blocks_and_in_documents() {
    let given = Given::main(
        r#"resource "aws_x" "y" { doc = jsonencode([{ inner = jsonencode({ a = 1 }), text = "{\"b\": 2}" }]) }"#,
    );
    let project = given.project();
    let said = project.resources[0].body.get("doc").and_then(|doc| doc.document.clone()).expect("a document");
    let inner = |name: &str| {
        let one = said.elements().and_then(|items| items[0].get(name)).expect("an entry");
        one.document.as_deref().map(show)
    };
    assert_eq!(inner("inner").as_deref(), Some("{a = 1}"));
    assert_eq!(inner("text").as_deref(), Some("{b = 2}"));
}

#[test]
fn sensitive_strings_say_nothing_and_sensitive_parts_hide_themselves_alone() {
    let config = |doc: &str| {
        Given::main(&format!(
            "variable \"s\" {{\n  sensitive = true\n  default = \"{{\\\"k\\\": 1}}\"\n}}\nresource \"aws_x\" \"y\" {{ doc = {doc} }}"
        ))
    };
    let said = |doc: &str| {
        let project = config(doc).project();
        let value = project.resources[0].body.get("doc").cloned().expect("the attribute is there");
        assert!(value.marks.sensitive, "{doc}");
        value.document.map(|document| show(&document))
    };
    assert_eq!(said("var.s").as_deref(), Some("(sensitive)"));
    assert_eq!(said("sensitive(jsonencode({ a = 1 }))").as_deref(), Some("(sensitive)"));
    assert_eq!(said("jsonencode({ a = 1, b = var.s })").as_deref(), Some("{a = 1, b = (sensitive)}"));
    assert_eq!(said("\"{\\\"a\\\": \\\"${sensitive(\"x\")}-y\\\"}\"").as_deref(), Some("{a = (sensitive)}"));
}

#[test]
fn other_texts_are_no_documents() {
    for doc in [
        r#""plain""#,
        r#""{ not json }""#,
        r#""[section]\nkey = 1""#,
        r#"format("%s!", jsonencode({ a = 1 }))"#,
        r#"42"#,
        r#""{\"a\": \"${jsonencode({ b = 1 })}\"}""#,
    ] {
        no_document(&Given::main(&format!("resource \"aws_x\" \"y\" {{ doc = {doc} }}")));
    }
}

#[test]
fn large_and_deep_texts_do_no_harm() {
    let large = format!("[{}1]", "1,".repeat(1 << 20));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let given = |text: &str| {
        Given::files(&[("main.tf", "resource \"aws_x\" \"y\" { doc = file(\"x.json\") }"), ("x.json", text)])
    };
    let project = given(&large).project();
    let said = project.resources[0].body.get("doc").and_then(|doc| doc.document.clone()).expect("a document");
    assert!(matches!(said.kind, Kind::Unknown(_)));
    no_document(&given(&deep));
}
