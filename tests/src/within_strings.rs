//! Documents within strings, from the text through a real component and back: findings stand where the
//! document is written, and fixes are right or there is none.

use tollgate_api::Limits;
use tollgate_engine::{PluginSet, Request, apply_fixes};
use tollgate_plugin::Sandbox;
use tollgate_source::{MemoryWorld, SourceMap, WorldPath};

use crate::guests;

/// What is found in `files`, each `file:line:column message`, undecided ones as `file:line undecided`, and
/// with `fix` behind those that have one; and the first file as it is after all fixes.
fn check(files: &[(&str, &str)], expected: &[&str], fixed: &str) {
    let world = files.iter().fold(MemoryWorld::new(), |world, (path, text)| world.with(path, text));
    let mut plugins = PluginSet::new(Sandbox::new(None).expect("this machine runs plugins"));
    plugins.add(guests::READS_DOCUMENTS, None, Limits::default());
    let request = Request {
        paths: vec![WorldPath::root()],
        select: vec!["guest/reads-documents".into()],
        today: "2026-01-01".into(),
        ..Request::default()
    };
    let report = match tollgate_engine::check(&world, &SourceMap::new(), &request, &plugins) {
        Ok(checked) => checked.report,
        Err(error) => panic!("cannot be checked: {error:?}"),
    };
    assert_eq!(report.plugin_errors.len(), 0, "{:?}", report.plugin_errors);
    let mut seen: Vec<String> = Vec::new();
    for finding in &report.findings {
        let fix = if finding.fix.is_some() { " fix" } else { "" };
        seen.push(format!("{}:{}:{} {}{fix}", finding.file, finding.line, finding.column, finding.message));
    }
    seen.extend(report.undecided.iter().map(|one| format!("{}:{} undecided", one.file, one.line)));
    assert_eq!(seen, expected, "{:#?}", report.diagnostics);
    let after = apply_fixes(&world, &report, true, &|_| true);
    assert_eq!(after.skipped, 0);
    let text = after.files.iter().find(|(path, ..)| path.as_str() == files[0].0).map(|(_, _, text)| text.as_str());
    assert_eq!(text.unwrap_or(files[0].1), fixed);
}

/// Nothing can be fixed.
fn found(files: &[(&str, &str)], expected: &[&str]) {
    check(files, expected, files[0].1);
}

#[test]
fn an_encoded_expression_is_edited_as_the_expression_it_is() {
    check(
        &[(
            "main.tf",
            r#"resource "aws_s3_bucket" "b" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        Action   = "*"
        Resource = ["*", aws_s3_bucket.b.arn]
      }
    ]
  })
}
"#,
        )],
        &["main.tf:5:7 statement fix", "main.tf:7:20 star fix", "main.tf:8:21 star fix", "main.tf:8 undecided"],
        r#"resource "aws_s3_bucket" "b" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["s3:GetObject", aws_s3_bucket.b.arn]
        Sid      = "Named"
      }
    ]
  })
}
"#,
    );
}

#[test]
fn a_text_is_pointed_at_and_left_alone() {
    found(
        &[(
            "main.tf",
            r#"resource "aws_iam_policy" "p" {
  policy = <<-EOT
    {
      "Statement": [
        {
          "Effect": "Allow",
          "NotAction": "a:b",
          "Resource": "*"
        }
      ]
    }
  EOT
}
resource "aws_iam_policy" "q" { policy = "{\"Resource\": \"*\"}" }
"#,
        )],
        &["main.tf:5:9 statement", "main.tf:7:24 not", "main.tf:8:23 star", "main.tf:14:58 star"],
    );
    found(
        &[
            ("main.tf", "resource \"aws_iam_policy\" \"p\" {\n  policy = file(\"${path.module}/p.json\")\n}\n"),
            ("p.json", "{\n  \"Statement\": {\n    \"Effect\": \"Deny\", \"Action\": \"*\"\n  }\n}\n"),
        ],
        &["p.json:2:16 statement", "p.json:3:33 star"],
    );
}

#[test]
fn a_policy_made_of_blocks_is_pointed_at_and_left_alone() {
    found(
        &[(
            "main.tf",
            r#"data "aws_iam_policy_document" "p" {
  statement {
    actions     = ["*"]
    not_actions = ["a:b"]
    resources   = ["a", "*"]
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }
"#,
        )],
        &[
            "main.tf:2:3 statement",
            "main.tf:2:3 statement",
            "main.tf:3:20 star",
            "main.tf:3:20 star",
            "main.tf:4:20 not",
            "main.tf:4:20 not",
            "main.tf:5:25 star",
            "main.tf:5:25 star",
        ],
    );
}
