//! Running the rules of a plugin over a batch.

use tollgate_batch::{Batch, SCOPE_LINKED, SCOPE_PROJECT, SCOPE_RESOURCE};

use crate::{
    Check, Context, Existence, Resource, RunningRule, Value, View, bindings::tollgate::plugin::types::Verdict,
    resource::Found,
};

/// Runs those of `rules` that the settings name and that have the scope of the batch.
///
/// Settings: `{"rules": {"<id>": {…options}}, "today": "YYYY-MM-DD", …sections}`.
///
/// # Errors
/// When either input is not of the batch format this SDK reads.
pub fn check(rules: &[RunningRule], batch: &[u8], settings: &[u8]) -> Result<Vec<Verdict>, String> {
    let batch = Batch::open(batch).map_err(|error| error.to_string())?;
    let settings = Batch::open(settings).map_err(|error| error.to_string())?;
    let settings = Value::new(settings.root());
    let found = Found::default();
    // There are far fewer types than resources, and every rule is asked about all of them.
    let types: Vec<&str> = batch.types().collect();
    let mut verdicts = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let options = settings.attr("rules").attr(rule.id);
        if options.is_absent() {
            continue;
        }
        let read = read(&types, |ty| rule.types.iter().any(|pattern| reads_type(pattern, ty)));
        let view = View::new(&batch, &found, &read);
        let index = u32::try_from(index).map_err(|_| "too many rules".to_owned())?;
        let mut context = Context::new(index, options, settings);
        match (rule.check, batch.scope()) {
            (Check::Resource(check), SCOPE_RESOURCE) => {
                for resource in existing(view) {
                    context.enter(resource);
                    check(&mut context, resource);
                }
            }
            (Check::Linked(check), SCOPE_LINKED) | (Check::Project(check), SCOPE_PROJECT) => check(&mut context, view),
            _ => {}
        }
        verdicts.extend(context.finish());
    }
    Ok(verdicts)
}

/// Runs `judge` for each rule of the settings on the resources of its types: for a plugin whose rules are described by
/// who uses it. The options of each rule hold its `number`, which verdicts name, and its `types`.
///
/// # Errors
/// As [`check`].
pub fn check_described(
    judge: fn(&mut Context<'_>, Resource<'_>),
    batch: &[u8],
    settings: &[u8],
) -> Result<Vec<Verdict>, String> {
    let batch = Batch::open(batch).map_err(|error| error.to_string())?;
    let settings = Batch::open(settings).map_err(|error| error.to_string())?;
    let settings = Value::new(settings.root());
    let found = Found::default();
    let types: Vec<&str> = batch.types().collect();
    let mut verdicts = Vec::new();
    for (_, described) in settings.attr("rules").entries() {
        let number = described.attr("number").int().known().and_then(|number| u32::try_from(number).ok());
        let Some(number) = number else { continue };
        let patterns: Vec<&str> = described.attr("types").each().filter_map(|ty| ty.string().known()).collect();
        let mut context = Context::new(number, described, settings);
        let read = read(&types, |ty| patterns.iter().any(|pattern| reads_type(pattern, ty)));
        for resource in existing(View::new(&batch, &found, &read)) {
            context.enter(resource);
            judge(&mut context, resource);
        }
        verdicts.extend(context.finish());
    }
    Ok(verdicts)
}

/// The types that a rule reads, of those in the batch.
fn read<'a>(types: &[&'a str], is_read: impl Fn(&str) -> bool) -> Vec<&'a str> {
    types.iter().copied().filter(|ty| is_read(ty)).collect()
}

/// What rules of scope `resource` are asked about.
fn existing(view: View<'_>) -> impl Iterator<Item = Resource<'_>> {
    view.resources().filter(|resource| resource.exists() != Existence::No)
}

/// What is no resource is read only by who names it: `*` is every resource.
fn reads_type(pattern: &str, ty: &str) -> bool {
    const BLOCKS: [&str; 3] = ["terraform/", "compose/port", "compose/project"];
    BLOCKS.iter().all(|block| pattern.starts_with(block) || !ty.starts_with(block)) && matches(pattern, ty)
}

fn matches(pattern: &str, ty: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == ty,
        Some((head, tail)) => ty.strip_prefix(head).is_some_and(|rest| {
            tail.is_empty() || (0..=rest.len()).any(|at| rest.is_char_boundary(at) && matches(tail, &rest[at..]))
        }),
    }
}

/// Sends the message of a panic to the host's log: without it the host would see only a trap.
pub fn log_panics() {
    #[cfg(target_arch = "wasm32")]
    {
        use std::sync::Once;

        use crate::bindings::tollgate::plugin::log;

        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            std::panic::set_hook(Box::new(|panic| log::log(log::Level::Error, &panic.to_string())));
        });
    }
}

#[cfg(test)]
mod tests {
    use tollgate_batch::{Kind, NONE, NewNode, NewResource, NewUnknown, SCOPE_RESOURCE, Writer};

    use super::*;
    use crate::{Answer, Fix, Level, Precision, Rule, bindings::tollgate::plugin::types::Certainty};

    const RULE: Rule = Rule {
        id: "t/encrypted",
        level: Level::Error,
        severity: 75,
        precision: Precision::High,
        inputs: &["terraform"],
        types: &["a_*"],
        summary: "s",
        page: "# t\n\"q\" \\ \t",
        options: "{}",
        fix: Fix::Safe,
        answers: &["R001"],
        check: Check::Resource(|cx, resource| {
            let value = resource.attr("on");
            match value.judge(|value| value.bool().or(false).test(|on| !on)) {
                Answer::Yes => drop(cx.report(value, "off").because("w").fix_set(value, true)),
                Answer::Possible => drop(cx.report(value, "may be off").possible()),
                Answer::Unknown => cx.undecided(value),
                Answer::No => {}
            }
        }),
    };

    /// `on` of one resource `a_b`: absent, a boolean, unknown, or one of several.
    fn run(alternatives: &[bool], unknown: bool) -> Vec<Verdict> {
        let mut w = Writer::new();
        let body = w.reserve(1);
        let child = w.reserve(1);
        let key = w.string("on");
        let bool = |value: &bool| NewNode { a: u32::from(*value), ..NewNode::new(Kind::Bool) };
        match alternatives {
            [] if !unknown => w.set(body, NewNode::new(Kind::Map)),
            [one] => {
                w.set(child, NewNode { key, ..bool(one) });
                w.set(body, NewNode { a: child, b: 1, ..NewNode::new(Kind::Map) });
            }
            many => {
                let first = w.reserve(u32::try_from(many.len()).expect("few"));
                for (at, one) in (first..).zip(many) {
                    w.set(at, bool(one));
                }
                let alternatives = (!many.is_empty()).then_some((first, u32::try_from(many.len()).expect("few")));
                let unknown =
                    w.unknown(NewUnknown { reason: "why", decided_by: "what", alternatives, ..Default::default() });
                w.set(child, NewNode { key, unknown, ..NewNode::new(Kind::Unknown) });
                w.set(body, NewNode { a: child, b: 1, ..NewNode::new(Kind::Map) });
            }
        }
        let (type_name, address) = ("a_b", "a_b.x");
        w.resource(NewResource {
            type_name,
            name: "x",
            address,
            root: ".",
            variant: "",
            module: "",
            input: 0,
            mode: 0,
            exists: tollgate_batch::EXISTS_YES,
            body,
        });
        let batch = w.finish(SCOPE_RESOURCE, NONE);
        let settings = Writer::value(|w, root| {
            let rules = w.reserve(1);
            let rule = w.reserve(1);
            let (rules_key, rule_key) = (w.string("rules"), w.string(RULE.id));
            w.set(root, NewNode { a: rules, b: 1, ..NewNode::new(Kind::Map) });
            w.set(rules, NewNode { key: rules_key, a: rule, b: 1, ..NewNode::new(Kind::Map) });
            w.set(rule, NewNode { key: rule_key, ..NewNode::new(Kind::Map) });
        });
        check(&[RULE.running()], &batch, &settings).expect("both open")
    }

    fn certainty(verdicts: &[Verdict]) -> Option<(Certainty, &str, usize)> {
        match verdicts {
            [Verdict::Finding(finding)] => Some((finding.certainty, &finding.message, finding.edits.len())),
            _ => None,
        }
    }

    #[test]
    fn a_rule_answers_in_four_ways() {
        assert!(run(&[true], false).is_empty());
        assert_eq!(certainty(&run(&[false], false)), Some((Certainty::Definite, "off", 1)));
        assert_eq!(certainty(&run(&[], false)), Some((Certainty::Definite, "off", 1)));
        assert_eq!(certainty(&run(&[false, false], true)), Some((Certainty::Definite, "off", 1)));
        assert_eq!(certainty(&run(&[false, true], true)), Some((Certainty::Possible, "may be off", 0)));
        let verdicts = run(&[], true);
        assert!(matches!(&verdicts[..], [Verdict::Undecided(u)] if u.reason == "why" && u.decided_by == "what"));
    }

    #[test]
    fn other_formats_are_an_error() {
        assert!(check(&[RULE.running()], b"{}", b"").expect_err("no batch").contains("not a Tollgate batch"));
    }

    #[test]
    fn the_manifest_is_json() {
        const LEN: usize = crate::manifest_len("t", "1.2.3", &[RULE]);
        let bytes: [u8; LEN] = crate::manifest_bytes("t", "1.2.3", &[RULE]);
        let text = std::str::from_utf8(&bytes).expect("UTF-8");
        assert!(
            text.starts_with(r#"{"id":"t","version":"1.2.3","api":"0.1.0","batch_format":1,"rules":[{"id":"#),
            "{text}"
        );
        assert!(text.contains(r##""page":"# t\n\"q\" \\ \u0009""##), "{text}");
        assert!(text.contains(r#""severity":7.5,"#) && text.ends_with(r#""answers":["R001"]}]}"#), "{text}");
    }

    #[test]
    fn type_patterns() {
        for (pattern, ty, expected) in [
            ("aws_*", "aws_lb", true),
            ("aws_lb", "aws_lb_x", false),
            ("*_rule", "aws_a_rule", true),
            ("a*b*c", "axxbc", true),
        ] {
            assert_eq!(matches(pattern, ty), expected, "{pattern} on {ty}");
        }
    }
}
