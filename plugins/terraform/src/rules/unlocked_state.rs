//! State that two runs may write at once.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View, constraint};

use crate::backends;

pub const RULE: Rule = Rule {
    id: "terraform/unlocked-state",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BACKEND, SETTINGS],
    summary: "The Terraform state is not locked while it is written",
    page: include_str!("unlocked_state.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R180"],
    check: Check::Project(check),
};

const BACKEND: &str = "terraform/backend";
const SETTINGS: &str = "terraform/settings";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for backend in view.of(BACKEND) {
        judge(cx, view, backend);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, backend: Resource<'_>) {
    // The others lock by themselves, or cannot lock at all.
    let (argument, is_wrong): (&str, fn(Value<'_>) -> Answer) = match backends::kind(backend) {
        "s3" if is_set(backend.attr("dynamodb_table")) => return,
        "s3" => ("use_lockfile", |value| value.bool().or(false).test(|on| !on)),
        "consul" => ("lock", |value| value.bool().or(true).test(|on| !on)),
        "http" => ("lock_address", is_blank),
        "oss" => ("tablestore_table", is_blank),
        _ => return,
    };
    let setting = backend.setting(argument);
    if setting.value().is_unset() && argument != "lock" && backends::is_partial(backend) {
        let reason = "the other settings of the backend are passed to `terraform init`";
        cx.undecided_because(backend, reason, format!("`{argument}`, written in the block"));
        return;
    }
    let message = format!("the state in the backend `{}` is not locked while it is written", backends::kind(backend));
    let Some(found) = cx.reject(&setting, is_wrong, message) else { return };
    let found = found.because(
        "when two runs overlap, the last one overwrites the state of the other: what that one created is lost from the state, and nothing manages it",
    );
    match argument {
        "use_lockfile" if is_before_1_10(view, backend) => {
            found.help("set `dynamodb_table`, or move to Terraform 1.10 or newer, which has `use_lockfile = true`: `required_version` leaves it out");
        }
        "use_lockfile" => {
            found
                .help("set `use_lockfile = true` (Terraform 1.10 and newer), or `dynamodb_table` with older versions")
                .fix_setting(&setting, true)
                .fix_is_unsafe();
        }
        "lock" => {
            found
                .help("remove `lock = false`: the backend locks by default")
                .fix_setting(&setting, true)
                .fix_is_unsafe();
        }
        "lock_address" => drop(found.help("set `lock_address` and `unlock_address`, if the server supports locking")),
        _ => drop(found.help("set `tablestore_table` and `tablestore_endpoint`: the lock is kept in a table")),
    }
}

/// Whether the configuration leaves out the versions of Terraform that have `use_lockfile`.
fn is_before_1_10(view: View<'_>, backend: Resource<'_>) -> bool {
    view.of(SETTINGS)
        .filter(|settings| settings.root() == backend.root() && settings.variant() == backend.variant())
        .filter_map(|settings| settings.attr("required_version").string().known())
        .any(|text| constraint::is_before(text, (1, 10)))
}

fn is_set(value: Value<'_>) -> bool {
    is_blank(value) != Answer::Yes
}

fn is_blank(value: Value<'_>) -> Answer {
    value.string().or("").test(str::is_empty)
}
