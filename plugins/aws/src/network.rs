//! What rules about reachability ask: whom a list of ranges admits, what a load balancer is.

use tollgate_sdk::{
    Answer, Resource, Value,
    cidr::{Cidr, cover_the_world},
};

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
