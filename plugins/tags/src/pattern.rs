//! Regular expressions of options, compiled once per batch.

use std::{cell::RefCell, collections::BTreeMap};

use regex_lite::Regex;

thread_local! {
    static COMPILED: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether `text` as a whole matches; `None` when `pattern` is no regular expression.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(regex) = compiled.get(pattern) {
            return regex.as_ref().map(|regex| regex.is_match(text));
        }
        // Compiled alone first: `a)(b` must not become valid between our parentheses.
        let regex = Regex::new(pattern).and_then(|_| Regex::new(&format!("^(?:{pattern})$"))).ok();
        let result = regex.as_ref().map(|regex| regex.is_match(text));
        compiled.insert(pattern.to_owned(), regex);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn whole_values_match() {
        for (pattern, text, expected) in [
            ("[a-z]+-[0-9]{4}", "cc-1234", Some(true)),
            ("[a-z]+-[0-9]{4}", "xcc-12345", Some(false)),
            ("a|b", "ab", Some(false)),
            ("", "", Some(true)),
            ("(", "(", None),
            ("a)(b", "ab", None),
            ("(", "again", None),
        ] {
            assert_eq!(matches(pattern, text), expected, "`{pattern}` on `{text}`");
        }
    }
}
