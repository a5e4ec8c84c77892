use vibeslop_domain::{accounts::Email, ids::UserId};

/// A person in a list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSummaryView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// The picture, as stored.
    pub avatar_url: Option<String>,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
    /// The address, if it was verified: it decides whether they are an administrator, and is shown to nobody.
    pub verified_email: Option<Email>,
}
