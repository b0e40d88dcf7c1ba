//! Objects in versions that the server does not take any more.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    objects::{is_empty, is_of_chart, kind},
    versions::{OLD, Old, Shape, TYPES, minor},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/deprecated-api-version",
    level: Level::Error,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "An object is written in a version that Kubernetes does not serve, or soon will not",
    page: include_str!("deprecated_api_version.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"version":{"type":"string","default":"1.32","description":"The version of Kubernetes that the cluster runs, such as `1.30`."},"removed_only":{"type":"boolean","default":false,"description":"Leave out what the cluster still serves and a later version does not."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R299"],
    check: Check::Resource(check),
};

const DEFAULT: u32 = 32;

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let Some(old) = OLD.iter().find(|old| old.ty == object.type_name()) else { return };
    let version = cx.options().attr("version");
    let cluster = match version.string() {
        Read::Known(text) => match minor(text) {
            Some(minor) => minor,
            None => {
                let reason = format!("`{text}` is no version of Kubernetes");
                return cx.undecided_because(object, reason, "`version` in the options of the rule");
            }
        },
        _ => DEFAULT,
    };
    // Charts ask which versions there are, and without a cluster Helm does not know this group at all.
    if old.ty == "apiregistration.k8s.io/v1beta1/APIService" && is_of_chart(object) {
        let reason = "the chart may write another version when it is installed";
        return cx.undecided_because(object.attr("apiVersion"), reason, "`.Capabilities.APIVersions`");
    }
    let is_removed = cluster >= old.removed;
    // Where there is nothing else to write yet, nothing is to be done.
    let is_time = old.instead.is_none_or(|(_, since)| cluster >= since);
    let removed_only = cx.options().attr("removed_only").bool().known() == Some(true);
    if is_removed || is_time && !removed_only {
        report(cx, object, old, is_removed, is_time);
    }
}

fn report(cx: &mut Context<'_>, object: Resource<'_>, old: &Old, is_removed: bool, is_fixable: bool) {
    let written = object.attr("apiVersion");
    let (group_version, _) = old.ty.rsplit_once('/').unwrap_or((old.ty, ""));
    let (name, since) = (object.address(), old.removed);
    let message = if is_removed {
        format!("`{name}` is written for `{group_version}`, which Kubernetes does not serve since 1.{since}")
    } else {
        format!("`{name}` is written for `{group_version}`, which Kubernetes stops serving with 1.{since}")
    };
    let why = if is_removed {
        "the server refuses it: `kubectl apply` and `helm upgrade` fail, and a release that contains it cannot be changed any more"
    } else {
        "after the upgrade of the cluster the server refuses it, and a Helm release that contains it can be changed no more"
    };
    let help = match (old.instead, old.shape) {
        (Some((instead, _)), Shape::Other(change)) => format!("write `apiVersion: {instead}`; {change}"),
        (Some((instead, _)), Shape::Selector) => {
            format!("write `apiVersion: {instead}`, with the labels of the template under `spec.selector.matchLabels`")
        }
        (Some((instead, _)), Shape::EmptySelector) => {
            format!("write `apiVersion: {instead}`; there, an empty `spec.selector` means all pods rather than none")
        }
        (Some((instead, _)), Shape::Same) => format!("write `apiVersion: {instead}`; nothing else changes"),
        (None, Shape::Other(change)) => change.to_owned(),
        (None, _) => format!("{} has no successor", kind(object)),
    };
    let finding = if written.is_absent() { cx.report(object, message) } else { cx.report(written, message) };
    let finding = finding.because(why).help(help).if_exists(object).detail("removed", format!("1.{since}"));
    let Some((instead, _)) = old.instead.filter(|_| is_fixable && written.string().known() == Some(group_version))
    else {
        return;
    };
    let selector = object.attr("spec").attr("selector");
    let has_labels = !selector.is_unknown()
        && (!is_empty(selector.attr("matchLabels")) || !is_empty(selector.attr("matchExpressions")));
    match old.shape {
        Shape::Same => _ = finding.fix_set(written, instead),
        Shape::EmptySelector if has_labels => _ = finding.fix_set(written, instead),
        // Other defaults hold from then on.
        Shape::Selector if has_labels => {
            _ = finding.fix_set(written, instead).fix_is_unsafe();
        }
        Shape::Selector | Shape::EmptySelector | Shape::Other(_) => {}
    }
}
