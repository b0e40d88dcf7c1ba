//! What values are.

use crate::value::Value;

use super::{Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "kindIs",
        parameters: &[Type::Text, Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok((name(&values[0]) == values[1].kind()).into()),
    },
    Function {
        name: "kindOf",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(values[0].kind().into()),
    },
    Function {
        name: "typeIs",
        parameters: &[Type::Text, Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok((name(&values[0]) == values[1].type_name()).into()),
    },
    Function {
        name: "typeIsLike",
        parameters: &[Type::Text, Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| {
            let (wanted, found) = (name(&values[0]), values[1].type_name());
            Ok((wanted == found || found.strip_prefix('*') == Some(&wanted)).into())
        },
    },
    Function {
        name: "typeOf",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(values[0].type_name().into()),
    },
];

fn name(value: &Value) -> String {
    value.as_text().map(|text| text.to_str().into_owned()).unwrap_or_default()
}
