-- Conversations. One that somebody else opened and has said nothing in is none yet. $1 the person, $2 and $3 behind which
-- row, $4 how many. Indexes: conversations_of_one, conversations_of_two.
SELECT c.inserted_at, c.id, json_build_object(
    'id', c.id,
    'with_id', other.id,
    'with_username', u.username,
    'opened_by_me', c.created_by_id = $1,
    'unread_count', CASE WHEN c.user_one_id = $1 THEN c.user_one_unread ELSE c.user_two_unread END,
    'last_message_at', c.last_message_at,
    'inserted_at', c.inserted_at
)::text
FROM conversations c
CROSS JOIN LATERAL (SELECT CASE WHEN c.user_one_id = $1 THEN c.user_two_id ELSE c.user_one_id END AS id) AS other
LEFT JOIN active_users u ON u.id = other.id
WHERE (c.user_one_id = $1 OR c.user_two_id = $1) AND (c.inserted_at, c.id) > ($2, $3)
    AND (c.created_by_id = $1 OR c.last_message_id IS NOT NULL)
ORDER BY c.inserted_at, c.id
LIMIT $4
