//! Autoscalers whose fewest are more than their most.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::scale::{SCALERS, Scaler};

pub const RULE: Rule = Rule {
    id: "kubernetes/autoscaler-bounds-reversed",
    level: Level::Error,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &SCALERS,
    summary: "An autoscaler's minimum is above its maximum",
    page: include_str!("autoscaler_bounds_reversed.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R285"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let Some(scaler) = Scaler::of(object) else { return };
    match (scaler.min(), scaler.max()) {
        (Read::Known(min), Read::Known(max)) if min > max => {
            let (written, other) = match scaler.min_value().is_unset() {
                true => (scaler.max_value(), scaler.min_value()),
                false => (scaler.min_value(), scaler.max_value()),
            };
            let message = format!("`{}` is to leave at least {min} pods and at most {max}", object.address());
            let finding = cx
                .report(written, message)
                .because("the server refuses it: nothing is scaled, or an older version of it goes on")
                .help(format!("set `{}` to {min} or more, or lower `{}`", scaler.max_field(), scaler.min_field()));
            if !other.is_unset() {
                finding.related(other, "the other bound");
            }
        }
        (Read::Unknown, _) => cx.undecided(scaler.min_value()),
        (_, Read::Unknown) => cx.undecided(scaler.max_value()),
        _ => {}
    }
}
