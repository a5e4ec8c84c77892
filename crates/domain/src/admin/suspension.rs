use chrono::{DateTime, Utc};

use crate::{Invalid, Violations, text};

/// How an administrator wants to suspend somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuspensionDraft {
    /// Why.
    pub reason: Option<String>,
    /// Until when, as RFC 3339; for good where there is none.
    pub until: Option<String>,
}

/// A suspension: why, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    reason: String,
    until: Option<DateTime<Utc>>,
}

impl Suspension {
    /// The most characters of a reason.
    pub const MAX_REASON: usize = 1_000;

    /// Judges a draft. A suspension that is over before it begins is none.
    pub fn new(draft: &SuspensionDraft, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let reason = text::required(draft.reason.as_deref().unwrap_or_default(), 1, Self::MAX_REASON);
        let reason = wrong.check("reason", reason);
        let until = wrong.check("until", until(draft.until.as_deref(), now));
        let (Some(reason), Some(until)) = (reason, until) else { return Err(wrong) };
        Ok(Self { reason, until })
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Until when; for good where there is none.
    pub const fn until(&self) -> Option<DateTime<Utc>> {
        self.until
    }
}

fn until(text: Option<&str>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Invalid> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let until = DateTime::parse_from_rfc3339(text).map_err(|_| Invalid::FORM)?.to_utc();
    if until > now { Ok(Some(until)) } else { Err(Invalid::because("must be in the future")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(reason: &str, until: Option<&str>) -> Result<Suspension, Violations> {
        let now = "2026-02-02T12:00:00Z".parse().unwrap();
        let draft = SuspensionDraft { reason: Some(reason.to_owned()), until: until.map(str::to_owned) };
        Suspension::new(&draft, now)
    }

    #[test]
    fn a_reason_is_needed_and_an_end_lies_in_the_future() {
        let suspension = judged(" Spam ", Some("2026-03-01T00:00:00+01:00")).unwrap();
        assert_eq!(suspension.reason(), "Spam");
        assert_eq!(suspension.until().unwrap().to_rfc3339(), "2026-02-28T23:00:00+00:00");
        assert_eq!(judged("Spam", None).unwrap().until(), None);
        assert_eq!(judged("Spam", Some(" ")).unwrap().until(), None);

        let wrong = judged(" ", Some("2026-02-02T12:00:00Z")).unwrap_err();
        assert_eq!(wrong.of_field("reason"), [Invalid::BLANK]);
        assert_eq!(wrong.of_field("until"), [Invalid::because("must be in the future")]);
        assert_eq!(judged("Spam", Some("tomorrow")).unwrap_err().of_field("until"), [Invalid::FORM]);
        assert!(judged(&"x".repeat(1_001), None).is_err());
    }
}
