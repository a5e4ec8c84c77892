-- One thing that a person was told of. $1 the notification, $2 the person. `shown.sql` follows.
-- Index: the primary key.
WITH page AS MATERIALIZED (
    SELECT n.*, n.read AS all_read, 1::bigint AS actor_count, ARRAY[n.actor_id] AS actors
    FROM notifications n
    JOIN active_users actor ON actor.id = n.actor_id
    WHERE n.id = $1 AND n.user_id = $2
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = n.actor_id)
)
