use chrono::TimeDelta;

/// How long an archive is kept, and for how long no other is made: three days.
pub const KEEP_EXPORT: TimeDelta = TimeDelta::days(3);

/// What somebody's archive is made of, in its order. Each part is a list, but for the first, which is one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportSection {
    /// The account: who they say they are, their identities elsewhere, what they prefer.
    Account,
    /// Projects, with all that is in them.
    Projects,
    /// Posts, with what they said before each edit.
    Posts,
    /// Comments.
    Comments,
    /// What they like.
    Likes,
    /// What they reposted.
    Reposts,
    /// What they keep for themselves.
    Bookmarks,
    /// What they were noted to have seen.
    Views,
    /// Whom they follow.
    Following,
    /// Who follows them.
    Followers,
    /// Whom they block.
    Blocks,
    /// Whom they mute.
    Mutes,
    /// Whom they have a conversation with.
    Conversations,
    /// What was said there, on both sides, as they see it.
    Messages,
    /// Gigs that they offer.
    Gigs,
    /// Bids that they placed.
    Bids,
    /// Bids on their gigs, as they see them.
    BidsReceived,
    /// Reviews that they wrote.
    Reviews,
    /// Reviews of them.
    ReviewsReceived,
    /// What they were told.
    Notifications,
    /// What they reported.
    Reports,
    /// What models did for them.
    AiUsage,
    /// The pictures in all of this, by their addresses.
    Pictures,
}

impl ExportSection {
    /// All of them, in the order of the archive.
    pub const ALL: [Self; 23] = [
        Self::Account,
        Self::Projects,
        Self::Posts,
        Self::Comments,
        Self::Likes,
        Self::Reposts,
        Self::Bookmarks,
        Self::Views,
        Self::Following,
        Self::Followers,
        Self::Blocks,
        Self::Mutes,
        Self::Conversations,
        Self::Messages,
        Self::Gigs,
        Self::Bids,
        Self::BidsReceived,
        Self::Reviews,
        Self::ReviewsReceived,
        Self::Notifications,
        Self::Reports,
        Self::AiUsage,
        Self::Pictures,
    ];

    /// Its name in the archive.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Projects => "projects",
            Self::Posts => "posts",
            Self::Comments => "comments",
            Self::Likes => "likes",
            Self::Reposts => "reposts",
            Self::Bookmarks => "bookmarks",
            Self::Views => "views",
            Self::Following => "following",
            Self::Followers => "followers",
            Self::Blocks => "blocks",
            Self::Mutes => "mutes",
            Self::Conversations => "conversations",
            Self::Messages => "messages",
            Self::Gigs => "gigs",
            Self::Bids => "bids",
            Self::BidsReceived => "bids_received",
            Self::Reviews => "reviews",
            Self::ReviewsReceived => "reviews_received",
            Self::Notifications => "notifications",
            Self::Reports => "reports",
            Self::AiUsage => "ai_usage",
            Self::Pictures => "pictures",
        }
    }

    /// Whether it is a list.
    pub const fn is_list(self) -> bool {
        !matches!(self, Self::Account)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_section_has_a_name_of_its_own() {
        let names: BTreeSet<_> = ExportSection::ALL.iter().map(|section| section.as_str()).collect();
        assert_eq!(names.len(), ExportSection::ALL.len());
    }
}
