//! Templates: strings with interpolations and directives.

use std::sync::Arc;

use tollgate_hcl::ast::{Expr, Ident, Template, TemplatePart};
use tollgate_ir::{Kind, Marks, Origin, Refinement, Type, Unknown, Value, Why};
use tollgate_source::Span;

use crate::{
    convert, document,
    expr::{
        eval::{Evaluated, Fault, Scope, composed, describe, lift},
        unknown,
    },
    instance::Evaluation,
    limits,
};

impl Evaluation<'_> {
    /// A template that is one interpolation and nothing else is that value; any other one is a string.
    pub(crate) fn template(&self, template: &Template, span: Span, scope: &Scope<'_>) -> Evaluated {
        if let [TemplatePart::Interpolation(inner)] = template.parts.as_slice() {
            return self.eval(inner, scope);
        }
        let mut parts = Vec::with_capacity(template.parts.len());
        self.parts(template, scope, &mut parts)?;
        let undecided: Vec<Value> = parts.iter().filter(|part| part.is_unknown()).cloned().collect();
        let joined = |parts: &[Value]| match document::of_template(parts, self.request.sources) {
            Some(said) => join(parts, span).saying(said),
            None => join(parts, span),
        };
        if undecided.is_empty() {
            return Ok(joined(&parts));
        }
        lift(&undecided, span, &mut |decided| {
            let mut decided = decided.into_iter();
            let chosen: Vec<Value> = parts
                .iter()
                .map(
                    |part| {
                        if part.is_unknown() { decided.next().unwrap_or_else(|| part.clone()) } else { part.clone() }
                    },
                )
                .collect();
            Ok(joined(&chosen))
        })
    }

    /// The pieces of a template, each a string or unknown.
    fn parts(&self, template: &Template, scope: &Scope<'_>, out: &mut Vec<Value>) -> Result<(), Fault> {
        for part in &template.parts {
            match part {
                TemplatePart::Literal { text, span } => out.push(Value::string(Arc::clone(text), Origin::at(*span))),
                TemplatePart::Interpolation(expr) => {
                    let value = self.eval(expr, scope)?;
                    out.push(piece(&value, expr.span)?);
                }
                TemplatePart::If { condition, then, otherwise, span } => {
                    let decider = self.condition(condition, scope, "the condition of `%{ if }`")?;
                    match (&decider.kind, otherwise) {
                        (Kind::Bool(true), _) => self.marked_parts(then, decider.marks, scope, out)?,
                        (Kind::Bool(false), Some(otherwise)) => {
                            self.marked_parts(otherwise, decider.marks, scope, out)?;
                        }
                        (Kind::Bool(false), None) => {}
                        _ => {
                            let yes = self.piece_of(then, *span, scope)?;
                            let no = match otherwise {
                                Some(otherwise) => self.piece_of(otherwise, *span, scope)?,
                                None => Value::string("", Origin::at(*span)),
                            };
                            out.push(unknown::one_of(vec![yes, no], &[&decider], Why::Condition, *span));
                        }
                    }
                }
                TemplatePart::For { key_var, value_var, collection, body, span } => {
                    self.repeated(key_var.as_ref(), value_var, collection, body, *span, scope, out)?;
                }
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one directive")]
    fn repeated(
        &self,
        key_var: Option<&Ident>,
        value_var: &Ident,
        collection: &Expr,
        body: &Template,
        span: Span,
        scope: &Scope<'_>,
        out: &mut Vec<Value>,
    ) -> Result<(), Fault> {
        let over = self.eval(collection, scope)?;
        if over.is_unknown() || over.open().is_some() {
            out.push(unknown::derived(&[&over], Type::String, span));
            return Ok(());
        }
        for (key, value) in self.iterate(&over, collection.span)? {
            self.with_element(key_var, value_var, &key, &value, scope, |inner| {
                self.marked_parts(body, over.marks, inner, out)
            })?;
        }
        Ok(())
    }

    /// The pieces of a nested template, which show what decided that it is there.
    fn marked_parts(
        &self,
        template: &Template,
        marks: Marks,
        scope: &Scope<'_>,
        out: &mut Vec<Value>,
    ) -> Result<(), Fault> {
        let from = out.len();
        self.parts(template, scope, out)?;
        if marks.any() {
            out[from..].iter_mut().for_each(|piece| *piece = piece.clone().marked(marks));
        }
        Ok(())
    }

    /// A nested template as one piece.
    fn piece_of(&self, template: &Template, span: Span, scope: &Scope<'_>) -> Evaluated {
        let mut parts = Vec::with_capacity(template.parts.len());
        self.parts(template, scope, &mut parts)?;
        Ok(join(&parts, span))
    }
}

fn piece(value: &Value, span: Span) -> Evaluated {
    if value.is_null() {
        return Err(Fault::new(span, "the value is null and cannot be put into a string")
            .help("use `coalesce()` or a conditional to give it a value"));
    }
    convert::to_string_value(value).map_err(|_| {
        Fault::new(span, format!("{} cannot be put into a string", describe(value)))
            .help("use `jsonencode()` or `join()`")
    })
}

/// All pieces, strings and unknowns, in one string; as much of its beginning as is known when some are not.
pub(crate) fn join(parts: &[Value], span: Span) -> Value {
    let marks = parts.iter().fold(Marks::default(), |marks, part| marks.and(part.marks));
    let mut text = String::new();
    let mut prefix = None;
    let mut length = 0u64;
    for part in parts {
        match &part.kind {
            // Nobody reads it, and a few lines that double a string make more than any memory holds.
            Kind::String(piece) if text.len() + piece.len() > limits::TEXT => {
                return limits::stopped("the size of a string", span).marked(marks);
            }
            Kind::String(piece) => {
                length += piece.chars().count() as u64;
                text.push_str(piece);
            }
            Kind::Unknown(unknown) => {
                length += unknown.refinement.length_min;
                if prefix.is_none() {
                    text.push_str(unknown.refinement.prefix.as_deref().unwrap_or(""));
                    prefix = Some(text.clone());
                }
            }
            _ => {}
        }
    }
    let Some(prefix) = prefix else { return Value::string(composed(&text.into()), Origin::at(span)).marked(marks) };
    let inputs: Vec<&Value> = parts.iter().collect();
    let value = unknown::derived(&inputs, Type::String, span);
    let Kind::Unknown(base) = &value.kind else { return value };
    let refinement = Refinement {
        not_null: true,
        prefix: (!prefix.is_empty()).then(|| prefix.into()),
        length_min: length,
        ..Refinement::default()
    };
    Value::unknown(Unknown { refinement, ..(**base).clone() }, Origin::at(span)).marked(marks)
}
