//! The oldest version of TLS that a setting accepts: how providers write versions, and how a setting is judged by one.
//!
//! A setting says the version itself (`TLS1_2`) or names a policy that implies it, see [`crate::services`].

use tollgate_sdk::{Answer, Context, Read, Report, Resource, Value};

use crate::policies::{TABLE_DATE, Tls};

/// The schema of the option that [`crate::listener::minimum`] reads.
pub const MINIMUM_OPTION: &str = r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"enum":["1.2","1.3"],"default":"1.2","description":"The oldest version of TLS that may be admitted. Where the service cannot demand it, the newest that it can."}}}"#;

/// A version as providers write it: `1.2`, `TLS1_2`, `TLS_1_2`, `TLSv1_2`, `TLSv1.2`, `TLS12`, `Tls12`, `VersionTLS12`.
/// What switches the minimum off accepts everything, so it is the oldest.
pub fn parse(text: &str) -> Option<Tls> {
    if ["Disabled", "None", "TLSEnforcementDisabled", "Tls"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(Tls::V1_0);
    }
    let text = text.strip_prefix("Version").unwrap_or(text);
    let rest = text.trim_start_matches(['T', 'L', 'S', 't', 'l', 's', 'V', 'v', '_']);
    match rest.replace(['.', '_'], "").as_str() {
        "1" | "10" => Some(Tls::V1_0),
        "11" => Some(Tls::V1_1),
        "12" => Some(Tls::V1_2),
        "13" => Some(Tls::V1_3),
        _ => None,
    }
}

/// How a setting is judged.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    /// The oldest version that a text accepts; `None` for a text that is not known.
    pub oldest: fn(&str) -> Option<Tls>,
    /// The oldest that is accepted where nothing is written.
    pub unset: Tls,
    /// The oldest that may be accepted.
    pub minimum: Tls,
}

impl Versions {
    /// Whether what a value may be accepts a version older than the minimum.
    pub fn is_old(self, value: Value<'_>) -> Answer {
        self.admitted(value).map_or(Answer::Unknown, |oldest| Answer::from(oldest < self.minimum))
    }

    fn admitted(self, value: Value<'_>) -> Option<Tls> {
        match value.string() {
            Read::Absent | Read::Null => Some(self.unset),
            Read::Known(text) => (self.oldest)(text),
            Read::Unknown => None,
        }
    }

    /// Reports a value of the argument `name` that accepts an old version, and says why that matters. What to do is
    /// for the rule to say.
    pub fn reject<'c>(
        self,
        cx: &'c mut Context<'_>,
        resource: Resource<'_>,
        name: &str,
        value: Value<'_>,
    ) -> Option<Report<'c>> {
        let answer = value.judge(|value| self.is_old(value));
        if answer == Answer::Unknown {
            self.undecided(cx, value);
        }
        if matches!(answer, Answer::No | Answer::Unknown) {
            return None;
        }
        let old = value.possibilities().find(|value| self.is_old(*value) == Answer::Yes).unwrap_or(value);
        let oldest = self.admitted(old).unwrap_or(self.unset);
        let source = match old.string() {
            Read::Known(text) => format!("`{text}` allows it"),
            _ => format!("`{name}` is not set, and the default allows it"),
        };
        let may = if answer == Answer::Possible { "may accept" } else { "accepts" };
        let message = format!("`{}` {may} {oldest}: {source}", resource.address());
        let found = cx.report(value, message).because(if oldest < Tls::V1_2 { WITHDRAWN } else { NOT_1_3 });
        Some(if answer == Answer::Possible { found.possible() } else { found })
    }

    fn undecided(self, cx: &mut Context<'_>, value: Value<'_>) {
        let mut texts = value.possibilities().filter_map(|value| value.string().known());
        match texts.find(|text| (self.oldest)(text).is_none()) {
            Some(text) => {
                let reason =
                    format!("`{text}` is neither a version of TLS nor in the table of policies of {TABLE_DATE}");
                cx.undecided_because(value, reason, "a version or the name of a predefined policy");
            }
            None => cx.undecided(value),
        }
    }
}

const WITHDRAWN: &str = "TLS 1.0 and 1.1 are deprecated (RFC 8996): they rely on SHA-1 and on ciphers with known attacks, and an attacker on the network can make clients fall back to them";
const NOT_1_3: &str = "the option `minimum` asks for TLS 1.3: with TLS 1.2, parts of the handshake are readable, and the strength of a connection depends on the ciphers that both sides choose";

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::policies::Tls;

    #[test]
    fn spellings_of_providers() {
        for text in ["1.2", "TLS1_2", "TLS_1_2", "TLSv1_2", "TLSv1.2", "TLS12", "Tls12", "TLSV1_2", "VersionTLS12"] {
            assert_eq!(parse(text), Some(Tls::V1_2), "{text}");
        }
        for text in ["1.0", "TLS1_0", "TLSv1", "Tls", "TLS10", "None", "Disabled", "TLSEnforcementDisabled"] {
            assert_eq!(parse(text), Some(Tls::V1_0), "{text}");
        }
        assert_eq!([parse("TLSv1.3"), parse("Tls11")], [Some(Tls::V1_3), Some(Tls::V1_1)]);
        assert_eq!([parse(""), parse("2.0"), parse("latest"), parse("AppGwSslPolicy20150501")], [None; 4]);
    }
}
