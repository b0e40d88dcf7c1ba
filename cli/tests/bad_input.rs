//! Bad input gets one clear message with its place and the next step, and never a panic.

use crate::harness::{Folder, Run};

const GOOD: &str = "resource \"aws_ecs_service\" \"app\" {\n  name = \"app\"\n  tags = { Team = \"a\" }\n}\n";

/// The run did not crash, said `words` somewhere, and ended with `code`.
fn check(run: &Run, code: i32, words: &[&str]) {
    let all = format!("{}{}", run.stdout, run.stderr);
    assert!(!all.contains("panicked"), "{all}");
    assert_eq!(run.code, Some(code), "{all}");
    for word in words {
        assert!(all.contains(word), "`{word}` is not in\n{all}");
    }
}

#[test]
fn a_missing_path() {
    check(&Folder::new(&[]).check(&["nope"]), 2, &["`nope` does not exist", "help: name a folder or a file"]);
}

#[test]
fn an_empty_folder() {
    let folder = Folder::new(&[]);
    check(&folder.check(&[]), 0, &["there is nothing to check"]);
    check(&folder.check(&["--require-input"]), 3, &[]);
}

#[test]
fn a_binary_file_costs_only_itself() {
    let folder = Folder::new(&[("good.tf", GOOD)]);
    folder.write("binary.tf", [0x7f, b'E', b'L', b'F', 0, 0xff, 0xfe, 0]);
    let run = folder.check(&[]);
    check(&run, 1, &["binary.tf", "UTF-8"]);
    assert_eq!(run.findings()[0], "syntax/unreadable binary.tf:1");
    assert!(
        run.findings().iter().any(|finding| finding.starts_with("tags/not-propagated good.tf")),
        "{:?}",
        run.findings()
    );
}

#[test]
fn ten_megabytes_of_brackets() {
    let folder = Folder::new(&[("good.tf", GOOD)]);
    folder.write("deep.tf", format!("x = {}", "[".repeat(10 << 20)));
    let run = folder.check(&[]);
    check(&run, 1, &["syntax/hcl", "deep.tf"]);
    assert!(run.findings().len() >= 2, "{:?}", run.findings());
}

#[test]
fn a_syntax_error_costs_one_block() {
    let folder = Folder::new(&[("main.tf", &format!("resource \"a\" \"b\" {{\n  x = = 1\n}}\n\n{GOOD}"))]);
    let run = folder.check(&[]);
    check(&run, 1, &[]);
    assert_eq!(run.findings()[0], "syntax/hcl main.tf:2");
    assert!(run.findings().contains(&"tags/not-propagated main.tf:5".to_owned()), "{:?}", run.findings());
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_loop_or_leave() {
    let folder = Folder::new(&[("good.tf", GOOD)]);
    std::os::unix::fs::symlink("loop.tf", folder.path().join("loop.tf")).expect("linked");
    std::os::unix::fs::symlink(".", folder.path().join("again")).expect("linked");
    std::os::unix::fs::symlink("/etc", folder.path().join("etc.tf")).expect("linked");
    let run = folder.check(&[]);
    check(&run, 0, &["`loop.tf`", "`again` is a symbolic link", "`etc.tf`"]);
    assert_eq!(run.json()["summary"]["resources"], 1);
}

#[cfg(unix)]
#[test]
fn something_that_is_no_file() {
    let folder = Folder::new(&[("good.tf", GOOD)]);
    let _listener = std::os::unix::net::UnixListener::bind(folder.path().join("socket.tf")).expect("bound");
    check(&folder.check(&[]), 0, &["`socket.tf`"]);
}

#[test]
fn modules_that_call_one_another() {
    let call = |to: &str| format!("module \"m\" {{\n  source = \"../{to}\"\n}}\n");
    let folder = Folder::new(&[("a/main.tf", &call("b")), ("b/main.tf", &call("a"))]);
    let run = folder.check(&[]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
    check(&run, run.code.unwrap_or(-1), &["calls a module that it is itself part of"]);
}

#[test]
fn a_module_that_is_not_there() {
    let folder = Folder::new(&[(
        "main.tf",
        "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n}\nmodule \"gone\" {\n  source = \"./gone\"\n}\n",
    )]);
    let run = folder.check(&[]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
    check(&run, run.code.unwrap_or(-1), &["terraform-aws-modules/vpc/aws", "terraform init", "gone"]);
}

#[test]
fn a_module_outside_of_the_scanned_folder() {
    let folder = Folder::new(&[("main.tf", "module \"m\" {\n  source = \"../outside\"\n}\n")]);
    let run = folder.check(&[]);
    check(&run, run.code.unwrap_or(-1), &["../outside"]);
}

#[test]
fn mistakes_on_the_command_line() {
    let folder = Folder::new(&[("main.tf", GOOD)]);
    check(&folder.run(&["chek"]), 2, &["unrecognized subcommand"]);
    check(
        &folder.check(&["--select", "tls/weak-polcy"]),
        2,
        &["there is no rule or family `tls/weak-polcy`", "did you mean `tls/weak-policy`?"],
    );
    check(&folder.run(&["check", "--output-format", "xml"]), 2, &["`xml` is no format"]);
    check(&folder.check(&["--var", "novalue"]), 2, &["NAME=VALUE"]);
    check(&folder.check(&["--today", "tomorrow"]), 2, &["YYYY-MM-DD"]);
    check(&folder.run(&["explain", "tags/mising"]), 2, &["did you mean `tags/missing`?"]);
}

#[test]
fn mistakes_in_the_configuration() {
    let folder = Folder::new(&[("main.tf", GOOD), ("tollgate.toml", "[rules.\"tags/mising\"]\nlevel = \"error\"\n")]);
    check(
        &folder.check(&[]),
        2,
        &["there is no rule `tags/mising`", "did you mean `tags/missing`?", "tollgate.toml:1"],
    );
    folder.write("tollgate.toml", "[rules\n");
    check(&folder.check(&[]), 2, &["tollgate.toml:1"]);
    folder.write("tollgate.toml", "[plugins.acme]\nsource = \"file:acme.wasm\"\n");
    check(&folder.check(&[]), 2, &["plugin `acme` cannot be read", "does not exist"]);
}

#[test]
fn a_plugin_that_is_none() {
    let folder = Folder::new(&[
        ("main.tf", GOOD),
        ("acme.wasm", "not wasm"),
        ("tollgate.toml", "[plugins.acme]\nsource = \"file:acme.wasm\"\n"),
    ]);
    let run = folder.check(&[]);
    check(&run, 4, &[]);
    let report = run.json();
    assert_eq!(report["plugin_errors"][0]["plugin"], "acme");
    assert_eq!(report["plugin_errors"][0]["kind"], "link");
    assert!(run.findings().iter().any(|finding| finding.starts_with("tags/")), "the others ran: {:?}", run.findings());
}

#[test]
fn values_that_fit_no_variable() {
    let folder = Folder::new(&[("main.tf", "variable \"port\" {\n  type = number\n}\n")]);
    check(&folder.check(&["--var", "prot=22"]), 2, &["`--var prot=…` is for a variable", "did you mean", "port"]);
    check(&folder.check(&["--var", "port=ssh"]), 2, &["port", "number"]);
    check(&folder.check(&["--var", "port=22"]), 0, &[]);
    folder.write("terraform.tfvars", "port = \"ssh\"\n");
    let run = folder.check(&[]);
    check(&run, 1, &["number"]);
    assert_eq!(run.findings(), ["syntax/terraform terraform.tfvars:1"]);
}
