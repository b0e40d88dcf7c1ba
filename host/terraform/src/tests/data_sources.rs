//! Data sources that compute something, or repeat what is configured. What the provider writes is from its
//! documentation and source: it is not run.

use super::{Given, show};
use crate::inputs::cloud::Aws;

fn given(provider: &str, rest: &str) -> Given {
    Given::main(&format!("provider \"aws\" {{\n{provider}\n}}\n{rest}"))
}

/// The text and the document of `data.aws_iam_policy_document.p`, of which `body` is the inside.
fn check(body: &str, json: &str, document: &str) {
    let config = format!(
        "variable \"u\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{}}\ndata \"aws_iam_policy_document\" \"p\" {{\n{body}\n}}"
    );
    let given = Given::main(&config);
    let project = given.project();
    let source = project.resources.iter().find(|r| r.address.to_string().starts_with("data.")).expect("it is there");
    let value = source.body.get("minified_json").expect("it has a text");
    let said = value.document.as_deref().map_or_else(|| "nothing".to_owned(), show);
    assert_eq!((show(value).replace("\\\"", "'"), said), (json.to_owned(), document.to_owned()), "{body}");
}

#[test]
fn statements_are_written_as_the_provider_does() {
    let config = r#"
data "aws_iam_policy_document" "p" {
  policy_id = "all"
  statement {
    sid       = "Read"
    actions   = ["s3:Get*", "s3:List*", "s3:Get*"]
    resources = ["arn:aws:s3:::b/home/&{aws:username}", "arn:aws:s3:::a"]
    condition {
      test     = "StringEquals"
      variable = "aws:Tag"
      values   = ["b", "a"]
    }
    condition {
      test     = "Bool"
      variable = "aws:Secure"
      values   = ["true"]
    }
    principals {
      type        = "AWS"
      identifiers = ["1", "2"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["iam:<x>&"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    not_resources = []
  }
}"#;
    let expected = r#"{
  "Version": "2012-10-17",
  "Id": "all",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:List*",
        "s3:Get*"
      ],
      "Resource": [
        "arn:aws:s3:::b/home/${aws:username}",
        "arn:aws:s3:::a"
      ],
      "Principal": {
        "AWS": [
          "2",
          "1"
        ],
        "Service": "ec2.amazonaws.com"
      },
      "Condition": {
        "Bool": {
          "aws:Secure": "true"
        },
        "StringEquals": {
          "aws:Tag": [
            "b",
            "a"
          ]
        }
      }
    },
    {
      "Effect": "Deny",
      "NotAction": "iam:\u003cx\u003e\u0026",
      "Principal": "*"
    }
  ]
}"#;
    Given::main(config).values(&[
        ("data.aws_iam_policy_document.p.json", &format!("{expected:?}")),
        ("jsondecode(data.aws_iam_policy_document.p.json).Statement[1].NotAction", r#""iam:<x>&""#),
        (
            "jsondecode(data.aws_iam_policy_document.p.minified_json) == jsondecode(data.aws_iam_policy_document.p.json)",
            "true",
        ),
    ]);
    check("", "\"{'Version':'2012-10-17'}\"", r#"{Version = "2012-10-17"}"#);
}

#[test]
fn policies_are_written_in_the_blocks() {
    super::documents::check(
        &Given::main(
            r#"
variable "actions" { default = ["a:*", "b:*"] }
data "aws_iam_policy_document" "p" {
  statement {
    actions   = var.actions
    resources = ["*"]
  }
}
locals { policy = data.aws_iam_policy_document.p.json }
resource "aws_x" "y" { doc = local.policy }
"#,
        ),
        r#"{Statement = [{Action = ["b:*", "a:*"], Effect = "Allow", Resource = "*"}], Version = "2012-10-17"}"#,
        r#".Statement[0].Action[0] main.tf:5 var.actions
           .Statement[0].Action[1] main.tf:5 var.actions
           .Statement[0].Effect main.tf:4 statement
           .Statement[0].Resource main.tf:6 "*"
           .Version main.tf:3 data "aws_iam_policy_document" "p""#,
    );
}

#[test]
fn what_is_unknown_in_a_policy_stays_unknown_there() {
    check(
        "statement {\n  actions = [\"a:b\"]\n  resources = [aws_s3_bucket.b.arn]\n}",
        r#"?"{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'a:b','Resource':"+data.aws_iam_policy_document.p.minified_json"#,
        r#"{Statement = [{Action = "a:b", Effect = "Allow", Resource = ?aws_s3_bucket.b.arn}], Version = "2012-10-17"}"#,
    );
    check(
        "statement {\n  actions = [\"a:b\", \"c:d\", var.u]\n  resources = var.u\n}",
        r#"?"{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':"+data.aws_iam_policy_document.p.minified_json"#,
        r#"{Statement = [{Action = ["c:d", "a:b", ?var.u], Effect = "Allow", Resource = ?~var.u}], Version = "2012-10-17"}"#,
    );
    check(
        "dynamic \"statement\" {\n  for_each = var.u\n  content {\n    actions = [statement.value]\n  }\n}",
        r#"?"{'Version':'2012-10-17','Statement':["+data.aws_iam_policy_document.p.minified_json"#,
        r#"{Statement = […?~var.u[*]], Version = "2012-10-17"}"#,
    );
}

#[test]
fn dynamic_statements_are_statements() {
    check(
        "dynamic \"statement\" {\n  for_each = [\"x\", \"y\"]\n  content {\n    actions = [statement.value]\n  }\n}",
        "\"{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'x'},{'Effect':'Allow','Action':'y'}]}\"",
        r#"{Statement = [{Action = "x", Effect = "Allow"}, {Action = "y", Effect = "Allow"}], Version = "2012-10-17"}"#,
    );
}

#[test]
fn two_blocks_about_one_principal_are_known_but_not_their_order() {
    let principal = |id: &str| format!("principals {{\n type = \"AWS\"\n identifiers = [\"{id}\"]\n}}\n");
    check(
        &format!("statement {{\n{}{}}}", principal("1"), principal("2")),
        "?data.aws_iam_policy_document.p.minified_json",
        r#"{Statement = [{Effect = "Allow", Principal = {AWS = ["1", "2"]}}], Version = "2012-10-17"}"#,
    );
}

#[test]
fn other_documents_are_merged() {
    let own = "statement {\n  sid = \"Own\"\n  actions = [\"own\"]\n}\n";
    let source = r#"source_policy_documents = [jsonencode({
        Statement = [{ Sid = "Own", Action = "lost" }, { Effect = "Deny", action = ["b", "a"], Principal = "x", Nothing = 1 }]
    })]
"#;
    check(
        &format!("{own}{source}"),
        concat!(
            "\"{'Version':'2012-10-17','Statement':[{'Sid':'Own','Effect':'Allow','Action':'own'},",
            "{'Effect':'Deny','Action':['b','a'],'Principal':'*'}]}\""
        ),
        concat!(
            r#"{Statement = [{Action = "own", Effect = "Allow", Sid = "Own"}, "#,
            r#"{Action = ["b", "a"], Effect = "Deny", Principal = "*"}], Version = "2012-10-17"}"#
        ),
    );
    let overriding = r#"override_policy_documents = ["{\"Version\": \"2008-10-17\", \"Id\": \"i\", \"Statement\": [{\"Sid\": \"Own\", \"Condition\": {\"Bool\": {\"k\": [true]}}}]}"]"#;
    check(
        &format!("{own}{overriding}"),
        "\"{'Version':'2012-10-17','Id':'i','Statement':[{'Sid':'Own','Condition':{'Bool':{'k':true}}}]}\"",
        r#"{Id = "i", Statement = [{Condition = {Bool = {k = true}}, Sid = "Own"}], Version = "2012-10-17"}"#,
    );
    check(
        &format!("{own}statement {{}}\noverride_policy_documents = [var.u]"),
        r#"?"{'Version':'2012-10-17','Statement':["+data.aws_iam_policy_document.p.minified_json"#,
        r#"{Statement = [?{{Action = "own", Effect = "Allow", Sid = "Own"} | ?~var.u}, {Effect = "Allow"}, …?~var.u], Version = "2012-10-17"}"#,
    );
}

#[test]
fn what_the_provider_refuses_is_told() {
    given(
        "",
        "data \"aws_iam_policy_document\" \"p\" {\n  statement {\n    sid = \"A\"\n  }\n  statement {\n    sid = \"A\"\n  }\n}",
    )
    .tells(&["main.tf:9: two statements of the policy have the `sid` `A`"]);
    given("", "data \"aws_iam_policy_document\" \"p\" { source_policy_documents = [\"no\"] }")
        .tells(&["main.tf:4: a policy to be merged is not JSON"]);
}

#[test]
fn the_region_is_that_of_the_provider_in_use() {
    let config = r#"
provider "aws" {
  alias  = "cn"
  region = "cn-north-1"
}
data "aws_region" "here" {}
data "aws_region" "there" { provider = aws.cn }
data "aws_partition" "here" {}
data "aws_partition" "there" { provider = aws.cn }
data "aws_service_principal" "s" {
  provider     = aws.cn
  service_name = "logs"
}
"#;
    given("region = \"eu-west-1\"", config).values(&[
        ("data.aws_region.here.name", r#""eu-west-1""#),
        ("data.aws_region.there.id", r#""cn-north-1""#),
        ("data.aws_partition.here.partition", r#""aws""#),
        ("data.aws_partition.there.partition", r#""aws-cn""#),
        ("data.aws_partition.there.dns_suffix", r#""amazonaws.com.cn""#),
        ("data.aws_service_principal.s.name", r#""logs.amazonaws.com.cn""#),
        ("\"arn:${data.aws_partition.here.id}:s3:::${data.aws_region.here.name}\"", r#""arn:aws:s3:::eu-west-1""#),
    ]);
    given("region = var.r", "variable \"r\" {}\ndata \"aws_region\" \"here\" {}\ndata \"aws_partition\" \"p\" {}")
        .values(&[("data.aws_region.here.name", "?var.r"), ("data.aws_partition.p.id", "?data.aws_partition.p.id")]);
}

#[test]
fn the_account_is_that_of_the_provider_or_of_the_run() {
    let identity = "data \"aws_caller_identity\" \"me\" {}\ndata \"aws_region\" \"here\" {}\n";
    let account = ["data.aws_caller_identity.me.account_id"];
    let is = |given: Given, expected: &str| given.values(&[(account[0], expected)]);
    is(given("", identity), "?data.aws_caller_identity.me.account_id");
    is(given("allowed_account_ids = [\"111122223333\"]", identity), r#""111122223333""#);
    is(given("allowed_account_ids = [\"1\", \"2\"]", identity), "?data.aws_caller_identity.me.account_id");
    let role = "assume_role {\n  role_arn = \"arn:aws:iam::444455556666:role/deploy\"\n}";
    is(given(role, identity), r#""444455556666""#);
    let aws = Aws { account_id: Some("777788889999".into()), region: Some("us-gov-west-1".into()), partition: None };
    is(given("", identity).aws(aws.clone()), r#""777788889999""#);
    given("", &format!("{identity}data \"aws_partition\" \"p\" {{}}")).aws(aws).values(&[
        ("data.aws_region.here.name", r#""us-gov-west-1""#),
        ("data.aws_partition.p.partition", r#""aws-us-gov""#),
    ]);
}

#[test]
fn what_is_not_configured_says_what_to_configure() {
    let project = given("", "data \"aws_caller_identity\" \"me\" {}").project();
    let source = project.resources.iter().find(|r| r.address.to_string().starts_with("data.")).expect("it is there");
    let Some(tollgate_ir::Kind::Unknown(unknown)) = source.body.get("account_id").map(|value| &value.kind) else {
        panic!("the account is known")
    };
    assert_eq!(
        unknown.why.describe(),
        (
            "read from the cloud by a data source".into(),
            "`account_id` in `[terraform.aws]` of tollgate.toml; or a plan file".into()
        )
    );
}

#[test]
fn others_repeat_or_take_apart_what_is_given() {
    let config = r#"
provider "google" {
  project = "p-1"
  region  = "europe-west1"
}
provider "azurerm" {
  subscription_id = "s-1"
  features {}
}
data "aws_default_tags" "d" {}
data "aws_arn" "a" { arn = "arn:aws:rds:eu-west-1:123456789012:db:main" }
data "google_client_config" "g" {}
data "google_project" "g" {}
data "azurerm_client_config" "z" {}
data "template_file" "t" {
  template = "hello $${name}"
  vars     = { name = "x" }
}
data "local_file" "f" { filename = "${path.module}/f.txt" }
data "local_sensitive_file" "s" { filename = "f.txt" }
data "local_file" "missing" { filename = "no.txt" }
data "external" "e" { program = ["x"] }
"#;
    let provider = "provider \"aws\" {\n  default_tags {\n    tags = { Team = \"a\" }\n  }\n}\n";
    Given::files(&[("main.tf", &format!("{provider}{config}")), ("f.txt", "text")]).values(&[
        ("data.aws_default_tags.d.tags", r#"{Team = "a"}"#),
        ("data.aws_arn.a.resource", r#""db:main""#),
        ("data.aws_arn.a.account", r#""123456789012""#),
        ("data.google_client_config.g.project", r#""p-1""#),
        ("data.google_client_config.g.zone", "?data.google_client_config.g.zone"),
        ("data.google_project.g.project_id", r#""p-1""#),
        ("data.google_project.g.number", "?data.google_project.g.number"),
        ("data.azurerm_client_config.z.subscription_id", r#""s-1""#),
        ("data.azurerm_client_config.z.object_id", "?data.azurerm_client_config.z.object_id"),
        ("data.template_file.t.rendered", r#""hello x""#),
        ("data.local_file.f.content", r#""text""#),
        ("data.local_file.f.content_md5", r#""1cb251ec0d568de6a929b520c4aed8d1""#),
        ("data.local_sensitive_file.s.content", "(sensitive)"),
        ("data.local_file.missing.content", "?data.local_file.missing.content"),
        ("data.external.e.result", "?data.external.e.result"),
    ]);
}
