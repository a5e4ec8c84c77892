-- A post that somebody may comment on, locked for its counter, and whether a block stands between the two. $1 the post,
-- $2 who writes. Index: the primary keys.
SELECT p.user_id, true,
    EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN ((p.user_id, $2), ($2, p.user_id)))
FROM posts p
JOIN active_users u ON u.id = p.user_id
WHERE p.id = $1
    AND NOT EXISTS (SELECT FROM mutes m WHERE m.muter_id = $2 AND m.muted_id = p.user_id)
FOR NO KEY UPDATE OF p
