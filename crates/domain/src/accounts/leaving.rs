use chrono::{DateTime, TimeDelta, Utc};

use crate::Invalid;

/// For how long somebody can come back who wanted their account deleted: seven days.
pub const GRACE: TimeDelta = TimeDelta::days(7);

/// Why somebody cannot have their own account deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeavingRefused {
    /// It is an administrator's: nobody is to lock a site out of its own administration by mistake, or by a stolen token.
    #[error("This is an administrator's account; take its address out of the configuration first")]
    Administrator,
}

/// The rule of leaving. An account that an administrator could not delete is not deleted by its owner either.
pub const fn may_leave(is_admin: bool) -> Result<(), LeavingRefused> {
    if is_admin { Err(LeavingRefused::Administrator) } else { Ok(()) }
}

/// Whether somebody means it: they have written their own username.
pub fn confirms(username: &str, confirm: Option<&str>) -> Result<(), Invalid> {
    match confirm.map(str::trim) {
        Some(written) if written.trim_start_matches('@').eq_ignore_ascii_case(username) => Ok(()),
        Some(written) if !written.is_empty() => Err(Invalid::because("must be your username")),
        _ => Err(Invalid::BLANK),
    }
}

/// When an account is erased whose owner wants that at `now`.
pub fn erased_at(now: DateTime<Utc>) -> DateTime<Utc> {
    now + GRACE
}

/// Whether somebody may still come back at `now`.
pub fn may_come_back(leaves_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < leaves_at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_confirms_and_nothing_else() {
        for good in ["ada", " ada ", "@ada", "ADA"] {
            assert_eq!(confirms("ada", Some(good)), Ok(()), "{good}");
        }
        assert_eq!(confirms("ada", None), Err(Invalid::BLANK));
        assert_eq!(confirms("ada", Some(" ")), Err(Invalid::BLANK));
        for bad in ["bob", "yes", "ada lovelace"] {
            assert_eq!(confirms("ada", Some(bad)), Err(Invalid::because("must be your username")), "{bad}");
        }
    }

    #[test]
    fn the_way_back_ends_when_the_erasure_is_due() {
        let now = DateTime::UNIX_EPOCH;
        let end = erased_at(now);
        assert_eq!(end - now, TimeDelta::days(7));
        assert!(may_come_back(end, end - TimeDelta::seconds(1)));
        assert!(!may_come_back(end, end));
    }

    #[test]
    fn administrators_stay() {
        assert_eq!(may_leave(false), Ok(()));
        assert_eq!(may_leave(true), Err(LeavingRefused::Administrator));
    }
}
