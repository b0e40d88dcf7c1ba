//! Versions, and what charts say about them: `semver` and `semverCompare`.

mod constraint;
mod version;

use std::rc::Rc;

use crate::{
    text::Text,
    value::{Data, Object, UintKind, Value},
};

use super::{
    Call, Function, Type,
    arguments::{computes, text},
};

use constraint::Constraints;
use version::Version;

pub(super) const FUNCTIONS: &[Function] =
    &[computes("semver", &[Type::Text], semver), computes("semverCompare", &[Type::Text, Type::Text], semver_compare)];

/// Whether a text is a version, as lenient as Helm reads them.
pub fn is_version(text: &str) -> bool {
    Version::parse(text).is_ok()
}

/// Whether a version is in a range such as `^1.2` or `>=1.19-0 <2`.
///
/// # Errors
/// One of the two cannot be read.
pub fn satisfies(range: &str, version: &str) -> Result<bool, String> {
    Ok(Constraints::parse(range)?.check(&Version::parse(version)?))
}

/// The type of the parameters of a version's methods.
const POINTER: Type = Type::Object("*semver.Version");

fn semver(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let version = Version::parse(&text(arguments, 0).to_str())?;
    Ok(Data::Object(Rc::new(Parsed { version, holder: Holder::Pointer })).into())
}

fn semver_compare(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let constraints = Constraints::parse(&text(arguments, 0).to_str())?;
    let version = Version::parse(&text(arguments, 1).to_str())?;
    Ok(constraints.check(&version).into())
}

/// A version as templates hold it.
#[derive(Debug)]
struct Parsed {
    version: Version,
    holder: Holder,
}

/// `IncMajor` and its like return a struct, which has fewer methods than a pointer to one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holder {
    Pointer,
    Struct,
}

fn plain(version: Version) -> Value {
    Data::Object(Rc::new(Parsed { version, holder: Holder::Struct })).into()
}

impl Object for Parsed {
    fn type_name(&self) -> &str {
        match self.holder {
            Holder::Pointer => "*semver.Version",
            Holder::Struct => "semver.Version",
        }
    }

    fn kind(&self) -> &str {
        match self.holder {
            Holder::Pointer => "ptr",
            Holder::Struct => "struct",
        }
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<usize> {
        match name {
            "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "String" | "IncMajor" | "IncMinor"
            | "IncPatch" | "MarshalJSON" | "MarshalText" | "Value" => Some(0),
            "SetPrerelease" | "SetMetadata" => Some(1),
            "Original" if self.holder == Holder::Pointer => Some(0),
            "Compare" | "Equal" | "GreaterThan" | "GreaterThanEqual" | "LessThan" | "LessThanEqual"
                if self.holder == Holder::Pointer =>
            {
                Some(1)
            }
            _ => None,
        }
    }

    fn parameter(&self, method: &str, _: usize) -> Type {
        match method {
            "SetPrerelease" | "SetMetadata" => Type::Text,
            _ => POINTER,
        }
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let version = &self.version;
        let other = || match arguments.first().map(|value| &value.data) {
            Some(Data::Object(object)) => object.as_any().downcast_ref::<Self>().map(|other| &other.version),
            _ => None,
        };
        let order = || {
            let other = other().ok_or("runtime error: invalid memory address or nil pointer dereference")?;
            Ok::<_, String>(version.order(other))
        };
        let number = |number| Ok(Data::Uint(number, UintKind::Uint64).into());
        let word = || text(arguments, 0).to_str().into_owned();
        match name {
            "Major" => number(version.major),
            "Minor" => number(version.minor),
            "Patch" => number(version.patch),
            "Prerelease" => Ok(Value::text(version.prerelease.as_str())),
            "Metadata" => Ok(Value::text(version.metadata.as_str())),
            "Original" => Ok(Value::text(version.original.as_str())),
            "IncMajor" => Ok(plain(version.next_major())),
            "IncMinor" => Ok(plain(version.next_minor())),
            "IncPatch" => Ok(plain(version.next_patch())),
            "SetPrerelease" => version.with_prerelease(&word()).map(plain),
            "SetMetadata" => version.with_metadata(&word()).map(plain),
            "Equal" if other().is_none() => Ok(false.into()),
            "Compare" => Ok(Value::int(order()? as i64)),
            "Equal" => Ok(order()?.is_eq().into()),
            "GreaterThan" => Ok(order()?.is_gt().into()),
            "GreaterThanEqual" => Ok(order()?.is_ge().into()),
            "LessThan" => Ok(order()?.is_lt().into()),
            "LessThanEqual" => Ok(order()?.is_le().into()),
            "MarshalJSON" => Ok(Data::Bytes(format!("\"{version}\"").into_bytes().into()).into()),
            "MarshalText" => Ok(Data::Bytes(version.to_string().into_bytes().into()).into()),
            _ => Ok(Value::text(version.to_string())),
        }
    }

    fn show(&self) -> String {
        self.version.to_string()
    }

    fn as_data(&self) -> Option<Value> {
        Some(Value::text(Text::from(self.version.to_string())))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn parts_and_comparisons_are_of_the_values() {
        assert_eq!(marks("{{ (semver .Values.a).Minor }}", &json!({"a": "1.2.3"})), [r#""2" 1:4 a"#]);
        let template = "{{ if semverCompare .Values.b .Values.a }}x{{ end }}{{ semverCompare .Values.b .Values.a }}";
        assert_eq!(marks(template, &json!({"a": "1.2.3", "b": "^1"})), [r#""x" 1:43"#, r#""true" 1:56 a b"#]);
    }
}
