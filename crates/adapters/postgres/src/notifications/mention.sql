-- Tells those who are mentioned. $1 who wrote, $2 identifiers for the rows, $3 the names, $4 the post or null, $5 the
-- project or null, $6 the comment if the text is one, $7 the beginning of the text, $8 when. The writer, unknown names,
-- people who do not see the writer's things, and those who have heard of this text are passed over.
-- Index: users_username_key; notifications_from_comment, notifications_newest.
INSERT INTO notifications
    (id, user_id, actor_id, type, post_id, project_id, source_comment_id, content_preview, inserted_at)
SELECT mentioned.id, u.id, $1, 'mention', $4, $5, $6, $7, $8
FROM unnest($2::uuid[], $3::text[]) AS mentioned (id, name)
JOIN active_users u ON u.username = mentioned.name
WHERE u.id <> $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = u.id AND h.author_id = $1)
    AND NOT EXISTS (
        SELECT FROM notifications n
        WHERE n.user_id = u.id AND n.type = 'mention' AND n.actor_id = $1
            AND n.post_id IS NOT DISTINCT FROM $4 AND n.project_id IS NOT DISTINCT FROM $5
            AND n.source_comment_id IS NOT DISTINCT FROM $6
    )
-- Somebody who is about to go is waited for, and passed over if they go: a row about nobody would be an error.
FOR KEY SHARE OF u
RETURNING user_id
