//! What may be looked at: aliases let some lines of text stand for more nodes than any machine can walk.

use tollgate_source::{Diagnostic, Span};

use crate::{Document, SYNTAX};

/// How many nodes a reader may still look at, counted each time it comes to one.
#[derive(Clone, Debug)]
pub struct Budget {
    left: u64,
    is_spent: bool,
    is_told: bool,
}

impl Budget {
    /// More than any file that somebody wrote comes to.
    pub const NODES: u64 = 1_000_000;

    pub fn new(nodes: u64) -> Self {
        Self { left: nodes, is_spent: false, is_told: false }
    }

    /// Pays for `nodes`. `false`: they must not be looked at, and neither must anything that costs as much.
    #[must_use]
    pub fn take(&mut self, nodes: u64) -> bool {
        match self.left.checked_sub(nodes) {
            Some(left) => self.left = left,
            None => (self.left, self.is_spent) = (0, true),
        }
        !self.is_spent
    }

    pub fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Pays for a whole document, its aliases replaced by what they stand for, so that a walk through it need
    /// not count; or says that it is too large for any walk.
    pub fn admit(&mut self, document: &Document) -> Option<Diagnostic> {
        match self.left.checked_sub(document.root.weight) {
            Some(left) => {
                self.left = left;
                None
            }
            None => Some(too_much(document.root.span)),
        }
    }

    /// That the budget did not last, the first time that somebody asks.
    pub fn tell(&mut self, at: Span) -> Option<Diagnostic> {
        let first = self.is_spent && !std::mem::replace(&mut self.is_told, true);
        first.then(|| too_much(at))
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::NODES)
    }
}

fn too_much(at: Span) -> Diagnostic {
    Diagnostic::error("this stands for too many values: aliases of aliases multiply what they name")
        .code(SYNTAX)
        .at(at)
        .help("write out less through aliases, or split the file")
}
