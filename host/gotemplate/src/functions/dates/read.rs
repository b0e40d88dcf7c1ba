//! Dates read by a layout, as leniently as Go does.

use super::{
    duration::quoted,
    layout::{self, DAYS, Field, MONTHS, Offset, Pad},
    time::{Time, Zone, days_of, is_leap},
};

/// What was found so far.
#[derive(Debug, Default)]
struct Found {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanoseconds: u32,
    is_morning: bool,
    is_afternoon: bool,
    is_utc: bool,
    offset: Option<i32>,
    zone: Vec<u8>,
}

/// Why a field cannot be read.
enum Wrong {
    /// It does not look like one.
    Shape,
    /// What of it is out of range.
    Range(&'static str),
}

/// # Errors
/// Which part of `value` does not fit which part of `layout`, in Go's words.
pub(super) fn parse(layout: &[u8], value: &[u8]) -> Result<Time, String> {
    let wrong = |reason: &str| format!("parsing time {}{reason}", quoted(value));
    let misfit = |field: &[u8], text: &[u8]| {
        let (whole, text, field) = (quoted(layout), quoted(text), quoted(field));
        wrong(&format!(" as {whole}: cannot parse {text} as {field}"))
    };
    let mut found = Found::default();
    let mut left = layout;
    let mut rest = value;
    loop {
        let next = layout::next(left);
        let prefix = next.map_or(left, |(start, ..)| &left[..start]);
        rest = skip(rest, prefix).map_err(|at| misfit(prefix, at))?;
        let Some((start, field, end)) = next else { break };
        let words = &left[start..end];
        left = &left[end..];
        match found.read(field, rest, left) {
            Ok(after) => rest = after,
            Err(Wrong::Shape) => return Err(misfit(words, rest)),
            Err(Wrong::Range(what)) => return Err(wrong(&format!(": {what} out of range"))),
        }
    }
    if !rest.is_empty() {
        return Err(wrong(&format!(": extra text: {}", quoted(rest))));
    }
    found.time().map_err(|reason| wrong(&format!(": {reason}")))
}

/// What follows `prefix`, in which one blank stands for any number of them; or where it does not fit.
fn skip<'v>(mut value: &'v [u8], mut prefix: &[u8]) -> Result<&'v [u8], &'v [u8]> {
    while let Some(first) = prefix.first() {
        if *first == b' ' {
            if value.first().is_some_and(|byte| *byte != b' ') {
                return Err(value);
            }
            prefix = without_blanks(prefix);
            value = without_blanks(value);
            continue;
        }
        if value.first() != Some(first) {
            return Err(value);
        }
        prefix = &prefix[1..];
        value = &value[1..];
    }
    Ok(value)
}

fn without_blanks(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|byte| **byte == b' ').count()..]
}

type Read<'v, T> = Result<(T, &'v [u8]), Wrong>;

/// One digit or two; two only, when zeros fill them up.
fn number(text: &[u8], pad: Pad) -> Read<'_, i64> {
    digits(text, if pad == Pad::Zero { 2 } else { 1 }, 2)
}

fn digits(text: &[u8], least: usize, most: usize) -> Read<'_, i64> {
    let len = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    if len < least {
        return Err(Wrong::Shape);
    }
    let number = text[..len].iter().fold(0, |all, digit| all * 10 + i64::from(digit - b'0'));
    Ok((number, &text[len..]))
}

/// One of `names` by as many letters as `len` says, in whatever case.
fn name<'v>(text: &'v [u8], names: &[&str], len: Option<usize>) -> Read<'v, i64> {
    for (index, name) in names.iter().enumerate() {
        let name = &name.as_bytes()[..len.unwrap_or(name.len())];
        if text.len() >= name.len() && text[..name.len()].eq_ignore_ascii_case(name) {
            return Ok((index as i64, &text[name.len()..]));
        }
    }
    Err(Wrong::Shape)
}

fn within(number: i64, range: std::ops::Range<i64>, what: &'static str) -> Result<i64, Wrong> {
    if range.contains(&number) { Ok(number) } else { Err(Wrong::Range(what)) }
}

/// The digits of a fraction, of which the first is behind a point or comma.
fn fraction(text: &[u8], len: usize) -> Read<'_, u32> {
    if text.len() < len || !matches!(text.first(), Some(b'.' | b',')) {
        return Err(Wrong::Shape);
    }
    let kept = &text[1..len.min(10)];
    if kept.is_empty() || !kept.iter().all(u8::is_ascii_digit) {
        return Err(Wrong::Shape);
    }
    let number = kept.iter().fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
    Ok((number * 10u32.pow(9 - kept.len() as u32), &text[len..]))
}

/// How long the fraction at the start of `text` is, its point included.
fn fraction_len(text: &[u8]) -> Option<usize> {
    let is_one = matches!(text, [b'.' | b',', digit, ..] if digit.is_ascii_digit());
    is_one.then(|| 1 + text[1..].iter().take_while(|byte| byte.is_ascii_digit()).count())
}

impl Found {
    /// Reads a field from the start of `text`; `left` is the layout behind it.
    fn read<'v>(&mut self, field: Field, text: &'v [u8], left: &[u8]) -> Result<&'v [u8], Wrong> {
        let mut rest;
        match field {
            Field::Year => {
                let (year, after) = digits(text, 2, 2)?;
                self.year = if year >= 69 { 1900 + year } else { 2000 + year };
                rest = after;
            }
            Field::LongYear => (self.year, rest) = digits(text, 4, 4)?,
            Field::Month | Field::LongMonth => {
                let (month, after) = name(text, &MONTHS, (field == Field::Month).then_some(3))?;
                self.month = Some(month + 1);
                rest = after;
            }
            Field::MonthNumber(pad) => {
                let (month, after) = number(text, pad)?;
                self.month = Some(within(month, 1..13, "month")?);
                rest = after;
            }
            Field::Weekday => (_, rest) = name(text, &DAYS, Some(3))?,
            Field::LongWeekday => (_, rest) = name(text, &DAYS, None)?,
            Field::Day(pad) => {
                let text = if pad == Pad::Blank { text.strip_prefix(b" ").unwrap_or(text) } else { text };
                let (day, after) = number(text, pad)?;
                self.day = Some(day);
                rest = after;
            }
            Field::YearDay(pad) => {
                let blanks = text.iter().take(2).take_while(|byte| **byte == b' ').count();
                let text = if pad == Pad::Blank { &text[blanks..] } else { text };
                let (day, after) = digits(text, if pad == Pad::Zero { 3 } else { 1 }, 3)?;
                self.day_of_year = Some(day);
                rest = after;
            }
            Field::Hour => {
                (self.hour, rest) = number(text, Pad::None)?;
                within(self.hour, 0..24, "hour")?;
            }
            Field::Hour12(pad) => {
                (self.hour, rest) = number(text, pad)?;
                within(self.hour, 0..13, "hour")?;
            }
            Field::Minute(pad) => {
                (self.minute, rest) = number(text, pad)?;
                within(self.minute, 0..60, "minute")?;
            }
            Field::Second(pad) => {
                (self.second, rest) = number(text, pad)?;
                within(self.second, 0..60, "second")?;
                // A fraction that the layout does not ask for.
                let is_asked = matches!(layout::next(left), Some((_, Field::Fraction { .. }, _)));
                if let Some(len) = fraction_len(rest).filter(|_| !is_asked) {
                    (self.nanoseconds, rest) = fraction(rest, len)?;
                }
            }
            Field::Fraction { digits, keeps_zeros: true, .. } => {
                (self.nanoseconds, rest) = fraction(text, 1 + digits)?;
            }
            Field::Fraction { .. } => {
                rest = text;
                if let Some(len) = fraction_len(text) {
                    (self.nanoseconds, rest) = fraction(text, len)?;
                }
            }
            Field::HalfDay { is_upper } => {
                let names: [&[u8]; 2] = if is_upper { [b"AM", b"PM"] } else { [b"am", b"pm"] };
                let half = names.iter().position(|name| text.starts_with(name)).ok_or(Wrong::Shape)?;
                self.is_morning |= half == 0;
                self.is_afternoon |= half == 1;
                rest = &text[2..];
            }
            Field::Offset(how) => rest = self.read_offset(how, text)?,
            Field::ZoneName => {
                if let Some(after) = text.strip_prefix(b"UTC") {
                    self.is_utc = true;
                    return Ok(after);
                }
                let len = zone_len(text).ok_or(Wrong::Shape)?;
                self.zone = text[..len].to_vec();
                rest = &text[len..];
            }
        }
        Ok(rest)
    }

    fn read_offset<'v>(&mut self, how: Offset, text: &'v [u8]) -> Result<&'v [u8], Wrong> {
        if let Some(after) = text.strip_prefix(b"Z").filter(|_| how.has_z) {
            self.is_utc = true;
            return Ok(after);
        }
        let step = if how.has_colons { 3 } else { 2 };
        let len = 1 + how.pairs * step - usize::from(how.has_colons);
        if text.len() < len {
            return Err(Wrong::Shape);
        }
        let mut pairs = [0; 3];
        for (index, pair) in pairs.iter_mut().enumerate().take(how.pairs) {
            let at = 1 + index * step;
            if how.has_colons && index > 0 && text[at - 1] != b':' {
                return Err(Wrong::Shape);
            }
            *pair = digits(&text[at..at + 2], 2, 2)?.0;
        }
        let [hours, minutes, seconds] = pairs;
        // Some people do write 24 hours and 60 minutes.
        within(hours, 0..25, "time zone offset hour")?;
        within(minutes, 0..61, "time zone offset minute")?;
        within(seconds, 0..61, "time zone offset second")?;
        let size = i32::try_from(hours * 3600 + minutes * 60 + seconds).unwrap_or(0);
        self.offset = Some(match text[0] {
            b'+' => size,
            b'-' => -size,
            _ => return Err(Wrong::Shape),
        });
        Ok(&text[len..])
    }

    fn time(mut self) -> Result<Time, &'static str> {
        if self.is_afternoon && self.hour < 12 {
            self.hour += 12;
        } else if self.is_morning && self.hour == 12 {
            self.hour = 0;
        }
        if let Some(day) = self.day_of_year {
            let days = if is_leap(self.year) { 366 } else { 365 };
            if !(1..=days).contains(&day) {
                return Err("day-of-year out of range");
            }
            let first = days_of(self.year, 1, 1);
            let civil = Time::at((first + day - 1) * 86_400).civil();
            if self.month.is_some_and(|month| month != civil.month) {
                return Err("day-of-year does not match month");
            }
            if self.day.is_some_and(|day| day != civil.day) {
                return Err("day-of-year does not match day");
            }
            (self.month, self.day) = (Some(civil.month), Some(civil.day));
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let (next_year, next) = if month == 12 { (self.year + 1, 1) } else { (self.year, month + 1) };
        let days = days_of(next_year, next, 1) - days_of(self.year, month, 1);
        if !(1..=days).contains(&day) {
            return Err("day out of range");
        }
        let local = days_of(self.year, month, day) * 86_400 + self.hour * 3600 + self.minute * 60 + self.second;
        let (zone, is_shifted) = match (self.is_utc, self.offset) {
            (true, _) => (Zone::UTC, false),
            // The clock's own zone is the one with this offset.
            (_, Some(0)) if self.zone.is_empty() => (Zone::UTC, false),
            (_, Some(offset)) => (Zone::new(offset, &self.zone), true),
            (_, None) if self.zone.is_empty() => (Zone::UTC, false),
            // Of a name, nobody knows the offset, unless it says so.
            (_, None) => (Zone::new(hours_of(&self.zone) * 3600, &self.zone), false),
        };
        let seconds = if is_shifted { local - i64::from(zone.offset) } else { local };
        Ok(Time { seconds, nanoseconds: self.nanoseconds, zone })
    }
}

/// How long the name of a zone at the start of `text` is.
fn zone_len(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if text.starts_with(b"GMT") {
        return Some(3 + signed_hours(&text[3..]).unwrap_or(0));
    }
    if matches!(text[0], b'+' | b'-') {
        return signed_hours(text);
    }
    match text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count() {
        3 => Some(3),
        4 if text[3] == b'T' || text.starts_with(b"WITA") => Some(4),
        5 if text[4] == b'T' => Some(5),
        _ => None,
    }
}

/// How long a sign with hours is.
fn signed_hours(text: &[u8]) -> Option<usize> {
    if !matches!(text.first(), Some(b'+' | b'-')) {
        return None;
    }
    let digits = text[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let hours: u32 = std::str::from_utf8(&text[1..=digits]).ok()?.parse().ok()?;
    (hours <= 23).then_some(1 + digits)
}

/// The offset in `GMT+3`.
fn hours_of(zone: &[u8]) -> i32 {
    let hours = zone.strip_prefix(b"GMT").and_then(|hours| std::str::from_utf8(hours).ok());
    hours.and_then(|hours| hours.parse().ok()).unwrap_or(0)
}
