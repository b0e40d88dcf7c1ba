//! What rules about reachability ask: whether a switch is on, whom a list of ranges admits, what a load balancer is.

use tollgate_sdk::{
    Answer, Resource, Value,
    cidr::{Cidr, cover_the_world},
};

/// Whether a switch is on; one that is not written is off.
pub fn is_on(value: Value<'_>) -> Answer {
    value.bool().or(false).test(|on| on)
}

/// Whether an argument that names something else is empty. What is made from the attribute of another resource is not,
/// even before it is known, nor is a text of which the beginning is.
pub fn is_missing(name: Value<'_>) -> Answer {
    if is_made_of_attributes(name) || begins_with_text(name) {
        return Answer::No;
    }
    name.string().or("").test(str::is_empty)
}

/// Whether an unknown value comes from attributes of resources rather than from variables.
pub fn is_made_of_attributes(value: Value<'_>) -> bool {
    value.is_unknown() && value.refs().any(|one| !one.path().is_empty())
}

/// Whether of an unknown text at least the beginning is known.
pub fn begins_with_text(value: Value<'_>) -> bool {
    // Only where nothing at all is known may a text begin with something that nobody writes.
    value.is_unknown() && value.starts_with("\0") == Answer::No
}

/// Whether a load balancer reads HTTP, which is the default.
pub fn is_application(balancer: Resource<'_>) -> Answer {
    balancer
        .attr("load_balancer_type")
        .judge(|kind| kind.string().or("application").test(|kind| kind.eq_ignore_ascii_case("application")))
}

/// Whether a list of ranges, taken together, is as good as the whole internet. A list that is not written admits
/// nobody.
pub fn admits_the_world(list: Value<'_>) -> Answer {
    list.judge(|list| {
        let mut known = Vec::new();
        let mut answer = if list.may_have_more() { Answer::Unknown } else { Answer::No };
        for range in list.each() {
            known.extend(range.string().known().and_then(Cidr::parse));
            answer = answer.or(range.judge(is_world));
        }
        answer.or(Answer::from(cover_the_world(&known)))
    })
}

/// Whether one range is as good as the whole internet.
pub fn is_world(range: Value<'_>) -> Answer {
    range.string().test(|range| Cidr::parse(range).is_some_and(|range| range.is_world()))
}

/// The range of a list that a finding points at: the first that is the whole internet alone, or the list.
pub fn world_in(list: Value<'_>) -> Value<'_> {
    let alone = |range: &Value<'_>| matches!(range.judge(is_world), Answer::Yes | Answer::Possible);
    list.possibilities().flat_map(|list| list.each()).find(alone).unwrap_or(list)
}

/// Whether all of several things hold, and the value that keeps that from being known.
pub fn all<'a>(questions: &[(Answer, Value<'a>)]) -> (Answer, Option<Value<'a>>) {
    let answer = questions.iter().fold(Answer::Yes, |answer, (one, _)| answer.and(*one));
    let unknown = questions.iter().find(|(one, _)| *one == Answer::Unknown).map(|(_, value)| *value);
    (answer, unknown)
}
