//! The texts that snippets are cut from, without what must not be shown.

use std::{collections::HashMap, ops::Range, sync::Arc};

use tollgate_source::{World, WorldPath, read_configuration};

use crate::Masks;

/// Files by path, read once.
pub(crate) struct Sources<'a> {
    world: &'a dyn World,
    masks: &'a Masks,
    texts: HashMap<String, Option<Arc<str>>>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(world: &'a dyn World, masks: &'a Masks) -> Self {
        Self { world, masks, texts: HashMap::new() }
    }

    /// The text of a file with every secret masked; `None` when it is no file of the world, or nothing but secret.
    pub(crate) fn get(&mut self, file: &str) -> Option<Arc<str>> {
        if !self.texts.contains_key(file) {
            let text = WorldPath::new(file).and_then(|path| {
                // What was refused for its size is not read to show that.
                let bytes = read_configuration(self.world, &path).ok()?;
                let text = String::from_utf8(bytes.to_vec()).ok()?;
                let ranges = self.masks.get(&path).map_or(&[][..], Vec::as_slice);
                // Of a file that is secret as a whole, stars are nothing to see.
                let is_secret = ranges.iter().any(|range| range.start == 0 && range.end >= text.len());
                (!is_secret || text.is_empty()).then(|| Arc::from(masked(text, ranges)))
            });
            self.texts.insert(file.to_owned(), text);
        }
        self.texts.get(file).cloned().flatten()
    }
}

/// Every byte of the ranges becomes a star, line ends excepted, and what a terminal would obey a question mark:
/// offsets stay as they are.
fn masked(text: String, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.into_bytes();
    for range in ranges {
        let end = range.end.min(bytes.len());
        for byte in bytes.get_mut(range.start..end).unwrap_or_default() {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b'*';
            }
        }
    }
    for byte in &mut bytes {
        if byte.is_ascii_control() && !matches!(*byte, b'\n' | b'\r' | b'\t') {
            *byte = b'?';
        }
    }
    // A range that cuts a character in two leaves no text.
    String::from_utf8(bytes).unwrap_or_default()
}
