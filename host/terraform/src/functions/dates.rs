//! Dates: RFC 3339 in, Terraform's own format language out.

use super::{Call, FunctionError, Outcome};

/// A moment as written, with its offset from UTC.
#[derive(Clone, Copy)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: i64,
    /// Seconds east of UTC.
    offset: i64,
}

const MONTHS: [&str; 12] = [
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
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY: i64 = 86_400;
const SECOND: i128 = 1_000_000_000;

pub(super) fn formatdate(call: &Call<'_>) -> Outcome {
    let moment = parse(call, 1)?;
    let text = format(call.text(0), &moment).map_err(|why| FunctionError::at(0, why))?;
    Ok(call.string(text))
}

pub(super) fn timeadd(call: &Call<'_>) -> Outcome {
    let moment = parse(call, 0).map_err(|error| FunctionError::new(error.message))?;
    let duration = duration(call.text(1))
        .ok_or_else(|| FunctionError::new(format!("`{}` is no duration; one is written like `1h30m`", call.text(1))))?;
    let total = moment.nanos_since_epoch() + duration;
    let seconds =
        i64::try_from(total.div_euclid(SECOND)).map_err(|_| FunctionError::new("the time is out of range"))?;
    Ok(call.string(Moment::at(seconds, moment.offset).text()))
}

pub(super) fn timecmp(call: &Call<'_>) -> Outcome {
    let (a, b) = (parse(call, 0)?, parse(call, 1)?);
    Ok(call.number(a.nanos_since_epoch().cmp(&b.nanos_since_epoch()) as i64))
}

fn parse(call: &Call<'_>, index: usize) -> Result<Moment, FunctionError> {
    let text = call.text(index);
    Moment::parse(text).ok_or_else(|| {
        FunctionError::at(index, format!("`{text}` is no RFC 3339 time; one is written like `2024-05-01T12:00:00Z`"))
    })
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader(text);
        let year = reader.digits(4)?;
        let month = reader.after("-")?.digits(2)?;
        let day = reader.after("-")?.digits(2)?;
        let hour = reader.after("T")?.digits(2)?;
        let minute = reader.after(":")?.digits(2)?;
        let second = reader.after(":")?.digits(2)?;
        let mut nanos = 0;
        if let Some(rest) = reader.0.strip_prefix('.') {
            let count = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let digits = &rest[..count];
            reader.0 = &rest[count..];
            nanos = format!("{digits:0<9}").get(..9)?.parse().ok().filter(|_| count > 0)?;
        }
        let offset = match reader.0 {
            "Z" => 0,
            zone => {
                let sign = if zone.starts_with('-') { -1 } else { 1 };
                reader.0 = zone.strip_prefix(['+', '-'])?;
                let hours = reader.digits(2)?;
                let minutes = reader.after(":")?.digits(2)?;
                if !reader.0.is_empty() || hours > 23 || minutes > 59 {
                    return None;
                }
                sign * (hours * 3600 + minutes * 60)
            }
        };
        let valid = (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour <= 23
            && minute <= 59
            && second <= 59;
        valid.then_some(Self { year, month, day, hour, minute, second, nanos, offset })
    }

    /// The moment `seconds` after the start of 1970 in UTC, as a clock at `offset` shows it.
    fn at(seconds: i64, offset: i64) -> Self {
        let local = seconds.saturating_add(offset);
        let (days, rest) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = date(days);
        Self { year, month, day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60, nanos: 0, offset }
    }

    fn days(&self) -> i64 {
        days_since_epoch(self.year, self.month, self.day)
    }

    fn nanos_since_epoch(&self) -> i128 {
        let seconds = self.days() * DAY + self.hour * 3600 + self.minute * 60 + self.second - self.offset;
        i128::from(seconds) * SECOND + i128::from(self.nanos)
    }

    fn weekday(&self) -> &'static str {
        // 1970 began on a Thursday.
        DAYS[usize::try_from((self.days() + 4).rem_euclid(7)).unwrap_or(0)]
    }

    fn month_name(&self) -> &'static str {
        MONTHS[usize::try_from(self.month - 1).unwrap_or(0).min(11)]
    }

    fn zone(&self, colon: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.abs();
        format!("{sign}{:02}{colon}{:02}", offset / 3600, offset / 60 % 60)
    }

    fn text(&self) -> String {
        let zone = if self.offset == 0 { "Z".into() } else { self.zone(":") };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}",
            self.year, self.month, self.day, self.hour, self.minute, self.second
        )
    }
}

struct Reader<'t>(&'t str);

impl Reader<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn after(&mut self, mark: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(mark)?;
        Some(self)
    }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar, counted in 400-year cycles whose years start in March.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - 719_468
}

fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (cycle, of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + cycle * 400 + i64::from(month <= 2), month, day)
}

/// Runs of one letter are verbs, text between single quotes and everything else stands for itself.
fn format(template: &str, moment: &Moment) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let (text, after) = literal(rest).ok_or("a quoted part does not end")?;
            out.push_str(&text);
            rest = after;
        } else if c.is_ascii_alphabetic() {
            let (run, after) = rest.split_at(rest.len() - rest.trim_start_matches(c).len());
            out.push_str(&verb(run, moment)?);
            rest = after;
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(out)
}

/// The text between quotes, in which a doubled quote is one; and what follows.
fn literal(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix("''") {
        return Some(("'".into(), after));
    }
    let mut out = String::new();
    let mut rest = &text[1..];
    loop {
        let end = rest.find('\'')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Some((out, rest)),
        }
    }
}

fn verb(run: &str, moment: &Moment) -> Result<String, String> {
    let half = match moment.hour % 12 {
        0 => 12,
        hour => hour,
    };
    let noon = moment.hour >= 12;
    Ok(match run {
        "YYYY" => format!("{:04}", moment.year),
        "YY" => format!("{:02}", moment.year % 100),
        "MMMM" => moment.month_name().into(),
        "MMM" => moment.month_name()[..3].into(),
        "MM" => format!("{:02}", moment.month),
        "M" => moment.month.to_string(),
        "DD" => format!("{:02}", moment.day),
        "D" => moment.day.to_string(),
        "EEEE" => moment.weekday().into(),
        "EEE" => moment.weekday()[..3].into(),
        "hh" => format!("{:02}", moment.hour),
        "h" => moment.hour.to_string(),
        "HH" => format!("{half:02}"),
        "H" => half.to_string(),
        "AA" => if noon { "PM" } else { "AM" }.into(),
        "aa" => if noon { "pm" } else { "am" }.into(),
        "mm" => format!("{:02}", moment.minute),
        "m" => moment.minute.to_string(),
        "ss" => format!("{:02}", moment.second),
        "s" => moment.second.to_string(),
        "Z" if moment.offset == 0 => "Z".into(),
        "ZZZ" if moment.offset == 0 => "UTC".into(),
        "Z" | "ZZZZZ" => moment.zone(":"),
        "ZZZ" | "ZZZZ" => moment.zone(""),
        _ => {
            return Err(format!(
                "`{run}` is no date verb; literal text stands between single quotes, and verbs are YYYY, YY, MMMM, MMM, MM, M, \
                 DD, D, EEEE, EEE, hh, h, HH, H, AA, aa, mm, m, ss, s, Z, ZZZ, ZZZZ and ZZZZZ"
            ));
        }
    })
}

/// Nanoseconds of `-1h30m`, `1.5s`, `0`, …; fractions of a nanosecond are dropped.
fn duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0i128;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let (number, after) = rest.split_at(end);
        let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        rest = after;
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3600 * SECOND,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || whole.len() > 18 {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction = &fraction[..fraction.len().min(18)];
        let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        let scale = 10i128.pow(u32::try_from(fraction.len()).ok()?);
        total = total.checked_add(whole.checked_mul(unit)?)?.checked_add(part * unit / scale)?;
        // As far as 64 bits of nanoseconds reach.
        i64::try_from(total).ok()?;
    }
    Some(if negative { -total } else { total })
}
