/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailKind {
    /// Somebody has just joined.
    Welcome,
    /// There is a bid on a gig.
    BidReceived,
    /// A bid was accepted.
    BidAccepted,
    /// A bid was rejected.
    BidRejected,
    /// A gig is done.
    GigCompleted,
    /// Somebody was reviewed.
    ReviewReceived,
    /// There is an unread message.
    NewMessage,
    /// What happened in a week.
    WeeklyDigest,
    /// Somebody reported something, for an administrator.
    ReportAlert,
    /// The archive that somebody asked for is made.
    ExportReady,
    /// Somebody wants their account deleted.
    AccountLeaving,
    /// An account is erased.
    AccountErased,
}

impl MailKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Welcome,
        Self::BidReceived,
        Self::BidAccepted,
        Self::BidRejected,
        Self::GigCompleted,
        Self::ReviewReceived,
        Self::NewMessage,
        Self::WeeklyDigest,
        Self::ReportAlert,
        Self::ExportReady,
        Self::AccountLeaving,
        Self::AccountErased,
    ];

    /// Those that people choose among. The others are about the account itself, and answer what its owner has done.
    pub const CHOICES: [Self; 9] = [
        Self::Welcome,
        Self::BidReceived,
        Self::BidAccepted,
        Self::BidRejected,
        Self::GigCompleted,
        Self::ReviewReceived,
        Self::NewMessage,
        Self::WeeklyDigest,
        Self::ReportAlert,
    ];

    /// Whether somebody can say that they do not want it.
    pub fn is_choice(self) -> bool {
        Self::CHOICES.contains(&self)
    }

    /// The kind as a word, as `bid_received`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::BidReceived => "bid_received",
            Self::BidAccepted => "bid_accepted",
            Self::BidRejected => "bid_rejected",
            Self::GigCompleted => "gig_completed",
            Self::ReviewReceived => "review_received",
            Self::NewMessage => "new_message",
            Self::WeeklyDigest => "weekly_digest",
            Self::ReportAlert => "report_alert",
            Self::ExportReady => "export_ready",
            Self::AccountLeaving => "account_leaving",
            Self::AccountErased => "account_erased",
        }
    }

    /// What it is about, to complete "mail about …".
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Welcome => "how to begin",
            Self::BidReceived => "bids on your gigs",
            Self::BidAccepted => "bids of yours that are accepted",
            Self::BidRejected => "bids of yours that are rejected",
            Self::GigCompleted => "gigs that are completed",
            Self::ReviewReceived => "reviews of your work",
            Self::NewMessage => "unread messages",
            Self::WeeklyDigest => "what happened in a week",
            Self::ReportAlert => "what people report to the administrators",
            Self::ExportReady => "archives of your data that you ask for",
            Self::AccountLeaving | Self::AccountErased => "the end of your account",
        }
    }

    /// The kind that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(MailKind::parse("spam"), None);
    }

    #[test]
    fn what_is_about_the_account_itself_is_no_choice() {
        let no_choices: Vec<_> = MailKind::ALL.into_iter().filter(|kind| !kind.is_choice()).collect();
        assert_eq!(no_choices, [MailKind::ExportReady, MailKind::AccountLeaving, MailKind::AccountErased]);
    }
}
