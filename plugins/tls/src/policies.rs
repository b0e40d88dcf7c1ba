//! What the security policies of Application and Network Load Balancers admit.
//!
//! A policy's name says little: `TLS13-1-0` is the policy that has TLS 1.3 *and* everything down to TLS 1.0.

use std::fmt;

/// The day the table was last revised: policies that came later are not in it.
pub const TABLE_DATE: &str = "2026-11-20";

/// What AWS gives a TLS listener made without `ssl_policy` by anything but its console.
pub const DEFAULT: &str = "ELBSecurityPolicy-2016-08";

const PREFIX: &str = "ELBSecurityPolicy-";

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tls {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
}

use Tls::{V1_0, V1_1, V1_2, V1_3};

impl Tls {
    const ALL: [Self; 4] = [V1_0, V1_1, V1_2, V1_3];

    /// From `1.2` and the like, as options write it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == text)
    }

    fn number(self) -> &'static str {
        match self {
            V1_0 => "1.0",
            V1_1 => "1.1",
            V1_2 => "1.2",
            V1_3 => "1.3",
        }
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TLS {}", self.number())
    }
}

/// A predefined policy. It admits every version from `min` to `max`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    min: Tls,
    max: Tls,
    /// Admits key exchange with the certificate's RSA key: who gets that key reads all recorded traffic.
    static_rsa: bool,
}

impl Policy {
    /// The policy of this full name.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.strip_prefix(PREFIX)?;
        TABLE.iter().find(|row| row.0 == name).map(|row| Self { min: row.1, max: row.2, static_rsa: row.3 })
    }

    /// The versions below `minimum` that the policy admits, oldest first.
    pub fn below(self, minimum: Tls) -> impl Iterator<Item = Tls> {
        Tls::ALL.into_iter().filter(move |version| (self.min..=self.max).contains(version) && *version < minimum)
    }

    pub fn admits_static_rsa(self) -> bool {
        self.static_rsa
    }
}

/// The policy that admits `minimum` (1.2 at least) and newer, with forward secrecy, of the same family as
/// `name`: plain, FIPS, post-quantum or RFC 9151.
pub fn replacement(name: &str, minimum: Tls) -> String {
    let version = if minimum == V1_3 { "1-3" } else { "1-2" };
    let family = if name.contains("-RFC9151-") {
        "RFC9151-FIPS-2023-07"
    } else {
        ["FIPS-PQ-2025-09", "FIPS-2023-04", "PQ-2025-09"]
            .into_iter()
            .find(|family| name.ends_with(family))
            .unwrap_or("2021-06")
    };
    format!("{PREFIX}TLS13-{version}-{family}")
}

/// Name without the prefix, oldest and newest version, whether RSA key exchange is admitted.
///
/// To compare with: AWS documentation, "Security policies for your Application Load Balancer" and "Security
/// policies for your Network Load Balancer". The rows were written from knowledge of them and agree with a public
/// table that cites them, but for `TLS-1-0-2015-04`, which it lacks; AWS's own text was at hand only for
/// [`DEFAULT`]. Where a row and AWS differ, AWS is right.
/// `2015-05` and `TLS-1-0-2015-04` are no longer offered for new Application Load Balancer listeners.
const TABLE: &[(&str, Tls, Tls, bool)] = &[
    ("TLS13-1-3-2021-06", V1_3, V1_3, false),
    ("TLS13-1-3-PQ-2025-09", V1_3, V1_3, false),
    ("TLS13-1-2-2021-06", V1_2, V1_3, false),
    ("TLS13-1-2-PQ-2025-09", V1_2, V1_3, false),
    ("TLS13-1-2-Res-2021-06", V1_2, V1_3, false),
    ("TLS13-1-2-Res-PQ-2025-09", V1_2, V1_3, false),
    ("TLS13-1-2-Ext1-2021-06", V1_2, V1_3, true),
    ("TLS13-1-2-Ext1-PQ-2025-09", V1_2, V1_3, true),
    ("TLS13-1-2-Ext2-2021-06", V1_2, V1_3, true),
    ("TLS13-1-2-Ext2-PQ-2025-09", V1_2, V1_3, true),
    ("TLS13-1-1-2021-06", V1_1, V1_3, true),
    ("TLS13-1-0-2021-06", V1_0, V1_3, true),
    ("TLS13-1-0-PQ-2025-09", V1_0, V1_3, true),
    ("TLS13-1-3-FIPS-2023-04", V1_3, V1_3, false),
    ("TLS13-1-3-FIPS-PQ-2025-09", V1_3, V1_3, false),
    ("TLS13-1-2-FIPS-2023-04", V1_2, V1_3, false),
    ("TLS13-1-2-FIPS-PQ-2025-09", V1_2, V1_3, false),
    ("TLS13-1-2-Res-FIPS-2023-04", V1_2, V1_3, false),
    ("TLS13-1-2-Res-FIPS-PQ-2025-09", V1_2, V1_3, false),
    ("TLS13-1-2-Ext0-FIPS-2023-04", V1_2, V1_3, false),
    ("TLS13-1-2-Ext0-FIPS-PQ-2025-09", V1_2, V1_3, false),
    ("TLS13-1-2-Ext1-FIPS-2023-04", V1_2, V1_3, true),
    ("TLS13-1-2-Ext1-FIPS-PQ-2025-09", V1_2, V1_3, true),
    ("TLS13-1-2-Ext2-FIPS-2023-04", V1_2, V1_3, true),
    ("TLS13-1-2-Ext2-FIPS-PQ-2025-09", V1_2, V1_3, true),
    ("TLS13-1-1-FIPS-2023-04", V1_1, V1_3, true),
    ("TLS13-1-0-FIPS-2023-04", V1_0, V1_3, true),
    ("TLS13-1-0-FIPS-PQ-2025-09", V1_0, V1_3, true),
    ("TLS13-1-3-RFC9151-FIPS-2023-07", V1_3, V1_3, false),
    ("TLS13-1-2-RFC9151-FIPS-2023-07", V1_2, V1_3, false),
    ("TLS13-1-2-Ext0-RFC9151-FIPS-2023-07", V1_2, V1_3, true),
    ("TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07", V1_2, V1_3, false),
    ("TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07", V1_2, V1_3, false),
    ("TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07", V1_2, V1_3, false),
    ("TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07", V1_2, V1_3, true),
    ("TLS-1-2-2017-01", V1_2, V1_2, true),
    ("TLS-1-2-Ext-2018-06", V1_2, V1_2, true),
    ("TLS-1-1-2017-01", V1_1, V1_2, true),
    ("TLS-1-0-2015-04", V1_0, V1_2, true),
    ("FS-1-2-Res-2020-10", V1_2, V1_2, false),
    ("FS-1-2-Res-2019-08", V1_2, V1_2, false),
    ("FS-1-2-2019-08", V1_2, V1_2, false),
    ("FS-1-1-2019-08", V1_1, V1_2, false),
    ("FS-2018-06", V1_0, V1_2, false),
    ("2016-08", V1_0, V1_2, true),
    ("2015-05", V1_0, V1_2, true),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, minimum: Tls, expected: &[Tls]) {
        let policy = Policy::find(name).expect("a name of the table");
        assert_eq!(policy.below(minimum).collect::<Vec<_>>(), expected, "{name}");
    }

    #[test]
    fn what_a_policy_admits() {
        check("ELBSecurityPolicy-2016-08", V1_2, &[V1_0, V1_1]);
        check("ELBSecurityPolicy-TLS13-1-0-2021-06", V1_2, &[V1_0, V1_1]);
        check("ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04", V1_2, &[V1_1]);
        check("ELBSecurityPolicy-TLS-1-2-2017-01", V1_2, &[]);
        check("ELBSecurityPolicy-TLS-1-2-2017-01", V1_3, &[V1_2]);
        check("ELBSecurityPolicy-FS-2018-06", V1_3, &[V1_0, V1_1, V1_2]);
        check("ELBSecurityPolicy-TLS13-1-3-2021-06", V1_3, &[]);
        assert_eq!(Policy::find("ELBSecurityPolicy-TLS13-1-4-2031-06"), None);
        assert_eq!(Policy::find("TLS13-1-2-2021-06"), None);
    }

    #[test]
    fn the_default_admits_old_versions() {
        check(DEFAULT, V1_2, &[V1_0, V1_1]);
    }

    #[test]
    fn names_are_unique_and_tell_the_oldest_version_where_they_tell_one() {
        for (at, (name, min, max, _)) in TABLE.iter().enumerate() {
            assert!(TABLE[at + 1..].iter().all(|row| row.0 != *name), "{name} occurs twice");
            assert!(min <= max, "{name}");
            let told = name.split_once("-1-").and_then(|(_, rest)| rest.chars().next());
            if let Some(digit) = told {
                assert_eq!(min.number(), format!("1.{digit}"), "{name}");
            }
        }
    }

    #[test]
    fn replacements_exist_keep_the_family_and_are_strong() {
        for (name, ..) in TABLE {
            for minimum in [V1_1, V1_2, V1_3] {
                let new = replacement(&format!("{PREFIX}{name}"), minimum);
                let policy = Policy::find(&new).expect("in the table");
                assert_eq!(policy.below(minimum).count(), 0, "{new}");
                assert!(!policy.admits_static_rsa(), "{new}");
                assert_eq!(new.contains("FIPS"), name.contains("FIPS"), "{name} -> {new}");
                assert_eq!(new.contains("PQ"), name.contains("PQ"), "{name} -> {new}");
            }
        }
    }
}
