//! Dates and durations. The clock is [`Options::now`](crate::Options::now) and its zone is UTC.
//!
//! Names of places, such as `Europe/Berlin`, are UTC as well: as for Helm on a machine without a database of zones.

mod duration;
mod layout;
mod read;
mod time;

use std::rc::Rc;

use crate::value::{Data, IntKind, Value};

use super::{
    Call, Function, Type,
    arguments::{computes, text},
};

pub(crate) use duration::show as show_duration;
use time::Time;

const TIME: Type = Type::Object("time.Time");

pub(super) const FUNCTIONS: &[Function] = &[
    computes("now", &[], |call, _| {
        let now = call.now();
        Ok(call.of_clock(now.into_value()))
    }),
    computes("date", &[Type::Text, Type::Any], date),
    computes("dateInZone", &[Type::Text, Type::Any, Type::Text], date),
    computes("date_in_zone", &[Type::Text, Type::Any, Type::Text], date),
    computes("htmlDate", &[Type::Any], html_date),
    computes("htmlDateInZone", &[Type::Any, Type::Text], html_date),
    computes("dateModify", &[Type::Text, TIME], |_, arguments| {
        Ok(modified(arguments).unwrap_or(time(&arguments[1])).into_value())
    }),
    computes("date_modify", &[Type::Text, TIME], |_, arguments| {
        Ok(modified(arguments).unwrap_or(time(&arguments[1])).into_value())
    }),
    computes("mustDateModify", &[Type::Text, TIME], |_, arguments| Ok(modified(arguments)?.into_value())),
    computes("must_date_modify", &[Type::Text, TIME], |_, arguments| Ok(modified(arguments)?.into_value())),
    computes("toDate", &[Type::Text, Type::Text], |_, arguments| {
        Ok(read(arguments).unwrap_or(Time::ZERO).into_value())
    }),
    computes("mustToDate", &[Type::Text, Type::Text], |_, arguments| Ok(read(arguments)?.into_value())),
    computes("unixEpoch", &[TIME], |_, arguments| Ok(time(&arguments[0]).seconds.to_string().into())),
    computes("ago", &[Type::Any], ago),
    computes("duration", &[Type::Any], duration_of),
    computes("durationRound", &[Type::Any], duration_round),
];

impl Call<'_> {
    fn now(&self) -> Time {
        Time::at(self.options.now)
    }

    /// A value that the clock has part in.
    fn of_clock(&mut self, value: Value) -> Value {
        let generated = self.by_chance();
        value.with(generated)
    }
}

fn time(value: &Value) -> Time {
    match &value.data {
        Data::Object(object) => object.as_any().downcast_ref::<Time>().copied().unwrap_or(Time::ZERO),
        _ => Time::ZERO,
    }
}

/// The time that an argument means, in whatever zone it has: a time, or seconds since 1970.
fn instant(value: &Value) -> Option<Time> {
    match &value.data {
        Data::Object(object) => object.as_any().downcast_ref::<Time>().copied(),
        Data::Int(seconds, IntKind::Int | IntKind::Int32 | IntKind::Int64) => Some(Time::at(*seconds)),
        _ => None,
    }
}

fn date(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(written(call, text(arguments, 0).as_bytes(), &arguments[1]))
}

fn html_date(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(written(call, b"2006-01-02", &arguments[0]))
}

/// What is no time is now.
fn written(call: &mut Call<'_>, layout: &[u8], value: &Value) -> Value {
    match instant(value) {
        Some(time) => Value::text(time.utc().format(layout)),
        None => {
            let text = call.now().format(layout);
            call.of_clock(Value::text(text))
        }
    }
}

fn modified(arguments: &[Value]) -> Result<Time, String> {
    let by = duration::parse(text(arguments, 0).as_bytes())?;
    Ok(time(&arguments[1]).add(by))
}

fn read(arguments: &[Value]) -> Result<Time, String> {
    read::parse(text(arguments, 0).as_bytes(), text(arguments, 1).as_bytes())
}

fn ago(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let now = call.now();
    let since = instant(&arguments[0]).map_or(0, |then| now.since(then));
    let rounded = duration::round(since, duration::SECOND);
    Ok(call.of_clock(Value::text(duration::show(rounded))))
}

/// Only text and `int64` count; a number in a template is neither.
fn duration_of(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let seconds = match &arguments[0].data {
        Data::Text(text) => whole_number(&text.to_str()),
        Data::Int(seconds, IntKind::Int64) => *seconds,
        _ => 0,
    };
    Ok(Value::text(duration::show(seconds.wrapping_mul(duration::SECOND))))
}

/// A number too large is the largest there is.
fn whole_number(text: &str) -> i64 {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    match text.parse::<i64>() {
        Ok(number) => number,
        Err(error) if *error.kind() == PosOverflow => i64::MAX,
        Err(error) if *error.kind() == NegOverflow => i64::MIN,
        Err(_) => 0,
    }
}

/// In the largest unit of which there is more than one.
fn duration_round(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    const DAY: u64 = 24 * 3_600_000_000_000;
    const UNITS: [(u64, &str); 6] =
        [(365 * DAY, "y"), (30 * DAY, "mo"), (DAY, "d"), (DAY / 24, "h"), (DAY / 24 / 60, "m"), (DAY / 24 / 3600, "s")];
    let value = &arguments[0];
    let duration = match &value.data {
        Data::Text(text) => duration::parse(text.as_bytes()).unwrap_or(0),
        Data::Int(nanoseconds, IntKind::Int64) => *nanoseconds,
        Data::Object(_) => instant(value).map_or(0, |then| call.now().since(then)),
        _ => 0,
    };
    let size = duration.unsigned_abs();
    let text = match UNITS.iter().find(|(unit, _)| size > *unit) {
        Some((unit, name)) => format!("{}{name}", size / unit),
        None => "0s".to_owned(),
    };
    let text = Value::text(text);
    Ok(if matches!(value.data, Data::Object(_)) { call.of_clock(text) } else { text })
}

impl Time {
    fn into_value(self) -> Value {
        Data::Object(Rc::new(self)).into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn what_the_clock_says_is_generated() {
        assert_eq!(marks("{{ now | date .Values.a }}", &json!({"a": "2006"})), [r#""2024" 1:4 a generated"#]);
        assert_eq!(marks("{{ htmlDate .Values.a }}", &json!({"a": "?"})), [r#""2024-01-01" 1:4 a generated"#]);
    }
}
