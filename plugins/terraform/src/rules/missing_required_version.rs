//! Configurations that any version of Terraform may apply.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::configurations::{TYPES, configurations};

pub const RULE: Rule = Rule {
    id: "terraform/missing-required-version",
    level: Level::Info,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: TYPES,
    summary: "A configuration does not say which versions of Terraform may apply it",
    page: include_str!("missing_required_version.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R182"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for configuration in configurations(view) {
        let says = |value: Value<'_>| value.string().or("").test(|version| !version.trim().is_empty());
        let settings = configuration.settings.iter();
        let answer = settings.map(|one| one.attr("required_version").judge(says)).fold(Answer::No, Answer::or);
        let (Answer::No, Some(place)) = (answer, configuration.place()) else { continue };
        cx.report(place, "this configuration does not say which versions of Terraform may apply it")
            .because("a newer version may upgrade the state, which older ones then refuse to read; an older version may not understand the code")
            .help("set `required_version`, e.g. `\">= 1.10, < 2.0\"`");
    }
}
