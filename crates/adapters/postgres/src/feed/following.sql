-- What a person and those they follow posted, published and reposted, newest first, behind a cursor. $1 the viewer,
-- $2 and $3 the time and the identifier of the cursor (or what comes behind all), $4 how many, $5 how many people
-- followed are still few.
-- `kind` 0 is a post, 1 a project; a repost carries who reposted. Only of reposts it has to be asked whether their
-- item is shown: an entry of one's own item goes with it.
-- Index: with few people the ends of feed_entries_of_actor; with many feed_entries_newest from its end on, until enough of it
-- is of people followed: they are many, so that is soon.
WITH many AS MATERIALIZED (
    SELECT u.following_count > $5 AS people FROM users u WHERE u.id = $1
), people AS MATERIALIZED (
    SELECT p.id
    FROM (
        SELECT $1 AS id
        UNION ALL
        SELECT f.following_id FROM follows f WHERE f.follower_id = $1 AND NOT (SELECT many.people FROM many)
    ) AS p
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.id OFFSET 0) AS actor
    WHERE NOT (SELECT many.people FROM many)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.id)
)
SELECT e.kind, e.item_id, e.at, e.id, r.id, r.username, r.display_name, r.avatar_url, r.is_verified
FROM (
    (SELECT e.kind, e.item_id, e.at, e.id, e.actor_id, e.is_repost
    FROM people
    CROSS JOIN LATERAL (
        SELECT * FROM feed_entries e
        WHERE e.actor_id = people.id AND (e.at, e.id) < ($2, $3)
        ORDER BY e.at DESC, e.id DESC
        LIMIT $4
    ) AS e
    WHERE CASE WHEN e.is_repost THEN (
        SELECT true
        FROM (
            SELECT p.user_id FROM posts p WHERE e.kind = 0 AND p.id = e.item_id
            UNION ALL
            SELECT j.user_id FROM projects j WHERE e.kind = 1 AND j.id = e.item_id AND j.status = 'published'
        ) AS item
        JOIN active_users u ON u.id = item.user_id
        WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = item.user_id)
    ) ELSE true END
    ORDER BY e.at DESC, e.id DESC
    LIMIT $4)
    UNION ALL
    (SELECT e.kind, e.item_id, e.at, e.id, e.actor_id, e.is_repost
    FROM feed_entries e
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = e.actor_id OFFSET 0) AS actor
    WHERE (SELECT many.people FROM many)
        AND (e.at, e.id) < ($2, $3)
        -- In an OR the list of people followed is read once and looked up in memory.
        AND (e.actor_id = $1 OR e.actor_id IN (SELECT f.following_id FROM follows f WHERE f.follower_id = $1))
        -- Hidden people too are read once and looked up in memory.
        AND e.actor_id NOT IN (SELECT h.author_id FROM hidden_people h WHERE h.viewer_id = $1)
        AND CASE WHEN e.is_repost THEN (
            SELECT true
            FROM (
                SELECT p.user_id FROM posts p WHERE e.kind = 0 AND p.id = e.item_id
                UNION ALL
                SELECT j.user_id FROM projects j WHERE e.kind = 1 AND j.id = e.item_id AND j.status = 'published'
            ) AS item
            JOIN active_users u ON u.id = item.user_id
            WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = item.user_id)
        ) ELSE true END
    ORDER BY e.at DESC, e.id DESC
    LIMIT $4)
) AS e
-- Nobody is looked up for what is no repost.
LEFT JOIN users r ON r.id = CASE WHEN e.is_repost THEN e.actor_id END
ORDER BY e.at DESC, e.id DESC
LIMIT $4
