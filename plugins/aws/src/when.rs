//! Arguments that matter under a condition only: rotation of a key that can rotate, backups of a database that is no
//! copy of another.

use tollgate_sdk::{Answer, Context, Report, Setting, Value};

use crate::written::is_given;

/// Whether a rule has anything to say about a resource, and the value that leaves it open.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    answer: Answer,
    open: Option<Value<'a>>,
}

impl<'a> When<'a> {
    pub const ALWAYS: Self = Self { answer: Answer::Yes, open: None };

    /// Only if `question` says yes of `value`.
    #[must_use]
    pub fn and(self, value: Value<'a>, question: impl Fn(Value<'a>) -> Answer) -> Self {
        let answer = value.judge(question);
        Self {
            answer: self.answer.and(answer),
            open: self.open.or_else(|| matches!(answer, Answer::Unknown | Answer::Possible).then_some(value)),
        }
    }

    /// Unless `value` is given at all.
    #[must_use]
    pub fn without(self, value: Value<'a>) -> Self {
        self.and(value, |value| is_given(value).not())
    }

    pub fn answer(&self) -> Answer {
        self.answer
    }
}

/// As [`Context::reject`], under a condition.
pub fn reject_when<'c>(
    cx: &'c mut Context<'_>,
    when: When<'_>,
    setting: &Setting<'_>,
    is_wrong: impl Fn(Value<'_>) -> Answer,
    message: impl Into<String>,
) -> Option<Report<'c>> {
    match (when.answer, when.open) {
        (Answer::No, _) => None,
        (Answer::Unknown, Some(open)) => {
            if setting.value().judge(is_wrong) != Answer::No {
                cx.undecided(open);
            }
            None
        }
        (Answer::Possible, _) => cx.reject(setting, is_wrong, message).map(Report::possible),
        _ => cx.reject(setting, is_wrong, message),
    }
}
