-- Projects. $1 the person, $2 and $3 behind which row, $4 how many. Index: projects_of_user.
SELECT p.inserted_at, p.id, json_build_object(
    'id', p.id,
    'title', p.title,
    'description', p.description,
    'long_description', p.long_description,
    'status', p.status,
    'live_url', p.live_url,
    'github_url', p.github_url,
    'view_count', p.view_count,
    'likes_count', p.likes_count,
    'comments_count', p.comments_count,
    'reposts_count', p.reposts_count,
    'bookmarks_count', p.bookmarks_count,
    'quotes_count', p.quotes_count,
    'published_at', p.published_at,
    'inserted_at', p.inserted_at,
    'updated_at', p.updated_at,
    'images', (
        SELECT coalesce(json_agg(json_build_object('url', i.url, 'alt_text', i.alt_text) ORDER BY i.position, i.id), '[]')
        FROM project_images i WHERE i.project_id = p.id
    ),
    'highlights', (
        SELECT coalesce(json_agg(h.content ORDER BY h.position, h.id), '[]')
        FROM project_highlights h WHERE h.project_id = p.id
    ),
    'timeline', (
        SELECT coalesce(json_agg(json_build_object(
            'date', e.date_label, 'occurred_on', e.occurred_on, 'title', e.title, 'description', e.description
        ) ORDER BY e.position, e.id), '[]')
        FROM project_timeline_entries e WHERE e.project_id = p.id
    ),
    'ai_tools', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id WHERE x.project_id = p.id
    ),
    'tech_stacks', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id WHERE x.project_id = p.id
    )
)::text
FROM projects p
WHERE p.user_id = $1 AND (p.inserted_at, p.id) > ($2, $3)
ORDER BY p.inserted_at, p.id
LIMIT $4
