//! Patterns of options and of types: `*` stands for any run of characters, `?` for one.

use crate::Value;

/// Whether all of `text` matches `pattern`. Linear in both: only the last star is ever retried.
pub fn matches(pattern: &str, text: &str) -> bool {
    matches_by(pattern, text, |a, b| a == b)
}

/// As [`matches()`], where upper and lower case of ASCII letters are one.
pub fn matches_ignore_case(pattern: &str, text: &str) -> bool {
    matches_by(pattern, text, |a, b| a.eq_ignore_ascii_case(&b))
}

fn matches_by(pattern: &str, text: &str, is_same: impl Fn(u8, u8) -> bool) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += character(&text[t..]);
            }
            Some(c) if is_same(*c, text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// Whether `text` is of the form of one of `patterns`, a list of an option.
pub fn matches_one(patterns: Value<'_>, text: &str) -> bool {
    patterns.each().filter_map(|pattern| pattern.string().known()).any(|pattern| matches(pattern, text))
}

/// The length in bytes of the character that `text` begins with.
fn character(text: &[u8]) -> usize {
    1 + text.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::{matches, matches_ignore_case};

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("db-*", "db-main", true),
            ("db-*", "web-db-main", false),
            ("*-db", "main-db", true),
            ("*a*b", "xxaxxb", true),
            ("*a*b", "xxaxxbc", false),
            ("d?", "db", true),
            ("caf?s", "caf\u{e9}s", true),
            ("*é*", "caf\u{e9}s", true),
            ("", "", true),
            ("", "x", false),
            ("*", "", true),
            ("aws_*_group", "aws_db_subnet_group", true),
            ("aws_*_group", "aws_db_group_x", false),
            ("apps/*/Deployment", "apps/v1/Deployment", true),
            ("apps/*/Deployment", "apps/v1/DaemonSet", false),
            ("*Role", "rbac.authorization.k8s.io/v1/ClusterRole", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }
    #[test]
    fn case() {
        for (pattern, text, expected) in [
            ("IAM:pass*", "iam:PassRole", true),
            ("iam:Get*", "iam:PassRole", false),
            ("*ROLE", "iam:PassRole", true),
            // Of ASCII only.
            ("\u{c9}*", "\u{e9}t\u{e9}", false),
        ] {
            assert_eq!(matches_ignore_case(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
