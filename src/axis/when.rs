//! What is known of a document's date.

use std::fmt;

use jiff::civil::Date;

/// The first and the last day on which a document may be dated: one day, a month, a year or another stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    first: Date,
    last: Date,
}

/// The years that a date may have.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;

/// A day of the Gregorian calendar, in a year from 1000 to 2999.
fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
}

/// A whole number in digits alone.
fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

impl When {
    /// All days of a calendar year, from 1000 to 2999.
    pub fn year(year: i32) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        Some(Self { first: day(year, 1, 1)?, last: day(year, 12, 31)? })
    }

    /// The days from `first` to `last`.
    pub fn between(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let first = day(year, month, 1)?;
        Some(Self { first, last: first.last_of_month() })
    }

    fn months(year: i16, from: i8, to: i8) -> Option<Self> {
        Some(Self { first: Self::month(year, from)?.first, last: Self::month(year, to)?.last })
    }

    /// Reads `2022`, `2022-05`, `2022-05-17` (also with a time behind it), `2022-Q1`, `2022-H1` and `2022-W05`.
    ///
    /// `None` for a text of another form. Where the form is right and there is no such day, as on 30 February, the result
    /// is `Some(None)`.
    pub fn parse(text: &str) -> Option<Option<Self>> {
        let text = text.trim();
        let text = match text.as_bytes().get(10) {
            Some(b'T' | b' ') if text.is_ascii() && text[11..].starts_with(|c: char| c.is_ascii_digit()) => &text[..10],
            _ => text,
        };
        let mut parts = text.splitn(3, '-');
        let year = number(parts.next()?, 4)?;
        match (parts.next(), parts.next()) {
            (None, _) => Some(Self::year(year.into())),
            (Some(part), None) => match part.split_at_checked(1)? {
                ("Q" | "q", of) => {
                    let quarter = number(of, 1)? as i8;
                    Some((1..=4).contains(&quarter).then(|| Self::months(year, quarter * 3 - 2, quarter * 3)).flatten())
                }
                ("H" | "h", of) => {
                    let half = number(of, 1)? as i8;
                    Some((1..=2).contains(&half).then(|| Self::months(year, half * 6 - 5, half * 6)).flatten())
                }
                ("W" | "w", of) => Some(Self::week(year, number(of, 2)? as i8)),
                _ => Some(Self::month(year, number(part, 2)? as i8)),
            },
            (Some(month), Some(of_month)) => {
                let found = day(year, number(month, 2)? as i8, number(of_month, 2)? as i8);
                Some(found.map(|date| Self { first: date, last: date }))
            }
        }
    }

    /// The seven days of an ISO week.
    fn week(year: i16, week: i8) -> Option<Self> {
        let start = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?;
        let first = start.date();
        let last = first.checked_add(jiff::Span::new().days(6)).ok()?;
        (YEARS.contains(&first.year()) && YEARS.contains(&last.year())).then_some(Self { first, last })
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.last
    }

    /// The calendar year, where all days are of one.
    pub(crate) fn calendar_year(self) -> Option<i32> {
        (self.first.year() == self.last.year()).then(|| self.first.year().into())
    }

    /// Whether all days of `other` are among these.
    pub fn holds(&self, other: &Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

impl fmt::Display for When {
    /// As exactly as it is known: `2022`, `2022-05`, `2022-05-17`, else `2022-05-01 to 2022-05-07`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else if Self::month(year, month) == Some(*self) {
            write!(f, "{year:04}-{month:02}")
        } else if Self::year(year.into()) == Some(*self) {
            write!(f, "{year:04}")
        } else {
            write!(f, "{} to {}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_are_written() {
        let shown = |text: &str| When::parse(text).expect("of the form").expect("a date").to_string();
        for text in ["2022", "2022-05", "2024-02-29"] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown("2022-05-17T10:30:00Z"), "2022-05-17");
        assert_eq!(shown("2022-05-17 10:30"), "2022-05-17");
        assert_eq!(shown("2022-Q1"), "2022-01-01 to 2022-03-31");
        assert_eq!(shown("2022-H2"), "2022-07-01 to 2022-12-31");
        assert_eq!(shown("2020-W53"), "2020-12-28 to 2021-01-03");
    }

    #[test]
    fn what_is_no_day_is_told_from_what_is_no_date() {
        for text in ["2019-02-30", "2019-13", "2019-Q5", "2022-W53", "0999", "2019-00-01"] {
            assert_eq!(When::parse(text), Some(None), "{text}");
        }
        for text in ["", "May 2019", "19", "20x9", "2019-5", "2019/05/01", "2019-05-01-02", "２０１９", "2019-é"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_lie_within_years() {
        let year = When::year(2019).expect("a year");
        let month = When::parse("2019-05").flatten().expect("a month");
        assert!(year.holds(&month) && !month.holds(&year));
        assert_eq!(
            (month.calendar_year(), When::parse("2020-W53").flatten().expect("a week").calendar_year()),
            (Some(2019), None)
        );
    }
}
