//! All texts of a block, with the names they have.

use tollgate_sdk::{Read, Value};

/// Calls `see` with each text in `value` and with its name: the key it stands under, for elements of lists that of the
/// list. Of a text that is a document, its parts are seen; of a value that depends on a condition, every branch.
pub fn each<'a>(name: &'a str, value: Value<'a>, see: &mut dyn FnMut(&'a str, &'a str, Value<'a>)) {
    walk(name, value, &mut None, &|_, _| false, see);
}

/// As [`each`], without what `is_elsewhere`, by its path and its value. The path of what `value` holds begins with
/// `name`, to which keys are added with dots; elements of lists have that of the list.
pub fn each_but<'a>(
    name: &'a str,
    value: Value<'a>,
    is_elsewhere: &dyn Fn(&str, Value<'a>) -> bool,
    see: &mut dyn FnMut(&'a str, &'a str, Value<'a>),
) {
    walk(name, value, &mut Some(name.to_owned()), is_elsewhere, see);
}

/// Without a path, none is put together.
fn walk<'a>(
    name: &'a str,
    value: Value<'a>,
    path: &mut Option<String>,
    is_elsewhere: &dyn Fn(&str, Value<'a>) -> bool,
    see: &mut dyn FnMut(&'a str, &'a str, Value<'a>),
) {
    for value in value.possibilities() {
        if is_elsewhere(path.as_deref().unwrap_or_default(), value) {
            continue;
        }
        let document = value.document();
        if !document.is_unset() && !document.is_unknown() {
            walk(name, document, path, is_elsewhere, see);
            continue;
        }
        if let Read::Known(text) = value.string() {
            see(name, text, value);
            continue;
        }
        // Entries of a map have names, elements of a list none.
        for (key, inner) in value.entries() {
            let length = path.as_ref().map(String::len);
            if let Some(path) = path.as_mut().filter(|_| !key.is_empty()) {
                path.push('.');
                path.push_str(key);
            }
            walk(if key.is_empty() { name } else { key }, inner, path, is_elsewhere, see);
            if let Some((path, length)) = path.as_mut().zip(length) {
                path.truncate(length);
            }
        }
    }
}
