-- Marks what a person was told of as read. $1 the person, $2 the moment up to which: what they are told later stays
-- unread. Answers how many they had not read, without those of people whom they do not see. Locks in one order, so that
-- two pages that do this at once take turns.
-- Index: notifications_unread.
WITH unread AS MATERIALIZED (
    SELECT n.id FROM notifications n
    WHERE n.user_id = $1 AND NOT n.read AND n.inserted_at <= $2
    ORDER BY n.id
    FOR NO KEY UPDATE
), marked AS (
    UPDATE notifications n SET read = true
    FROM unread
    WHERE n.id = unread.id AND NOT n.read
    RETURNING n.actor_id
)
SELECT count(*)
FROM marked
JOIN active_users actor ON actor.id = marked.actor_id
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = marked.actor_id)
