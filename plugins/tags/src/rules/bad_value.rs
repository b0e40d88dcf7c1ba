//! Tags and labels with values outside the agreed ones.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    kinds::{Kind, TYPES},
    names::lookalike,
    pattern,
};

pub const RULE: Rule = Rule {
    id: "tags/bad-value",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform", "compose", "kubernetes"],
    types: TYPES,
    summary: "A tag or label has a value outside the allowed ones",
    page: include_str!("bad_value.md"),
    options: r#"{"x-silent-without":["allowed","patterns"],"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}},"default":{},"description":"The values that a tag may have, by key."},"patterns":{"type":"object","additionalProperties":{"type":"string"},"default":{},"description":"A regular expression that the whole value of a tag must match, by key."},"applies_to":{"type":"array","items":{"enum":["aws","azure","google","kubernetes","compose"]},"default":["aws","azure","google"],"description":"Whose tags or labels: of resources of these clouds, of objects of Kubernetes, of services of Compose."}}}"#,
    fix: Fix::None,
    answers: &["R111", "R115", "R116"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let Some(kind) = Kind::of(resource).filter(|kind| kind.is_asked(cx.options())) else { return };
    if resource.type_name() == "aws_autoscaling_group" {
        return group(cx, resource);
    }
    let tags = kind.all(resource);
    let certain = !tags.is_unknown();
    let mut unlisted = false;
    for (key, demand) in demands(cx.options()) {
        // Of tags that depend on a condition, every branch counts.
        for tags in tags.possibilities() {
            let mut found = tags.entries().filter(|(name, _)| kind.is_key(key, name)).peekable();
            unlisted |= found.peek().is_none() && tags.may_have_more();
            for (name, value) in found {
                judge(cx, &Tag { kind, resource, key, name, value, certain }, demand);
            }
        }
    }
    if unlisted {
        cx.undecided(tags);
    }
}

/// Auto Scaling groups have a block for each tag.
fn group(cx: &mut Context<'_>, group: Resource<'_>) {
    let kind = Kind::Aws;
    let tags = group.attr("tag");
    let demands: Vec<_> = demands(cx.options()).collect();
    for tag in tags.each() {
        let name = match tag.attr("key").string() {
            Read::Known(name) => name,
            Read::Unknown if !demands.is_empty() => {
                cx.undecided(tag.attr("key"));
                continue;
            }
            _ => continue,
        };
        for (key, demand) in demands.iter().filter(|(key, _)| kind.is_key(key, name)) {
            let value = tag.attr("value");
            judge(cx, &Tag { kind, resource: group, key, name, value, certain: true }, *demand);
        }
    }
    if tags.may_have_more() && !demands.is_empty() {
        cx.undecided(tags);
    }
}

/// A tag that is looked at.
struct Tag<'a> {
    kind: Kind,
    resource: Resource<'a>,
    /// As the option has it.
    key: &'a str,
    /// As the resource has it.
    name: &'a str,
    value: Value<'a>,
    /// Whether the resource has it for certain.
    certain: bool,
}

#[derive(Clone, Copy)]
enum Demand<'a> {
    OneOf(Value<'a>),
    Matches(&'a str),
}

fn demands(options: Value<'_>) -> impl Iterator<Item = (&str, Demand<'_>)> {
    let allowed = options.attr("allowed").entries().map(|(key, values)| (key, Demand::OneOf(values)));
    let patterns = options.attr("patterns").entries();
    allowed.chain(patterns.filter_map(|(key, pattern)| Some((key, Demand::Matches(pattern.string().known()?)))))
}

impl Demand<'_> {
    /// Null is not a value; a pattern that is none answers nothing.
    fn is_missed_by(self, kind: Kind, value: Value<'_>) -> Answer {
        match (value.string(), self) {
            (Read::Absent | Read::Null, _) => Answer::No,
            (Read::Unknown, _) => Answer::Unknown,
            (Read::Known(text), Self::OneOf(values)) => {
                let is_it = |one: Value<'_>| one.string().known().is_some_and(|one| kind.is_value(one, text));
                Answer::from(!values.each().any(is_it))
            }
            (Read::Known(text), Self::Matches(pattern)) => {
                pattern::matches(pattern, text).map_or(Answer::Unknown, |matched| Answer::from(!matched))
            }
        }
    }

    fn describe(self) -> String {
        match self {
            Self::OneOf(values) => {
                let all: Vec<_> =
                    values.each().filter_map(|one| Some(format!("`{}`", one.string().known()?))).collect();
                format!("one of {}", all.join(", "))
            }
            Self::Matches(pattern) => format!("matched as a whole by the regular expression `{pattern}`"),
        }
    }
}

fn judge(cx: &mut Context<'_>, tag: &Tag<'_>, demand: Demand<'_>) {
    let (kind, value) = (tag.kind, tag.value);
    let answer = value.judge(|value| demand.is_missed_by(kind, value));
    match (answer, demand) {
        (Answer::No, _) => {}
        (Answer::Unknown, Demand::Matches(pattern)) if value.string().known().is_some() => cx.undecided_because(
            value,
            format!("`{pattern}` is not a regular expression"),
            format!("`patterns.{}` in the options of the rule", tag.key),
        ),
        (Answer::Unknown, _) => cx.undecided(value),
        (Answer::Yes | Answer::Possible, _) => {
            let is_bad = |value: &Value<'_>| demand.is_missed_by(kind, *value) == Answer::Yes;
            let text = value.possibilities().find(is_bad).unwrap_or(value).string().known().unwrap_or("");
            let (address, noun, name) = (tag.resource.address(), kind.noun(), tag.name);
            let finding = cx
                .report(value, format!("`{address}` has the {noun} `{name}` = `{text}`"))
                .because("reports, budgets and clean-up jobs compare values exactly: a resource with another value is in none of the groups")
                .help(help(demand, text))
                .detail("key", name)
                .detail("value", text);
            if answer == Answer::Possible || !tag.certain {
                finding.possible();
            }
        }
    }
}

fn help(demand: Demand<'_>, text: &str) -> String {
    if let Demand::OneOf(values) = demand {
        let known = values.each().filter_map(|one| one.string().known());
        if let Some(like) = lookalike(text, known) {
            return format!("write `{like}`: values are compared exactly");
        }
    }
    let hint = match demand {
        Demand::Matches(pattern) if is_like_a_file_name(pattern) => ", in which `.*` would be any text",
        _ => "",
    };
    format!("use a value that is {}{hint}", demand.describe())
}

/// Whether somebody may have meant `*` as in names of files: in `CC-*` it is any number of `-`. What stands behind a
/// backslash, as in `\d*`, is a class.
fn is_like_a_file_name(pattern: &str) -> bool {
    pattern.match_indices('*').any(|(at, _)| {
        let mut before = pattern.get(..at).unwrap_or_default().chars().rev();
        let last = before.next();
        before.next() != Some('\\') && last.is_none_or(|last| last.is_alphanumeric() || "-_/: ".contains(last))
    })
}

#[cfg(test)]
mod tests {
    use super::is_like_a_file_name;

    #[test]
    fn stars() {
        for (pattern, is_like) in
            [("CC-*", true), ("team*", true), ("cc-[0-9]*", false), (r"\d*", false), ("a.*", false), ("a+", false)]
        {
            assert_eq!(is_like_a_file_name(pattern), is_like, "{pattern}");
        }
    }
}
