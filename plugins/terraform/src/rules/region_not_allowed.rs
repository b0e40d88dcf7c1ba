//! Data and machines in regions that are not allowed.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, glob};

pub const RULE: Rule = Rule {
    id: "terraform/region-not-allowed",
    level: Level::Error,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["terraform/provider", "aws_*", "azurerm_*", "google_*"],
    summary: "A resource is placed in a region that is not allowed",
    page: include_str!("region_not_allowed.md"),
    options: r#"{"x-silent-without":["allowed"],"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"default":[],"description":"Regions that may be used, e.g. `ap-northeast-2`, `koreacentral`, `europe-*`; `*` stands for any run of characters. Without it, every region is allowed."},"exempt_types":{"type":"array","items":{"type":"string"},"default":[],"description":"Resource types that may be in any region."}}}"#,
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let allowed = cx.options().attr("allowed");
    if allowed.each().next().is_none() || resource.is_data() {
        return;
    }
    let ty = resource.type_name();
    if glob::matches_one(cx.options().attr("exempt_types"), ty) {
        return;
    }
    for name in arguments(resource) {
        let region = resource.attr(name);
        if region.is_unset() {
            continue;
        }
        let is_outside = |region: Value<'_>| {
            region.string().test(|region| {
                let region = plain(name, region);
                !is_everywhere(&region) && !is_allowed(allowed, &region)
            })
        };
        let answer = region.judge(is_outside);
        match answer {
            Answer::No => {}
            // What is computed from another resource is where that is, and that is looked at itself.
            Answer::Unknown if region.refs().any(|one| !one.is_variable()) => {}
            Answer::Unknown => cx.undecided(region),
            Answer::Yes | Answer::Possible => {
                let shown = region.string().known().map_or_else(String::new, |text| format!(" `{text}`"));
                let found = cx
                    .report(region, format!("`{}` is placed in{shown}, which is not among the allowed regions", resource.address()))
                    .because("the location of data decides which law applies to it, and attackers prefer regions that nobody watches")
                    .help("use an allowed region, or add this one to the option `allowed` of the rule");
                if answer == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}

/// Which arguments place a thing. Of providers, those of the three clouds.
fn arguments(resource: Resource<'_>) -> &'static [&'static str] {
    match resource.type_name() {
        "terraform/provider" => match resource.address().split('.').nth(1) {
            Some("aws") => &["region"],
            Some("google" | "google-beta") => &["region", "zone"],
            _ => &[],
        },
        ty if ty.starts_with("aws_") => &["region"],
        ty if ty.starts_with("azurerm_") => &["location"],
        _ => &["region", "zone", "location"],
    }
}

/// `Korea Central` is `koreacentral`; a zone lies in the region that it is called after.
fn plain(argument: &str, text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let is_zone = |end: &str| end.len() == 1 && end.chars().all(|c| c.is_ascii_lowercase());
    match text.rsplit_once('-') {
        Some((region, end)) if argument != "region" && is_zone(end) => region.to_owned(),
        _ => text,
    }
}

fn is_allowed(allowed: Value<'_>, region: &str) -> bool {
    let mut patterns = allowed.each().filter_map(|pattern| pattern.string().known());
    // As `region`: its own spelling, not that of a zone.
    patterns.any(|pattern| glob::matches(&plain("region", pattern), region))
}

/// Services that are in no region.
fn is_everywhere(region: &str) -> bool {
    matches!(region, "global" | "")
}
