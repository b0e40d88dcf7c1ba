//! Arguments that matter under a condition only: rotation of a key that can rotate, backups of a database that is no
//! copy of another.

use tollgate_sdk::{Answer, Context, Report, Setting, Value};

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

/// Whether an argument is given: an empty text is none. What is the attribute of another resource is given, though
/// nobody knows its value yet; a variable without a value may be null.
pub fn is_given(value: Value<'_>) -> Answer {
    if value.is_unset() {
        return Answer::No;
    }
    match value.string().known() {
        Some(text) => Answer::from(!text.is_empty()),
        None if value.is_unknown() && !is_computed(value) => Answer::Unknown,
        None => Answer::Yes,
    }
}

/// Whether an unknown value is made of what resources say, rather than of variables and of modules that could not be
/// read.
pub fn is_computed(value: Value<'_>) -> bool {
    value.refs().any(|one| {
        let address = one.address();
        let is_module = address.rsplit_once('.').is_some_and(|(before, _)| before.ends_with("module"));
        !one.is_variable() && !is_module
    })
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

/// The answer to `is it on?` of a switch that is off unless it is written.
pub fn is_off(value: Value<'_>) -> Answer {
    value.bool().or(false).test(|on| !on)
}
