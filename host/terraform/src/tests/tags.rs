//! `tags_all`: default tags of the provider that a resource uses, and its own.

use super::Given;

const PROVIDERS: &str = r#"
provider "aws" {
  default_tags { tags = { Project = "p", Team = "t" } }
}
provider "aws" {
  alias = "us"
  default_tags { tags = { Project = "us" } }
}
"#;

fn check(resource: &str, expected: &str) {
    Given::main(&format!("{PROVIDERS}\n{resource}")).sees(expected);
}

#[test]
fn own_tags_win_over_default_ones() {
    check(
        "resource \"aws_s3_bucket\" \"b\" {\n tags = { Team = \"own\", A = 1 }\n}\n",
        r#"aws_s3_bucket.b {tags = {A = 1, Team = "own"}, tags_all = {A = 1, Project = "p", Team = "own"}}"#,
    );
    check("resource \"aws_s3_bucket\" \"b\" {}\n", r#"aws_s3_bucket.b {tags_all = {Project = "p", Team = "t"}}"#);
    check(
        "resource \"aws_s3_bucket\" \"b\" {\n provider = aws.us\n}\n",
        r#"aws_s3_bucket.b {tags_all = {Project = "us"}}"#,
    );
}

#[test]
fn what_cannot_be_tagged_has_none() {
    check("resource \"aws_s3_bucket_policy\" \"b\" {}\n", "aws_s3_bucket_policy.b {}");
    Given::main("resource \"aws_s3_bucket\" \"b\" {}\n").sees("aws_s3_bucket.b {tags_all = {}}");
}

#[test]
fn unknown_tags_leave_the_map_open_and_what_they_may_replace_unknown() {
    check(
        "variable \"tags\" { type = map(string) }\nresource \"aws_s3_bucket\" \"b\" {\n tags = merge(var.tags, { A = \"a\" })\n}\n",
        r#"aws_s3_bucket.b {tags = {A = "a", …?var.tags}, tags_all = {A = "a", Project = ?~var.tags, Team = ?~var.tags, …?var.tags}}"#,
    );
}

#[test]
fn modules_use_the_provider_they_are_given() {
    let module = "resource \"aws_s3_bucket\" \"b\" {}\n";
    let main = |call: &str| format!("{PROVIDERS}\nmodule \"m\" {{\n source = \"./m\"\n {call}\n}}\n");
    Given::files(&[("main.tf", &main("")), ("m/m.tf", module)])
        .sees(r#"module.m.aws_s3_bucket.b {tags_all = {Project = "p", Team = "t"}}"#);
    Given::files(&[("main.tf", &main("providers = { aws = aws.us }")), ("m/m.tf", module)])
        .sees(r#"module.m.aws_s3_bucket.b {tags_all = {Project = "us"}}"#);
}
