//! Tokens of known formats, and where in a text one may be at all: files are long, and most of what is in them is no
//! secret, so each byte is looked at once, and by a table.

use super::key_in_pairs;

/// Formats of tokens: what they begin with, how long the rest is at least, and whose they are.
const TOKENS: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an access key of AWS"),
    ("ASIA", 16, "an access key of AWS"),
    ("ghp_", 30, "a token of GitHub"),
    ("gho_", 30, "a token of GitHub"),
    ("ghu_", 30, "a token of GitHub"),
    ("ghs_", 30, "a token of GitHub"),
    ("ghr_", 30, "a token of GitHub"),
    ("github_pat_", 30, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("gldt-", 20, "a token of GitLab"),
    ("glrt-", 20, "a token of GitLab"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("xoxa-", 20, "a token of Slack"),
    ("xoxr-", 20, "a token of Slack"),
    ("xoxs-", 20, "a token of Slack"),
    ("xapp-", 20, "a token of Slack"),
    ("hooks.slack.com/services/T", 20, "a webhook of Slack"),
    ("discord.com/api/webhooks/", 40, "a webhook of Discord"),
    ("sk_live_", 20, "a key of Stripe"),
    ("rk_live_", 20, "a key of Stripe"),
    ("whsec_", 24, "a webhook secret"),
    ("AIza", 35, "a key of Google"),
    ("ya29.", 30, "a token of Google"),
    ("GOCSPX-", 20, "a client secret of Google"),
    ("SG.", 40, "a key of SendGrid"),
    ("sk-ant-", 40, "a key of Anthropic"),
    ("sk-proj-", 40, "a key of OpenAI"),
    ("hf_", 30, "a token of Hugging Face"),
    ("npm_", 36, "a token of npm"),
    ("pypi-AgEI", 40, "a token of PyPI"),
    ("dckr_pat_", 20, "a token of Docker Hub"),
    ("dop_v1_", 60, "a token of DigitalOcean"),
    ("hvs.", 24, "a token of Vault"),
    ("glsa_", 32, "a token of Grafana"),
    ("glc_", 32, "a token of Grafana"),
    ("shpat_", 32, "a token of Shopify"),
    ("tskey-", 20, "a key of Tailscale"),
    ("lin_api_", 32, "a key of Linear"),
    ("NRAK-", 20, "a key of New Relic"),
    ("ATATT3", 40, "a token of Atlassian"),
    ("AGE-SECRET-KEY-1", 50, "a private key"),
];

/// No token is shorter, its beginning included.
const SHORTEST: usize = 20;
/// What is looked at of one: in a long word that begins like tokens again and again, the rest is not read each time.
const LONGEST: usize = 128;
/// What a private key in a text begins with, up to the blank.
const ARMOR: &str = "-----BEGIN";

/// A character of tokens.
const PART: u8 = 0x80;
const COLON: u8 = 1;
const EQUALS: u8 = 1 << 1;
const AT: u8 = 1 << 2;
const SEMICOLON: u8 = 1 << 3;
const QUOTE: u8 = 1 << 4;
const DASH: u8 = 1 << 5;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let letter = byte as u8;
        let class = match letter {
            b':' => COLON,
            b'=' => EQUALS,
            b'@' => AT,
            b';' => SEMICOLON,
            b'"' => QUOTE,
            b'-' => DASH | PART,
            b'_' | b'/' | b'.' => PART,
            _ if letter.is_ascii_alphanumeric() => PART,
            _ => 0,
        };
        classes[byte] = class;
        byte += 1;
    }
    classes
};

/// What one look at each byte of a line says about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Glance {
    classes: u8,
    /// The length of its longest word.
    longest: usize,
}

impl Glance {
    pub(super) fn at(line: &str) -> Self {
        let (mut classes, mut longest, mut run) = (0, 0, 0);
        for byte in line.as_bytes() {
            let class = CLASSES[usize::from(*byte)];
            classes |= class;
            if class & PART == 0 {
                run = 0;
            } else {
                run += 1;
                if run > longest {
                    longest = run;
                }
            }
        }
        Self { classes, longest }
    }

    fn has(self, class: u8) -> bool {
        self.classes & class != 0
    }

    /// Whether there may be `name = value` or `name: value`.
    pub(super) fn may_have_pair(self) -> bool {
        self.has(COLON | EQUALS)
    }

    /// Whether there may be `"name": value`.
    pub(super) fn may_have_json(self) -> bool {
        self.has(COLON) && self.has(QUOTE)
    }

    /// Whether there may be a flag of a command.
    pub(super) fn may_have_flag(self) -> bool {
        self.has(DASH)
    }

    /// Whether there may be a URL with a password.
    pub(super) fn may_have_url(self) -> bool {
        self.has(COLON) && self.has(AT)
    }

    /// Whether there may be `name=value;name=value`.
    pub(super) fn may_have_pairs(self) -> bool {
        self.has(EQUALS) && self.has(SEMICOLON)
    }

    /// Whether there may be a token, a private key, or the key of a connection string. Of that, a `+` may be anywhere.
    pub(super) fn may_have_token(self) -> bool {
        self.longest >= SHORTEST || self.has(DASH | EQUALS) && self.longest >= ARMOR.len()
    }
}

/// The token in the text, by its format, or the key in it, by its name and format.
pub fn token(text: &str) -> Option<&'static str> {
    let mut is_signed = false;
    for word in long_words(text) {
        if word.ends_with(ARMOR) && text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
            return Some("a private key");
        }
        if word.len() < SHORTEST {
            continue;
        }
        if let Some(what) = token_in(word) {
            return Some(what);
        }
        is_signed |= is_jwt(word);
    }
    is_signed.then_some("a signed token (JWT)").or_else(|| key_in_pairs(text))
}

/// The words that are as long as the beginning of a private key.
fn long_words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && CLASSES[usize::from(bytes[at])] & PART != 0 {
                at += 1;
            }
            let end = at;
            at += 1;
            if end - start >= ARMOR.len() {
                return Some(&text[start..end]);
            }
        }
        None
    })
}

/// The first and the second bytes of tokens: most parts of words are passed over by a glance at these.
const FIRST: [bool; 256] = bytes_at(0);
const SECOND: [bool; 256] = bytes_at(1);

const fn bytes_at(index: usize) -> [bool; 256] {
    let mut bytes = [false; 256];
    let mut at = 0;
    while at < TOKENS.len() {
        bytes[TOKENS[at].0.as_bytes()[index] as usize] = true;
        at += 1;
    }
    bytes
}

/// The token that begins where a part of the word begins.
fn token_in(word: &str) -> Option<&'static str> {
    let bytes = word.as_bytes();
    let mut is_begin = true;
    for at in 0..bytes.len() - 1 {
        let byte = bytes[at];
        if is_begin && FIRST[usize::from(byte)] && SECOND[usize::from(bytes[at + 1])] {
            let known = TOKENS.iter().find(|(begin, rest, _)| {
                begin.as_bytes()[0] == byte
                    && word[at..].strip_prefix(begin).is_some_and(|rest_is| {
                        rest_is.len() >= *rest && is_token(&rest_is[..rest_is.len().min(LONGEST)])
                    })
            });
            if let Some((_, _, what)) = known {
                return Some(what);
            }
        }
        is_begin = !byte.is_ascii_alphanumeric();
    }
    None
}

/// Three parts with dots between them, the first two of them JSON. In a path the rest of the word is none of it.
fn is_jwt(word: &str) -> bool {
    word.split('/').any(|step| {
        let mut from_last = step.rsplit('.');
        let (seal, body, head) = (from_last.next(), from_last.next(), from_last.next());
        let head = head.and_then(|head| head.find("eyJ").map(|at| &head[at..]));
        matches!((head, body, seal), (Some(head), Some(body), Some(seal))
            if head.len() > 10 && body.starts_with("eyJ") && seal.len() > 20)
    })
}

/// `xxxxxxxx` is no token.
fn is_token(text: &str) -> bool {
    distinct(text) >= 8 && !text.to_ascii_uppercase().contains("EXAMPLE")
}

pub(super) fn distinct(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

#[cfg(test)]
mod tests {
    use super::{Glance, token};

    /// A glance never hides what the closer look finds. Put together here, so that no scanner takes this file for a
    /// leak.
    #[test]
    fn glances() {
        let key = ["-----BEGIN EC PRIVATE", " KEY-----"].concat();
        let jwt = ["x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", ".c2lnbmF0dXJlc2lnbmF0dXJl"].concat();
        let github = ["\"t\":\"ghp", "_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8\""].concat();
        let connection = ["AccountKey=", "q7Zk3VtB9xL+5nRc1YhPd8MfGs+UeJa6TiKo0Xb+z4Wq7Nd="].concat();
        for (text, what) in [
            (key.as_str(), Some("a private key")),
            (&format!("\\n{key}\\nMII"), Some("a private key")),
            (jwt.as_str(), Some("a signed token (JWT)")),
            (&format!("/a/b/{jwt}/c"), Some("a signed token (JWT)")),
            (github.as_str(), Some("a token of GitHub")),
            (connection.as_str(), Some("a key in a connection string")),
            ("-----BEGIN CERTIFICATE-----", None),
            ("namespace_workload_pod:kube_pod_owner:relabel", None),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.short", None),
            ("", None),
        ] {
            assert_eq!(token(text), what, "{text}");
            assert!(what.is_none() || Glance::at(text).may_have_token(), "{text}");
        }
        assert!(Glance::at("a: b").may_have_pair() && !Glance::at("a: b").may_have_json());
        assert!(Glance::at("postgres://a:b@c").may_have_url() && !Glance::at("http://a/b").may_have_url());
        assert!(Glance::at("a=b;c=d").may_have_pairs() && !Glance::at("a=b").may_have_pairs());
        assert!(Glance::at("run -p x").may_have_flag() && !Glance::at("run").may_have_flag());
    }
}
