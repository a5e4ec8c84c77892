use chrono::{DateTime, Utc};
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
        serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%SZ"))
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
}
