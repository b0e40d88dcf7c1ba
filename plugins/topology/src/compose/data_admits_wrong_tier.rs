//! `topology/data-admits-wrong-tier` for services: data on a network with somebody whom no flow lets in.
//!
//! A network has no ports: whoever is on it reaches all of them, and only flows between the tiers count.

use std::collections::BTreeMap;

use tollgate_sdk::{Answer, Context, Value, View};

use crate::{
    compose::{
        model::{Meeting, Model, Service},
        networks::{NetworkId, ServiceId},
        services::{Belongs, DECIDES_TIER, why_unknown},
    },
    policy::TierId,
    ports::join,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = &Model::new(cx, view);
    let mut undecided: BTreeMap<ServiceId, Value<'_>> = BTreeMap::new();
    for (id, service) in model.services.iter().enumerate().filter(|(_, service)| service.is_held) {
        let to = match service.belongs {
            Belongs::Tier(tier, _) if model.policy.is_data(tier) => tier,
            Belongs::Unknown(at) => {
                if would_matter(model, id) {
                    undecided.insert(id, at);
                }
                continue;
            }
            _ => continue,
        };
        let mut wrong: BTreeMap<NetworkId, Vec<Meeting<'_>>> = BTreeMap::new();
        for meeting in model.reached_by(id) {
            match model.services[meeting.with].belongs {
                Belongs::Unknown(at) => drop(undecided.insert(meeting.with, at)),
                belongs if model.admits(to, &belongs) => {}
                _ => wrong.entry(meeting.network).or_default().push(meeting),
            }
        }
        for (network, meetings) in wrong {
            on_network(cx, model, (id, to), network, &meetings);
        }
        elsewhere(cx, model, id);
    }
    wanderers(cx, model);
    for (id, at) in undecided {
        let service = model.services[id].resource;
        cx.undecided_because(at, why_unknown(service, at), DECIDES_TIER);
    }
}

/// Whether somebody would be wrong here if the service kept data.
fn would_matter(model: &Model<'_>, id: ServiceId) -> bool {
    let data: Vec<_> = model.policy.tiers().filter(|tier| model.policy.is_data(*tier)).collect();
    model.reached_by(id).iter().any(|meeting| {
        let with = &model.services[meeting.with].belongs;
        !matches!(with, Belongs::Unknown(_)) && data.iter().any(|to| !model.admits(*to, with))
    })
}

/// Services of a wrong tier that may be on a network of the data, as their networks are not known.
fn wanderers(cx: &mut Context<'_>, model: &Model<'_>) {
    for (id, service) in model.services.iter().enumerate().filter(|(id, _)| !model.is_data(*id)) {
        let Some(at) = model.networks.may_be_more(id).filter(|at| at.why_unknown().is_some()) else { continue };
        let is_wrong_for = |(to, data): (ServiceId, &Service<'_>)| {
            let tier = data.belongs.tier().filter(|tier| data.is_held && model.policy.is_data(*tier));
            tier.is_some_and(|tier| !model.admits(tier, &service.belongs)) && model.are_of_one_project(id, to)
        };
        if model.services.iter().enumerate().any(is_wrong_for) {
            cx.undecided(at);
        }
    }
}

/// What may be on a network of the data without being seen here.
fn elsewhere(cx: &mut Context<'_>, model: &Model<'_>, id: ServiceId) {
    let service = &model.services[id];
    if let Some(at) = model.networks.may_be_more(id) {
        match at.why_unknown() {
            Some(_) => cx.undecided(at),
            None => cx.undecided_because(
                at,
                format!(
                    "`{}` is on the network of a container that is not in this project",
                    service.resource.address()
                ),
                "what else is on that network",
            ),
        }
    }
    for network in model.networks.of(id) {
        let here = model.networks.member(*network, id);
        let is_external = model.networks.get(*network).is_external();
        let (Answer::Yes | Answer::Unknown, Some(here)) = (is_external, here) else { continue };
        cx.undecided_because(
            here.at,
            format!("{} is made elsewhere, so who else is on it is not known", model.network_name(*network)),
            "checking the projects that share the network together, or a network of this project's own",
        );
    }
}

/// Services that are named; the rest is counted.
const SHOWN: usize = 4;

fn on_network(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    (id, to): (ServiceId, TierId),
    network: NetworkId,
    meetings: &[Meeting<'_>],
) {
    let service = &model.services[id];
    let (name, to_name) = (service.resource.name(), model.policy.name(to));
    let mut others: Vec<_> = meetings.iter().take(SHOWN).map(|meeting| model.named(meeting.with)).collect();
    if meetings.len() > SHOWN {
        others.push(format!("{} more", meetings.len() - SHOWN));
    }
    let verb = if meetings.len() == 1 { "reaches" } else { "reach" };
    let sources = model.policy.sources(to);
    let sources: Vec<_> = sources.iter().map(|tier| format!("`{}`", model.policy.name(*tier))).collect();
    let clients = match sources.as_slice() {
        [] => String::new(),
        _ => format!(", with the services of {} that use it,", join(&sources)),
    };
    let first = &model.services[meetings[0].with];
    let other = first.resource.name();
    let flow = match first.belongs.tier().map(|tier| model.policy.name(tier)) {
        Some(from) => format!(
            "if `{from}` needs the data, declare `{{ from = \"{from}\", to = \"{to_name}\" }}` under `flows` in \
             `[topology]`"
        ),
        None => format!("if `{other}` has a tier, name it by an image or a label under `[topology.tiers]`"),
    };
    let (at, reason) = model.reason(id);
    let mut report = cx
        .report(
            meetings[0].here,
            format!(
                "{} {verb} {} on {}, and no flow allows it",
                join(&others),
                model.named(id),
                model.network_name(network)
            ),
        )
        .because(
            "on a network everybody reaches every port of everybody: whoever takes over one of them has a direct \
             connection to the data from there",
        )
        .help(format!("give `{name}`{clients} a network of its own, and leave `{other}` off it; {flow}"))
        .related(at, reason);
    for meeting in meetings.iter().take(SHOWN) {
        report = report.related(
            meeting.there,
            format!("{}, and {}", model.reason(meeting.with).1, model.is_here(id, meeting.with)),
        );
    }
    let is_sure = |meeting: &Meeting<'_>| meeting.certain && model.services[meeting.with].exists();
    if !(service.exists() && meetings.iter().any(is_sure)) {
        report.possible();
    }
}
