//! Constraints of versions: `>=1.2 <2 || ^3.x`, in the dialect of Masterminds/semver.
//!
//! A constraint that leaves out or stars a part of its version is loose from there on. One without a prerelease
//! takes no prereleases, whatever else it says.

use std::{cmp::Ordering, sync::LazyLock};

use ::regex::Regex;

use super::version::{SUFFIX, Version, order_of_prereleases};

/// The parts of a version in a constraint; each may be a star in one of its spellings.
const PARTS: &str = r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?";
/// The order decides: the first that fits is taken.
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

struct Grammar {
    /// One constraint; operator, parts, prerelease and metadata are its groups.
    one: Regex,
    /// `1.2 - 1.4`.
    range: Regex,
    /// Constraints within others.
    find: Regex,
    /// Constraints with commas or blanks between them.
    all: Regex,
}

static GRAMMAR: LazyLock<Option<Grammar>> = LazyLock::new(|| {
    let version = format!("{PARTS}{SUFFIX}").replace('(', "(?:").replace("(?:?:", "(?:");
    let pair = format!(r"(?:{OPERATORS})[\t\n\f\r ]*{version}");
    Some(Grammar {
        one: Regex::new(&format!(r"\A[\t\n\f\r ]*({OPERATORS})[\t\n\f\r ]*{PARTS}{SUFFIX}[\t\n\f\r ]*\z")).ok()?,
        range: Regex::new(&format!(r"[\t\n\f\r ]*({version})[\t\n\f\r ]+-[\t\n\f\r ]+({version})[\t\n\f\r ]*")).ok()?,
        find: Regex::new(&pair).ok()?,
        all: Regex::new(&format!(
            r"\A[\t\n\f\r ]*{pair}[\t\n\f\r ]*(?:(?:[\t\n\f\r ]+|,[\t\n\f\r ]*){pair}[\t\n\f\r ]*)*\z"
        ))
        .ok()?,
    })
});

/// What versions may be: any of these, of which each asks for all of its constraints.
#[derive(Debug)]
pub(super) struct Constraints(Vec<Vec<Constraint>>);

#[derive(Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    /// From which part on anything will do.
    loose: Loose,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Loose {
    No,
    Patch,
    Minor,
    All,
}

impl Constraints {
    /// # Errors
    /// Which part is no constraint.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some(grammar) = GRAMMAR.as_ref() else { return Err(format!("improper constraint: {text}")) };
        let mut rewritten = text.to_owned();
        for range in grammar.range.captures_iter(text) {
            let bounds = format!(">= {}, <= {} ", &range[1], &range[2]);
            rewritten = rewritten.replacen(&range[0], &bounds, 1);
        }
        let mut alternatives = Vec::new();
        for alternative in rewritten.split("||") {
            if !grammar.all.is_match(alternative) {
                return Err(format!("improper constraint: {alternative}"));
            }
            let all = grammar.find.find_iter(alternative).map(|found| Constraint::parse(grammar, found.as_str()));
            alternatives.push(all.collect::<Result<_, String>>()?);
        }
        Ok(Self(alternatives))
    }

    pub(super) fn check(&self, version: &Version) -> bool {
        self.0.iter().any(|all| all.iter().all(|constraint| constraint.check(version)))
    }
}

impl Constraint {
    fn parse(grammar: &Grammar, text: &str) -> Result<Self, String> {
        let groups = grammar.one.captures(text).ok_or_else(|| format!("improper constraint: {text}"))?;
        let group = |index: usize| groups.get(index).map_or("", |group| group.as_str());
        let is_open = |part: &str| matches!(part.trim_start_matches('.'), "" | "x" | "X" | "*");
        let (major, minor, patch) = (group(2), group(3), group(4));
        let prerelease = if group(5).is_empty() { String::new() } else { format!("-{}", group(5)) };
        let (loose, version) = if is_open(major) {
            (Loose::All, format!("0.0.0{prerelease}"))
        } else if is_open(minor) {
            (Loose::Minor, format!("{major}.0.0{prerelease}"))
        } else if is_open(patch) {
            (Loose::Patch, format!("{major}{minor}.0{prerelease}"))
        } else {
            let metadata = if group(6).is_empty() { String::new() } else { format!("+{}", group(6)) };
            (Loose::No, format!("{major}{minor}{patch}{prerelease}{metadata}"))
        };
        let version = Version::parse(&version).map_err(|_| "constraint Parser Error")?;
        let operator = match group(1) {
            "!=" => Operator::NotEqual,
            ">" => Operator::Greater,
            "<" => Operator::Less,
            ">=" | "=>" => Operator::GreaterEqual,
            "<=" | "=<" => Operator::LessEqual,
            "~" | "~>" => Operator::Tilde,
            "^" => Operator::Caret,
            _ => Operator::Equal,
        };
        Ok(Self { operator, version, loose })
    }

    fn check(&self, version: &Version) -> bool {
        let own = &self.version;
        let is_unwanted = !version.prerelease.is_empty() && own.prerelease.is_empty();
        // Whatever is not equal may be a prerelease, when the constraint is exact.
        if is_unwanted && !(self.operator == Operator::NotEqual && self.loose == Loose::No) {
            return false;
        }
        let order = version.order(own);
        match self.operator {
            Operator::Equal if self.loose == Loose::No => order.is_eq(),
            Operator::Equal | Operator::Tilde => self.check_tilde(version),
            Operator::NotEqual => self.check_not_equal(version),
            Operator::Greater => match self.loose {
                Loose::No | Loose::All => order.is_gt(),
                // Nothing within 11.x is greater than 11.
                Loose::Minor => version.major > own.major,
                Loose::Patch => (version.major, version.minor) > (own.major, own.minor),
            },
            Operator::Less => order.is_lt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::LessEqual => match self.loose {
                Loose::No => order.is_le(),
                Loose::Minor => version.major <= own.major,
                Loose::Patch | Loose::All => (version.major, version.minor) <= (own.major, own.minor),
            },
            Operator::Caret => order.is_ge() && self.check_caret(version),
        }
    }

    fn check_not_equal(&self, version: &Version) -> bool {
        let own = &self.version;
        match self.loose {
            Loose::Minor => version.major != own.major,
            Loose::Patch => {
                (version.major, version.minor) != (own.major, own.minor)
                    || order_of_prereleases(&version.prerelease, &own.prerelease) != Ordering::Equal
            }
            Loose::No | Loose::All => version.order(own).is_ne(),
        }
    }

    fn check_tilde(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.order(own).is_lt() {
            return false;
        }
        let is_zero = (own.major, own.minor, own.patch) == (0, 0, 0);
        if is_zero && matches!(self.loose, Loose::No | Loose::All) {
            return true;
        }
        version.major == own.major && (version.minor == own.minor || self.loose == Loose::Minor)
    }

    /// Within the first part that is not zero.
    fn check_caret(&self, version: &Version) -> bool {
        let own = &self.version;
        if own.major > 0 || self.loose == Loose::Minor || version.major > 0 {
            return version.major == own.major;
        }
        if own.minor > 0 || self.loose == Loose::Patch || version.minor > 0 {
            return version.minor == own.minor;
        }
        version.patch == own.patch
    }
}
