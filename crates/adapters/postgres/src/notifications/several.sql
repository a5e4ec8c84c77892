-- Some of what people were told of, each as the one sees it who was told. $1 the notifications. `shown.sql` follows.
-- Index: the primary key.
WITH page AS MATERIALIZED (
    SELECT n.*, n.read AS all_read, 1::bigint AS actor_count, ARRAY[n.actor_id] AS actors
    FROM notifications n
    JOIN active_users actor ON actor.id = n.actor_id
    WHERE n.id = ANY ($1)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = n.user_id AND h.author_id = n.actor_id)
)
