//! All texts of a block, with the names they have.

use tollgate_sdk::{Read, Value};

/// Calls `see` with each text in `value` and with its name: the key it stands under, for elements of lists that of the
/// list. Of a text that is a document, its parts are seen; of a value that depends on a condition, every branch.
pub fn each<'a>(name: &'a str, value: Value<'a>, see: &mut dyn FnMut(&'a str, &'a str, Value<'a>)) {
    each_but(name, value, &mut String::new(), &|_, _| false, see);
}

/// As [`each`], without what `is_elsewhere`, by its path and its value. The path of what `value` holds begins with
/// `path`, to which keys are added with dots; elements of lists have that of the list.
pub fn each_but<'a>(
    name: &'a str,
    value: Value<'a>,
    path: &mut String,
    is_elsewhere: &dyn Fn(&str, Value<'a>) -> bool,
    see: &mut dyn FnMut(&'a str, &'a str, Value<'a>),
) {
    for value in value.possibilities() {
        if is_elsewhere(path, value) {
            continue;
        }
        let document = value.document();
        if !document.is_unset() && !document.is_unknown() {
            each_but(name, document, path, is_elsewhere, see);
            continue;
        }
        if let Read::Known(text) = value.string() {
            see(name, text, value);
            continue;
        }
        // Entries of a map have names, elements of a list none.
        for (key, inner) in value.entries() {
            let length = path.len();
            if !key.is_empty() {
                path.push('.');
                path.push_str(key);
            }
            each_but(if key.is_empty() { name } else { key }, inner, path, is_elsewhere, see);
            path.truncate(length);
        }
    }
}
