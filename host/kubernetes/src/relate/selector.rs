//! Label selectors: of whom they are true, as far as labels are known.

use tollgate_ir::{Kind, Tri, Value};

/// Whether `selector` (`matchLabels` and `matchExpressions`) selects what has `labels`. Without any requirement it
/// selects everything.
pub(super) fn selects(selector: &Value, labels: Labels<'_>) -> Tri {
    if selector.is_unknown() {
        return Tri::Unknown;
    }
    let by_labels = selector.get("matchLabels").map_or(Tri::Yes, |wanted| equal(wanted, labels));
    let expressions = match selector.get("matchExpressions") {
        None => Tri::Yes,
        Some(value) if value.is_null() => Tri::Yes,
        Some(value) => match value.elements() {
            None => Tri::Unknown,
            Some(items) => {
                let all = items.iter().map(|item| expression(item, labels)).fold(Tri::Yes, Tri::and);
                all.and(open(value))
            }
        },
    };
    by_labels.and(expressions).and(open(selector))
}

/// Whether all of `wanted`, labels by name, are among `labels`.
pub(super) fn equal(wanted: &Value, labels: Labels<'_>) -> Tri {
    if wanted.is_null() {
        return Tri::Yes;
    }
    let Some(entries) = wanted.entries() else { return Tri::Unknown };
    let each = entries.iter().map(|(key, entry)| match (labels.get(key), text(&entry.value)) {
        (Label::Absent, _) => Tri::No,
        (Label::Known(label), Some(wanted)) => Tri::from(label == wanted),
        _ => Tri::Unknown,
    });
    each.fold(Tri::Yes, Tri::and).and(open(wanted))
}

/// What is listed is a part: with the rest it may select less.
fn open(value: &Value) -> Tri {
    if value.open().is_some() { Tri::Unknown } else { Tri::Yes }
}

fn expression(item: &Value, labels: Labels<'_>) -> Tri {
    let (Some(key), Some(operator)) =
        (item.get("key").and_then(Value::as_str), item.get("operator").and_then(Value::as_str))
    else {
        return Tri::Unknown;
    };
    let is_one_of = || match labels.get(key) {
        Label::Absent => Tri::No,
        Label::Unknown => Tri::Unknown,
        Label::Known(label) => {
            let Some(values) = item.get("values").and_then(Value::elements) else { return Tri::Unknown };
            let each = values.iter().map(|value| text(value).map_or(Tri::Unknown, |text| Tri::from(text == label)));
            each.fold(Tri::No, Tri::or)
        }
    };
    let exists = || match labels.get(key) {
        Label::Absent => Tri::No,
        Label::Known(_) => Tri::Yes,
        Label::Unknown => Tri::Unknown,
    };
    match operator {
        "In" => is_one_of(),
        "NotIn" => is_one_of().not(),
        "Exists" => exists(),
        "DoesNotExist" => exists().not(),
        _ => Tri::Unknown,
    }
}

/// Labels of an object, or those that its pods will have; without any written, none.
#[derive(Clone, Copy)]
pub(super) struct Labels<'v> {
    written: Option<&'v Value>,
    /// One that is there without being written.
    implied: Option<(&'v str, &'v str)>,
    /// There may be others.
    is_open: bool,
}

/// One of them.
enum Label<'v> {
    Absent,
    Known(&'v str),
    Unknown,
}

impl<'v> Labels<'v> {
    pub(super) fn of(written: Option<&'v Value>) -> Self {
        Self { written, implied: None, is_open: false }
    }

    /// Those of a namespace, which has its name for a label. What is not written of one that is not here is not
    /// known.
    pub(super) fn of_namespace(name: Option<&'v str>, written: Option<Option<&'v Value>>) -> Self {
        Self {
            written: written.flatten(),
            implied: name.map(|name| ("kubernetes.io/metadata.name", name)),
            is_open: written.is_none(),
        }
    }

    fn get(self, key: &str) -> Label<'v> {
        if let Some((_, value)) = self.implied.filter(|(implied, _)| *implied == key) {
            return Label::Known(value);
        }
        let absent = if self.is_open { Label::Unknown } else { Label::Absent };
        let Some(labels) = self.written else { return absent };
        match labels.get(key) {
            Some(value) => text(value).map_or(Label::Unknown, Label::Known),
            None if labels.is_unknown() || labels.open().is_some() => Label::Unknown,
            None => absent,
        }
    }
}

/// A label's text; a null is the empty one.
fn text(value: &Value) -> Option<&str> {
    match &value.kind {
        Kind::String(text) => Some(text),
        Kind::Null(_) => Some(""),
        // Refused by the server, and told: nobody knows what was meant.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tollgate_ir::{Origin, Tri, Value};
    use tollgate_source::FileId;
    use tollgate_yaml::Budget;

    use super::{Labels, selects};
    use crate::value::Reader;

    fn value(text: &str) -> Value {
        let (documents, _) = tollgate_yaml::parse(FileId(0), text);
        Reader::new(&Origin::at).document(&documents[0], &mut Budget::default()).expect("small")
    }

    fn check(selector: &str, labels: &str, expected: Tri) {
        let (selector_value, labels_value) = (value(selector), value(labels));
        assert_eq!(selects(&selector_value, Labels::of(Some(&labels_value))), expected, "{selector} of {labels}");
    }

    #[test]
    fn selectors_as_the_server_reads_them() {
        check("{}", "{a: b}", Tri::Yes);
        check("{matchLabels: {a: b}}", "{a: b, c: d}", Tri::Yes);
        check("{matchLabels: {a: b, c: d}}", "{a: b}", Tri::No);
        check("{matchLabels: {a: c}}", "{a: b}", Tri::No);
        check("{matchLabels: {}}", "{a: b}", Tri::Yes);
        check("{matchLabels: }", "{a: b}", Tri::Yes);
        check("{matchExpressions: [{key: a, operator: In, values: [x, b]}]}", "{a: b}", Tri::Yes);
        check("{matchExpressions: [{key: a, operator: NotIn, values: [x]}]}", "{c: d}", Tri::Yes);
        check("{matchExpressions: [{key: a, operator: Exists}]}", "{c: d}", Tri::No);
        check("{matchLabels: {a: b}, matchExpressions: [{key: c, operator: DoesNotExist}]}", "{a: b}", Tri::Yes);
        check("{matchExpressions: [{key: a, operator: Like}]}", "{a: b}", Tri::Unknown);
        check("{matchLabels: {a: 1}}", "{a: '1'}", Tri::Unknown);
    }
}
