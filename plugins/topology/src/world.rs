//! Which peers are as good as everybody: alone, or together with others that open the same ports.

use crate::{
    cidr::{Cidr, cover_the_world},
    ports::Ports,
    rules_of_group::{Direction, GroupRule, Peer, PeerKind},
};

/// Sets `world` on the peers of the rules of one group.
///
/// One range of each rule and family is marked, the first that is the world alone, or the first of a union that
/// is: two halves, and a list of a hundred ranges, are one mistake.
pub fn mark(rules: &mut [GroupRule<'_>]) {
    for direction in [Direction::Ingress, Direction::Egress] {
        let mut pieces: Vec<(Ports, Vec<Cidr>)> = Vec::new();
        for rule in rules.iter_mut().filter(|rule| rule.direction == direction) {
            let ports = rule.ports;
            for peer in &mut rule.peers {
                let ranges = ranges(peer);
                peer.world = ranges.iter().any(Cidr::is_world) || cover_the_world(&ranges);
                if peer.world || ranges.is_empty() {
                    continue;
                }
                match pieces.iter_mut().find(|(other, _)| *other == ports) {
                    Some((_, piece)) => piece.extend(ranges),
                    None => pieces.push((ports, ranges)),
                }
            }
        }
        for rule in rules.iter_mut().filter(|rule| rule.direction == direction) {
            keep_one(&mut rule.peers);
        }
        if !could_cover(&pieces) {
            continue;
        }
        for rule in rules.iter_mut().filter(|rule| rule.direction == direction) {
            let union: Vec<_> = pieces
                .iter()
                .filter(|(ports, _)| ports.contains(&rule.ports))
                .flat_map(|(_, piece)| piece.iter().copied())
                .collect();
            let public = |peer: &&mut Peer<'_>| matches!(peer.kind, PeerKind::Cidr(cidr) if !cidr.is_private());
            if let Some(peer) = rule.peers.iter_mut().find(public).filter(|peer| !peer.world) {
                peer.world = cover_the_world(&union);
            }
        }
    }
}

/// Leaves the mark on one range of each family, a certain one if there is one. Prefix lists keep theirs.
fn keep_one(peers: &mut [Peer<'_>]) {
    for ipv6 in [false, true] {
        let of_family =
            |peer: &Peer<'_>| peer.world && matches!(peer.kind, PeerKind::Cidr(cidr) if cidr.is_ipv6() == ipv6);
        let first = |certain: bool| peers.iter().position(|peer| of_family(peer) && peer.certain == certain);
        let Some(kept) = first(true).or_else(|| first(false)) else { continue };
        for (at, peer) in peers.iter_mut().enumerate() {
            peer.world &= at == kept || !of_family(peer);
        }
    }
}

/// Keeps the usual group, whose ranges are few and small, out of the work that is quadratic in its rules.
fn could_cover(pieces: &[(Ports, Vec<Cidr>)]) -> bool {
    let all: Vec<_> = pieces.iter().flat_map(|(_, piece)| piece).copied().collect();
    all.len() > 1 && cover_the_world(&all)
}

fn ranges(peer: &Peer<'_>) -> Vec<Cidr> {
    match peer.kind {
        PeerKind::Cidr(cidr) => vec![cidr],
        PeerKind::PrefixList(Some(list)) if list.type_name() == "aws_ec2_managed_prefix_list" => {
            let inline = list.attr("entry").each().map(|entry| entry.attr("cidr"));
            let apart = list
                .referrers()
                .filter(|(entry, _)| entry.type_name() == "aws_ec2_managed_prefix_list_entry")
                .map(|(entry, _)| entry.attr("cidr"));
            inline.chain(apart).filter_map(|cidr| Cidr::parse(cidr.string().known()?)).collect()
        }
        _ => Vec::new(),
    }
}
