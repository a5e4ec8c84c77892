-- Posts by identifier, whole, as one viewer (or nobody) sees them. $1 the identifiers, $2 the viewer or null.
-- Index: the primary keys; post_media_of_post; likes_post_key, bookmarks_post_key, reposts_post_key.
SELECT
    p.id, p.content, p.likes_count, p.comments_count, p.reposts_count, p.impression_count, p.inserted_at, p.edited_at,
    u.id, u.username, u.display_name, u.avatar_url, u.is_verified,
    ARRAY(SELECT m.url FROM post_media m WHERE m.post_id = p.id ORDER BY m.position, m.id),
    linked.id, linked.title,
    CASE
        WHEN quoted.id IS NOT NULL THEN jsonb_build_object(
            'kind', 'post', 'id', quoted.id, 'content', quoted.content,
            'created_at', quoted.inserted_at,
            'media', ARRAY(SELECT m.url FROM post_media m WHERE m.post_id = quoted.id ORDER BY m.position, m.id),
            'author', jsonb_build_object('id', qu.id, 'username', qu.username, 'display_name', qu.display_name,
                'avatar_url', qu.avatar_url, 'is_verified', qu.is_verified))
        WHEN shown.id IS NOT NULL THEN jsonb_build_object(
            'kind', 'project', 'id', shown.id, 'title', shown.title, 'content', shown.description,
            'created_at', shown.published_at,
            'image', (SELECT i.url FROM project_images i WHERE i.project_id = shown.id ORDER BY i.position, i.id LIMIT 1),
            'tools', ARRAY(SELECT t.name FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
                WHERE x.project_id = shown.id ORDER BY lower(t.name)),
            'stack', ARRAY(SELECT t.name FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
                WHERE x.project_id = shown.id ORDER BY lower(t.name)),
            'author', jsonb_build_object('id', su.id, 'username', su.username, 'display_name', su.display_name,
                'avatar_url', su.avatar_url, 'is_verified', su.is_verified))
    END,
    EXISTS (SELECT FROM likes x WHERE x.user_id = $2 AND x.post_id = p.id),
    EXISTS (SELECT FROM bookmarks x WHERE x.user_id = $2 AND x.post_id = p.id),
    EXISTS (SELECT FROM reposts x WHERE x.user_id = $2 AND x.post_id = p.id)
FROM posts p
JOIN active_users u ON u.id = p.user_id
LEFT JOIN projects linked ON linked.id = p.linked_project_id AND (linked.status = 'published' OR linked.user_id = $2)
LEFT JOIN (posts quoted JOIN active_users qu ON qu.id = quoted.user_id) ON quoted.id = p.quoted_post_id
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = qu.id)
LEFT JOIN (projects shown JOIN active_users su ON su.id = shown.user_id) ON shown.id = p.quoted_project_id
    AND shown.status = 'published'
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = su.id)
WHERE p.id = ANY($1)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
