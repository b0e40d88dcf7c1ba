//! `.helmignore`, which looks like `.gitignore` and is not: there is no `**`, and a negated pattern ignores whatever
//! it does not match.

/// The patterns of a chart.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug)]
struct Pattern {
    glob: Vec<char>,
    is_negated: bool,
    is_for_folders: bool,
    /// Against the path, not only the name.
    is_for_paths: bool,
}

impl Rules {
    /// The patterns of a text, and those that every chart has.
    ///
    /// # Errors
    /// A pattern that Helm does not take, with the byte at which its line begins.
    pub(crate) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut patterns = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            match pattern(line) {
                Ok(pattern) => patterns.extend(pattern),
                Err(reason) => return Err((at, reason)),
            }
            at += line.len();
        }
        patterns.extend(pattern("templates/.?*").ok().flatten());
        Ok(Self { patterns })
    }

    /// Whether the file or folder at `path`, seen from the chart, is left out.
    pub(crate) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        for pattern in &self.patterns {
            let subject = if pattern.is_for_paths { path } else { name };
            let matches = matches(&pattern.glob, subject);
            if pattern.is_negated {
                if pattern.is_for_folders && !is_folder || !matches {
                    return true;
                }
            } else if matches && (is_folder || !pattern.is_for_folders) {
                return true;
            }
        }
        false
    }
}

fn pattern(line: &str) -> Result<Option<Pattern>, String> {
    let rule = line.trim();
    if rule.is_empty() || rule.starts_with('#') {
        return Ok(None);
    }
    if rule.contains("**") {
        return Err("double-star (**) syntax is not supported".to_owned());
    }
    let (is_negated, rule) = rule.strip_prefix('!').map_or((false, rule), |rest| (true, rest));
    let (is_for_folders, rule) = rule.strip_suffix('/').map_or((false, rule), |rest| (true, rest));
    let (is_for_paths, rule) = match rule.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (rule.contains('/'), rule),
    };
    Ok(Some(Pattern { glob: rule.chars().collect(), is_negated, is_for_folders, is_for_paths }))
}

/// Go's `filepath.Match`: `*` and `?` stop at slashes, `[a-z]` and `[^a-z]` are classes, `\` takes the next
/// character as it is. A pattern that is wrong matches nothing.
fn matches(glob: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Where the last `*` stands, and how much it has taken: only that one needs to be taken back.
    let (mut g, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if glob.get(g) == Some(&'*') {
            star = Some((g, t));
            g += 1;
            continue;
        }
        if g == glob.len() && t == text.len() {
            return true;
        }
        if let (Some(c), true) = (text.get(t), g < glob.len())
            && let Some(next) = one(glob, g, *c)
        {
            g = next;
            t += 1;
            continue;
        }
        match star {
            Some((at, taken)) if text.get(taken).is_some_and(|c| *c != '/') => {
                star = Some((at, taken + 1));
                g = at + 1;
                t = taken + 1;
            }
            _ => return false,
        }
    }
}

/// Behind the unit of `glob` at `at`, when `c` matches it.
fn one(glob: &[char], at: usize, c: char) -> Option<usize> {
    match glob[at] {
        '?' => (c != '/').then_some(at + 1),
        '\\' => (*glob.get(at + 1)? == c).then_some(at + 2),
        '[' => {
            let mut next = at + 1;
            let is_negated = glob.get(next) == Some(&'^');
            next += usize::from(is_negated);
            let mut is_in = false;
            let mut is_first = true;
            while is_first || *glob.get(next)? != ']' {
                is_first = false;
                let (low, after) = unit(glob, next)?;
                let (high, after) = match glob.get(after) {
                    Some('-') => unit(glob, after + 1)?,
                    _ => (low, after),
                };
                is_in |= (low..=high).contains(&c);
                next = after;
            }
            (is_in != is_negated).then_some(next + 1)
        }
        plain => (plain == c).then_some(at + 1),
    }
}

/// A character of a class, and where the next one begins.
fn unit(glob: &[char], at: usize) -> Option<(char, usize)> {
    match glob.get(at)? {
        '\\' => Some((*glob.get(at + 1)?, at + 2)),
        c => Some((*c, at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(rules: &str, path: &str, is_folder: bool) -> bool {
        Rules::parse(rules).expect("the rules are right").ignores(path, is_folder)
    }

    #[test]
    fn patterns_are_helms() {
        assert!(ignores("*.md", "docs/a.md", false));
        assert!(!ignores("/*.md", "docs/a.md", false));
        assert!(ignores("docs/*.md", "docs/a.md", false));
        assert!(!ignores("docs/*.md", "docs/x/a.md", false));
        assert!(ignores("docs/", "docs", true));
        assert!(!ignores("docs/", "docs", false));
        assert!(ignores("a?c[0-9]", "abc5", false));
        assert!(!ignores("a?c[^0-9]", "abc5", false));
        assert!(ignores("", "templates/.hidden", false));
        assert!(!ignores("# a.md", "a.md", false));
        assert!(ignores("*a*b*", "xxaxxbxx", false));
        // Whatever is not README.md is left out by this.
        assert!(ignores("!README.md", "values.yaml", false));
        assert!(!ignores("!README.md", "README.md", false));
        assert!(Rules::parse("a\n**/b\n").is_err_and(|(at, _)| at == 2));
    }
}
