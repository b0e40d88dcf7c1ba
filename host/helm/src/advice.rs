//! What to do about the errors of templates, whose texts are Go's.

use tollgate_gotemplate::function_names;
use tollgate_source::did_you_mean;

/// What to do about a template that cannot be read.
pub(crate) fn of_syntax(reason: &str) -> String {
    if let Some(name) = reason.strip_prefix("function \"").and_then(|rest| rest.split_once('"')) {
        return match did_you_mean(name.0, function_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "templates have the functions of Go, of Sprig, and `include`, `tpl`, `required`, `lookup`".to_owned()
            }
        };
    }
    let help = if reason.starts_with("unexpected EOF") {
        "an `if`, `with`, `range` or `define` has no `{{ end }}`"
    } else if reason.contains("unexpected {{end}}") || reason.contains("unexpected {{else}}") {
        "there is no `if`, `with` or `range` that it belongs to"
    } else if reason.starts_with("unclosed action") || reason.contains("unexpected \"}\"") {
        "an action begins with `{{` and ends with `}}`"
    } else if reason.starts_with("undefined variable") {
        "variables begin with `{{ $name := … }}`, and end with the `if`, `with`, `range` or `define` around that"
    } else {
        "correct the action; the other templates of the chart are checked all the same"
    };
    help.to_owned()
}

/// What to do about a template that fails, where no value is to blame.
pub(crate) fn of_failure(reason: &str) -> Option<&'static str> {
    if reason.contains("nested reference name") || reason.contains("exceeded maximum template depth") {
        Some("a template that includes itself needs a condition under which it no longer does")
    } else if reason.starts_with("this takes more work") || reason.starts_with("this writes more text") {
        Some("range over less: a manifest of this size is nothing that a cluster takes")
    } else if reason.contains("no template ") || reason.contains("not defined") {
        Some("templates are defined in `templates/` of this chart and of its subcharts")
    } else if reason.contains("nil pointer evaluating") {
        Some("what stands before the last dot has no value; write it in `values.yaml`, or ask for it in parentheses")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_functions_are_mended() {
        assert_eq!(of_syntax("function \"toYml\" not defined"), "did you mean `toYaml`?");
        assert!(of_syntax("function \"xyzzy\" not defined").contains("Sprig"));
        assert!(of_syntax("unexpected EOF").contains("end"));
    }
}
