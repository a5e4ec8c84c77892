-- Whom the person mutes. $1 the person, $2 and $3 behind which row, $4 how many. Index: mutes_newest.
SELECT m.inserted_at, m.muted_id, json_build_object(
    'id', m.muted_id, 'username', u.username, 'inserted_at', m.inserted_at
)::text
FROM mutes m LEFT JOIN active_users u ON u.id = m.muted_id
WHERE m.muter_id = $1 AND (m.inserted_at, m.muted_id) > ($2, $3)
ORDER BY m.inserted_at, m.muted_id
LIMIT $4
