//! Compose files that name a version of a format that is gone.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "compose/obsolete-version",
    level: Level::Info,
    severity: 5,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/project"],
    summary: "A Compose file names a version, which nothing reads",
    page: include_str!("obsolete_version.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R237"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, project: Resource<'_>) {
    for file in project.attr("files").each() {
        let version = file.attr("version");
        // Whatever its value, known or not, it is written.
        if version.is_absent() || version.is_unknown() && file.is_unknown() {
            continue;
        }
        let path = file.attr("path").string().known().unwrap_or("the file");
        cx.report(version, format!("`{path}` names a `version`, which Docker Compose ignores"))
            .because("it warns about it at every command, and readers believe that the number decides which features work, though the version of Docker Compose does")
            .help("remove the line")
            .fix_remove(version);
    }
}
