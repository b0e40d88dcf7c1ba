//! Dates and times: four digits, a date, and perhaps a time of day with a fraction and a zone.

use std::fmt;

/// A moment as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Timestamp {
    pub year: u32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub nanosecond: u32,
    /// Minutes east of Greenwich, whose time it is when no zone is written.
    pub offset: i32,
}

impl Timestamp {
    /// As Terraform's reader takes it. A comma is no point to it.
    pub(super) fn terraform(text: &str) -> Option<Self> {
        read(text, &['.'], false)
    }

    /// As Go's does, to which several blanks are one.
    pub(super) fn go(text: &str) -> Option<Self> {
        read(text, &['.', ','], true)
    }

    /// RFC 3339 to the second; fractions are dropped.
    pub fn to_rfc_3339(self) -> String {
        let Self { year, month, day, hour, minute, second, .. } = self;
        let zone = match self.offset {
            0 => "Z".to_owned(),
            _ => self.zone(":"),
        };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }

    fn zone(self, between: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }
}

/// As Go prints a time on a machine that is set to UTC: `2020-01-01 00:00:00 +0000 UTC`.
impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, .. } = self;
        write!(out, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")?;
        if self.nanosecond > 0 {
            let digits = format!("{:09}", self.nanosecond);
            write!(out, ".{}", digits.trim_end_matches('0'))?;
        }
        let zone = self.zone("");
        let name = if self.offset == 0 { "UTC" } else { &zone };
        write!(out, " {zone} {name}")
    }
}

fn read(text: &str, points: &[char], blanks_are_one: bool) -> Option<Timestamp> {
    let mut rest = Digits(text);
    let year = rest.exactly(4)?;
    rest.literal('-')?;
    let month = rest.up_to_two()?;
    rest.literal('-')?;
    let day = rest.up_to_two()?;
    if month == 0 || month > 12 || day == 0 || day > days(year, month) {
        return None;
    }
    let date = Timestamp { year, month, day, hour: 0, minute: 0, second: 0, nanosecond: 0, offset: 0 };
    if rest.0.is_empty() {
        return Some(date);
    }
    let separator = rest.0.chars().next().filter(|c| matches!(c, 'T' | 't' | ' '))?;
    rest.literal(separator)?;
    if blanks_are_one && separator == ' ' {
        rest.0 = rest.0.trim_start_matches(' ');
    }
    let hour = rest.up_to_two()?;
    rest.literal(':')?;
    let minute = rest.up_to_two()?;
    rest.literal(':')?;
    let second = rest.up_to_two()?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let nanosecond = match rest.0.strip_prefix(points) {
        Some(fraction) => {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            rest.0 = &fraction[end..];
            format!("{:0<9}", &fraction[..end.min(9)]).parse().ok().filter(|_| end > 0)?
        }
        None => 0,
    };
    let offset = match (separator, rest.0) {
        // A time after a blank has no zone, and one after a `T` has to have one.
        (' ', "") | ('T' | 't', "Z") => 0,
        (' ', _) | (_, "") => return None,
        (_, zone) => {
            let mut digits = Digits(zone.strip_prefix(['+', '-'])?);
            let hours = digits.exactly(2)?;
            digits.literal(':')?;
            let minutes = digits.exactly(2)?;
            if !digits.0.is_empty() || hours > 24 || minutes > 59 {
                return None;
            }
            let east = i32::try_from(hours * 60 + minutes).ok()?;
            if zone.starts_with('-') { -east } else { east }
        }
    };
    Some(Timestamp { hour, minute, second, nanosecond, offset, ..date })
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The rest of a text that is being read.
struct Digits<'t>(&'t str);

impl Digits<'_> {
    fn literal(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }

    fn exactly(&mut self, count: usize) -> Option<u32> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn up_to_two(&mut self) -> Option<u32> {
        self.exactly(2).or_else(|| self.exactly(1))
    }
}
