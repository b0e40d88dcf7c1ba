//! Roles: what their rules allow, and how far that reaches.

use tollgate_sdk::{Answer, Resource, Value};

use crate::objects::{is_empty, kind, names_one};

/// Types of roles, and of what gives roles to somebody.
pub const ROLES: &[&str] = &["rbac.authorization.k8s.io/*/ClusterRole", "rbac.authorization.k8s.io/*/Role"];
pub const BINDINGS: &[&str] =
    &["rbac.authorization.k8s.io/*/ClusterRoleBinding", "rbac.authorization.k8s.io/*/RoleBinding"];
/// ClusterRoles together with what may bind them.
pub const CLUSTER_ROLES_AND_BINDINGS: &[&str] = &[
    "rbac.authorization.k8s.io/*/ClusterRole",
    "rbac.authorization.k8s.io/*/ClusterRoleBinding",
    "rbac.authorization.k8s.io/*/RoleBinding",
];

/// One rule of a role.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    pub rule: Value<'a>,
}

impl<'a> Grant<'a> {
    /// The rules of a role that say something. Those of an aggregated ClusterRole are written by a controller, whatever
    /// stands there.
    pub fn all(role: Resource<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let rules = role.attr("rules");
        let is_own = role.attr("aggregationRule").is_unset();
        rules.each().filter(move |_| is_own).map(|rule| Self { rule })
    }

    pub fn verbs(&self) -> Value<'a> {
        self.rule.attr("verbs")
    }

    pub fn resources(&self) -> Value<'a> {
        self.rule.attr("resources")
    }

    pub fn groups(&self) -> Value<'a> {
        self.rule.attr("apiGroups")
    }

    /// Whether it is about some objects only, by their names.
    pub fn is_of_names(&self) -> bool {
        !is_empty(self.rule.attr("resourceNames"))
    }

    /// Whether it allows one of `verbs`, `*` included.
    pub fn allows(&self, verbs: &[&str]) -> Answer {
        names_one(self.verbs(), verbs).or(names_one(self.verbs(), &["*"]))
    }

    /// Whether it is about the API group, `*` included.
    pub fn is_of(&self, group: &str) -> Answer {
        names_one(self.groups(), &[group, "*"])
    }

    /// The list, or the item of one, that is in the way of an answer.
    pub fn unknown(&self) -> Value<'a> {
        let lists = [self.groups(), self.resources(), self.verbs()];
        let items = lists.iter().flat_map(Value::each).find(Value::is_unknown);
        items.or_else(|| lists.into_iter().find(Value::may_have_more)).unwrap_or(self.rule)
    }
}

/// The item of a list that is `text`, else the list.
pub fn item<'a>(list: Value<'a>, text: &str) -> Value<'a> {
    list.each().find(|item| item.string().test(|one| one == text) == Answer::Yes).unwrap_or(list)
}

/// The texts of a list, as far as they are known.
pub fn texts<'a>(list: Value<'a>) -> Vec<&'a str> {
    list.each().filter_map(|item| item.string().known()).collect()
}

/// What labels that add a ClusterRole to another begin with.
const AGGREGATE: &str = "rbac.authorization.k8s.io/aggregate-to-";

/// How far what a ClusterRole allows reaches.
#[derive(Clone, Copy, Debug)]
pub enum Reach<'a> {
    /// All namespaces, by this binding.
    Cluster(Resource<'a>),
    /// Wherever this role of Kubernetes, `view` or `edit`, is bound: it is added to that one.
    Added(&'static str, Value<'a>),
    /// Single namespaces only.
    Namespaces,
    /// Nothing that is here binds it.
    Unbound,
}

impl<'a> Reach<'a> {
    /// By the bindings of its batch, and by the labels that add it to the roles of Kubernetes. What is added to `view` is
    /// in `edit` and `admin` as well. What is added to `admin` reaches as far as that, which may do nearly everything in
    /// its namespace.
    pub fn of(role: Resource<'a>) -> Self {
        let bindings: Vec<Resource<'a>> = role.referrers().map(|(from, _)| from).collect();
        if let Some(binding) = bindings.iter().find(|from| kind(**from) == "ClusterRoleBinding") {
            return Self::Cluster(*binding);
        }
        let labels = role.attr("metadata").attr("labels");
        for to in ["view", "edit"] {
            let label = labels.attr(&format!("{AGGREGATE}{to}"));
            if label.string().known() == Some("true") {
                return Self::Added(to, label);
            }
        }
        let is_added = labels.entries().any(|(key, _)| key.starts_with(AGGREGATE));
        let is_bound = is_added || bindings.iter().any(|from| kind(*from) == "RoleBinding");
        if is_bound { Self::Namespaces } else { Self::Unbound }
    }
}

/// How messages call a subject: `namespace/name` for ServiceAccounts, the name for users and groups.
pub fn subject_name(subject: Value<'_>) -> String {
    let text = |key: &str| subject.attr(key).string().known();
    match (text("kind"), text("namespace"), text("name")) {
        (Some("ServiceAccount"), Some(namespace), Some(name)) => format!("{namespace}/{name}"),
        (_, _, Some(name)) => name.to_owned(),
        _ => "somebody".to_owned(),
    }
}
