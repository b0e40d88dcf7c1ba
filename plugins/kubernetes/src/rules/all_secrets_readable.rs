//! Roles that read the Secrets of all namespaces.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    objects::{kind, names_one},
    rbac::{CLUSTER_ROLES_AND_BINDINGS, Grant, Reach, item},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/all-secrets-readable",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: CLUSTER_ROLES_AND_BINDINGS,
    summary: "A role reads the Secrets of all namespaces",
    page: include_str!("all_secrets_readable.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R297"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let roles = view.resources().filter(|one| kind(*one) == "ClusterRole" && one.exists() != Existence::No);
    for role in roles {
        let reach = Reach::of(role);
        // `edit` and `admin` read Secrets anyway.
        if matches!(reach, Reach::Namespaces | Reach::Added("edit", _)) {
            continue;
        }
        for grant in Grant::all(role).filter(|grant| !grant.is_of_names()) {
            judge(cx, role, grant, reach);
        }
        if role.attr("rules").may_have_more() {
            cx.undecided(role.attr("rules"));
        }
    }
}

fn judge(cx: &mut Context<'_>, role: Resource<'_>, grant: Grant<'_>, reach: Reach<'_>) {
    let reads =
        names_one(grant.resources(), &["secrets"]).and(grant.is_of("")).and(grant.allows(&["get", "list", "watch"]));
    match reads {
        Answer::No => {}
        Answer::Unknown => cx.undecided(grant.unknown()),
        Answer::Yes | Answer::Possible => {
            if let Reach::Added(to, label) = reach {
                let text = format!("`{}` lets everybody with the role `{to}` read Secrets", role.address());
                let finding = cx
                    .report(item(grant.resources(), "secrets"), text)
                    .because("`view` leaves Secrets out on purpose, so that it may be given to people and programs that look on: among them are tokens of accounts that may do more, with which whoever reads them acts")
                    .help("remove `secrets` here, or the label; who needs them gets a role of their own, or `edit`")
                    .related(label, format!("added to `{to}` here"))
                    .if_exists(role);
                return settle(finding, reads);
            }
            let text = format!("`{}` reads the Secrets of all namespaces", role.address());
            let finding = cx
                .report(item(grant.resources(), "secrets"), text)
                .because("among them are the tokens of other accounts, certificates and passwords of databases: whoever breaks into a pod with this role has them all, `list` and `watch` show the contents as well as `get` does")
                .help("bind it with RoleBindings in the namespaces that are meant, or name the Secrets under `resourceNames`")
                .if_exists(role);
            let finding = match reach {
                Reach::Cluster(binding) => finding.related(binding, "bound for the whole cluster here"),
                // Who binds it, and for what, is decided elsewhere.
                _ => finding.possible(),
            };
            settle(finding, reads);
        }
    }
}
