//! Module calls: what goes in, what comes out, and what is not there.

use super::Given;

const MODULE: &str = r#"
variable "name" {}
variable "groups" { type = map(string) }
variable "size" { default = 1 }
resource "aws_x" "r" {
  count  = var.size
  name   = "${var.name}-${count.index}"
  groups = values(var.groups)
}
output "ids" { value = aws_x.r[*].id }
output "groups" { value = var.groups }
"#;

#[test]
fn identity_passes_in_and_out() {
    let given = Given::files(&[
        (
            "main.tf",
            "resource \"aws_g\" \"g\" {}\n\
             module \"m\" {\n source = \"./m\"\n name = \"x\"\n groups = { app = aws_g.g.id }\n}\n\
             resource \"aws_y\" \"y\" {\n group = module.m.groups[\"app\"]\n ids = module.m.ids\n same = module.m.groups.app == aws_g.g.id\n}\n",
        ),
        ("m/main.tf", MODULE),
    ]);
    given.sees(
        "aws_g.g {}
         aws_y.y {group = ?aws_g.g.id, ids = [?module.m.aws_x.r[0].id], same = true}
         module.m.aws_x.r[0] {groups = [?aws_g.g.id], name = \"x-0\"}",
    );
}

#[test]
fn modules_repeat() {
    let files = |call: &str, uses: &str| {
        let main = format!(
            "variable \"on\" {{ type = bool }}\nmodule \"m\" {{\n source = \"./m\"\n groups = {{}}\n {call}\n}}\noutput \"o\" {{ value = {uses} }}\n"
        );
        Given::files(&[("main.tf", &main), ("m/main.tf", MODULE)])
    };
    files("for_each = { a = 1, b = 0 }\n name = each.key\n size = each.value", "{ for k, m in module.m : k => m.ids }")
        .sees(
            "module.m[\"a\"].aws_x.r[0] {groups = [], name = \"a-0\"}
         output.o {a = [?module.m[\"a\"].aws_x.r[0].id], b = []}",
        );
    files("count = 2\n name = \"n${count.index}\"", "module.m[*].ids").sees(
        "module.m[0].aws_x.r[0] {groups = [], name = \"n0-0\"}
         module.m[1].aws_x.r[0] {groups = [], name = \"n1-0\"}
         output.o [[?module.m[0].aws_x.r[0].id], [?module.m[1].aws_x.r[0].id]]",
    );
    files("count = var.on ? 1 : 0\n name = \"n\"", "module.m[0].ids").sees(
        "module.m[*].aws_x.r[0]? {groups = [], name = \"n-0\"}
         output.o [?module.m[*].aws_x.r[0].id]",
    );
}

#[test]
fn siblings_see_what_they_are_given_and_not_defaults() {
    let given = Given::files(&[
        (
            "main.tf",
            "module \"a\" {\n source = \"./a\"\n}\nmodule \"b\" {\n source = \"./b\"\n public = module.a.public\n}\n",
        ),
        ("a/main.tf", "output \"public\" { value = false }\n"),
        ("b/main.tf", "variable \"public\" { default = true }\nresource \"aws_x\" \"x\" { public = var.public }\n"),
    ]);
    given.sees("module.b.aws_x.x {public = false}");
}

#[test]
fn a_module_that_is_not_there_is_unknown_and_noted_once() {
    let given = Given::main(
        "module \"far\" {\n source = \"hashicorp/far/aws\"\n}\nresource \"aws_x\" \"x\" {\n a = module.far.id\n b = module.far.id == module.far.id\n}\n",
    );
    given.sees("aws_x.x {a = ?module.far.id, b = true}");
    let diagnostics = &given.project().roots[0].diagnostics;
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0].message.starts_with("module `far` from `hashicorp/far/aws` is not on disk"));
}

#[test]
fn installed_modules_are_read_where_init_put_them() {
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
        {"Key":"far","Source":"hashicorp/far/aws","Version":"1.0.0","Dir":".terraform/modules/far"},
        {"Key":"far.sub","Source":"./sub","Dir":".terraform/modules/far/sub"}]}"#;
    let given = Given::files(&[
        ("main.tf", "module \"far\" {\n source = \"hashicorp/far/aws\"\n}\n"),
        (".terraform/modules/modules.json", manifest),
        (".terraform/modules/far/main.tf", "module \"sub\" {\n source = \"./sub\"\n}\n"),
        (".terraform/modules/far/sub/main.tf", "resource \"aws_x\" \"x\" { at = path.module }\n"),
    ]);
    given.sees("module.far.module.sub.aws_x.x {at = \".terraform/modules/far/sub\"}");
}

#[test]
fn what_is_installed_for_another_source_is_told() {
    let given = |source: &str| {
        Given::files(&[
            ("main.tf", &format!("module \"net\" {{\n source = \"{source}\"\n}}\n")),
            (
                ".terraform/modules/modules.json",
                r#"{"Modules":[{"Key":"net","Source":"registry.terraform.io/acme/net/aws","Dir":".terraform/modules/net/sub"}]}"#,
            ),
            (".terraform/modules/net/sub/main.tf", "resource \"aws_x\" \"x\" {}\n"),
        ])
    };
    given("acme/net/aws//sub").tells(&[]);
    given("registry.terraform.io/acme/net/aws").tells(&[]);
    given("github.com/acme/net/aws").tells(&[]);
    let other = given("other/net/aws");
    other.sees("module.net.aws_x.x {}");
    other.tells(&["main.tf:2: module `net` is from `registry.terraform.io/other/net/aws`, but"]);
}

#[test]
fn calls_that_do_not_fit_are_errors() {
    let given = Given::files(&[
        (
            "main.tf",
            "module \"m\" {\n source = \"./m\"\n groups = {}\n nmae = \"x\"\n}\noutput \"o\" { value = module.m.idz }\n",
        ),
        ("m/main.tf", MODULE),
    ]);
    given.tells(&[
        "main.tf:1: module `m` is called without its required argument `name`",
        "main.tf:4: module `m` has no variable `nmae`",
        "main.tf:6: `module.m` has no output `idz`",
    ]);
}

#[test]
fn modules_that_contain_themselves_end() {
    let given = Given::files(&[
        ("main.tf", "module \"a\" {\n source = \"./a\"\n}\n"),
        ("a/main.tf", "module \"b\" {\n source = \"../b\"\n}\n"),
        ("b/main.tf", "module \"a\" {\n source = \"../a\"\n}\nresource \"aws_x\" \"x\" {}\n"),
    ]);
    given.sees("module.a.module.b.aws_x.x {}");
    given.tells(&["b/main.tf:2: module `a` calls a module that it is itself part of: `a` → `b` → `a`"]);
}

#[test]
fn a_module_that_is_missing_often_is_noted_once() {
    let given = Given::files(&[
        (
            "main.tf",
            "module \"a\" {\n source = \"./a\"\n count = 3\n}\nmodule \"far\" {\n source = \"acme/far/aws\"\n}\n\
             module \"gone\" {\n source = \"acme/gone/aws\"\n}\noutput \"o\" {\n value = [module.far.x, module.far.y]\n}\n",
        ),
        ("a/a.tf", "module \"far\" {\n source = \"acme/far/aws\"\n}\n"),
        // Installed once, and removed since.
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"gone","Source":"acme/gone/aws","Dir":".terraform/modules/gone"}]}"#,
        ),
    ]);
    let notes: Vec<String> = given.project().roots[0].diagnostics.iter().map(|one| one.message.clone()).collect();
    assert_eq!(
        notes,
        [
            "the 2 modules from `acme/far/aws` are not on disk: what they create is not looked at",
            "module `gone` from `acme/gone/aws` is not on disk: what it creates is not looked at"
        ]
    );
}

#[test]
fn too_many_instances_of_modules_are_told() {
    // Each module calls the next one ten times: 100,000 instances of the last.
    let calls = |next: &str| -> String {
        (0..10).map(|n| format!("module \"m{n}\" {{\n source = \"../{next}\"\n}}\n")).collect()
    };
    let root = calls("b").replace("../", "./");
    let (b, c, d, e) = (calls("c"), calls("d"), calls("e"), calls("f"));
    let given = Given::files(&[
        ("main.tf", &root),
        ("b/b.tf", &b),
        ("c/c.tf", &c),
        ("d/d.tf", &d),
        ("e/e.tf", &e),
        ("f/f.tf", "resource \"aws_x\" \"x\" {}\n"),
    ]);
    let told = given.told(&given.project(), tollgate_source::Level::Warning);
    assert!(told.len() == 1 && told[0].contains("evaluation stopped here: more than"), "{told:?}");
}

#[test]
fn a_source_out_of_the_scanned_folder_says_what_to_do() {
    Given::main("module \"m\" {\n source = \"../elsewhere\"\n}\n")
        .tells(&["main.tf:2: module `m` is outside of the scanned folder: `../elsewhere`"]);
    Given::main("module \"m\" {\n source = \"./none\"\n}\n")
        .tells(&["main.tf:2: module `m`: there are no Terraform files in `none`"]);
}

#[test]
fn optional_attributes_are_filled_in_where_only_the_keys_are_unknown() {
    Given::files(&[
        (
            "main.tf",
            "variable \"n\" {}\nresource \"aws_eip\" \"e\" {\n count = var.n\n}\nmodule \"m\" {\n source = \"./m\"\n maps = [for e in aws_eip.e : { id = e.id }]\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"maps\" {\n type = list(object({ id = string, ip = optional(string), n = optional(number, 5) }))\n}\nresource \"aws_x\" \"x\" {\n dynamic \"map\" {\n  for_each = var.maps\n  content {\n   id = map.value.id\n   ip = map.value.ip\n   n = map.value.n\n  }\n }\n}\n",
        ),
    ])
    .sees("aws_eip.e[*]? {tags_all = {}}\nmodule.m.aws_x.x {map = […?{{id = ?aws_eip.e[*].id, ip = null, n = 5}}]}");
}
