-- How much waits for each of $1, as notifications/waiting.sql tells it to one of them.
-- Index: notifications_unread; conversations_unread_one, conversations_unread_two.
SELECT person.id,
    (
        SELECT count(*)
        FROM notifications n
        JOIN active_users actor ON actor.id = n.actor_id
        WHERE n.user_id = person.id
            AND NOT n.read
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = person.id AND h.author_id = n.actor_id)
    ),
    (
        SELECT coalesce(sum(c.unread), 0)::bigint
        FROM (
            SELECT user_one_unread AS unread, user_two_id AS other_id
            FROM conversations WHERE user_one_id = person.id AND user_one_unread > 0
            UNION ALL
            SELECT user_two_unread, user_one_id
            FROM conversations WHERE user_two_id = person.id AND user_two_unread > 0
        ) c
        JOIN active_users other ON other.id = c.other_id
        WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = person.id AND h.author_id = c.other_id)
    )
FROM unnest($1::uuid[]) AS person (id)
