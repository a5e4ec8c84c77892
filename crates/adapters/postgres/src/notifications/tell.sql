-- Tells people. Lists of one length: $1 identifiers for the rows, $2 kinds, $3 who did it, $4 who is told, $5 posts, $6
-- projects and $7 gigs that it is about, $8 comments and $9 posts that brought it about, $10 previews, $11 times. Nobody
-- hears of themselves, of somebody whose things they do not see, or twice of what was done and undone at will.
-- Index: the primary key of users; notifications_unread_key decides.
INSERT INTO notifications (
    id, type, actor_id, user_id, post_id, project_id, gig_id, source_comment_id, source_post_id, content_preview,
    inserted_at
)
SELECT told.*
FROM unnest(
    $1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[],
    $10::text[], $11::timestamptz[]
) AS told (id, type, actor_id, user_id, post_id, project_id, gig_id, source_comment_id, source_post_id, preview, at)
JOIN active_users u ON u.id = told.user_id
WHERE told.user_id <> told.actor_id
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = told.user_id AND h.author_id = told.actor_id)
-- As in mention.sql.
FOR KEY SHARE OF u
ON CONFLICT DO NOTHING
