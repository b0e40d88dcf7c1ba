//! Layouts: how Go says what a date looks like, by that of the second of January 2006, at 15:04:05 in Arizona.

use super::time::Time;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// What a piece of a layout stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    LongYear,
    Year,
    LongMonth,
    Month,
    MonthNumber(Pad),
    LongWeekday,
    Weekday,
    Day(Pad),
    /// Of the year.
    YearDay(Pad),
    Hour,
    Hour12(Pad),
    Minute(Pad),
    Second(Pad),
    /// Digits behind a point or comma.
    Fraction {
        separator: u8,
        digits: usize,
        keeps_zeros: bool,
    },
    /// `PM`, or `pm`.
    HalfDay {
        is_upper: bool,
    },
    ZoneName,
    Offset(Offset),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pad {
    None,
    Zero,
    Blank,
}

/// How an offset from Greenwich is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Offset {
    /// Nothing is `Z`.
    pub(super) has_z: bool,
    pub(super) has_colons: bool,
    /// Pairs of digits: hours, minutes, seconds.
    pub(super) pairs: usize,
}

/// The first field of a layout: where it starts, what it is and where it ends.
pub(super) fn next(layout: &[u8]) -> Option<(usize, Field, usize)> {
    (0..layout.len()).find_map(|at| {
        let (field, len) = field(&layout[at..])?;
        // Of `_2006` the line is text.
        let start = at + usize::from(field == Field::LongYear && layout[at] == b'_');
        Some((start, field, at + len))
    })
}

fn field(text: &[u8]) -> Option<(Field, usize)> {
    const NUMBERS: &[(&[u8], Field)] = &[
        (b"__2", Field::YearDay(Pad::Blank)),
        (b"_2006", Field::LongYear),
        (b"_2", Field::Day(Pad::Blank)),
        (b"002", Field::YearDay(Pad::Zero)),
        (b"01", Field::MonthNumber(Pad::Zero)),
        (b"02", Field::Day(Pad::Zero)),
        (b"03", Field::Hour12(Pad::Zero)),
        (b"04", Field::Minute(Pad::Zero)),
        (b"05", Field::Second(Pad::Zero)),
        (b"06", Field::Year),
        (b"15", Field::Hour),
        (b"1", Field::MonthNumber(Pad::None)),
        (b"2006", Field::LongYear),
        (b"2", Field::Day(Pad::None)),
        (b"3", Field::Hour12(Pad::None)),
        (b"4", Field::Minute(Pad::None)),
        (b"5", Field::Second(Pad::None)),
        (b"PM", Field::HalfDay { is_upper: true }),
        (b"pm", Field::HalfDay { is_upper: false }),
        (b"January", Field::LongMonth),
        (b"Jan", Field::Month),
        (b"Monday", Field::LongWeekday),
        (b"Mon", Field::Weekday),
        (b"MST", Field::ZoneName),
    ];
    match text.first()? {
        b'-' | b'Z' => return offset(text),
        b'.' | b',' => return fraction(text),
        _ => {}
    }
    let (words, field) = NUMBERS.iter().find(|(words, _)| text.starts_with(words))?;
    // `Janet` is no month.
    let is_word = matches!(field, Field::Month | Field::Weekday);
    if is_word && text.get(words.len()).is_some_and(u8::is_ascii_lowercase) {
        return None;
    }
    Some((*field, words.len()))
}

fn offset(text: &[u8]) -> Option<(Field, usize)> {
    const WAYS: [(&[u8], bool, usize); 5] =
        [(b"070000", false, 3), (b"07:00:00", true, 3), (b"0700", false, 2), (b"07:00", true, 2), (b"07", false, 1)];
    let (words, has_colons, pairs) = WAYS.iter().find(|(words, ..)| text[1..].starts_with(words))?;
    let offset = Offset { has_z: text[0] == b'Z', has_colons: *has_colons, pairs: *pairs };
    Some((Field::Offset(offset), 1 + words.len()))
}

fn fraction(text: &[u8]) -> Option<(Field, usize)> {
    let digit = *text.get(1).filter(|digit| matches!(digit, b'0' | b'9'))?;
    let digits = text[1..].iter().take_while(|byte| **byte == digit).count();
    if text.get(1 + digits).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((Field::Fraction { separator: text[0], digits, keeps_zeros: digit == b'0' }, 1 + digits))
}

pub(super) fn format(time: &Time, layout: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(layout.len() + 10);
    let mut rest = layout;
    while let Some((start, field, end)) = next(rest) {
        out.extend_from_slice(&rest[..start]);
        write(time, field, &mut out);
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    out
}

fn write(time: &Time, field: Field, out: &mut Vec<u8>) {
    let civil = time.civil();
    let hour12 = if civil.hour % 12 == 0 { 12 } else { civil.hour % 12 };
    let month = MONTHS[(civil.month as usize - 1) % 12];
    let weekday = DAYS[civil.weekday as usize % 7];
    let text = match field {
        Field::LongYear if civil.year < 0 => format!("-{:04}", -civil.year),
        Field::LongYear => format!("{:04}", civil.year),
        Field::Year => format!("{:02}", civil.year.abs() % 100),
        Field::LongMonth => month.to_owned(),
        Field::Month => month[..3].to_owned(),
        Field::LongWeekday => weekday.to_owned(),
        Field::Weekday => weekday[..3].to_owned(),
        Field::MonthNumber(pad) => padded(civil.month, pad, 2),
        Field::Day(pad) => padded(civil.day, pad, 2),
        Field::YearDay(pad) => padded(civil.day_of_year, pad, 3),
        Field::Hour => padded(civil.hour, Pad::Zero, 2),
        Field::Hour12(pad) => padded(hour12, pad, 2),
        Field::Minute(pad) => padded(civil.minute, pad, 2),
        Field::Second(pad) => padded(civil.second, pad, 2),
        Field::Fraction { separator, digits, keeps_zeros } => {
            let all = format!("{:09}", time.nanoseconds);
            // There are no more than nine.
            let mut kept = all[..digits.min(9)].to_owned();
            if !keeps_zeros {
                kept.truncate(kept.trim_end_matches('0').len());
            }
            if kept.is_empty() { kept } else { format!("{}{kept}", char::from(separator)) }
        }
        Field::HalfDay { is_upper: true } => if civil.hour >= 12 { "PM" } else { "AM" }.to_owned(),
        Field::HalfDay { is_upper: false } => if civil.hour >= 12 { "pm" } else { "am" }.to_owned(),
        Field::Offset(how) => offset_text(time.zone.offset, how),
        Field::ZoneName if time.zone.name().is_empty() => {
            offset_text(time.zone.offset, Offset { has_z: false, has_colons: false, pairs: 2 })
        }
        Field::ZoneName => {
            out.extend_from_slice(time.zone.name());
            return;
        }
    };
    out.extend_from_slice(text.as_bytes());
}

fn padded(number: i64, pad: Pad, width: usize) -> String {
    match pad {
        Pad::None => number.to_string(),
        Pad::Zero => format!("{number:0width$}"),
        Pad::Blank => format!("{number:width$}"),
    }
}

fn offset_text(offset: i32, how: Offset) -> String {
    if how.has_z && offset == 0 {
        return "Z".to_owned();
    }
    let size = offset.abs();
    let pairs = [size / 3600, size / 60 % 60, size % 60].map(|pair| format!("{pair:02}"));
    let colon = if how.has_colons { ":" } else { "" };
    format!("{}{}", if offset < 0 { '-' } else { '+' }, pairs[..how.pairs].join(colon))
}
