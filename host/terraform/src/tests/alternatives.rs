//! Collections of which only the possibilities, or the looks of an element, are known.

use super::Given;

fn given() -> Given {
    Given::main(
        r#"
variable "on" { type = bool }
variable "roles" { type = map(list(string)) }
variable "list" { type = list(string) }
locals {
  pairs = flatten([for who, roles in var.roles : [for role in roles : [{ who = who, role = role }]]])
}
"#,
    )
}

#[test]
fn a_possibility_may_be_unknown_itself() {
    given().values(&[
        ("[for x in var.on ? var.list : [\"a\"] : upper(x)]", "?{[…?~var.list[*]] | [\"A\"]}"),
        ("[for x in var.on ? [\"a\"] : null : upper(x)]", "[\"A\"]"),
        ("{ for x in var.on ? null : {} : x => x }", "{}"),
    ]);
}

#[test]
fn flat_lists_know_what_their_elements_look_like() {
    given().values(&[
        ("local.pairs[0].role", "?var.roles[*][*]"),
        ("[for pair in local.pairs : pair.role]", "[…?var.roles[*][*]]"),
        ("flatten(var.on ? [[1]] : [])", "?{[1] | []}"),
        ("flatten([var.list, [1]])", "[1, …?var.list]"),
    ]);
}
