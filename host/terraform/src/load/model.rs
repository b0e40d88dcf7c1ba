//! A module as written: its blocks by what they declare, override files merged in.

use std::{collections::HashMap, sync::Arc};

use tollgate_hcl::ast::{Attribute, Block, Body, Expr, ExprKind, File, Ident};
use tollgate_ir::Mode;
use tollgate_source::{Diagnostic, Span, WorldPath};

use crate::load::overrides::Overridden;

/// One module folder.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) path: WorldPath,
    pub(crate) variables: Vec<Variable>,
    pub(crate) locals: Vec<Attribute>,
    pub(crate) outputs: Vec<Block>,
    pub(crate) resources: Vec<ResourceBlock>,
    pub(crate) calls: Vec<Call>,
    pub(crate) providers: Vec<Provider>,
    /// `terraform` blocks.
    pub(crate) settings: Vec<Block>,
    /// `check`, `moved`, `import`, `removed`.
    pub(crate) others: Vec<Block>,
    pub(crate) index: Index,
    /// Values that replace others, with the places of those.
    pub(crate) overridden: Overridden,
}

/// Where each name is declared. Of two declarations references mean the first; both are looked at.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) variables: HashMap<Arc<str>, usize>,
    pub(crate) locals: HashMap<Arc<str>, usize>,
    pub(crate) outputs: HashMap<Arc<str>, usize>,
    pub(crate) resources: HashMap<(Mode, Arc<str>, Arc<str>), usize>,
    pub(crate) calls: HashMap<Arc<str>, usize>,
}

#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: Arc<str>,
    pub(crate) block: Block,
}

#[derive(Debug)]
pub(crate) struct ResourceBlock {
    pub(crate) mode: Mode,
    pub(crate) ty: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) block: Block,
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Arc<str>,
    pub(crate) block: Block,
}

#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: Arc<str>,
    pub(crate) alias: Option<Arc<str>>,
    pub(crate) block: Block,
}

impl Variable {
    pub(crate) fn default(&self) -> Option<&Expr> {
        self.block.body.attribute("default").map(|attribute| &attribute.value)
    }

    pub(crate) fn is_sensitive(&self) -> bool {
        flag(&self.block.body, "sensitive") == Some(true)
    }

    pub(crate) fn is_ephemeral(&self) -> bool {
        flag(&self.block.body, "ephemeral") == Some(true)
    }

    pub(crate) fn is_nullable(&self) -> bool {
        flag(&self.block.body, "nullable") != Some(false)
    }
}

impl Call {
    /// The `source` argument as written.
    pub(crate) fn source(&self) -> Option<(&str, Span)> {
        let attribute = self.block.body.attribute("source")?;
        literal(&attribute.value).map(|text| (text, attribute.value.span))
    }
}

fn flag(body: &Body, name: &str) -> Option<bool> {
    match body.attribute(name)?.value.kind {
        ExprKind::Bool(value) => Some(value),
        _ => None,
    }
}

/// The text of a quoted string without interpolation.
pub(crate) fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::String(text) => Some(text),
        ExprKind::Parenthesis(inner) => literal(inner),
        _ => None,
    }
}

/// Sorts the blocks of `files` (the override files last, and named apart) by what they declare.
pub(crate) fn build(path: WorldPath, files: Vec<File>, overrides: Vec<File>) -> (Module, Vec<Diagnostic>) {
    let mut module = Module {
        path,
        variables: Vec::new(),
        locals: Vec::new(),
        outputs: Vec::new(),
        resources: Vec::new(),
        calls: Vec::new(),
        providers: Vec::new(),
        settings: Vec::new(),
        others: Vec::new(),
        index: Index::default(),
        overridden: Overridden::default(),
    };
    let mut diagnostics = Vec::new();
    for file in files {
        for attribute in file.body.attributes {
            diagnostics.push(
                Diagnostic::error(format!("the argument `{}` stands outside of any block", attribute.name.name))
                    .at(attribute.name.span)
                    .help("values for variables belong into a `.tfvars` file, values of a module into `locals`"),
            );
        }
        for block in file.body.blocks {
            module.add(block, &mut diagnostics);
        }
    }
    for file in overrides {
        for block in file.body.blocks {
            module.override_by(block, &mut diagnostics);
        }
    }
    (module, diagnostics)
}

impl Module {
    /// Whether `required_providers` lists the local name `provider`.
    pub(crate) fn requires(&self, provider: &str) -> bool {
        let lists = self.settings.iter().flat_map(|block| block.body.blocks_of("required_providers"));
        lists.into_iter().any(|block| block.body.attribute(provider).is_some())
    }

    /// The name of the `check` block around a data source, when there is one.
    pub(crate) fn scope_of(&self, data: &Block) -> Option<&str> {
        let checks = self.others.iter().filter(|block| &*block.ty.name == "check");
        let mut around = checks.filter(|check| &*data.ty.name == "data" && check.span.contains(data.span));
        Some(around.next()?.labels.first().map_or("", |label| &label.name))
    }

    pub(crate) fn add(&mut self, block: Block, diagnostics: &mut Vec<Diagnostic>) {
        let wanted = match &*block.ty.name {
            "resource" | "data" | "ephemeral" => 2,
            "variable" | "output" | "module" | "provider" | "check" => 1,
            "locals" | "terraform" | "moved" | "import" | "removed" => 0,
            other => {
                diagnostics.push(unknown_block(&block, other));
                return;
            }
        };
        if block.labels.len() != wanted {
            diagnostics.push(
                Diagnostic::error(format!(
                    "a `{}` block has {wanted} label{}, this one has {}",
                    block.ty.name,
                    if wanted == 1 { "" } else { "s" },
                    block.labels.len()
                ))
                .at(block.header),
            );
            return;
        }
        let label = |n: usize| Arc::clone(&block.labels[n].name);
        match &*block.ty.name {
            "resource" | "data" | "ephemeral" => self.add_resource(block, diagnostics),
            "variable" => {
                let name = label(0);
                if let Some(first) = declare(&mut self.index.variables, Arc::clone(&name), self.variables.len()) {
                    let first = self.variables[first].block.header;
                    diagnostics.push(twice(&format!("variable `{name}`"), block.header, first));
                }
                self.variables.push(Variable { name, block });
            }
            "output" => {
                let name = label(0);
                if let Some(first) = declare(&mut self.index.outputs, Arc::clone(&name), self.outputs.len()) {
                    diagnostics.push(twice(&format!("output `{name}`"), block.header, self.outputs[first].header));
                }
                self.outputs.push(block);
            }
            "module" => {
                let name = label(0);
                if let Some(first) = declare(&mut self.index.calls, Arc::clone(&name), self.calls.len()) {
                    let first = self.calls[first].block.header;
                    diagnostics.push(twice(&format!("module `{name}`"), block.header, first));
                }
                self.calls.push(Call { name, block });
            }
            "provider" => {
                let name = label(0);
                let alias: Option<Arc<str>> =
                    block.body.attribute("alias").and_then(|a| literal(&a.value)).map(Arc::from);
                if let Some(first) = self.providers.iter().find(|one| one.name == name && one.alias == alias) {
                    let what = match &alias {
                        Some(alias) => format!("provider `{name}.{alias}`"),
                        None => format!("provider `{name}`"),
                    };
                    diagnostics.push(
                        twice(&what, block.header, first.block.header)
                            .help("remove one of them, or give it an `alias` of its own"),
                    );
                }
                self.providers.push(Provider { name, alias, block });
            }
            "locals" => {
                for attribute in block.body.attributes {
                    let name = Arc::clone(&attribute.name.name);
                    if let Some(first) = declare(&mut self.index.locals, Arc::clone(&name), self.locals.len()) {
                        let first = self.locals[first].name.span;
                        diagnostics.push(twice(&format!("local `{name}`"), attribute.name.span, first));
                    }
                    self.locals.push(attribute);
                }
            }
            "check" => {
                // Its data sources have addresses like all others.
                let scoped = block.body.blocks_of("data").filter(|data| data.labels.len() == 2);
                let scoped: Vec<Block> = scoped.cloned().collect();
                scoped.into_iter().for_each(|data| self.add_resource(data, diagnostics));
                self.others.push(block);
            }
            "terraform" => self.settings.push(block),
            _ => self.others.push(block),
        }
    }

    fn add_resource(&mut self, block: Block, diagnostics: &mut Vec<Diagnostic>) {
        let label = |n: usize| Arc::clone(&block.labels[n].name);
        let resource = ResourceBlock { mode: mode(&block.ty), ty: label(0), name: label(1), block };
        let key = (resource.mode, Arc::clone(&resource.ty), Arc::clone(&resource.name));
        if let Some(first) = declare(&mut self.index.resources, key, self.resources.len()) {
            let what = format!("{} `{}.{}`", resource.block.ty.name, resource.ty, resource.name);
            diagnostics.push(twice(&what, resource.block.header, self.resources[first].block.header));
        }
        self.resources.push(resource);
    }
}

pub(crate) fn mode(ty: &Ident) -> Mode {
    match &*ty.name {
        "data" => Mode::Data,
        "ephemeral" => Mode::Ephemeral,
        _ => Mode::Managed,
    }
}

/// Declares `key` at `at`, or returns where it is declared already.
fn declare<K: std::hash::Hash + Eq>(index: &mut HashMap<K, usize>, key: K, at: usize) -> Option<usize> {
    match index.entry(key) {
        std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(at);
            None
        }
    }
}

fn twice(what: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error(format!("{what} is declared twice in this module"))
        .at(again)
        .label(first, "first declared here")
        .help("rename or remove one of them")
}

fn unknown_block(block: &Block, name: &str) -> Diagnostic {
    let known = [
        "resource",
        "data",
        "ephemeral",
        "variable",
        "output",
        "module",
        "provider",
        "check",
        "locals",
        "terraform",
        "moved",
        "import",
        "removed",
    ];
    let diagnostic = Diagnostic::error(format!("Terraform has no `{name}` blocks")).at(block.ty.span);
    match tollgate_source::did_you_mean(name, known) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic,
    }
}
