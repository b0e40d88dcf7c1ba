//! Rule pages as tests.
//!
//! A page explains a rule and proves what it says: its example must fire, its correction must be silent, and
//! the cases under `## Tests` must give exactly the verdicts that their comments announce. Pages are run
//! through the real front end and the real component; there is no second implementation to agree with.
#![forbid(unsafe_code)]

mod markers;
mod names;
mod page;
mod run;
mod shape;

pub use names::add_names;
pub use page::{Case, CaseFile, Expectation, Page};
pub use run::{check_case, check_page};

/// What is wrong with a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Heading of the case, or of the section.
    pub case: String,
    /// 1-based line in the page.
    pub line: usize,
    pub message: String,
}
