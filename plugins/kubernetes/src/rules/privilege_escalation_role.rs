//! Roles by which somebody gets all others.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    objects::{kind, listed, names_one},
    rbac::{CLUSTER_ROLES_AND_BINDINGS, Grant, Reach, item},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/privilege-escalation-role",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: CLUSTER_ROLES_AND_BINDINGS,
    summary: "A role can be used to get all others",
    page: include_str!("privilege_escalation_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R295"],
    check: Check::Linked(check),
};

/// A right that is worth more than it looks.
struct Way {
    group: &'static str,
    resources: &'static [&'static str],
    verbs: &'static [&'static str],
    /// Those of `resources` that a RoleBinding gives, too: not what belongs to the cluster.
    in_namespaces: &'static [&'static str],
    /// Whether the role `edit` of Kubernetes has it in its namespace.
    is_of_edit: bool,
    /// What somebody does with it, after "may".
    what: &'static str,
    help: &'static str,
}

const WAYS: &[Way] = &[
    Way {
        group: "rbac.authorization.k8s.io",
        resources: &["clusterroles", "roles"],
        verbs: &["escalate"],
        in_namespaces: &["roles"],
        is_of_edit: false,
        what: "write roles with rights that its owner does not have",
        help: "remove `escalate`: without it, the server refuses roles with more rights than their author has",
    },
    Way {
        group: "rbac.authorization.k8s.io",
        resources: &["clusterroles", "roles"],
        verbs: &["bind"],
        in_namespaces: &["clusterroles", "roles"],
        is_of_edit: false,
        what: "give every role to itself",
        help: "name the roles that may be given under `resourceNames`",
    },
    Way {
        group: "",
        resources: &["users", "groups", "serviceaccounts"],
        verbs: &["impersonate"],
        in_namespaces: &["serviceaccounts"],
        is_of_edit: true,
        what: "act as anybody",
        help: "name under `resourceNames` who is meant",
    },
    Way {
        group: "",
        resources: &["serviceaccounts/token"],
        verbs: &["create"],
        in_namespaces: &["serviceaccounts/token"],
        is_of_edit: true,
        what: "make tokens of every ServiceAccount",
        help: "name the accounts under `resourceNames`, or use a Role in their namespace",
    },
    Way {
        group: "",
        resources: &["nodes/proxy"],
        verbs: &["get", "create"],
        in_namespaces: &[],
        is_of_edit: false,
        what: "run commands in every pod, past the API server and its log",
        help: "use `nodes/metrics` and `nodes/stats`, which are enough to collect metrics; from 1.33 on the kubelet knows `nodes/healthz`, `nodes/configz` and `nodes/pods` as well",
    },
    Way {
        group: "",
        resources: &["pods/exec", "pods/attach"],
        verbs: &["create", "get"],
        in_namespaces: &["pods/attach", "pods/exec"],
        is_of_edit: true,
        what: "run commands in every pod",
        help: "use a Role in the namespaces where it is needed",
    },
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let roles = view.resources().filter(|one| kind(*one) == "ClusterRole" && one.exists() != Existence::No);
    for role in roles {
        let reach = Reach::of(role);
        if matches!(reach, Reach::Namespaces) {
            continue;
        }
        for grant in Grant::all(role).filter(|grant| !grant.is_of_names()) {
            for way in WAYS.iter().filter(|way| !(way.is_of_edit && matches!(reach, Reach::Added("edit", _)))) {
                judge(cx, role, grant, way, reach);
            }
        }
    }
}

fn judge(cx: &mut Context<'_>, role: Resource<'_>, grant: Grant<'_>, way: &Way, reach: Reach<'_>) {
    let leads = names_one(grant.resources(), way.resources).and(grant.is_of(way.group)).and(grant.allows(way.verbs));
    match leads {
        Answer::No => {}
        // One verdict for a rule that is not known, not one for each way.
        Answer::Unknown if way.verbs == ["escalate"] => cx.undecided(grant.unknown()),
        Answer::Unknown => {}
        Answer::Yes | Answer::Possible => {
            let named = |resource: &&&str| names_one(grant.resources(), &[**resource]) == Answer::Yes;
            let resources: Vec<&str> = way.resources.iter().filter(named).copied().collect();
            let place = item(grant.resources(), resources.first().copied().unwrap_or_default());
            let rights = listed(&resources);
            let (message, why) = match reach {
                Reach::Added(to, _) => (
                    format!(
                        "by its right on {rights}, `{}` lets everybody with the role `{to}` {}",
                        role.address(),
                        way.what
                    ),
                    format!(
                        "`{to}` is given to people and programs that are not to have more, and all who have it anywhere get this there"
                    ),
                ),
                _ => (
                    format!("by its right on {rights}, `{}` may {}", role.address(), way.what),
                    "whoever breaks into a pod with this role is admin of the cluster a moment later".to_owned(),
                ),
            };
            let finding = cx.report(place, message).because(why).help(way.help).if_exists(role);
            let finding = match reach {
                Reach::Cluster(binding) => finding.related(binding, "bound for the whole cluster here"),
                Reach::Added(to, label) => {
                    let finding = finding.related(label, format!("added to `{to}` here"));
                    // What belongs to the cluster comes with ClusterRoleBindings of `view` and `edit` only.
                    let is_given = resources.iter().any(|resource| way.in_namespaces.contains(resource));
                    if is_given { finding } else { finding.possible() }
                }
                // Who binds it, and for what, is decided elsewhere.
                _ => finding.possible(),
            };
            settle(finding, leads);
        }
    }
}
