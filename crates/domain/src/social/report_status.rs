use std::str::FromStr;

use crate::Invalid;

/// How far the administrators are with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportStatus {
    /// Nobody has looked at it.
    Pending,
    /// Somebody has looked at it.
    Reviewed,
    /// Something was done.
    Resolved,
    /// Nothing has to be done.
    Dismissed,
}

impl ReportStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Reviewed, Self::Resolved, Self::Dismissed];

    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Reviewed => "reviewed",
            Self::Resolved => "resolved",
            Self::Dismissed => "dismissed",
        }
    }

    /// Whether something is still to be decided.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Reviewed)
    }
}

impl FromStr for ReportStatus {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(Invalid::FORM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_leads_back_to_its_status() {
        for status in ReportStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert_eq!("Pending".parse::<ReportStatus>(), Err(Invalid::FORM));
        assert!(ReportStatus::Reviewed.is_open() && !ReportStatus::Dismissed.is_open());
    }
}
