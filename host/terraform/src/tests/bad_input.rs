//! Whatever is given, evaluation ends, says what is wrong where, and keeps the rest.

use super::Given;

#[test]
fn cycles_are_named() {
    Given::main("locals {\n a = local.b\n b = local.c\n c = [local.a]\n}\n")
        .tells(&["main.tf:4: these depend on each other in a cycle: `local.a` → `local.b` → `local.c` → `local.a`"]);
    let given =
        Given::main("resource \"aws_x\" \"a\" {\n n = aws_x.b.id\n}\nresource \"aws_x\" \"b\" {\n n = aws_x.a.id\n}\n");
    given.sees("aws_x.a {n = ?aws_x.b.id}\naws_x.b {n = ?aws_x.a.id}");
    given.tells(&["main.tf:5: these depend on each other in a cycle: `aws_x.a` → `aws_x.b` → `aws_x.a`"]);
}

#[test]
fn a_syntax_error_costs_one_block() {
    let given = Given::main("resource \"aws_x\" \"a\" {\n n = = 1\n}\nresource \"aws_x\" \"b\" {\n n = 2\n}\n");
    given.sees("aws_x.b {n = 2}");
}

#[test]
fn a_file_too_large_costs_only_itself() {
    let large = " ".repeat((16 << 20) + 1);
    let given = Given::files(&[
        ("big.tf", &large),
        ("main.tf", "resource \"aws_x\" \"a\" {\n n = 1\n}\n"),
        ("terraform.tfvars.json", &large),
    ]);
    given.sees("aws_x.a {n = 1}");
    given.tells(&[
        "big.tf:1: `big.tf` is 16777217 bytes, more than the limit of 16777216; `--max-file-size` sets another",
        "`terraform.tfvars.json` is 16777217 bytes, more than the limit of 16777216; `--max-file-size` sets another",
    ]);
}

#[test]
fn the_same_name_twice_is_told_and_both_are_kept() {
    let given = Given::files(&[
        ("a.tf", "resource \"aws_x\" \"a\" { n = 1 }\nlocals { l = 1 }\n"),
        ("b.tf", "resource \"aws_x\" \"a\" { n = 2 }\nlocals { l = 2 }\n"),
    ]);
    given.sees("aws_x.a {n = 1}\naws_x.a {n = 2}");
    given
        .tells(&["b.tf:1: resource `aws_x.a` is declared twice in this module", "b.tf:2: local `l` is declared twice"]);
}

#[test]
fn long_chains_and_deep_nesting_end() {
    let mut text = String::from("locals {\n v0 = 1\n");
    for n in 1..20_000 {
        text.push_str(&format!(" v{n} = local.v{}\n", n - 1));
    }
    text.push_str("}\noutput \"o\" { value = local.v19999 }\n");
    Given::main(&text).sees("output.o 1");
    let backwards: String = (0..20_000).map(|n| format!(" v{n} = local.v{}\n", n + 1)).collect();
    let given = Given::main(&format!("locals {{\n{backwards} v20000 = 1\n}}\n"));
    given.tells(&["main.tf:4002: evaluation stopped here: expressions nested or chained too deeply"]);
}

#[test]
fn files_that_cannot_be_read_are_told_and_the_rest_is_read() {
    let world_file = "resource \"aws_x\" \"a\" {}\n";
    let mut given = Given::files(&[("a.tf", world_file)]);
    given.world = given.world.with("b.tf", [b'x', 0xff]).with("c.tf.json", "{}");
    given.sees("aws_x.a {}");
    given.tells(&["b.tf:1: `b.tf` is not UTF-8 text: byte 1 is invalid"]);
}

#[test]
fn an_empty_folder_has_nothing() {
    Given::files(&[("readme.md", "")]).sees("");
}

#[test]
fn blocks_that_make_no_sense_are_told() {
    Given::main(
        "x = 1\nresorce \"aws_x\" \"a\" {}\nresource \"aws_x\" {}\nvariable {}\nmodule \"m\" {}\noutput \"o\" {}\n",
    )
    .tells(&[
        "main.tf:1: the argument `x` stands outside of any block",
        "main.tf:2: Terraform has no `resorce` blocks",
        "main.tf:3: a `resource` block has 2 labels, this one has 1",
        "main.tf:4: a `variable` block has 1 label, this one has 0",
        "main.tf:6: output `o` has no `value`",
        "main.tf:5: module `m` has no `source` that is a plain string",
    ]);
}
