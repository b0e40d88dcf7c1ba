//! Data groups that admit addresses instead of the group of a tier.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    kubernetes,
    model::Model,
    ports::Ports,
    rules_of_group::{Direction, Peer, PeerKind},
    types::GROUPS_AND_PODS,
};

pub const RULE: Rule = Rule {
    id: "topology/data-open-to-cidr",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform", "kubernetes"],
    types: GROUPS_AND_PODS,
    summary: "A data tier admits an address range instead of the group of the tier in front",
    page: include_str!("data_open_to_cidr.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R007"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    kubernetes::data_open_to_cidr::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    for (group, used, tiers) in model.data_groups() {
        let (name, tier_name) = (&group.name, model.policy.name(tiers[0]));
        let sources: Vec<_> =
            model.policy.sources(tiers[0]).iter().map(|tier| format!("`{}`", model.policy.name(*tier))).collect();
        let sources = if sources.is_empty() { "the tier in front".to_owned() } else { sources.join(" or ") };
        for rule in group.rules(Direction::Ingress).filter(|rule| rule.ports != Ports::Portless) {
            // The world, and the ranges it is put together from, are the matter of `topology/open-to-world`.
            let is_world = rule.peers.iter().any(|peer| peer.world);
            let of_world = |peer: &Peer<'_>| {
                peer.world || is_world && matches!(peer.kind, PeerKind::Cidr(cidr) if !cidr.is_private())
            };
            for peer in rule.peers.iter().filter(|peer| peer.kind.is_addresses() && !of_world(peer)) {
                let what = match (peer.kind, peer.at.string().known()) {
                    (PeerKind::PrefixList(_), _) => "a prefix list".to_owned(),
                    (_, Some(text)) => format!("the range `{text}`"),
                    (_, None) => "an address range".to_owned(),
                };
                let report = cx
                    .report(peer.at, format!("`{name}` of tier `{tier_name}` admits {what} on {}", rule.ports))
                    .because(
                        "everything that gets an address in the range can open connections to the data: a forgotten \
                         instance, a peered network, an attacker's first foothold",
                    )
                    .help(format!(
                        "admit the security group of {sources} by reference: `security_groups` of an inline rule, \
                         `source_security_group_id` or `referenced_security_group_id` of a standalone one"
                    ))
                    .related(used.at, used.reason(&model.policy));
                if !(rule.certain && peer.certain && used.certain) {
                    report.possible();
                }
            }
            for more in rule.more.iter().filter(|more| !more.groups) {
                cx.undecided(more.at);
            }
        }
        if let Some(list) = group.more(Direction::Ingress) {
            cx.undecided(list);
        }
        if group.resource.is_none() {
            // Whoever made the group may have given it rules that nobody sees here.
            match used.at.why_unknown() {
                Some(_) => cx.undecided(used.at),
                None => cx.undecided_because(
                    used.at,
                    format!("`{name}` is made elsewhere, so its rules are not known"),
                    "checking the configuration that makes the group",
                ),
            }
        }
    }
}
