-- A part of a conversation, with the other person. $1 the conversation, $2 who asks, $3 and $4 time and identifier of the
-- message that the part begins behind (nulls: at the newest), $5 how many, $6 how many are skipped. Messages come as
-- arrays, so that the person, whose picture can be large, comes once.
-- Index: the primary keys of conversations and users; messages_newest.
SELECT other.id, other.username, other.display_name, other.avatar_url, other.is_verified,
    (SELECT u.version FROM users u WHERE u.id = other.id), c.last_message_id,
    page.ids, page.contents, page.times, page.own
FROM conversations c
JOIN active_users other ON other.id = CASE $2 WHEN c.user_one_id THEN c.user_two_id ELSE c.user_one_id END
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(m.id ORDER BY m.inserted_at DESC, m.id DESC), '{}') AS ids,
        coalesce(array_agg(m.content ORDER BY m.inserted_at DESC, m.id DESC), '{}') AS contents,
        coalesce(array_agg(m.inserted_at ORDER BY m.inserted_at DESC, m.id DESC), '{}') AS times,
        coalesce(array_agg(m.sender_id = $2 ORDER BY m.inserted_at DESC, m.id DESC), '{}') AS own
    FROM (
        SELECT said.id, said.content, said.inserted_at, said.sender_id
        FROM messages said
        WHERE said.conversation_id = c.id
            AND (said.inserted_at, said.id) < (
                coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
            )
        ORDER BY said.inserted_at DESC, said.id DESC
        LIMIT $5 OFFSET $6
    ) m
) page
WHERE c.id = $1 AND $2 IN (c.user_one_id, c.user_two_id)
