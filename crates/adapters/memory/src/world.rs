//! All tables, as of one moment.
//!
//! What a table's rows look like stands in the `rows` of its area. What a counter, a trigger or a view is in SQL is a
//! method here: those of an area beside its rows, those that several share in `visibility` and `cascade`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    gigs::Review,
    ids::{
        BidId, CommentId, ConversationId, GigId, JobId, MessageId, NodeId, NotificationId, PostId, ProjectId, ReportId,
        ReviewId, StackId, ToolId, UserId,
    },
    mail::MailKind,
};
use vibeslop_ports::{admin::AuditEntry, mail::SentMail, stream::Ticket};

use crate::{
    accounts::rows::{ExportPartRow, ExportRow, IdentityRow, LoginCodeRow, RevokedTokenRow, UserRow},
    catalog::rows::{StackRow, ToolRow},
    content::rows::{CommentRow, PostRow, ProjectRow},
    engagement::rows::{BookmarkRow, HourRow, LikeRow, Liked, LookRow, Looker, RepostRow},
    feed::rows::Ranking,
    gigs::rows::{BidRow, GigRow},
    jobs::rows::JobRow,
    messaging::rows::{ConversationRow, MessageRow},
    notifications::rows::NotificationRow,
    social::rows::{ReportRow, TieRow},
    stream::rows::StreamEventRow,
    table::Table,
    text::memo::Memo,
};

/// All tables. A clone costs a reference a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// The time that this world is looked at, or is being changed: what `now()` is to a transaction.
    pub(crate) now: DateTime<Utc>,

    // Accounts. `names` and `addresses` are indexes of `users`, kept by `people`; addresses are in lower case.
    pub(crate) users: Table<UserId, UserRow>,
    pub(crate) names: Table<Username, UserId>,
    pub(crate) addresses: Table<String, UserId>,
    pub(crate) identities: Table<Uuid, IdentityRow>,
    pub(crate) revoked_tokens: Table<String, RevokedTokenRow>,
    pub(crate) login_codes: Table<[u8; 32], LoginCodeRow>,
    /// Archives, one a person, their parts, and the hashes of the secrets that lead to them.
    pub(crate) exports: Table<UserId, ExportRow>,
    pub(crate) export_parts: Table<(Uuid, u32), ExportPartRow>,
    pub(crate) export_links: Table<(UserId, &'static str), [u8; 32]>,

    // The catalog. Who and what names entries of it holds them.
    pub(crate) tools: Table<ToolId, ToolRow>,
    pub(crate) stacks: Table<StackId, StackRow>,

    // How people stand to each other: who it is, and to whom.
    pub(crate) follows: Table<(UserId, UserId), TieRow>,
    pub(crate) blocks: Table<(UserId, UserId), TieRow>,
    pub(crate) mutes: Table<(UserId, UserId), TieRow>,
    pub(crate) reports: Table<ReportId, ReportRow>,

    pub(crate) posts: Table<PostId, PostRow>,
    pub(crate) projects: Table<ProjectId, ProjectRow>,
    pub(crate) comments: Table<CommentId, CommentRow>,

    // Engagement. The item first, so that what an item has is a range.
    pub(crate) likes: Table<(Liked, UserId), LikeRow>,
    pub(crate) reposts: Table<(ItemRef, UserId), RepostRow>,
    pub(crate) bookmarks: Table<(ItemRef, UserId), BookmarkRow>,
    /// Who has looked at an item and was counted.
    pub(crate) impressions: Table<(ItemRef, Looker), LookRow>,
    /// What happened to an item in an hour, by when that began. Undoing takes nothing away.
    pub(crate) hours: Table<(ItemRef, DateTime<Utc>), HourRow>,

    // As of the last snapshot of the feed: how often items were liked, and how projects trended.
    pub(crate) ranked_likes: Table<ItemRef, i64>,
    pub(crate) trends: Table<ProjectId, f64>,
    /// The rankings that somebody may walk in, by their moment.
    pub(crate) rankings: Table<DateTime<Utc>, Ranking>,
    /// The words that people wrote, as they are found: what a mistyped word is compared with.
    pub(crate) search_words: Table<String, ()>,
    /// The words of texts that were searched before.
    pub(crate) memo: Arc<Memo>,

    pub(crate) notifications: Table<NotificationId, NotificationRow>,
    pub(crate) conversations: Table<ConversationId, ConversationRow>,
    pub(crate) messages: Table<MessageId, MessageRow>,

    pub(crate) gigs: Table<GigId, GigRow>,
    pub(crate) bids: Table<BidId, BidRow>,
    pub(crate) reviews: Table<ReviewId, Review>,

    /// Which mail somebody does without, and since when.
    pub(crate) mail_refusals: Table<(UserId, MailKind), DateTime<Utc>>,
    pub(crate) sent_mails: Table<Uuid, SentMail>,

    // Jobs, when each node that runs them was heard of last, and what moment of the schedule was noted last.
    pub(crate) jobs: Table<JobId, JobRow>,
    pub(crate) job_nodes: Table<NodeId, DateTime<Utc>>,
    pub(crate) job_ticks: Table<&'static str, DateTime<Utc>>,

    /// What administrators did. Only added to.
    pub(crate) audit: Table<Uuid, AuditEntry>,
    /// Whose turn it is to fill the catalog, and until when.
    pub(crate) sync_turn: Option<(Uuid, DateTime<Utc>)>,

    // The live stream: what happened, by its place.
    pub(crate) stream_events: Table<i64, StreamEventRow>,
    pub(crate) stream_tickets: Table<[u8; 32], Ticket>,
    /// The highest place that was given, and the highest that was forgotten.
    pub(crate) stream_head: (i64, i64),

    /// Whose accounts went since the last commit, for what is kept beside the world.
    pub(crate) gone: Vec<UserId>,
}

impl World {
    /// What a fresh installation holds: the catalog.
    pub(crate) fn fresh() -> Self {
        let mut world = Self::default();
        world.fill_catalog();
        world
    }
}
