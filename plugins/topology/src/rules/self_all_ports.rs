//! Groups that admit themselves, or one another in a circle, on every port.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::{
    cycles::circles,
    model::{GroupId, Model},
    rules_of_group::{Direction, GroupRule, Peer, PeerKind},
    tiers::Use,
    types::TYPES,
};

pub const RULE: Rule = Rule {
    id: "topology/self-all-ports",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: TYPES,
    summary: "Groups admit themselves or one another on every port",
    page: include_str!("self_all_ports.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R009"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    let mut targets = vec![Vec::new(); model.groups.len()];
    for (id, group) in model.groups.iter().enumerate() {
        let needed = group.uses.iter().map(needs_all_ports).fold(Answer::No, Answer::or);
        if needed == Answer::Yes {
            continue;
        }
        for rule in group.rules(Direction::Ingress) {
            for peer in &rule.peers {
                match peer.kind {
                    PeerKind::Itself => itself(cx, &group.name, rule, peer, needed),
                    PeerKind::Group(from) if rule.ports.is_all() => targets[from].push(id),
                    _ => {}
                }
            }
        }
    }
    for circle in circles(&targets) {
        in_a_circle(cx, &model, &circle);
    }
}

/// Glue refuses a connection whose group does not admit itself on all ports, and so do Elastic Fabric Adapters.
fn needs_all_ports(used: &Use<'_>) -> Answer {
    let is_efa = |interface: Value<'_>| {
        let is = |kind: Value<'_>| kind.string().test(|kind| kind.starts_with("efa"));
        interface.judge(|interface| interface.attr("interface_type").judge(is))
    };
    let interfaces = used.through.attr("network_interfaces");
    let open = if interfaces.may_have_more() { Answer::Unknown } else { Answer::No };
    let itself = Answer::from(used.through.type_name() == "aws_glue_connection").or(is_efa(used.through.body()));
    interfaces.each().map(is_efa).fold(itself.or(open), Answer::or)
}

fn itself(cx: &mut Context<'_>, name: &str, rule: &GroupRule<'_>, peer: &Peer<'_>, needed: Answer) {
    if rule.ports == crate::ports::Ports::Unknown {
        cx.undecided(rule.port);
        return;
    }
    if !rule.ports.is_all() {
        return;
    }
    if needed != Answer::No {
        let reason = "whether it is the group of Elastic Fabric Adapters, which require this, is not known";
        cx.undecided_because(peer.at, reason, "`interface_type` of the network interfaces");
        return;
    }
    let report = cx
        .report(peer.at, format!("`{name}` admits itself on all ports"))
        .because(
            "whoever takes over one member of the group reaches every port of every other: debug endpoints, node \
             agents, SSH",
        )
        .help("name the protocol and the ports on which the members talk to one another");
    if !(rule.certain && peer.certain) {
        report.possible();
    }
}

/// Groups of a circle that are named; the rest is counted.
const SHOWN: usize = 8;

/// One finding for a circle, where the first of its groups admits another.
fn in_a_circle(cx: &mut Context<'_>, model: &Model<'_>, circle: &[GroupId]) {
    let admits = |id: GroupId| {
        let rules = model.groups[id].rules(Direction::Ingress).filter(|rule| rule.ports.is_all());
        rules
            .flat_map(|rule| rule.peers.iter().map(move |peer| (rule, peer)))
            .find(|(_, peer)| matches!(peer.kind, PeerKind::Group(from) if circle.binary_search(&from).is_ok()))
    };
    let Some((rule, peer)) = circle.first().and_then(|id| admits(*id)) else { return };
    let mut names: Vec<_> = circle.iter().take(SHOWN).map(|id| format!("`{}`", model.groups[*id].name)).collect();
    if circle.len() > SHOWN {
        names.push(format!("{} more", circle.len() - SHOWN));
    }
    let mut certain = rule.certain && peer.certain;
    let mut report = cx
        .report(peer.at, format!("{} admit one another on all ports", crate::ports::join(&names)))
        .because("groups that admit one another on everything are one group: whoever is in one of them is in all")
        .help("remove one direction, or name the ports that are needed");
    for (at, id) in circle.iter().enumerate().skip(1) {
        let Some((rule, peer)) = admits(*id) else { continue };
        certain &= rule.certain && peer.certain;
        if at < SHOWN {
            let name = &model.groups[*id].name;
            report = report.related(peer.at, format!("`{name}` admits another group of the circle"));
        }
    }
    if !certain {
        report.possible();
    }
}
