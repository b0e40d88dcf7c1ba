//! Builds that read what is not in the repository.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "compose/build-context-outside-project",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A build reads files from outside of the repository",
    page: include_str!("build_context_outside_project.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let build = service.attr("build");
    if build.is_unset() {
        return;
    }
    if build.is_unknown() {
        cx.undecided(build);
        return;
    }
    let project = service.root().rsplit_once('/').map_or("", |(folder, _)| folder);
    let context = build.attr("context");
    judge(cx, service, context, project, "context");
    // The file is looked for in the context; of one that is not here, nothing can be said.
    let folder = match context.string() {
        Read::Absent | Read::Null => Some(project.to_owned()),
        Read::Known(path) if !is_remote(path) && !is_absolute(path) => Some(format!("{project}/{path}")),
        Read::Known(_) | Read::Unknown => None,
    };
    if let Some(folder) = folder.filter(|folder| depth(folder).is_some()) {
        judge(cx, service, build.attr("dockerfile"), &folder, "Dockerfile");
    }
    let contexts = build.attr("additional_contexts");
    for (_, context) in contexts.entries() {
        judge(cx, service, context, project, "additional context");
    }
    if contexts.may_have_more() {
        cx.undecided(contexts);
    }
}

/// A path relative to `folder`, which is relative to the repository.
fn judge(cx: &mut Context<'_>, service: Resource<'_>, path: Value<'_>, folder: &str, what: &str) {
    let text = match path.string() {
        Read::Absent | Read::Null => return,
        Read::Unknown => return cx.undecided(path),
        Read::Known(text) => text,
    };
    if is_remote(text) {
        return;
    }
    let is_elsewhere = is_absolute(text);
    if is_elsewhere || depth(&format!("{folder}/{text}")).is_none() {
        let way = if is_elsewhere { "is a path of one machine" } else { "leads out of the repository" };
        let _finding = cx
            .report(path, format!("the {what} of `{}` {way}", service.address()))
            .because("what it builds from is in no review and in no commit: another machine, and CI, builds something else or nothing, and a file that somebody left there ends up in the image")
            .help("move what is needed into the repository, or fetch it as an image or a Git URL with a fixed commit (`additional_contexts`)");
    }
}

/// How deep a path is below the repository; `None` when it leads out at any point.
fn depth(path: &str) -> Option<usize> {
    path.split('/').try_fold(0_usize, |depth, part| match part {
        "" | "." => Some(depth),
        ".." => depth.checked_sub(1),
        _ => Some(depth + 1),
    })
}

fn is_absolute(path: &str) -> bool {
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    path.starts_with('/') || path.starts_with('~') || is_drive
}

/// A repository, an archive, an image, another service.
fn is_remote(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@") || path.starts_with("github.com/") || path.starts_with("service:")
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn paths_that_lead_out() {
        assert_eq!(depth("/."), Some(0));
        assert_eq!(depth("deploy/../web"), Some(1));
        assert_eq!(depth("deploy/../../web"), None);
        assert_eq!(depth("../repository/web"), None);
    }
}
