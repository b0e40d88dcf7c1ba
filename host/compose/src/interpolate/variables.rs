//! The variables that a text may use: of the process, of `.env` and other environment files.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{How, Origin};

use crate::model::Text;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) value: Text,
    pub(crate) origin: Option<(How, Origin)>,
}

/// Values by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(BTreeMap<Arc<str>, Variable>);

impl Variables {
    pub(crate) fn get(&self, name: &str) -> Option<&Variable> {
        self.0.get(name)
    }

    pub(crate) fn set(&mut self, name: &str, variable: Variable) {
        self.0.insert(name.into(), variable);
    }

    /// Adds what is not there yet.
    pub(crate) fn add_weaker(&mut self, weaker: &Variables) {
        for (name, variable) in &weaker.0 {
            self.0.entry(Arc::clone(name)).or_insert_with(|| variable.clone());
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Variable)> {
        self.0.iter()
    }
}
