-- Identifiers of published projects, the newest first. $1 the viewer or null, $2 a LIKE pattern or null, $3 slugs of tools, $4
-- slugs of stacks (empty for any), $5 the limit, $6 the offset.
-- Index: projects_published for the order by time; projects_title_trigrams, projects_description_trigrams.
SELECT j.id
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.status = 'published'
    AND ($2 IS NULL OR j.title ILIKE $2 OR j.description ILIKE $2)
    AND (cardinality($3) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($3) LIMIT 1))
    AND (cardinality($4) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($4) LIMIT 1))
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = j.user_id)
ORDER BY j.published_at DESC, j.id DESC
LIMIT $5 OFFSET $6
