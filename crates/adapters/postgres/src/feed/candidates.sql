-- Whom somebody may want to follow, and what speaks for each. $1 the viewer or null, $2 how many of each kind.
-- A row each: the person, ties, followers, shared tags, when they posted or published last, since when they are here; and
-- whether the viewer has a graph.
-- What is looked at is bounded: the hundred people followed last, the two hundred likes and bookmarks made last, a hundred
-- projects of each tag, the thousand people followed most.
-- Index: follows_newest_followed, likes_of_user, bookmarks_of_user, users_most_followed, the tags' by_tool and by_stack.
WITH followed AS MATERIALIZED (
    SELECT f.following_id AS id FROM follows f WHERE f.follower_id = $1
    ORDER BY f.inserted_at DESC, f.following_id DESC LIMIT 100
), given AS MATERIALIZED (
    (SELECT l.post_id, l.project_id, 1 AS weight FROM likes l
    WHERE l.user_id = $1 AND l.comment_id IS NULL ORDER BY l.inserted_at DESC, l.id DESC LIMIT 200)
    UNION ALL
    (SELECT b.post_id, b.project_id, 2 FROM bookmarks b
    WHERE b.user_id = $1 ORDER BY b.inserted_at DESC, b.id DESC LIMIT 200)
), ties AS MATERIALIZED (
    SELECT t.id, sum(t.weight)::bigint AS ties
    FROM (
        SELECT next.following_id AS id, 1 AS weight
        FROM followed
        CROSS JOIN LATERAL (
            SELECT f.following_id FROM follows f WHERE f.follower_id = followed.id
            ORDER BY f.inserted_at DESC, f.following_id DESC LIMIT 100
        ) AS next
        UNION ALL
        SELECT p.user_id, given.weight FROM given JOIN posts p ON p.id = given.post_id
        UNION ALL
        SELECT j.user_id, given.weight FROM given JOIN projects j ON j.id = given.project_id
    ) AS t
    GROUP BY t.id
), tags AS MATERIALIZED (
    SELECT DISTINCT x.ai_tool_id AS id, true AS is_tool FROM given JOIN project_ai_tools x ON x.project_id = given.project_id
    UNION ALL
    SELECT DISTINCT x.tech_stack_id, false FROM given JOIN project_tech_stacks x ON x.project_id = given.project_id
), shared AS MATERIALIZED (
    SELECT j.user_id AS id, count(DISTINCT tags.id) AS shared
    FROM tags
    CROSS JOIN LATERAL (
        (SELECT x.project_id FROM project_ai_tools x WHERE tags.is_tool AND x.ai_tool_id = tags.id
        ORDER BY x.project_id DESC LIMIT 100)
        UNION ALL
        (SELECT x.project_id FROM project_tech_stacks x WHERE NOT tags.is_tool AND x.tech_stack_id = tags.id
        ORDER BY x.project_id DESC LIMIT 100)
    ) AS x
    -- One by one: the planner would rather read all projects there are.
    CROSS JOIN LATERAL (
        SELECT j.user_id FROM projects j WHERE j.id = x.project_id AND j.status = 'published' OFFSET 0
    ) AS j
    GROUP BY j.user_id
), proposed AS MATERIALIZED (
    (SELECT ties.id FROM ties
    WHERE ties.id NOT IN (SELECT f.following_id FROM follows f WHERE f.follower_id = $1) AND ties.id <> $1
    ORDER BY ties.ties DESC, ties.id LIMIT $2)
    UNION
    (SELECT shared.id FROM shared
    WHERE shared.id NOT IN (SELECT f.following_id FROM follows f WHERE f.follower_id = $1) AND shared.id <> $1
    ORDER BY shared.shared DESC, shared.id LIMIT $2)
    UNION
    (SELECT u.id
    FROM (
        SELECT u.id, u.followers_count, u.inserted_at FROM active_users u
        WHERE u.has_onboarded
        ORDER BY u.followers_count DESC, u.inserted_at DESC, u.id DESC LIMIT 1000
    ) AS u
    WHERE u.id IS DISTINCT FROM $1
        AND (SELECT true FROM follows f WHERE f.follower_id = $1 AND f.following_id = u.id) IS NULL
        AND (SELECT true FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id LIMIT 1) IS NULL
    ORDER BY u.followers_count DESC, u.inserted_at DESC, u.id DESC LIMIT $2)
)
SELECT u.id, coalesce(ties.ties, 0), u.followers_count, coalesce(shared.shared, 0),
    greatest(
        (SELECT max(p.inserted_at) FROM posts p WHERE p.user_id = u.id),
        (SELECT max(j.published_at) FROM projects j WHERE j.user_id = u.id AND j.status = 'published')
    ),
    u.inserted_at,
    EXISTS (SELECT FROM followed)
        OR (SELECT count(*) > 3 FROM (SELECT FROM likes l WHERE l.user_id = $1 LIMIT 4) AS a_few)
FROM proposed
CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = proposed.id AND u.has_onboarded OFFSET 0) AS u
LEFT JOIN ties ON ties.id = u.id
LEFT JOIN shared ON shared.id = u.id
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
