//! `.tf.json` and `.tofu` files.

use super::Given;

fn json(text: &str) -> Given {
    Given::files(&[("main.tf.json", text)])
}

#[test]
fn json_and_hcl_look_the_same() {
    let hcl = r#"
variable "port" {
  type    = number
  default = 80
}
locals {
  name = "n-${var.port}"
  map  = { (local.name) = 1 }
}
resource "aws_x" "a" {
  count = 2
  name  = "${local.name}-${count.index}"
  tags  = { Name = local.name, "a/b" = "c" }
  list  = [1, -2.50, true, null, "$${x}"]
  ingress {
    port = var.port
    deep {
      on = true
    }
  }
  ingress {
    port = 443
  }
  dynamic "egress" {
    for_each = [1, 2]
    iterator = it
    content {
      port = it.value
    }
  }
  versioning {
    enabled = true
  }
  lifecycle {
    ignore_changes = [tags, list[0]]
  }
}
resource "aws_y" "y" {
  id   = aws_x.a[1].id
  name = aws_x.a[0].ingress[0].deep[0].on ? "yes" : "no"
}
data "aws_z" "z" {
  filter {
    name = "x"
  }
}
output "o" {
  value = { for k, v in local.map : k => "${v}${jsonencode(aws_x.a[0].tags["a/b"])}" }
}
"#;
    let text = r#"{
  "//": "a comment",
  "variable": { "port": { "type": "number", "default": 80 } },
  "locals": [{ "name": "n-${var.port}" }, { "map": { "${local.name}": 1 } }],
  "resource": {
    "aws_x": {
      "a": {
        "//": "another",
        "count": 2,
        "name": "${local.name}-${count.index}",
        "tags": { "Name": "${local.name}", "a/b": "c" },
        "list": [1, -2.50, true, null, "$${x}"],
        "ingress": [{ "port": "${var.port}", "deep": { "on": true } }, { "port": 443 }],
        "dynamic": { "egress": { "for_each": [1, 2], "iterator": "it", "content": { "port": "${it.value}" } } },
        "versioning": { "enabled": true },
        "lifecycle": { "ignore_changes": ["tags", "list[0]"] }
      }
    },
    "aws_y": [{ "y": {
      "id": "${aws_x.a[1].id}",
      "name": "${aws_x.a[0].ingress[0].deep[0].on ? \"yes\" : \"no\"}"
    } }]
  },
  "data": { "aws_z": { "z": { "filter": { "name": "x" } } } },
  "output": {
    "o": { "value": "${{ for k, v in local.map : k => \"${v}${jsonencode(aws_x.a[0].tags[\"a/b\"])}\" }}" }
  }
}"#;
    let body = |index: u8| {
        format!(
            "aws_x.a[{index}] {{egress = [{{port = 1}}, {{port = 2}}], ingress = [{{deep = [{{on = true}}], port = 80}}, {{port = 443}}], lifecycle = [{{ignore_changes = [\"tags\", \"list[0]\"]}}], list = [1, -2.5, true, null, \"${{x}}\"], name = \"n-80-{index}\", tags = {{Name = \"n-80\", a/b = \"c\"}}, versioning = [{{enabled = true}}]}}"
        )
    };
    let expected = format!(
        "{}\n{}\naws_y.y {{id = ?aws_x.a[1].id, name = \"yes\"}}\ndata.aws_z.z {{filter = [{{name = \"x\"}}]}}\noutput.o {{n-80 = \"1\\\"c\\\"\"}}",
        body(0),
        body(1)
    );
    Given::main(hcl).sees(&expected);
    json(text).sees(&expected);
    json(text).tells(&[]);
}

#[test]
fn values_know_their_place_in_json() {
    let given = json(
        "{\n \"variable\": { \"port\": {} },\n \"resource\": { \"aws_x\": { \"a\": {\n  \"name\": \"\\u0061-${var.port}\",\n  \"rule\": [\n   { \"port\": \"${var.port}\" }\n  ]\n } } }\n}",
    )
    .var("port", "80");
    given.came(
        "aws_x.a",
        &["rule", "0", "port"],
        &["main.tf.json:6 var.port", "`port` given on the command line: (--var port):1 80"],
    );
    given.came("aws_x.a", &["rule", "0"], &["main.tf.json:6 {"]);
    given.came("aws_x.a", &["name"], &["main.tf.json:4 \"\\u0061-${var.port}\""]);
    given.came("aws_x.a", &[], &["main.tf.json:3 \"a\""]);
}

#[test]
fn some_texts_are_no_templates() {
    let given = Given::files(&[
        (
            "main.tf.json",
            r#"{
  "variable": { "v": { "type": "list(object({ a = optional(string, \"x\") }))", "default": [{}] },
                "t": { "default": "${not} a %{template}" } },
  "provider": { "aws": [{ "default_tags": { "tags": { "P": "1" } } },
                        { "alias": "west", "default_tags": { "tags": { "P": "${var.v[0].a}" } } }] },
  "module": { "m": { "source": "./m", "providers": { "aws": "aws.west" }, "v": "${var.v}", "depends_on": ["aws_x.a"] } },
  "resource": { "aws_x": { "a": { "v": "${var.v}", "t": "${var.t}" } },
                "aws_vpc": { "v": { "provider": "aws.west", "depends_on": ["module.m"] } } }
}"#,
        ),
        ("m/main.tf", "variable \"v\" {}\nresource \"aws_vpc\" \"v\" {\n v = var.v[0].a\n}\n"),
    ]);
    given.sees(
        "aws_vpc.v {tags_all = {P = \"x\"}}
         aws_x.a {t = \"${not} a %{template}\", v = [{a = \"x\"}]}
         module.m.aws_vpc.v {tags_all = {P = \"x\"}, v = \"x\"}",
    );
    given.tells(&[]);
}

#[test]
fn broken_json_costs_one_file() {
    let other = ("a.tf", "resource \"aws_x\" \"a\" {}\n");
    let given = Given::files(&[other, ("b.tf.json", "{\n \"resource\": {\n}")]);
    given.sees("aws_x.a {}");
    given.tells(&["b.tf.json:3: the file ends too early"]);
    Given::files(&[other, ("b.tf.json", &"{\"a\":".repeat(50_000))])
        .tells(&["b.tf.json:1: brackets are nested more than 200 levels deep here"]);
    json("[{\"resource\": {\"aws_x\": {\"a\": {}}}}, {\"resource\": {\"aws_x\": {\"b\": []}}}]").sees("aws_x.a {}");
}

#[test]
fn what_makes_no_sense_is_told_in_place() {
    json("{\n \"resorce\": {},\n \"resource\": {\n  \"aws_x\": 1,\n  \"aws_y\": {\"a\": \"x\"}\n },\n \"locals\": {\"a\": \"${1 +}\"},\n \"output\": {\"o\": {\"value\": 1,\n \"value\": 2}}\n}")
        .tells(&[
            "main.tf.json:4: the names of `resource` blocks must be a JSON object, not a number",
            "main.tf.json:5: a `resource` block must be a JSON object, not a string",
            "main.tf.json:7: ",
            "main.tf.json:9: the argument `value` is set twice in one block",
            "main.tf.json:2: Terraform has no `resorce` blocks",
        ]);
}

#[test]
fn opentofu_reads_its_own_file_in_place_of_terraforms() {
    let resource = |name: &str| format!("resource \"aws_x\" \"{name}\" {{}}\n");
    let given = Given::files(&[
        ("a.tf", &resource("terraform")),
        ("a.tofu", &resource("tofu")),
        ("b.tf", &resource("b")),
        ("c.tofu", &resource("c")),
        ("d.tf.json", "{\"resource\": {\"aws_x\": {\"no\": {}}}}"),
        ("d.tofu.json", "{\"resource\": {\"aws_x\": {\"d\": {}}}}"),
    ]);
    given.sees("aws_x.b {}\naws_x.c {}\naws_x.d {}\naws_x.tofu {}");
    let notes: Vec<String> = given.project().roots[0].diagnostics.iter().map(|one| one.message.clone()).collect();
    assert_eq!(
        notes,
        [
            "`a.tf` is passed over: OpenTofu reads `a.tofu` in its place",
            "`d.tf.json` is passed over: OpenTofu reads `d.tofu.json` in its place"
        ]
    );
}

#[test]
fn variables_in_json_keep_digits_and_places() {
    let files = |values: &str| {
        Given::files(&[
            ("main.tf", "variable \"v\" {}\nresource \"aws_x\" \"a\" {\n v = var.v\n}\n"),
            ("terraform.tfvars.json", values),
        ])
    };
    let given =
        files("{\n \"//\": \"comment\",\n \"v\": {\n  \"n\": 12345678901234567890.5,\n  \"t\": \"${x}\"\n }\n}");
    given.sees("aws_x.a {v = {n = 12345678901234567890.5, t = \"${x}\"}}");
    given.came(
        "aws_x.a",
        &["v", "n"],
        &["main.tf:3 var.v", "value of variable `v`: terraform.tfvars.json:4 12345678901234567890.5"],
    );
    files("{\"v\": 1,\n\"v\": 2}").tells(&["terraform.tfvars.json:2: the key `v` occurs twice"]);
    files("[1]").tells(&["terraform.tfvars.json:1: `terraform.tfvars.json` must hold one JSON object, not an array"]);
    files("{\n\"v\": }").tells(&["terraform.tfvars.json:2: `}` is not expected here"]);
}
