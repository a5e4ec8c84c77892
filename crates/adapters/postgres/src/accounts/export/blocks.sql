-- Whom the person blocks. $1 the person, $2 and $3 behind which row, $4 how many. Index: blocks_newest.
SELECT b.inserted_at, b.blocked_id, json_build_object(
    'id', b.blocked_id, 'username', u.username, 'inserted_at', b.inserted_at
)::text
FROM blocks b LEFT JOIN active_users u ON u.id = b.blocked_id
WHERE b.blocker_id = $1 AND (b.inserted_at, b.blocked_id) > ($2, $3)
ORDER BY b.inserted_at, b.blocked_id
LIMIT $4
