//! Web ACLs without a rate limit.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

pub const RULE: Rule = Rule {
    id: "aws/waf-without-rate-limit",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_wafv2_web_acl",
        "aws_wafv2_web_acl_rule",
        "aws_wafv2_web_acl_rule_group_association",
        "aws_wafv2_rule_group",
    ],
    summary: "A web ACL has no rate limit",
    page: include_str!("waf_without_rate_limit.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R211"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for acl in view.of("aws_wafv2_web_acl").filter(|acl| !acl.is_data() && acl.exists() != Existence::No) {
        match limits(view, acl) {
            Answer::Yes | Answer::Possible => {}
            Answer::Unknown => {
                let reason = "some of its rules, or a rule group that it names, are not known";
                cx.undecided_because(acl, reason, "the rules of the web ACL");
            }
            Answer::No => {
                cx.report(acl, format!("`{}` has no rate limit", acl.address()))
                    .because("a single client can try thousands of passwords a minute, or overload the servers with expensive requests: each request on its own looks harmless")
                    .help("add a rule with a `rate_based_statement` that counts by address, and stricter ones for logins and searches")
                    .if_exists(acl);
            }
        }
    }
}

/// Whether some rule of the ACL limits the rate, wherever the rule is written.
fn limits(view: View<'_>, acl: Resource<'_>) -> Answer {
    let mut answer = in_rules(acl.attr("rule")).or(in_json(acl.attr("rule_json")));
    let apart = companions(view, acl, &["aws_wafv2_web_acl_rule"], "web_acl_arn", &[]);
    let groups = companions(view, acl, &["aws_wafv2_web_acl_rule_group_association"], "web_acl_arn", &[]);
    for rule in &apart.certain {
        answer = answer.or(in_statement(rule.block("statement")));
    }
    for group in &groups.certain {
        let body = group.body();
        let managed = body.block("managed_rule_group");
        answer = answer
            .or(in_group(body.block("rule_group_reference").attr("arn")))
            .or(in_managed(managed.attr("vendor_name"), managed.attr("rule_group_name")));
    }
    if apart.perhaps.is_empty() && groups.perhaps.is_empty() { answer } else { answer.or(Answer::Unknown) }
}

fn in_rules(rules: Value<'_>) -> Answer {
    let start = if rules.may_have_more() { Answer::Unknown } else { Answer::No };
    rules.each().fold(start, |answer, rule| answer.or(in_statement(rule.block("statement"))))
}

fn in_statement(statement: Value<'_>) -> Answer {
    let managed = statement.block("managed_rule_group_statement");
    is_there(statement.block("rate_based_statement"))
        .or(in_group(statement.block("rule_group_reference_statement").attr("arn")))
        .or(in_managed(managed.attr("vendor_name"), managed.attr("name")))
}

/// The rules of a web ACL, or of a rule group, as the API writes them.
fn in_json(text: Value<'_>) -> Answer {
    if text.is_unset() {
        return Answer::No;
    }
    let rules = text.document();
    if rules.is_unknown() || rules.is_absent() || rules.may_have_more() {
        return Answer::Unknown;
    }
    rules.one_or_more().fold(Answer::No, |answer, rule| {
        let statement = rule.attr("Statement");
        let managed = statement.attr("ManagedRuleGroupStatement");
        answer
            .or(is_there(statement.attr("RateBasedStatement")))
            .or(in_group(statement.attr("RuleGroupReferenceStatement").attr("ARN")))
            .or(in_managed(managed.attr("VendorName"), managed.attr("Name")))
    })
}

/// A rule group of your own: its rules, when it is in the configuration.
fn in_group(arn: Value<'_>) -> Answer {
    if arn.is_unset() {
        return Answer::No;
    }
    let group = arn.target().and_then(|target| target.resource()).filter(|group| !group.is_data());
    let Some(group) = group.filter(|group| group.type_name() == "aws_wafv2_rule_group") else {
        return Answer::Unknown;
    };
    // A rule group cannot name another one.
    let rules = group.attr("rule");
    let start = if rules.may_have_more() { Answer::Unknown } else { Answer::No };
    let json = group.attr("rules_json");
    let inline = rules
        .each()
        .fold(start, |answer, rule| answer.or(is_there(rule.block("statement").block("rate_based_statement"))));
    if json.is_unset() { inline } else { inline.or(in_json(json)) }
}

/// Of the rule groups of AWS, one limits rates. What is in those of other vendors is not known.
fn in_managed(vendor: Value<'_>, name: Value<'_>) -> Answer {
    if vendor.is_unset() && name.is_unset() {
        return Answer::No;
    }
    match (vendor.string().known(), name.string().known()) {
        (Some("AWS"), Some(name)) => Answer::from(name == "AWSManagedRulesAntiDDoSRuleSet"),
        _ => Answer::Unknown,
    }
}

fn is_there(block: Value<'_>) -> Answer {
    if block.is_unknown() || (block.may_have_more() && block.each().next().is_none()) {
        Answer::Unknown
    } else {
        Answer::from(!block.is_unset())
    }
}
