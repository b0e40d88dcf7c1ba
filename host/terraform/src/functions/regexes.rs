//! Regular expressions, in RE2's language.

use regex::Regex;

use super::{Call, FunctionError, Outcome};

pub(super) fn compile(pattern: &str, argument: usize) -> Result<Regex, FunctionError> {
    Regex::new(pattern).map_err(|error| FunctionError::at(argument, format!("invalid regular expression: {error}")))
}

/// `$1`, `${name}` in the replacement stand for what the groups matched.
pub(super) fn replace(call: &Call<'_>, text: &str, pattern: &str, with: &str) -> Outcome {
    let regex = compile(pattern, 1)?;
    Ok(call.string(regex.replace_all(text, with).into_owned()))
}
