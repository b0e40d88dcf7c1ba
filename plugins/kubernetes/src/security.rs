//! What a `securityContext` says, of the container or of its pod.

use tollgate_sdk::{Answer, Context, Report, Resource, Value};

use crate::pods::{Container, Pod, each_container};

/// What holds for a container of a field that pods have too (`runAsNonRoot`, `runAsUser`, `seccompProfile`): what it
/// says itself, else what its pod says.
pub fn effective<'a>(pod: &Pod<'a>, container: Container<'a>, field: &str) -> Value<'a> {
    let own = own(container, field);
    if own.is_unset() { pod.spec().attr("securityContext").attr(field) } else { own }
}

/// What a container says of a field that only containers have (`privileged`, `capabilities`).
pub fn own<'a>(container: Container<'a>, field: &str) -> Value<'a> {
    container.attr("securityContext").attr(field)
}

/// Whether it has all rights on its node, whatever else it says.
pub fn is_privileged(container: Container<'_>) -> Answer {
    own(container, "privileged").judge(|value| value.bool().test(|on| on))
}

/// Looks at the containers of a workload that capabilities say something about: not those on Windows, which has none,
/// and not those that have all of them at once, which is another finding.
pub fn each_confined(
    cx: &mut Context<'_>,
    workload: Resource<'_>,
    look: fn(&mut Context<'_>, &Pod<'_>, Container<'_>),
) {
    each_container(cx, workload, |cx, pod, container| {
        if pod.is_on_windows() != Answer::Yes && is_privileged(container) != Answer::Yes {
            look(cx, pod, container);
        }
    });
}

/// Whether a list of capabilities has the capability `wanted`, which is written without `CAP_`.
pub fn has_capability(list: Value<'_>, wanted: &str) -> Answer {
    let listed = list.each().map(|name| name.judge(|name| name.string().test(|name| normalised(name) == wanted)));
    let found = listed.fold(Answer::No, Answer::or);
    if list.may_have_more() { found.or(Answer::Unknown) } else { found }
}

/// The item of a list, or the list, that is in the way of an answer.
pub fn unknown_of<'a>(list: Value<'a>) -> Value<'a> {
    list.each().find(Value::is_unknown).unwrap_or(list)
}

/// `CAP_SYS_ADMIN` and `sys_admin` are `SYS_ADMIN`, as the container runtimes have it.
pub fn normalised(name: &str) -> String {
    let upper = name.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}

/// Marks a finding whose answer is only possible as such.
pub fn settle(finding: Report<'_>, answer: Answer) {
    if answer == Answer::Possible {
        finding.possible();
    }
}
