//! Ranges of addresses, and the question whether they are the whole internet.
//!
//! `0.0.0.0/0` is one way to write "everybody"; two halves of it, or a list that leaves out a few blocks, admit the
//! same people. So ranges are the world when together they cover at least half of the addresses that are routed.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A range of addresses of one family, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Range {
    is_ipv6: bool,
    first: u128,
    last: u128,
}

/// The last unicast address: multicast and reserved ranges follow.
const UNICAST_V4: (u128, u128) = (0, 0xdfff_ffff);
/// `2000::/3`, the only part of IPv6 that is routed on the internet.
const GLOBAL_V6: (u128, u128) = (0x2000 << 112, (0x4000 << 112) - 1);

impl Range {
    /// Reads `10.0.0.0/8` or `fd00::/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.trim().split_once('/')?;
        let length: u8 = length.parse().ok()?;
        let (is_ipv6, bits, address) = match address.parse::<Ipv4Addr>() {
            Ok(address) => (false, 32, u128::from(u32::from(address))),
            Err(_) => (true, 128, u128::from(address.parse::<Ipv6Addr>().ok()?)),
        };
        let host = u32::from(u8::checked_sub(bits, length)?);
        let mask = 1_u128.checked_shl(host).map_or(u128::MAX, |size| size - 1);
        let first = address & !mask;
        Some(Self { is_ipv6, first, last: first | mask })
    }

    /// What is left of it without the ranges of `except`.
    pub fn without(self, except: &[Self]) -> Vec<Self> {
        let mut left = vec![self];
        for out in except.iter().filter(|out| out.is_ipv6 == self.is_ipv6) {
            let cut = |range: Self| {
                let below = (range.first < out.first).then(|| Self { last: range.last.min(out.first - 1), ..range });
                let above = (range.last > out.last).then(|| Self { first: range.first.max(out.last + 1), ..range });
                below.into_iter().chain(above)
            };
            left = left.into_iter().flat_map(cut).collect();
        }
        left
    }
}

/// Whether the union of `ranges` is as good as the whole internet, in either family.
pub fn are_the_world(ranges: &[Range]) -> bool {
    [(false, UNICAST_V4), (true, GLOBAL_V6)].into_iter().any(|(is_ipv6, (start, end))| {
        let mut parts: Vec<Range> = ranges.iter().copied().filter(|range| range.is_ipv6 == is_ipv6).collect();
        parts.sort_unstable();
        let (mut covered, mut next) = (0, start);
        for part in parts {
            let (first, last) = (part.first.max(next), part.last.min(end));
            if first <= last {
                covered += last - first + 1;
                next = last + 1;
            }
        }
        covered >= (end - start).div_ceil(2)
    })
}

#[cfg(test)]
mod tests {
    use super::{Range, are_the_world};

    fn parsed(texts: &[&str]) -> Vec<Range> {
        texts.iter().map(|text| Range::parse(text).expect(text)).collect()
    }

    #[test]
    fn the_world_and_what_is_not() {
        for (texts, world) in [
            (&["0.0.0.0/0"][..], true),
            (&["::/0"], true),
            (&["2000::/3"], true),
            (&["0.0.0.0/1", "128.0.0.0/1"], true),
            (&["0.0.0.0/2", "64.0.0.0/2"], true),
            (&["0.0.0.0/2", "0.0.0.0/2"], false),
            (&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], false),
            (&["fc00::/7", "fe80::/10"], false),
            (&["203.0.113.7/32"], false),
            (&[], false),
        ] {
            assert_eq!(are_the_world(&parsed(texts)), world, "{texts:?}");
        }
    }

    #[test]
    fn what_is_left_out() {
        let world = |except: &[&str]| are_the_world(&parsed(&["0.0.0.0/0"])[0].without(&parsed(except)));
        assert!(world(&["10.0.0.0/8", "169.254.169.254/32", "fd00::/8"]));
        assert!(!world(&["0.0.0.0/1"]));
        assert!(!world(&["0.0.0.0/0"]));
    }

    #[test]
    fn what_is_no_range() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "::/129", "a/8", "10.0.0/8", "10.0.0.0/-1"] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }
}
