//! From bytes to a plan that this program understands, or to what is wrong with it.

use tollgate_hcl::json::{self, Json};
use tollgate_source::{Diagnostic, SourceMap, Span, World, WorldPath};

const CONVERT: &str = "`terraform show -json plan.out > plan.json` writes a plan that can be checked";

/// What is told elsewhere as well, or of no use here: most of a plan.
const SECTIONS_LEFT_OUT: [&str; 4] = ["planned_values", "resource_drift", "relevant_attributes", "checks"];

/// Reads the plan in `path`.
///
/// # Errors
/// Why it is none, with its place.
pub(super) fn read(world: &dyn World, sources: &SourceMap, path: &WorldPath) -> Result<Json, Diagnostic> {
    let empty = || Span::start_of(sources.add(path.clone(), ""));
    let bytes = world.read(path).map_err(|error| {
        Diagnostic::error(error.to_string()).code(tollgate_source::UNREADABLE).at(empty()).help("check its permissions")
    })?;
    if bytes.starts_with(b"PK\x03\x04") {
        let message = format!("`{path}` is a plan as Terraform keeps it for itself, not as JSON");
        return Err(Diagnostic::error(message).at(empty()).help(format!(
            "write it as JSON and check that: `terraform show -json {} > plan.json`",
            path.file_name()
        )));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = format!("`{path}` is UTF-16 text, as older versions of PowerShell write it; JSON is UTF-8");
        return Err(Diagnostic::error(message)
            .at(empty())
            .help("redirect with `| Out-File -Encoding utf8 plan.json`, or in another shell"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let message = format!("`{path}` is not UTF-8 text: byte {} is invalid", error.valid_up_to());
        Diagnostic::error(message).code(tollgate_source::UNREADABLE).at(empty()).help(CONVERT)
    })?;
    let id = sources.add(path.clone(), text);
    let start = Span::start_of(id);
    // `terraform plan -json` is another thing under a name that invites the mistake.
    if text.trim_start().starts_with("{\"@level\"") {
        let message = format!("`{path}` is the log of `terraform plan -json`, not a plan");
        return Err(Diagnostic::error(message).at(start).help(format!("plan with `-out=plan.out`; then {CONVERT}")));
    }
    let mut section = String::new();
    let mut is_left_out = |depth: usize, key: &str| {
        if depth == 1 {
            key.clone_into(&mut section);
        }
        match depth {
            1 => SECTIONS_LEFT_OUT.contains(&key),
            4 => section == "resource_changes" && matches!(key, "before" | "before_sensitive"),
            _ => false,
        }
    };
    let json = json::parse_without(id, text, &mut is_left_out).map_err(|problem| {
        let help = "is it complete? Write it again, and look at the exit code of the command that writes it";
        match problem.help {
            Some(_) => problem,
            None => problem.help(help),
        }
    })?;
    check(&json, path).map_err(|problem| if problem.span.is_none() { problem.at(start) } else { problem })?;
    Ok(json)
}

/// Whether it is a plan of a version that means what is read here.
fn check(json: &Json, path: &WorldPath) -> Result<(), Diagnostic> {
    let has = |key: &str| json.get(key).is_some();
    let is_plan = has("planned_values") || has("resource_changes");
    if !is_plan && (has("values") || has("lineage") || has("serial") || path.file_name().ends_with(".tfstate")) {
        let message = format!("`{path}` is a state, which says what there is, not a plan of what there will be");
        return Err(Diagnostic::error(message)
            .help("plan first, also when nothing is to change: `terraform plan -out=plan.out`; then `terraform show -json plan.out`"));
    }
    let Some(version) = json.get("format_version") else {
        return Err(Diagnostic::error(format!("`{path}` is not a plan: it says no `format_version`")).help(CONVERT));
    };
    let text = version.as_str().unwrap_or_default();
    match text.split('.').next().and_then(|major| major.parse::<u32>().ok()) {
        Some(1) => Ok(()),
        Some(0) => Err(Diagnostic::error(format!(
            "the plan is of format `{text}`, which does not say of every secret that it is one"
        ))
        .at(version.span)
        .help("plan with Terraform 1.1 or newer")),
        Some(_) => Err(Diagnostic::error(format!("the plan is of format `{text}`; this program reads format 1"))
            .at(version.span)
            .help("update tollgate, or plan with a Terraform that writes format 1; the same words may mean other things there")),
        None => Err(Diagnostic::error(format!("`{path}` is not a plan: its `format_version` is no version"))
            .at(version.span)
            .help(CONVERT)),
    }
}
