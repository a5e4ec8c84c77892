-- Projects by identifier, as lists show them to one viewer (or nobody). $1 the identifiers, $2 the viewer or null.
-- Index: the primary keys; project_images_of_project; likes_project_key, bookmarks_project_key, reposts_project_key.
SELECT
    j.id, j.title, j.description, j.status,
    (SELECT i.url FROM project_images i WHERE i.project_id = j.id ORDER BY i.position, i.id LIMIT 1),
    j.likes_count, j.comments_count, j.reposts_count, j.view_count, coalesce(j.published_at, j.inserted_at),
    ARRAY(SELECT t.name FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
        WHERE x.project_id = j.id ORDER BY lower(t.name)),
    ARRAY(SELECT t.name FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
        WHERE x.project_id = j.id ORDER BY lower(t.name)),
    u.id, u.username, u.display_name, u.avatar_url, u.is_verified,
    EXISTS (SELECT FROM likes x WHERE x.user_id = $2 AND x.project_id = j.id),
    EXISTS (SELECT FROM bookmarks x WHERE x.user_id = $2 AND x.project_id = j.id),
    EXISTS (SELECT FROM reposts x WHERE x.user_id = $2 AND x.project_id = j.id)
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.id = ANY($1)
    AND (j.status = 'published' OR j.user_id = $2)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
