use std::collections::BTreeSet;

use super::MailKind;

/// Which kinds of mail a person wants: all, until they say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailPreferences {
    refused: BTreeSet<MailKind>,
}

impl MailPreferences {
    /// All but these.
    pub fn without(refused: impl IntoIterator<Item = MailKind>) -> Self {
        Self { refused: refused.into_iter().collect() }
    }

    /// Whether mail of this kind is wanted.
    pub fn want(&self, kind: MailKind) -> bool {
        !self.refused.contains(&kind)
    }
}

/// What decides whether somebody gets mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether the address is known to be theirs.
    pub verified: bool,
    /// Whether the account is suspended.
    pub suspended: bool,
    /// Whether the account is about to be deleted because its owner wants it.
    pub leaving: bool,
    /// What they want.
    pub preferences: MailPreferences,
}

/// Why somebody gets no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMailed {
    /// The address may be somebody else's, or nobody's.
    #[error("nobody has shown that the address is theirs")]
    Unverified,
    /// The account is suspended.
    #[error("the account is suspended")]
    Suspended,
    /// They are leaving.
    #[error("the account is about to be deleted")]
    Leaving,
    /// They do not want it.
    #[error("mail of this kind is not wanted")]
    Unwanted,
}

impl Standing {
    /// Whether a mail of this kind may go out.
    pub fn may_get(&self, kind: MailKind) -> Result<(), NotMailed> {
        if !self.verified {
            return Err(NotMailed::Unverified);
        }
        // What is about the account itself is for its owner to know, however they stand.
        if !kind.is_choice() {
            return Ok(());
        }
        if self.suspended {
            return Err(NotMailed::Suspended);
        }
        if self.leaving {
            return Err(NotMailed::Leaving);
        }
        if self.preferences.want(kind) { Ok(()) } else { Err(NotMailed::Unwanted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_wanted_until_somebody_says_otherwise() {
        let preferences = MailPreferences::without([MailKind::WeeklyDigest]);
        for kind in MailKind::ALL {
            assert!(MailPreferences::default().want(kind));
            assert_eq!(preferences.want(kind), kind != MailKind::WeeklyDigest);
        }
    }

    #[test]
    fn mail_goes_to_verified_addresses_of_people_in_good_standing_who_want_it() {
        let good =
            Standing { verified: true, suspended: false, leaving: false, preferences: MailPreferences::default() };
        let kind = MailKind::BidReceived;
        assert_eq!(good.may_get(kind), Ok(()));
        assert_eq!(Standing { verified: false, ..good.clone() }.may_get(kind), Err(NotMailed::Unverified));
        assert_eq!(Standing { suspended: true, ..good.clone() }.may_get(kind), Err(NotMailed::Suspended));
        assert_eq!(Standing { leaving: true, ..good.clone() }.may_get(kind), Err(NotMailed::Leaving));
        let choosy = Standing { preferences: MailPreferences::without([kind]), ..good };
        assert_eq!(choosy.may_get(kind), Err(NotMailed::Unwanted));
        assert_eq!(choosy.may_get(MailKind::BidAccepted), Ok(()));
    }

    #[test]
    fn mail_about_the_account_itself_goes_to_whoever_has_a_verified_address() {
        let refusing = MailPreferences::without(MailKind::ALL);
        let out = Standing { verified: true, suspended: true, leaving: true, preferences: refusing };
        for kind in [MailKind::ExportReady, MailKind::AccountLeaving, MailKind::AccountErased] {
            assert_eq!(out.may_get(kind), Ok(()));
            assert_eq!(Standing { verified: false, ..out.clone() }.may_get(kind), Err(NotMailed::Unverified));
        }
    }
}
