//! Paths from the internet to a data tier: through groups with a step that no flow declares, through networks
//! around a tier.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    compose, kubernetes,
    model::{DECIDES_TIER, Model},
    paths::{Facts, Reach, Standing, Step},
    policy::{INTERNET, TierId},
    ports::{Ports, join},
    rules_of_group::{Direction, PeerKind},
    tiers::Use,
    types::ALL,
};

pub const RULE: Rule = Rule {
    id: "topology/tier-skipped",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform", "compose", "kubernetes"],
    types: ALL,
    summary: "The internet reaches a data tier through groups, networks or pods that skip a tier",
    page: include_str!("tier_skipped.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R008"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    compose::tier_skipped::check(cx, view);
    kubernetes::tier_skipped::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    let reaches = [Reach::new(model, Facts::Certain), Reach::new(model, Facts::All)];
    for (id, group) in model.groups.iter().enumerate() {
        let used = model.data_use(group);
        // Without a tier, the group would be a data group if the policy had data it could belong to.
        if used.is_none() && !group.has_no_tier() {
            continue;
        }
        for (index, rule) in group.rules.iter().enumerate() {
            if rule.direction != Direction::Ingress || rule.ports == Ports::Portless {
                continue;
            }
            for (at, peer) in rule.peers.iter().enumerate() {
                let last = Step { group: id, rule: index, peer: at };
                match (peer.kind, used) {
                    (PeerKind::Group(from), Some(used)) => into_data(cx, model, &reaches, from, last, used),
                    (PeerKind::Group(from), None) => into_unknown(cx, model, &reaches, from, last),
                    (PeerKind::UnknownGroup, Some(_)) => cx.undecided(peer.at),
                    _ => {}
                }
            }
            for more in rule.more.iter().filter(|more| more.groups && used.is_some()) {
                cx.undecided(more.at);
            }
        }
        if let Some(list) = group.more(Direction::Ingress).filter(|_| used.is_some()) {
            cx.undecided(list);
        }
    }
}

fn into_data<'a>(
    cx: &mut Context<'_>,
    model: &Model<'a>,
    [certain, all]: &[Reach; 2],
    from: usize,
    last: Step,
    used: Use<'a>,
) {
    let rule = &model.groups[last.group].rules[last.rule];
    let peer = &rule.peers[last.peer];
    let exists = rule.certain && peer.certain && used.certain;
    // A group that several data tiers share is reached as declared when one of them is.
    let tiers = model.data_tiers(&model.groups[last.group], &used);
    let best = |reach: &Reach| {
        let ways = tiers.iter().filter_map(|tier| reach.into_tier(&model.policy, from, Some(*tier)));
        ways.min_by_key(|(standing, _)| *standing)
    };
    if let Some((Standing::Skips, path)) = best(certain) {
        report(cx, model, &path, last, used, exists);
        return;
    }
    match best(all) {
        Some((Standing::Skips, path)) => report(cx, model, &path, last, used, false),
        Some((Standing::Open, path)) => {
            let unknown = path.iter().map(|step| &model.groups[step.group]).find(|group| group.has_no_tier());
            let reason =
                unknown.map_or_else(|| "a tier on the way is not known".to_owned(), |group| group.why_no_tier());
            let path = written(model, &path, last);
            cx.undecided_because(peer.at, format!("`{path}`: {reason}"), DECIDES_TIER);
        }
        Some((Standing::Declared, _)) | None => {}
    }
}

/// The last group has no tier: undecided when it would matter, which takes a port of a data store.
fn into_unknown(cx: &mut Context<'_>, model: &Model<'_>, [_, all]: &[Reach; 2], from: usize, last: Step) {
    let group = &model.groups[last.group];
    let rule = &group.rules[last.rule];
    if rule.ports.sensitive(&[]).is_empty() {
        return;
    }
    let data = model.policy.tiers().filter(|tier| model.policy.is_data(*tier));
    let skips = data.filter_map(|tier| all.into_tier(&model.policy, from, Some(tier)));
    let skipping = skips.filter(|(standing, _)| *standing != Standing::Declared).max_by_key(|(standing, _)| *standing);
    if let Some((_, path)) = skipping {
        let path = written(model, &path, last);
        cx.undecided_because(
            rule.peers[last.peer].at,
            format!("`{path}` would skip a tier if it ended in a data tier: {}", group.why_no_tier()),
            DECIDES_TIER,
        );
    }
}

/// `internet → aws_security_group.web → aws_security_group.db`.
fn written(model: &Model<'_>, path: &[Step], last: Step) -> String {
    let mut text = "internet".to_owned();
    for step in path.iter().chain([&last]) {
        text.push_str(" → ");
        text.push_str(&model.groups[step.group].name);
    }
    text
}

fn report<'a>(cx: &mut Context<'_>, model: &Model<'a>, path: &[Step], last: Step, used: Use<'a>, certain: bool) {
    let policy = &model.policy;
    let steps: Vec<_> = path.iter().chain([&last]).collect();
    let ports: Vec<_> = steps.iter().map(|step| model.groups[step.group].rules[step.rule].ports.to_string()).collect();
    let peer = &model.groups[last.group].rules[last.rule].peers[last.peer];
    let tier = used.tier.map_or("data", |tier| policy.name(tier));
    let passed: Vec<TierId> =
        path.iter().flat_map(|step| model.groups[step.group].tiers()).filter_map(|used| used.tier).collect();
    let chain = used.tier.map(|tier| policy.chain(INTERNET, tier)).unwrap_or_default();
    let skipped: Vec<_> = chain
        .iter()
        .filter(|tier| **tier != INTERNET && Some(**tier) != used.tier && !passed.contains(tier))
        .map(|tier| format!("`{}`", policy.name(*tier)))
        .collect();
    let how = match skipped.len() {
        0 => "by a step that no flow declares".to_owned(),
        1 => format!("without passing the {} tier", skipped[0]),
        _ => format!("without passing the {} tiers", join(&skipped)),
    };
    let declared: Vec<_> = chain.iter().map(|tier| policy.name(*tier)).collect();
    let wanted = if declared.is_empty() {
        format!("no flow leads from the internet to `{tier}`")
    } else {
        format!("the declared way is `{}`", declared.join(" → "))
    };
    let text = written(model, path, last);
    let mut report = cx
        .report(peer.at, format!("the internet reaches the `{tier}` tier {how}: `{text}` ({})", ports.join(", then ")))
        .because(
            "one hole in the group that faces the internet is enough: from there the data is one connection away, \
             with no tier in between to stop or to log it",
        )
        .help(format!("close one of the steps; {wanted}"))
        .detail("path", text);
    for (step, ports) in path.iter().zip(&ports) {
        let group = &model.groups[step.group];
        let hop = group.rules[step.rule].peers[step.peer];
        let from = match hop.kind {
            PeerKind::Group(from) => format!("`{}`", model.groups[from].name),
            _ => "the internet".to_owned(),
        };
        report = report.related(hop.at, format!("`{}` admits {from} on {ports}", group.name));
    }
    report = report.related(used.at, used.reason(policy));
    if !certain {
        report.possible();
    }
}
