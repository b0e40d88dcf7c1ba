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

#[test]
fn labels_of_google_cloud_come_from_the_provider_as_well() {
    let provider = "provider \"google\" {\n default_labels = { team = \"t\", env = \"e\" }\n}\n";
    let sees = |resource: &str, expected: &str| Given::main(&format!("{provider}{resource}")).sees(expected);
    sees(
        "resource \"google_storage_bucket\" \"b\" {\n labels = { env = \"own\" }\n}\n",
        r#"google_storage_bucket.b {effective_labels = {env = "own", team = "t"}, labels = {env = "own"}, terraform_labels = {env = "own", team = "t"}}"#,
    );
    sees(
        "resource \"google_container_cluster\" \"c\" {\n resource_labels = { a = \"b\" }\n}\n",
        r#"google_container_cluster.c {effective_labels = {a = "b", env = "e", team = "t"}, resource_labels = {a = "b"}, terraform_labels = {a = "b", env = "e", team = "t"}}"#,
    );
    sees("resource \"google_project_iam_member\" \"m\" {}\n", "google_project_iam_member.m {}");
}

#[test]
fn configurations_that_are_passed_down_are_checked() {
    let module = "terraform {\n required_providers {\n  aws = {\n   source = \"hashicorp/aws\"\n   configuration_aliases = [aws.there]\n  }\n }\n}\n\
                  resource \"aws_s3_bucket\" \"b\" {\n provider = aws.there\n}\n";
    let given = |call: &str| {
        let main = format!("{PROVIDERS}\nmodule \"m\" {{\n source = \"./m\"\n {call}\n}}\n");
        Given::files(&[("main.tf", &main), ("m/m.tf", module)])
    };
    let passed = given("providers = { aws.there = aws.us }");
    passed.sees(r#"module.m.aws_s3_bucket.b {tags_all = {Project = "us"}}"#);
    passed.tells(&[]);
    given("").tells(&["main.tf:10: module `m` is called without the provider `aws.there`"]);
    given("providers = { aws.there = aws.eu }").tells(&["main.tf:12: there is no provider configuration `aws.eu`"]);
    Given::main("resource \"aws_s3_bucket\" \"b\" {\n provider = aws.us\n}\n")
        .tells(&["main.tf:2: there is no provider configuration `aws.us` in this module"]);
    Given::main(module).tells(&[]);
}
