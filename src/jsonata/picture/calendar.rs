//! Days, weeks and months of the Gregorian calendar.

pub(super) const DAY: i64 = 86_400_000;

/// How far from 1970 a moment may be, in milliseconds, as in JavaScript.
pub(super) const FARTHEST: f64 = 8.64e15;

/// A moment, taken apart. Months count from 0, days from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonata) struct Moment {
    millis: i64,
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

/// The days from 1970 to the first of a month, which may lie outside of the year.
fn days_before(year: i64, month: i64) -> i64 {
    let year = year + month.div_euclid(12);
    let month = month.rem_euclid(12);
    // Years that start in March have the leap day at their end.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let century = year.div_euclid(400);
    let year = year.rem_euclid(400);
    century * 146_097 + year * 365 + year / 4 - year / 100 + (month * 153 + 2) / 5 - 719_468
}

/// JavaScript's `Date.UTC`, for a month from 0 and a day from 1.
pub(super) fn millis(year: i64, month: i64, day: i64) -> i64 {
    (days_before(year, month) + day - 1) * DAY
}

impl Moment {
    pub fn new(millis: i64) -> Moment {
        let days = millis.div_euclid(DAY);
        let mut year = 1970 + days.div_euclid(366);
        while days_before(year + 1, 0) <= days {
            year += 1;
        }
        let mut month = 0;
        while month < 11 && days_before(year, month + 1) <= days {
            month += 1;
        }
        Moment { millis, year, month, day: days - days_before(year, month) + 1 }
    }

    fn time(self) -> i64 {
        self.millis.rem_euclid(DAY)
    }

    pub fn hour(self) -> i64 {
        self.time() / 3_600_000
    }

    pub fn minute(self) -> i64 {
        self.time() / 60_000 % 60
    }

    pub fn second(self) -> i64 {
        self.time() / 1000 % 60
    }

    pub fn milli(self) -> i64 {
        self.time() % 1000
    }

    pub fn day_of_year(self) -> i64 {
        (millis(self.year, self.month, self.day) - millis(self.year, 0, 1)) / DAY + 1
    }

    /// From Monday, 1, to Sunday, 7.
    pub fn day_of_week(self) -> i64 {
        (self.millis.div_euclid(DAY) + 3).rem_euclid(7) + 1
    }

    /// The week of the year: the first is that of the first Thursday.
    pub fn week_of_year(self) -> i64 {
        let today = millis(self.year, self.month, self.day);
        let week = weeks(first_week(self.year, 0), today);
        if week > 52 && today >= first_week(self.year + 1, 0) {
            1
        } else if week < 1 {
            weeks(first_week(self.year - 1, 0), today)
        } else {
            week
        }
    }

    /// The week of the month, counted in the same way.
    pub fn week_of_month(self) -> i64 {
        let today = millis(self.year, self.month, self.day);
        let week = weeks(first_week(self.year, self.month), today);
        if week > 4 && today >= first_week(self.year, self.month + 1) {
            1
        } else if week < 1 {
            weeks(first_week(self.year, self.month - 1), today)
        } else {
            week
        }
    }

    /// The year to which the week of the year belongs.
    pub fn year_of_week(self) -> i64 {
        if self.millis < first_week(self.year, 0) {
            self.year - 1
        } else if self.millis >= first_week(self.year + 1, 0) {
            self.year + 1
        } else {
            self.year
        }
    }

    /// The month, from 1, to which the week of the month belongs.
    pub fn month_of_week(self) -> i64 {
        let month = if self.millis < first_week(self.year, self.month) {
            self.month - 1
        } else if self.millis >= first_week(self.year, self.month + 1) {
            self.month + 1
        } else {
            self.month
        };
        month.rem_euclid(12) + 1
    }
}

/// The start of the week of the first Thursday of a month.
fn first_week(year: i64, month: i64) -> i64 {
    let first = millis(year, month, 1);
    let weekday = Moment::new(first).day_of_week();
    if weekday > 4 { first + (8 - weekday) * DAY } else { first - (weekday - 1) * DAY }
}

fn weeks(start: i64, today: i64) -> i64 {
    (today - start).div_euclid(7 * DAY) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_taken_apart() {
        let moment = Moment::new(1_709_210_096_789);
        assert_eq!((moment.year, moment.month + 1, moment.day), (2024, 2, 29));
        assert_eq!((moment.hour(), moment.minute(), moment.second(), moment.milli()), (12, 34, 56, 789));
        assert_eq!((moment.day_of_year(), moment.day_of_week()), (60, 4));
        let before = Moment::new(-1);
        assert_eq!((before.year, before.month + 1, before.day, before.hour()), (1969, 12, 31, 23));
    }

    #[test]
    fn days_go_both_ways() {
        for days in (-800_000..800_000).step_by(997) {
            let moment = Moment::new(days * DAY);
            assert_eq!(millis(moment.year, moment.month, moment.day), days * DAY);
        }
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        let moment = Moment::new(millis(2005, 0, 1));
        assert_eq!((moment.week_of_year(), moment.year_of_week()), (53, 2004));
        let moment = Moment::new(millis(2018, 11, 31));
        assert_eq!((moment.week_of_year(), moment.year_of_week()), (1, 2019));
    }
}
