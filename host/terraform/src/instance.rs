//! The state of an evaluation: module instances, what each name in them was found to be, and what there is
//! to say.
//!
//! Everything is computed on demand and once. A name that is asked for while it is being computed is a cycle.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    rc::Rc,
    sync::Arc,
};

use tollgate_hcl::ast::Template;
use tollgate_ir::{Address, AddressKind, How, Key, Mode, Tri, Value};
use tollgate_source::{Diagnostic, FileId, Span, WorldPath};

use crate::{
    Installed, Request,
    constraint::Constraint,
    expand::{ExpandedCall, ExpandedResource},
    expr::eval::{Fault, Repetition},
    limits::Used,
    load::model::Module,
    plan::PlannedKeys,
};

pub(crate) struct Evaluation<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) root: Arc<str>,
    pub(crate) modules: RefCell<HashMap<WorldPath, Option<Rc<Module>>>>,
    pub(crate) templates: RefCell<HashMap<FileId, Option<Rc<Template>>>>,
    /// Folders of installed modules by call path (`net.subnets`), from `.terraform/modules/modules.json`.
    pub(crate) installed: HashMap<String, Installed>,
    /// Values for the root's variables.
    pub(crate) inputs: HashMap<Arc<str>, (Value, How)>,
    pub(crate) workspace: Arc<str>,
    /// Nothing selects a workspace. Told where it matters first, and then no more.
    pub(crate) is_workspace_assumed: bool,
    pub(crate) is_workspace_told: Cell<bool>,
    /// Text that must not be shown.
    pub(crate) secrets: RefCell<BTreeSet<Span>>,
    /// The instances of blocks, where there is a plan that knows them.
    pub(crate) planned: Option<PlannedKeys>,
    /// A template file is being rendered.
    pub(crate) rendering: Cell<bool>,
    /// The expression that is evaluated may fail, though it has given a value: `try()` and `can()` look at this.
    doubt: Cell<bool>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    told: RefCell<HashSet<(Option<Span>, String)>>,
    pub(crate) missing: RefCell<Missing>,
    /// Modules whose variables and settings are among the documents.
    pub(crate) declared: RefCell<HashSet<WorldPath>>,
    running: RefCell<Vec<String>>,
    pub(crate) used: Used,
    /// The instances that call modules, which hold on to what they call as that holds on to them.
    pub(crate) callers: RefCell<Vec<Rc<Instance>>>,
}

impl Drop for Evaluation<'_> {
    /// Nothing else would ever free a module instance and its caller.
    fn drop(&mut self) {
        for caller in self.callers.take() {
            caller.modules.iter().for_each(Slot::clear);
        }
    }
}

/// One instance of a module, with a slot for everything it declares.
pub(crate) struct Instance {
    pub(crate) module: Rc<Module>,
    /// Calls from the root down to here.
    pub(crate) path: Vec<(Arc<str>, Key)>,
    pub(crate) calls: Vec<Span>,
    pub(crate) exists: Tri,
    pub(crate) caller: Option<Caller>,
    pub(crate) providers: Providers,
    pub(crate) constraints: Vec<Slot<Rc<Constraint>>>,
    pub(crate) variables: Vec<Slot<(Value, Option<How>)>>,
    pub(crate) locals: Vec<Slot<Value>>,
    pub(crate) outputs: Vec<Slot<Value>>,
    pub(crate) resources: Vec<Slot<Rc<ExpandedResource>>>,
    pub(crate) modules: Vec<Slot<Rc<ExpandedCall>>>,
    pub(crate) default_tags: RefCell<HashMap<usize, Value>>,
}

/// The block that made an instance of a module.
pub(crate) struct Caller {
    pub(crate) instance: Rc<Instance>,
    pub(crate) call: usize,
    pub(crate) repetition: Repetition,
}

/// Provider configurations an instance uses that are configured further up: local name and alias here →
/// the instance that has the block, and the block's number there.
pub(crate) type Providers = HashMap<(Arc<str>, Option<Arc<str>>), (Rc<Instance>, usize)>;

impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instance").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Sources of modules that are not on disk, with names and places of the calls.
pub(crate) type Missing = BTreeMap<Arc<str>, Vec<(Arc<str>, Span)>>;

/// A value that is computed once.
pub(crate) struct Slot<T>(RefCell<State<T>>);

enum State<T> {
    Empty,
    Running,
    Done(T),
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(RefCell::new(State::Empty))
    }
}

impl<T> Slot<T> {
    pub(crate) fn is_done(&self) -> bool {
        matches!(*self.0.borrow(), State::Done(_))
    }

    fn clear(&self) {
        drop(self.0.replace(State::Empty));
    }
}

pub(crate) fn slots<T>(n: usize) -> Vec<Slot<T>> {
    (0..n).map(|_| Slot::default()).collect()
}

impl Instance {
    pub(crate) fn new(module: Rc<Module>, caller: Option<Caller>, key: Key, exists: Tri, providers: Providers) -> Self {
        let (mut path, mut calls) = (Vec::new(), Vec::new());
        if let Some(caller) = &caller {
            let call = &caller.instance.module.calls[caller.call];
            path.clone_from(&caller.instance.path);
            path.push((Arc::clone(&call.name), key));
            calls.clone_from(&caller.instance.calls);
            calls.push(call.block.header);
        }
        Self {
            path,
            calls,
            exists,
            caller,
            providers,
            constraints: slots(module.variables.len()),
            variables: slots(module.variables.len()),
            locals: slots(module.locals.len()),
            outputs: slots(module.outputs.len()),
            resources: slots(module.resources.len()),
            modules: slots(module.calls.len()),
            default_tags: RefCell::default(),
            module,
        }
    }

    /// `module.a.module.b.` in front of names in this instance; empty in the root.
    pub(crate) fn prefix(&self) -> String {
        self.path.iter().map(|(name, key)| format!("module.{name}{key}.")).collect()
    }

    /// The names of the calls, as Terraform's module manifest joins them.
    pub(crate) fn call_path(&self) -> String {
        self.path.iter().map(|(name, _)| &**name).collect::<Vec<_>>().join(".")
    }
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(request: &'a Request<'a>) -> Self {
        Self {
            request,
            root: request.root.to_string().into(),
            modules: RefCell::default(),
            templates: RefCell::default(),
            installed: HashMap::new(),
            inputs: HashMap::new(),
            workspace: "default".into(),
            is_workspace_assumed: false,
            is_workspace_told: Cell::new(false),
            secrets: RefCell::default(),
            planned: None,
            rendering: Cell::new(false),
            doubt: Cell::new(false),
            diagnostics: RefCell::default(),
            told: RefCell::default(),
            missing: RefCell::default(),
            declared: RefCell::default(),
            running: RefCell::default(),
            used: Used::default(),
            callers: RefCell::default(),
        }
    }

    /// Says something once.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        if self.told.borrow_mut().insert((diagnostic.span, diagnostic.message.clone())) {
            self.diagnostics.borrow_mut().push(diagnostic);
        }
    }

    /// Whether nobody has asked this about `message` before.
    pub(crate) fn first_time(&self, message: &str) -> bool {
        self.told.borrow_mut().insert((None, message.to_owned()))
    }

    pub(crate) fn map_diagnostics(&self, change: impl FnMut(Diagnostic) -> Diagnostic) {
        let all = self.take_diagnostics();
        *self.diagnostics.borrow_mut() = all.into_iter().map(change).collect();
    }

    pub(crate) fn take_diagnostics(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *self.diagnostics.borrow_mut())
    }

    /// The content of `slot`, computed now if it was not yet.
    ///
    /// # Errors
    /// When it is just being computed: the names on the way round.
    pub(crate) fn demand<T: Clone>(
        &self,
        slot: &Slot<T>,
        name: impl FnOnce() -> String,
        span: Span,
        compute: impl FnOnce() -> T,
    ) -> Result<T, Fault> {
        let name = match &*slot.0.borrow() {
            State::Done(value) => return Ok(value.clone()),
            State::Running => {
                let name = name();
                let running = self.running.borrow();
                let start = running.iter().rposition(|other| *other == name).unwrap_or(0);
                let mut round: Vec<String> = running[start..].iter().map(|name| format!("`{name}`")).collect();
                round.push(format!("`{name}`"));
                return Err(Fault::new(span, format!("these depend on each other in a cycle: {}", round.join(" → ")))
                    .help("let one of them use a value that does not depend on the others"));
            }
            State::Empty => name(),
        };
        *slot.0.borrow_mut() = State::Running;
        self.running.borrow_mut().push(name);
        // What may fail in there fails there, not where its value is used.
        let (value, _) = self.doubting(compute);
        self.running.borrow_mut().pop();
        *slot.0.borrow_mut() = State::Done(value.clone());
        Ok(value)
    }

    /// Remembers that what is evaluated just now may fail.
    pub(crate) fn doubt_if(&self, may_fail: bool) {
        self.doubt.set(self.doubt.get() || may_fail);
    }

    /// The result of `compute`, and whether it may be none.
    pub(crate) fn doubting<T>(&self, compute: impl FnOnce() -> T) -> (T, bool) {
        let outer = self.doubt.replace(false);
        let result = compute();
        (result, self.doubt.replace(outer))
    }

    pub(crate) fn address(&self, instance: &Instance, mode: Mode, ty: &Arc<str>, name: &Arc<str>, key: Key) -> Address {
        let (ty, name) = (Arc::clone(ty), Arc::clone(name));
        self.named(AddressKind::Terraform { module: instance.path.clone(), mode, ty, name, key })
    }

    /// The address of something that is no resource: a variable, a module call, a provider.
    pub(crate) fn block_address(&self, instance: &Instance, block: &str, name: &str) -> Address {
        self.named(AddressKind::TerraformBlock {
            module: instance.path.clone(),
            block: block.into(),
            name: name.into(),
        })
    }

    fn named(&self, kind: AddressKind) -> Address {
        Address { root: Arc::clone(&self.root), variant: Arc::clone(&self.request.variant), kind }
    }
}
