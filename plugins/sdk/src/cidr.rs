//! Address ranges, and the question whether they are the whole internet.
//!
//! `0.0.0.0/0` is only one way to write "everybody": two halves, or a long list that leaves out a few blocks,
//! admit the same people. So a range counts as the world when it is public and of length 7 or shorter, and a
//! set of ranges when its union covers at least half of the public addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A range of addresses of one family, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cidr {
    family: Family,
    first: u128,
    last: u128,
    length: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Family {
    V4,
    V6,
}

/// Ranges that are never routed on the internet: RFC 1918, carrier NAT (used inside VPCs), loopback, link local.
const PRIVATE_V4: [(u32, u8); 6] =
    [(0x0a00_0000, 8), (0xac10_0000, 12), (0xc0a8_0000, 16), (0x6440_0000, 10), (0x7f00_0000, 8), (0xa9fe_0000, 16)];

/// The last unicast address: multicast and reserved ranges follow.
const UNICAST_V4: u128 = 0xdfff_ffff;
/// `2000::/3`, the only part of IPv6 that is routed on the internet.
const GLOBAL_V6: (u128, u128) = (0x2000 << 112, (0x4000 << 112) - 1);
/// Public ranges this short or shorter are the world by themselves.
const WORLD_LENGTH: u8 = 7;

impl Cidr {
    /// Reads `10.0.0.0/8` or `fd00::/8`. Host bits are ignored, as AWS does.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.trim().split_once('/')?;
        let length: u8 = length.parse().ok()?;
        let (family, bits, address) = match address.parse::<Ipv4Addr>() {
            Ok(address) => (Family::V4, 32, u128::from(u32::from(address))),
            Err(_) => (Family::V6, 128, u128::from(address.parse::<Ipv6Addr>().ok()?)),
        };
        if length > bits {
            return None;
        }
        let host = bits - length;
        let mask = if host == 128 { u128::MAX } else { (1 << host) - 1 };
        let first = address & !mask;
        Some(Self { family, first, last: first | mask, length })
    }

    pub fn is_ipv6(&self) -> bool {
        self.family == Family::V6
    }

    /// Whether every address is one that the internet cannot route to.
    pub fn is_private(&self) -> bool {
        match self.family {
            Family::V4 => PRIVATE_V4.iter().any(|(first, length)| {
                let first = u128::from(*first);
                first <= self.first && self.last < first + (1 << (32 - length))
            }),
            Family::V6 => self.public_part().is_none(),
        }
    }

    /// Whether the range alone is as good as the whole internet.
    pub fn is_world(&self) -> bool {
        self.length <= WORLD_LENGTH && !self.is_private() && self.public_part().is_some()
    }

    fn public_part(&self) -> Option<(u128, u128)> {
        let (first, last) = match self.family {
            Family::V4 => (0, UNICAST_V4),
            Family::V6 => GLOBAL_V6,
        };
        let part = (self.first.max(first), self.last.min(last));
        (part.0 <= part.1).then_some(part)
    }
}

/// Whether the union of `ranges` is as good as the whole internet, in either family.
pub fn cover_the_world(ranges: &[Cidr]) -> bool {
    let size = |family: Family| match family {
        Family::V4 => UNICAST_V4 + 1,
        Family::V6 => GLOBAL_V6.1 - GLOBAL_V6.0 + 1,
    };
    [Family::V4, Family::V6].into_iter().any(|family| {
        let mut parts: Vec<_> = ranges.iter().filter(|range| range.family == family && !range.is_private()).collect();
        parts.sort_unstable();
        let (mut covered, mut next) = (0, 0);
        for (first, last) in parts.into_iter().filter_map(Cidr::public_part) {
            let first = first.max(next);
            if first <= last {
                covered += last - first + 1;
                next = last + 1;
            }
        }
        covered >= size(family) / 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_and_what_is_not() {
        for (text, world, private) in [
            ("0.0.0.0/0", true, false),
            ("::/0", true, false),
            ("2000::/3", true, false),
            ("0.0.0.0/1", true, false),
            ("128.0.0.0/1", true, false),
            ("10.0.0.0/7", true, false),
            ("10.0.0.0/8", false, true),
            ("10.1.2.3/8", false, true),
            ("172.16.0.0/12", false, true),
            ("172.0.0.0/8", false, false),
            ("192.168.1.0/24", false, true),
            ("100.64.0.0/10", false, true),
            ("203.0.113.0/24", false, false),
            ("224.0.0.0/4", false, false),
            ("fd00::/8", false, true),
            ("fc00::/7", false, true),
            ("2001:db8::/32", false, false),
        ] {
            let cidr = Cidr::parse(text).expect(text);
            assert_eq!((cidr.is_world(), cidr.is_private()), (world, private), "{text}");
        }
    }

    #[test]
    fn what_is_no_range() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "::/129", "a/8", "10.0.0/8"] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unions() {
        let check = |texts: &[&str], world| {
            let ranges: Vec<_> = texts.iter().filter_map(|text| Cidr::parse(text)).collect();
            assert_eq!(cover_the_world(&ranges), world, "{texts:?}");
        };
        check(&["0.0.0.0/2", "64.0.0.0/2"], true);
        check(&["0.0.0.0/2", "0.0.0.0/2"], false);
        check(&["0.0.0.0/2"], false);
        check(&["10.0.0.0/8", "192.168.0.0/16", "203.0.113.0/24"], false);
        check(&["2000::/4", "3000::/4"], true);
        check(&["fc00::/7", "fe80::/10"], false);
        let all: Vec<_> = (1..224).map(|n| format!("{n}.0.0.0/8")).collect();
        check(&all.iter().map(String::as_str).collect::<Vec<_>>(), true);
    }
}
