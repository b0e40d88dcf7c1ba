//! What is there, and what else there is when it is not: choices, whose result depends on what decided.

use crate::{ledger::Sources, value::Value};

use super::{Call, Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "all",
        parameters: &[],
        rest: Some(Type::Any),
        flow: Flow::Own,
        run: |call, values| Ok(decided(call, values, |value| !value.is_true(), false)),
    },
    Function {
        name: "any",
        parameters: &[],
        rest: Some(Type::Any),
        flow: Flow::Own,
        run: |call, values| Ok(decided(call, values, Value::is_true, true)),
    },
    Function { name: "coalesce", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: coalesce },
    Function { name: "default", parameters: &[Type::Any], rest: Some(Type::Any), flow: Flow::Own, run: default },
    Function {
        name: "empty",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| {
            let from = call.deciding(&values[0]);
            Ok(Value::from(!values[0].is_true()).with(from))
        },
    },
    Function {
        name: "ternary",
        parameters: &[Type::Any, Type::Any, Type::Bool],
        rest: None,
        flow: Flow::Own,
        run: ternary,
    },
];

/// `found` when one of the values is what is looked for: nothing behind it matters then.
fn decided(call: &mut Call<'_>, values: &[Value], is_wanted: impl Fn(&Value) -> bool, found: bool) -> Value {
    let mut from = Sources::NONE;
    for value in values {
        let deciding = call.deciding(value);
        from = call.ledger.union(from, deciding);
        if is_wanted(value) {
            return Value::from(found).with(from);
        }
    }
    Value::from(!found).with(from)
}

fn coalesce(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let mut passed = Sources::NONE;
    for value in values {
        if value.is_true() {
            let from = call.ledger.union(value.from, passed);
            return Ok(value.clone().with(from));
        }
        let deciding = call.deciding(value);
        passed = call.ledger.union(passed, deciding);
    }
    Ok(Value::NIL.with(passed))
}

/// What is given, unless it is empty: any further value is ignored.
fn default(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    match values {
        [_, given, ..] if given.is_true() => Ok(given.clone()),
        [otherwise, given, ..] => {
            let deciding = call.deciding(given);
            let from = call.ledger.union(otherwise.from, deciding);
            Ok(otherwise.clone().with(from))
        }
        [otherwise] => Ok(otherwise.clone()),
        [] => Ok(Value::NIL),
    }
}

fn ternary(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [yes, no, condition] = values else { return Ok(Value::NIL) };
    let chosen = if condition.is_true() { yes } else { no };
    let from = call.ledger.union(chosen.from, condition.from);
    Ok(chosen.clone().with(from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn a_choice_depends_on_what_decided() {
        let values = json!({"a": "", "b": "y", "t": true});
        for (template, expected) in [
            (r#"{{ default "d" .Values.a }}"#, &[r#""d" 1:4 a"#][..]),
            (r#"{{ default "d" .Values.b }}"#, &[r#""y" 1:4 b"#][..]),
            (r#"{{ .Values.c | default .Values.b }}"#, &[r#""y" 1:4 b c"#][..]),
            (r#"{{ coalesce .Values.a .Values.b }}"#, &[r#""y" 1:4 a b"#][..]),
            (r#"{{ ternary .Values.b "no" .Values.t }}"#, &[r#""y" 1:4 b t"#][..]),
            (r#"{{ empty .Values.a }}"#, &[r#""true" 1:4 a"#][..]),
        ] {
            assert_eq!(marks(template, &values), expected, "{template}");
        }
    }
}
