//! Single expressions in the context of a root module, as `terraform console` answers them.

use std::rc::Rc;

use tollgate_hcl::ast::{Expr, ExprKind};
use tollgate_ir::{Origin, Type, Value};
use tollgate_source::WorldPath;

use crate::{
    expr::eval::{Evaluated, Fault, Scope},
    instance::{Evaluation, Instance},
    load::validate::undeclared_in,
};

impl Evaluation<'_> {
    /// The value of `text`, the `number`th expression of this run.
    ///
    /// # Errors
    /// Why it has none, with what may help.
    pub(crate) fn console(&self, root: Option<&Rc<Instance>>, number: usize, text: &str) -> Result<Value, String> {
        let path = WorldPath::new(&format!("(expression {})", number + 1)).unwrap_or_else(WorldPath::root);
        let file = self.request.sources.add(path, text);
        // Nothing asked, nothing answered.
        if text.trim().is_empty() {
            return Ok(Value::string("", Origin::at(tollgate_source::Span::start_of(file))));
        }
        let (expr, diagnostics) = tollgate_hcl::parse_expression(file, text);
        let Some(expr) = expr else {
            let message = diagnostics.into_iter().next().map(|diagnostic| diagnostic.message);
            return Err(message.unwrap_or_else(|| "this is no expression".into()));
        };
        let scope = match root {
            Some(root) => Scope::module(root),
            None => Scope::constant(),
        };
        let undeclared = root.and_then(|root| undeclared_in(&root.module, &expr));
        undeclared.map_or_else(|| self.answer(&expr, &scope), Err).map_err(|fault| match fault.help {
            Some(help) => format!("{}; {help}", fault.message),
            None => fault.message,
        })
    }

    /// `type(…)` exists at the console only.
    fn answer(&self, expr: &Expr, scope: &Scope<'_>) -> Evaluated {
        match &expr.kind {
            ExprKind::Call(call) if &*call.name.name == "type" => match call.arguments.as_slice() {
                [argument] => {
                    let value = self.eval(argument, scope)?;
                    Ok(Value::string(type_text(&value.ty()), Origin::at(expr.span)).marked(value.marks))
                }
                arguments => {
                    Err(Fault::new(expr.span, format!("`type()` takes one argument, not {}", arguments.len())))
                }
            },
            _ => self.eval(expr, scope),
        }
    }
}

/// A type over as many lines as it has parts.
pub(crate) fn type_text(ty: &Type) -> String {
    let mut text = String::new();
    write_type(ty, 0, &mut text);
    text
}

fn write_type(ty: &Type, depth: usize, out: &mut String) {
    let indent = |depth: usize| "    ".repeat(depth);
    match ty {
        Type::List(of) | Type::Set(of) | Type::Map(of) => {
            out.push_str(match ty {
                Type::List(_) => "list(",
                Type::Set(_) => "set(",
                _ => "map(",
            });
            if matches!(**of, Type::Tuple(_) | Type::Object(_)) {
                out.push_str(&format!("\n{}", indent(depth + 1)));
                write_type(of, depth + 1, out);
                out.push_str(&format!(",\n{})", indent(depth)));
            } else {
                write_type(of, depth, out);
                out.push(')');
            }
        }
        Type::Tuple(types) if !types.is_empty() => {
            out.push_str("tuple([\n");
            for ty in types {
                out.push_str(&indent(depth + 1));
                write_type(ty, depth + 1, out);
                out.push_str(",\n");
            }
            out.push_str(&format!("{}])", indent(depth)));
        }
        Type::Object(fields) if !fields.is_empty() => {
            out.push_str("object({\n");
            for (name, field) in fields {
                out.push_str(&format!("{}{name}: ", indent(depth + 1)));
                write_type(&field.ty, depth + 1, out);
                out.push_str(",\n");
            }
            out.push_str(&format!("{}}})", indent(depth)));
        }
        Type::Any => out.push_str("dynamic"),
        flat => out.push_str(&flat.to_string()),
    }
}
