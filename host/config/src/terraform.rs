//! The `terraform` section: what is given to root modules, and which environments a root has.
//!
//! The section speaks of all roots that the file holds for. A table of `roots` speaks of one folder, and what
//! it says replaces what the section says, key by key (`vars` and `aws` name by name).

use std::collections::BTreeMap;

use tollgate_source::{Diagnostic, Span, World, WorldPath};

use crate::{
    reader::{Environments, Reader, Words},
    tree::{Item, Key, Node},
};

/// What is given to the evaluations of one root.
#[derive(Clone, Debug, Default)]
pub struct Terraform {
    pub inputs: Inputs,
    /// None: the root is evaluated once.
    pub environments: Option<Environments<Inputs>>,
}

/// What is given to an evaluation.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The later the stronger.
    pub var_files: Vec<WorldPath>,
    /// Stronger than the files.
    pub vars: BTreeMap<String, Variable>,
    pub workspace: Option<String>,
    /// `account_id`, `region` and `partition`, as far as they are written.
    pub aws: BTreeMap<String, String>,
}

/// A value of a variable, as TOML.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name_span: Span,
    pub value: Node,
}

/// The section with its tables of `roots`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    all: Terraform,
    roots: BTreeMap<WorldPath, Terraform>,
}

const KEYS: [&str; 6] = ["aws", "environments", "roots", "var_files", "vars", "workspace"];
const ROOT_KEYS: [&str; 5] = ["aws", "environments", "var_files", "vars", "workspace"];
const ENVIRONMENT_KEYS: [&str; 4] = ["aws", "var_files", "vars", "workspace"];
const AWS_KEYS: [&str; 3] = ["account_id", "partition", "region"];

impl Section {
    /// Reads the section of a file in `folder`.
    pub(crate) fn read(node: &Node, folder: &WorldPath, world: &dyn World) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(folder, world);
        let section = reader.section(node);
        (section, reader.errors)
    }

    /// What holds for `root`.
    pub(crate) fn of(&self, root: &WorldPath) -> Terraform {
        match self.roots.get(root) {
            Some(own) => self.all.clone().overridden(own.clone()),
            None => self.all.clone(),
        }
    }

    /// `self` with everything that `over` says replaced.
    pub(crate) fn overridden(mut self, over: Self) -> Self {
        for (root, own) in over.roots {
            let base = self.roots.remove(&root).unwrap_or_default();
            self.roots.insert(root, base.overridden(own));
        }
        Self { all: self.all.overridden(over.all), roots: self.roots }
    }
}

impl Terraform {
    fn overridden(self, over: Self) -> Self {
        Self { inputs: self.inputs.overridden(over.inputs), environments: over.environments.or(self.environments) }
    }
}

impl Inputs {
    fn overridden(mut self, over: Self) -> Self {
        self.vars.extend(over.vars);
        self.aws.extend(over.aws);
        let var_files = if over.var_files.is_empty() { self.var_files } else { over.var_files };
        Self { var_files, workspace: over.workspace.or(self.workspace), ..self }
    }
}

const WORDS: Words =
    Words { files: "variable files", pattern: "envs/*.tfvars", table: "[terraform.environments.prod]" };

impl Reader<'_> {
    fn section(&mut self, node: &Node) -> Section {
        let mut section = Section { all: self.terraform(node, "`terraform`", &KEYS), ..Section::default() };
        let roots =
            node.entry("roots").map(|roots| roots.table("`terraform.roots`", &mut self.errors)).unwrap_or_default();
        for (key, node) in roots {
            let Some(path) = self.folder(key) else { continue };
            let own = self.terraform(node, &format!("`terraform.roots.\"{}\"`", key.name), &ROOT_KEYS);
            section.roots.insert(path, own);
        }
        section
    }

    fn terraform(&mut self, node: &Node, what: &str, keys: &[&str]) -> Terraform {
        let inputs = self.inputs(node, what, keys);
        let environments = node.entry("environments").and_then(|node| {
            self.environments(node, &WORDS, |reader, node, what| reader.inputs(node, what, &ENVIRONMENT_KEYS))
        });
        Terraform { inputs, environments }
    }

    fn inputs(&mut self, node: &Node, what: &str, keys: &[&str]) -> Inputs {
        let mut inputs = Inputs::default();
        for (key, node) in node.table(what, &mut self.errors) {
            match key.name.as_str() {
                "var_files" => inputs.var_files = self.files(node, "var_files", "variable files"),
                "vars" => {
                    let variable = |(key, value): &(Key, Node)| {
                        (key.name.clone(), Variable { name_span: key.span, value: value.clone() })
                    };
                    inputs.vars = node.table("`vars`", &mut self.errors).iter().map(variable).collect();
                }
                "workspace" => match &node.item {
                    Item::String(name) if !name.is_empty() => inputs.workspace = Some(name.clone()),
                    _ => self.error(node.span, "`workspace` is the name of a workspace", "e.g. `workspace = \"prod\"`"),
                },
                "aws" => inputs.aws = self.aws(node),
                name if keys.contains(&name) => {}
                _ => self.unknown_key(key, what, keys),
            }
        }
        inputs
    }

    fn aws(&mut self, node: &Node) -> BTreeMap<String, String> {
        let mut aws = BTreeMap::new();
        for (key, node) in node.table("`aws`", &mut self.errors) {
            match (key.name.as_str(), &node.item) {
                ("account_id", Item::String(id)) if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) => {
                    aws.insert(key.name.clone(), id.clone());
                }
                ("account_id", _) => {
                    // As a number it would lose its leading zeros.
                    let help = "write it in quotes, e.g. `account_id = \"123456789012\"`";
                    self.error(node.span, "`account_id` is a string of twelve digits", help);
                }
                ("region" | "partition", Item::String(name)) if !name.is_empty() => {
                    aws.insert(key.name.clone(), name.clone());
                }
                ("region" | "partition", _) => {
                    self.error(node.span, format!("`{}` is a name", key.name), "e.g. \"eu-west-1\" or \"aws\"");
                }
                _ => self.unknown_key(key, "`aws`", &AWS_KEYS),
            }
        }
        aws
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::{MemoryWorld, SourceMap};

    use super::*;
    use crate::{Settings, load};

    /// Settings of a `tollgate.toml` that says `text`, or its errors as `line: message (help)`.
    fn check(text: &str) -> Result<Settings, Vec<String>> {
        let world = ["tollgate.toml", "common.tfvars", "live/a.tfvars", "live/b.tfvars"]
            .into_iter()
            .fold(MemoryWorld::new(), |world, path| world.with(path, if path == "tollgate.toml" { text } else { "" }));
        let sources = SourceMap::new();
        let path = WorldPath::new("tollgate.toml").expect("inside");
        load(&world, &sources, &path).map_err(|errors| {
            let line = |span: Span| sources.get(span.file).line_column(span.start).line;
            let show = |error: Diagnostic| {
                let line = error.span.map_or(0, line);
                format!("{line}: {} ({})", error.message, error.help.unwrap_or_default())
            };
            errors.into_iter().map(show).collect()
        })
    }

    #[test]
    fn a_root_replaces_key_by_key() {
        let settings = check(
            "[terraform]\nvar_files = \"common.tfvars\"\nworkspace = \"w\"\nvars = { a = 1, b = 2 }\naws = { region = \"r\" }\nenvironments.prod.vars.a = 3\n[terraform.roots.live]\nvar_files = [\"live/a.tfvars\", \"live/b.tfvars\"]\nvars = { b = 4 }\naws.account_id = \"012345678901\"\nenvironments = \"*.tfvars\"\n",
        )
        .expect("accepted");
        let of = |root: &str| settings.terraform(&WorldPath::new(root).expect("inside"));
        let files = |inputs: &Inputs| inputs.var_files.iter().map(WorldPath::to_string).collect::<Vec<_>>();
        let vars = |inputs: &Inputs| {
            inputs.vars.iter().map(|(name, v)| format!("{name}={}", v.value.to_json())).collect::<Vec<_>>()
        };
        let (all, live) = (of("."), of("live"));
        assert_eq!(
            (files(&all.inputs), vars(&all.inputs)),
            (vec!["common.tfvars".into()], vec!["a=1".into(), "b=2".into()])
        );
        assert_eq!(files(&live.inputs), ["live/a.tfvars", "live/b.tfvars"]);
        assert_eq!(
            (vars(&live.inputs), live.inputs.workspace.as_deref()),
            (vec!["a=1".into(), "b=4".into()], Some("w"))
        );
        let aws: Vec<(&str, &str)> = live.inputs.aws.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(aws, [("account_id", "012345678901"), ("region", "r")]);
        assert!(matches!(all.environments, Some(Environments::Named(named)) if named.contains_key("prod")));
        assert!(matches!(live.environments, Some(Environments::Files(patterns)) if patterns[0].0 == "*.tfvars"));
    }

    #[test]
    fn mistakes_are_named_at_their_place() {
        for (text, expected) in [
            ("var_file = []", "2: `terraform` has no key `var_file` (did you mean `var_files`?)"),
            ("var_files = [\"no.tfvars\"]", "2: `no.tfvars` does not exist (the path is relative to this file)"),
            (
                "var_files = [\"../x.tfvars\"]",
                "2: `../x.tfvars` leads out of the repository (keep variable files inside of it)",
            ),
            ("workspace = 1", "2: `workspace` is the name of a workspace (e.g. `workspace = \"prod\"`)"),
            ("vars = []", "2: `vars` is an array, not a table ()"),
            (
                "aws.account_id = 123456789012",
                "2: `account_id` is a string of twelve digits (write it in quotes, e.g. `account_id = \"123456789012\"`)",
            ),
            ("aws.regoin = \"x\"", "2: `aws` has no key `regoin` (did you mean `region`?)"),
            (
                "environments = \"prod.tfvars\"",
                "2: `prod.tfvars` is no pattern for variable files (write `*` for the part that names the environment, e.g. \"envs/*.tfvars\")",
            ),
            (
                "environments.prod.roots = {}",
                "2: environment `prod` has no key `roots` (known keys are aws, var_files, vars, workspace)",
            ),
            ("roots.nope = {}", "2: there is no folder `nope` (the path is relative to this file)"),
        ] {
            assert_eq!(check(&format!("[terraform]\n{text}\n")).expect_err("refused")[0], expected);
        }
        // TOML itself refuses two tables of one name.
        assert!(check("[terraform.environments.a]\n[terraform.environments.a]\n").is_err());
    }
}
