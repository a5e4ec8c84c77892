-- A person's conversations, the newest first. $1 the person, $2 and $3 time and identifier of the one that the page
-- begins behind (nulls on the first), $4 how many, $5 how many are skipped. Each half walks its index and ends at the
-- page's length.
-- Index: conversations_of_one, conversations_of_two; the primary keys of users and messages.
SELECT c.id, c.active_at, c.unread::bigint,
    other.id, other.username, other.display_name, other.avatar_url, other.is_verified,
    m.id, m.content, m.inserted_at, m.sender_id = $1
FROM (
    (
        SELECT half.id, half.active_at, half.last_message_id, half.user_one_unread AS unread, half.user_two_id AS other_id
        FROM conversations half
        JOIN active_users u ON u.id = half.user_two_id
        WHERE half.user_one_id = $1
            AND (half.active_at, half.id) < (
                coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
            )
            AND (half.last_message_id IS NOT NULL OR half.created_by_id = $1)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = half.user_two_id)
        ORDER BY half.active_at DESC, half.id DESC
        LIMIT $4 + $5
    )
    UNION ALL
    (
        SELECT half.id, half.active_at, half.last_message_id, half.user_two_unread, half.user_one_id
        FROM conversations half
        JOIN active_users u ON u.id = half.user_one_id
        WHERE half.user_two_id = $1
            AND (half.active_at, half.id) < (
                coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
            )
            AND (half.last_message_id IS NOT NULL OR half.created_by_id = $1)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = half.user_one_id)
        ORDER BY half.active_at DESC, half.id DESC
        LIMIT $4 + $5
    )
    ORDER BY active_at DESC, id DESC
    LIMIT $4 OFFSET $5
) c
JOIN users other ON other.id = c.other_id
LEFT JOIN messages m ON m.id = c.last_message_id
ORDER BY c.active_at DESC, c.id DESC
