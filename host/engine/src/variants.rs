//! The evaluations of a root: one, or one for each of its environments.
//!
//! Weakest first: what the section says, what its environment says, what the command line gives.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tollgate_config::{ComposeInputs, Environments, HelmInputs, Inputs, Item, Node, Settings, Terraform};
use tollgate_discover::FoundRoot;
use tollgate_ir::{Entry, Number, Origin, Value};
use tollgate_source::{Diagnostic, EntryKind, Span, World, WorldPath, did_you_mean};
use tollgate_terraform::{Aws, Given};

use crate::{CheckError, Request, SelectedEnvironment};

/// One evaluation of a root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variant {
    /// Name of the environment, empty for the only evaluation.
    pub(crate) name: Arc<str>,
    pub(crate) given: Vec<Given>,
    pub(crate) workspace: Option<String>,
    pub(crate) aws: Aws,
    pub(crate) compose: ComposeInputs,
    pub(crate) helm: HelmInputs,
}

/// The evaluations of a root that were asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variants {
    pub(crate) chosen: Vec<Variant>,
    /// The names of all environments of the root.
    pub(crate) names: BTreeSet<String>,
    /// Some were left out.
    pub(crate) is_part: bool,
    /// Patterns of environments that matched nothing here.
    pub(crate) unmatched: Vec<(String, Span)>,
}

/// The evaluations of the root in `root` that `request` asks for.
///
/// # Errors
/// Two files that are one environment.
pub(crate) fn variants(
    world: &dyn World,
    request: &Request,
    settings: &Settings,
    root: &WorldPath,
) -> Result<Variants, CheckError> {
    let Terraform { inputs, environments } = settings.terraform(root);
    let mut found = Variants::default();
    let mut all = named(world, root, environments, &mut found.unmatched, |path| Inputs {
        var_files: vec![path],
        ..Inputs::default()
    })?;
    for selected in &request.environments {
        if let SelectedEnvironment { name, file: Some(_) } = selected {
            all.entry(name.clone()).or_default();
        }
    }
    found.names = all.keys().cloned().collect();
    if all.is_empty() {
        found.chosen = vec![variant("", &inputs, None, request)];
        return Ok(found);
    }
    let before = all.len();
    if !request.environments.is_empty() {
        all.retain(|name, _| request.environments.iter().any(|selected| selected.name == *name));
    }
    found.is_part = all.len() < before;
    found.chosen = all.iter().map(|(name, own)| variant(name, &inputs, Some(own), request)).collect();
    Ok(found)
}

/// Environments by name. Of patterns, every file of `root` that one matches is one, with what `inputs` makes of it;
/// those that match nothing are added to `unmatched`.
///
/// # Errors
/// Two files that are one environment.
pub(crate) fn named<I>(
    world: &dyn World,
    root: &WorldPath,
    environments: Option<Environments<I>>,
    unmatched: &mut Vec<(String, Span)>,
    inputs: impl Fn(WorldPath) -> I,
) -> Result<BTreeMap<String, I>, CheckError> {
    let patterns = match environments {
        None => return Ok(BTreeMap::new()),
        Some(Environments::Named(named)) => return Ok(named),
        Some(Environments::Files(patterns)) => patterns,
    };
    let mut all: BTreeMap<String, WorldPath> = BTreeMap::new();
    for (pattern, span) in patterns {
        let files = matching(world, root, &pattern);
        if files.is_empty() {
            unmatched.push((pattern.clone(), span));
        }
        for (name, path) in files {
            if let Some(other) = all.get(&name).filter(|other| **other != path) {
                let message = format!("`{other}` and `{path}` are both environment `{name}`");
                let help = "choose a pattern that matches one file for each environment";
                return Err(CheckError::Config(vec![Diagnostic::error(message).at(span).help(help)]));
            }
            all.insert(name, path);
        }
    }
    Ok(all.into_iter().map(|(name, path)| (name, inputs(path))).collect())
}

/// The only evaluation of a plan: what was given to the configuration is in it.
pub(crate) fn of_plan(request: &Request, settings: &Settings, plan: &WorldPath) -> Variant {
    let folder = plan.parent().unwrap_or_else(WorldPath::root);
    Variant { given: Vec::new(), ..variant("", &settings.terraform(&folder).inputs, None, request) }
}

/// The first environment that was asked for and that no root has.
pub(crate) fn unknown_environment(request: &Request, names: &BTreeSet<String>) -> Option<CheckError> {
    let name = request.environments.iter().map(|selected| &selected.name).find(|name| !names.contains(*name))?;
    let near = did_you_mean(name, names.iter().map(String::as_str)).map(str::to_owned);
    Some(CheckError::UnknownEnvironment { name: name.clone(), near, known: names.iter().cloned().collect() })
}

/// The evaluation of a Compose project: what the command line gives, else its own table, else the section.
pub(crate) fn of_project(request: &Request, settings: &Settings, root: &FoundRoot) -> Variant {
    let own = settings.compose.projects.get(&root.name).filter(|project| project.files == root.files);
    let inputs = settings.compose.inputs.clone();
    let inputs = inputs.overridden(own.map(|project| project.inputs.clone()).unwrap_or_default());
    let given = &request.compose;
    let given = ComposeInputs { profiles: given.profiles.clone(), env_files: given.env_files.clone() };
    Variant { name: root.name.as_str().into(), compose: inputs.overridden(given), ..Variant::default() }
}

fn variant(name: &str, base: &Inputs, own: Option<&Inputs>, request: &Request) -> Variant {
    let layers = || std::iter::once(base).chain(own);
    let given = layers().flat_map(|inputs| {
        let files = inputs.var_files.iter().cloned().map(Given::File);
        let values = inputs.vars.iter().map(|(name, variable)| Given::Value {
            name: name.clone(),
            value: value(&variable.value),
            name_span: variable.name_span,
        });
        files.chain(values)
    });
    let named = request.environments.iter().filter(|selected| selected.name == name);
    let named = named.filter_map(|selected| selected.file.clone().map(Given::File));
    let fact = |key: &str| layers().filter_map(|inputs| inputs.aws.get(key)).next_back().cloned();
    let selected = || request.env.iter().find(|(name, _)| name == "TF_WORKSPACE").map(|(_, text)| text.clone());
    let written = || layers().filter_map(|inputs| inputs.workspace.clone()).next_back();
    Variant {
        name: name.into(),
        given: given.chain(named).chain(request.given.iter().cloned()).collect(),
        workspace: request.workspace.clone().or_else(written).or_else(selected),
        compose: ComposeInputs::default(),
        helm: HelmInputs::default(),
        aws: Aws { account_id: fact("account_id"), region: fact("region"), partition: fact("partition") },
    }
}

/// TOML as Terraform would see the same value in a variables file.
fn value(node: &Node) -> Value {
    let origin = Origin::at(node.span);
    match &node.item {
        Item::String(text) => Value::string(text.as_str(), origin),
        Item::Bool(value) => Value::bool(*value, origin),
        Item::Number(number) => match number.to_string().parse::<Number>() {
            Ok(number) => Value::number(number, origin),
            Err(_) => Value::string(number.to_string(), origin),
        },
        Item::Array(items) => Value::tuple(items.iter().map(value).collect(), origin),
        Item::Table(entries) => {
            let entry = |(key, node): &(tollgate_config::Key, Node)| {
                (Arc::from(key.name.as_str()), Entry { key_span: key.span, value: value(node) })
            };
            Value::object(entries.iter().map(entry).collect(), origin)
        }
    }
}

/// The files below `root` that `pattern` matches, each with what `*` stands for. `*` does not match `/`, nor a
/// name that begins with a dot; files that Terraform reads by itself are no environments.
fn matching(world: &dyn World, root: &WorldPath, pattern: &str) -> Vec<(String, WorldPath)> {
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let mut found = vec![(Vec::<String>::new(), root.clone())];
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        let mut next = Vec::new();
        for (names, folder) in found {
            if !part.contains('*') {
                next.extend(folder.join(part).map(|path| (names, path)));
                continue;
            }
            for entry in world.list(&folder).iter().flat_map(|entries| entries.iter()) {
                if (entry.kind == EntryKind::Dir) == is_last || entry.name.starts_with('.') {
                    continue;
                }
                if let (Some(stars), Some(path)) = (stars(part, &entry.name), folder.join(&entry.name)) {
                    next.push((names.iter().cloned().chain([stars]).collect(), path));
                }
            }
        }
        found = next;
    }
    let is_automatic = |path: &WorldPath| {
        let name = path.file_name();
        let by_name = ["terraform.tfvars", "terraform.tfvars.json"].contains(&name);
        path.parent().as_ref() == Some(root)
            && (by_name || name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"))
    };
    let mut files: Vec<(String, WorldPath)> = found
        .into_iter()
        .filter(|(_, path)| !is_automatic(path) && world.read(path).is_ok())
        .map(|(names, path)| (names.join("/"), path))
        .collect();
    files.sort();
    files.dedup();
    files
}

/// What the stars of `pattern` stand for in `name`, joined by `-`.
fn stars(pattern: &str, name: &str) -> Option<String> {
    let (start, rest) = pattern.split_once('*')?;
    let mut left = name.strip_prefix(start)?;
    let mut found: Vec<&str> = Vec::new();
    let literals: Vec<&str> = rest.split('*').collect();
    for (at, literal) in literals.iter().enumerate() {
        let end = if at + 1 == literals.len() {
            left.len().checked_sub(literal.len()).filter(|end| left.get(*end..) == Some(literal))?
        } else {
            left.find(literal)?
        };
        found.push(&left[..end]);
        left = &left[end + literal.len()..];
    }
    let words = found.join("-");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use tollgate_source::{MemoryWorld, SourceMap};

    use super::*;

    /// `name: values in order, workspace` of each evaluation of the root, with `text` as its configuration.
    fn check(text: &str, request: &Request) -> Vec<String> {
        let mut world = MemoryWorld::new().with("tollgate.toml", text);
        for path in ["terraform.tfvars", "a.tfvars", "envs/dev.tfvars", "envs/prod.tfvars", "live/eu/x.tfvars"] {
            world = world.with(path, "");
        }
        let path = WorldPath::new("tollgate.toml").expect("inside");
        let settings = tollgate_config::load(&world, &SourceMap::new(), &path).expect("accepted");
        let found = variants(&world, request, &settings, &WorldPath::root()).expect("no conflict");
        let show = |given: &Given| match given {
            Given::File(path) => path.to_string(),
            Given::Text { name, text } => format!("{name}={text}"),
            Given::Value { name, value, .. } => format!("{name}:{}", value.as_str().unwrap_or("other")),
        };
        let line = |variant: &Variant| {
            let given: Vec<String> = variant.given.iter().map(show).collect();
            format!("{}: {} {}", variant.name, given.join(" "), variant.workspace.as_deref().unwrap_or("-"))
        };
        found.chosen.iter().map(line).collect()
    }

    #[test]
    fn weak_before_strong() {
        let text = "[terraform]\nvar_files = \"a.tfvars\"\nvars.x = \"1\"\nworkspace = \"w\"\n[terraform.environments.prod]\nvar_files = \"envs/prod.tfvars\"\nvars.x = \"2\"\nworkspace = \"p\"\n[terraform.environments.dev]\n";
        let given = vec![Given::Text { name: "x".into(), text: "3".into() }];
        assert_eq!(
            check(text, &Request { given: given.clone(), ..Request::default() }),
            ["dev: a.tfvars x:1 x=3 w", "prod: a.tfvars x:1 envs/prod.tfvars x:2 x=3 p"]
        );
        let prod = SelectedEnvironment { name: "prod".into(), file: WorldPath::new("live/eu/x.tfvars") };
        let request = Request { environments: vec![prod], workspace: Some("f".into()), ..Request::default() };
        assert_eq!(check(text, &request), ["prod: a.tfvars x:1 envs/prod.tfvars x:2 live/eu/x.tfvars f"]);
        let env = vec![("TF_WORKSPACE".to_owned(), "e".to_owned())];
        assert_eq!(check("", &Request { env: env.clone(), ..Request::default() }), [":  e"]);
        assert_eq!(check("[terraform]\nworkspace = \"w\"", &Request { env, ..Request::default() }), [":  w"]);
    }

    #[test]
    fn files_are_environments() {
        let names = |pattern: &str| {
            let lines = check(&format!("[terraform]\nenvironments = \"{pattern}\""), &Request::default());
            lines.iter().map(|line| line.split(" -").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("envs/*.tfvars"), ["dev: envs/dev.tfvars", "prod: envs/prod.tfvars"]);
        assert_eq!(names("live/*/x.tfvars"), ["eu: live/eu/x.tfvars"]);
        assert_eq!(names("live/*/*.tfvars"), ["eu/x: live/eu/x.tfvars"]);
        assert_eq!(names("*.tfvars"), ["a: a.tfvars"], "terraform.tfvars is read in any case");
        assert_eq!(names("no/*.tfvars"), [": "]);
    }

    #[test]
    fn stars_stand_for_something() {
        for (pattern, name, expected) in [
            ("*.tfvars", "prod.tfvars", Some("prod")),
            ("env-*.tfvars", "env-prod.tfvars", Some("prod")),
            ("*-*.tfvars", "eu-prod.tfvars", Some("eu-prod")),
            ("*.tfvars", ".tfvars", None),
            ("a*a", "a", None),
            ("*.tfvars", "prod.tf", None),
        ] {
            assert_eq!(stars(pattern, name).as_deref(), expected, "{pattern} {name}");
        }
    }
}
