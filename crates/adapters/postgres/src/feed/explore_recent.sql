-- Identifiers of posts, the newest first. $1 the viewer or null, $2 a LIKE pattern or null, $3 and $4 slugs of
-- tools and stacks of the linked project (empty for any), $5 the limit, $6 the offset.
-- Index: posts_newest; posts_content_trigrams.
SELECT p.id
FROM posts p
JOIN active_users u ON u.id = p.user_id
WHERE true
    AND ($2 IS NULL OR p.content ILIKE $2)
    AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($3) LIMIT 1))
    AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($4) LIMIT 1))
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
ORDER BY p.inserted_at DESC, p.id DESC
LIMIT $5 OFFSET $6
