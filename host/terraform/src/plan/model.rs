//! What a plan says, sorted by what is asked of it.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::json::{Json, JsonKind};
use tollgate_ir::{Address, AddressKind, Mode};
use tollgate_source::{Diagnostic, Span, WorldPath};

use super::{PlannedKeys, address};

/// Names of calls, without keys: a block of the configuration, whichever instances it has.
type BlockName = (Vec<Arc<str>>, Mode, Arc<str>, Arc<str>);

/// A plan that is borrowed from its JSON.
#[derive(Debug)]
pub(super) struct Plan<'p> {
    pub(super) variables: Vec<(Arc<str>, &'p Json)>,
    /// By address, what will exist and what will not any more.
    pub(super) resources: BTreeMap<AddressKind, Planned<'p>>,
    pub(super) outputs: Vec<(Arc<str>, Change<'p>)>,
    /// The blocks of the configuration that the plan was made of, with the arguments that they give.
    pub(super) blocks: BTreeMap<BlockName, Option<&'p Json>>,
    /// Nothing was left out: no `-target`, nothing deferred, no error.
    pub(super) is_complete: bool,
    pub(super) root: Arc<str>,
    pub(super) variant: Arc<str>,
    pub(super) span: Span,
}

/// One resource of a plan.
#[derive(Debug)]
pub(super) struct Planned<'p> {
    pub(super) change: Change<'p>,
    /// Will it be there when the plan was applied?
    pub(super) exists: bool,
    /// Its address in the file, and all that is said of it.
    pub(super) span: Span,
    pub(super) block_span: Span,
}

/// A value after the plan was applied: what is known, where it is unknown, where it is sensitive.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change<'p> {
    pub(super) after: Option<&'p Json>,
    pub(super) unknown: Option<&'p Json>,
    pub(super) sensitive: Option<&'p Json>,
}

impl<'p> Plan<'p> {
    pub(super) fn read(json: &'p Json, path: &WorldPath, variant: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        let is_true = |key: &str| matches!(json.get(key).map(|json| &json.kind), Some(JsonKind::Bool(true)));
        let is_false = |key: &str| matches!(json.get(key).map(|json| &json.kind), Some(JsonKind::Bool(false)));
        let is_deferred = !items(json.get("deferred_changes")).is_empty();
        let mut plan = Self {
            variables: Vec::new(),
            resources: BTreeMap::new(),
            outputs: Vec::new(),
            blocks: BTreeMap::new(),
            is_complete: !is_false("complete") && !is_true("errored") && !is_deferred,
            root: path.to_string().into(),
            variant: Arc::clone(variant),
            span: Span { end: json.span.start, ..json.span },
        };
        let mut diagnostics = Vec::new();
        if !plan.is_complete {
            let why = if is_true("errored") {
                "planning ended with an error"
            } else {
                "it was made with `-target` or leaves changes for later"
            };
            diagnostics.push(
                Diagnostic::warning(format!("the plan is not complete: {why}")).at(plan.span).help(
                    "what it leaves out was checked as far as the configuration says; plan everything to know more",
                ),
            );
        }
        for variable in json.get("variables").map_or(&[][..], Json::members) {
            if let Some(value) = variable.value.get("value") {
                plan.variables.push((Arc::clone(&variable.key.name), value));
            }
        }
        if let Some(module) = json.get("configuration").and_then(|configuration| configuration.get("root_module")) {
            plan.blocks(module, &mut Vec::new());
        }
        let prior = json.get("prior_state").and_then(|state| state.get("values")).and_then(|v| v.get("root_module"));
        if let Some(module) = prior {
            plan.data(module, &mut diagnostics);
        }
        for change in items(json.get("resource_changes")) {
            plan.change(change, &mut diagnostics);
        }
        for output in json.get("output_changes").map_or(&[][..], Json::members) {
            if !is_gone(&output.value) {
                plan.outputs.push((Arc::clone(&output.key.name), Change::of(&output.value)));
            }
        }
        (plan, diagnostics)
    }

    /// Data sources that were read while planning stand in the state before it.
    fn data(&mut self, module: &'p Json, diagnostics: &mut Vec<Diagnostic>) {
        let path = module.get("address").and_then(Json::as_str).unwrap_or_default();
        for resource in items(module.get("resources")) {
            if resource.get("mode").and_then(Json::as_str) == Some("data") {
                let change = Change {
                    after: resource.get("values"),
                    unknown: None,
                    sensitive: resource.get("sensitive_values"),
                };
                self.add(resource, path, change, true, diagnostics);
            }
        }
        for child in items(module.get("child_modules")) {
            self.data(child, diagnostics);
        }
    }

    fn change(&mut self, resource: &'p Json, diagnostics: &mut Vec<Diagnostic>) {
        // What a failed replacement left behind is on its way out, beside the one that counts.
        if resource.get("deposed").is_some() {
            return;
        }
        let Some(change) = resource.get("change") else { return };
        let path = resource.get("module_address").and_then(Json::as_str).unwrap_or_default();
        self.add(resource, path, Change::of(change), !is_gone(change), diagnostics);
    }

    fn add(
        &mut self,
        resource: &'p Json,
        module: &str,
        change: Change<'p>,
        exists: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let text = |key: &str| resource.get(key).and_then(Json::as_str);
        let kind = || {
            Some(AddressKind::Terraform {
                module: address::module(module)?,
                mode: if text("mode") == Some("data") { Mode::Data } else { Mode::Managed },
                ty: text("type")?.into(),
                name: text("name")?.into(),
                key: address::index(resource.get("index"))?,
            })
        };
        match kind() {
            Some(kind) => {
                let span = resource.get("address").unwrap_or(resource).span;
                let planned = Planned { change, exists, span, block_span: resource.span };
                self.resources.insert(kind, planned);
            }
            None => diagnostics.push(
                Diagnostic::warning("this entry of the plan names no resource and was not checked")
                    .at(resource.span)
                    .help("write the plan again with `terraform show -json`"),
            ),
        }
    }

    fn blocks(&mut self, module: &'p Json, path: &mut Vec<Arc<str>>) {
        for block in items(module.get("resources")) {
            let text = |key: &str| block.get(key).and_then(Json::as_str);
            if let (Some(ty), Some(name)) = (text("type"), text("name")) {
                let mode = match text("mode") {
                    Some("data") => Mode::Data,
                    Some("ephemeral") => Mode::Ephemeral,
                    _ => Mode::Managed,
                };
                self.blocks.insert((path.clone(), mode, ty.into(), name.into()), block.get("expressions"));
            }
        }
        for call in module.get("module_calls").map_or(&[][..], Json::members) {
            if let Some(module) = call.value.get("module") {
                path.push(Arc::clone(&call.key.name));
                self.blocks(module, path);
                path.pop();
            }
        }
    }

    /// Whether the configuration that the plan was made of has the block of this address.
    pub(super) fn has_block(&self, address: &AddressKind) -> bool {
        block_name(address).is_some_and(|name| self.blocks.contains_key(&name))
    }

    /// The arguments that the configuration gives to a resource, where the plan says so.
    pub(super) fn arguments(&self, address: &AddressKind) -> Option<&'p Json> {
        self.blocks.get(&block_name(address)?).copied().flatten()
    }

    pub(super) fn address(&self, kind: &AddressKind) -> Arc<Address> {
        let (root, variant) = (Arc::clone(&self.root), Arc::clone(&self.variant));
        Arc::new(Address { root, variant, kind: kind.clone() })
    }

    /// Which instances of resources and modules there will be.
    pub(super) fn keys(&self) -> PlannedKeys {
        let mut keys = PlannedKeys::default();
        for ((path, mode, ty, name), _) in self.blocks.iter().filter(|_| self.is_complete) {
            keys.block(path, *mode, ty, name);
        }
        for (kind, _) in self.resources.iter().filter(|(_, planned)| planned.exists) {
            if let AddressKind::Terraform { module, mode, ty, name, key } = kind {
                keys.instance(module, *mode, ty, name, key);
            }
        }
        keys
    }
}

impl<'p> Change<'p> {
    fn of(change: &'p Json) -> Self {
        Self {
            after: change.get("after"),
            unknown: change.get("after_unknown"),
            sensitive: change.get("after_sensitive"),
        }
    }

    pub(super) fn is_unknown(&self) -> bool {
        matches!(self.unknown.map(|json| &json.kind), Some(JsonKind::Bool(true)))
    }

    pub(super) fn is_sensitive(&self) -> bool {
        matches!(self.sensitive.map(|json| &json.kind), Some(JsonKind::Bool(true)))
    }

    /// What holds for the member `key`.
    pub(super) fn member(&self, key: &str) -> Self {
        let of = |json: Option<&'p Json>| json.and_then(|json| json.get(key));
        Self { after: of(self.after), unknown: of(self.unknown), sensitive: of(self.sensitive) }
    }

    /// What holds for the element `index`.
    pub(super) fn element(&self, index: usize) -> Self {
        let of = |json: Option<&'p Json>| items(json).get(index);
        Self { after: of(self.after), unknown: of(self.unknown), sensitive: of(self.sensitive) }
    }
}

fn block_name(address: &AddressKind) -> Option<BlockName> {
    match address {
        AddressKind::Terraform { module, mode, ty, name, .. } => {
            let path = module.iter().map(|(name, _)| Arc::clone(name)).collect();
            Some((path, *mode, Arc::clone(ty), Arc::clone(name)))
        }
        _ => None,
    }
}

/// Deleted, or no longer looked after.
fn is_gone(change: &Json) -> bool {
    let actions: Vec<&str> = items(change.get("actions")).iter().filter_map(Json::as_str).collect();
    let is_null = change.get("after").is_none_or(|after| matches!(after.kind, JsonKind::Null));
    actions == ["delete"] || actions == ["forget"] || (is_null && change.get("after_unknown").is_none())
}

/// The elements of an array, none for anything else.
pub(super) fn items(json: Option<&Json>) -> &[Json] {
    match json.map(|json| &json.kind) {
        Some(JsonKind::Array(items)) => items,
        _ => &[],
    }
}
