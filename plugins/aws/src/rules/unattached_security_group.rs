//! Security groups that nothing uses.

use tollgate_sdk::{Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

pub const RULE: Rule = Rule {
    id: "aws/unattached-security-group",
    level: Level::Off,
    severity: 10,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["*", "terraform/output"],
    summary: "A security group is not used",
    page: include_str!("unattached_security_group.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R012"],
    check: Check::Project(check),
};

/// What refers to a group without using it.
const RULES_AND_GROUPS: &[&str] = &[
    "aws_security_group",
    "aws_default_security_group",
    "aws_security_group_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
];

/// Tags by which controllers in Kubernetes find the groups that they use.
const FOUND_BY_TAG: &[&str] = &["karpenter.sh/", "kubernetes.io/", "elbv2.k8s.aws/", "aws:eks:"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for group in view.of("aws_security_group").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let tags = group.attr("tags_all");
        let is_found = tags.entries().any(|(tag, _)| FOUND_BY_TAG.iter().any(|prefix| tag.starts_with(prefix)));
        if is_found || group.referrers().any(|(user, _)| uses(user)) {
            continue;
        }
        cx.report(group, format!("`{}` is not used", group.address()))
            .because("a leftover group looks as if it protected something, and whoever attaches it later because its name fits gets its old rules")
            .help("attach it, export it in an output if another configuration attaches it, or remove it")
            .if_exists(group);
    }
}

fn uses(user: Resource<'_>) -> bool {
    // What reads the output of a module refers to the group itself.
    let is_inner_output = user.type_name() == "terraform/output" && !user.module().is_empty();
    user.exists() != Existence::No && !is_inner_output && !RULES_AND_GROUPS.contains(&user.type_name())
}
