-- How many notifications each of $1 has not read, without those of people whom they do not see.
-- Index: notifications_unread.
SELECT n.user_id, count(*)
FROM notifications n
JOIN active_users actor ON actor.id = n.actor_id
WHERE n.user_id = ANY ($1)
    AND NOT n.read
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = n.user_id AND h.author_id = n.actor_id)
GROUP BY n.user_id
