//! One file for each command.

pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod render;
pub(crate) mod rules;
pub(crate) mod version;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use tollgate_config::DeclaredRule;
use tollgate_engine::{ComposeRequest, PluginSet, Request, SelectedEnvironment, groups, host_rules};
use tollgate_source::{SourceMap, WorldPath};
use tollgate_terraform::Given;

use crate::{
    args::{ComposeArgs, EnvironmentArg, TerraformArgs},
    exit::Error,
    given::GivenArg,
    workspace::Workspace,
};

/// Adds what is given to root modules to a request.
fn with_terraform(mut request: Request, args: &TerraformArgs, workspace: &Workspace) -> Result<Request, Error> {
    for given in &args.given.0 {
        request.given.push(match given {
            GivenArg::File(path) => Given::File(workspace.path(path)?),
            GivenArg::Var { name, text } => Given::Text { name: name.clone(), text: text.clone() },
        });
    }
    request.workspace.clone_from(&args.workspace);
    for EnvironmentArg { name, file } in &args.environments {
        let file = file.as_deref().map(|path| workspace.path(path)).transpose()?;
        request.environments.push(SelectedEnvironment { name: name.clone(), file });
    }
    if args.inherit_env {
        let is_read =
            |name: &str, text: &str| name.starts_with("TF_VAR_") || name == "TF_WORKSPACE" && !text.is_empty();
        request.env = environment();
        request.env.retain(|(name, text)| is_read(name, text));
    }
    Ok(request)
}

/// Adds what is given to Compose projects to a request.
fn with_compose(
    mut request: Request,
    args: &ComposeArgs,
    inherit_env: bool,
    workspace: &Workspace,
) -> Result<Request, Error> {
    let paths = |named: &[PathBuf]| named.iter().map(|path| workspace.path(path)).collect::<Result<Vec<_>, _>>();
    request.compose = ComposeRequest {
        files: paths(&args.files)?,
        profiles: args.profiles.clone(),
        env_files: paths(&args.env_files)?,
        env: if inherit_env { environment() } else { Vec::new() },
        root_name: workspace.world.root().file_name().and_then(|name| Some(name.to_str()?.to_owned())),
    };
    Ok(request)
}

/// The variables of the process. Names and values that are not Unicode can be nothing that anybody reads here.
fn environment() -> Vec<(String, String)> {
    let unicode = |(name, text): (OsString, OsString)| Some((name.into_string().ok()?, text.into_string().ok()?));
    let mut variables: Vec<(String, String)> = std::env::vars_os().filter_map(unicode).collect();
    variables.sort();
    variables
}

/// The built-in plugins and those of the configuration that holds here.
fn plugins_here(config: Option<&Path>) -> Result<PluginSet, Error> {
    Ok(here(config)?.plugins)
}

/// What holds here: the configuration, the plugins, and the texts of both.
struct Here {
    plugins: PluginSet,
    declared: Vec<DeclaredRule>,
    sources: SourceMap,
}

fn here(config: Option<&Path>) -> Result<Here, Error> {
    let built_in = crate::workspace::built_in_plugins(true)?;
    let workspace = Workspace::open(&[])?;
    let config = match config {
        Some(path) => Some(workspace.path(path)?),
        None => tollgate_config::find(&workspace.world, workspace.paths.first().unwrap_or(&WorldPath::root())),
    };
    let sources = SourceMap::new();
    let Some(config) = config else { return Ok(Here { plugins: built_in, declared: Vec::new(), sources }) };
    // Paths are left out: only the configuration counts.
    let request = Request { config: Some(config), paths: vec![], ..Request::default() };
    match groups(&workspace.world, &sources, &request, &built_in) {
        Ok(found) => Ok(match found.groups.into_iter().next() {
            Some(group) => Here { plugins: group.plugins, declared: group.settings.declared, sources },
            None => Here { plugins: built_in, declared: Vec::new(), sources },
        }),
        Err(error) => Err(Error::of_check(error, sources)),
    }
}

/// All rules of `plugins` and of the host, ordered by id, each with the name of its plugin.
fn all_rules(plugins: &PluginSet) -> Vec<(String, tollgate_api::RuleInfo)> {
    let of_plugins = plugins
        .entries()
        .iter()
        .flat_map(|entry| entry.manifest.rules.iter().map(|rule| (entry.name.clone(), rule.clone())));
    let mut rules: Vec<_> =
        of_plugins.chain(host_rules().into_iter().map(|rule| ("tollgate".to_owned(), rule))).collect();
    rules.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    rules
}

/// What the tables of rules say of one.
fn rule_json(plugin: &str, rule: &tollgate_api::RuleInfo) -> serde_json::Value {
    serde_json::json!({
        "id": rule.id,
        "level": rule.level,
        "severity": rule.severity,
        "precision": rule.precision,
        "inputs": rule.inputs,
        "types": rule.types,
        "answers": rule.answers,
        "summary": rule.summary,
        "fix": rule.fix,
        "plugin": plugin,
    })
}
