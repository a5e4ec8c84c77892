-- A project that somebody may comment on, locked for its counter, whether others see it, and whether a block stands
-- between the two. $1 the project, $2 who writes. Index: the primary keys.
SELECT j.user_id, j.status = 'published',
    EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN ((j.user_id, $2), ($2, j.user_id)))
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.id = $1
    AND (j.status = 'published' OR j.user_id = $2)
    AND NOT EXISTS (SELECT FROM mutes m WHERE m.muter_id = $2 AND m.muted_id = j.user_id)
FOR NO KEY UPDATE OF j
