//! `topology/data-admits-wrong-tier` for pods: policies that admit to data whom no flow lets in, and data that no
//! policy holds for.

use tollgate_sdk::{Answer, Context, View};

use super::{
    admitted::{From, Wrong, wrong},
    model::{Model, PodsId, Who},
};
use crate::{
    policy::{Allowed, TierId},
    ports::{join, list},
    rules_of_group::Direction,
};

const WHY: &str = "whoever takes over one of them has a direct connection to the data from there, past every check that \
                   the application makes";

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    let (found, open) = wrong(model, &|tier| model.is_data(tier));
    for one in found {
        report(cx, model, &one);
    }
    for (at, reason, decided_by) in open {
        cx.undecided_because(at, reason, decided_by);
    }
    for (id, group, tier) in model.held().filter(|(_, _, tier)| model.is_data(*tier)) {
        match model.isolation(id, Direction::Ingress) {
            Answer::Yes => {}
            Answer::Unknown => cx.undecided_because(
                group.pods.workload,
                "whether a policy restricts who reaches these pods is not known",
                "their labels and namespace, and policies of the network plugin",
            ),
            answer => unrestricted(cx, model, (id, tier), answer),
        }
    }
}

fn report(cx: &mut Context<'_>, model: &Model<'_>, one: &Wrong<'_, '_>) {
    let (to, verb, who, on) = (model.named_all(&one.to), one.verb(), one.who(model), one.on());
    let message = match &one.flow {
        Allowed::Ports(allowed) => {
            format!("{to} {verb} {who} on {on}; the flow allows only {}", list(allowed))
        }
        _ => format!("{to} {verb} {who} on {on}, and no flow allows it"),
    };
    let tier = model.all[one.to[0]].belongs.tier();
    let to = tier.map_or("data", |tier| model.policy.name(tier));
    let only = tier.map_or_else(String::new, |tier| model.sources(tier));
    let or = match one.tier(model).map(|tier| model.policy.name(tier)) {
        Some(from) => format!(
            "; if `{from}` needs the data, declare `{{ from = \"{from}\", to = \"{to}\", ports = […] }}` under `flows` \
             in `[topology]`"
        ),
        None => String::new(),
    };
    let mut report =
        cx.report(one.at, message).because(WHY).help(format!("remove this peer and admit {only} only{or}")).related(
            one.policy.resource,
            format!("policies add up: no other takes back what `{}` admits", one.policy.resource.name()),
        );
    for id in [one.to[0]].into_iter().chain(
        one.from
            .iter()
            .filter_map(|from| match from {
                From::Pods(id) => Some(*id),
                _ => None,
            })
            .take(2),
    ) {
        let (at, text) = model.reason(id);
        report = report.related(at, text);
    }
    if !one.certain {
        report.possible();
    }
}

/// Those who are here and reach the data, as nothing keeps them from it.
fn unrestricted(cx: &mut Context<'_>, model: &Model<'_>, (id, tier): (PodsId, TierId), isolated: Answer) {
    let group = &model.all[id];
    let reaches = |(other, from): &(PodsId, &super::model::Group<'_>)| {
        *other != id
            && from.is_near(group)
            && from.belongs.tier().is_none_or(|from| model.policy.allowed(from, tier) == Allowed::Nothing)
            && model.lets(Direction::Egress, *other, Who::Pods(id), None) == Answer::Yes
    };
    let others = model.all.iter().enumerate().filter(reaches);
    let others: Vec<_> = others.map(|(other, _)| format!("`{}`", model.all[other].pods.workload.name())).collect();
    let among = match others.len() {
        0 => String::new(),
        1..=3 => format!(", {} among them", join(&others)),
        more => format!(", {} and {} more among them", others[..3].join(", "), more - 3),
    };
    let (at, text) = model.reason(id);
    let host = group.pods.spec().attr("hostNetwork");
    let report = if group.is_on_host == Answer::No {
        cx.report(
            group.pods.workload,
            format!(
                "no NetworkPolicy selects {}: nothing keeps other pods of the cluster from it{among}",
                model.named(id)
            ),
        )
        .help(format!(
            "add a NetworkPolicy that selects these pods and admits {} on the ports of the data only; one with \
             `podSelector: {{}}` and no rules denies the rest of the namespace",
            model.sources(tier)
        ))
    } else {
        cx.report(
            host,
            format!(
                "{} is in the network of its node, where no NetworkPolicy holds: every pod reaches it{among}",
                model.named(id)
            ),
        )
        .help("remove `hostNetwork`, and admit with a NetworkPolicy those who need the data")
    };
    let report = report.because(WHY).related(at, text).if_exists(group.pods.workload);
    if isolated != Answer::No {
        report.possible();
    }
}
