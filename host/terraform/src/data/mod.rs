//! Data sources whose answer needs nobody to be asked: what they compute from their arguments, and what they
//! repeat from the configuration of their provider or of the run.
//!
//! What is not configured stays unknown, as all else that a data source reads, and says what to configure.

mod aws;
mod azure;
mod files;
mod google;
mod policy;

use std::{rc::Rc, sync::Arc};

use tollgate_ir::{Address, Entry, Origin, Refinement, Step, Type, Unknown, Value, Why};
use tollgate_source::Span;

use crate::{
    expr::{eval::Scope, unknown},
    instance::{Evaluation, Instance},
    load::model::ResourceBlock,
    lower::{blocks::Entries, providers::provider_name},
};

/// One instance of a data source.
pub(crate) struct Source<'s> {
    pub(crate) instance: &'s Rc<Instance>,
    pub(crate) block: &'s ResourceBlock,
    pub(crate) address: &'s Arc<Address>,
}

impl Evaluation<'_> {
    /// Adds to the arguments of a data source what is known of its attributes.
    pub(crate) fn add_facts(&self, source: &Source<'_>, entries: &mut Entries) {
        match &*source.block.ty {
            "aws_arn" => aws::arn(source, entries),
            "aws_caller_identity" => self.aws_caller_identity(source, entries),
            "aws_default_tags" => self.aws_default_tags(source, entries),
            "aws_iam_policy_document" => self.aws_iam_policy_document(source, entries),
            "aws_partition" => self.aws_partition(source, entries),
            "aws_region" => self.aws_region(source, entries),
            "aws_service_principal" => self.aws_service_principal(source, entries),
            "azurerm_client_config" => self.azurerm_client_config(source, entries),
            "google_client_config" => self.google_client_config(source, entries),
            "google_project" => self.google_project(source, entries),
            "local_file" | "local_sensitive_file" => self.local_file(source, entries),
            "template_file" => self.template_file(source, entries),
            _ => {}
        }
    }

    /// The block that configures the provider of a data source: the module instance it is in, and its number
    /// there.
    fn provider_of(&self, source: &Source<'_>) -> Option<(Rc<Instance>, usize)> {
        let wanted = match source.block.block.body.attribute("provider") {
            Some(attribute) => provider_name(&attribute.value)?,
            None => (source.block.ty.split('_').next().unwrap_or("").into(), None),
        };
        self.provider(source.instance, &wanted)
    }

    /// An argument of the provider's configuration; `None` when it is not set or in error, which is told where
    /// it stands.
    fn provider_argument(&self, source: &Source<'_>, name: &str) -> Option<Value> {
        let (owner, at) = self.provider_of(source)?;
        let attribute = owner.module.providers[at].block.body.attribute(name)?;
        self.eval(&attribute.value, &Scope::module(&owner)).ok().filter(|value| !value.is_null())
    }
}

impl Source<'_> {
    fn header(&self) -> Span {
        self.block.block.header
    }

    /// A text that nothing in the configuration says in so many words.
    fn text(&self, text: impl Into<Arc<str>>) -> Value {
        Value::string(text, Origin::at(self.header()))
    }

    /// The attribute `name`, which `setting` would decide.
    fn not_configured(&self, name: &str, setting: &str) -> Value {
        self.unknown(name, Why::NotConfigured(setting.into()))
    }

    /// The attribute `name`, a string.
    fn unknown(&self, name: &str, why: Why) -> Value {
        unknown::attribute(Arc::clone(self.address), vec![Step::Attr(name.into())], Type::String, why, self.header())
    }

    /// The attribute `name`, of which the beginning is known.
    fn begins(&self, name: &str, prefix: String, why: Why) -> Value {
        let value = self.unknown(name, why);
        let tollgate_ir::Kind::Unknown(base) = &value.kind else { return value };
        let prefix = (!prefix.is_empty()).then(|| prefix.into());
        let refinement = Refinement { not_null: true, prefix, ..Refinement::default() };
        Value::unknown(Unknown { refinement, ..(**base).clone() }, value.origin.clone())
    }

    /// Adds an attribute that is not written as an argument.
    fn add(&self, entries: &mut Entries, name: &str, value: Value) {
        if entries.get(name).is_none_or(|entry| entry.value.is_null()) {
            entries.insert(name.into(), Entry { key_span: self.header(), value });
        }
    }
}

/// An argument that is given.
fn argument<'e>(entries: &'e Entries, name: &str) -> Option<&'e Value> {
    entries.get(name).map(|entry| &entry.value).filter(|value| !value.is_null())
}
