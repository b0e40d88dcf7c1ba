//! File patterns: `*`, `**`, `?`, `[a-z]`, `{a,b}`.

use regex::Regex;

pub(super) struct Glob {
    pattern: String,
    regex: Regex,
}

impl Glob {
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let regex =
            Regex::new(&format!("^(?s:{})$", to_regex(pattern)?)).map_err(|_| "this is no file pattern".to_owned())?;
        Ok(Self { pattern: pattern.to_owned(), regex })
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.regex.is_match(path)
    }

    /// The deepest folder that holds every match.
    pub(super) fn fixed_folder(&self) -> String {
        let special = self.pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(self.pattern.len());
        match self.pattern[..special].rfind('/') {
            Some(0) => "/".into(),
            Some(at) => self.pattern[..at].into(),
            None => ".".into(),
        }
    }
}

fn to_regex(pattern: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut depth = 0usize;
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let at_start =
            out.is_empty() || rest.len() == pattern.len() || pattern[..pattern.len() - rest.len()].ends_with('/');
        rest = &rest[c.len_utf8()..];
        match c {
            // A whole part of two stars is any number of folders.
            '*' if at_start && rest.starts_with("*/") => {
                out.push_str("(?:[^/]+/)*");
                rest = &rest[2..];
            }
            '*' if at_start && rest == "*" => {
                out.push_str(".*");
                rest = "";
            }
            '*' => {
                out.push_str("[^/]*");
                rest = rest.trim_start_matches('*');
            }
            '?' => out.push_str("[^/]"),
            '[' => {
                let end = rest.char_indices().skip(1).find(|(_, c)| *c == ']').map(|(at, _)| at);
                let end = end.ok_or("a `[` is not closed")?;
                let (negated, inside) = match rest[..end].strip_prefix(['^', '!']) {
                    Some(inside) => ("^/", inside),
                    None => ("", &rest[..end]),
                };
                if inside.is_empty() {
                    return Err("there is nothing between `[` and `]`".into());
                }
                let escaped: String = inside
                    .chars()
                    .flat_map(|c| match c {
                        '[' | ']' | '&' | '~' | '^' => vec!['\\', c],
                        c => vec![c],
                    })
                    .collect();
                out.push_str(&format!("[{negated}{escaped}]"));
                rest = &rest[end + 1..];
            }
            '{' => {
                depth += 1;
                out.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            ',' if depth > 0 => out.push('|'),
            '/' if depth > 0 => return Err("braces cannot span folders".into()),
            '\\' => {
                let Some(next) = rest.chars().next() else { return Err("it ends with a backslash".into()) };
                out.push_str(&regex::escape(&next.to_string()));
                rest = &rest[next.len_utf8()..];
            }
            c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    if depth > 0 { Err("a `{` is not closed".into()) } else { Ok(out) }
}
