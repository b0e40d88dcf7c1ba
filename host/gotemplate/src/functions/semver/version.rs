//! Semantic versions, of which charts may leave out the minor version and the patch.

use std::{cmp::Ordering, fmt, sync::LazyLock};

use ::regex::Regex;

/// What follows the numbers: a prerelease and metadata, in the first two groups.
pub(super) const SUFFIX: &str =
    r"(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?";

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Version {
    pub(super) major: u64,
    pub(super) minor: u64,
    pub(super) patch: u64,
    pub(super) prerelease: String,
    pub(super) metadata: String,
    /// As it was written.
    pub(super) original: String,
}

impl Version {
    /// # Errors
    /// That `text` is no version.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        static VERSION: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(&format!(r"\Av?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{SUFFIX}\z")).ok());
        let groups = VERSION.as_ref().and_then(|version| version.captures(text)).ok_or("Invalid Semantic Version")?;
        let group = |index: usize| groups.get(index).map_or("", |group| group.as_str());
        let number = |index| match group(index) {
            "" => Ok(0),
            digits => digits.parse().map_err(|_| {
                format!("Error parsing version segment: strconv.ParseUint: parsing \"{digits}\": value out of range")
            }),
        };
        let (major, minor, patch) = (number(1)?, number(2)?, number(3)?);
        check_prerelease(group(4))?;
        Ok(Self {
            major,
            minor,
            patch,
            prerelease: group(4).to_owned(),
            metadata: group(5).to_owned(),
            original: text.to_owned(),
        })
    }

    /// Metadata has no part in it.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| match (&*self.prerelease, &*other.prerelease) {
            ("", "") => Ordering::Equal,
            ("", _) => Ordering::Greater,
            (_, "") => Ordering::Less,
            (one, other) => order_of_prereleases(one, other),
        })
    }

    fn of(&self, major: u64, minor: u64, patch: u64, prerelease: &str, metadata: &str) -> Self {
        let mut version = Self {
            major,
            minor,
            patch,
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: String::new(),
        };
        let v = if self.original.starts_with('v') { "v" } else { "" };
        version.original = format!("{v}{version}");
        version
    }

    pub(super) fn next_major(&self) -> Self {
        self.of(self.major.wrapping_add(1), 0, 0, "", "")
    }

    pub(super) fn next_minor(&self) -> Self {
        self.of(self.major, self.minor.wrapping_add(1), 0, "", "")
    }

    /// After a prerelease comes its release.
    pub(super) fn next_patch(&self) -> Self {
        let patch = if self.prerelease.is_empty() { self.patch.wrapping_add(1) } else { self.patch };
        self.of(self.major, self.minor, patch, "", "")
    }

    pub(super) fn with_prerelease(&self, prerelease: &str) -> Result<Self, String> {
        check_prerelease(prerelease)?;
        Ok(self.of(self.major, self.minor, self.patch, prerelease, &self.metadata))
    }

    pub(super) fn with_metadata(&self, metadata: &str) -> Result<Self, String> {
        if !metadata.split('.').all(|part| part.bytes().all(is_allowed)) {
            return Err("Invalid Metadata string".to_owned());
        }
        Ok(self.of(self.major, self.minor, self.patch, &self.prerelease, metadata))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn check_prerelease(prerelease: &str) -> Result<(), String> {
    for part in prerelease.split('.') {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            if part.len() > 1 && part.starts_with('0') {
                return Err("Version segment starts with 0".to_owned());
            }
        } else if !part.bytes().all(is_allowed) {
            return Err("Invalid Prerelease string".to_owned());
        }
    }
    Ok(())
}

/// Numbers are less than words, and less than nothing at all is nothing.
pub(super) fn order_of_prereleases(one: &str, other: &str) -> Ordering {
    let mut ones = one.split('.');
    let mut others = other.split('.');
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) => order_of_parts(one.unwrap_or(""), other.unwrap_or("")),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn order_of_parts(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    match (one, other) {
        ("", _) => return Ordering::Less,
        (_, "") => return Ordering::Greater,
        _ => {}
    }
    match (one.parse::<u64>(), other.parse::<u64>()) {
        (Ok(one), Ok(other)) if one > other => Ordering::Greater,
        (Ok(_), _) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => one.cmp(other),
    }
}
