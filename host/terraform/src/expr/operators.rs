//! Operators: arithmetic on exact numbers, comparison, and logic in three values.

use tollgate_hcl::ast::{BinaryOp, Expr, UnaryOp};
use tollgate_ir::{Kind, Number, Origin, Tri, Type, Value};
use tollgate_source::Span;

use crate::{
    convert,
    expr::{
        bounds::Bounds,
        eval::{Evaluated, Fault, Scope, describe, lift},
        unknown,
    },
    instance::Evaluation,
};

impl Evaluation<'_> {
    pub(crate) fn unary(&self, op: UnaryOp, value: &Value, operand: Span, span: Span) -> Evaluated {
        if value.is_null() {
            return Err(Fault::new(operand, "the operand is null"));
        }
        lift(std::slice::from_ref(value), span, &mut |args| {
            let ty = if op == UnaryOp::Neg { Type::Number } else { Type::Bool };
            let value = args.into_iter().next().unwrap_or_else(|| Value::null(Origin::at(span)));
            let value = convert::convert(&value, &ty).map_err(|reason| unsuitable(operand, &reason))?;
            let result = match (&value.kind, op) {
                (Kind::Number(n), UnaryOp::Neg) => Value::number(n.neg(), Origin::at(span)),
                (Kind::Bool(b), UnaryOp::Not) => Value::bool(!b, Origin::at(span)),
                (_, UnaryOp::Neg) => Bounds::of(&value).neg().refine(unknown::derived(&[&value], ty, span)),
                _ => unknown::derived(&[&value], ty, span),
            };
            Ok(result.marked(value.marks))
        })
    }

    pub(crate) fn binary(&self, op: BinaryOp, left: &Expr, right: &Expr, span: Span, scope: &Scope<'_>) -> Evaluated {
        let a = self.eval(left, scope)?;
        let b = match self.eval(right, scope) {
            Ok(b) => b,
            // Since Terraform 1.12 what is on the right is not looked at when the left decides.
            Err(_) if decides(op, &a) => return Ok(Value::bool(op == BinaryOp::Or, Origin::at(span)).marked(a.marks)),
            Err(fault) => return Err(fault),
        };
        let marks = match op {
            BinaryOp::Eq | BinaryOp::NotEq => unknown::deep_marks(&a).and(unknown::deep_marks(&b)),
            _ => a.marks.and(b.marks),
        };
        let result = match op {
            BinaryOp::Eq => truth(convert::equal(&a, &b), &a, &b, span),
            BinaryOp::NotEq => truth(convert::equal(&a, &b).not(), &a, &b, span),
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (operand(&a, &Type::Bool, left.span)?, operand(&b, &Type::Bool, right.span)?);
                let answer = if op == BinaryOp::And { tri(&a).and(tri(&b)) } else { tri(&a).or(tri(&b)) };
                truth(answer, &a, &b, span)
            }
            _ => lift(&[a, b], span, &mut |args| {
                let (a, b) =
                    (operand(&args[0], &Type::Number, left.span)?, operand(&args[1], &Type::Number, right.span)?);
                number_operator(op, &a, &b, span)
            })?,
        };
        Ok(result.marked(marks))
    }
}

/// Whether the left operand alone gives the answer.
fn decides(op: BinaryOp, left: &Value) -> bool {
    let wanted = match op {
        BinaryOp::And => false,
        BinaryOp::Or => true,
        _ => return false,
    };
    convert::to_bool(left).is_ok_and(|left| left.as_bool() == Some(wanted))
}

/// An operand converted to the type its operator works on.
fn operand(value: &Value, ty: &Type, span: Span) -> Evaluated {
    if value.is_null() {
        return Err(Fault::new(span, "the operand is null").help("give it a value, or test for null first"));
    }
    convert::convert(value, ty).map_err(|reason| {
        if value.ty().is_primitive() {
            unsuitable(span, &reason)
        } else {
            unsuitable(span, &format!("{reason}, not {}", describe(value)))
        }
    })
}

fn unsuitable(span: Span, reason: &str) -> Fault {
    Fault::new(span, format!("the operand is unsuitable: {reason}"))
}

fn tri(value: &Value) -> Tri {
    let mut answers = unknown::alternatives(value).iter().map(|value| value.as_bool().map_or(Tri::Unknown, Tri::from));
    let first = answers.next().unwrap_or(Tri::Unknown);
    if answers.all(|answer| answer == first) { first } else { Tri::Unknown }
}

fn truth(answer: Tri, a: &Value, b: &Value, span: Span) -> Value {
    match answer {
        Tri::Yes => Value::bool(true, Origin::at(span)),
        Tri::No => Value::bool(false, Origin::at(span)),
        Tri::Unknown => unknown::derived(&[a, b], Type::Bool, span),
    }
}

fn number_operator(op: BinaryOp, a: &Value, b: &Value, span: Span) -> Evaluated {
    let comparing = matches!(op, BinaryOp::Less | BinaryOp::LessEq | BinaryOp::Greater | BinaryOp::GreaterEq);
    let (Kind::Number(x), Kind::Number(y)) = (&a.kind, &b.kind) else {
        let (x, y) = (Bounds::of(a), Bounds::of(b));
        if comparing {
            return Ok(truth(Bounds::compare(op, &x, &y), a, b, span));
        }
        return Ok(Bounds::apply(op, &x, &y).refine(unknown::derived(&[a, b], Type::Number, span)));
    };
    let origin = Origin::at(span);
    if comparing {
        let holds = match op {
            BinaryOp::Less => x < y,
            BinaryOp::LessEq => x <= y,
            BinaryOp::Greater => x > y,
            _ => x >= y,
        };
        return Ok(Value::bool(holds, origin));
    }
    match arithmetic(op, x, y) {
        Some(number) => Ok(Value::number(number, origin)),
        None if op == BinaryOp::Div && y.is_zero() => Err(Fault::new(span, "zero is divided by zero")),
        None => Err(Fault::new(span, "the result is not a number")),
    }
}

/// A number divided by zero is infinite, and zero divides nothing off a remainder: as in Terraform.
fn arithmetic(op: BinaryOp, x: &Number, y: &Number) -> Option<Number> {
    match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Div if y.is_zero() && !x.is_zero() => {
            Some(if x.is_negative() { Number::NEG_INFINITY } else { Number::INFINITY })
        }
        BinaryOp::Div => x.checked_div(y),
        _ if x.is_infinite() || y.is_infinite() => None,
        _ if y.is_zero() => Some(x.clone()),
        _ => x.checked_rem(y),
    }
}
