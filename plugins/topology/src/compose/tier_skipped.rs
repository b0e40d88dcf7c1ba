//! `topology/tier-skipped` for services: ways over networks that get around a tier.

use std::collections::BTreeMap;

use tollgate_sdk::{Context, View};

use crate::{
    compose::{
        model::{Meeting, Model},
        networks::ServiceId,
        paths::{Facts, Hop, Reach},
        services::{Belongs, DECIDES_TIER, why_unknown},
    },
    policy::TierId,
};

/// A way into a data service that gets around a tier.
struct Around<'a> {
    /// The services before it.
    way: Vec<Hop>,
    /// Where the last of them meets it.
    last: Meeting<'a>,
}

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = &Model::new(cx, view);
    let mut reaches = BTreeMap::new();
    let mut undecided: BTreeMap<ServiceId, String> = BTreeMap::new();
    let data: Vec<_> = model.policy.tiers().filter(|tier| model.policy.is_data(*tier)).collect();
    let mut shortest = |id: ServiceId, tier: TierId, facts: Facts| {
        // Without a chain of flows nobody outside is to reach the data by whatever way.
        let avoided: Vec<Option<TierId>> = match model.policy.passes(tier) {
            None => vec![None],
            Some(tiers) => tiers.into_iter().map(Some).collect(),
        };
        let meetings = model.reached_by(id);
        let mut ways: Vec<Around<'_>> = Vec::new();
        for avoided in avoided {
            let reach = reaches.entry((avoided, facts)).or_insert_with(|| Reach::new(model, avoided, facts));
            let met = meetings.iter().filter(|meeting| facts.count_meeting(meeting));
            ways.extend(met.filter_map(|last| Some(Around { way: reach.way(last.with)?, last: *last })));
        }
        ways.into_iter().min_by_key(|around| around.way.len())
    };
    for (id, service) in model.services.iter().enumerate().filter(|(_, service)| service.is_held) {
        let tier = match service.belongs {
            Belongs::Tier(tier, _) if model.policy.is_data(tier) => tier,
            Belongs::Unknown(at) => {
                if let Some(around) = data.iter().find_map(|tier| shortest(id, *tier, Facts::Possible)) {
                    let (text, why) = (written_way(model, id, &around), why_unknown(service.resource, at));
                    undecided.insert(id, format!("`{text}` would skip a tier if it ended in a data tier: {why}"));
                }
                continue;
            }
            _ => continue,
        };
        for facts in Facts::ALL {
            let Some(shortest) = shortest(id, tier, facts) else { continue };
            match facts {
                Facts::Certain => report_way(cx, model, (id, tier), &shortest, service.exists()),
                Facts::Possible => report_way(cx, model, (id, tier), &shortest, false),
                Facts::Open => open_way(cx, model, id, &shortest, &mut undecided),
            }
            break;
        }
    }
    for (id, reason) in undecided {
        if let Belongs::Unknown(at) = model.services[id].belongs {
            cx.undecided_because(at, reason, DECIDES_TIER);
        }
    }
}

/// `internet → compose:service/proxy → compose:service/db`.
fn written_way(model: &Model<'_>, id: ServiceId, around: &Around<'_>) -> String {
    let mut text = "internet".to_owned();
    for service in around.way.iter().map(|hop| hop.service).chain([id]) {
        text.push_str(" → ");
        text.push_str(model.services[service].resource.address());
    }
    text
}

/// The way leads through a service of unknown tier, or begins at a port of which it is not known who reaches it.
fn open_way(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    id: ServiceId,
    around: &Around<'_>,
    undecided: &mut BTreeMap<ServiceId, String>,
) {
    let text = written_way(model, id, around);
    let unknown = around.way.iter().map(|hop| hop.service).find_map(|id| match model.services[id].belongs {
        Belongs::Unknown(at) => Some((id, at)),
        _ => None,
    });
    if let Some((unknown, at)) = unknown {
        let why = why_unknown(model.services[unknown].resource, at);
        undecided.entry(unknown).or_insert_with(|| format!("`{text}`: {why}"));
    } else if let Some(exposure) = around.way.first().and_then(|hop| model.exposure(hop.service)) {
        cx.undecided(exposure.at);
    }
}

fn report_way(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    (id, tier): (ServiceId, TierId),
    around: &Around<'_>,
    certain: bool,
) {
    let policy = &model.policy;
    let passed: Vec<_> = around.way.iter().filter_map(|hop| model.services[hop.service].belongs.tier()).collect();
    let (how, wanted) = policy.way_around(tier, &passed);
    let exposure = around.way.first().and_then(|hop| model.exposure(hop.service));
    let networks = around.way.iter().filter_map(|hop| hop.by).chain([around.last.network]);
    let steps: Vec<_> = exposure
        .iter()
        .map(|exposure| exposure.what.clone())
        .chain(networks.map(|network| model.network_name(network)))
        .collect();
    let text = written_way(model, id, around);
    let last = model.services[around.last.with].resource.name();
    let name = model.services[id].resource.name();
    let mut report = cx
        .report(
            around.last.here,
            format!(
                "the internet reaches the `{}` tier {how}: `{text}` ({})",
                policy.name(tier),
                steps.join(", then ")
            ),
        )
        .because(
            "one hole in what faces the internet is enough: from there the data is one connection away, with no tier \
             in between to stop or to log it",
        )
        .help(format!("leave `{last}` off the networks of `{name}`; {wanted}"))
        .detail("path", text);
    if let (Some(exposure), Some(hop)) = (&exposure, around.way.first()) {
        let address = model.services[hop.service].resource.address();
        report = report.related(exposure.at, format!("`{address}` is open to everybody on {}", exposure.what));
    }
    let address = model.services[around.last.with].resource.address();
    report = report.related(around.last.there, format!("`{address}` {}", model.is_here(id, around.last.with)));
    for (at, text) in around.way.iter().map(|hop| hop.service).chain([id]).map(|id| model.reason(id)) {
        report = report.related(at, text);
    }
    if !certain {
        report.possible();
    }
}
