//! Templates by name. `tpl` sees all of its caller and adds some of its own.

use std::{collections::HashMap, rc::Rc};

use crate::tree::Tree;

#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    own: HashMap<Rc<str>, Rc<Tree>>,
    /// What the caller of `tpl` has.
    outer: Option<Rc<Set>>,
}

impl Set {
    pub(super) fn within(outer: &Rc<Self>) -> Self {
        Self { own: HashMap::new(), outer: Some(Rc::clone(outer)) }
    }

    pub(super) fn get(&self, name: &str) -> Option<Rc<Tree>> {
        let mut set = self;
        loop {
            if let Some(tree) = set.own.get(name) {
                return Some(Rc::clone(tree));
            }
            set = set.outer.as_deref()?;
        }
    }

    /// A template that says nothing replaces none.
    pub(super) fn add(&mut self, tree: Rc<Tree>) {
        if !tree.is_empty() || self.get(&tree.name).is_none() {
            self.own.insert(Rc::clone(&tree.name), tree);
        }
    }
}
