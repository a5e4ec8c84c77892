-- How much waits for a person: unread notifications and unread messages, without those of people whom they do not see.
-- $1 the person. Nothing is looked at but what is unread.
-- Index: notifications_unread; conversations_unread_one, conversations_unread_two.
SELECT
    (
        SELECT count(*)
        FROM notifications n
        JOIN active_users actor ON actor.id = n.actor_id
        WHERE n.user_id = $1
            AND NOT n.read
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = n.actor_id)
    ),
    (
        SELECT coalesce(sum(c.unread), 0)::bigint
        FROM (
            SELECT user_one_unread AS unread, user_two_id AS other_id
            FROM conversations WHERE user_one_id = $1 AND user_one_unread > 0
            UNION ALL
            SELECT user_two_unread, user_one_id
            FROM conversations WHERE user_two_id = $1 AND user_two_unread > 0
        ) c
        JOIN active_users other ON other.id = c.other_id
        WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = c.other_id)
    )
