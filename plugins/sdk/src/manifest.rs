//! What a rule says about itself, and the manifest made of it at compile time.
//!
//! The manifest is the JSON of a custom section, so that a host can read it without running anything. It is
//! written by constant evaluation: no build step, no tool, nothing that can be forgotten.

use crate::{Context, Resource, View};

/// How much a finding weighs by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Off,
    Info,
    Warning,
    Error,
}

/// How often a finding is one that its reader agrees with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    Low,
    Medium,
    High,
    VeryHigh,
}

/// Whether the rule proposes fixes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fix {
    None,
    /// Only changes that keep behaviour someone may rely on.
    Safe,
    Unsafe,
}

/// The function of a rule, and how much it must see at once.
#[derive(Clone, Copy)]
pub enum Check {
    /// One resource at a time.
    Resource(fn(&mut Context<'_>, Resource<'_>)),
    /// Resources of its types that refer to one another.
    Linked(fn(&mut Context<'_>, View<'_>)),
    /// All resources of its types.
    Project(fn(&mut Context<'_>, View<'_>)),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(scope(self))
    }
}

/// A rule. `pub const RULE: Rule` of a file in `src/rules/`.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `family/bad-thing`.
    pub id: &'static str,
    pub level: Level,
    /// Tenths of the `security-severity` of code scanning: 75 for 7.5.
    pub severity: u8,
    pub precision: Precision,
    /// `terraform`, `compose`, `kubernetes`.
    pub inputs: &'static [&'static str],
    /// Resource types it reads; `*` stands for any run of characters.
    pub types: &'static [&'static str],
    /// One line.
    pub summary: &'static str,
    /// `include_str!` of the page beside the rule.
    pub page: &'static str,
    /// JSON schema of the options, `{}` for none.
    pub options: &'static str,
    pub fix: Fix,
    /// Ids of the rule inventory it answers.
    pub answers: &'static [&'static str],
    pub check: Check,
}

/// The part of a rule that runs. Kept apart so that pages and schemas are in the manifest only, and not a
/// second time in the memory of every instance.
#[derive(Clone, Copy, Debug)]
pub struct RunningRule {
    pub id: &'static str,
    pub types: &'static [&'static str],
    pub check: Check,
}

impl Rule {
    pub const fn running(&self) -> RunningRule {
        RunningRule { id: self.id, types: self.types, check: self.check }
    }
}

/// The parts that run. `N` is the number of rules.
pub const fn running<const N: usize>(rules: &[Rule]) -> [RunningRule; N] {
    assert!(rules.len() == N, "N is the number of rules");
    let nothing = RunningRule { id: "", types: &[], check: Check::Resource(|_, _| {}) };
    let mut out = [nothing; N];
    let mut at = 0;
    while at < N {
        out[at] = rules[at].running();
        at += 1;
    }
    out
}

const fn scope(check: &Check) -> &'static str {
    match check {
        Check::Resource(_) => "resource",
        Check::Linked(_) => "linked",
        Check::Project(_) => "project",
    }
}

/// Bytes written so far; counts on when the room is used up, so that a first pass without room measures.
struct Sink<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Sink<N> {
    const fn byte(&mut self, byte: u8) {
        if self.len < N {
            self.bytes[self.len] = byte;
        }
        self.len += 1;
    }

    const fn raw(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            self.byte(bytes[at]);
            at += 1;
        }
    }

    const fn quoted(&mut self, text: &str) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let bytes = text.as_bytes();
        self.byte(b'"');
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'\n' => self.raw("\\n"),
                byte @ (b'"' | b'\\') => {
                    self.byte(b'\\');
                    self.byte(byte);
                }
                byte if byte < b' ' => {
                    self.raw("\\u00");
                    self.byte(HEX[(byte >> 4) as usize]);
                    self.byte(HEX[(byte & 15) as usize]);
                }
                byte => self.byte(byte),
            }
            at += 1;
        }
        self.byte(b'"');
    }

    const fn field(&mut self, name: &str, value: &str) {
        self.raw(",");
        self.quoted(name);
        self.raw(":");
        self.quoted(value);
    }

    const fn list(&mut self, name: &str, items: &[&str]) {
        self.raw(",");
        self.quoted(name);
        self.raw(":[");
        let mut at = 0;
        while at < items.len() {
            if at > 0 {
                self.raw(",");
            }
            self.quoted(items[at]);
            at += 1;
        }
        self.raw("]");
    }

    const fn rule(&mut self, rule: &Rule) {
        self.raw("{\"id\":");
        self.quoted(rule.id);
        self.field(
            "level",
            match rule.level {
                Level::Off => "off",
                Level::Info => "info",
                Level::Warning => "warning",
                Level::Error => "error",
            },
        );
        assert!(rule.severity <= 100, "severity is in tenths, at most 100");
        self.raw(",\"severity\":");
        if rule.severity == 100 {
            self.raw("10");
        } else {
            self.byte(b'0' + rule.severity / 10);
        }
        self.byte(b'.');
        self.byte(b'0' + rule.severity % 10);
        self.field(
            "precision",
            match rule.precision {
                Precision::Low => "low",
                Precision::Medium => "medium",
                Precision::High => "high",
                Precision::VeryHigh => "very-high",
            },
        );
        self.list("inputs", rule.inputs);
        self.list("types", rule.types);
        self.field("scope", scope(&rule.check));
        self.field("summary", rule.summary);
        self.field("page", rule.page);
        self.raw(",\"options\":");
        self.raw(rule.options);
        self.field(
            "fix",
            match rule.fix {
                Fix::None => "none",
                Fix::Safe => "safe",
                Fix::Unsafe => "unsafe",
            },
        );
        self.list("answers", rule.answers);
        self.raw("}");
    }

    const fn manifest(&mut self, id: &str, version: &str, rules: &[Rule]) {
        self.raw("{\"id\":");
        self.quoted(id);
        self.field("version", version);
        self.field("api", "0.1.0");
        self.raw(",\"batch_format\":");
        self.byte(b'0' + tollgate_batch::VERSION as u8);
        self.raw(",\"rules\":[");
        let mut at = 0;
        while at < rules.len() {
            if at > 0 {
                self.raw(",");
            }
            self.rule(&rules[at]);
            at += 1;
        }
        self.raw("]}");
    }
}

/// The length in bytes of the manifest.
pub const fn manifest_len(id: &str, version: &str, rules: &[Rule]) -> usize {
    let mut sink = Sink::<0> { bytes: [], len: 0 };
    sink.manifest(id, version, rules);
    sink.len
}

/// The manifest. `N` is its [`manifest_len`].
pub const fn manifest_bytes<const N: usize>(id: &str, version: &str, rules: &[Rule]) -> [u8; N] {
    let mut sink = Sink::<N> { bytes: [0; N], len: 0 };
    sink.manifest(id, version, rules);
    assert!(sink.len == N, "N is the manifest_len of the same arguments");
    sink.bytes
}
