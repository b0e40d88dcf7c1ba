//! Rights of those who say no name.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{objects::kind, rbac::BINDINGS, security::settle};

pub const RULE: Rule = Rule {
    id: "kubernetes/anonymous-access",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: BINDINGS,
    summary: "Whoever reaches the API server has a role",
    page: include_str!("anonymous_access.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R296"],
    check: Check::Resource(check),
};

/// Roles that say nothing worth hiding, which Kubernetes or kubeadm binds so, or whose documentation does.
const PUBLIC: &[&str] =
    &["system:public-info-viewer", "system:service-account-issuer-discovery", "kubeadm:bootstrap-signer-clusterinfo"];

fn check(cx: &mut Context<'_>, binding: Resource<'_>) {
    let role = binding.attr("roleRef").attr("name");
    if role.judge(|role| role.string().test(|role| PUBLIC.contains(&role))) == Answer::Yes {
        return;
    }
    let subjects = binding.attr("subjects");
    for subject in subjects.each() {
        let name = subject.attr("name");
        let is_anonymous =
            name.judge(|name| name.string().test(|name| matches!(name, "system:anonymous" | "system:unauthenticated")));
        match is_anonymous {
            Answer::No => {}
            Answer::Unknown => cx.undecided(name),
            Answer::Yes | Answer::Possible => {
                let place = if kind(binding) == "RoleBinding" { " in a namespace" } else { "" };
                let what = role.string().known().unwrap_or("a role");
                let message =
                    format!("`{}` gives `{what}`{place} to whoever reaches the API server", binding.address());
                let finding = cx
                    .report(name, message)
                    .because("`system:anonymous` and `system:unauthenticated` are those who show neither token nor certificate; API servers are on the internet more often than not, and scanners ask them all")
                    .help("remove the subject; what must answer without a login, such as health checks, is public by `system:public-info-viewer` already")
                    .if_exists(binding);
                settle(finding, is_anonymous);
            }
        }
    }
    if subjects.may_have_more() {
        cx.undecided(subjects);
    }
}
