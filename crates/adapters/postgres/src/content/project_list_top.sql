-- Identifiers of published projects, the most liked first, then the newest. $1 the viewer or null, $2 a LIKE
-- pattern or null, $3 slugs of tools, $4 slugs of stacks (empty for any), $5 the limit, $6 the offset.
-- Two lists that are in order already, as far as the page goes: those that are ranked, and all others by their time.
-- Index: feed_liked_ranked, feed_liked_pkey, projects_published.
SELECT list.id
FROM (
    (SELECT j.id, r.likes, j.published_at
    FROM feed_liked r
    CROSS JOIN LATERAL (
        SELECT * FROM projects j WHERE j.id = r.item_id AND j.status = 'published' OFFSET 0
    ) AS j
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = j.user_id OFFSET 0) AS author
    WHERE r.kind = 1
        AND ($2 IS NULL OR j.title ILIKE $2 OR j.description ILIKE $2)
        AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($3) LIMIT 1))
        AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($4) LIMIT 1))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = j.user_id)
    ORDER BY r.likes DESC, r.at DESC, r.item_id DESC
    LIMIT $5 + $6)
    UNION ALL
    (SELECT j.id, 0, j.published_at
    FROM projects j
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = j.user_id OFFSET 0) AS author
    WHERE j.status = 'published' AND (SELECT true FROM feed_liked r WHERE r.item_id = j.id) IS NULL
        AND ($2 IS NULL OR j.title ILIKE $2 OR j.description ILIKE $2)
        AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($3) LIMIT 1))
        AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($4) LIMIT 1))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = j.user_id)
    ORDER BY j.published_at DESC, j.id DESC
    LIMIT $5 + $6)
) AS list
ORDER BY list.likes DESC, list.published_at DESC, list.id DESC
LIMIT $5 OFFSET $6
