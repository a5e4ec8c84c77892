-- What a person was told of, the newest first, where notifications of kinds that merge are one entry a target and day
-- (UTC). Arguments as in page.sql; $6 the kinds that merge. An entry is its newest notification: one that has a newer one
-- of its kind, target and day is passed over, and the walk ends at the page's length. `shown.sql` follows.
-- Index: notifications_newest; notifications_alike for what is passed over and for what an entry holds.
WITH heads AS MATERIALIZED (
    SELECT n.*,
        coalesce(n.source_comment_id, n.post_id, n.project_id, n.user_id) AS subject,
        date_trunc('day', n.inserted_at, 'UTC') AS day
    FROM notifications n
    JOIN active_users actor ON actor.id = n.actor_id
    WHERE n.user_id = $1
        AND (n.inserted_at, n.id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = n.actor_id)
        AND NOT (n.type = ANY($6) AND EXISTS (
            SELECT FROM notifications newer
            JOIN active_users other ON other.id = newer.actor_id
            WHERE newer.user_id = $1 AND newer.type = n.type
                AND coalesce(newer.source_comment_id, newer.post_id, newer.project_id, newer.user_id)
                    = coalesce(n.source_comment_id, n.post_id, n.project_id, n.user_id)
                AND (newer.inserted_at, newer.id) > (n.inserted_at, n.id)
                AND newer.inserted_at < date_trunc('day', n.inserted_at, 'UTC') + interval '24 hours'
                AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = newer.actor_id)
        ))
    ORDER BY n.inserted_at DESC, n.id DESC
    LIMIT $4 OFFSET $5
),
page AS MATERIALIZED (
    SELECT heads.*, coalesce(alike.all_read, heads.read) AS all_read, coalesce(alike.actor_count, 1) AS actor_count,
        coalesce(alike.actors, ARRAY[heads.actor_id]) AS actors
    FROM heads
    LEFT JOIN LATERAL (
        SELECT bool_and(acted.all_read) AS all_read, count(*) AS actor_count,
            (array_agg(acted.actor_id ORDER BY acted.inserted_at DESC, acted.id DESC))[1:3] AS actors
        FROM (
            SELECT DISTINCT ON (m.actor_id) m.actor_id, m.inserted_at, m.id, bool_and(m.read) OVER () AS all_read
            FROM notifications m
            JOIN active_users other ON other.id = m.actor_id
            WHERE m.user_id = heads.user_id AND m.type = heads.type
                AND coalesce(m.source_comment_id, m.post_id, m.project_id, m.user_id) = heads.subject
                AND m.inserted_at >= heads.day AND m.inserted_at < heads.day + interval '24 hours'
                AND NOT EXISTS (
                    SELECT FROM hidden_people h WHERE h.viewer_id = heads.user_id AND h.author_id = m.actor_id
                )
            ORDER BY m.actor_id, m.inserted_at DESC, m.id DESC
        ) acted
    ) alike ON heads.type = ANY($6)
)
