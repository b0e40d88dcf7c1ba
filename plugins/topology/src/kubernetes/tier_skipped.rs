//! `topology/tier-skipped` for pods: ways that policies leave open and that get around a tier.

use std::collections::BTreeMap;

use tollgate_sdk::{Answer, Context, View};

use super::{
    exposed::exposures,
    model::{Model, PodsId, Who},
    paths::{Facts, Hop, Reach},
};
use crate::{policy::TierId, rules_of_group::Direction};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    let exposures = exposures(model, view);
    let mut reaches: BTreeMap<_, Reach> = BTreeMap::new();
    for (id, group, tier) in model.held().filter(|(_, _, tier)| model.is_data(*tier)) {
        // Without a chain of flows nobody outside is to reach the data by whatever way.
        let avoided: Vec<Option<TierId>> = match model.policy.passes(tier) {
            None => vec![None],
            Some(tiers) => tiers.into_iter().map(Some).collect(),
        };
        'found: for facts in [Facts::Certain, Facts::Possible] {
            let mut ways: Vec<Vec<Hop>> = Vec::new();
            for avoided in &avoided {
                let key = (group.root(), *avoided, facts == Facts::Certain);
                let reach = reaches.entry(key).or_insert_with(|| Reach::new(model, &exposures, *avoided, facts, id));
                let last = reach.reached().filter(|who| facts.count(model.connects(*who, id, None)));
                ways.extend(last.filter_map(|who| reach.way(who)));
            }
            if let Some(way) = ways.into_iter().min_by_key(Vec::len) {
                let certain = facts == Facts::Certain && group.pods.exists() == Answer::Yes;
                let by = way.first().and_then(|hop| hop.by).map(|at| &exposures[at]);
                report(cx, model, (id, tier), &way, by, certain);
                break 'found;
            }
        }
    }
}

fn report(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    (id, tier): (PodsId, TierId),
    way: &[Hop],
    by: Option<&super::exposed::Exposure<'_>>,
    certain: bool,
) {
    let policy = &model.policy;
    let tier_of = |hop: &Hop| match hop.who {
        Who::Pods(id) => model.all[id].belongs.tier(),
        Who::Tier(tier) => Some(tier),
        Who::World => None,
    };
    let passed: Vec<_> = way.iter().filter_map(tier_of).collect();
    let (how, wanted) = policy.way_around(tier, &passed);
    let name = |who: Who| match who {
        Who::Pods(id) => model.all[id].pods.workload.name().to_owned(),
        Who::Tier(tier) => format!("({})", policy.name(tier)),
        Who::World => "internet".to_owned(),
    };
    let mut text = "internet".to_owned();
    for who in way.iter().map(|hop| hop.who).chain([Who::Pods(id)]) {
        text.push_str(" → ");
        text.push_str(&name(who));
    }
    let isolates =
        model.selecting(id).find(|(one, answer)| *answer != Answer::No && one.ingress.restricts != Answer::No);
    let help = match isolates {
        Some((one, _)) => format!("let `{}` admit only who is meant; {wanted}", one.resource.name()),
        None => format!("isolate these pods with a NetworkPolicy; {wanted}"),
    };
    let mut report = cx
        .report(
            model.all[id].pods.workload,
            format!("the internet reaches the `{}` tier {how}: `{text}`", policy.name(tier)),
        )
        .because(
            "one hole in what faces the internet is enough: from there the data is one connection away, with no tier \
             in between to stop or to log it",
        )
        .help(help)
        .detail("path", text);
    if let Some(by) = by {
        report = report.related(by.at, format!("`{}` leads here from {}", by.by.address(), by.what()));
    }
    for who in way.iter().map(|hop| hop.who).chain([Who::Pods(id)]) {
        let Who::Pods(step) = who else { continue };
        let open = match model.isolation(step, Direction::Ingress) {
            Answer::No => ", and no policy isolates it",
            _ => "",
        };
        let (at, text) = model.reason(step);
        report = report.related(at, format!("{text}{open}"));
    }
    if !certain {
        report.possible();
    }
}
