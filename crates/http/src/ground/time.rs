use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A moment on the wire: RFC 3339 in UTC, whole seconds, as `2026-02-02T10:15:30Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-02-02T10:15:30Z")]
pub struct Time(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Time {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.written() {
            Some(text) => serializer.serialize_str(text.as_str()),
            None => serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%SZ")),
        }
    }
}

/// A moment in text.
struct Written([u8; 20]);

impl Written {
    fn as_str(&self) -> &str {
        // Digits and signs only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Time {
    /// The text of a year of four digits. A page has dozens of moments, and the general way costs ten times as much.
    fn written(self) -> Option<Written> {
        let (year, time) = (u32::try_from(self.0.year()).ok().filter(|year| *year <= 9_999)?, self.0);
        let mut text = *b"0000-00-00T00:00:00Z";
        let fields = [
            (0, year / 100),
            (2, year % 100),
            (5, time.month()),
            (8, time.day()),
            (11, time.hour()),
            (14, time.minute()),
            (17, time.second()),
        ];
        for (place, value) in fields {
            let [tens, ones] = text.get_mut(place..place + 2)? else { return None };
            *tens += u8::try_from(value / 10).ok()?;
            *ones += u8::try_from(value % 10).ok()?;
        }
        Some(Written(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_a_second_is_left_out() {
        let time: DateTime<Utc> = "2026-02-02T10:15:30.999999Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Time(time)).unwrap(), r#""2026-02-02T10:15:30Z""#);
    }

    #[test]
    fn the_short_way_says_the_same_as_the_long_one() {
        for seconds in (-60_000_000_000..=250_000_000_000).step_by(1_234_567_891) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            let expected = format!("\"{}\"", time.format("%Y-%m-%dT%H:%M:%SZ"));
            assert_eq!(serde_json::to_string(&Time(time)).unwrap(), expected);
        }
        let far = "+12026-02-02T10:15:30Z".parse().unwrap();
        assert_eq!(serde_json::to_string(&Time(far)).unwrap(), r#""+12026-02-02T10:15:30Z""#);
    }
}
