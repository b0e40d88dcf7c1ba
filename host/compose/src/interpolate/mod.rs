//! Variables in values, and the values that are then read as numbers and booleans.

pub(crate) mod dotenv;
pub(crate) mod template;
pub(crate) mod variables;

use tollgate_source::Diagnostic;

use self::{
    template::{TemplateError, Used, substitute},
    variables::Variables,
};
use crate::{
    INVALID,
    load::Session,
    model::{Kind, Node, Path, Text},
};

/// The value at a path is of this type, and a text there is read as one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cast {
    Int,
    Float,
    Bool,
}

/// Values that a text may stand for; elsewhere a text is a text.
const CASTS: &[(&str, Cast)] = &[
    ("services.*.cpu_count", Cast::Int),
    ("services.*.cpu_percent", Cast::Float),
    ("services.*.cpu_period", Cast::Int),
    ("services.*.cpu_quota", Cast::Int),
    ("services.*.cpu_rt_period", Cast::Int),
    ("services.*.cpu_rt_runtime", Cast::Int),
    ("services.*.cpus", Cast::Float),
    ("services.*.cpu_shares", Cast::Int),
    ("services.*.init", Cast::Bool),
    ("services.*.deploy.replicas", Cast::Int),
    ("services.*.deploy.update_config.parallelism", Cast::Int),
    ("services.*.deploy.update_config.max_failure_ratio", Cast::Float),
    ("services.*.deploy.rollback_config.parallelism", Cast::Int),
    ("services.*.deploy.rollback_config.max_failure_ratio", Cast::Float),
    ("services.*.deploy.restart_policy.max_attempts", Cast::Int),
    ("services.*.deploy.placement.max_replicas_per_node", Cast::Int),
    ("services.*.healthcheck.retries", Cast::Int),
    ("services.*.healthcheck.disable", Cast::Bool),
    ("services.*.oom_kill_disable", Cast::Bool),
    ("services.*.oom_score_adj", Cast::Int),
    ("services.*.pids_limit", Cast::Int),
    ("services.*.ports.[].target", Cast::Int),
    ("services.*.privileged", Cast::Bool),
    ("services.*.read_only", Cast::Bool),
    ("services.*.scale", Cast::Int),
    ("services.*.stdin_open", Cast::Bool),
    ("services.*.tty", Cast::Bool),
    ("services.*.ulimits.*", Cast::Int),
    ("services.*.ulimits.*.hard", Cast::Int),
    ("services.*.ulimits.*.soft", Cast::Int),
    ("services.*.volumes.[].read_only", Cast::Bool),
    ("services.*.volumes.[].volume.nocopy", Cast::Bool),
    ("networks.*.external", Cast::Bool),
    ("networks.*.internal", Cast::Bool),
    ("networks.*.attachable", Cast::Bool),
    ("networks.*.enable_ipv4", Cast::Bool),
    ("networks.*.enable_ipv6", Cast::Bool),
    ("volumes.*.external", Cast::Bool),
    ("secrets.*.external", Cast::Bool),
    ("configs.*.external", Cast::Bool),
];

/// Replaces variables in all values below `node`; keys stay as they are.
pub(crate) fn interpolate(session: &mut Session<'_>, node: &mut Node, path: &Path, variables: &Variables) {
    match &mut node.kind {
        Kind::Text(_) => text(session, node, path, variables),
        Kind::List(items) => {
            let path = path.item();
            items.iter_mut().for_each(|item| interpolate(session, item, &path, variables));
        }
        Kind::Map(map) => {
            for (key, entry) in map {
                interpolate(session, &mut entry.value, &path.then(key), variables);
            }
        }
        _ => {}
    }
}

fn text(session: &mut Session<'_>, node: &mut Node, path: &Path, variables: &Variables) {
    let Kind::Text(written) = &node.kind else { return };
    let mut used = Used::default();
    match substitute(&written.chars, written.verbatim, variables, session.unset, &mut used) {
        Ok(text) => {
            let origin = used.variables.iter().find_map(|(_, variable)| variable.origin.clone());
            if let Some((how, from)) = origin {
                node.origin = from.via(node.origin.span, how);
            }
            for name in used.unset {
                session.unset_variable(&name, node.origin.span);
            }
            node.kind = Kind::Text(text);
        }
        Err(error) => {
            let diagnostic = match error {
                TemplateError::Invalid { .. } => {
                    Diagnostic::error(format!("`{path}` uses a variable in a form that does not exist"))
                        .help("write `${NAME}` or `${NAME:-default}`, and `$$` for a dollar sign")
                }
                TemplateError::Required { name, reason } => {
                    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
                    Diagnostic::error(format!("`{name}` has no value, and `{path}` requires one{reason}"))
                        .help(format!("set `{name}` in the environment or in `.env`"))
                }
            };
            session.report(diagnostic.code(INVALID).at(node.origin.span));
            // What it would have been cannot be known.
            let hole = Text {
                chars: crate::model::HOLE.to_string().into(),
                holes: [path.to_string().into()].into(),
                ..Text::default()
            };
            node.kind = Kind::Text(hole);
        }
    }
    cast(session, node, path);
}

fn cast(session: &mut Session<'_>, node: &mut Node, path: &Path) {
    let Some((_, cast)) = CASTS.iter().find(|(pattern, _)| path.matches(pattern)) else { return };
    let Some(text) = node.as_str() else { return };
    let lower = text.to_ascii_lowercase();
    let found = match (cast, lower.as_str()) {
        (Cast::Int, _) => text.parse().ok().map(Kind::Int),
        (Cast::Float, _) => text.parse().ok().map(Kind::Float),
        (Cast::Bool, "true" | "y" | "yes" | "on") => Some(Kind::Bool(true)),
        (Cast::Bool, "false" | "n" | "no" | "off") => Some(Kind::Bool(false)),
        (Cast::Bool, _) => None,
    };
    match found {
        Some(kind) => node.kind = kind,
        None => {
            let wanted = match cast {
                Cast::Int => "a whole number",
                Cast::Float => "a number",
                Cast::Bool => "`true` or `false`",
            };
            let message = format!("`{path}` must be {wanted}, and `{text}` is none");
            session.report(Diagnostic::error(message).code(INVALID).at(node.origin.span));
        }
    }
}
