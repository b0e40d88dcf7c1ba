//! Patterns of `.Files.Glob`: `*` stops at slashes, `**` does not, `{a,b}` is either.

/// A pattern. One that cannot be read matches everything, as for Helm.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    alternatives: Vec<Vec<Unit>>,
}

#[derive(Clone, Debug)]
enum Unit {
    Char(char),
    /// `?`
    Any,
    /// `*`
    Step,
    /// `**`
    All,
    Class {
        ranges: Vec<(char, char)>,
        is_negated: bool,
    },
}

/// Braces can multiply.
const MAX_ALTERNATIVES: usize = 1000;

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        let chars: Vec<char> = pattern.chars().collect();
        let alternatives = expand(&chars).and_then(|all| all.iter().map(|one| units(one)).collect());
        Self { alternatives: alternatives.unwrap_or_else(|| vec![vec![Unit::All]]) }
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        self.alternatives.iter().any(|units| matches(units, &path))
    }
}

/// The patterns without braces that a pattern stands for.
fn expand(pattern: &[char]) -> Option<Vec<Vec<char>>> {
    let mut depth = 0;
    let mut open = None;
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < pattern.len() {
        match pattern[at] {
            '\\' => at += 1,
            '{' => {
                if depth == 0 {
                    open = Some(at);
                }
                depth += 1;
            }
            ',' if depth == 1 => cuts.push(at),
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let start = open?;
                    let mut bounds = vec![start];
                    bounds.extend(cuts);
                    bounds.push(at);
                    let mut all = Vec::new();
                    for pair in bounds.windows(2) {
                        let inner = &pattern[pair[0] + 1..pair[1]];
                        let whole: Vec<char> = [&pattern[..start], inner, &pattern[at + 1..]].concat();
                        all.extend(expand(&whole)?);
                        if all.len() > MAX_ALTERNATIVES {
                            return None;
                        }
                    }
                    return Some(all);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (depth == 0).then(|| vec![pattern.to_vec()])
}

fn units(pattern: &[char]) -> Option<Vec<Unit>> {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(c) = pattern.get(at) {
        at += 1;
        units.push(match c {
            '\\' => {
                at += 1;
                Unit::Char(*pattern.get(at - 1)?)
            }
            '?' => Unit::Any,
            '*' if pattern.get(at) == Some(&'*') => {
                while pattern.get(at) == Some(&'*') {
                    at += 1;
                }
                Unit::All
            }
            '*' => Unit::Step,
            '[' => {
                let is_negated = pattern.get(at) == Some(&'!');
                at += usize::from(is_negated);
                let mut ranges = Vec::new();
                while *pattern.get(at)? != ']' {
                    let low = pattern[at];
                    if pattern.get(at + 1) == Some(&'-') && pattern.get(at + 2).is_some_and(|c| *c != ']') {
                        ranges.push((low, pattern[at + 2]));
                        at += 3;
                    } else {
                        ranges.push((low, low));
                        at += 1;
                    }
                }
                at += 1;
                Unit::Class { ranges, is_negated }
            }
            c => Unit::Char(*c),
        });
    }
    Some(units)
}

/// Which ends of the path each beginning of the pattern can have, one unit after the other.
fn matches(units: &[Unit], path: &[char]) -> bool {
    let mut ends = vec![false; path.len() + 1];
    ends[0] = true;
    for unit in units {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            match unit {
                Unit::Step | Unit::All => {
                    let may_go_on = at > 0 && next[at - 1] && (matches!(unit, Unit::All) || path[at - 1] != '/');
                    next[at] = ends[at] || may_go_on;
                }
                one => {
                    next[at] = at > 0 && ends[at - 1] && is_one(one, path[at - 1]);
                }
            }
        }
        ends = next;
    }
    ends[path.len()]
}

fn is_one(unit: &Unit, c: char) -> bool {
    match unit {
        Unit::Char(own) => *own == c,
        Unit::Any => c != '/',
        Unit::Class { ranges, is_negated } => {
            ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *is_negated
        }
        Unit::Step | Unit::All => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_helm_matches_them() {
        let yes = [
            ("config/*.yaml", "config/a.yaml"),
            ("config/**", "config/a/b.yaml"),
            ("**.yaml", "a/b.yaml"),
            ("{a,b}/*", "b/x"),
            ("a/{b,c{d,e}}", "a/ce"),
            ("[a-c]?.txt", "bx.txt"),
            ("[!a]x", "bx"),
            ("a\\*", "a*"),
            ("{a", "anything/at/all"),
        ];
        for (pattern, path) in yes {
            assert!(Glob::new(pattern).matches(path), "{pattern} {path}");
        }
        let no = [("config/*.yaml", "config/x/a.yaml"), ("*", "a/b"), ("{a,b}", "c"), ("?", "/"), ("", "a")];
        for (pattern, path) in no {
            assert!(!Glob::new(pattern).matches(path), "{pattern} {path}");
        }
    }
}
