-- One project with all that its page shows. $1 the project, $2 the viewer or null.
-- Index: the primary keys; the ..._of_project indexes; likes_of_project for the four who liked it last.
SELECT
    j.id, j.title, j.description, j.long_description, j.status, j.live_url, j.github_url,
    j.likes_count, j.comments_count, j.reposts_count, j.view_count, coalesce(j.published_at, j.inserted_at),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'url', i.url, 'alt_text', i.alt_text)
        ORDER BY i.position, i.id), '[]') FROM project_images i WHERE i.project_id = j.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'content', h.content) ORDER BY h.position, h.id), '[]')
        FROM project_highlights h WHERE h.project_id = j.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'date', e.date_label, 'title', e.title,
        'description', e.description) ORDER BY e.position, e.id), '[]')
        FROM project_timeline_entries e WHERE e.project_id = j.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'icon_url', t.icon_url)
        ORDER BY lower(t.name)), '[]')
        FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id WHERE x.project_id = j.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'category', t.category)
        ORDER BY lower(t.name)), '[]')
        FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id WHERE x.project_id = j.id),
    u.id, u.username, u.display_name, u.avatar_url, u.is_verified, u.bio,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'username', l.username, 'display_name', l.display_name,
        'avatar_url', l.avatar_url) ORDER BY l.liked_at DESC, l.like_id DESC), '[]')
        FROM (SELECT w.id, w.username, w.display_name, w.avatar_url, x.inserted_at AS liked_at, x.id AS like_id
            FROM likes x JOIN active_users w ON w.id = x.user_id
            WHERE x.project_id = j.id
                AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = w.id)
            ORDER BY x.inserted_at DESC, x.id DESC LIMIT 4) AS l),
    EXISTS (SELECT FROM likes x WHERE x.user_id = $2 AND x.project_id = j.id),
    EXISTS (SELECT FROM bookmarks x WHERE x.user_id = $2 AND x.project_id = j.id),
    EXISTS (SELECT FROM reposts x WHERE x.user_id = $2 AND x.project_id = j.id)
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.id = $1
    AND (j.status = 'published' OR j.user_id = $2)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
