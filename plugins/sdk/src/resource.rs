//! Resources, and the view of all that a rule sees.

use std::{any::Any, cell::RefCell, rc::Rc};

use tollgate_batch as batch;

use crate::{Value, value::ValueId};

/// Where a resource comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    Terraform,
    Compose,
    Kubernetes,
}

/// Whether a resource exists at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existence {
    No,
    /// Its `count`, `for_each` or profile is unknown.
    Unknown,
    Yes,
}

/// A resource. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    inner: batch::Resource<'a>,
}

impl PartialEq for Resource<'_> {
    /// Within one batch.
    fn eq(&self, other: &Self) -> bool {
        self.inner.index() == other.inner.index()
    }
}

impl Eq for Resource<'_> {}

impl<'a> Resource<'a> {
    pub(crate) fn new(inner: batch::Resource<'a>) -> Self {
        Self { inner }
    }

    /// Identifies the resource within the batch.
    pub fn index(&self) -> u32 {
        self.inner.index()
    }

    /// e.g. `aws_lb`.
    pub fn type_name(&self) -> &'a str {
        self.inner.type_name()
    }

    /// The last name in the address.
    pub fn name(&self) -> &'a str {
        self.inner.name()
    }

    /// e.g. `module.net.aws_lb.web["a"]`.
    pub fn address(&self) -> &'a str {
        self.inner.address()
    }

    /// e.g. `module.net`; empty in the root module.
    pub fn module(&self) -> &'a str {
        self.inner.module()
    }

    /// The root it belongs to: references never cross roots.
    pub fn root(&self) -> &'a str {
        self.inner.root()
    }

    pub fn variant(&self) -> &'a str {
        self.inner.variant()
    }

    pub fn input(&self) -> Input {
        match self.inner.input() {
            batch::INPUT_COMPOSE => Input::Compose,
            batch::INPUT_KUBERNETES => Input::Kubernetes,
            _ => Input::Terraform,
        }
    }

    /// Read from the cloud rather than managed.
    pub fn is_data(&self) -> bool {
        self.inner.mode() == batch::MODE_DATA
    }

    pub fn exists(&self) -> Existence {
        match self.inner.exists() {
            batch::EXISTS_NO => Existence::No,
            batch::EXISTS_YES => Existence::Yes,
            _ => Existence::Unknown,
        }
    }

    /// Attributes and blocks; a finding about the body points at the header of the resource.
    pub fn body(&self) -> Value<'a> {
        Value::new(self.inner.body())
    }

    /// An attribute, or the list of blocks of a type.
    pub fn attr(&self, name: &str) -> Value<'a> {
        self.body().attr(name)
    }

    /// A block that occurs at most once.
    pub fn block(&self, name: &str) -> Value<'a> {
        self.body().block(name)
    }

    /// Resources of the batch that refer to this one, with the referring value. A resource may occur several
    /// times.
    pub fn referrers(&self) -> impl Iterator<Item = (Resource<'a>, Value<'a>)> + use<'a> {
        let index = self.inner.index();
        self.inner.batch().edges_to(index).map(|edge| (Resource::new(edge.from), Value::new(edge.node)))
    }
}

/// All resources that a rule of scope `linked` or `project` sees at once: those of its types.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    inner: &'a batch::Batch<'a>,
    found: &'a Found,
    /// The types of the batch that the rule reads, in order. A batch holds what any rule of the plugin reads, and what
    /// one rule says must not change with which others are on.
    types: &'a [&'a str],
}

/// What rules found out about a batch, one value of each type.
#[derive(Default, Debug)]
pub(crate) struct Found(RefCell<Vec<Rc<dyn Any>>>);

impl<'a> View<'a> {
    pub(crate) fn new(inner: &'a batch::Batch<'a>, found: &'a Found, types: &'a [&'a str]) -> Self {
        Self { inner, found, types }
    }

    /// What several rules of a plugin need to know of a batch, found out for the first of them: there is one value of
    /// each type. It must depend on nothing but the batch and sections of the settings, and on no types that only some
    /// of these rules read. It outlives no batch and so
    /// holds numbers ([`Resource::index`], [`Value::id`]) rather than values.
    pub fn once<T: Any>(&self, find: impl FnOnce() -> T) -> Rc<T> {
        let known = self.found.0.borrow().iter().find_map(|one| Rc::clone(one).downcast().ok());
        known.unwrap_or_else(|| {
            let new = Rc::new(find());
            self.found.0.borrow_mut().push(Rc::clone(&new) as Rc<dyn Any>);
            new
        })
    }

    /// The value that [`Value::id`] stands for.
    pub fn value(&self, id: ValueId) -> Value<'a> {
        Value::of(self.inner, id)
    }

    /// Those of the types of the rule, sorted by type, then by address.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'a>> + use<'a> {
        let inner = self.inner;
        self.types.iter().flat_map(|ty| inner.resources_of(ty)).map(Resource::new)
    }

    /// Resources of exactly this type; none of a type that is not one of the rule.
    pub fn of(&self, type_name: &str) -> impl Iterator<Item = Resource<'a>> + use<'a> {
        let inner = self.inner;
        let ty = self.types.iter().find(|ty| **ty == type_name);
        ty.into_iter().flat_map(|ty| inner.resources_of(ty)).map(Resource::new)
    }

    pub fn resource(&self, index: u32) -> Resource<'a> {
        Resource::new(self.inner.resource(index))
    }
}
