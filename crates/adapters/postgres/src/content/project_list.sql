-- Identifiers of published projects. $1 the viewer or null, $2 a LIKE pattern or null, $3 slugs of tools, $4 slugs of
-- stacks (empty for any), $5 whether the most liked come first, $6 the limit, $7 the offset.
-- Index: projects_published for the order by time; projects_title_trigrams, projects_description_trigrams.
SELECT j.id
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.status = 'published'
    AND ($2::text IS NULL OR j.title ILIKE $2 OR j.description ILIKE $2)
    AND (cardinality($3::text[]) = 0 OR EXISTS (SELECT FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
        WHERE x.project_id = j.id AND t.slug = ANY($3)))
    AND (cardinality($4::text[]) = 0 OR EXISTS (SELECT FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
        WHERE x.project_id = j.id AND t.slug = ANY($4)))
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY CASE WHEN $5 THEN j.likes_count END DESC NULLS LAST, j.published_at DESC, j.id DESC
LIMIT $6 OFFSET $7
