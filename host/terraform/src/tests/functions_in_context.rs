//! Functions that need more than their arguments: files and templates.

use super::Given;

#[test]
fn files_are_read_below_the_scanned_folder_only() {
    let given = Given::files(&[
        ("main.tf", "module \"m\" {\n source = \"./m\"\n}\noutput \"o\" { value = module.m.text }\n"),
        ("m/main.tf", "output \"text\" { value = file(\"${path.module}/a.txt\") }\n"),
        ("m/a.txt", "alpha"),
    ]);
    given.sees("output.o \"alpha\"");
    given.values(&[
        ("path.module", "\".\""),
        ("fileexists(\"m/a.txt\")", "true"),
        ("file(\"../secret\")", "error: `file()`…"),
    ]);
}

#[test]
fn templates_see_their_variables_and_nothing_else() {
    let given = Given::files(&[
        ("main.tf", "locals { x = 1 }\nresource \"aws_y\" \"y\" {}\n"),
        ("t.tpl", "%{ for p in ports ~}\nport ${p}\n%{ endfor ~}\n"),
        ("id.tpl", "id=${id}"),
        ("local.tpl", "${local.x}"),
        ("nested.tpl", "${templatefile(\"id.tpl\", { id = 1 })}"),
    ]);
    given.values(&[
        ("templatefile(\"t.tpl\", { ports = [80, 443] })", r#""port 80\nport 443\n""#),
        ("templatefile(\"id.tpl\", { id = aws_y.y.id })", r#"?"id="+~aws_y.y.id"#),
        ("templatefile(\"local.tpl\", {})", "error: `templatefile()`…"),
        ("templatefile(\"nested.tpl\", {})", "error: `templatefile()`…"),
        ("templatestring(\"x\", {})", "error: `templatestring()` needs a reference…"),
    ]);
}
