//! A point in time with the zone it is told in: Go's `time.Time`.

use std::fmt;

use crate::{
    functions::Type,
    value::{Data, IntKind, Object, Value},
};

use super::{layout, time as time_of};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Time {
    /// Since 1970.
    pub(super) seconds: i64,
    pub(super) nanoseconds: u32,
    pub(super) zone: Zone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Zone {
    /// East of Greenwich, in seconds.
    pub(super) offset: i32,
    /// Its letters, up to eight; none for an offset only.
    name: [u8; 8],
}

impl Zone {
    pub(super) const UTC: Self = Self { offset: 0, name: *b"UTC\0\0\0\0\0" };

    pub(super) fn new(offset: i32, letters: &[u8]) -> Self {
        let mut name = [0; 8];
        let len = letters.len().min(8);
        name[..len].copy_from_slice(&letters[..len]);
        Self { offset, name }
    }

    pub(super) fn name(&self) -> &[u8] {
        let len = self.name.iter().position(|byte| *byte == 0).unwrap_or(8);
        &self.name[..len]
    }
}

/// A time as calendars and clocks show it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    pub(super) day: i64,
    /// 1 to 366.
    pub(super) day_of_year: i64,
    /// From Sunday, which is 0.
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// Days since 1970 of a day in the calendar of today. (Years begin in March, so that leap days are at their ends.)
pub(super) fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

impl Time {
    /// The first second of the year 1, which stands for no time at all.
    pub(super) const ZERO: Self = Self { seconds: -62_135_596_800, nanoseconds: 0, zone: Zone::UTC };

    pub(super) fn at(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0, zone: Zone::UTC }
    }

    pub(super) fn utc(self) -> Self {
        Self { zone: Zone::UTC, ..self }
    }

    pub(super) fn civil(&self) -> Civil {
        let local = self.seconds.saturating_add(i64::from(self.zone.offset));
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let from_march = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * from_march + 2) / 153;
        let day = from_march - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Civil {
            year,
            month,
            day,
            day_of_year: days - days_of(year, 1, 1) + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        }
    }

    pub(super) fn format(&self, layout: &[u8]) -> Vec<u8> {
        layout::format(self, layout)
    }

    pub(super) fn add(self, nanoseconds: i64) -> Self {
        let all = i128::from(self.nanoseconds) + i128::from(nanoseconds);
        let seconds = all.div_euclid(1_000_000_000) as i64;
        let rest = all.rem_euclid(1_000_000_000) as u32;
        Self { seconds: self.seconds.wrapping_add(seconds), nanoseconds: rest, ..self }
    }

    fn total(&self) -> i128 {
        i128::from(self.seconds) * 1_000_000_000 + i128::from(self.nanoseconds)
    }

    /// How long after `earlier` it is; what is too long is as long as can be.
    pub(super) fn since(&self, earlier: Self) -> i64 {
        let difference = self.total() - earlier.total();
        i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
    }

    /// Days that a month does not have run into the next one.
    fn add_date(self, years: i64, months: i64, days: i64) -> Self {
        // Nobody means more, and the calendar would not have it.
        let within = |number: i64| number.clamp(-1_000_000, 1_000_000);
        let civil = self.civil();
        let months = civil.month - 1 + within(months);
        let year = civil.year + within(years) + months.div_euclid(12);
        let day = days_of(year, months.rem_euclid(12) + 1, 1) + civil.day - 1 + within(days);
        let local = self.seconds.saturating_add(i64::from(self.zone.offset)).rem_euclid(86_400);
        let seconds = day.wrapping_mul(86_400).wrapping_add(local).wrapping_sub(i64::from(self.zone.offset));
        Self { seconds, ..self }
    }

    /// Down to a multiple of a duration since the year 1, or to the nearest one.
    fn rounded(self, unit: i64, to_nearest: bool) -> Self {
        if unit <= 0 {
            return self;
        }
        let unit_wide = i128::from(unit);
        let since = self.total() - Self::ZERO.total();
        let rest = since.rem_euclid(unit_wide);
        let by = if to_nearest && rest * 2 >= unit_wide { unit_wide - rest } else { -rest };
        self.add(by as i64)
    }
}

impl Object for Time {
    fn type_name(&self) -> &str {
        "time.Time"
    }

    fn kind(&self) -> &str {
        "struct"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<usize> {
        match name {
            "Year" | "Month" | "Day" | "Hour" | "Minute" | "Second" | "Nanosecond" | "YearDay" | "Weekday" | "Unix"
            | "UnixMilli" | "UnixMicro" | "UnixNano" | "String" | "IsZero" | "IsDST" | "UTC" | "Local" => Some(0),
            "Format" | "Add" | "Sub" | "After" | "Before" | "Equal" | "Compare" | "Truncate" | "Round" => Some(1),
            "AddDate" => Some(3),
            _ => None,
        }
    }

    fn parameter(&self, method: &str, _: usize) -> Type {
        match method {
            "Add" | "Truncate" | "Round" => Type::Duration,
            "AddDate" => Type::Int,
            "Format" => Type::Text,
            _ => super::TIME,
        }
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let civil = self.civil();
        let int = |index| crate::functions::arguments::int(arguments, index);
        let other = || arguments.first().map_or(Self::ZERO, time_of);
        let order = || self.total().cmp(&other().total());
        Ok(match name {
            "Year" => Value::int(civil.year),
            "Month" => Named::value("time.Month", layout::MONTHS[(civil.month as usize - 1) % 12]),
            "Day" => Value::int(civil.day),
            "Hour" => Value::int(civil.hour),
            "Minute" => Value::int(civil.minute),
            "Second" => Value::int(civil.second),
            "Nanosecond" => Value::int(i64::from(self.nanoseconds)),
            "YearDay" => Value::int(civil.day_of_year),
            "Weekday" => Named::value("time.Weekday", layout::DAYS[civil.weekday as usize % 7]),
            "Unix" => Value::int64(self.seconds),
            "UnixMilli" => Value::int64((self.total().div_euclid(1_000_000)) as i64),
            "UnixMicro" => Value::int64((self.total().div_euclid(1_000)) as i64),
            "UnixNano" => Value::int64(self.total() as i64),
            "IsZero" => (self.total() == Self::ZERO.total()).into(),
            "IsDST" => false.into(),
            "UTC" | "Local" => self.utc().into_value(),
            "Format" => Value::text(self.format(crate::functions::arguments::text(arguments, 0).as_bytes())),
            "Add" => self.add(int(0)).into_value(),
            "AddDate" => self.add_date(int(0), int(1), int(2)).into_value(),
            "Truncate" => self.rounded(int(0), false).into_value(),
            "Round" => self.rounded(int(0), true).into_value(),
            "Sub" => Data::Int(self.since(other()), IntKind::Duration).into(),
            "After" => order().is_gt().into(),
            "Before" => order().is_lt().into(),
            "Equal" => order().is_eq().into(),
            "Compare" => Value::int(order() as i64),
            _ => Value::text(self.to_string()),
        })
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn as_data(&self) -> Option<Value> {
        Some(Value::text(self.format(b"2006-01-02T15:04:05.999999999Z07:00")))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.format(b"2006-01-02 15:04:05.999999999 -0700 MST")))
    }
}

/// A number with a name: a month, a day of the week.
#[derive(Debug)]
struct Named {
    type_name: &'static str,
    name: &'static str,
}

impl Named {
    fn value(type_name: &'static str, name: &'static str) -> Value {
        Data::Object(std::rc::Rc::new(Self { type_name, name })).into()
    }
}

impl Object for Named {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn kind(&self) -> &str {
        "int"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<usize> {
        (name == "String").then_some(0)
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(self.name.into())
    }

    fn show(&self) -> String {
        self.name.to_owned()
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
