-- What the person was told. Whoever they do not see has no name and no words. $1 the person, $2 and $3 behind which row,
-- $4 how many. Index: notifications_newest.
SELECT n.inserted_at, n.id, json_build_object(
    'id', n.id,
    'type', n.type,
    'actor_id', u.id,
    'actor_username', u.username,
    'post_id', n.post_id,
    'project_id', n.project_id,
    'gig_id', n.gig_id,
    'source_comment_id', n.source_comment_id,
    'source_post_id', n.source_post_id,
    'content_preview', CASE WHEN u.id IS NOT NULL THEN n.content_preview END,
    'read', n.read,
    'inserted_at', n.inserted_at
)::text
FROM notifications n
LEFT JOIN active_users u ON u.id = n.actor_id
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
WHERE n.user_id = $1 AND (n.inserted_at, n.id) > ($2, $3)
ORDER BY n.inserted_at, n.id
LIMIT $4
