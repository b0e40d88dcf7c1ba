//! Reading a value, and answering a question about one, without losing the third possibility.

/// What reading a value as a `T` gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read<T> {
    /// Not written at all.
    Absent,
    /// Written as null: for Terraform the same as absent, for others not always.
    Null,
    Known(T),
    /// Not known, or not a `T`.
    Unknown,
}

impl<T> Read<T> {
    /// Treats absent and null as `default`: what the provider does.
    pub fn or(self, default: T) -> Self {
        match self {
            Self::Absent | Self::Null => Self::Known(default),
            other => other,
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Absent => Read::Absent,
            Self::Null => Read::Null,
            Self::Known(value) => Read::Known(f(value)),
            Self::Unknown => Read::Unknown,
        }
    }

    /// The value, when there is one that is known. Handle [`Read::Unknown`] before giving up on `None`.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether nothing is set: absent or null.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }

    /// Asks a question of a known value; absent and null answer no.
    pub fn test(self, f: impl FnOnce(T) -> bool) -> Answer {
        match self {
            Self::Absent | Self::Null => Answer::No,
            Self::Known(value) => Answer::from(f(value)),
            Self::Unknown => Answer::Unknown,
        }
    }
}

/// The answer to a yes-or-no question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    No,
    /// Nothing is known.
    Unknown,
    /// Yes for some of the values that it may be.
    Possible,
    Yes,
}

impl From<bool> for Answer {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl Answer {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        use Answer::{No, Possible, Unknown, Yes};
        match (self, other) {
            (No, _) | (_, No) => No,
            (Yes, other) | (other, Yes) => other,
            (Unknown, _) | (_, Unknown) => Unknown,
            (Possible, Possible) => Possible,
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        use Answer::{No, Possible, Unknown, Yes};
        match (self, other) {
            (Yes, _) | (_, Yes) => Yes,
            (No, other) | (other, No) => other,
            (Possible, _) | (_, Possible) => Possible,
            (Unknown, Unknown) => Unknown,
        }
    }

    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads beside `and` and `or`")]
    pub fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Answer::{No, Possible, Unknown, Yes},
        Read,
    };

    #[test]
    fn logic_keeps_the_third_value() {
        assert_eq!(
            [Yes.and(Unknown), No.and(Unknown), Possible.and(Yes), Possible.and(Unknown)],
            [Unknown, No, Possible, Unknown]
        );
        assert_eq!([Yes.or(Unknown), No.or(Possible), Unknown.or(Possible), No.or(No)], [Yes, Possible, Possible, No]);
        assert_eq!([Yes.not(), Unknown.not()], [No, Unknown]);
        assert_eq!(Read::<u8>::Null.or(3), Read::Known(3));
        assert_eq!(Read::<u8>::Unknown.or(3), Read::Unknown);
        assert_eq!(Read::<u8>::Unknown.test(|n| n > 3), Unknown);
    }
}
