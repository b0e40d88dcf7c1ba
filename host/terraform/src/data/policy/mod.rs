//! `aws_iam_policy_document`: statements as blocks to a policy as JSON, as the AWS provider writes it.
//!
//! The policy is built as a value whose parts keep their places in the arguments ([`statement`]); other
//! documents are merged into it and it into them ([`merge`]); at last it is written as text ([`write`]), of
//! which as much is known as comes before the first unknown part.

mod merge;
mod read;
mod statement;
mod write;

use std::sync::Arc;

use tollgate_ir::{Entry, How, Kind, Open, Origin, Type, Value, Why};
use tollgate_source::{Diagnostic, Span};

use super::{Source, argument};
use crate::{document::documented, expr::unknown, instance::Evaluation, lower::blocks::Entries};
use merge::{Later, Policy};

/// Why there is no document.
enum Refused {
    /// The provider would refuse it, too.
    Wrong(Span, String),
    /// What it depends on is unknown in a way that leaves nothing certain.
    Unknown(Value),
}

impl Evaluation<'_> {
    pub(super) fn aws_iam_policy_document(&self, source: &Source<'_>, entries: &mut Entries) {
        let policy = match self.policy(source, entries) {
            Ok(policy) => policy,
            Err(Refused::Wrong(span, message)) => {
                self.report(
                    Diagnostic::error(message.clone()).at(span).help("the data source refuses this when it is read"),
                );
                for name in ["json", "minified_json"] {
                    source.add(entries, name, source.unknown(name, Why::EvalError(message.as_str().into())));
                }
                return;
            }
            Err(Refused::Unknown(value)) => {
                for name in ["json", "minified_json"] {
                    source.add(entries, name, source.unknown(name, why(&value)));
                }
                return;
            }
        };
        let (document, ordered) = (policy.document(source.header()), policy.ordered);
        let marks = unknown::deep_marks(&document);
        for (name, layout) in [("json", write::Layout::Indented), ("minified_json", write::Layout::Minified)] {
            let text = match write::write(&document, layout) {
                write::Written::Whole(text) if ordered => source.text(text),
                write::Written::Whole(_) => source.begins(name, String::new(), why(&document)),
                write::Written::Until(prefix) => source.begins(name, prefix, why(&document)),
            };
            source.add(entries, name, text.marked(marks).saying(document.clone()));
        }
    }

    fn policy(&self, source: &Source<'_>, entries: &Entries) -> Result<Policy, Refused> {
        let documents = |list: &str, single: &str| {
            // The older form takes one, and comes without the newer.
            let single = argument(entries, single).filter(|value| value.as_str() != Some(""));
            match (argument(entries, list), single) {
                (list, None) => list.cloned(),
                (None, Some(one)) => Some(Value::tuple(vec![one.clone()], one.origin.clone())),
                (Some(_), Some(one)) => Some(unknown::derived(&[one], Type::Any, one.origin.span)),
            }
        };
        let mut policy = Policy::new();
        self.merge_all(&mut policy, documents("source_policy_documents", "source_json"), Later::Adds)?;
        policy.merge(statement::policy(entries, source.header())?)?;
        self.merge_all(&mut policy, documents("override_policy_documents", "override_json"), Later::Overrides)?;
        Ok(policy)
    }

    fn merge_all(&self, policy: &mut Policy, documents: Option<Value>, later: Later) -> Result<(), Refused> {
        let Some(documents) = documents else { return Ok(()) };
        for item in documents.elements().unwrap_or_default().iter().filter(|item| !item.is_null()) {
            let item = documented(item, self.request.sources);
            match read::policy(&item)? {
                Some(other) => policy.merge(other)?,
                None => policy.merge_unknown(&item, later),
            }
        }
        if documents.is_unknown() || documents.open().is_some() {
            policy.merge_unknown(&documents, later);
        }
        Ok(())
    }
}

/// Why something in `value` is unknown.
fn why(value: &Value) -> Why {
    let mut found = None;
    unknown::visit_unknowns(value, &mut |unknown| {
        found.get_or_insert_with(|| unknown.why.clone());
    });
    found.unwrap_or(Why::DataSource)
}

/// A value that is part of the policy because of what stands at `origin`: it is not written there itself, so
/// no edit can be made there.
fn made(value: Value) -> Value {
    let origin = value.origin.via(value.origin.span, How::Call("aws_iam_policy_document".into()));
    Value { origin, ..value }
}

fn object(entries: Entries, open: Open, span: Span) -> Value {
    made(Value::new(Kind::Object(Arc::new(entries), open), Origin::at(span)))
}

fn list(items: Vec<Value>, open: Open, span: Span) -> Value {
    made(Value::new(Kind::Tuple(Arc::new(items), open), Origin::at(span)))
}

fn entry(value: Value) -> Entry {
    Entry { key_span: value.origin.span, value }
}

/// The rest of a list or object that is open because of `values`; closed when nothing in them is unknown.
fn rest(values: &[&Value]) -> Open {
    let Some(first) = values.first() else { return Open::Closed };
    match unknown::derived(values, Type::Any, first.origin.span).kind {
        Kind::Unknown(unknown) => Open::Open(unknown),
        _ => Open::Closed,
    }
}

/// Known texts as the provider sorts them, backwards, and what is unknown behind them.
fn sorted(mut items: Vec<Value>) -> Vec<Value> {
    items.sort_by(|a, b| match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => b.cmp(a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    items
}
