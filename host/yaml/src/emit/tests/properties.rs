//! Any tree: what is written reads as that tree, and each character of its texts is where its mark says.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use tollgate_source::FileId;

use super::{Marked, MarkedContent, MarkedKey, emit_v2};
use crate::{Content, Dialect, Node, Scalar, parse};

#[derive(Clone, Debug)]
enum Tree {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    Map(BTreeMap<String, Tree>),
}

/// Without what is a line break to go-yaml and none to our reader, or the other way round, and without what Go
/// refuses.
fn text() -> impl Strategy<Value = String> {
    let breaks = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    let words = prop_oneof![4 => "[a-z']{1,12}", 1 => "[-#:?\t\u{e9}\u{1f600}]{1,2}", 1 => Just(String::new())];
    let blank = prop_oneof![6 => Just(" "), 1 => Just("  "), 1 => Just("\n")];
    prop_oneof![
        "[-?:#,\\[\\]{}&*!|>'\"%@`0-9a-fnoxy_.~ \n\t]{0,8}",
        any::<String>().prop_map(move |text| text.replace(breaks, "")),
        prop::collection::vec((words, blank), 1..50)
            .prop_map(|words| words.into_iter().map(|(word, blank)| word + blank).collect()),
        "[a \n]{0,12}",
        "[a-c]{120,140}",
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        1 => Just(Tree::Null),
        1 => any::<bool>().prop_map(Tree::Bool),
        1 => any::<i64>().prop_map(Tree::Integer),
        1 => prop::num::f64::NORMAL.prop_map(Tree::Float),
        8 => text().prop_map(Tree::Text),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::List),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(Tree::Map),
        ]
    })
}

/// Gives marks: each node, key and character its own, those of characters also to `chars`.
struct Marker {
    next: u32,
    chars: Vec<(u32, char)>,
}

impl Marker {
    fn mark(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn tree(&mut self, tree: &Tree) -> Marked {
        let mark = self.mark();
        let content = match tree {
            Tree::Null => MarkedContent::Null,
            Tree::Bool(value) => MarkedContent::Bool(*value),
            Tree::Integer(value) => MarkedContent::Integer(i128::from(*value)),
            Tree::Float(value) => MarkedContent::Float(*value),
            Tree::Text(text) => {
                let pieces = text.char_indices().map(|(at, c)| {
                    let mark = self.mark();
                    self.chars.push((mark, c));
                    (at + c.len_utf8(), mark)
                });
                MarkedContent::Text(text.as_str().into(), pieces.collect())
            }
            Tree::List(items) => MarkedContent::List(items.iter().map(|item| self.tree(item)).collect()),
            Tree::Map(entries) => {
                let entry = |(key, value): (&String, &Tree)| {
                    (MarkedKey { mark: self.mark(), text: key.as_str().into() }, self.tree(value))
                };
                MarkedContent::Map(entries.iter().map(entry).collect())
            }
        };
        Marked { mark, content }
    }
}

fn reads_as(node: &Node, tree: &Tree) -> bool {
    match (&node.content, tree) {
        (Content::Scalar(text, style), tree) => match (Dialect::Kubernetes.scalar(text, *style, None), tree) {
            (Ok(Scalar::Null), Tree::Null) => true,
            (Ok(Scalar::Bool(read)), Tree::Bool(value)) => read == *value,
            (Ok(Scalar::Text(read)), Tree::Text(text)) => *read == **text,
            (Ok(Scalar::Integer(read)), Tree::Integer(value)) => read == i128::from(*value),
            #[expect(clippy::cast_precision_loss, reason = "a float that was written as a whole number")]
            (Ok(Scalar::Integer(read)), Tree::Float(value)) => read as f64 == *value,
            (Ok(Scalar::Float(read)), Tree::Float(value)) => read == *value,
            _ => false,
        },
        (Content::Sequence(nodes), Tree::List(items)) => {
            nodes.len() == items.len() && nodes.iter().zip(items).all(|(node, item)| reads_as(node, item))
        }
        (Content::Mapping(pairs), Tree::Map(entries)) => {
            let key = |node: &Node| Dialect::Kubernetes.key(node).as_deref().map(str::to_owned);
            let holds = |pair: &crate::Pair| {
                key(&pair.key).and_then(|key| entries.get(&key)).is_some_and(|value| reads_as(&pair.value, value))
            };
            pairs.len() == entries.len() && pairs.iter().all(holds)
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_as_what_was_meant(tree in tree()) {
        let mut marker = Marker { next: 0, chars: Vec::new() };
        let document = marker.tree(&tree);
        let written = emit_v2(&document).expect("nothing that Go refuses");

        let (documents, diagnostics) = parse(FileId(0), &written.text);
        prop_assert!(diagnostics.is_empty() && documents.len() == 1, "{}\n{:?}", written.text, diagnostics);
        prop_assert!(reads_as(&documents[0].root, &tree), "{}\n{:?}", written.text, tree);

        let mut start = 0;
        let mut of_chars = BTreeMap::new();
        for (at, (end, mark)) in written.pieces.iter().enumerate() {
            prop_assert!(start < *end && written.pieces.get(at + 1).is_none_or(|(_, next)| next != mark));
            let piece = written.text.get(start..*end);
            prop_assert!(piece.is_some(), "pieces end between characters");
            of_chars.entry(*mark).or_insert_with(Vec::new).extend(piece);
            start = *end;
        }
        prop_assert_eq!(start, written.text.len());
        for (mark, c) in marker.chars {
            let pieces = of_chars.get(&mark).map_or(&[][..], |pieces| pieces);
            prop_assert_eq!(pieces.len(), 1, "each character stands in one place: {:?} in\n{}", c, written.text);
            let shown = pieces[0].trim_matches([' ', '\n']);
            let is_it = shown.starts_with('\\') || if matches!(c, ' ' | '\n') { shown.is_empty() } else { shown.starts_with(c) };
            prop_assert!(is_it, "{:?} is {:?} in\n{}", c, pieces[0], written.text);
        }
    }

    /// Nothing panics, and what comes out is a text or a reason.
    #[test]
    fn any_text_is_written_or_refused(texts in prop::collection::vec(any::<String>(), 1..4), ends in prop::collection::vec(0..40_usize, 0..4)) {
        let pieces: Vec<(usize, u32)> = ends.iter().zip(1..).map(|(end, mark)| (*end, mark)).collect();
        let text = |text: &String| MarkedContent::Text(Arc::from(text.as_str()), pieces.clone());
        let entry = |value: &String| (MarkedKey { mark: 0, text: value.as_str().into() }, Marked { mark: 0, content: text(value) });
        let document = Marked { mark: 0, content: MarkedContent::Map(texts.iter().map(entry).collect()) };
        if let Ok(written) = emit_v2(&document) {
            prop_assert_eq!(written.pieces.last().map(|(end, _)| *end), Some(written.text.len()));
        }
    }
}
