use super::*;
use tollgate_source::{FileId, Span};

#[test]
fn placeholder_span() {
    let _ = Span::start_of(FileId(0));
}
