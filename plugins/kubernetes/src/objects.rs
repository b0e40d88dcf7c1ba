//! What every object has, and how messages name it.

use tollgate_sdk::{Answer, Resource, Value};

/// The last part of its type: `Ingress` of `networking.k8s.io/v1/Ingress`.
pub fn kind(object: Resource<'_>) -> &str {
    object.type_name().rsplit('/').next().unwrap_or_default()
}

/// Whether it belongs to the cluster rather than to a namespace: its address has no segment for one.
pub fn is_of_cluster(object: Resource<'_>) -> bool {
    let name = object.address().strip_prefix("kubernetes:").and_then(|rest| rest.strip_prefix(object.type_name()));
    name.is_some_and(|name| !name.trim_start_matches('/').contains('/'))
}

/// Whether its labels say that Helm made it, whatever came of it since.
pub fn is_of_chart(object: Resource<'_>) -> bool {
    let labels = object.attr("metadata").attr("labels");
    let says = |key: &str, words: &[&str]| labels.attr(key).string().known().is_some_and(|text| words.contains(&text));
    !labels.attr("helm.sh/chart").is_unset() && !labels.is_unknown()
        || says("app.kubernetes.io/managed-by", &["Helm"])
        || says("heritage", &["Helm", "Tiller"])
}

/// The value of an annotation.
pub fn annotation<'a>(object: Resource<'a>, key: &str) -> Value<'a> {
    object.attr("metadata").attr("annotations").attr(key)
}

/// Whether a list names one of `wanted`.
pub fn names_one(list: Value<'_>, wanted: &[&str]) -> Answer {
    let is_wanted = |item: Value<'_>| item.judge(|item| item.string().test(|text| wanted.contains(&text)));
    let listed = list.each().map(is_wanted).fold(Answer::No, Answer::or);
    if list.may_have_more() { listed.or(Answer::Unknown) } else { listed }
}

/// Whether a list has no items: it is not written, null, or empty.
pub fn is_empty(list: Value<'_>) -> bool {
    list.is_unset() || list.each().next().is_none() && !list.may_have_more()
}

/// `` `a`, `b` and `c` ``.
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn lists_of_names() {
        assert_eq!([listed(&[]), listed(&["a"]), listed(&["a", "b", "c"])].join("|"), "|`a`|`a`, `b` and `c`");
    }
}
