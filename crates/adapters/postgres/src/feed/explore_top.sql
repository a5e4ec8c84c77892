-- Identifiers of posts, the most liked first, then the newest. $1 the viewer or null, $2 a LIKE pattern or null, $3 and $4 slugs of
-- tools and stacks of the linked project (empty for any), $5 the limit, $6 the offset.
-- Index: feed_liked_ranked, feed_liked_pkey, posts_newest.
SELECT list.id
FROM (
    (SELECT p.id, r.likes, p.inserted_at
    FROM feed_liked r
    CROSS JOIN LATERAL (SELECT * FROM posts p WHERE p.id = r.item_id OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
    WHERE r.kind = 0
        AND ($2 IS NULL OR p.content ILIKE $2)
        AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($3) LIMIT 1))
        AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($4) LIMIT 1))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
    ORDER BY r.likes DESC, r.at DESC, r.item_id DESC
    LIMIT $5 + $6)
    UNION ALL
    (SELECT p.id, 0, p.inserted_at
    FROM posts p
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
    WHERE (SELECT true FROM feed_liked r WHERE r.item_id = p.id) IS NULL
        AND ($2 IS NULL OR p.content ILIKE $2)
        AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($3) LIMIT 1))
        AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($4) LIMIT 1))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
    ORDER BY p.inserted_at DESC, p.id DESC
    LIMIT $5 + $6)
) AS list
ORDER BY list.likes DESC, list.inserted_at DESC, list.id DESC
LIMIT $5 OFFSET $6
