//! Data and machines in regions where they must not be.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, glob};

pub const RULE: Rule = Rule {
    id: "terraform/region-not-allowed",
    level: Level::Error,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["terraform/provider", "aws_*", "azurerm_*", "google_*"],
    summary: "Something is placed in a region that the organisation does not allow",
    page: include_str!("region_not_allowed.md"),
    options: r#"{"x-silent-without":["allowed"],"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"default":[],"description":"Regions that may be used, e.g. `ap-northeast-2`, `koreacentral`, `europe-*`; `*` stands for any run of characters. Without it, every region is allowed."},"exempt_types":{"type":"array","items":{"type":"string"},"default":[],"description":"Resource types that may be anywhere."}}}"#,
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
                !is_everywhere(&region) && !glob::matches_one(allowed, &region)
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
                    .because("where data lies decides whose law holds for it and who may ask for it; what runs outside of the usual regions is also outside of the eyes of whoever watches them")
                    .help("use an allowed region, or add this one to the option `allowed` of the policy");
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

/// Services that are in no region.
fn is_everywhere(region: &str) -> bool {
    matches!(region, "global" | "")
}
