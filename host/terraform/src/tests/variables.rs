//! Variables: where their values come from and what becomes of them.

use super::Given;

#[test]
fn stronger_sources_replace_weaker_ones() {
    let files: Vec<(&str, &str)> = vec![
        ("main.tf", "variable \"v\" { default = \"default\" }\noutput \"o\" { value = var.v }\n"),
        ("terraform.tfvars", "v = \"tfvars\"\n"),
        ("terraform.tfvars.json", "{\"v\": \"json\"}"),
        ("a.auto.tfvars", "v = \"a\"\n"),
        ("b.auto.tfvars.json", "{\"v\": \"b\"}"),
    ];
    let winner = |count: usize, expected: &str| {
        Given::files(&files[..count]).env("TF_VAR_v", "env").sees(&format!("output.o {expected:?}"));
    };
    winner(1, "env");
    winner(2, "tfvars");
    winner(3, "json");
    winner(4, "a");
    winner(5, "b");
    Given::files(&files).var("v", "cli").sees("output.o \"cli\"");
    Given::files(&files[..1]).sees("output.o \"default\"");
}

#[test]
fn given_text_is_read_by_type() {
    let text = "variable \"n\" { type = number }\nvariable \"l\" { type = list(string) }\nvariable \"s\" {}\n\
                output \"o\" { value = [var.n + 1, var.l, var.s] }\n";
    let given = Given::main(text).var("n", "5").var("l", "[\"a\", 1]").var("s", "[1]");
    given.sees("output.o [6, [\"a\", \"1\"], \"[1]\"]");
    Given::main(text)
        .var("n", "abc")
        .var("l", "[]")
        .var("s", "")
        .tells(&["(--var n):1: the value of variable `n` is unsuitable"]);
}

#[test]
fn types_convert_and_fill_in() {
    let given = Given::main(
        r#"
variable "a" {
  type = list(object({
    name = string
    port = optional(number, 80)
    tags = optional(map(string))
    in   = optional(object({ x = optional(string, "dx") }), {})
  }))
  default = [{ name = "a" }, { name = 1, port = null, tags = { k = 5 }, in = { x = "y" }, extra = 1 }]
}
output "o" { value = var.a }
"#,
    );
    given.sees(
        r#"output.o [{in = {x = "dx"}, name = "a", port = 80, tags = null}, {in = {x = "y"}, name = "1", port = 80, tags = {k = "5"}}]"#,
    );
}

#[test]
fn without_a_value_a_variable_is_unknown_by_its_type() {
    let given = Given::main(
        "variable \"v\" {\n type = string\n}\nvariable \"w\" {\n type = string\n nullable = false\n}\n\
         output \"a\" { value = \"${var.v} t\" }\noutput \"b\" { value = var.v == null }\noutput \"c\" { value = var.w == null }\n",
    );
    given.sees("output.a ?~var.v\noutput.b ?~var.v\noutput.c false");
}

#[test]
fn null_is_a_value_unless_it_is_refused() {
    let text = |nullable: &str| {
        format!(
            "variable \"v\" {{\n default = \"d\"\n {nullable}\n}}\noutput \"o\" {{ value = var.v == null ? \"null\" : var.v }}\n"
        )
    };
    Given::files(&[("main.tf", &text("")), ("terraform.tfvars", "v = null\n")]).sees("output.o \"null\"");
    Given::files(&[("main.tf", &text("nullable = false")), ("terraform.tfvars", "v = null\n")]).sees("output.o \"d\"");
}

#[test]
fn values_for_unknown_variables_are_told() {
    let given = Given::files(&[
        ("main.tf", "variable \"region\" { default = \"r\" }\n"),
        ("terraform.tfvars", "regoin = \"x\"\n"),
    ]);
    given.tells(&[
        "terraform.tfvars:1: `terraform.tfvars` gives a value to `regoin`, which the root module does not declare",
    ]);
    assert_eq!(given.project().roots[0].diagnostics[0].help.as_deref(), Some("did you mean `region`?"));
}

#[test]
fn validations_preconditions_and_checks_that_fail_are_told() {
    Given::main(
        r#"
variable "ami" {
  default = "x"
  validation {
    condition     = startswith(var.ami, "ami-")
    error_message = "bad ${var.ami}"
  }
}
variable "n" { type = number }
resource "aws_x" "a" {
  lifecycle {
    precondition {
      condition     = var.n > 2
      error_message = "unknown is no failure"
    }
    postcondition {
      condition     = self.size == "big"
      error_message = "too small"
    }
  }
  size = "small"
}
check "c" {
  assert {
    condition     = 1 == 2
    error_message = "no"
  }
}
"#,
    )
    .tells(&[
        "main.tf:5: the value of variable `ami` is not valid",
        "main.tf:17: the postcondition of `aws_x.a` does not hold",
        "main.tf:25: check `c` does not hold",
    ]);
}

#[test]
fn override_files_replace_arguments_and_whole_block_types() {
    let given = Given::files(&[
        (
            "main.tf",
            "locals {\n x = 1\n y = 1\n}\nresource \"aws_x\" \"a\" {\n name = \"base\"\n size = 1\n rule {\n  p = 1\n }\n rule {\n  p = 2\n }\n other {\n  o = 1\n }\n}\noutput \"o\" { value = [local.x, local.y] }\n",
        ),
        (
            "main_override.tf",
            "locals { x = 2 }\nresource \"aws_x\" \"a\" {\n name = \"over\"\n rule {\n  p = 3\n }\n}\n",
        ),
        ("override.tf", "resource \"aws_x\" \"a\" { size = 2 }\n"),
    ]);
    given.sees("aws_x.a {name = \"over\", other = [{o = 1}], rule = [{p = 3}], size = 2}\noutput.o [2, 1]");
}

/// The notes about files that nobody reads.
fn unread(main: &str, files: &[&str]) -> Vec<String> {
    let files = files.iter().map(|path| (*path, "region = \"x\"\n"));
    let given = Given::files(&std::iter::once(("main.tf", main)).chain(files).collect::<Vec<_>>());
    let project = given.project();
    let notes = project.roots[0].diagnostics.iter().filter(|note| note.message.contains("not read"));
    notes.map(|note| note.message.clone()).collect()
}

#[test]
fn files_that_would_give_missing_values_are_told_and_not_read() {
    let files = ["envs/dev.tfvars", "envs/prod.tfvars", "x.tfvars"];
    let message = "`x.tfvars`, `envs/dev.tfvars`, `envs/prod.tfvars` are not read, and would give values that are missing: use `--var-file`, or `environments = \"*.tfvars\"` under `[terraform]` in `tollgate.toml`";
    assert_eq!(unread("variable \"region\" {}", &files), [message]);
    assert_eq!(unread("variable \"region\" { default = 1 }", &files), [""; 0]);
    assert_eq!(unread("variable \"other\" {}", &files), [""; 0]);
    assert_eq!(unread("variable \"region\" {}", &["terraform.tfvars", "x.tfvars"]), [""; 0]);
}
