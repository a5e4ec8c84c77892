//! What names a person and hangs on them by no foreign key.

use diesel::sql_types::Uuid as SqlUuid;
use uuid::Uuid;

crate::statement! {
    /// Decided reports outlive what they are about. What somebody wrote there of the person does not. Indexes:
    /// `reports_of_item`, and those of each kind of things by their owner.
    pub struct ForgetReasons {
        pub id: Uuid as SqlUuid,
    }
    rows ();
    sql "UPDATE reports SET reason = NULL
         WHERE reason IS NOT NULL AND status IN ('resolved', 'dismissed') AND (reportable_type, reportable_id) IN (
             SELECT 'User', $1
             UNION ALL SELECT 'Post', id FROM posts WHERE user_id = $1
             UNION ALL SELECT 'Project', id FROM projects WHERE user_id = $1
             UNION ALL SELECT 'Comment', id FROM comments WHERE user_id = $1
             UNION ALL SELECT 'Gig', id FROM gigs WHERE user_id = $1
         )";
}

crate::statement! {
    /// What the person's browsers saw while nobody was signed in. The counters count views, not rows. Indexes:
    /// `impressions_seen_by`, `impressions_browser_post_key`, `impressions_browser_project_key`.
    pub struct ForgetBrowsers {
        pub id: Uuid as SqlUuid,
    }
    rows ();
    sql "WITH own AS (
             SELECT DISTINCT fingerprint FROM impressions WHERE user_id = $1 AND fingerprint IS NOT NULL
         )
         DELETE FROM impressions WHERE id IN (
             SELECT i.id FROM own JOIN impressions i ON i.fingerprint = own.fingerprint
             WHERE i.user_id IS NULL AND i.post_id IS NOT NULL
             UNION ALL
             SELECT i.id FROM own JOIN impressions i ON i.fingerprint = own.fingerprint
             WHERE i.user_id IS NULL AND i.project_id IS NOT NULL
         )";
}

crate::statement! {
    /// Answers to the person's writes that were kept to be sent again. Index: the primary key.
    pub struct ForgetAnswers {
        pub id: Uuid as SqlUuid,
    }
    rows ();
    sql "DELETE FROM retries WHERE caller = $1";
}
