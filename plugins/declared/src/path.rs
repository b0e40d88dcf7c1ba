//! From `ingress.cidr_blocks` to all values that it means.

use tollgate_sdk::{Setting, Value};

/// What a path leads to.
#[derive(Clone, Debug, Default)]
pub struct Found<'a> {
    /// The values at its end; absent ones where nothing is written.
    pub values: Vec<Value<'a>>,
    /// For a fix, where there is one value and no list on the way.
    pub setting: Option<Setting<'a>>,
    /// A list on the way that may have elements which are not known.
    pub open: Option<Value<'a>>,
}

impl Found<'_> {
    /// The same with the elements of each list at the end of the path in its place.
    pub fn elements(mut self) -> Self {
        let mut elements = Vec::new();
        for value in std::mem::take(&mut self.values) {
            if !value.is_list() {
                elements.push(value);
                continue;
            }
            let before = elements.len();
            elements.extend(value.each());
            if value.may_have_more() {
                self.open = Some(value);
            } else if elements.len() == before {
                // An empty list is as good as none; its attributes are absent, and stand where it stands.
                elements.push(value.attr(""));
            }
        }
        self.values = elements;
        self
    }
}

/// All values at `path` within `body`. Lists on the way stand for each of their elements; one at the end is itself.
pub fn values<'a>(body: Value<'a>, path: &'a str) -> Found<'a> {
    let mut found = Found { values: vec![body], ..Found::default() };
    let mut has_choice = false;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        let mut next = Vec::new();
        for value in std::mem::take(&mut found.values) {
            let inner = value.attr(step);
            if is_last || !inner.is_list() {
                next.push(inner);
                continue;
            }
            let elements: Vec<Value<'a>> = inner.each().collect();
            has_choice |= elements.len() > 1;
            if inner.may_have_more() {
                found.open = Some(inner);
            } else if elements.is_empty() {
                // No block is as good as none that says anything.
                next.push(value.block(step));
            }
            next.extend(elements);
        }
        found.values = next;
    }
    if !has_choice && found.open.is_none() && found.values.len() == 1 {
        found.setting = Some(body.setting(path));
    }
    found
}
