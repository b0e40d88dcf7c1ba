//! Proxies that are open to everybody and on one network with data stores.

use std::collections::BTreeMap;

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    compose::{
        model::{Exposure, Meeting, Model},
        networks::{Kind, NetworkId, ServiceId},
        services::{Belongs, DECIDES_TIER, why_unknown},
    },
    ports::join,
    types::COMPOSE,
};

pub const RULE: Rule = Rule {
    id: "topology/data-shares-network",
    level: Level::Warning,
    severity: 45,
    precision: Precision::Medium,
    inputs: &["compose"],
    types: COMPOSE,
    summary: "A proxy that is open to everybody shares a network with a data store",
    page: include_str!("data_shares_network.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R251"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    let mut undecided = BTreeMap::new();
    for (id, service) in model.services.iter().enumerate() {
        // What a policy says about services is the matter of `topology/data-admits-wrong-tier`.
        if service.is_held || model.is_data(id) {
            continue;
        }
        let is_edge = match service.belongs {
            Belongs::Tier(tier, _) => Answer::from(model.policy.is_edge(tier)),
            Belongs::Unknown(_) => Answer::Unknown,
            Belongs::Store(_) | Belongs::None => Answer::No,
        };
        let Some(exposure) = model.exposure(id).filter(|_| is_edge != Answer::No) else { continue };
        let mut stores: BTreeMap<NetworkId, Vec<Meeting<'_>>> = BTreeMap::new();
        for meeting in model.reaches(id).into_iter().filter(|meeting| !is_left_to_compose(&model, id, meeting)) {
            match is_store(&model, id, meeting.with) {
                Answer::Yes => stores.entry(meeting.network).or_default().push(meeting),
                Answer::Unknown if is_edge == Answer::Yes => {
                    let Belongs::Unknown(at) = model.services[meeting.with].belongs else { continue };
                    undecided.insert(meeting.with, (at, why_unknown(model.services[meeting.with].resource, at)));
                }
                _ => {}
            }
        }
        if stores.is_empty() {
            continue;
        }
        match (service.belongs, exposure.answer) {
            (Belongs::Unknown(at), _) => {
                undecided.insert(id, (at, why_unknown(service.resource, at)));
            }
            (_, Answer::Unknown) => cx.undecided(exposure.at),
            _ => {
                for (network, meetings) in stores {
                    report(cx, &model, id, &exposure, network, &meetings);
                }
            }
        }
    }
    for (at, why) in undecided.into_values() {
        cx.undecided_because(at, why, DECIDES_TIER);
    }
}

/// On the network `default` of a project, `compose/default-network-with-data-store` asks who uses the store.
fn is_left_to_compose(model: &Model<'_>, id: ServiceId, meeting: &Meeting<'_>) -> bool {
    model.networks.get(meeting.network).kind == Kind::Named("default") && model.are_of_one_project(id, meeting.with)
}

/// Whether a service keeps data that no flow opens to a tier.
fn is_store(model: &Model<'_>, from: ServiceId, to: ServiceId) -> Answer {
    match model.services[to].belongs {
        Belongs::Unknown(_) => Answer::Unknown,
        Belongs::Tier(tier, _) => {
            Answer::from(model.policy.is_data(tier) && !model.admits(tier, &model.services[from].belongs))
        }
        Belongs::Store(_) => Answer::Yes,
        Belongs::None => Answer::No,
    }
}

/// Data stores that are named; the rest is counted.
const SHOWN: usize = 4;

fn report(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    proxy: ServiceId,
    exposure: &Exposure<'_>,
    network: NetworkId,
    meetings: &[Meeting<'_>],
) {
    let mut names: Vec<_> = meetings.iter().take(SHOWN).map(|meeting| model.named(meeting.with)).collect();
    if meetings.len() > SHOWN {
        names.push(format!("{} more", meetings.len() - SHOWN));
    }
    let service = &model.services[proxy];
    let (name, store) = (service.resource.name(), model.services[meetings[0].with].resource.name());
    let mut report = cx
        .report(
            meetings[0].here,
            format!(
                "{}, open to everybody on {}, shares {} with {}",
                model.named(proxy),
                exposure.what,
                model.network_name(network),
                join(&names)
            ),
        )
        .because(
            "the proxy takes every request from outside: whoever finds one hole in it, or in a route that leads too \
             far, opens connections to the data at once, with no application in between",
        )
        .help(format!(
            "give `{store}` and the services that use it a network of their own, and leave `{name}` off it: \
             `networks: [front]` on `{name}`, `[front, back]` on what it serves, `[back]` on `{store}`"
        ))
        .related(exposure.at, format!("`{}` is open here", service.resource.address()));
    for meeting in meetings.iter().take(SHOWN) {
        let text = format!("{}, and {}", model.reason(meeting.with).1, model.is_here(proxy, meeting.with));
        report = report.related(meeting.there, text);
    }
    let certain = exposure.answer == Answer::Yes && service.exists();
    if !(certain && meetings.iter().any(|meeting| meeting.certain && model.services[meeting.with].exists())) {
        report.possible();
    }
}
