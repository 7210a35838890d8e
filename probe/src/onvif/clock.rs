//! The device's clock.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::onvif::xml::Element;

/// The time in an answer to `GetSystemDateAndTime`; `None` where the device gives no (sane) universal time.
pub(crate) fn utc(said: &Element) -> Option<Timestamp> {
    let stated = said.at(&["SystemDateAndTime", "UTCDateTime"])?;
    let number = |path: &[&str]| stated.text_at(path)?.parse::<i16>().ok();
    let small = |path: &[&str]| i8::try_from(number(path)?).ok();
    let date = civil::Date::new(
        number(&["Date", "Year"])?,
        small(&["Date", "Month"])?,
        small(&["Date", "Day"])?,
    );
    // Some devices count a leap second.
    let second = small(&["Time", "Second"])?.min(59);
    let time = civil::Time::new(small(&["Time", "Hour"])?, small(&["Time", "Minute"])?, second, 0);
    let moment = date.ok()?.to_datetime(time.ok()?);
    TimeZone::UTC.to_timestamp(moment).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onvif::xml::parse;

    fn read(time: &str, date: &str) -> Option<Timestamp> {
        let text = format!(
            "<R><SystemDateAndTime><DateTimeType>NTP</DateTimeType><UTCDateTime>{time}{date}</UTCDateTime>\
             </SystemDateAndTime></R>"
        );
        utc(&parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_time_is_read_and_an_impossible_one_is_none() {
        let time = "<Time><Hour>23</Hour><Minute>59</Minute><Second>60</Second></Time>";
        let date = |day: &str| format!("<Date><Year>2026</Year><Month>2</Month><Day>{day}</Day></Date>");
        assert_eq!(
            read(time, &date("28")),
            Some("2026-02-28T23:59:59Z".parse().unwrap())
        );
        assert_eq!(read(time, &date("30")), None);
        assert_eq!(read(time, &date("-999999999")), None);
        assert_eq!(read(time, ""), None);
        assert_eq!(utc(&parse(b"<R/>").unwrap()), None);
    }
}
