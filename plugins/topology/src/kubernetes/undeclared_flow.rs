//! What `topology/undeclared-flow` reports: policies and routes that admit a tier that no flow lets in.

use tollgate_sdk::{Answer, Context, View};

use super::{
    admitted::{From, Wrong, wrong},
    exposed::{How, exposures},
    model::Model,
};
use crate::{policy::Allowed, ports::list};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    // Data is the matter of `topology/data-admits-wrong-tier`; what faces the internet takes anybody.
    let (found, open) = wrong(model, &|tier| !model.is_data(tier) && !model.policy.is_edge(tier));
    for one in found {
        report(cx, model, &one);
    }
    for (at, reason, decided_by) in open {
        cx.undecided_because(at, reason, decided_by);
    }
    routes(cx, model, view);
}

fn report(cx: &mut Context<'_>, model: &Model<'_>, one: &Wrong<'_, '_>) {
    let (to, verb, who, on) = (model.named_all(&one.to), one.verb(), one.who(model), one.on());
    let message = match &one.flow {
        Allowed::Ports(allowed) => format!("{to} {verb} {who} on {on}; the flow allows only {}", list(allowed)),
        _ => format!("{to} {verb} {who} on {on}, and no flow allows it"),
    };
    let tier = model.all[one.to[0]].belongs.tier();
    let only = tier.map_or_else(String::new, |tier| model.sources(tier));
    let to = tier.map_or("app", |tier| model.policy.name(tier));
    let help = match one.tier(model).map(|tier| model.policy.name(tier)) {
        Some(from) => format!(
            "remove this peer and admit {only} only; if `{from}` is meant to talk to `{to}`, declare `{{ from = \
             \"{from}\", to = \"{to}\", ports = […] }}` under `flows` in `[topology]`"
        ),
        None => format!("name the peers that are meant: {only} only"),
    };
    let (at, text) = model.reason(one.to[0]);
    let mut report = cx
        .report(one.at, message)
        .because(
            "each connection that nobody planned is a step for whoever takes over one pod and looks for the next; \
             the flows say that nothing needs this one",
        )
        .help(help)
        .related(at, text);
    if let Some(From::Pods(id)) = one.from.first() {
        let (at, text) = model.reason(*id);
        report = report.related(at, text);
    }
    if !one.certain {
        report.possible();
    }
}

/// Ingresses that lead to a tier that nothing leads to from the edge.
fn routes(cx: &mut Context<'_>, model: &Model<'_>, view: View<'_>) {
    let edges: Vec<_> = model.policy.tiers().filter(|tier| model.policy.is_edge(*tier)).collect();
    if edges.is_empty() {
        return;
    }
    for exposure in exposures(model, view).into_iter().filter(|one| one.how == How::Route) {
        let group = &model.all[exposure.pods];
        let Some(tier) = group.belongs.tier().filter(|_| group.is_held) else { continue };
        let is_planned = edges.iter().any(|edge| *edge == tier || model.policy.has_flow(*edge, tier));
        if is_planned || model.is_data(tier) {
            continue;
        }
        let (at, text) = model.reason(exposure.pods);
        let name = model.policy.name(tier);
        let report = cx
            .report(
                exposure.at,
                format!("`{}` leads from outside to {}, and no flow from the edge does", exposure.by.address(), model.named(exposure.pods)),
            )
            .because("what a route leads to is on the internet, with whatever it does not ask a password for")
            .help(format!(
                "remove the route, or declare `{{ from = \"{}\", to = \"{name}\", ports = […] }}` under `flows` in `[topology]`",
                model.policy.name(edges[0])
            ))
            .related(at, text);
        let report = match exposure.guard() {
            Some((at, text)) => report.related(at, text),
            None => report,
        };
        if exposure.answer != Answer::Yes {
            report.possible();
        }
    }
}
