-- How many notifications a person has not read, without those of people whom they do not see. $1 the person.
-- Index: notifications_unread.
SELECT count(*)
FROM notifications n
JOIN active_users actor ON actor.id = n.actor_id
WHERE n.user_id = $1
    AND NOT n.read
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = n.actor_id)
