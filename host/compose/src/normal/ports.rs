//! `[host address:][host port:]container port[/protocol]`, each port alone or a range.

use std::{net::IpAddr, ops::Range};

use super::parts;
use crate::model::{HOLE, Kind, Node, Text};

/// The ports that an element of `ports` stands for.
pub(super) fn long(item: &Node) -> Result<Vec<Node>, String> {
    match &item.kind {
        Kind::Map(_) => Ok(vec![item.clone()]),
        Kind::Int(number) => {
            let text = Text::new(number.to_string());
            short(&Node::new(Kind::Text(text), item.origin.clone()))
        }
        Kind::Text(_) => short(item),
        _ => Err("it is neither a text nor a mapping".to_owned()),
    }
}

fn short(item: &Node) -> Result<Vec<Node>, String> {
    let Some(text) = item.as_text() else { return Ok(Vec::new()) };
    let whole = &*text.chars;
    if whole.chars().eq([HOLE]) {
        // Nothing is known, not even whether there is a port.
        let unknown = || item.clone();
        let entries =
            [("target", unknown()), ("published", unknown()), ("host_ip", unknown()), ("protocol", unknown())];
        let mut entries = Vec::from(entries);
        entries.push(("mode", Node::text("ingress", item.origin.clone())));
        return Ok(vec![Node::object(entries, item.origin.clone())]);
    }
    let (rest, protocol) = match whole.split_once('/') {
        None => (whole, None),
        Some((_, "")) => return Err("there is no protocol after `/`".to_owned()),
        Some((rest, protocol)) if !protocol.contains('/') => (rest, Some(rest.len() + 1..whole.len())),
        Some(_) => return Err("it has two protocols".to_owned()),
    };
    let sections = parts(rest, ':');
    let (address, published, target) = match sections.as_slice() {
        [] => return Ok(Vec::new()),
        [target] => (None, None, target.clone()),
        [published, target] => (None, Some(published.clone()), target.clone()),
        // An IPv6 address has colons of its own.
        [first, .., published, target] => {
            (Some(first.start..published.start - 1), Some(published.clone()), target.clone())
        }
    };
    if target.is_empty() {
        return Err("it names no port of the container".to_owned());
    }
    let published = published.filter(|range| !range.is_empty());
    let address = address.filter(|range| !range.is_empty()).map(|range| host_ip(whole, range)).transpose()?;
    let protocol_node = match &protocol {
        None => Node::text("tcp", item.origin.clone()),
        Some(range) => {
            let part = item.part(text, range.clone());
            match part.as_str().map(str::to_ascii_lowercase) {
                None => part,
                Some(known) if matches!(known.as_str(), "tcp" | "udp" | "sctp") => {
                    Node::new(Kind::Text(Text::new(known)), part.origin)
                }
                Some(other) => return Err(format!("`{other}` is none of tcp, udp and sctp")),
            }
        }
    };
    let make = |target: Node, published: Option<Node>| {
        let mut entries = vec![
            ("mode", Node::text("ingress", item.origin.clone())),
            ("target", target),
            ("protocol", protocol_node.clone()),
        ];
        // A variable in front may bring an address along.
        let hidden = published.as_ref().filter(|node| node.as_text().is_some_and(|text| text.chars.contains(HOLE)));
        match (&address, hidden) {
            (Some(range), _) => entries.push(("host_ip", item.part(text, range.clone()))),
            (None, Some(hole)) => entries.push(("host_ip", hole.clone())),
            (None, None) => {}
        }
        entries.extend(published.map(|published| ("published", published)));
        Node::object(entries, item.origin.clone())
    };
    let is_open = |range: &Range<usize>| whole[range.clone()].contains(HOLE);
    if is_open(&target) || published.as_ref().is_some_and(is_open) {
        let number = |range: Range<usize>| {
            let part = item.part(text, range);
            match part.as_str().and_then(|text| text.parse::<u16>().ok()) {
                Some(port) => Node::new(Kind::Int(i128::from(port)), part.origin),
                None => part,
            }
        };
        let published = published.map(|range| item.part(text, range));
        return Ok(vec![make(number(target), published)]);
    }
    let inside = port_range(&whole[target.clone()])?;
    let outside = published.clone().map(|range| port_range(&whole[range])).transpose()?;
    let count = inside.1 - inside.0;
    let mut ports = Vec::new();
    for offset in 0..=count {
        let target_part = item.part(text, target.clone());
        let target = Node::new(Kind::Int(i128::from(inside.0 + offset)), target_part.origin);
        let published = match (outside, &published) {
            (Some((first, last)), Some(range)) => {
                let chars = if last - first == count {
                    (first + offset).to_string()
                } else if count == 0 {
                    format!("{first}-{last}")
                } else {
                    return Err("the ranges of host and container ports are not of the same length".to_owned());
                };
                Some(Node::text(chars, item.part(text, range.clone()).origin))
            }
            _ => None,
        };
        ports.push(make(target, published));
    }
    // The reference implementation orders them by their names, not by their numbers.
    ports.sort_by_key(|port| port.get("target").and_then(Node::printed).map(|text| text.chars));
    Ok(ports)
}

/// The range of an address without its brackets.
fn host_ip(text: &str, range: Range<usize>) -> Result<Range<usize>, String> {
    let written = &text[range.clone()];
    let range = match written.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')) {
        Some(_) => range.start + 1..range.end - 1,
        None if written.contains(':') => return Err(format!("an IPv6 address is written in brackets: `[{written}]`")),
        None => range,
    };
    let address = &text[range.clone()];
    if address.contains(HOLE) || address.split('%').next().unwrap_or_default().parse::<IpAddr>().is_ok() {
        Ok(range)
    } else {
        Err(format!("`{address}` is no IP address"))
    }
}

/// `80` or `80-90`.
fn port_range(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| {
        text.parse::<u16>().map(u32::from).map_err(|_| format!("`{text}` is no port: a port is a number up to 65535"))
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if last < first { Err(format!("the range `{text}` runs backwards")) } else { Ok((first, last)) }
}
