//! All texts of a block, with the names they have.

use tollgate_sdk::{Read, Value};

/// Calls `see` with each text in `value` and with its name: the key it stands under, for elements of lists that of the
/// list. Of a text that is a document, its parts are seen; of a value that depends on a condition, every branch.
pub fn each<'a>(name: &'a str, value: Value<'a>, see: &mut dyn FnMut(&'a str, &'a str, Value<'a>)) {
    for value in value.possibilities() {
        let document = value.document();
        if !document.is_unset() && !document.is_unknown() {
            each(name, document, see);
            continue;
        }
        if let Read::Known(text) = value.string() {
            see(name, text, value);
            continue;
        }
        // Entries of a map have names, elements of a list none.
        for (key, inner) in value.entries() {
            each(if key.is_empty() { name } else { key }, inner, see);
        }
    }
}
