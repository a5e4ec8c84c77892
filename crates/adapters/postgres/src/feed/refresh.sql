-- Takes a snapshot of the for-you ranking. $1 its name, $2 its moment, $3 the end of the recent window, $4 the gravity, $5
-- the end of the recent window of the snapshot before, or null. One statement, so that all of it is of one moment; the
-- lock that makes refreshers take turns is held already.
-- Index: posts_newest and projects_published for what is recent and what has just ceased to be; the primary keys for
-- what is marked.
WITH snapshot AS (
    INSERT INTO feed_snapshots (id, newest) VALUES ($1, ARRAY(
        SELECT p.id FROM posts p WHERE p.inserted_at > $2 - interval '1 minute' AND p.inserted_at <= $2
        UNION ALL
        SELECT j.id FROM projects j
        WHERE j.status = 'published' AND j.published_at > $2 - interval '1 minute' AND j.published_at <= $2
    ))
), recent AS (
    INSERT INTO feed_recent (snapshot_id, score, at, item_id, kind, author_id, engagement, tags)
    SELECT $1, feed_score(p.engagement_score, p.inserted_at, $2, $3, $4), p.inserted_at, p.id, 0, p.user_id,
        p.engagement_score, '{}'::uuid[]
    FROM posts p
    WHERE p.inserted_at > $3 AND p.inserted_at <= $2
    UNION ALL
    SELECT $1, feed_score(j.engagement_score, j.published_at, $2, $3, $4), j.published_at, j.id, 1, j.user_id,
        j.engagement_score, ARRAY(
            SELECT x.ai_tool_id FROM project_ai_tools x WHERE x.project_id = j.id
            UNION ALL
            SELECT x.tech_stack_id FROM project_tech_stacks x WHERE x.project_id = j.id
        )
    FROM projects j
    WHERE j.status = 'published' AND j.published_at > $3 AND j.published_at <= $2
), marked AS (
    DELETE FROM feed_marks RETURNING item_id
), due AS MATERIALIZED (
    SELECT item_id AS id FROM marked
    UNION
    SELECT p.id FROM posts p WHERE p.inserted_at > coalesce($5, '-infinity') AND p.inserted_at <= $3
    UNION
    SELECT j.id FROM projects j
    WHERE j.status = 'published' AND j.published_at > coalesce($5, '-infinity') AND j.published_at <= $3
    UNION
    -- The first time, all that is recent too: who likes it was not marked for us.
    SELECT r.id FROM (
        SELECT p.id FROM posts p WHERE p.inserted_at > $3
        UNION ALL
        SELECT j.id FROM projects j WHERE j.status = 'published' AND j.published_at > $3
    ) AS r
    WHERE $5 IS NULL
), judged AS MATERIALIZED (
    -- Looked up one by one, because how many there are is not known beforehand: a plan for few must not meet many.
    SELECT due.id, new.kind, new.author_id, new.engagement, new.at, old.since,
        (new.engagement, new.at) IS DISTINCT FROM (old.engagement, old.at) AS moved
    FROM due
    LEFT JOIN LATERAL (
        SELECT 0::smallint AS kind, p.user_id AS author_id, p.engagement_score AS engagement, p.inserted_at AS at
        FROM posts p
        WHERE p.id = due.id AND p.inserted_at <= $3
        UNION ALL
        SELECT 1::smallint, j.user_id, j.engagement_score, j.published_at
        FROM projects j
        WHERE j.id = due.id AND j.status = 'published' AND j.published_at <= $3
    ) AS new ON true
    LEFT JOIN LATERAL (
        SELECT o.since, o.engagement, o.at
        FROM feed_older o
        WHERE o.item_id = due.id AND o.until = 9223372036854775807
        OFFSET 0
    ) AS old ON true
), closed AS (
    UPDATE feed_older o SET until = $1
    FROM judged
    WHERE o.item_id = judged.id AND o.since = judged.since AND judged.moved
), counted AS MATERIALIZED (
    SELECT due.id, liked.kind, liked.likes, liked.at
    FROM due
    LEFT JOIN LATERAL (
        SELECT 0::smallint AS kind, p.likes_count AS likes, p.inserted_at AS at FROM posts p
        WHERE p.id = due.id AND p.likes_count > 0
        UNION ALL
        SELECT 1::smallint, j.likes_count, j.published_at FROM projects j
        WHERE j.id = due.id AND j.likes_count > 0 AND j.status = 'published'
    ) AS liked ON true
), unliked AS (
    DELETE FROM feed_liked l USING counted WHERE l.item_id = counted.id AND counted.kind IS NULL
), liked AS (
    INSERT INTO feed_liked AS l (item_id, kind, likes, at)
    SELECT id, kind, likes, at FROM counted WHERE kind IS NOT NULL
    ON CONFLICT (item_id) DO UPDATE SET likes = excluded.likes, at = excluded.at
    WHERE (l.likes, l.at) <> (excluded.likes, excluded.at)
)
INSERT INTO feed_older (item_id, kind, author_id, engagement, at, since)
SELECT id, kind, author_id, engagement, at, $1 FROM judged WHERE moved AND kind IS NOT NULL
