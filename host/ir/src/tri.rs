//! Kleene's three-valued logic.

/// Yes, no, or not knowable from here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Tri {
    No,
    Unknown,
    Yes,
}

impl Tri {
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads beside `and` and `or`; `!` would hide the third value")]
    pub fn not(self) -> Self {
        match self {
            Tri::Yes => Tri::No,
            Tri::Unknown => Tri::Unknown,
            Tri::No => Tri::Yes,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Tri::Yes => "yes",
            Tri::Unknown => "unknown",
            Tri::No => "no",
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Tri::Yes } else { Tri::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Tri::{self, No, Unknown, Yes};

    #[test]
    fn kleene_tables() {
        assert_eq!([Yes.and(Unknown), No.and(Unknown), Yes.and(Yes)], [Unknown, No, Yes]);
        assert_eq!([Yes.or(Unknown), No.or(Unknown), No.or(No)], [Yes, Unknown, No]);
        assert_eq!([Yes.not(), Unknown.not(), Tri::from(false)], [No, Unknown, No]);
    }
}
