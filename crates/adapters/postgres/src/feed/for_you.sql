-- What comes next in a walk through the for-you feed. $1 the viewer or null, $2 and $3 the snapshot and its moment, $4 the
-- moment the walk began.
-- Behind which item the walk stands: $5, $6, $7 its score, time and identifier among the recent, $8, $9, $10 among the
-- older (with a score beyond all where the walk has not come that far). $11 the preference factor, $12 how many.
-- Who has items that were passed over: $13 authors, and of each the last item that was taken, $14 to $16 among the
-- recent, $17 to $19 among the older.
-- How far the walk had come in snapshots that are gone: $20 their moments, $21 the ends of their recent windows, $22 when
-- the walk in them began, $23 to $26 the item reached (recent, score, time, identifier). $27 the gravity.
-- `held` rows are those passed over before.
-- Index: feed_recent_pkey, feed_recent_projects, feed_older_ranked read backwards; ..._of_author; posts_newest and
-- projects_published for what is newer than the snapshot; the primary keys to see that an item is still there.
WITH liked AS MATERIALIZED (
    SELECT ARRAY(
        SELECT f.ai_tool_id FROM user_favorite_tools f WHERE f.user_id = $1
        UNION ALL
        SELECT f.tech_stack_id FROM user_tech_stacks f WHERE f.user_id = $1
    ) AS tags
), floors AS MATERIALIZED (
    SELECT * FROM unnest($20, $21, $22, $23, $24, $25, $26)
        AS f (seen_at, recent_after, as_of, recent, score, at, item_id)
), waiting AS MATERIALIZED (
    SELECT * FROM unnest($13, $14, $15, $16, $17, $18, $19)
        AS w (author_id, score, at, item_id, older_score, older_at, older_id)
), fresh AS MATERIALIZED (
    -- Not in the snapshot, because newer. Nobody's engagement with it counts before the next one.
    SELECT f.kind, f.item_id, f.author_id, 0::float8 AS score, f.at
    FROM (
        SELECT 0::smallint AS kind, p.id AS item_id, p.user_id AS author_id, p.inserted_at AS at
        FROM posts p
        WHERE p.inserted_at > $3 - interval '1 minute' AND p.inserted_at <= $4
        UNION ALL
        SELECT 1::smallint, j.id, j.user_id, j.published_at
        FROM projects j
        WHERE j.status = 'published' AND j.published_at > $3 - interval '1 minute' AND j.published_at <= $4
    ) AS f
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = f.author_id OFFSET 0) AS author
    WHERE f.item_id NOT IN (SELECT unnest(s.newest) FROM feed_snapshots s WHERE s.id = $2)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = f.author_id)
        AND NOT EXISTS (SELECT FROM floors WHERE f.at <= floors.as_of
            AND (true, 0::float8, f.at, f.item_id) >= (floors.recent, floors.score, floors.at, floors.item_id))
), held AS MATERIALIZED (
    SELECT item.*
    FROM waiting w
    CROSS JOIN LATERAL (
        SELECT r.recent, r.kind, r.item_id, r.author_id, r.score, r.at
        FROM (
            SELECT true AS recent, r.kind, r.item_id, r.author_id, r.engagement, r.tags && liked.tags AS fits,
                CASE WHEN r.tags && liked.tags THEN r.score * $11 ELSE r.score END AS score, r.at
            FROM feed_recent r CROSS JOIN liked
            WHERE r.snapshot_id = $2 AND r.author_id = w.author_id
            UNION ALL
            SELECT true, f.kind, f.item_id, f.author_id, 0, false, f.score, f.at
            FROM fresh f
            WHERE f.author_id = w.author_id
            UNION ALL
            (SELECT false, o.kind, o.item_id, o.author_id, o.engagement, false, o.engagement, o.at
            FROM feed_older o
            WHERE o.author_id = w.author_id AND o.since <= $2 AND o.until > $2
                AND (o.engagement, o.at, o.item_id) < (w.older_score, w.older_at, w.older_id)
                AND (o.engagement, o.at, o.item_id) >= ($8, $9, $10)
            ORDER BY o.engagement DESC, o.at DESC, o.item_id DESC
            LIMIT 50)
        ) AS r
        CROSS JOIN LATERAL (
            SELECT 1 FROM posts p WHERE r.kind = 0 AND p.id = r.item_id
            UNION ALL
            SELECT 1 FROM projects j WHERE r.kind = 1 AND j.id = r.item_id AND j.status = 'published'
        ) AS there
        CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = r.author_id OFFSET 0) AS author
        WHERE (NOT r.recent OR (r.score, r.at, r.item_id) < (w.score, w.at, w.item_id)
                AND (r.score, r.at, r.item_id) >= ($5, $6, $7))
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = r.author_id)
            AND NOT EXISTS (SELECT FROM floors f WHERE r.at <= f.as_of
                AND (r.at > f.recent_after,
                    feed_score(r.engagement, r.at, f.seen_at, f.recent_after, $27)
                        * CASE WHEN r.fits AND r.at > f.recent_after THEN $11 ELSE 1 END, r.at, r.item_id)
                    >= (f.recent, f.score, f.at, f.item_id))
        ORDER BY r.recent DESC, r.score DESC, r.at DESC, r.item_id DESC
        LIMIT 4
    ) AS item
), full_up AS MATERIALIZED (
    -- They fill their places on this page with what was passed over, and have more of it.
    SELECT h.author_id FROM held h GROUP BY h.author_id HAVING count(*) > 3
), plain AS MATERIALIZED (
    SELECT r.kind, r.item_id, r.author_id, r.score, r.at
    FROM feed_recent r
    CROSS JOIN liked
    CROSS JOIN LATERAL (
        SELECT 1 FROM posts p WHERE r.kind = 0 AND p.id = r.item_id
        UNION ALL
        SELECT 1 FROM projects j WHERE r.kind = 1 AND j.id = r.item_id AND j.status = 'published'
    ) AS there
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = r.author_id OFFSET 0) AS author
    WHERE r.snapshot_id = $2 AND (r.score, r.at, r.item_id) < ($5, $6, $7)
        AND NOT (r.score > 0 AND r.tags && liked.tags)
        AND r.author_id NOT IN (SELECT author_id FROM full_up)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = r.author_id)
        AND NOT EXISTS (SELECT FROM floors f WHERE r.at <= f.as_of
            AND (r.at > f.recent_after, feed_score(r.engagement, r.at, f.seen_at, f.recent_after, $27), r.at, r.item_id)
                >= (f.recent, f.score, f.at, f.item_id))
    ORDER BY r.score DESC, r.at DESC, r.item_id DESC
    LIMIT $12
), lowest AS MATERIALIZED (
    SELECT CASE WHEN count(*) < $12 THEN 0 ELSE min(score) END AS score FROM plain
), fitting AS MATERIALIZED (
    -- Projects that the viewer's preferences raise onto this page: from where their raised score can be on it. The
    -- comparisons of bare scores are for the index, and have room for what rounding does.
    SELECT r.kind, r.item_id, r.author_id, r.score * $11 AS score, r.at
    FROM feed_recent r
    CROSS JOIN liked
    CROSS JOIN lowest
    CROSS JOIN LATERAL (
        SELECT 1 FROM projects j WHERE j.id = r.item_id AND j.status = 'published' OFFSET 0
    ) AS there
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = r.author_id OFFSET 0) AS author
    WHERE cardinality(liked.tags) > 0
        AND r.snapshot_id = $2 AND r.kind = 1 AND r.score > 0 AND r.tags && liked.tags
        AND r.score >= lowest.score / $11 * 0.999999 AND r.score <= $5 / $11 * 1.000001
        AND (r.score * $11, r.at, r.item_id) < ($5, $6, $7)
        AND r.author_id NOT IN (SELECT author_id FROM full_up)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = r.author_id)
        AND NOT EXISTS (SELECT FROM floors f WHERE r.at <= f.as_of
            AND (r.at > f.recent_after,
                feed_score(r.engagement, r.at, f.seen_at, f.recent_after, $27)
                    * CASE WHEN r.at > f.recent_after THEN $11 ELSE 1 END, r.at, r.item_id)
                >= (f.recent, f.score, f.at, f.item_id))
    ORDER BY r.score DESC, r.at DESC, r.item_id DESC
    LIMIT $12
), recent AS MATERIALIZED (
    SELECT * FROM plain
    UNION ALL
    SELECT * FROM fitting
    UNION ALL
    SELECT * FROM fresh f
    WHERE (f.score, f.at, f.item_id) < ($5, $6, $7) AND f.author_id NOT IN (SELECT author_id FROM full_up)
    ORDER BY score DESC, at DESC, item_id DESC
    LIMIT $12
), older AS MATERIALIZED (
    SELECT o.kind, o.item_id, o.author_id, o.engagement AS score, o.at
    FROM feed_older o
    CROSS JOIN LATERAL (
        SELECT 1 FROM posts p WHERE o.kind = 0 AND p.id = o.item_id
        UNION ALL
        SELECT 1 FROM projects j WHERE o.kind = 1 AND j.id = o.item_id AND j.status = 'published'
    ) AS there
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = o.author_id OFFSET 0) AS author
    WHERE (o.engagement, o.at, o.item_id) < ($8, $9, $10) AND o.since <= $2 AND o.until > $2
        AND o.author_id NOT IN (SELECT author_id FROM full_up)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = o.author_id)
        AND NOT EXISTS (SELECT FROM floors f WHERE o.at <= f.as_of
            AND (o.at > f.recent_after, feed_score(o.engagement, o.at, f.seen_at, f.recent_after, $27), o.at, o.item_id)
                >= (f.recent, f.score, f.at, f.item_id))
    ORDER BY o.engagement DESC, o.at DESC, o.item_id DESC
    LIMIT greatest($12 - (SELECT count(*) FROM recent), 0)
)
SELECT true AS held, recent, kind, item_id, author_id, score, at FROM held
UNION ALL
SELECT false, true, kind, item_id, author_id, score, at FROM recent
UNION ALL
SELECT false, false, kind, item_id, author_id, score, at FROM older
