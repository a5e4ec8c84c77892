-- The newest posts that have what operators ask for: identifiers. $1 the viewer or null, $2 what must not be there (for
-- `websearch_to_tsquery`, or empty), $3 the author's username or null, $4 and $5 slugs of tools and stacks (empty for any), $6
-- and $7 the time from and up to which (or nulls), $8 and $9 whether they need pictures or a linked project, $10 the limit, $11 the offset.
-- The newest twenty thousand are looked at, and all of one author.
-- Index: posts_newest; posts_of_user.
SELECT p.id
FROM (
    (SELECT * FROM posts p WHERE $3 IS NULL
        AND ($6 IS NULL OR p.inserted_at >= $6) AND ($7 IS NULL OR p.inserted_at < $7)
    ORDER BY p.inserted_at DESC, p.id DESC LIMIT 20000)
    UNION ALL
    (SELECT * FROM posts p WHERE p.user_id = (SELECT u.id FROM users u WHERE u.username = $3)
    ORDER BY p.inserted_at DESC, p.id DESC)
) AS p
CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
        AND ($6 IS NULL OR p.inserted_at >= $6) AND ($7 IS NULL OR p.inserted_at < $7)
        AND ($2 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $2))
        AND (NOT $8 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
        AND (NOT $9 OR p.linked_project_id IS NOT NULL)
        AND (cardinality($4) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($4) LIMIT 1))
        AND (cardinality($5) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($5) LIMIT 1))
ORDER BY p.inserted_at DESC, p.id DESC
LIMIT $10 OFFSET $11
