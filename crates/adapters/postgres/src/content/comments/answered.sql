-- A comment on an item that somebody is about to answer, kept from being deleted, and whether a block stands between the
-- two. $1 the comment, $2 the post or $3 the project, $4 who answers. Index: the primary keys.
SELECT c.user_id,
    EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN ((c.user_id, $4), ($4, c.user_id)))
FROM comments c
JOIN active_users u ON u.id = c.user_id
WHERE c.id = $1
    AND c.post_id IS NOT DISTINCT FROM $2
    AND c.project_id IS NOT DISTINCT FROM $3
    AND NOT EXISTS (SELECT FROM mutes m WHERE m.muter_id = $4 AND m.muted_id = c.user_id)
FOR KEY SHARE OF c
