-- The best items for a viewer (or nobody) as of a moment, best first: the formula of the domain's `for_you_score`,
-- whose constants are bound. $1 the viewer or null, $2 the moment, $3 the end of the recent window, $4 the gravity,
-- $5 the preference factor, $6 how many.
SELECT item.kind, item.id, item.author_id
FROM (
    SELECT 0::smallint AS kind, p.id, p.user_id AS author_id, p.engagement_score AS engagement, p.inserted_at AS at,
        1::float8 AS factor
    FROM posts p
    WHERE p.inserted_at <= $2
    UNION ALL
    SELECT 1::smallint, j.id, j.user_id, j.engagement_score, j.published_at,
        CASE WHEN EXISTS (SELECT FROM project_ai_tools x JOIN user_favorite_tools f ON f.ai_tool_id = x.ai_tool_id
                WHERE x.project_id = j.id AND f.user_id = $1)
            OR EXISTS (SELECT FROM project_tech_stacks x JOIN user_tech_stacks f ON f.tech_stack_id = x.tech_stack_id
                WHERE x.project_id = j.id AND f.user_id = $1)
        THEN $5 ELSE 1 END
    FROM projects j
    WHERE j.status = 'published' AND j.published_at <= $2
) AS item
JOIN active_users u ON u.id = item.author_id
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY
    item.at > $3 DESC,
    item.engagement * item.factor
        / CASE WHEN item.at > $3 THEN power(extract(epoch FROM $2 - item.at)::float8 / 3600 + 2, $4) ELSE 1 END DESC,
    item.at DESC,
    item.id DESC
LIMIT $6
