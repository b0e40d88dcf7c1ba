//! What a person sees.

use crate::harness::Folder;

#[test]
fn a_finding_shows_where_its_value_came_from() {
    let folder = Folder::new(&[
        (
            "main.tf",
            "variable \"policy\" {\n  default = \"ELBSecurityPolicy-2016-08\"\n}\n\nresource \"aws_lb_listener\" \"https\" {\n  port       = 443\n  protocol   = \"HTTPS\"\n  ssl_policy = var.policy\n}\n",
        ),
        ("terraform.tfvars", "policy = \"ELBSecurityPolicy-TLS13-1-0-2021-06\"\n"),
    ]);
    let run = folder.run(&["check", "--select", "tls/weak-policy"]);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn nothing_found_is_said() {
    let folder = Folder::new(&[("main.tf", "resource \"terraform_data\" \"x\" {}\n")]);
    insta::assert_snapshot!(folder.run(&["check"]).stdout, @"No findings in 1 resource of 1 root (1 file).");
}

#[test]
fn what_no_rule_knows_is_not_called_clean() {
    let folder = Folder::new(&[(
        "main.tf",
        "resource \"alicloud_oss_bucket\" \"x\" {\n  acl = \"public-read-write\"\n}\n\nresource \"random_id\" \"x\" {\n  byte_length = 4\n}\n",
    )]);
    insta::assert_snapshot!(folder.run(&["check"]).stdout, @r"
    note: no rule is about the resource of provider `alicloud`: that nothing is found there says nothing

    No findings in 2 resources of 1 root (1 file).
    ");
    let selected = folder.run(&["check", "--select", "terraform/hard-coded-secret"]);
    insta::assert_snapshot!(selected.stdout, @"No findings in 2 resources of 1 root (1 file).");
}

#[test]
fn sensitive_text_is_not_shown() {
    let folder = Folder::new(&[(
        "main.tf",
        "variable \"policy\" {\n  sensitive = true\n  default   = \"hunter2\"\n}\n\nresource \"aws_lb_listener\" \"https\" {\n  port       = 443\n  protocol   = \"HTTPS\"\n  ssl_policy = var.policy\n}\n",
    )]);
    for format in ["text", "json"] {
        let run = folder.run(&["check", "--output-format", format]);
        assert!(!run.stdout.contains("hunter2"), "{}", run.stdout);
    }
    assert!(!folder.run(&["inspect"]).stdout.contains("hunter2"));
}
