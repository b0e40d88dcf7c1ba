//! ServiceAccounts: as which one a pod acts, and who may have given it rights.

use tollgate_sdk::{Answer, Read, Resource, Value, View};

use crate::{
    pods::Pod,
    relations::{are_together, namespace},
};

pub const ACCOUNT: &str = "v1/ServiceAccount";

/// The account of pods that name none.
pub const DEFAULT: &str = "default";

/// The ServiceAccount by which a pod is known to the API.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Where the pod says it; absent when it does not.
    pub value: Value<'a>,
    pub name: Read<&'a str>,
}

impl<'a> Account<'a> {
    pub fn of(pod: &Pod<'a>) -> Self {
        let spec = pod.spec();
        let named = spec.attr("serviceAccountName");
        // An older name of the same field.
        let value = if is_empty(named) { spec.attr("serviceAccount") } else { named };
        let name = if is_empty(value) { Read::Known(DEFAULT) } else { value.string() };
        Self { value, name }
    }

    /// Its object, when it is applied together with the pod.
    pub fn object(&self, pod: &Pod<'a>, view: View<'a>) -> Option<Resource<'a>> {
        let name = self.name.known()?;
        let workload = pod.workload;
        let mut all =
            view.of(ACCOUNT).filter(|account| account.attr("metadata").attr("name").string() == Read::Known(name));
        all.find(|account| are_together(*account, workload) && is_maybe(namespace(*account), namespace(workload)))
    }
}

fn is_empty(value: Value<'_>) -> bool {
    value.is_unset() || value.string() == Read::Known("")
}

/// Whether a subject of a binding is this account, or a group that all accounts are in: `No` only when it is another.
/// `space` is the namespace of the account, as far as it is written, and `outer` that of the binding.
pub fn is_subject(subject: Value<'_>, name: &str, space: Read<&str>, outer: Read<&str>) -> Answer {
    let (kind, named) = (subject.attr("kind").string(), subject.attr("name").string());
    let (Read::Known(kind), Read::Known(named)) = (kind, named) else {
        return if kind.is_unset() || named.is_unset() { Answer::No } else { Answer::Unknown };
    };
    match kind {
        "ServiceAccount" => {
            let said = subject.attr("namespace").string();
            let of_subject = if said.is_unset() { outer } else { said };
            Answer::from(named == name && is_maybe(of_subject, space))
        }
        "User" => Answer::from(user(named).is_some_and(|(of, user)| user == name && is_maybe(Read::Known(of), space))),
        "Group" => {
            let of =
                named.strip_prefix("system:serviceaccounts").map(|rest| rest.strip_prefix(':').unwrap_or_default());
            let is_all = matches!(of, Some("")) || named == "system:authenticated";
            Answer::from(is_all || of.is_some_and(|of| is_maybe(Read::Known(of), space)))
        }
        _ => Answer::No,
    }
}

/// Namespace and name of the account that is meant by `system:serviceaccount:shop:web`.
pub fn user(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("system:serviceaccount:")?.split_once(':')
}

pub fn is_binding(object: Resource<'_>) -> bool {
    let ty = object.type_name();
    ty.starts_with("rbac.authorization.k8s.io/") && ty.ends_with("RoleBinding")
}

/// Roles in a cloud that whoever acts as the account has: the annotation that gives it.
pub fn cloud_identity(account: Resource<'_>) -> Option<Value<'_>> {
    const IDENTITIES: [&str; 4] = [
        "eks.amazonaws.com/role-arn",
        "iam.gke.io/gcp-service-account",
        "azure.workload.identity/client-id",
        "azure.workload.identity/tenant-id",
    ];
    let annotations = account.attr("metadata").attr("annotations");
    IDENTITIES.iter().map(|key| annotations.attr(key)).find(|value| !is_empty(*value))
}

/// Whether two namespaces may be one: who writes none gets that of whoever applies it.
fn is_maybe(a: Read<&str>, b: Read<&str>) -> bool {
    match (a, b) {
        (Read::Known(a), Read::Known(b)) => a == b,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::user;

    #[test]
    fn accounts_as_users() {
        assert_eq!(user("system:serviceaccount:shop:web"), Some(("shop", "web")));
        assert_eq!([user("eve"), user("system:serviceaccounts")], [None, None]);
    }
}
