//! Security groups and rules without a description.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Setting, Value};

pub const RULE: Rule = Rule {
    id: "aws/undescribed-security-group",
    level: Level::Off,
    severity: 10,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_default_security_group",
        "aws_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ],
    summary: "A security group, or a rule of one, has no description",
    page: include_str!("undescribed_security_group.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R011"],
    check: Check::Resource(check),
};

/// The default of the provider.
const PLACEHOLDER: &str = "Managed by Terraform";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let address = resource.address();
    let is_group = matches!(resource.type_name(), "aws_security_group" | "aws_default_security_group");
    // AWS describes the default group.
    if resource.type_name() != "aws_default_security_group" {
        report(cx, &resource.setting("description"), format!("`{address}` does not say what it is for"));
    }
    if !is_group {
        return;
    }
    for direction in ["ingress", "egress"] {
        let list = resource.attr(direction);
        if list.may_have_more() {
            cx.undecided(list);
        }
        for rule in list.each() {
            let message = format!("a rule in `{direction}` of `{address}` does not say what it is for");
            report(cx, &rule.setting("description"), message);
        }
    }
}

fn report(cx: &mut Context<'_>, description: &Setting<'_>, message: String) {
    let is_nothing = |text: Value<'_>| match text.min_length() {
        1.. => Answer::No,
        0 => text.string().or("").test(|text| text.trim().is_empty() || text == PLACEHOLDER),
    };
    if let Some(found) = cx.reject(description, is_nothing, message) {
        found
            .because("nobody dares to remove a rule that nobody can explain, so openings for a test remain for years")
            .help("set `description` to who connects from where, and why; changing the description of a group replaces the group");
    }
}
