//! Bounds on numbers: how much of arithmetic and comparison is known where a number is not.

use tollgate_hcl::ast::BinaryOp;
use tollgate_ir::{Kind, Number, Refinement, Tri, Unknown, Value};

/// The numbers that a value may be, both ends included; none stands for no bound.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
}

impl Bounds {
    pub(crate) fn of(value: &Value) -> Self {
        match &value.kind {
            Kind::Number(n) => Self { min: Some(n.clone()), max: Some(n.clone()) },
            Kind::Unknown(unknown) => Self::of_unknown(unknown),
            _ => Self::default(),
        }
    }

    pub(crate) fn of_unknown(unknown: &Unknown) -> Self {
        let refinement = &unknown.refinement;
        Self { min: refinement.number_min.clone(), max: refinement.number_max.clone() }
    }

    /// Says so of an unknown number.
    pub(crate) fn refine(self, mut value: Value) -> Value {
        if let Kind::Unknown(unknown) = &value.kind {
            let refinement =
                Refinement { not_null: true, number_min: self.min, number_max: self.max, ..Refinement::default() };
            value.kind = Kind::Unknown(Unknown { refinement, ..(**unknown).clone() }.into());
        }
        value
    }

    pub(crate) fn neg(self) -> Self {
        Self { min: self.max.map(|n| n.neg()), max: self.min.map(|n| n.neg()) }
    }

    /// Of the results of an arithmetic operator.
    pub(crate) fn apply(op: BinaryOp, a: &Self, b: &Self) -> Self {
        let both =
            |a: &Option<Number>, b: &Option<Number>| a.as_ref().zip(b.as_ref()).and_then(|(a, b)| a.checked_add(b));
        match op {
            BinaryOp::Add => Self { min: both(&a.min, &b.min), max: both(&a.max, &b.max) },
            BinaryOp::Sub => Self::apply(BinaryOp::Add, a, &b.clone().neg()),
            BinaryOp::Mul if a.min.as_ref().is_some_and(at_least_zero) && b.min.as_ref().is_some_and(at_least_zero) => {
                let times = |a: &Option<Number>, b: &Option<Number>| {
                    a.as_ref().zip(b.as_ref()).and_then(|(a, b)| a.checked_mul(b))
                };
                Self { min: times(&a.min, &b.min), max: times(&a.max, &b.max) }
            }
            _ => Self::default(),
        }
    }

    /// The greatest of several, or the least with `least`.
    pub(crate) fn extreme(all: &[Self], least: bool) -> Self {
        let lesser = |a: Number, b: Number| if a <= b { a } else { b };
        let greater = |a: Number, b: Number| if a >= b { a } else { b };
        let mins = || all.iter().map(|bounds| bounds.min.clone());
        let maxs = || all.iter().map(|bounds| bounds.max.clone());
        if least {
            // One known bound is enough below which the least cannot be.
            Self {
                min: mins().collect::<Option<Vec<_>>>().and_then(|n| n.into_iter().reduce(lesser)),
                max: maxs().flatten().reduce(lesser),
            }
        } else {
            Self {
                min: mins().flatten().reduce(greater),
                max: maxs().collect::<Option<Vec<_>>>().and_then(|n| n.into_iter().reduce(greater)),
            }
        }
    }

    /// Whether a comparison holds for all of the numbers, or for none.
    pub(crate) fn compare(op: BinaryOp, a: &Self, b: &Self) -> Tri {
        let less = |a: &Option<Number>, b: &Option<Number>| a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a < b);
        let up_to = |a: &Option<Number>, b: &Option<Number>| a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a <= b);
        let (yes, no) = match op {
            BinaryOp::Less => (less(&a.max, &b.min), up_to(&b.max, &a.min)),
            BinaryOp::LessEq => (up_to(&a.max, &b.min), less(&b.max, &a.min)),
            BinaryOp::Greater => (less(&b.max, &a.min), up_to(&a.max, &b.min)),
            BinaryOp::GreaterEq => (up_to(&b.max, &a.min), less(&a.max, &b.min)),
            _ => (false, false),
        };
        match (yes, no) {
            (true, _) => Tri::Yes,
            (_, true) => Tri::No,
            _ => Tri::Unknown,
        }
    }

    /// Whether no number is within both.
    pub(crate) fn apart(&self, other: &Self) -> bool {
        Self::compare(BinaryOp::Less, self, other) == Tri::Yes
            || Self::compare(BinaryOp::Greater, self, other) == Tri::Yes
    }
}

fn at_least_zero(n: &Number) -> bool {
    *n >= Number::ZERO
}

#[cfg(test)]
mod tests {
    use tollgate_hcl::ast::BinaryOp;
    use tollgate_ir::{Number, Tri};

    use super::Bounds;

    fn b(min: Option<i64>, max: Option<i64>) -> Bounds {
        Bounds { min: min.map(Number::from), max: max.map(Number::from) }
    }

    #[test]
    fn comparisons_are_decided_by_bounds_that_do_not_overlap() {
        for (a, op, c, expected) in [
            (b(Some(1), None), BinaryOp::Greater, b(Some(0), Some(0)), Tri::Yes),
            (b(Some(0), None), BinaryOp::Greater, b(Some(0), Some(0)), Tri::Unknown),
            (b(Some(0), None), BinaryOp::GreaterEq, b(Some(0), Some(0)), Tri::Yes),
            (b(Some(0), None), BinaryOp::Less, b(Some(0), Some(0)), Tri::No),
            (b(None, Some(3)), BinaryOp::LessEq, b(Some(2), None), Tri::Unknown),
            (b(None, Some(3)), BinaryOp::LessEq, b(Some(3), None), Tri::Yes),
            (b(None, None), BinaryOp::Less, b(Some(3), None), Tri::Unknown),
        ] {
            assert_eq!(Bounds::compare(op, &a, &c), expected, "{a:?} {op:?} {c:?}");
        }
    }

    #[test]
    fn arithmetic_moves_bounds() {
        let (a, c) = (b(Some(1), None), b(Some(2), Some(5)));
        assert_eq!(Bounds::apply(BinaryOp::Add, &a, &c), b(Some(3), None));
        assert_eq!(Bounds::apply(BinaryOp::Sub, &c, &a), b(None, Some(4)));
        assert_eq!(Bounds::apply(BinaryOp::Mul, &a, &c), b(Some(2), None));
        assert_eq!(Bounds::apply(BinaryOp::Div, &a, &c), b(None, None));
        assert_eq!(Bounds::extreme(&[a.clone(), c.clone()], false), b(Some(2), None));
        assert_eq!(Bounds::extreme(&[a, c], true), b(Some(1), Some(5)));
    }
}
