//! The report as JSON: the contract that other programs rely on.

use tollgate_api::Report;

/// One JSON document, indented, with a newline at its end. Equal reports give equal text.
pub fn json(report: &Report) -> String {
    // A report is made of strings and numbers: writing it cannot fail.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
