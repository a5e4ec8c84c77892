-- What a person was told of, the newest first. $1 the person, $2 and $3 time and identifier of the notification that the
-- page begins behind (nulls on the first), $4 how many, $5 how many are skipped. `shown.sql` follows.
-- Index: notifications_newest.
WITH page AS MATERIALIZED (
    SELECT n.*, n.read AS all_read, 1::bigint AS actor_count, ARRAY[n.actor_id] AS actors
    FROM notifications n
    JOIN active_users actor ON actor.id = n.actor_id
    WHERE n.user_id = $1
        AND (n.inserted_at, n.id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = n.actor_id)
    ORDER BY n.inserted_at DESC, n.id DESC
    LIMIT $4 OFFSET $5
)
